"""Who is away, why, from when until when: recorded by the person, or by the government office that keeps the diary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from aggregates.case import By
from aggregates.office.desk import ActResult, Desk, Intent, Plan, Sight
from aggregates.office.manner import PLAIN, Manner, lateness, speakers
from aggregates.office.roster_acts import check_span, known_person, overlap, shown, told, unknown
from aggregates.roster_fold import GOV_OFFICE
from ledger.errors import BadInput, NotAuthorised
from ledger.event import Draft

REASON = "absence_reason"  # the book's fact that names the reasons
_DAY = timedelta(days=1)


def record_absence(
    desk: Desk, person: str, reason: str, *, from_on: date, until_on: date | None = None, manner: Manner = PLAIN
) -> ActResult:
    """Record that a person is away, both days included; `until_on` None: until `end_absence` says so.

    Raises:
        BadInput: unknown person or reason, or the person is away already on one of the days.
        NotAuthorised: neither the person nor the government office records it.
    """
    said: dict[str, Any] = {"person": person, "reason": reason, **check_span(from_on, until_on)}

    def plan(sight: Sight) -> Plan:
        known_person(sight, person)
        by = _hand(desk, sight, person, manner)
        _check_reason(sight, reason)
        for away in told(sight, f"PER-{person}").absences:
            if overlap(from_on, until_on, away.from_on, away.until_on):
                raise BadInput(
                    "{person} is away already from {from} until {until}",
                    **{"from": shown(away.from_on)},
                    person=person,
                    until=shown(away.until_on),
                )
        return _plan(sight, by, Draft(f"PER-{person}", "absence.recorded/1", said), manner)

    return desk.act(Intent("absence.recorded/1", f"PER-{person}", said), plan, act=manner.act, on=manner.on)


def end_absence(desk: Desk, person: str, *, until_on: date, manner: Manner = PLAIN) -> ActResult:
    """Record that the person was away no longer than that day; the day before the first: not at all.

    Raises:
        BadInput: no absence is shortened so.
        NotAuthorised: neither the person nor the government office records it.
    """
    said = {"until": until_on.isoformat()}

    def plan(sight: Sight) -> Plan:
        known_person(sight, person)
        by = _hand(desk, sight, person, manner)
        fitting = [
            away
            for away in told(sight, f"PER-{person}").absences
            if away.from_on - _DAY <= until_on and (away.until_on is None or until_on < away.until_on)
        ]
        if not fitting:
            raise BadInput(
                "{person} has no absence that {until} would shorten", person=person, until=until_on.isoformat()
            )
        facts = {"index": fitting[-1].index, "leaf": fitting[-1].leaf, **said}
        return _plan(sight, by, Draft(f"PER-{person}", "absence.ended/1", facts), manner)

    return desk.act(Intent("absence.ended/1", f"PER-{person}", said), plan, act=manner.act, on=manner.on)


def _hand(desk: Desk, sight: Sight, person: str, manner: Manner) -> By:
    """The person, in any office; or somebody of the government office."""
    if manner.record_for or manner.acting_for:
        raise NotAuthorised("an absence is recorded by the person or by {office}, for nobody else", office=GOV_OFFICE)
    if desk.person == person:
        return speakers(desk, sight, manner)[0]
    if manner.office not in {None, GOV_OFFICE}:
        raise NotAuthorised("an absence is recorded by the person or by {office}, for nobody else", office=GOV_OFFICE)
    return speakers(desk, sight, replace(manner, office=GOV_OFFICE))[0]


def _check_reason(sight: Sight, reason: str) -> None:
    known = sight.book.facts[REASON].values if REASON in sight.book.facts else {reason: reason}
    if reason not in known:
        near = [key for key, zh in known.items() if reason in zh] or get_close_matches(reason, known, n=3, cutoff=0.6)
        raise unknown(
            "{given} is no reason of an absence",
            "{given} is no reason of an absence: {candidates}?",
            reason,
            near or known,
        )


def _plan(sight: Sight, by: By, draft: Draft, manner: Manner) -> Plan:
    late = lateness(sight, manner.late_reason)
    facts = {**draft.facts, **({"late": dict(late)} if late else {})}
    return Plan(by, [Draft(draft.case, draft.type, facts)], cases=frozenset(sight.roster.leaned))
