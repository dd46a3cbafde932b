"""An act recorded for a leader, answered afterwards: confirmed, by the leader or a second clerk, or disowned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aggregates import case_file
from aggregates.case import By
from aggregates.office.desk import ActResult, Desk, Intent, Plan, Sight
from aggregates.office.manner import PLAIN, Manner, not_authorised, speakers
from aggregates.office.next_steps import following
from aggregates.refusals import refusal
from ledger.canonical import clean_text
from ledger.errors import BadInput, NotAuthorised
from ledger.event import Draft

if TYPE_CHECKING:
    from aggregates.case_file import ActOnRecord, CaseFile

CONFIRMED, DISOWNED = "act.confirmed/1", "act.disowned/1"


def confirm(desk: Desk, index: int, *, manner: Manner = PLAIN) -> ActResult:
    """Confirm an act that was recorded for a leader.

    Raises:
        BadInput: no recorded act of a case stands at that index.
        Refused: it was confirmed or disowned already, or by the clerk who recorded it.
        NotAuthorised: neither the leader nor one who may record for the office.
    """

    def plan(sight: Sight) -> Plan:
        request, target = _target(sight, index, "confirm")
        by = _confirmer(desk, sight, target)
        return _plan(by, request, Draft(request.state.case, CONFIRMED, _points_to(target)), sight)

    return desk.act(Intent(CONFIRMED, None, {"index": index}), plan, act=manner.act, on=manner.on)


def disown(desk: Desk, index: int, *, manner: Manner) -> ActResult:
    """Say that an act recorded in one's name was not done so: it stays on the record and no longer counts.

    Raises:
        BadInput: no recorded act of a case stands at that index, or no reason.
        Refused: it was confirmed or disowned already.
        NotAuthorised: only the leader in whose name it stands, in person.
    """
    if not manner.reason:
        raise BadInput("disowning needs its reason (--reason)")
    reason = clean_text(manner.reason)

    def plan(sight: Sight) -> Plan:
        request, target = _target(sight, index, "disown")
        if desk.person != target.by.person or manner.record_for:
            template = "only {person}, in person, can disown what was recorded in that name"
            raise NotAuthorised(template, person=target.by.person)
        by = _in_own_office(desk, sight, target, manner)
        draft = Draft(request.state.case, DISOWNED, {**_points_to(target), "reason": reason})
        return _plan(by, request, draft, sight)

    return desk.act(Intent(DISOWNED, None, {"index": index, "reason": reason}), plan, act=manner.act, on=manner.on)


def _target(sight: Sight, index: int, act: str) -> tuple[CaseFile, ActOnRecord]:
    entry = sight.record.at(index)
    request = case_file.fold(entry.case, sight.record.case(entry.case)) if entry else None
    target = request.act_at(index) if request else None
    if request is None or target is None or target.by.recorded_by is None:
        raise BadInput("entry {index} is no act that was recorded for another", index=index)
    if answered := target.confirmed or target.disowned:
        template = "entry {index} was answered already, by entry {answer}"
        raise refusal(
            "answered", template, act=act, case=entry.case if entry else None, index=index, answer=answered.index
        )
    return request, target


def _confirmer(desk: Desk, sight: Sight, target: ActOnRecord) -> By:
    if desk.person == target.by.person:
        return _in_own_office(desk, sight, target, PLAIN)
    if desk.person == target.by.recorded_by:
        template = "{person} recorded entry {index}; the leader or a second clerk confirms it"
        case = sight.record.at(target.index)
        raise refusal(
            "own-recording",
            template,
            act="confirm",
            case=case.case if case else None,
            person=desk.person,
            index=target.index,
        )
    by = target.by._replace(acting_for=None, recorded_by=desk.person)
    if reason := sight.record.grants.speaks(by._asdict(), desk.signer.keyid, sight.on.isoformat(), sight.size):
        raise not_authorised(reason, by._asdict(), sight.on)
    return by


def _in_own_office(desk: Desk, sight: Sight, target: ActOnRecord, manner: Manner) -> By:
    """The leader in the office of the act, or, having left it, in any office held now."""
    mine = speakers(desk, sight, manner, in_person=True)
    return next((by for by in mine if by.office == target.by.office), mine[0])


def _points_to(target: ActOnRecord) -> dict[str, Any]:
    return {"index": target.index, "leaf": target.leaf}


def _plan(by: By, request: CaseFile, draft: Draft, sight: Sight) -> Plan:
    case = request.state.case
    return Plan(by, [draft], cases=sight.roster.leaned, then=lambda after: following(after, case))
