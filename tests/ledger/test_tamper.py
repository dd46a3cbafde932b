"""Whatever is changed behind the program's back is found, and named by index and step.

Three ways: every column of every table in a real database file, one bit; random bits anywhere; and what a forger does
who can recompute every hash, but has neither the keys nor the checkpoint that is in the auditor's hand.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.application import create_store, open_store
from ledger.entry import Entry
from ledger.errors import NewerFormat
from ledger.event import Draft
from ledger.source import BoundKey, Head, Row, Source
from ledger.sqlite_source import SqliteSource
from ledger.verify import verify
from ledger.verify_report import Report
from tests.ledger.scribe import ORIGIN, TYPES, key_of
from tests.ledger.small_ledger import NOTE, SmallLedger, a_small_ledger, spoiled

TABLES = {
    "entry": ("idx", "case_id", "version", "id", "type", "payload", "keyid", "sig", "leaf"),
    "head": ("format", "origin", "training", "size", "peaks", "highest_at"),
    "bound_key": ("keyid", "person", "suite", "public", "bound_index", "revoked_index"),
}


def found(report: Report) -> tuple[int, int]:
    """Index and step of the first break, which must be there."""
    assert not report.ok
    assert report.first_break is not None
    assert report.first_break.index is not None
    assert report.first_break.step is not None
    return report.first_break.index, report.first_break.step


# Every column


@pytest.fixture(scope="module")
def lawful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger file of one of everything; one key is revoked, so that no column is empty."""
    path = tmp_path_factory.mktemp("lawful") / "ledger.db"
    create_store(path, ORIGIN, training=True)
    with open_store(path, TYPES) as store:
        ledger, _ = a_small_ledger(store)
        ledger.revoke("chen")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
    return path


