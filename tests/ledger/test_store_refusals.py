"""What a store does not record, on both stores with the same words; each time, nothing has changed afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ledger.application import Store, create_store, open_store
from ledger.entry import Entry, pae
from ledger.errors import BadInput, BrokenRecord, ClockOff, Conflict, GovledgerError, NotAuthorised
from ledger.event import NEW_CASE, Draft, Position
from ledger.signing import possession
from tests.ledger.scribe import ORIGIN, START, TYPES, Scribe, key_of

CASE = "FND-2022-0001"


def note(case: str = CASE, text: str = "a note") -> Draft:
    return Draft(case, "note.made/1", {"text": text})


def bind(person: str, key: str | None = None, **changed: Any) -> Draft:
    signer = key_of(key or person)
    facts = {
        "suite": "ed25519",
        "public": signer.public.hex(),
        "keyid": signer.keyid,
        "possession": possession(ORIGIN, person, signer),
    }
    return Draft(f"PER-{person}", "key.bound/1", {**facts, **changed})


def revoke(person: str, key: str | None = None) -> Draft:
    facts = {"keyid": key_of(key or person).keyid, "reason": "lost", "compromised_since": None}
    return Draft(f"PER-{person}", "key.revoked/1", facts)


def refused(kind: type[GovledgerError], act: Callable[[], object], store: Store) -> GovledgerError:
    """The refusal of an act that left no trace."""
    before = (store.source.head(), store.source.bound_keys(), list(store.source.rows(0, 10_000)))
    with pytest.raises(kind) as refusal:
        act()
    assert type(refusal.value) is kind
    assert (store.source.head(), store.source.bound_keys(), list(store.source.rows(0, 10_000))) == before
    return refusal.value


@dataclass(frozen=True)
class World:
    """A founded training ledger: the key of zhao bound, that of sun bound and revoked, and one case of two notes."""

    scribe: Scribe
    store: Store


@pytest.fixture
def world(scribe: Scribe, store: Store) -> World:
    for draft in (bind("zhao"), bind("sun"), revoke("sun"), note(text="first"), note(text="second")):
        scribe.record(draft)
    return World(scribe, store)


# What is done -> the error, and the template of its words.
REFUSALS: dict[str, tuple[type[GovledgerError], str, Callable[[Scribe], object]]] = {
    "an act on a version that is taken": (
        Conflict,
        "the case {case} stands at version {version}: somebody else recorded first",
        lambda s: s.record(note(), positions={CASE: Position(1, s.case(CASE)[0].leaf.hex())}),
    ),
    "an act that leaves a version out": (
        Conflict,
        "the case {case} stands at version {version}: somebody else recorded first",
        lambda s: s.record(note(), positions={CASE: Position(3, s.case(CASE)[1].leaf.hex())}),
    ),
    "an act that names another entry as the one before it": (
        Conflict,
        "the case {case} stands at version {version}: somebody else recorded first",
        lambda s: s.record(note(), positions={CASE: Position(2, "ab" * 32)}),
    ),
    "a case that starts anew": (
        Conflict,
        "the case {case} stands at version {version}: somebody else recorded first",
        lambda s: s.record(note(), positions={CASE: NEW_CASE}),
    ),
    "an act on a version that is taken, by a clock that stood before it": (
        Conflict,
        "the case {case} stands at version {version}: somebody else recorded first",
        lambda s: s.record(
            note(), positions={CASE: Position(1, s.case(CASE)[0].leaf.hex())}, at="2022-05-06T01:02:07.000003Z"
        ),
    ),
    "an act that is recorded already": (
        Conflict,
        "the act {act} is recorded already, as entry {index}",
        lambda s: s.record(note(), act=s.case(CASE)[1].act),
    ),
    "an act of another ledger": (
        BadInput,
        "this is an act of the ledger {got}; this ledger is {expected}",
        lambda s: s.record(note(), ledger="example.gov.cn/elsewhere"),
    ),
    "an act that saw another tree": (
        BrokenRecord,
        "the act saw another tree of {size} entries than the ledger's: expected the root {expected}, got {got}",
        lambda s: s.record(note(), seen=(6, "ab" * 32)),
    ),
    "an act that saw more entries than there are": (
        BrokenRecord,
        "the act saw {seen} entries, the ledger holds only {size}: its end was cut off",
        lambda s: s.record(note(), seen=(7, "ab" * 32)),
    ),
    "a second founding": (
        BadInput,
        "the first entry of a ledger, and no other, founds it, under its own origin and kind",
        lambda s: s.found(),
    ),
    "a key that nobody bound": (
        NotAuthorised,
        "the key {keyid} is bound to nobody in this ledger",
        lambda s: s.record(note(), signer=key_of("stranger")),
    ),
    "a key that was revoked": (
        NotAuthorised,
        "the key {keyid} was revoked by entry {index}",
        lambda s: s.record(note(), signer=key_of("sun")),
    ),
    "a key bound twice": (
        BadInput,
        "the key {keyid} is bound already: one key, one person, once",
        lambda s: s.record(bind("qian", "zhao")),
    ),
    "a revoked key bound again": (
        BadInput,
        "the key {keyid} is bound already: one key, one person, once",
        lambda s: s.record(bind("sun")),
    ),
    "the same key twice in one act": (
        BadInput,
        "the key {keyid} is bound already: one key, one person, once",
        lambda s: s.record(bind("qian"), bind("wu", "qian")),
    ),
    "a key id that is not the key's": (
        BadInput,
        "the key id {keyid} is not that of the public key beside it",
        lambda s: s.record(bind("qian", keyid=key_of("wu").keyid)),
    ),
    "a binding without a key": (
        BadInput,
        "the facts of an event of type {type} are incomplete",
        lambda s: s.record(Draft("PER-qian", "key.bound/1", {"keyid": "0" * 64})),
    ),
    "a revocation of no key": (
        BadInput,
        "the facts of an event of type {type} are incomplete",
        lambda s: s.record(Draft("PER-zhao", "key.revoked/1", {"keyid": None})),
    ),
    "an instant before the latest of the case": (
        ClockOff,
        "this clock says {at}, before the latest entry of {case}, {before}",
        lambda s: s.record(note(), at="2022-05-06T01:02:07.000003Z"),
    ),
    "an instant more than five minutes before the latest of all": (
        ClockOff,
        "this clock says {at}, more than five minutes before an entry already made, {before}",
        lambda s: s.record(note("FND-2022-0002"), at="2022-05-06T00:57:09.000003Z"),
    ),
    "an event of an unknown type": (
        BadInput,
        "this program does not know events of type {type}",
        lambda s: s.record(Draft(CASE, "note.burnt/1", {})),
    ),
    "an entry that is too large": (
        BadInput,
        "the entry would have {size} bytes, at most {limit} are allowed: put long texts into an enclosure",
        lambda s: s.record(note(text="字" * 20_000)),
    ),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_a_store_refuses(what: str, world: World) -> None:
    kind, words, act = REFUSALS[what]

    refusal = refused(kind, lambda: act(world.scribe), world.store)

    assert refusal.message == words
    assert "{" not in str(refusal)


def test_an_instant_exactly_five_minutes_before_the_latest_of_all_is_recorded(world: World) -> None:
    latest = datetime.fromisoformat(world.store.source.head().highest_at)

    assert world.scribe.record(note("FND-2022-0002"), at=latest - timedelta(minutes=5)) == [6]
    assert world.scribe.record(note(), at=latest) == [7]


@pytest.mark.parametrize(
    ("cases", "types"), [((CASE,), ()), ((), ("note.made/1",)), (("PER-zhao", CASE), ("key.revoked/1",))]
)
def test_an_act_is_refused_when_what_it_leaned_on_has_changed_since(
    cases: tuple[str, ...], types: tuple[str, ...], world: World
) -> None:
    vetted_on = world.scribe.seen()
    world.scribe.note(CASE)

    refusal = refused(
        Conflict,
        lambda: world.scribe.record(note("FND-2022-0002"), seen=vetted_on, cases=cases, types=types),
        world.store,
    )

    assert refusal.params == {"index": 6, "case": CASE, "type": "note.made/1"}


def test_an_act_is_recorded_when_what_changed_since_is_nothing_it_leaned_on(world: World) -> None:
    vetted_on = world.scribe.seen()
    world.scribe.note("FND-2022-0002")

    leaned = {"cases": ("PER-zhao", CASE), "types": ("key.revoked/1",)}
    assert world.scribe.record(note(), seen=vetted_on, **leaned) == [7]


def test_what_an_act_leaned_on_may_have_changed_before_it_was_vetted(world: World) -> None:
    assert world.scribe.record(note(), cases=(CASE,), types=("note.made/1",)) == [6]


def test_no_entry_may_lag_more_than_4096_behind_the_tree_that_was_seen(world: World) -> None:
    vetted_on = world.scribe.seen()
    for start, stop in ((0, 2_048), (2_048, 4_096)):
        world.scribe.record(*(note(f"MNY-{n}") for n in range(start, stop)))

    two = (note("FND-2022-0002"), note("FND-2022-0003"))
    refusal = refused(Conflict, lambda: world.scribe.record(*two, seen=vetted_on), world.store)

    assert refusal.message == "the act was vetted on {seen} entries, the ledger holds {size} by now"
    assert world.scribe.record(two[0], seen=vetted_on) == [4_102]
    refused(Conflict, lambda: world.scribe.record(two[1], seen=vetted_on), world.store)


def test_a_root_key_stays_good_whoever_forces_in_a_revocation(world: World) -> None:
    world.scribe.record(revoke("wang"), signer=key_of("zhao"))

    assert world.scribe.note(CASE) == [7]
    assert {key.person for key in world.store.source.bound_keys() if key.revoked_index is not None} == {"sun"}


MANGLED: dict[str, Callable[[list[Entry]], list[Entry]]] = {
    "no entry": lambda entries: [],
    "its last part missing": lambda entries: entries[:1],
    "its first part missing": lambda entries: entries[1:],
    "its parts swapped": lambda entries: entries[::-1],
    "a part twice": lambda entries: [*entries, entries[1]],
    "a part under another key": lambda entries: [entries[0], entries[1]._replace(keyid=key_of("li").keyid)],
    "a blank in the payload": lambda entries: [entries[0], resigned(entries[1], '"version":1', '"version": 1')],
    "a key too many": lambda entries: [entries[0], resigned(entries[1], ',"version":1', ',"version":1,"zz":1')],
    "a broken uuid": lambda entries: [entries[0], resigned(entries[1], '{"act":"0', '{"act":"x')],
    "no signature": lambda entries: [entries[0], entries[1]._replace(sig=b"")],
}


def resigned(entry: Entry, old: str, new: str) -> Entry:
    text = entry.payload.replace(old, new)
    assert text != entry.payload
    return Entry(text, entry.keyid, key_of("wang").sign(pae(text.encode())))


@pytest.mark.parametrize("mangled", MANGLED)
def test_an_act_is_taken_whole_or_not_at_all(mangled: str, world: World) -> None:
    entries = world.scribe.compose(note("FND-2022-0002"), note("FND-2022-0003"))

    refused(BadInput, lambda: world.store.append(MANGLED[mangled](entries), seen_size=6), world.store)

    assert world.store.append(entries, seen_size=6) == [6, 7]


def test_an_act_vetted_at_one_size_and_signed_at_another_is_a_mistake(world: World) -> None:
    entries = world.scribe.compose(note())

    refusal = refused(BadInput, lambda: world.store.append(entries, seen_size=5), world.store)

    assert refusal.message == "the act saw {got} entries, but was vetted on {expected}"


def test_an_unfounded_ledger_takes_nothing_but_its_founding(store: Store) -> None:
    scribe = Scribe(store)

    refused(BadInput, lambda: scribe.note(CASE), store)

    assert scribe.found() == [0]


def test_a_founding_of_the_other_kind_is_refused(store: Store) -> None:
    refused(BadInput, Scribe(store, training=False).found, store)


@pytest.mark.parametrize("minutes", [-2.1, 2.1])
def test_a_real_ledger_refuses_a_clock_more_than_two_minutes_off(minutes: float, store_url: str) -> None:
    create_store(store_url, ORIGIN, training=False)
    with open_store(store_url, TYPES) as store:
        scribe = Scribe(store, training=False)
        scribe.found()

        refusal = refused(ClockOff, lambda: scribe.note(CASE, at=datetime.now(UTC) + timedelta(minutes=minutes)), store)

        assert refusal.message == "this clock says {at}, the store's {now}: they may differ by two minutes"
        assert scribe.note(CASE, at=datetime.now(UTC) + timedelta(minutes=1.9)) == [1]
        assert scribe.note("FND-2", at=datetime.now(UTC) - timedelta(minutes=1.9)) == [2]


def test_a_training_ledger_lives_in_any_year(world: World) -> None:
    assert world.scribe.note("FND-2035-0001", at=START.replace(year=2035)) == [6]
