"""An act done again, on the record as it stood before it: not to record it, but to see what the program would have
written, or why it would have refused.

What was asked for is read back out of the entry; everything that follows from it is worked out anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from aggregates.case_file import BY_TYPE
from aggregates.kinds import kind_of_type
from aggregates.office import absence, acts, confirmations, corrections, decisions, delegation, terms, tick
from aggregates.office.desk import ActResult, Desk, Intent, Plan, Sight
from aggregates.office.manner import Attachment, Manner
from aggregates.office.proposal import Asked
from aggregates.roster_fold import ROOT
from aggregates.service import NOTED_BY_SERVICE

if TYPE_CHECKING:
    from aggregates.review.past import Past
    from ledger.entry import Recorded
    from ledger.signing import Signer

SEALED = "sealed"
"""Stands for words that the record holds by digest only."""
BESIDE_FACTS = ("assignments",)
"""What an entry says of its own besides facts, and the act must be told to do it again."""


class _Hand(NamedTuple):
    """A signer that is only looked at: the key that signed the entry."""

    keyid: str


@dataclass(slots=True)
class Reviewer(Desk):
    """A desk of the past at which nothing is recorded: it keeps what the act would have written."""

    sight: Sight | None = None
    plan: Plan | None = None

    def look(self, on: date | None = None) -> Sight:
        assert self.sight is not None
        return self.sight

    def act(
        self, intent: Intent, plan: Callable[[Sight], Plan], *, act: str | None = None, on: date | None = None
    ) -> ActResult:
        assert self.sight is not None
        self.plan = plan(self.sight)
        first = self.plan.drafts[0]
        return ActResult(first.case, 0, self.sight.size, first.type, "", ())


def done_again(entries: Sequence[Recorded], past: Past) -> Plan | None:
    """What the program would have written in place of the entries of this act; None for one that no rules judge.

    Raises:
        GovledgerError: it would have refused: the rules forbid it, a fact was wanted, or it cannot be understood.
    """
    first = entries[0]
    do = _doing(first)
    if do is None:
        return None
    sight = past.before(first)
    desk = Reviewer(
        store=cast(Any, None),
        book=sight.book,
        calendar=sight.calendar,
        signer=cast("Signer", _Hand(first.keyid)),
        person=first.by["recorded_by"] or first.by["person"],
        clock=lambda: sight.at,
        enclosures=sight.enclosures,
        dry_run=True,
        sight=sight,
    )
    do(desk, manner_of(first))
    assert desk.plan is not None
    return desk.plan


def manner_of(entry: Recorded) -> Manner:
    """How an act was done, as its entry tells it."""
    by, facts = entry.by, entry.facts
    late = facts.get("late")
    papers = [Attachment(each["name"], each["media"], b"") for each in facts.get("enclosures", ())]
    return Manner(
        on=date.fromisoformat(entry.on),
        office=None if by["recorded_by"] else by["office"],
        acting_for=by["acting_for"],
        record_for=f"{by['office']}:{by['person']}" if by["recorded_by"] else None,
        late_reason=late["reason"] if late else None,
        reason=facts.get("reason"),
        overrides=tuple(facts.get("overrides", ())),
        enclosures=tuple(papers),
    )


def stated_in(entry: Recorded) -> dict[str, Any]:
    """Every fact that an entry states, declares or proposes; sealed ones by a stand-in."""
    facts = entry.facts
    stated = {**facts.get("proposed", {}), **facts.get("declared", {}), **facts.get("fields", {})}
    return {name: SEALED if isinstance(value, Mapping) else value for name, value in stated.items()}


def _doing(entry: Recorded) -> Callable[[Desk, Manner], object] | None:
    """The act itself, of the module that would have recorded it."""
    facts, case = entry.facts, entry.case
    match entry.type:
        case "external-decision.recorded/1":
            fields = {**facts["fields"], "decided_on": date.fromisoformat(facts["fields"]["decided_on"])}
            return lambda desk, manner: decisions.record_decision(desk, **fields, manner=manner)
        case "act.corrected/1":
            new = {**facts["new"].get("fields", {}), **facts["new"].get("declared", {})}
            return lambda desk, manner: corrections.correct(desk, facts["index"], new, manner=manner)
        case "act.confirmed/1":
            return lambda desk, manner: confirmations.confirm(desk, facts["index"], manner=manner)
        case "act.disowned/1":
            return lambda desk, manner: confirmations.disown(desk, facts["index"], manner=manner)
        case "duty.term-set/1":
            due_on = date.fromisoformat(facts["due_on"])
            return lambda desk, manner: terms.set_term(desk, case, facts["duty"], due_on, manner=manner)
        case type_ if type_ in NOTED_BY_SERVICE:
            return lambda desk, manner: tick.note_one(desk, case, type_, facts, manner=manner)
    return _case_act(entry) if kind_of_type(entry.type) else _roster_act(entry)


def _case_act(entry: Recorded) -> Callable[[Desk, Manner], object]:
    """An act of a case: its first opens it."""
    kind, facts = kind_of_type(entry.type), entry.facts
    assert kind is not None
    act = facts.get("act") or BY_TYPE[entry.type.split(".")[1]]
    said = {name: facts[name] for name in BESIDE_FACTS if name in facts}
    stated = stated_in(entry)
    if entry.version == 1:
        refs = tuple(each["case"] for each in facts.get("refs", ()))
        return lambda desk, manner: acts.open_case(desk, kind.key, act, stated, refs=refs, said=said, manner=manner)
    outside = facts.get("outside")
    asked = Asked(act, facts.get("outcome"), stated, outside["office"] if outside else None)
    return lambda desk, manner: acts.do(desk, entry.case, asked, manner, said=said)


def _roster_act(entry: Recorded) -> Callable[[Desk, Manner], object] | None:
    """What leaders and their office say of the roster; what root holders say is the ledger's own to judge."""
    facts = entry.facts
    match entry.type:
        case "absence.recorded/1":
            return lambda desk, manner: absence.record_absence(
                desk,
                facts["person"],
                reason=facts["reason"],
                from_on=date.fromisoformat(facts["from"]),
                until_on=_day(facts["until"]),
                manner=manner,
            )
        case "absence.ended/1":
            subject, until = entry.case.removeprefix("PER-"), date.fromisoformat(facts["until"])
            return lambda desk, manner: absence.end_absence(desk, subject, until_on=until, manner=manner)
        case "delegation.made/1":
            return lambda desk, manner: delegation.delegate(
                desk,
                facts["to"],
                from_on=date.fromisoformat(facts["from"]),
                until_on=_day(facts["until"]),
                acts=facts["acts"],
                matter=facts["matter"],
                manner=manner,
            )
        case "delegation.ended/1" if entry.by["office"] != ROOT:
            return lambda desk, manner: delegation.end_delegation(
                desk,
                entry.case.removeprefix("OFC-"),
                _delegated_to(desk, facts["index"]),
                until_on=date.fromisoformat(facts["until"]),
                reason=facts["reason"],
                index=facts["index"],
                manner=manner,
            )
        case "office.step-recorded/1":
            return _office_step(facts["act"], facts["fields"])
    return None


def _office_step(act: str, fields: Mapping[str, Any]) -> Callable[[Desk, Manner], object]:
    from_on, until_on = date.fromisoformat(fields["from"]), _day(fields["until"])
    if act == "name_cover":
        return lambda desk, manner: delegation.name_cover(
            desk,
            fields["away"],
            fields["cover"],
            from_on=from_on,
            until_on=until_on,
            handover=fields.get("handover"),
            manner=manner,
        )
    return lambda desk, manner: delegation.represent_abroad(
        desk, fields["occasion"], from_on=from_on, until_on=until_on, manner=manner
    )


def _delegated_to(desk: Desk, index: int) -> str:
    made = desk.look().record.at(index)
    return str(made.facts["to"]) if made else ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
