"""What is about to be recorded: drafts, the payloads composed of them, the signed entries, and the library's event.

An act is one or more drafts recorded together under one signer, one instant and one day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from ledger.canonical import encode
from ledger.entry import NO_LEAF, Entry, check_payload, id_of, pae, read_payload
from ledger.signing import Signer


@dataclass(frozen=True, slots=True)
class Draft:
    """One event of an act, before it has a place in the record."""

    case: str
    type: str
    facts: Mapping[str, Any]
    rules: Mapping[str, Any] | None = None


class Position(NamedTuple):
    """Where a case stands: the version and the leaf hash, in hex, of its latest entry."""

    version: int
    leaf: str


NEW_CASE = Position(0, NO_LEAF)


def compose(
    drafts: Sequence[Draft],
    *,
    ledger: str,
    act: str,
    at: datetime | str,
    on: date | str,
    by: Mapping[str, Any],
    seen: tuple[int, str],
    positions: Mapping[str, Position],
) -> list[dict[str, Any]]:
    """The payloads of one act, in the order of its drafts.

    `seen` is the tree that vetting saw, size and root in hex; `positions` holds where each case stood in it, a case
    that is not in it being new. A second entry of the act in one case has `prev` None: only signing gives the hash.
    """
    standing: dict[str, tuple[int, str | None]] = {}
    payloads = []
    for n, draft in enumerate(drafts):
        version, leaf = standing.get(draft.case) or positions.get(draft.case, NEW_CASE)
        standing[draft.case] = (version + 1, None)
        payloads.append(
            {
                "act": act,
                "at": at if isinstance(at, str) else instant(at),
                "by": {key: by.get(key) for key in ("acting_for", "office", "person", "recorded_by")},
                "case": draft.case,
                "facts": draft.facts,
                "id": id_of(act, n),
                "ledger": ledger,
                "on": on if isinstance(on, str) else on.isoformat(),
                "part": {"n": n, "of": len(drafts)},
                "prev": leaf,
                "rules": draft.rules,
                "seen": {"root": seen[1], "size": seen[0]},
                "type": draft.type,
                "version": version + 1,
            }
        )
    return payloads


class Signed(Entry):
    """An entry that `sign_act` made, with what it worked out for it: the payload, checked, and the leaf.

    A changed copy (`_replace`) has lost `known`, and is read and checked like any other entry.
    """

    known: tuple[dict[str, Any], bytes]


def sign_act(payloads: Sequence[Mapping[str, Any]], signer: Signer) -> list[Entry]:
    """The entries of one act. Raises: BadInput if a payload cannot be recorded, or is too large: nobody signs that."""
    leaves: dict[str, str] = {}
    entries: list[Entry] = []
    for payload in payloads:
        case = payload["case"]
        whole = {**payload, "prev": leaves[case] if payload["prev"] is None else payload["prev"]}
        text = encode(whole)
        check_payload(whole)
        entry = Signed(text.decode(), signer.keyid, signer.sign(pae(text)))
        leaf = entry.leaf()  # raises for an entry that is too large
        entry.known = whole, leaf
        leaves[case] = leaf.hex()
        entries.append(entry)
    return entries


def instant(at: datetime) -> str:
    """The instant as payloads spell it: UTC, six digits of a second, Z. The datetime must know its zone."""
    assert at.tzinfo is not None, "an instant without a zone"
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def known_of(entry: Entry) -> tuple[dict[str, Any], bytes]:
    """The payload and the leaf of an entry that is about to be recorded. Raises: BadInput."""
    known: tuple[dict[str, Any], bytes] | None = getattr(entry, "known", None)
    return known or (read_payload(entry.payload), entry.leaf())


class CaseEvent(NamedTuple):
    """An entry as the eventsourcing library sees it: an event of one originator, the case, at one version."""

    originator_id: str
    originator_version: int
    type: str
    entry: Entry
    leaf: bytes
    payload: dict[str, Any]
