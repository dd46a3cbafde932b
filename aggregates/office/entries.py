"""The entries of one act: composed on what the vetting saw, signed, and judged as the verifier will judge them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aggregates.office.desk import FIRST_LEAF, leaf_of
from aggregates.office.manner import not_authorised
from aggregates.service import may_record
from ledger.entry import Entry, Recorded, read_payload
from ledger.errors import BadInput, NotAuthorised
from ledger.event import Position, compose, sign_act

if TYPE_CHECKING:
    from aggregates.office.desk import Plan, Sight
    from ledger.signing import Signer


def signed(planned: Plan, sight: Sight, signer: Signer, act_id: str) -> tuple[list[Entry], list[Recorded]]:
    """The signed entries, and the same as they would stand in the record.

    Raises:
        BadInput: the day of the act lies before the last act of a case it writes to, or an entry cannot be recorded.
        NotAuthorised: the key is not bound or revoked, or the grant is missing.
    """
    for draft in planned.drafts:
        if not may_record(draft.type, planned.by.office):
            template = "{office} notes what has become true and records nothing else: no {type}"
            raise NotAuthorised(template, office=planned.by.office, type=draft.type)
    tails = {case: _tail(case, sight) for case in dict.fromkeys(draft.case for draft in planned.drafts)}
    payloads = compose(
        planned.drafts,
        ledger=sight.record.origin,
        act=act_id,
        at=sight.at,
        on=sight.on,
        by=planned.by._asdict(),
        seen=(sight.size, sight.root),
        positions={case: tail for case, tail in tails.items() if tail},
    )
    entries: list[Entry] = []
    leaves: dict[str, str] = {}
    named: dict[str, str] = {}
    for payload in payloads:
        if entries:
            payload["facts"] = _with_leaves(payload["facts"], named)
        payload["prev"] = payload["prev"] or leaves[payload["case"]]
        entries += sign_act([payload], signer)
        leaf = leaves[payload["case"]] = entries[-1].leaf().hex()
        named[leaf_of(payload["case"], payload["version"])] = leaf
        named.setdefault(FIRST_LEAF, leaf)
    recorded = [_as_recorded(entry, sight.size + n) for n, entry in enumerate(entries)]
    for each in recorded:
        if reason := sight.record.grants.judge(each):
            raise not_authorised(reason, each.by, sight.on)
    return entries, recorded


def _tail(case: str, sight: Sight) -> Position | None:
    """Where a case stands, void entries included: they too hold their place in the chain."""
    entries, valid = sight.record.raw_case(case), sight.record.case(case)
    if not entries:
        return None
    if valid and sight.on.isoformat() < valid[-1].on:
        raise BadInput(
            "{on} lies before the last act in {case}, which was on {last}",
            on=sight.on.isoformat(),
            case=case,
            last=valid[-1].on,
        )
    return Position(entries[-1].version, entries[-1].leaf.hex())


def _as_recorded(entry: Entry, index: int) -> Recorded:
    """The entry as it would stand at that index."""
    return Recorded(index, entry.leaf(), entry.keyid, entry.sig, entry.payload, read_payload(entry.payload))


def _with_leaves(facts: Any, named: Mapping[str, str]) -> Any:
    """The facts with hashes of earlier entries of the act in the places that were kept for them."""
    if isinstance(facts, Mapping):
        return {key: _with_leaves(value, named) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [_with_leaves(value, named) for value in facts]
    return named.get(facts, facts) if isinstance(facts, str) else facts
