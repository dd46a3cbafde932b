"""Who may do an act for the office that a rule names, in their own right or standing in for its holder.

Standing in is the office's act in another's hand: the record says so (`acting_for`), and a rule of the form `stands_in`
says who may, under which recorded absence, delegation or permission, and in which order.
"""

from collections.abc import Iterator
from typing import NamedTuple

from aggregates.case import By
from aggregates.rulebook.conditions import truth
from aggregates.rulebook.context import Absence, Delegation, Holder, Holding
from aggregates.rulebook.forms import StandsIn
from aggregates.rulebook.model import EVERYWHERE, Rule
from aggregates.rulebook.offices import (
    IT,
    Unknown,
    World,
    delegation,
    office_holders,
    own_holders,
    right_body,
    speaks_as,
    wears,
)
from aggregates.rulebook.progress import progress
from aggregates.rulebook.steps import Office, Offices

ACTING = "acting_leader"
"""Names whoever was named to act for the person replaced, by a delegation for that very person."""
NAMES_ACTING = ("leave", "name_acting")
"""The act by whose offices somebody is so named."""


class Power(NamedTuple):
    """What lets somebody do an act: the rules used besides the one that names the office, and the delegation cited."""

    rules: tuple[str, ...] = ()
    delegation: str | None = None


def power(offices: Offices, by: By, world: World) -> Power | None:
    """What lets `by` do the act as one of these offices, or None.

    Raises:
        Unknown: it hangs on a fact that is not known.
    """
    for expression in offices:
        if not right_body(expression, world) or (expression.in_person and by.recorded_by):
            continue
        if by.acting_for is None:
            if wears(by.office, expression, world) and _is_one(by.person, own_holders(expression, world)):
                given = expression.delegated_by and delegation(expression.delegated_by, by.person, world)
                return Power((), given.leaf if given else None)
            continue
        for rule, replaced, stand_in in _stand_ins(expression, world):
            in_that_office = expression.office or replaced.office
            if (
                stand_in.holding.person == by.person
                and in_that_office in speaks_as(world.book, by.acting_for)
                and by.acting_for in {in_that_office, replaced.office}
                and wears(by.office, stand_in.as_, stand_in.world)
            ):
                return Power((rule.id,), stand_in.delegation)
    return None


def why_not(by: By, offices: Offices, world: World) -> list[tuple[Rule, tuple[tuple[str, object], ...]]]:
    """The rules by which `by` might have stood in for one of these offices, and what each found that day."""
    found: dict[str, tuple[Rule, tuple[tuple[str, object], ...]]] = {}
    mine = speaks_as(world.book, by.office)
    for expression in offices:
        for replaced in _own_if_known(expression._replace(delegated_by=None), world):
            for rule in world.book.stand_ins(world.case.kind):
                body = rule.body
                assert isinstance(body, StandsIn)
                theirs = [e for e in body.by if e.office is None or e.office in mine]
                if theirs and _is_for(body.for_, replaced, expression, world):
                    away = [(f"away:{office}", _away(office, body, replaced, world)) for office in body.absent]
                    given = [
                        (f"delegated_by:{e.delegated_by}", delegation(e.delegated_by, by.person, world) is not None)
                        for e in theirs
                        if e.delegated_by
                    ]
                    found.setdefault(rule.id, (rule, (*away, *given)))
    exact = [
        each for each in found.values() if isinstance(each[0].body, StandsIn) and _names(each[0].body.by, by.office)
    ]
    return exact or list(found.values())


def _own_if_known(expression: Office, world: World) -> tuple[Holding, ...]:
    """Its holders; nobody where it speaks of a member that this world does not name."""
    try:
        return own_holders(expression, world)
    except Unknown:
        return ()


def _names(offices: Offices, office: str) -> bool:
    return any(expression.office == office for expression in offices)


def _is_one(person: str, holders: tuple[Holding, ...]) -> bool:
    return any(holding.person == person for holding in holders)


def may_do(offices: Offices, world: World) -> tuple[Holder, ...]:
    """Everybody who may do the act as one of these offices, in their own right first.

    Raises:
        Unknown: it hangs on a fact that is not known.
    """
    found: dict[tuple[str, str | None], Holder] = {}
    for expression in offices:
        for holding in own_holders(expression, world):
            found.setdefault((holding.person, None), Holder(holding.person, holding.office))
    for expression in offices:
        for rule, replaced, stand_in in _stand_ins(expression, world):
            for_office, (person, office, _) = expression.office or replaced.office, stand_in.holding
            if (person, None) not in found:
                found.setdefault((person, for_office), Holder(person, office, for_office, rule.id))
    return tuple(found.values())


class _StandIn(NamedTuple):
    """Who stands in, as which office expression of the rule, and the delegation it rests on."""

    holding: Holding
    as_: Office
    world: World
    delegation: str | None


