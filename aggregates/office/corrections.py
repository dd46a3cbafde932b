"""A mistake in an act on record, put right by another entry before a later step leans on it; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aggregates import case_file
from aggregates.case_file import CaseFile
from aggregates.external_decision import NOTED_IN
from aggregates.kinds import DECLARE
from aggregates.meeting_decision import DECIDE
from aggregates.meeting_decision import DRAWN as DRAWN_ON_ITEM
from aggregates.office.adoption import under_own_book
from aggregates.office.agenda import NOTED
from aggregates.office.cases import state_of
from aggregates.office.desk import ActResult, Desk, Intent, Plan, Sight
from aggregates.office.links import LINKED, links
from aggregates.office.manner import Manner, Papers, lateness
from aggregates.office.next_steps import following
from aggregates.office.proposal import Asked, rules_of, sealed, vetted
from aggregates.refusals import refusal
from aggregates.rulebook.declarations import Stated
from ledger.canonical import clean_text
from ledger.errors import BadInput
from ledger.event import Draft

if TYPE_CHECKING:
    from aggregates.case_file import ActOnRecord

CORRECTED = "act.corrected/1"
SEALED = "sealed"
"""Stands for words that the record holds by digest only."""


def correct(desk: Desk, index: int, facts: Mapping[str, Any], *, manner: Manner) -> ActResult:
    """Correct what an act of a case said.

    The act is vetted anew, with the new facts, on the case as it stood before it: so whoever might do the act may
    correct it, and a correction can do nothing that the act could not have done. An answer (agree, disagree) is not
    corrected: the case goes back, or a new act follows.

    Args:
        index: where the act stands in the record.
        facts: the facts to replace, each said by the act itself.

    Raises:
        BadInput: no act of a case stands there, it says no such fact, or no reason is given.
        Refused: a later step leans on it, or the rules refuse the act with the new facts.
    """
    if not manner.reason:
        raise BadInput("a correction needs its reason (--reason)")
    reason = clean_text(manner.reason)
    papers = Papers(desk.enclosures, manner.enclosures)

    def plan(sight: Sight) -> Plan:
        request, target = _target(sight, index, facts)
        case = request.state.case
        earlier = [entry for entry in sight.record.case(case) if entry.version < target.version]
        sight = under_own_book(sight, request.state)
        before = case_file.fold(case, earlier).state
        asked = Asked(target.act, target.outcome, {**_known(target.fields), **target.declared, **facts}, target.outside)
        found = vetted(desk, sight, before, asked, manner)
        fields = {name: value for name, value in found.stated.fields.items() if name in facts}
        new = {
            "declared": {name: value for name, value in found.stated.declared.items() if name in facts},
            "fields": sealed(desk, sight.book, fields),
        }
        said: dict[str, Any] = {
            "enclosures": papers.keep(dry_run=desk.dry_run),
            "index": index,
            "late": lateness(sight, manner.late_reason),
            "leaf": target.leaf,
            "new": {key: value for key, value in new.items() if value},
            "reason": reason,
        }
        rules = rules_of(sight, found)
        drafts = [Draft(case, CORRECTED, {key: v for key, v in said.items() if v not in (None, [])}, rules)]
        drafts += links(sight, case, request.state.version + 1, Stated(new["fields"], new["declared"], {}), rules)
        drafts += _notes(sight, case, target, new["fields"].get("about", ()), rules)
        reads = found.context.reads | set(found.verdict.reads)
        return Plan(found.by, drafts, cases=reads, then=lambda after: following(after, case))

    return desk.act(Intent(CORRECTED, None, {"index": index, "reason": reason}), plan, act=manner.act, on=manner.on)


def _known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the act said; words that the record holds by digest only are there, and not known."""
    return {name: SEALED if isinstance(value, Mapping) else value for name, value in fields.items()}


def _notes(
    sight: Sight, case: str, target: ActOnRecord, about: Sequence[str], rules: Mapping[str, Any]
) -> Iterator[Draft]:
    """The notes of a decision in the cases that it is said to be about only now."""
    if target.act != DECIDE:
        return
    decision = {"case": case, "leaf": target.leaf, "version": target.version}
    for other in about:
        if other not in target.fields.get("about", ()):
            state_of(sight, other)
            yield Draft(other, NOTED, {"decision": decision}, rules)


def _target(sight: Sight, index: int, facts: Mapping[str, Any]) -> tuple[CaseFile, ActOnRecord]:
    entry = sight.record.at(index)
    request = case_file.fold(entry.case, sight.record.case(entry.case)) if entry else None
    target = request.act_at(index) if request else None
    if request is None or target is None or target.struck:
        raise BadInput("entry {index} is no act of a case that can be corrected", index=index)
    said = {**target.fields, **target.declared}
    if unsaid := [name for name in facts if name not in said]:
        raise BadInput("entry {index} says nothing of {facts}", index=index, facts=", ".join(unsaid))
    if not facts:
        raise BadInput("say which fact is corrected, like purpose=…")
    if (later := _leaning(request, target, sight)) is not None:
        template = "entry {later} leans on entry {index}: the way back is a return, not a correction"
        raise refusal(
            "leaned-on",
            template,
            act="correct",
            case=request.state.case,
            index=index,
            later=later,
        )
    return request, target


def _leaning(request: CaseFile, target: ActOnRecord, sight: Sight) -> int | None:
    """The first later entry that leans on it: an act that counts, a decision that was noted, what was drawn on it; on
    the plan of a meeting also an item that was put before it. A bare declaration of facts leans on nothing.
    """
    acts = {act.index for act in request.acts if not act.struck and act.act != DECLARE}
    types = NOTED_IN | {DRAWN_ON_ITEM} | ({LINKED} if request.state.kind == "meeting" else set())
    for entry in sight.record.case(request.state.case):
        if entry.version > target.version and (entry.index in acts or entry.type in types):
            return entry.index
    return None
