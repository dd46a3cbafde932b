"""The ladder on a duty: which rungs are open from when, which were climbed, and the duties of those who must climb."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aggregates.duties_met import Opened, applies, met_by, opened, owed, reach
from aggregates.duty import Duty, RungState
from aggregates.rulebook.due import counts_on
from aggregates.rulebook.escalation import opens_on
from aggregates.rulebook.forms import Rung
from aggregates.rulebook.offices import Unknown, World, own_holders, words
from aggregates.rulebook.progress import outcomes
from aggregates.rulebook.steps import ActStep, AllOf, Offices, Steps, acts_of

if TYPE_CHECKING:
    from datetime import date

    from aggregates.case import Done
    from aggregates.rulebook.model import Rule

TARGET = "target"
"""The field in which an act of the ladder says at whom it is aimed."""


def ladder(
    duty: Duty, world: World, *, people: bool, ahead: bool = False
) -> tuple[tuple[RungState, ...], tuple[Duty, ...]]:
    """The rungs of every ladder that stands on this duty, in the order of the book, and what is owed by them.

    A rung that is open is owed without a day, unless it is optional; the office may set one. `ahead`: one that opens
    on a later day is told too.
    """
    rungs: list[RungState] = []
    climbing: list[Duty] = []
    for rule in world.book.rules_of(world.case.kind):
        body = rule.body
        if not isinstance(body, Rung) or duty.rule not in body.duty or not applies(rule, world):
            continue
        parts = _parts(body.steps)
        open_from = _open_from(body, duty, world)
        for number, steps in enumerate(parts, 1):
            key = f"{rule.id}{f'.{number}' if len(parts) > 1 else ''}@{duty.opened_index}"
            each = _climb(key, rule, steps, duty=duty, world=world, open_from=open_from, alone=len(parts) == 1)
            rung = _rung(each, body, duty, world, open_from)
            rungs.append(rung)
            if (rung.is_open(world.on) or (ahead and rung.open_from)) and not rung.optional:
                climbing.append(owed(each, world.case, people=people, due=None, settable=True))
    return tuple(rungs), tuple(climbing)


def after_acts(world: World, *, people: bool) -> Iterator[Duty]:
    """What is owed after an act, by rungs that stand on no duty: undated, until the office sets a day."""
    for rule in world.book.rules_of(world.case.kind):
        body = rule.body
        if isinstance(body, Rung) and body.act and not body.duty and not body.optional and applies(rule, world):
            for each in opened(rule, body.act, body.steps, reach(body.act, body.steps, world)):
                if each.opener and _opens(body, each.opener, world):
                    yield owed(each, world.case, people=people, due=None, settable=True)


def target_of(to: Offices, world: World) -> str | None:
    """At whom a step is aimed: a unit, an office or a person by its key, a post as `post:POST:UNIT`."""
    if not to:
        return None
    named = to[0].named
    return words(to[0], world.facts, world.member).removeprefix("named:" if named else "")


def aimed_at(to: Offices, target: str, world: World) -> bool:
    """Whether that unit, office or person is one of those a step is aimed at, on the day of that world."""
    for office in to:
        if target in {office.office, target_of((office,), world)}:
            return True
        try:
            if not office.office and target in {holding.person for holding in own_holders(office, world)}:
                return True
        except Unknown:
            continue
    return False


def _parts(steps: Steps) -> tuple[Steps, ...]:
    """What is done apart, each aimed at its own: the parts of an `all`."""
    if len(steps) == 1 and isinstance(steps[0], AllOf):
        return tuple((node,) for node in steps[0].nodes)
    return (steps,)


def _opens(body: Rung, done: Done, world: World) -> bool:
    """Whether the act a rung stands after ended so that the rung opens."""
    assert body.act is not None
    allowed = body.outcome or outcomes(ActStep(body.act, ()), world)
    return not allowed or done.outcome in allowed


def _open_from(body: Rung, duty: Duty, world: World) -> date | None:
    """The first day of a rung; None while it cannot be known, or if the duty was met or ended before it came."""
    if body.act:
        since = (done for done in world.case.done if done.act == body.act and done.index > duty.opened_index)
        first = next((done.on for done in since if _opens(body, done, world)), None)
    else:
        first = opens_on(body.urged or 0, duty.due_on, duty.urged)
    over = duty.met_on or duty.ended_on
    return None if first is None or (over is not None and over < first) else first


def _climb(
    key: str, rule: Rule, steps: Steps, *, duty: Duty, world: World, open_from: date | None, alone: bool
) -> Opened:
    """One part of a rung, with the acts of the case that could have climbed it."""
    to = {step.act: step.to for step in acts_of(steps)}

    def climbs(done: Done) -> bool:
        if open_from is None or done.index <= duty.opened_index or counts_on(done) < open_from:
            return False
        target = done.fields.get(TARGET)
        if not to.get(done.act):
            return True
        return aimed_at(to[done.act], target, world._replace(on=done.on)) if target else alone

    acts = tuple(done for done in world.case.done if climbs(done))
    here = world._replace(case=world.case._replace(done=acts))
    return Opened(key, rule, steps, here, open_from or duty.opened_on, duty.opened_index)


def _rung(each: Opened, body: Rung, duty: Duty, world: World, open_from: date | None) -> RungState:
    target = target_of(each.first.to, world) if each.first else None
    met = met_by(each) if open_from else None
    fired = ("rung", duty.key, each.rule.id, target)
    noted = (entry for entry in world.case.noted if (entry.what, entry.duty, entry.rule, entry.target) == fired)
    return RungState(
        rule=each.rule.id,
        target=target,
        urged=body.urged or 0,
        open_from=open_from,
        fired_index=next((entry.index for entry in noted), None),
        optional=body.optional,
        act=each.act,
        done_on=met.on if met else None,
        done_index=met.index if met else None,
        provisional=duty.provisional,
    )
