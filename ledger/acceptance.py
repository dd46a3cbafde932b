"""What an act must satisfy before it is recorded.

`examine` needs no database. `accept` runs under the store's lock, on what the store looked up; PostgreSQL does the same
in `schema/postgres_append.sql`, in the same order, and names a refusal by its code. Whether the signature is good and
the signer may speak for the office is judged by the fold of grants, by everybody who reads, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from ledger.entry import Entry, keyid_of
from ledger.errors import BadInput
from ledger.event import NEW_CASE, CaseEvent, Position, instant, known_of
from ledger.merkle import CompactRange, root_of_peaks
from ledger.refusals import refusal
from ledger.source import BoundKey, Head, Row
from ledger.tables import FORMAT

SEEN_LAG_UP_TO = 4_096  # from the tree that was seen to the index of the entry: what a verifier keeps roots of
SKEW_UP_TO = timedelta(minutes=2)
BACK_UP_TO = timedelta(minutes=5)  # behind the latest `at` of the whole ledger
AT_IN_PAYLOAD = slice(52, 79)  # canonical payloads begin {"act":"<36>","at":"<27>"


@dataclass(frozen=True, slots=True)
class Condition:
    """The act stands only while nothing recorded since it was vetted belongs to what vetting leaned on."""

    cases: Collection[str] = ()
    types: Collection[str] = ()


class Lookup(NamedTuple):
    """What the store reads for `accept`, under its lock."""

    position: Callable[[str], tuple[Position, str] | None]  # of a case, with the `at` of its latest entry
    key: Callable[[str], BoundKey | None]
    since: Callable[[int], Iterable[tuple[int, str, str]]]  # index, case and type from an index on


@dataclass(slots=True)
class Accepted:
    """What the store writes down: the rows, the new head, keys newly bound, keys newly revoked with the index."""

    rows: list[Row]
    tree: CompactRange
    highest_at: str
    bound: list[BoundKey] = field(default_factory=list)
    revoked: list[tuple[int, str]] = field(default_factory=list)


def examine(entries: Sequence[Entry], types: Collection[str], seen_size: int) -> list[CaseEvent]:
    """The entries of one act, read.

    Raises: BadInput unless they are one whole act, of known types, vetted on a tree of this size.
    """
    events = []
    for entry in entries:
        payload, leaf = known_of(entry)
        if payload["type"] not in types:
            raise BadInput("this program does not know events of type {type}", type=payload["type"])
        if not entry.sig:
            raise refusal("payload", key="sig")
        events.append(CaseEvent(payload["case"], payload["version"], payload["type"], entry, leaf, payload))
    if not events:
        raise BadInput("an act has at least one entry")
    first = events[0]
    for n, event in enumerate(events):
        part = event.payload["part"]
        if part["n"] != n or part["of"] != len(events) or (n and _whose(event) != _whose(first)):
            raise refusal("act", act=first.payload["act"])
    if first.payload["seen"]["size"] != seen_size:
        raise refusal("seen", expected=seen_size, got=first.payload["seen"]["size"])
    return events


def accept(events: Sequence[CaseEvent], head: Head, now: datetime, condition: Condition, lookup: Lookup) -> Accepted:
    """What to write. Raises: BadInput, NotAuthorised, Conflict, ClockOff, BrokenRecord, NewerFormat; see `refusal`."""
    first = events[0].payload
    if head.format > FORMAT:
        raise refusal("format", format=head.format)
    if first["ledger"] != head.origin:
        raise refusal("ledger", expected=head.origin, got=first["ledger"])
    _check_seen(first["seen"], len(events), head, condition, lookup)
    _check_clock(first["at"], head, now)

    accepted = Accepted([], CompactRange(head.size, head.peaks), max(head.highest_at, first["at"]))
    standing: dict[str, Position] = {}
    for event in events:
        index, payload = accepted.tree.size, event.payload
        _check_place(event, standing.get(event.originator_id), lookup)
        _take_keys(accepted, payload, index, head, lookup)
        _check_key(event.entry.keyid, accepted, lookup)
        standing[event.originator_id] = Position(event.originator_version, event.leaf.hex())
        accepted.tree.append(event.leaf)
        accepted.rows.append(row_of(event, index))
    return accepted


def row_of(event: CaseEvent, index: int) -> Row:
    """The columns of an entry, every one of them taken from the signed payload itself."""
    payload, entry = event.payload, event.entry
    return Row(
        index, payload["case"], payload["version"], payload["id"], payload["type"],
        entry.payload, entry.keyid, entry.sig, event.leaf,
    )  # fmt: skip


def _whose(event: CaseEvent) -> tuple[object, ...]:
    payload = event.payload
    by = payload["by"]
    return (
        payload["act"], payload["at"], payload["on"], payload["ledger"], payload["seen"],
        by["person"], by["recorded_by"], event.entry.keyid,
    )  # fmt: skip


def _check_seen(seen: dict[str, Any], parts: int, head: Head, condition: Condition, lookup: Lookup) -> None:
    size = seen["size"]
    if size > head.size:
        raise refusal("ahead", size=head.size, seen=size)
    if head.size + parts - 1 - size > SEEN_LAG_UP_TO:
        raise refusal("lag", seen=size, size=head.size)
    if size == head.size:
        root = root_of_peaks(head.peaks).hex()
        if seen["root"] != root:
            raise refusal("root", size=size, expected=root, got=seen["root"])
        return
    for index, case, event_type in lookup.since(size):
        if case in condition.cases or event_type in condition.types:
            raise refusal("leaned", index=index, case=case, type=event_type)


def _check_clock(at: str, head: Head, now: datetime) -> None:
    written = datetime.fromisoformat(at)
    if not head.training and abs(now - written) > SKEW_UP_TO:
        raise refusal("skew", at=at, now=instant(now))
    if at < head.highest_at and datetime.fromisoformat(head.highest_at) - written > BACK_UP_TO:
        raise refusal("back", at=at, before=head.highest_at)


def _check_place(event: CaseEvent, standing: Position | None, lookup: Lookup) -> None:
    payload = event.payload
    columns = (event.originator_id, event.originator_version, event.type)
    expected = (payload["case"], payload["version"], payload["type"])
    if columns != expected:
        raise refusal("columns", case=expected[0], expected=list(expected), got=list(columns))
    at = ""
    if standing is None:
        standing, at = lookup.position(event.originator_id) or (NEW_CASE, "")
    if (payload["version"], payload["prev"]) != (standing.version + 1, standing.leaf):
        raise refusal("place", case=payload["case"], version=standing.version)
    # Only now: who lost a race has often looked at his clock before the winner did, and should hear of the race.
    if payload["at"] < at:
        raise refusal("order", at=payload["at"], before=at, case=payload["case"])


def _take_keys(accepted: Accepted, payload: dict[str, Any], index: int, head: Head, lookup: Lookup) -> None:
    founding = payload["type"] == "ledger.founded/1"
    if founding != (index == 0) or (founding and payload["case"] != "ROOT"):
        raise refusal("founding")
    try:
        if founding:
            _check_founding(payload["facts"], head)
        for key in keys_bound(payload, index):
            if key.keyid != keyid_of(key.suite, key.public):
                raise refusal("keyid", keyid=key.keyid)
            if any(key.keyid == other.keyid for other in accepted.bound) or lookup.key(key.keyid):
                raise refusal("bound", keyid=key.keyid)
            accepted.bound.append(key)
        if payload["type"] == "key.revoked/1":
            found = lookup.key(_text(payload["facts"]["keyid"]))
            # The keys of the founding stay: else whoever can write at all could lock out those who put things right.
            if found and found.bound_index > 0 and found.revoked_index is None:
                accepted.revoked.append((index, found.keyid))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise refusal("facts", type=payload["type"]) from error


def _check_founding(facts: dict[str, Any], head: Head) -> None:
    if (facts["origin"], facts["training"]) != (head.origin, head.training):
        raise refusal("founding")


def keys_bound(payload: dict[str, Any], index: int) -> list[BoundKey]:
    """The keys that an entry binds: by the founding those of the roots and of the log, later one at a time."""
    facts = payload["facts"]
    if payload["type"] == "ledger.founded/1":
        given = [(root["person"], root) for root in facts["roots"]] + [("log", facts["log"])]
    elif payload["type"] == "key.bound/1":
        given = [(payload["case"].removeprefix("PER-"), facts)]
    else:
        given = []
    return [
        BoundKey(key["keyid"], _text(person), key["suite"], bytes.fromhex(key["public"]), index, None)
        for person, key in given
    ]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _check_key(keyid: str, accepted: Accepted, lookup: Lookup) -> None:
    found = next((key for key in accepted.bound if key.keyid == keyid), None) or lookup.key(keyid)
    if found is None:
        raise refusal("unbound", keyid=keyid)
    if found.revoked_index is not None:
        raise refusal("revoked", keyid=keyid, index=found.revoked_index)


def utc_now() -> datetime:
    return datetime.now(UTC)
