"""The ladder: an act that is a step of an escalation is lawful once its rung is open, once against each target.

Whether a rung on a duty is open, the duties of the case know; a rung after an act opens with that act.
"""

from collections.abc import Sequence
from typing import NamedTuple

from aggregates.case import Act
from aggregates.rulebook.context import OpenRung
from aggregates.rulebook.forms import Rung
from aggregates.rulebook.model import Rule
from aggregates.rulebook.offices import World, own_holders, words
from aggregates.rulebook.progress import outcomes
from aggregates.rulebook.refusal import CLIMBED, NOT_ONE_OF, RUNG_AFTER, RUNG_URGED, Refusal
from aggregates.rulebook.standing import Power, power
from aggregates.rulebook.steps import ActStep, Office, acts_of

TARGET = "target"


class Climb(NamedTuple):
    """The rule whose rung the act climbs and what gives the power; or why it climbs none."""

    rule: Rule | None
    given: Power | None
    refusals: tuple[Refusal, ...] = ()
    others: tuple[tuple[Rule, ActStep], ...] = ()
    """Rungs that are open and another's to climb."""


def is_step(rule: Rule, act: str) -> bool:
    return isinstance(rule.body, Rung) and any(step.act == act for step in acts_of(rule.body.steps))


def climb(rules: Sequence[Rule], act: Act, world: World) -> Climb:
    """Which of these rungs the act climbs.

    Raises:
        Unknown: it hangs on a fact that is not known.
    """
    refusals: list[Refusal] = []
    others: list[tuple[Rule, ActStep]] = []
    for rule in rules:
        assert isinstance(rule.body, Rung)
        rungs = _open(rule, rule.body, world)
        if not rungs:
            refusals.append(_closed(rule, rule.body, act))
            continue
        steps = [step for step in acts_of(rule.body.steps) if step.act == act.name]
        mine = [(step, given) for step in steps if (given := power(step.by, act.by, world))]
        if not mine:
            others += [(rule, step) for step in steps]
        elif against := _aim(rule, [step for step, _ in mine], rungs, act, world):
            refusals.append(against)
        else:
            return Climb(rule, mine[0][1])
    return Climb(None, None, tuple(refusals), tuple(others))


def names_of(to: Office, world: World) -> dict[str, str]:
    """How a target may be named, and each time its name on the ladder: a unit or an office by its key, a post in a unit
    as `post:POST:UNIT` or by the person who holds it.
    """
    key = words(to, world.facts).removeprefix("named:")
    people = () if to.office or to.named else own_holders(to, world)
    return {key: key, **{holding.person: key for holding in people}}


def _open(rule: Rule, body: Rung, world: World) -> tuple[OpenRung, ...]:
    if body.act is None or body.duty:
        found = world.context.rungs_open(world.case, world.book, world.on)
        return tuple(rung for rung in found if rung.rule == rule.id)
    allowed = body.outcome or outcomes(ActStep(body.act, ()), world)
    since = [d for d in world.case.done if d.act == body.act and (not allowed or d.outcome in allowed)]
    return (OpenRung("", rule.id, None, False),) if since else ()


def _closed(rule: Rule, body: Rung, act: Act) -> Refusal:
    if body.act:
        return Refusal(rule, RUNG_AFTER, {"act": act.name, "needed": (body.act,)})
    return Refusal(rule, RUNG_URGED, {"act": act.name, "urged": body.urged or 0})


def _aim(rule: Rule, steps: Sequence[ActStep], rungs: Sequence[OpenRung], act: Act, world: World) -> Refusal | None:
    """Why the act is aimed at the wrong one, or at one already met; nothing where the act records no target."""
    defined = world.book.act(world.case.kind, act.name)
    aims = {name: key for step in steps for to in step.to for name, key in names_of(to, world).items()}
    if not aims or not defined or TARGET not in defined.records:
        return None
    target = act.fields.get(TARGET)
    if target not in aims:
        return Refusal(rule, NOT_ONE_OF, {"fact": TARGET, "values": tuple(aims)}, ((TARGET, target),))
    left = [rung for rung in rungs if not rung.climbed and rung.target in (None, target, aims[target])]
    return None if left else Refusal(rule, CLIMBED, {"act": act.name, "target": target}, ((TARGET, target),))
