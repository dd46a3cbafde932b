"""What leaders do for their own office: delegate (委托), name who covers (代管), represent the government abroad.

All of it in person: nobody records it for another, and nobody stands in to do it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from aggregates.case import Act, By, CaseState
from aggregates.office.desk import ActResult, Desk, Intent, Plan, Sight
from aggregates.office.manner import PLAIN, Manner, lateness, speakers
from aggregates.office.roster_acts import (
    check_reason,
    check_span,
    known_matters,
    known_person,
    known_unit,
    root_hand,
    told,
    unknown,
)
from aggregates.record_context import RecordContext
from aggregates.refusals import FactsWanted, Refused
from aggregates.rulebook.vet import vet
from ledger.canonical import clean_text
from ledger.errors import BadInput, NotAuthorised
from ledger.event import Draft

if TYPE_CHECKING:
    from aggregates.roster_records import Made
    from aggregates.rulebook.context import Verdict

STEP = "office.step-recorded/1"
_DAY = timedelta(days=1)


def delegate(
    desk: Desk,
    to: str,
    *,
    from_on: date,
    until_on: date | None = None,
    acts: Sequence[str] | None = None,
    matter: str | None = None,
    manner: Manner = PLAIN,
) -> ActResult:
    """Delegate acts of one's own office to a person: all acts, or some (`sign`, `fund.sign`); all matters, or one.

    Raises:
        NotAuthorised: the desk's person does not hold the office, or asks for another.
        Refused: the rules give this office nothing to delegate.
        BadInput: unknown person, act or matter; a first day before the day of the act.
    """
    said: dict[str, Any] = {
        "act": "delegate",
        "to": to,
        "acts": None if acts is None else list(dict.fromkeys(acts)),
        "matter": matter,
        **check_span(from_on, until_on),
    }

    def plan(sight: Sight) -> Plan:
        by, verdict, context = _vetted(desk, sight, "delegate", {}, manner)
        known_person(sight, to)
        if to == by.person:
            raise BadInput("{person} cannot delegate to {person}", person=to)
        if from_on < sight.on:
            raise BadInput(
                "a delegation does not reach back: {first} lies before {on}", first=str(from_on), on=str(sight.on)
            )
        for act in acts or ():
            _check_act(sight, act)
        if matter is not None:
            _check_matter(sight, matter)
        facts = {"office": by.office, **said, **_late(sight, manner)}
        return _plan(sight, by, verdict, context, Draft(f"OFC-{by.office}", "delegation.made/1", facts))

    return desk.act(Intent("delegation.made/1", None, said), plan, act=manner.act, on=manner.on)


def end_delegation(
    desk: Desk, office: str, to: str, *, until_on: date, reason: str, index: int | None = None, manner: Manner = PLAIN
) -> ActResult:
    """End a delegation of the office after that day; by its holder, or by a root holder where there is none.

    Raises:
        NotAuthorised: the desk's person is neither.
        BadInput: there is no such delegation, there are several, or the day does not shorten it.
    """
    said = {"until": until_on.isoformat(), "reason": check_reason(reason)}

    def plan(sight: Sight) -> Plan:
        holds = any(holding.person == desk.person for holding in sight.roster.holders(office, sight.on))
        if desk.person in sight.record.grants.root_holders and not holds:
            by = root_hand(desk, sight, manner)
        else:
            by = _hands(desk, sight, replace(manner, office=office))[0]
        made = _the_one(sight, office, to, until_on, index)
        facts = {"index": made.index, "leaf": made.leaf, **said}
        return Plan(by, [Draft(f"OFC-{office}", "delegation.ended/1", facts)], cases=frozenset(sight.roster.leaned))

    return desk.act(Intent("delegation.ended/1", f"OFC-{office}", said), plan, act=manner.act, on=manner.on)


def name_cover(
    desk: Desk,
    away: str,
    cover: str,
    *,
    from_on: date,
    until_on: date | None = None,
    handover: str | None = None,
    manner: Manner = PLAIN,
) -> ActResult:
    """Name who covers a leader who is away for a longer time (AB角代管); `handover`: the note on the work handed over.

    The pair itself stands in the roster; this says that it comes into play. Naming another than the B role is recorded
    and warned of: it gives no power.

    Raises:
        NotAuthorised: the desk's person does not hold the office that names covers.
        Refused: the rules give it to another office.
        BadInput: unknown people, or one person twice.
    """
    if away == cover:
        raise BadInput("{person} cannot cover {person}", person=away)
    fields: dict[str, Any] = {"away": away, "cover": cover, **check_span(from_on, until_on)}
    if handover:
        fields["handover"] = clean_text(handover)

    def plan(sight: Sight) -> Plan:
        by, verdict, context = _vetted(desk, sight, "name_cover", fields, manner)
        known_person(sight, away)
        known_person(sight, cover)
        paired = sight.roster.paired(away, from_on)
        warnings = () if paired == cover else ({"kind": "not-the-b-role", "paired": paired},)
        facts = {"act": "name_cover", "fields": fields, **_late(sight, manner)}
        planned = _plan(sight, by, verdict, context, Draft(f"PER-{away}", STEP, facts))
        return replace(planned, warnings=warnings)

    said = {"act": "name_cover", "fields": fields}
    return desk.act(Intent(STEP, f"PER-{away}", said), plan, act=manner.act, on=manner.on)


def represent_abroad(
    desk: Desk, occasion: str, *, from_on: date, until_on: date | None = None, manner: Manner = PLAIN
) -> ActResult:
    """Record that one represents the government in foreign affairs (外事活动).

    Raises:
        NotAuthorised: the desk's person does not hold the office.
        Refused: there is no delegation in force that the rules ask for.
    """
    fields = {"occasion": check_reason(occasion), **check_span(from_on, until_on)}

    def plan(sight: Sight) -> Plan:
        by, verdict, context = _vetted(desk, sight, "represent_abroad", fields, manner)
        facts = {"act": "represent_abroad", "fields": fields, **_late(sight, manner)}
        return _plan(sight, by, verdict, context, Draft(f"OFC-{by.office}", STEP, facts))

    said = {"act": "represent_abroad", "fields": fields}
    return desk.act(Intent(STEP, None, said), plan, act=manner.act, on=manner.on)


def _hands(desk: Desk, sight: Sight, manner: Manner) -> tuple[By, ...]:
    """As whom the person may act here: in an office of their own, and in person.

    Raises:
        NotAuthorised: for somebody else, or without the office.
    """
    if manner.record_for or manner.acting_for:
        raise NotAuthorised(
            "this is done by the holder of the office in person: not recorded for another, not stood in for"
        )
    return speakers(desk, sight, manner, in_person=True)


def _vetted(
    desk: Desk, sight: Sight, name: str, fields: Mapping[str, Any], manner: Manner
) -> tuple[By, Verdict, RecordContext]:
    """The office that may do it, the first of those the person holds; and the verdict that admits it.

    Raises:
        Refused, FactsWanted: none may; with the verdict on the first.
    """
    context = RecordContext(sight.record, sight.roster, lambda: sight.calendar)
    verdicts = []
    for by in _hands(desk, sight, manner):
        case = CaseState("office", f"OFC-{by.office}")
        verdict = vet(Act(name, by, sight.on, fields=fields), case, sight.book, context)
        if verdict.lawful:
            return by, verdict, context
        verdicts.append((case.case, verdict))
    case_id, first = next((each for each in verdicts if each[1].wanted), verdicts[0])
    if first.violations:
        raise Refused(first.violations, act=name, case=case_id)
    raise FactsWanted(first.wanted, act=name, case=case_id)


def _plan(sight: Sight, by: By, verdict: Verdict, context: RecordContext, draft: Draft) -> Plan:
    book = {"book": sight.book.key, "sha256": sight.book.sha256, "ids": list(verdict.rules)}
    drafts = [Draft(draft.case, draft.type, draft.facts, book)]
    return Plan(by, drafts, cases=frozenset(context.reads) | set(verdict.reads))


def _late(sight: Sight, manner: Manner) -> dict[str, Any]:
    late = lateness(sight, manner.late_reason)
    return {"late": dict(late)} if late else {}


def _check_act(sight: Sight, act: str) -> None:
    """`sign`, or with the case kind `fund.sign`."""
    known = {key for acts in sight.book.acts.values() for key in acts}
    known |= {f"{kind}.{key}" for kind, acts in sight.book.acts.items() for key in acts}
    if act not in known:
        near = get_close_matches(act, known, n=3, cutoff=0.6)
        raise unknown(
            "the rulebook knows no act {given}",
            "the rulebook knows no act {given}: did you mean {candidates}?",
            act,
            near,
        )


def _check_matter(sight: Sight, matter: str) -> None:
    """A matter of the book, or a unit."""
    matters = known_matters(sight.book)
    if matter not in matters and known_unit(sight, matter) is None:
        near = get_close_matches(matter, matters, n=3, cutoff=0.6)
        raise unknown(
            "{given} is no matter and no unit",
            "{given} is no matter and no unit: did you mean {candidates}?",
            matter,
            near,
        )


def _the_one(sight: Sight, office: str, to: str, until_on: date, index: int | None) -> Made:
    fitting = [
        made
        for made in told(sight, f"OFC-{office}").delegations
        if made.to == to
        and index in {None, made.index}
        and made.from_on - _DAY <= until_on
        and (made.until_on is None or until_on < made.until_on)
    ]
    if not fitting:
        raise BadInput(
            "{office} has no delegation to {to} that {until} would shorten",
            office=office,
            to=to,
            until=until_on.isoformat(),
        )
    if len(fitting) > 1:
        raise BadInput(
            "{office} has {n} delegations to {to}: say which, by the index of its entry ({indexes})",
            office=office,
            n=len(fitting),
            to=to,
            indexes=", ".join(str(made.index) for made in fitting),
        )
    return fitting[0]
