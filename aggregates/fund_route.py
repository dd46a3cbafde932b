"""The way a funding request takes: which rules fix it on what is known, and how far each of their steps is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from aggregates.rulebook.completions import complete
from aggregates.rulebook.force import Force, bearing
from aggregates.rulebook.forms import Chain, Needs, Silent
from aggregates.rulebook.offices import Unknown, World, words
from aggregates.rulebook.progress import carries_this, progress
from aggregates.rulebook.steps import ActStep, DecisionStep, leaves

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.rulebook.context import Context
    from aggregates.rulebook.model import Book, Rule

DONE, NEXT, LATER = "done", "next", "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: an act, or a decision by a meeting of one of these kinds.

    `state`: done, next or later. `done_index`: the entry of the act that satisfies it; `decision_case`: the decision
    that does. `certain` is False where the step is required only on some values of facts that nobody has declared.
    """

    rule: str
    act: str | None
    decision: tuple[str, ...]
    by: tuple[str, ...]
    state: str
    done_index: int | None = None
    decision_case: str | None = None
    certain: bool = True


def steps(case: CaseState, book: Book, context: Context, on: date) -> tuple[Step, ...]:
    """Every step on the way to what the routes of this case open, `needs` first, in the order of the book."""
    found: list[Step] = []
    for rule, force, certain in _required(case, book, context, on):
        found += _of_rule(rule, force, certain)
    return tuple(found)


def covering(case: CaseState, book: Book, context: Context, on: date) -> str | None:
    """The decision whose amount this case spends: the first that a step of its way rests on for covering it."""
    for rule, force, _ in _required(case, book, context, on):
        for step in leaves(force.steps(rule)):
            if isinstance(step, DecisionStep) and step.covers:
                decisions = context.decisions(case.case)
                return next((each.case for each in decisions if carries_this(step, each, force.world)), None)
    return None


def _required(case: CaseState, book: Book, context: Context, on: date) -> list[tuple[Rule, Force, bool]]:
    """The chains and `needs` on the way, each with a completion of the facts under which it is in force."""
    world = World(book, case, context, on, case.facts)
    rules = (rule for rule in book.rules_of(case.kind) if isinstance(rule.body, Chain | Silent | Needs))
    bears = bearing(book, case.kind, rules)
    completed = complete(book, case.facts, bears.conditions, lambda truths: _on_the_way(Force(world, bears, truths)))
    ways = list(completed.answers.values())
    found: dict[str, tuple[Rule, Force, bool]] = {}
    for force, required in ways:
        for rule in required:
            certain = all(rule in others for _, others in ways)
            found.setdefault(rule.id, (rule, force, certain))
    return sorted(found.values(), key=lambda each: isinstance(each[0].body, Chain))


def _on_the_way(force: Force) -> tuple[Force, tuple[Rule, ...]]:
    goals = [goal for route in force.routes.values() for goal in route.opens]
    rules: dict[str, Rule] = {}
    for goal in goals:
        try:
            rules |= {rule.id: rule for rule in force.required(goal)}
        except Unknown:  # a list or an amount is not known yet: the rules themselves are
            rules |= {rule.id: rule for rule in (*force.chains_opening(goal), *force.needs_before(goal))}
    return force, tuple(rules.values())


def _of_rule(rule: Rule, force: Force, certain: bool) -> Iterator[Step]:
    world, last = force.world, -1
    try:
        open_ = {open_step.step for open_step in force.available(rule)}
    except Unknown:
        open_ = set()
    for leaf in leaves(force.steps(rule)):
        try:
            here = progress((leaf,), world, start=last)
        except Unknown:
            here = None
        done = here is not None and here.done
        state = DONE if done else NEXT if leaf in open_ and world.case.closed is None else LATER
        if isinstance(leaf, ActStep):
            place = here.last if here is not None and done and here.last > last else None
            index = world.case.done[place].index if place is not None else None
            by = tuple(words(each, world.facts) for each in leaf.by)
            decided = _decided_outside(leaf, world) if done and index is None else None
            yield Step(rule.id, leaf.act, (), by, state, index, decided, certain)
            last = place if place is not None else last
        else:
            carried = _carried(leaf, world) if done else None
            yield Step(rule.id, None, leaf.kinds, (), state, None, carried, certain)


def _carried(step: DecisionStep, world: World) -> str | None:
    decisions = world.context.decisions(world.case.case)
    return next((each.case for each in decisions if carries_this(step, each, world)), None)


def _decided_outside(step: ActStep, world: World) -> str | None:
    bodies = {each.office for each in step.by}
    return next((each.case for each in world.context.decisions(world.case.case) if each.body in bodies), None)
