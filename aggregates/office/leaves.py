"""The acts of a leave, and what they feed: the diary of absences, and who acts for a leader meanwhile.

Departure enters the days into the applicant's own case, coming back earlier shortens them. Whoever names the acting
leader delegates in the same act: for these days, and for standing in for that one person, nothing else. Both are taken
by the roster only from those whose word counts there, so they are written only by such hands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from aggregates import case_file
from aggregates.case import By
from aggregates.case_file import CaseFile
from aggregates.kinds import KINDS
from aggregates.office import cases
from aggregates.office.cases import NOTHING, More
from aggregates.office.desk import ActResult, Desk, Sight
from aggregates.office.manner import PLAIN, Manner
from aggregates.office.proposal import Asked, Vetted, rules_of
from aggregates.office.roster_acts import known_person, overlap, told
from aggregates.refusals import FactsWanted, refusal
from aggregates.roster_fold import GOV_OFFICE
from aggregates.rulebook.context import Wanted
from aggregates.rulebook.declarations import declarers
from aggregates.rulebook.offices import World
from ledger.errors import BadInput, NotAuthorised
from ledger.event import Draft

LEAVE = KINDS["leave"]
REQUEST, NAME, DEPART, EXTEND, ENTER, BACK = "request", "name_acting", "depart", "extend", "record_days", "come_back"
RECORDED, ENDED, MADE = "absence.recorded/1", "absence.ended/1", "delegation.made/1"
REASONS: Mapping[str, str] = {
    "business_trip": "official_travel",
    "private": "private_or_sick",
    "sick": "private_or_sick",
}
"""Kind of leave -> the reason of the absence; a book whose kinds are its reasons needs none."""
_DAY = timedelta(days=1)


def request(
    desk: Desk,
    *,
    applicant: str,
    leaves_on: date,
    returns_on: date,
    destination: str,
    stand_in: str | None = None,
    facts: Mapping[str, Any] | None = None,
    manner: Manner = PLAIN,
) -> ActResult:
    """Ask for leave, both days included.

    Args:
        stand_in: whom the applicant proposes to act meanwhile; who does, is named by whom the rules say.
        facts: what else is said, such as the kind of leave: proposed where the applicant may not declare it.

    Raises:
        BadInput: unknown people, days in the wrong order, or an applicant whose leave the rulebook does not settle.
        Refused: rules forbid it.
    """
    own = {
        "applicant": applicant,
        "leaves_on": leaves_on.isoformat(),
        "returns_on": returns_on.isoformat(),
        "destination": destination,
        **({"stand_in": stand_in} if stand_in else {}),
    }
    return open_leave(desk, {**(facts or {}), **own}, manner)


def open_leave(desk: Desk, facts: Mapping[str, Any], manner: Manner = PLAIN) -> ActResult:
    """Ask for leave with these facts."""
    return cases.open_case(desk, LEAVE.key, REQUEST, facts, manner=manner, more=_requested)


def act(desk: Desk, case: str, asked: Asked, manner: Manner = PLAIN) -> ActResult:
    """Do any act of the book on a leave that is open for it.

    Raises:
        BadInput: no such case, act, outcome or fact; days that do not fit.
        NotAuthorised: departure and return are entered by the person or by the office that keeps the diary.
        Refused, FactsWanted: as the rules have it; or the acting leader is away in these days.
    """
    if asked.act == NAME and "acting_leader" not in asked.facts:
        asked = replace(asked, facts={**asked.facts, **_proposed_leader(desk, case, manner)})
    more = {NAME: _named, DEPART: _departed, EXTEND: _extended, ENTER: _entered, BACK: _back}.get(asked.act)
    return cases.act(desk, case, asked, manner, more=more)


def _proposed_leader(desk: Desk, case: str, manner: Manner) -> dict[str, str]:
    """Whom the applicant proposed to act, where nobody else is said."""
    stand_in = cases.state_of(desk.look(manner.on), case).facts.get("stand_in")
    return {"acting_leader": str(stand_in)} if stand_in else {}


def _requested(sight: Sight, file: CaseFile, found: Vetted) -> More:
    said = {**found.stated.proposed, **found.stated.declared, **found.stated.fields}
    if missing := [name for name in ("applicant", "leaves_on", "returns_on") if name not in said]:
        raise BadInput("a leave needs {facts}", facts=", ".join(missing))
    applicant, first, last = said["applicant"], said["leaves_on"], said["returns_on"]
    known_person(sight, applicant)
    if last < first:
        raise BadInput("{last} lies before {first}: the day of return comes last", last=last, first=first)
    if (stand_in := said.get("stand_in")) is not None:
        known_person(sight, stand_in)
        if stand_in == applicant:
            raise BadInput("{person} cannot stand in for {person}", person=applicant)
    derived = found.context.derive(file.state, said, sight.book, sight.on)
    if "applicant_is" in sight.book.facts and "applicant_is" not in derived:
        raise BadInput("{person} holds no office whose leave the rulebook settles", person=applicant)
    return NOTHING


def _named(sight: Sight, file: CaseFile, found: Vetted) -> More:
    """The acting leader, who must be there; the delegation for these days, where the hand can give one."""
    leader = found.stated.fields.get("acting_leader")
    if leader is None:
        raise BadInput("say who acts meanwhile (--leader PERSON)")
    first, last = _days(file)
    known_person(sight, leader)
    if leader == file.state.facts["applicant"]:
        raise BadInput("{person} cannot stand in for {person}", person=leader)
    _check_there(sight, file, found, leader=leader, first=first, last=last)
    said = {"renews": ["acting_leader"]} if "acting_leader" in file.state.facts else {}
    return _delegating(sight, file, found, leader=leader, first=first, last=last, said=said)


def _departed(sight: Sight, file: CaseFile, found: Vetted) -> More:
    """The days away, entered where the roster looks for them; of days that stand there already, nothing is doubled."""
    _check_hand(file, found.by)
    first, last = _days(file)
    if last < sight.on:
        raise BadInput("the leave ended on {last}: it is no longer begun", last=last.isoformat())
    return _away(sight, file, found, first=max(first, sight.on), last=last)


def _extended(sight: Sight, file: CaseFile, found: Vetted) -> More:
    """Further days: the delegation goes on with them; the days themselves are entered by those who keep the diary."""
    _, before = _days(file)
    until = found.stated.fields.get("returns_on")
    if until is None:
        raise BadInput("say until which day (--until DATE)")
    last = date.fromisoformat(until)
    if last <= before:
        template = "the leave lasts until {before} already: an extension ends later"
        raise BadInput(template, before=before.isoformat())
    said: dict[str, Any] = {"renews": ["returns_on"]}
    gone = any(done.act == DEPART for done in file.state.done)
    note = ({"kind": "days-to-enter", "case": file.state.case},) if gone else ()
    leader = file.state.facts.get("acting_leader")
    if leader is None:
        return More(said, warnings=note)
    _check_there(sight, file, found, leader=leader, first=before + _DAY, last=last)
    more = _delegating(sight, file, found, leader=leader, first=before + _DAY, last=last, said=said)
    return More(said, more.drafts, (*more.warnings, *note))


def _entered(sight: Sight, file: CaseFile, found: Vetted) -> More:
    """The days by which a leave was extended after departure."""
    _check_hand(file, found.by)
    entered = [away.until_on for away in _absences(sight, file) if away.until_on]
    _, last = _days(file)
    if not entered or max(entered) >= last:
        raise BadInput("every day of this leave is entered already")
    return _away(sight, file, found, first=max(entered) + _DAY, last=last)


def _back(sight: Sight, file: CaseFile, found: Vetted) -> More:
    """Whoever comes back early was away no longer than that day."""
    _check_hand(file, found.by)
    _, last = _days(file)
    case = _person_case(file)
    drafts = []
    for away in _absences(sight, file):
        until = max(sight.on, away.from_on - _DAY)
        if away.until_on is None or until < away.until_on:
            facts = {"index": away.index, "leaf": away.leaf, "until": until.isoformat()}
            drafts.append(Draft(case, ENDED, facts, rules_of(sight, found)))
    late = ({"kind": "back-late", "until": last.isoformat()},) if sight.on > last else ()
    return More(drafts=drafts, warnings=late)


def _away(sight: Sight, file: CaseFile, found: Vetted, *, first: date, last: date) -> More:
    case = _person_case(file)
    for away in told(sight, case).absences:
        if overlap(first, last, away.from_on, away.until_on):
            return More(warnings=({"kind": "away-already", "from": away.from_on.isoformat()},))
    facts = {
        "person": file.state.facts["applicant"],
        "reason": _reason(sight, file, found),
        "from": first.isoformat(),
        "until": last.isoformat(),
        "leave": file.state.case,
    }
    return More(drafts=[Draft(case, RECORDED, facts, rules_of(sight, found))])


def _reason(sight: Sight, file: CaseFile, found: Vetted) -> str:
    """The reason that the roster knows for this kind of leave; that of the act, where it is said."""
    said = {**file.state.proposed, **file.state.facts, **found.stated.declared, **found.stated.fields}
    kind = str(said.get("leave_kind", ""))
    reason = str(said.get("absence_reason") or REASONS.get(kind, kind))
    known = sight.book.facts.get("absence_reason")
    if known and reason not in known.values:
        asked = sight.book.facts["leave_kind"]
        world = World(sight.book, file.state, found.context, sight.on, file.state.facts)
        raise FactsWanted([Wanted(asked.key, *declarers(asked, world), ())], act=found.act.name, case=file.state.case)
    return reason


def _check_hand(file: CaseFile, by: By) -> None:
    """The roster takes an absence from the person, or from the office that keeps the diary, and from nobody else."""
    theirs = by.person == file.state.facts["applicant"] and by.recorded_by is None
    if not theirs and by.office != GOV_OFFICE:
        raise NotAuthorised("an absence is recorded by the person or by {office}, for nobody else", office=GOV_OFFICE)


def _delegating(
    sight: Sight, file: CaseFile, found: Vetted, *, leader: str, first: date, last: date, said: Mapping[str, Any]
) -> More:
    by = found.by
    if by.recorded_by or by.acting_for or last < sight.on:
        return More(said, warnings=({"kind": "no-delegation", "office": by.acting_for or by.office},))
    facts = {
        "act": "delegate",
        "office": by.office,
        "to": leader,
        "acts": None,
        "matter": file.state.facts["applicant"],
        "from": max(first, sight.on).isoformat(),
        "until": last.isoformat(),
        "leave": file.state.case,
    }
    return More(said, [Draft(f"OFC-{by.office}", MADE, facts, rules_of(sight, found))])


def _check_there(sight: Sight, file: CaseFile, found: Vetted, *, leader: str, first: date, last: date) -> None:
    """The acting leader is not away on any of these days, by the diary or by a leave that was approved."""
    for from_on, until_on in (*_in_diary(sight, leader), *_on_leave(sight, found, leader)):
        if overlap(first, last, from_on, until_on):
            template = "{person} is away as well from {first}, and cannot act for another in these days"
            first_day = from_on.isoformat()
            raise refusal(
                "acting-leader-away", template, act=NAME, case=file.state.case, person=leader, first=first_day
            )


def _in_diary(sight: Sight, person: str) -> Iterator[tuple[date, date | None]]:
    for away in told(sight, f"PER-{person}").absences:
        yield away.from_on, away.until_on


def _on_leave(sight: Sight, found: Vetted, person: str) -> Iterator[tuple[date, date | None]]:
    """The leaves of that person that were approved and not yet begun; those begun stand in the diary."""
    approved = LEAVE.type_of("approve")
    found.context.read_types.add(approved)
    for case in dict.fromkeys(entry.case for entry in sight.record.of_types({approved})):
        state = case_file.fold(case, sight.record.case(case)).state
        begun = any(done.act == DEPART for done in state.done)
        if state.facts.get("applicant") == person and not begun and state.closed is None:
            yield date.fromisoformat(state.facts["leaves_on"]), date.fromisoformat(state.facts["returns_on"])


def _days(file: CaseFile) -> tuple[date, date]:
    facts = file.state.facts
    return date.fromisoformat(facts["leaves_on"]), date.fromisoformat(facts["returns_on"])


def _person_case(file: CaseFile) -> str:
    return f"PER-{file.state.facts['applicant']}"


def _absences(sight: Sight, file: CaseFile) -> list[Any]:
    """The absences that this leave entered, as they stand now."""
    case = _person_case(file)
    mine = {
        entry.index
        for entry in sight.record.case(case)
        if entry.type == RECORDED and entry.facts.get("leave") == file.state.case
    }
    return [away for away in told(sight, case).absences if away.index in mine]