def _stand_ins(expression: Office, world: World) -> Iterator[tuple[Rule, Holding, _StandIn]]:
    """Each rule in force, whom it replaces, and who stands in."""
    if expression.delegated_by:
        return  # a delegation is to a person, and nobody else inherits it
    rules = world.book.stand_ins(world.case.kind)
    for replaced in own_holders(expression, world) if rules else ():
        for rule in rules:
            if _in_force(rule, replaced, expression, world):
                yield from ((rule, replaced, stand_in) for stand_in in _by(rule, replaced, world))


def _stands_in_here(rule: Rule, world: World) -> bool:
    """Standing in is settled for every case by the rules on offices, and for one case by its own."""
    return isinstance(rule.body, StandsIn) and rule.case in {EVERYWHERE, world.case.kind}


def _in_force(rule: Rule, replaced: Holding, expression: Office, world: World) -> bool:
    others = (world.book.rules[other] for other in rule.yields_to)
    return _applies(rule, replaced, expression, world) and not any(
        _stands_in_here(other, world) and _applies(other, replaced, expression, world) for other in others
    )


def _applies(rule: Rule, replaced: Holding, expression: Office, world: World) -> bool:
    body = rule.body
    assert isinstance(body, StandsIn)
    if body.acts is not None and world.act not in body.acts:
        return False
    if not _is_for(body.for_, replaced, expression, world) or not all(
        _away(office, body, replaced, world) for office in body.absent
    ):
        return False
    absences = world.context.roster.absences(replaced.person, world.on) or (None,)
    if not any(truth(rule.when, _facts_of(absence, world).get) for absence in absences):
        return False
    return not body.under or progress(body.under, world).done


def _is_for(for_: Office, replaced: Holding, expression: Office, world: World) -> bool:
    """Whether the rule speaks of the office, portfolio or post that this person is replaced in."""
    if for_.office:
        return for_.office in speaks_as(world.book, replaced.office)
    if for_.in_charge_of:
        return expression.in_charge_of is not None and for_.in_charge_of in {IT, expression.in_charge_of}
    return for_.post is not None and for_.post == expression.post


def _away(office: str, body: StandsIn, replaced: Holding, world: World) -> bool:
    """Whether the person replaced, in an office or in the post that the rule is for, or all others who hold that
    office, are away; an office nobody holds is away too.
    """
    absences = world.context.roster.absences
    if office == body.for_.post or office in speaks_as(world.book, replaced.office):
        return bool(absences(replaced.person, world.on))
    return all(absences(holding.person, world.on) for holding in office_holders(world, office))


def _facts_of(absence: Absence | None, world: World) -> dict[str, object]:
    """The case's facts, with those of the absence: its reason, and the working days of it that are known."""
    facts = dict(world.facts)
    if absence:
        last = absence.until_on or world.on
        facts["absence_reason"] = absence.reason
        facts["working_days_away"] = world.context.calendar.working_days_in(absence.from_on, last)
    return facts


def _by(rule: Rule, replaced: Holding, world: World) -> Iterator[_StandIn]:
    """Who may stand in under a rule in force; in rank order, the first who is not away."""
    body = rule.body
    assert isinstance(body, StandsIn)
    paired = world.context.roster.paired(replaced.person, world.on)
    named = _named_to_act(replaced, world) if any(e.named == ACTING for e in body.by) else None
    theirs = world._replace(
        facts={**world.facts, **({"b_role": paired} if paired else {}), **({ACTING: named.to} if named else {})},
        member=replaced.office if body.for_.post else world.member,
    )
    for expression in body.by:
        if expression.named == "b_role" and not paired:
            continue  # no pair is recorded: a gap in the roster empowers nobody
        if expression.named == ACTING and not named:
            continue
        holders = [
            h for h in own_holders(expression._replace(delegated_by=None), theirs) if h.person != replaced.person
        ]
        if body.order:
            holders = [h for h in holders if not world.context.roster.absences(h.person, world.on)]
            best = min((_rank(h) for h in holders), default=0)
            holders = [h for h in holders if _rank(h) == best]
        for holding in holders:
            given = delegation(expression.delegated_by, holding.person, theirs) if expression.delegated_by else None
            given = named if expression.named == ACTING else given
            if given or not expression.delegated_by:
                yield _StandIn(holding, expression, theirs, given.leaf if given else None)


def _named_to_act(replaced: Holding, world: World) -> Delegation | None:
    """The delegation by which somebody is to act for that person in these days, the last that was given."""
    defined = world.book.act(*NAMES_ACTING)
    offices = [expression.office for expression in (defined.by if defined else ()) if expression.office]
    given = [d for office in offices for d in world.context.roster.delegations(office, world.on)]
    return next((each for each in reversed(given) if each.matter == replaced.person), None)


def _rank(holding: Holding) -> int:
    """The place in the order; somebody without a recorded rank comes last."""
    return 1 << 30 if holding.rank is None else holding.rank
