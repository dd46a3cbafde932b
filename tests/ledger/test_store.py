"""The store: what is recorded stands, in order, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from ledger.application import Store, create_store, open_store
from ledger.entry import Entry, Recorded
from ledger.errors import BadInput, BrokenRecord, NewerFormat
from ledger.event import Draft
from ledger.merkle import CompactRange
from ledger.sources import open_source
from tests.ledger.raw import Raw, raw
from tests.ledger.scribe import ORIGIN, TYPES, Scribe

CASE = "FND-2022-0001"


def note(case: str = CASE, text: str = "a note") -> Draft:
    return Draft(case, "note.made/1", {"text": text})


def test_what_was_recorded_is_read_back_in_order(scribe: Scribe, store: Store) -> None:
    first = scribe.note(CASE, "first")
    second = scribe.note(CASE, '第二 "\\\n\t')

    assert (first, second) == ([1], [2])
    assert [r.facts["text"] for r in scribe.case(CASE)] == ["first", '第二 "\\\n\t']
    assert [row.index for row in store.source.rows(0, 10)] == [0, 1, 2]


def test_the_head_is_the_tree_over_the_leaves(scribe: Scribe, store: Store) -> None:
    for n in range(9):
        scribe.note(f"FND-2022-{n:04}")

    head, tree = store.source.head(), CompactRange()
    tree.extend(Entry(row.payload, row.keyid, row.sig).leaf() for row in store.source.rows(0, head.size))
    assert (head.size, head.peaks) == (10, tree.freeze())
    assert head.highest_at == "2022-05-06T01:02:13.000004Z"


def test_the_entries_of_one_act_follow_each_other_even_in_one_case(scribe: Scribe, store: Store) -> None:
    indices = scribe.record(note(text="one"), note("FND-2022-0002"), note(text="two"))

    one, _, two = (Recorded.of(row) for row in store.source.rows(1, 4))
    assert indices == [1, 2, 3]
    assert (two.version, two.prev) == (2, one.leaf.hex())
    assert [row.index for row in store.find_act(one.act)] == [1, 2, 3]


def test_an_act_is_found_by_its_id_and_no_other(scribe: Scribe, store: Store) -> None:
    scribe.record(note(), act="11111111-1111-4111-8111-111111111111")

    (found,) = store.find_act("11111111-1111-4111-8111-111111111111")
    assert found.index == 1
    assert store.find_act("22222222-2222-4222-8222-222222222222") == []


def test_a_case_that_is_not_there_is_empty(store: Store) -> None:
    assert store.load("FND-1999-0001", list) == []
    assert store.load("FND-1999-0001", lambda entries: None) is None


def test_entries_are_read_by_range_type_and_case(scribe: Scribe, store: Store) -> None:
    for n in range(4):
        scribe.note(f"FND-{n % 2}")
    scribe.record(Draft("FND-0", "note.struck/1", {}))

    source = store.source
    assert [row.index for row in source.rows(2, 4)] == [2, 3]
    assert [row.index for row in source.case("FND-0")] == [1, 3, 5]
    assert [row.index for row in source.of_types({"note.struck/1", "ledger.founded/1"})] == [0, 5]
    assert [row.index for row in source.of_types({"note.made/1"}, 2, 4)] == [2, 3]
    assert list(source.of_types(())) == []


def test_long_ranges_are_read_in_pages_without_a_seam(scribe: Scribe, store: Store) -> None:
    scribe.record(*(note(f"MNY-{n}") for n in range(2_500)))

    assert [row.index for row in store.source.rows(0, 9_999)] == list(range(2_501))
    assert [row.index for row in store.source.of_types({"note.made/1"})] == list(range(1, 2_501))


def test_the_same_acts_give_the_same_bytes_on_both_stores(tmp_path: Path, pg_url: str) -> None:
    told = []
    for url in (str(tmp_path / "ledger.db"), pg_url):
        create_store(url, ORIGIN, training=True)
        with open_store(url, TYPES) as store:
            scribe = Scribe(store)
            scribe.found()
            scribe.record(note(text='第二 "\\\n\t /é'), note("FND-2", ""), note())
            scribe.record(Draft(CASE, "note.struck/1", {"deep": [{"b": [1, -2, None, True], "a": {}}, [], "𠮷"]}))
            for n in range(5):
                scribe.note(f"FND-2022-{n}")
            source = store.source
            told.append((source.head(), list(source.rows(0, 99)), source.bound_keys()))

    assert told[0] == told[1]
    assert told[0][0].size == 10
    assert [key.person for key in told[0][2]].count("log") == 1


def test_a_source_that_is_pickled_opens_the_same_ledger_again(scribe: Scribe, store: Store) -> None:
    again = pickle.loads(pickle.dumps(store.source))

    assert list(again.rows(0, 9)) == list(store.source.rows(0, 9))
    again.close()


def test_a_ledger_made_and_not_yet_founded_may_be_made_again_and_no_other(store_url: str) -> None:
    create_store(store_url, ORIGIN, training=True)

    create_store(store_url, ORIGIN, training=True)
    for origin, training in ((ORIGIN, False), ("example.gov.cn/elsewhere", True)):
        with pytest.raises(BadInput, match="there is a ledger here already"):
            create_store(store_url, origin, training)


def test_a_founded_ledger_is_not_made_again(scribe: Scribe, store: Store) -> None:
    with pytest.raises(BadInput, match="there is a ledger here already"):
        create_store(store.url, ORIGIN, training=True)

    assert store.source.head().size == 1


def test_an_event_of_a_type_that_a_newer_program_wrote_is_not_guessed_at(scribe: Scribe, store: Store) -> None:
    scribe.note(CASE)

    with (
        open_store(store.url, TYPES - {"note.made/1"}) as older,
        pytest.raises(NewerFormat, match="note"),
    ):
        older.load(CASE, list)


def test_a_column_that_is_not_the_payloads_is_noticed_on_loading(scribe: Scribe, store: Store) -> None:
    scribe.note(CASE)
    with raw(store.url) as tables:
        tables.unlock()
        tables.execute("UPDATE entry SET type = 'note.struck/1' WHERE idx = 1")

    with pytest.raises(BrokenRecord, match="the columns of entry 1") as broken:
        store.load(CASE, list)
    assert (broken.value.index, broken.value.case, broken.value.step) == (1, CASE, 2)


def test_a_head_that_was_turned_back_does_not_let_an_entry_be_written_over(scribe: Scribe, store: Store) -> None:
    scribe.note(CASE)
    before = list(store.source.rows(0, 9))
    with raw(store.url) as tables:
        tables.unlock()
        peak = tables.execute("SELECT leaf FROM entry WHERE idx = 0")[0][0]
        tables.execute("UPDATE head SET size = 1, peaks = ?", peak)

    with pytest.raises(BrokenRecord, match="the head says 1 entries"):
        scribe.note("FND-2022-0002")

    assert list(store.source.rows(0, 9)) == before


def test_a_head_of_a_newer_format_is_left_alone(scribe: Scribe, store: Store) -> None:
    entries = scribe.compose(note())
    with raw(store.url) as tables:
        tables.execute("UPDATE head SET format = 2")

    with pytest.raises(NewerFormat, match="of format 2"):
        store.append(entries, seen_size=1)
    with pytest.raises(NewerFormat, match="use a newer one"):
        open_source(store.url)
    with pytest.raises(NewerFormat):
        open_store(store.url, TYPES)


STATEMENTS = {
    "an entry changed": "UPDATE entry SET payload = 'x' WHERE idx = 1",
    "an entry moved": "UPDATE entry SET case_id = 'FND-2' WHERE idx = 1",
    "an entry deleted": "DELETE FROM entry WHERE idx = 1",
    "the head turned back": "UPDATE head SET size = 1",
    "another origin": "UPDATE head SET origin = 'elsewhere'",
    "the training mark taken off": "UPDATE head SET training = (1 = 0)",
    "the head deleted": "DELETE FROM head",
    "a key deleted": "DELETE FROM bound_key",
    "a key swapped": "UPDATE bound_key SET public = leaf FROM entry",
    "a key given to another": "UPDATE bound_key SET person = 'mallory'",
}


@pytest.mark.parametrize("what", STATEMENTS)
def test_triggers_keep_the_record_append_only_even_from_its_owner(what: str, scribe: Scribe, store: Store) -> None:
    scribe.note(CASE)
    statement = STATEMENTS[what]
    with raw(store.url) as tables:
        if tables.is_sqlite:
            statement = statement.replace("(1 = 0)", "0")

        with pytest.raises(Raw.Error, match=r"never|only"):
            tables.execute(statement)

    assert scribe.note(CASE) == [2]


def test_postgres_does_not_let_a_table_be_emptied(pg_url: str) -> None:
    create_store(pg_url, ORIGIN, training=True)
    with psycopg.connect(pg_url, autocommit=True) as connection:
        for table in ("entry", "head", "bound_key"):
            with pytest.raises(psycopg.errors.RaiseException, match="never"):
                connection.execute(f"TRUNCATE govledger.{table}".encode())


def test_the_environment_does_not_reach_the_library(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PERSISTENCE_MODULE", "MAPPER_TOPIC", "TRANSCODER_TOPIC", "CIPHER_TOPIC", "COMPRESSOR_TOPIC"):
        monkeypatch.setenv(name, "antigravity:no_such_thing")
    monkeypatch.setenv("IS_SNAPSHOTTING_ENABLED", "y")
    monkeypatch.setenv("AGGREGATE_CACHE_MAXSIZE", "100")
    create_store(store_url, ORIGIN, training=True)

    with open_store(store_url, TYPES) as store:
        scribe = Scribe(store)
        scribe.found()
        scribe.note(CASE)
        assert len(scribe.case(CASE)) == 1

    assert "antigravity" not in sys.modules


def test_reading_imports_neither_the_library_nor_the_other_driver(scribe: Scribe, store: Store) -> None:
    script = f"""
import sys
from ledger.sources import open_source
assert len(list(open_source({store.url!r}).rows(0, 9))) == 1
print(*sorted({{"eventsourcing", "pydantic", "psycopg", "sqlite3"}} & set(sys.modules)))
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout.split() == (["psycopg"] if store.url.startswith("postgresql:") else ["sqlite3"])
