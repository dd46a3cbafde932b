"""The sign-off of a case as JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from projections.signoff import CONFIRMED, DISOWNED, IN_PERSON, RECORDED

if TYPE_CHECKING:
    from aggregates.duties import Duty
    from projections.signoff import SignOff, Taken


def as_json(found: SignOff) -> dict[str, Any]:
    """The whole report; amounts in fen, days as YYYY-MM-DD."""
    state = found.request.state
    return {
        "case": state.case,
        "version": state.version,
        "book": found.book,
        "on": found.on.isoformat(),
        "opened_on": state.opened_on.isoformat() if state.opened_on else None,
        "closed": state.closed,
        "facts": dict(state.facts),
        "proposed": dict(state.proposed),
        "required": [{**step._asdict(), "met": step.met} for step in found.required],
        "undecided": list(found.undecided),
        "acts": [_taken_as_json(taken) for taken in found.taken],
        "missing": [step._asdict() for step in found.missing],
        "switched_off": [each._asdict() for each in found.switched_off],
        "deemed": [{**each._asdict(), "on": each.on.isoformat()} for each in found.deemed],
        "decisions": [dict(each) for each in found.decisions],
        "duties": [duty_as_json(duty, found.on) for duty in found.duties],
        "notices": [dict(notice) for notice in found.request.notices],
        "signed": {how: found.counted(how) for how in (IN_PERSON, RECORDED, CONFIRMED, DISOWNED)},
    }


def _taken_as_json(taken: Taken) -> dict[str, Any]:
    act = taken.act
    return {
        "index": act.index,
        "version": act.version,
        "leaf": act.leaf,
        "act": act.act,
        "outcome": act.outcome,
        **act.by._asdict(),
        "outside": act.outside,
        "on": act.on.isoformat(),
        "at": act.at,
        "how": taken.how,
        "rules": list(act.rules),
        "delegations": list(act.facts.get("delegations", ())),
        "rests_on": list(taken.rests_on),
        "overrides": list(act.facts.get("overrides", ())),
        "reason": act.facts.get("reason"),
        "late": act.facts.get("late"),
        "fields": dict(act.fields),
        "declared": dict(act.declared),
        "enclosures": list(act.facts.get("enclosures", ())),
        "corrected": [entry.index for entry in act.corrected],
        "seconds": taken.seconds,
        "working_days": taken.working_days,
    }


def duty_as_json(duty: Duty, on: date) -> dict[str, Any]:
    """One duty as it stands on that day."""
    return {
        "case": duty.case,
        "duty": duty.key,
        "rule": duty.rule,
        "act": duty.act,
        "by": list(duty.by),
        "people": list(duty.people),
        "opened_on": duty.opened_on.isoformat(),
        "word": duty.word,
        "due_on": duty.due_on.isoformat() if duty.due_on else None,
        "met_on": duty.met_on.isoformat() if duty.met_on else None,
        "state": duty.state(on),
        "age_days": ((duty.met_on or max(on, duty.opened_on)) - duty.opened_on).days,
    }
