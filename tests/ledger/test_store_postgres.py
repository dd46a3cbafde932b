"""What holds in PostgreSQL against a writer who sends his own SQL: one function, and it recomputes everything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from ledger.application import Store, create_store, open_store
from ledger.canonical import encode
from ledger.entry import Entry, id_of, read_payload
from ledger.errors import BadInput, StoreUnavailable
from ledger.event import Draft
from ledger.merkle import CompactRange
from tests.ledger.scribe import ORIGIN, TYPES, Scribe, key_of

CASE = "FND-2022-0001"


@pytest.fixture
def store(pg_url: str) -> Iterator[Store]:
    create_store(pg_url, ORIGIN, training=True)
    with open_store(pg_url, TYPES) as opened:
        yield opened


@contextmanager
def as_writer(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A session of someone who has the writing role and nothing else."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT set_config('session_authorization', current_database() || '_ledger_writer', false)")
        connection.execute("SET search_path = govledger, public")
        yield connection


def call(connection: psycopg.Connection[tuple[object, ...]], *entries: Entry, leaned: tuple[str, ...] = ()) -> object:
    found = connection.execute(
        "SELECT ledger_append(%b, %b, %b, %b, '{}')",
        ([e.payload for e in entries], entries[0].keyid, [e.sig for e in entries], list(leaned)),
    ).fetchone()
    assert found is not None
    return found[0]


FORBIDDEN = [
    "INSERT INTO entry SELECT 99, case_id, 99, 'x', type, payload, keyid, sig, leaf FROM entry",
    "UPDATE entry SET payload = ''",
    "DELETE FROM entry",
    "TRUNCATE entry",
    "UPDATE head SET size = 0",
    "INSERT INTO bound_key VALUES ('', '', '', '', 0)",
    "UPDATE bound_key SET revoked_index = NULL",
    "UPDATE recent_root SET root = ''",
    "ALTER TABLE entry DISABLE TRIGGER ALL",
    "DROP TABLE entry",
    "CREATE TABLE govledger.mine (x int)",
    "CREATE OR REPLACE FUNCTION govledger.refuse(code text, detail jsonb) RETURNS void LANGUAGE sql AS ''",
    "SELECT take_keys('{}', 1, head) FROM head",
    "SET session_replication_role = replica",
    "SELECT * FROM head FOR UPDATE",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_writing_role_may_not(statement: str, scribe: Scribe, store: Store) -> None:
    with as_writer(store.url) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.encode())

    assert scribe.note(CASE) == [1]


def test_the_writing_role_may_read_and_append(scribe: Scribe, store: Store) -> None:
    entries = scribe.compose(Draft(CASE, "note.made/1", {}))

    with as_writer(store.url) as connection:
        assert call(connection, *entries) == 1
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (2,)


def test_what_the_function_records_is_composed_by_it_alone(scribe: Scribe, store: Store) -> None:
    entries = scribe.compose(Draft(CASE, "note.made/1", {"text": "第二"}), Draft("FND-2", "note.made/1", {}))

    with as_writer(store.url) as connection:
        call(connection, *entries)

    rows, tree = list(store.source.rows(0, 9)), CompactRange()
    tree.extend(row.leaf for row in rows)
    assert [(r.index, r.case, r.version, r.id, r.type) for r in rows[1:]] == [
        (1, CASE, 1, id_of(str(read_payload(entries[0].payload)["act"]), 0), "note.made/1"),
        (2, "FND-2", 1, id_of(str(read_payload(entries[0].payload)["act"]), 1), "note.made/1"),
    ]
    assert [row.leaf for row in rows[1:]] == [entry.leaf() for entry in entries]
    assert store.source.head().peaks == tree.freeze()


def test_a_function_or_table_of_the_writers_own_is_not_reached_by_the_appending_one(
    scribe: Scribe, store: Store
) -> None:
    entries = scribe.compose(Draft(CASE, "note.made/1", {}))

    with as_writer(store.url) as connection:
        connection.execute("CREATE TEMPORARY TABLE head (LIKE govledger.head)")
        connection.execute("CREATE TEMPORARY TABLE bound_key (LIKE govledger.bound_key)")
        connection.execute(
            "CREATE FUNCTION pg_temp.is_payload(text, jsonb) RETURNS boolean LANGUAGE sql AS 'SELECT true'"
        )
        connection.execute("SET search_path = pg_temp, govledger")
        with pytest.raises(psycopg.Error, match="payload"):
            call(connection, entries[0]._replace(payload=entries[0].payload + " "))
        assert call(connection, *entries) == 1


def test_an_append_is_durable_even_for_a_session_that_would_not_wait(scribe: Scribe, store: Store) -> None:
    entries = scribe.compose(Draft(CASE, "note.made/1", {}))

    with as_writer(store.url) as connection, connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = off")
        call(connection, *entries)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("local",)


def test_a_writer_cannot_claim_to_have_seen_a_tree_that_never_was(scribe: Scribe, store: Store) -> None:
    old = scribe.seen()
    scribe.note(CASE)
    forged = scribe.compose(Draft(CASE, "note.made/1", {}), seen=(old[0], "ab" * 32))
    between = scribe.compose(Draft("FND-2", "note.made/1", {}), Draft("FND-3", "note.made/1", {}))

    with as_writer(store.url) as connection:
        with pytest.raises(psycopg.Error, match="root"):
            call(connection, *forged)
        call(connection, *between)
        midst = scribe.compose(Draft(CASE, "note.made/1", {}), seen=(3, "ab" * 32))
        with pytest.raises(psycopg.Error, match="lag"):
            call(connection, *midst)

    assert scribe.note(CASE, seen=old) == [4]


# --- what a payload is: the function and read_payload are of one mind ---

MUTATIONS: dict[str, tuple[str, str]] = {
    "a blank": ('"version":1', '"version": 1'),
    "a trailing blank": ('"version":1}', '"version":1} '),
    "keys out of order": ('{"act":"', '{"zct":"'),
    "a key too many": ('"version":1}', '"version":1,"zz":null}'),
    "a key twice": ('"version":1}', '"version":1,"version":1}'),
    "a key missing": (',"version":1}', "}"),
    "a fraction": ('"n":7', '"n":7.5'),
    "a whole number with a point": ('"n":7', '"n":7.0'),
    "an exponent": ('"n":7', '"n":7e0'),
    "minus nought": ('"n":7', '"n":-0'),
    "the largest number": ('"n":7', '"n":9007199254740991'),
    "a number too large": ('"n":7', '"n":9007199254740992'),
    "the smallest number": ('"n":7', '"n":-9007199254740991'),
    "a number too small": ('"n":7', '"n":-9007199254740992'),
    "a leading nought": ('"n":7', '"n":07'),
    "a huge number": ('"n":7', '"n":1' + "0" * 400),
    "nested keys out of order": ('{"a":1,"b":2}', '{"b":2,"a":1}'),
    "a nested key twice": ('{"a":1,"b":2}', '{"a":1,"a":1}'),
    "keys ordered by their bytes": ('{"a":1,"b":2}', '{"B":1,"aa":2,"b":3}'),
    "keys ordered by their length": ('{"a":1,"b":2}', '{"b":1,"aa":2}'),
    "an empty key": ('{"a":1,"b":2}', '{"":1}'),
    "a key with a quote": ('{"a":1,"b":2}', '{"\\"":1}'),
    "a key that is not ASCII": ('{"a":1,"b":2}', '{"é":1}'),
    "a key with a control character": ('{"a":1,"b":2}', '{"\\u0001":1}'),
    "a key with a newline": ('{"a":1,"b":2}', '{"\\n":1}'),
    "empty containers": ('{"a":1,"b":2}', '{"a":{},"b":[]}'),
    "facts that are a list": ('"facts":{', '"facts":[],"x":{'),
    "an escaped letter": ("hello", "h\\u0065llo"),
    "an escaped slash": ("hello", "he\\/llo"),
    "a slash": ("hello", "he/llo"),
    "an escaped quote": ("hello", 'he\\"llo'),
    "an escaped backslash": ("hello", "he\\\\llo"),
    "a backslash before a b": ("hello", "he\\\\bllo"),
    "a newline": ("hello", "he\\nllo"),
    "a tab": ("hello", "he\\tllo"),
    "a backspace": ("hello", "he\\bllo"),
    "a backslash and a backspace": ("hello", "he\\\\\\bllo"),
    "a form feed": ("hello", "he\\fllo"),
    "a carriage return": ("hello", "he\\rllo"),
    "an escaped newline": ("hello", "he\\u000allo"),
    "a control character": ("hello", "he\\u001bllo"),
    "a nought": ("hello", "he\\u0000llo"),
    "a raw newline": ("hello", "he\nllo"),
    "delete": ("hello", "he\x7fllo"),
    "a C1 control": ("hello", "he\x85llo"),
    "an accent composed": ("hello", "h\u00e9llo"),
    "an accent apart": ("hello", "he\u0301llo"),
    "an accent after a newline": ("hello", "he\\n\u0303llo"),
    "an accent after a backslash and an n": ("hello", "he\\\\n\u0303llo"),
    "an accent first": ("hello", "\u0301hello"),
    "a compatibility ideograph": ("hello", "\uf900"),
    "an ideograph beyond the first plane": ("hello", "𠮷"),
    "an emoji": ("hello", "🏛"),
    "a zero width space": ("hello", "he\u200bllo"),
    "a right-to-left mark": ("hello", "he\u200fllo"),
    "a bidi override": ("hello", "he\u202ello"),
    "a bidi isolate": ("hello", "he\u2066llo"),
    "an Arabic letter mark": ("hello", "he\u061cllo"),
    "a private use character": ("hello", "he\ue000llo"),
    "a private use character far away": ("hello", "he\U00100000llo"),
    "a noncharacter": ("hello", "he\ufdd0llo"),
    "the last of a plane": ("hello", "he\U0002ffffllo"),
    "a lone surrogate": ("hello", "he\\ud800llo"),
    "a pair of escaped surrogates": ("hello", "\\ud842\\udfb7"),
    "a byte order mark": ("hello", "\ufeffhello"),
    "a line separator": ("hello", "he\u2028llo"),
    "an act that is no uuid": ('{"act":"0', '{"act":"g'),
    "an act in capitals": ("0000000000ab", "0000000000AB"),
    "an act in braces": ('"act":"00000000-0000-0000-0000-0000000000ab"', '"act":"{000000000000000000000000000000ab}"'),
    "another id": ('"id":"', '"id":"0'),
    "an instant without its zone": ("00004Z", "00004"),
    "an instant with another zone": ("00004Z", "00004+00:00"),
    "an instant of five digits": ("00004Z", "0004Z"),
    "a second of sixty": ("01:02:03", "01:02:60"),
    "an hour of twenty-four": ("01:02:03", "24:00:00"),
    "the 30th of February": ('"at":"2022-05-06', '"at":"2022-02-30'),
    "the year nought": ('"at":"2022-05-06', '"at":"0000-05-06'),
    "the year one": ('"at":"2022-05-06', '"at":"0001-05-06'),
    "the end of time": ('"at":"2022-05-06', '"at":"9999-12-31'),
    "an instant with a blank": ("06T01", "06 01"),
    "now": ('"on":"2022-05-06"', '"on":"now"'),
    "a day that is none": ('"on":"2022-05-06"', '"on":"2022-13-06"'),
    "a short day": ('"on":"2022-05-06"', '"on":"2022-5-6"'),
    "a person in capitals": ('"person":"wang"', '"person":"Wang"'),
    "a person of forty letters": ('"person":"wang"', f'"person":"{"w" * 40}"'),
    "a person of forty-one": ('"person":"wang"', f'"person":"{"w" * 41}"'),
    "a person that is a truth": ('"person":"wang"', '"person":true'),
    "no person": ('"person":"wang"', '"person":null'),
    "a list of persons": ('"person":"wang"', '"person":["wang"]'),
    "acting for an office": ('"acting_for":null', '"acting_for":"county_head"'),
    "acting for a list": ('"acting_for":null', '"acting_for":["county_head"]'),
    "acting for the empty": ('"acting_for":null', '"acting_for":""'),
    "recorded by another": ('"recorded_by":null', '"recorded_by":"li"'),
    "by with a key too many": ('"recorded_by":null', '"recorded_by":null,"z":1'),
    "a case in small letters": ('"case":"FND-2022-0001"', '"case":"fnd-2022-0001"'),
    "a case of one letter": ('"case":"FND-2022-0001"', '"case":"F"'),
    "a case of 64 characters": ('"case":"FND-2022-0001"', f'"case":"FND-{"x" * 60}"'),
    "a case of 65 characters": ('"case":"FND-2022-0001"', f'"case":"FND-{"x" * 61}"'),
    "a case with a newline": ('"case":"FND-2022-0001"', '"case":"FND-2022-0001\\n"'),
    "a case in full-width digits": ('"case":"FND-2022-0001"', '"case":"FND-２０２２"'),
    "the empty ledger": (f'"ledger":"{ORIGIN}"', '"ledger":""'),
    "a ledger that is a number": (f'"ledger":"{ORIGIN}"', '"ledger":5'),
    "part as a list": ('{"n":0,"of":1}', '[0,1]'),
    "part beyond its act": ('{"n":0,"of":1}', '{"n":1,"of":1}'),
    "part as text": ('{"n":0,"of":1}', '{"n":"0","of":1}'),
    "a part of noughts": ('{"n":0,"of":1}', '{"n":0,"of":1.0}'),
    "prev in capitals": ('"prev":"00', '"prev":"AA'),
    "prev too short": ('"prev":"00', '"prev":"'),
    "rules": ('"rules":null', '"rules":{"book":"b","ids":["x/1","y"],"sha256":"%s"}' % ("a" * 64)),
    "rules without a rule": ('"rules":null', '"rules":{"book":"b","ids":[],"sha256":"%s"}' % ("a" * 64)),
    "rules of one text": ('"rules":null', '"rules":{"book":"b","ids":"x","sha256":"%s"}' % ("a" * 64)),
    "rules of numbers": ('"rules":null', '"rules":{"book":"b","ids":[1],"sha256":"%s"}' % ("a" * 64)),
    "rules of nested lists": ('"rules":null', '"rules":{"book":"b","ids":[["x"]],"sha256":"%s"}' % ("a" * 64)),
    "rules with a short digest": ('"rules":null', '"rules":{"book":"b","ids":[],"sha256":"aa"}'),
    "rules with a key too many": ('"rules":null', '"rules":{"a":1,"book":"b","ids":[],"sha256":"%s"}' % ("a" * 64)),
    "rules that are empty": ('"rules":null', '"rules":{}'),
    "rules that are false": ('"rules":null', '"rules":false'),
    "seen of a negative size": ('"size":12', '"size":-1'),
    "seen of a size in text": ('"size":12', '"size":"12"'),
    "seen of a size with a point": ('"size":12', '"size":12.0'),
    "seen of a root in capitals": ('"root":"ab', '"root":"AB'),
    "version nought": ('"version":1', '"version":0'),
    "a version in text": ('"version":1', '"version":"1"'),
    "a version with a point": ('"version":1', '"version":1.0'),
    "a type without a number": ('"type":"note.made/1"', '"type":"note.made"'),
    "a type of version nought": ('"type":"note.made/1"', '"type":"note.made/0"'),
    "a type of five digits": ('"type":"note.made/1"', '"type":"note.made/10000"'),
    "a longer type": ('"type":"note.made/1"', '"type":"a-b.c-d.e/9999"'),
    "a type with a newline": ('"type":"note.made/1"', '"type":"note.made/1\\n"'),
    "no JSON": ('{"act"', '"act"'),
    "text instead": ('{"act"', '"{"act"'),
}  # fmt: skip


def sample(**facts: object) -> str:
    """The canonical text of a payload as good as any."""
    act = "00000000-0000-0000-0000-0000000000ab"
    return encode(
        {
            "act": act, "at": "2022-05-06T01:02:03.000004Z",
            "by": {"acting_for": None, "office": "county_head", "person": "wang", "recorded_by": None},
            "case": CASE, "facts": {"n": 7, "nest": {"a": 1, "b": 2}, "text": "hello", **facts}, "id": id_of(act, 0),
            "ledger": ORIGIN, "on": "2022-05-06", "part": {"n": 0, "of": 1}, "prev": "0" * 64, "rules": None,
            "seen": {"root": "ab" * 32, "size": 12}, "type": "note.made/1", "version": 1,
        }
    ).decode()  # fmt: skip


class Judge:
    """Asks the function that appends what it makes of a payload; it never comes so far as to record one."""

    def __init__(self, store: Store) -> None:
        self._connection = psycopg.connect(store.url, autocommit=True)
        self._connection.execute("SET search_path = govledger")

    def takes(self, payload: str) -> bool:
        """Whether it finds nothing amiss with the payload by itself: this one saw more than the ledger has."""
        with pytest.raises(psycopg.Error) as refusal:
            call(self._connection, Entry(payload, "0" * 64, b"sig"))
        said = refusal.value.diag.message_primary
        if refusal.value.sqlstate == "GL001" and said in ("ahead", "ledger", "lag", "founding"):
            return True
        assert isinstance(refusal.value, psycopg.DataError) or said in ("payload", "act"), refusal.value
        return False


def python_takes(payload: str) -> bool:
    try:
        read = read_payload(payload)
    except BadInput:
        return False
    return bool(read["part"] == {"n": 0, "of": 1})


def test_the_function_and_the_program_agree_on_what_a_payload_is(store: Store) -> None:
    judge, good = Judge(store), sample()
    assert judge.takes(good)
    assert python_takes(good)
    disagreed = []
    for what, (old, new) in MUTATIONS.items():
        assert old in good, what
        mutant = good.replace(old, new, 1)
        if judge.takes(mutant) != python_takes(mutant):
            disagreed.append((what, python_takes(mutant)))

    assert disagreed == []


@pytest.mark.parametrize(("depth", "taken"), [(15, True), (16, False)])
def test_they_agree_on_how_deep_is_too_deep(depth: int, taken: bool, store: Store) -> None:
    deep = sample().replace('{"a":1,"b":2}', "[" * (depth - 1) + "1" + "]" * (depth - 1))

    assert python_takes(deep) is taken
    assert Judge(store).takes(deep) is taken


def test_they_agree_on_payloads_damaged_at_random(store: Store) -> None:
    judge, dice, good = Judge(store), Random(20220506), sample(list=[1, {"z": "第二", "b": [None, True]}], zero=0)
    pieces = ['"', "\\", ",", ":", "{", "}", "[", "]", "0", "1", "a", "Z", " ", ".", "-", "null", "é", "\u0301", "\n"]
    taken = 0
    for _ in range(1_500):
        at = dice.randrange(len(good))
        mutant = good[:at] + dice.choice(["", *pieces]) + good[at + dice.choice([0, 1]) :]
        assert judge.takes(mutant) == python_takes(mutant), mutant
        taken += judge.takes(mutant)

    assert 20 < taken < 1_000


def test_uuid5_is_computed_as_everywhere(store: Store) -> None:
    acts = [f"{Random(n).getrandbits(128):032x}" for n in range(50)]
    dashed = [f"{a[:8]}-{a[8:12]}-{a[12:16]}-{a[16:20]}-{a[20:]}" for a in acts]
    with psycopg.connect(store.url) as connection:
        for n, act in enumerate(dashed):
            assert connection.execute("SELECT govledger.id_of(%s, %s)", (act, n * 37)).fetchone() == (
                id_of(act, n * 37),
            )


# --- making a ledger ---


def login(pg_url: str, name: str, rights: str = "") -> str:
    """The address of the database for a new user of these rights."""
    with psycopg.connect(pg_url, autocommit=True) as connection:
        connection.execute(f"DROP ROLE IF EXISTS {name}".encode())
        connection.execute(f"CREATE ROLE {name} LOGIN {rights}".encode())
    parts = urlsplit(pg_url)
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(parts.username or "", name, 1)))


@pytest.fixture
def user(pg_url: str) -> Iterator[str]:
    name = conninfo_to_dict(pg_url)["dbname"] + "_user"
    yield name
    with psycopg.connect(pg_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS govledger CASCADE")
        connection.execute(f"DROP OWNED BY {name}; DROP ROLE {name}".encode())


def test_a_user_who_may_not_make_roles_is_told_what_a_superuser_runs(pg_url: str, user: str) -> None:
    url = login(pg_url, user)

    with pytest.raises(StoreUnavailable, match="A superuser runs once: CREATE ROLE") as refusal:
        create_store(url, ORIGIN, training=True)

    with psycopg.connect(pg_url, autocommit=True) as connection:
        before, _, after = (
            str(refusal.value).partition("A superuser runs once: ")[2].partition("; and once the ledger is made: ")
        )
        connection.execute(before.encode())
        create_store(url, ORIGIN, training=True)
        connection.execute(after.encode())
    with open_store(url, TYPES) as store:
        Scribe(store).found()


def test_whoever_made_the_ledger_works_under_the_writing_role_and_is_no_owner(pg_url: str, user: str) -> None:
    url = login(pg_url, user, "CREATEROLE")
    with psycopg.connect(pg_url, autocommit=True) as connection:
        database = conninfo_to_dict(pg_url)["dbname"]
        connection.execute(f"GRANT CREATE ON DATABASE {database} TO {user}".encode())
    create_store(url, ORIGIN, training=True)

    with open_store(url, TYPES) as store:
        assert Scribe(store).found() == [0]
    with psycopg.connect(url, autocommit=True) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("ALTER TABLE govledger.entry DISABLE TRIGGER ALL")


def test_a_user_without_the_writing_role_is_told_who_grants_it(scribe: Scribe, store: Store, user: str) -> None:
    entries = scribe.compose(Draft(CASE, "note.made/1", {}))
    url = login(store.url, user)
    with psycopg.connect(store.url, autocommit=True) as connection:
        connection.execute(f"GRANT USAGE ON SCHEMA govledger TO {user}".encode())
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA govledger TO {user}".encode())

    with open_store(url, TYPES) as reading:
        assert reading.source.head().size == 1
        with pytest.raises(StoreUnavailable, match=r'runs: GRANT ".*_ledger_writer" TO "') as refusal:
            reading.append(entries, seen_size=1)
        with psycopg.connect(store.url, autocommit=True) as connection:
            connection.execute(str(refusal.value).partition("runs: ")[2].encode())
        assert reading.append(entries, seen_size=1) == [1]


def test_a_user_who_may_not_read_is_told_so(scribe: Scribe, store: Store, user: str) -> None:
    with pytest.raises(StoreUnavailable, match="does not let you do this: permission denied"):
        open_store(login(store.url, user), TYPES)


def test_a_forged_signature_gets_in_but_under_a_bound_key_only(scribe: Scribe, store: Store) -> None:
    (good,) = scribe.compose(Draft(CASE, "note.made/1", {}))

    with as_writer(store.url) as connection:
        with pytest.raises(psycopg.Error, match="unbound"):
            call(connection, good._replace(keyid=key_of("mallory").keyid))
        with pytest.raises(psycopg.Error, match="unbound"):
            call(connection, good._replace(keyid='","x":"'))
        assert call(connection, good._replace(sig=b"forged")) == 1


def test_the_words_of_a_refusal_travel_as_json(scribe: Scribe, store: Store) -> None:
    (good,) = scribe.compose(Draft(CASE, "note.made/1", {}), ledger="elsewhere")

    with as_writer(store.url) as connection, pytest.raises(psycopg.Error) as refusal:
        call(connection, good)

    assert (refusal.value.sqlstate, refusal.value.diag.message_primary) == ("GL001", "ledger")
    assert json.loads(refusal.value.diag.message_detail or "") == {"expected": ORIGIN, "got": "elsewhere"}