def test_the_tables_have_no_other_columns_than_those_tried_here(lawful: Path) -> None:
    with closing(sqlite3.connect(lawful)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        columns = {
            table: tuple(row[1] for row in connection.execute(f"PRAGMA table_info({table})")) for table in TABLES
        }

    assert tables - {"recent_root"} == TABLES.keys(), "a cache of roots is no part of the record"
    assert columns == TABLES | {"head": ("only_row", *TABLES["head"])}


def test_the_file_itself_holds(lawful: Path) -> None:
    assert read(lawful).ok


def flipped(value: int | str | bytes | None, bit: int) -> int | str | bytes:
    """The value with one bit changed; an absent number becomes one."""
    if value is None:
        return 1
    if isinstance(value, int):
        return value ^ (1 << bit % 40)
    raw = bytearray(value.encode() if isinstance(value, str) else value)
    raw[bit // 8 % len(raw)] ^= 1 << bit % 8
    return bytes(raw)


def read(path: Path) -> Report:
    with closing(SqliteSource(path)) as source:
        return verify(source, workers=0)


def tampered(lawful: Path, folder: Path, table: str, column: str, row: int, bit: int) -> Report:
    """The verdict on a copy with one bit flipped in one value."""
    copy = folder / "copy.db"
    shutil.copyfile(lawful, copy)
    with closing(sqlite3.connect(copy)) as connection:
        value = connection.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (row,)).fetchone()[0]
        new = flipped(value, bit)
        kind = "TEXT" if isinstance(value, str) else "BLOB"
        cast = f"CAST(? AS {kind})" if isinstance(new, bytes) else "?"
        connection.execute(f"UPDATE {table} SET {column} = {cast} WHERE rowid = ?", (new, row))
        connection.commit()
    return read(copy)


@pytest.mark.parametrize("column", TABLES["entry"])
def test_a_bit_flipped_in_any_column_of_any_entry_is_found_there(lawful: Path, tmp_path: Path, column: str) -> None:
    steps = {"idx": {1}, "case_id": {2}, "version": {2}, "id": {2}, "type": {2}}
    with closing(SqliteSource(lawful)) as source:
        size = source.head().size

    for index in range(size):
        report = tampered(
            lawful, tmp_path, "entry", column, index, bit={"idx": 7, "version": 11}.get(column, 9 * index)
        )

        where, step = found(report)
        assert (where, step in steps.get(column, {2, 3, 5})) == (index, True), (column, index, where, step)


@pytest.mark.parametrize("bit", [0, 1, 4])
@pytest.mark.parametrize("column", TABLES["head"])
def test_a_bit_flipped_in_the_head_row_is_found(lawful: Path, tmp_path: Path, column: str, bit: int) -> None:
    if column == "training" and bit:
        return  # the table takes 0 and 1 only
    if column == "format" and bit:
        with pytest.raises(NewerFormat):
            tampered(lawful, tmp_path, "head", column, 1, bit)
        return
    steps = {"format": 1, "origin": 1, "training": 1, "size": 1, "peaks": 3, "highest_at": 8}

    assert found(tampered(lawful, tmp_path, "head", column, 1, bit))[1] == steps[column]


@pytest.mark.parametrize("column", TABLES["bound_key"])
def test_a_bit_flipped_in_the_table_of_bound_keys_is_found(lawful: Path, tmp_path: Path, column: str) -> None:
    with closing(SqliteSource(lawful)) as source:
        count = len(source.bound_keys())

    for row in range(1, count + 1):
        assert found(tampered(lawful, tmp_path, "bound_key", column, row, bit=row))[1] == 2


@pytest.fixture
def in_postgres(pg_url: str) -> Iterator[tuple[Source, psycopg.Connection]]:  # type: ignore[type-arg]
    """The same ledger in PostgreSQL, and a superuser whom no trigger stops."""
    create_store(pg_url, ORIGIN, training=True)
    with open_store(pg_url, TYPES) as store, psycopg.connect(pg_url, autocommit=True) as connection:
        a_small_ledger(store)[0].revoke("chen")
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET search_path = govledger")
        yield store.source, connection


@pytest.mark.parametrize("table", TABLES)
def test_a_bit_flipped_in_any_column_in_postgresql_is_found(
    in_postgres: tuple[Source, psycopg.Connection],  # type: ignore[type-arg]
    table: str,
) -> None:
    source, connection = in_postgres
    key = {"entry": "idx = 20", "head": "true", "bound_key": "revoked_index IS NOT NULL"}[table]

    for column in TABLES[table]:
        before = connection.execute(f"SELECT {column} FROM {table} WHERE {key}").fetchone()[0]
        new = not before if isinstance(before, bool) else flipped(before, 3 if isinstance(before, int) else 0)
        new = new.decode() if isinstance(before, str) and isinstance(new, bytes) else new
        # Found again by the row's place on its page, which the update moves and tells.
        moved = connection.execute(f"UPDATE {table} SET {column} = %s WHERE {key} RETURNING ctid", (new,)).fetchone()[0]

        if column == "format":
            with pytest.raises(NewerFormat):
                verify(source)
        else:
            assert found(verify(source)), column

        connection.execute(f"UPDATE {table} SET {column} = %s WHERE ctid = %s", (before, moved))
    assert verify(source).ok


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_bits_are_found_where_they_were_flipped(lawful: Path, tmp_path_factory, data) -> None:  # type: ignore[no-untyped-def]
    with closing(SqliteSource(lawful)) as source:
        rows = list(source.rows(0, source.head().size))
    index = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(("payload", "keyid", "sig", "leaf")))
    value = getattr(rows[index], column)
    bits = 8 * len(value.encode() if isinstance(value, str) else value)
    bit = data.draw(st.integers(0, bits - 1))

    report = tampered(lawful, tmp_path_factory.mktemp("bit"), "entry", column, index, bit)

    assert found(report)[0] == index


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM entry WHERE idx = 9", (9, 1)),
        ("DELETE FROM entry WHERE idx = 0", (0, 1)),
        ("DELETE FROM entry WHERE idx >= 20", (20, 1)),
        (
            "INSERT INTO entry SELECT 900, 'FND-9', 1, 'x', type, payload, keyid, sig, leaf FROM entry WHERE idx = 4",
            (900, 1),
        ),
        (
            "INSERT INTO entry SELECT -1, 'FND-9', 1, 'x', type, payload, keyid, sig, leaf FROM entry WHERE idx = 4",
            (-1, 1),
        ),
        ("DELETE FROM bound_key WHERE person = 'zhao'", (6, 2)),
        ("UPDATE bound_key SET revoked_index = NULL", (2, 2)),
        ("INSERT INTO bound_key VALUES ('00', 'zhao', 'ed25519', x'00', 7, NULL)", (7, 2)),
        ("UPDATE bound_key SET person = 'zhao' WHERE person = 'chen'", (2, 2)),
    ],
)
def test_rows_taken_away_or_put_in_are_found(
    lawful: Path, tmp_path: Path, statement: str, expected: tuple[int, int]
) -> None:
    copy = tmp_path / "copy.db"
    shutil.copyfile(lawful, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute(statement)
        connection.commit()

    assert found(read(copy)) == expected


# A forger who recomputes every hash


Forgery = Callable[[SmallLedger, list[Row]], None]


def delete(ledger: SmallLedger, rows: list[Row]) -> None:
    del rows[14]


def insert_a_copy(ledger: SmallLedger, rows: list[Row]) -> None:
    rows.insert(16, rows[15])


def insert_a_new_entry(ledger: SmallLedger, rows: list[Row]) -> None:
    entry = ledger.compose("chen", "county_head", Draft("FND-2022-0007", NOTE, {}))[0]
    rows.insert(16, row_of(entry))


def swap(ledger: SmallLedger, rows: list[Row]) -> None:
    rows[14], rows[15] = rows[15], rows[14]


def swap_entries_of_two_cases(ledger: SmallLedger, rows: list[Row]) -> None:
    rows[9], rows[11] = rows[11], rows[9]


def move_to_another_case(ledger: SmallLedger, rows: list[Row]) -> None:
    row = rows[15]
    rows[15] = row_of(Entry(row.payload.replace('"FND-2022-0001"', '"FND-2022-0003"'), row.keyid, row.sig))


def say_something_else(ledger: SmallLedger, rows: list[Row]) -> None:
    row = rows[16]
    rows[16] = row_of(Entry(row.payload.replace('"text":"同意"', '"text":"不同意"'), row.keyid, row.sig))


def swap_a_key(ledger: SmallLedger, rows: list[Row]) -> None:
    """The binding of chen's key now binds the forger's, with a proof of possession that is right."""
    row = rows[2]
    old, new = key_of("chen"), key_of("forger")
    proof = ledger.binding("chen", new).facts["possession"]
    text = row.payload.replace(old.public.hex(), new.public.hex()).replace(old.keyid, new.keyid)
    start = text.index('"possession":"') + len('"possession":"')
    rows[2] = row_of(Entry(text[:start] + proof + text[start + 128 :], row.keyid, row.sig))


def cut_the_end(ledger: SmallLedger, rows: list[Row]) -> None:
    del rows[-2:]


def row_of(entry: Entry) -> Row:
    return Row(0, "", 0, "", "", entry.payload, entry.keyid, entry.sig, b"")


@pytest.fixture(
    params=[
        delete, insert_a_copy, insert_a_new_entry, swap, swap_entries_of_two_cases, move_to_another_case,
        say_something_else, swap_a_key, cut_the_end,
    ]
)  # fmt: skip
def forged(request: pytest.FixtureRequest) -> Iterator[tuple[SmallLedger, list[bytes], str]]:
    ledger, notes = a_small_ledger()
    forgery: Forgery = request.param
    forgery(ledger, ledger.list.entries)
    ledger.list.recomputed()
    yield ledger, notes, forgery.__name__


def test_a_forger_without_keys_is_found_by_the_checkpoint(forged: tuple[SmallLedger, list[bytes], str]) -> None:
    ledger, notes, what = forged

    index, step = found(verify(ledger.source, checkpoints=notes, vkey=ledger.vkey))

    assert step in {2, 3, 4, 7}, what
    assert 0 < index <= 22


def test_a_forger_without_keys_is_found_by_what_later_entries_saw(forged: tuple[SmallLedger, list[bytes], str]) -> None:
    ledger, _, what = forged
    if what == "cut_the_end":
        assert verify(ledger.source).ok, "no later entry saw it, so a checkpoint is needed"
        return

    assert found(verify(ledger.source))[1] in {2, 3, 7}


def test_what_later_entries_saw_names_the_entry_where_a_checkpoint_cannot() -> None:
    ledger, notes = a_small_ledger()
    say_something_else(ledger, ledger.list.entries)
    ledger.list.recomputed()

    report = verify(ledger.source, checkpoints=notes)

    assert [(each.index, each.step) for each in report.breaks] == [(17, 4), (21, 3), (17, 3)]
    assert found(report) == (17, 3), "the entry after the forged one signs the tree that it saw"


def test_a_forger_who_writes_a_whole_new_ledger_is_found_by_the_fingerprint() -> None:
    ledger, notes = a_small_ledger()
    fingerprint = ledger.list.entries[0].leaf.hex()
    other = SmallLedger(roots=("forger", "friend"))
    other.found()

    assert found(verify(other.source, fingerprint=fingerprint)) == (0, 5)
    assert found(verify(other.source, checkpoints=notes, vkey=ledger.vkey))[1] == 4


def test_the_log_may_not_show_another_history_to_another_auditor() -> None:
    ledger, notes = a_small_ledger()
    other, _ = a_small_ledger()
    other.list.entries.pop()
    other.list.recomputed()
    other.note("chen", "county_head", "FND-2022-0001", "otherwise")
    second = other.checkpoint()

    assert found(verify(ledger.source, checkpoints=[notes[-1], second]))[1] == 4


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "example.gov.cn/longfeng"}, {"training": False}, {"format": 0}, {"size": 21}, {"size": 23},
        {"peaks": (bytes(32),)}, {"peaks": ()}, {"highest_at": ""}, {"highest_at": "2099-01-01T00:00:00.000000Z"},
    ],
)  # fmt: skip
def test_the_head_row_edited_is_found(changed: dict[str, object]) -> None:
    ledger, notes = a_small_ledger()
    ledger.list.head_row = Head(*ledger.list.head_row)._replace(**changed)  # type: ignore[arg-type]

    assert found(verify(ledger.source, checkpoints=notes))[1] in {1, 3, 4, 8}


def test_a_void_entry_forced_in_is_void_and_not_broken() -> None:
    ledger, _ = a_small_ledger()
    entries = ledger.compose("chen", "county_head", Draft("FND-2022-0001", NOTE, {}))
    index = ledger.list.force([spoiled(entry) for entry in entries])[0]

    report = verify(ledger.source)

    assert report.first_break is None
    assert [each.index for each in report.void] == [index]


def test_a_key_forced_into_the_table_alone_binds_nobody() -> None:
    ledger, _ = a_small_ledger()
    forger = key_of("forger")
    ledger.list.keys = [*ledger.list.keys, BoundKey(forger.keyid, "chen", "ed25519", forger.public, 4, None)]

    assert found(verify(ledger.source)) == (4, 2)
