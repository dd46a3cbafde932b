"""What an act must satisfy before it is recorded, and the words of each refusal.

`examine` needs no database. `accept` runs under the store's lock, on what the store looked up; PostgreSQL does the same
in `schema/postgres_append.sql`, in the same order, and names a refusal by its code. Whether the signature is good and
the signer may speak for the office is judged by the fold of grants, by everybody who reads, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from ledger.entry import MAX_BYTES, Entry, keyid_of
from ledger.errors import BadInput, BrokenRecord, ClockOff, Conflict, GovledgerError, NewerFormat, NotAuthorised
from ledger.event import NEW_CASE, CaseEvent, Position, instant, payload_of
from ledger.merkle import CompactRange, root_of_peaks
from ledger.source import BoundKey, Head, Row
from ledger.sqlite_source import FORMAT

SEEN_LAG_UP_TO = 4_096
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
        payload = payload_of(entry)
        if payload["type"] not in types:
            raise BadInput("this program does not know events of type {type}", type=payload["type"])
        if not entry.sig:
            raise refusal("payload", key="sig")
        events.append(CaseEvent(payload["case"], payload["version"], payload["type"], entry, entry.leaf(), payload))
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
    _check_seen(first["seen"], head, condition, lookup)
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


def _check_seen(seen: dict[str, Any], head: Head, condition: Condition, lookup: Lookup) -> None:
    size = seen["size"]
    if size > head.size:
        raise refusal("ahead", size=head.size, seen=size)
    if size == head.size:
        root = root_of_peaks(head.peaks).hex()
        if seen["root"] != root:
            raise refusal("root", size=size, expected=root, got=seen["root"])
        return
    if head.size - size > SEEN_LAG_UP_TO:
        raise refusal("lag", seen=size, size=head.size)
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
    if standing is None:
        found = lookup.position(event.originator_id)
        standing, at = found or (NEW_CASE, "")
        if payload["at"] < at:
            raise refusal("order", at=payload["at"], before=at, case=payload["case"])
    if (payload["version"], payload["prev"]) != (standing.version + 1, standing.leaf):
        raise refusal("place", case=payload["case"], version=standing.version)


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
            found = lookup.key(payload["facts"]["keyid"])
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
        BoundKey(key["keyid"], person, key["suite"], bytes.fromhex(key["public"]), index, None) for person, key in given
    ]


def _check_key(keyid: str, accepted: Accepted, lookup: Lookup) -> None:
    found = next((key for key in accepted.bound if key.keyid == keyid), None) or lookup.key(keyid)
    if found is None:
        raise refusal("unbound", keyid=keyid)
    if found.revoked_index is not None:
        raise refusal("revoked", keyid=keyid, index=found.revoked_index)


def utc_now() -> datetime:
    return datetime.now(UTC)


def refusal(code: str, **of: Any) -> GovledgerError:
    """The error of a refusal's code: one wording for the checks here and for those that PostgreSQL makes."""
    match code:
        case "format":
            return NewerFormat(
                "the ledger is of format {format}; this program knows formats up to {known}: use a newer one",
                known=FORMAT,
                **of,
            )
        case "payload":
            return BadInput("not a payload: {key} is not well-formed", **of)
        case "act":
            return BadInput(
                "the entries are not the parts, in order, of one act {act} of one signer at one instant", **of
            )
        case "size":
            return BadInput(
                "the entry would have {size} bytes, at most {limit} are allowed: put long texts into an enclosure",
                limit=MAX_BYTES,
                **of,
            )
        case "ledger":
            return BadInput("this is an act of the ledger {got}; this ledger is {expected}", **of)
        case "founding":
            return BadInput("the first entry of a ledger, and no other, founds it, under its own origin and kind")
        case "facts":
            return BadInput("the facts of an event of type {type} are incomplete", **of)
        case "keyid":
            return BadInput("the key id {keyid} is not that of the public key beside it", **of)
        case "bound":
            return BadInput("the key {keyid} is bound already: one key, one person, once", **of)
        case "unbound":
            return NotAuthorised("the key {keyid} is bound to nobody in this ledger", **of)
        case "revoked":
            return NotAuthorised("the key {keyid} was revoked by entry {index}", **of)
        case "seen":
            return BadInput("the act saw {got} entries, but was vetted on {expected}", **of)
        case "lag":
            return Conflict("the act was vetted on {seen} entries, the ledger holds {size} by now", **of)
        case "leaned":
            return Conflict("entry {index}, {type} in {case}, came first, and the act leans on it", **of)
        case "place":
            return Conflict("the case {case} stands at version {version}: somebody else recorded first", **of)
        case "twice":
            return Conflict("the act {act} is recorded already, as entry {index}", **of)
        case "skew":
            return ClockOff("this clock says {at}, the store's {now}: they may differ by two minutes", **of)
        case "back":
            return ClockOff("this clock says {at}, more than five minutes before an entry already made, {before}", **of)
        case "order":
            return ClockOff("this clock says {at}, before the latest entry of {case}, {before}", **of)
        case "ahead":
            return BrokenRecord(
                "the act saw {seen} entries, the ledger holds only {size}: its end was cut off",
                index=of["size"], step=3, expected=of["seen"], got=of["size"], **of,
            )  # fmt: skip
        case "root":
            return BrokenRecord(
                "the act saw another tree of {size} entries than the ledger's: expected the root {expected}, got {got}",
                step=3, **of,
            )  # fmt: skip
        case "head":
            return BrokenRecord(
                "the head says {size} entries, but the store holds more",
                index=of["size"], step=3, expected=of["size"], got="more", **of,
            )  # fmt: skip
        case "columns":
            return BrokenRecord(
                "the columns of an entry in {case} are not those of its payload: expected {expected}, got {got}",
                step=2, **of,
            )  # fmt: skip
        case _:
            raise AssertionError(f"no such refusal: {code}")
