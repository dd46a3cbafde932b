"""Whose turn it is: the open first steps of everything a case still needs, and the people who may take them.

Where unknown facts could lead to different steps, the steps that all of them share may be taken, and whoever may
declare the first of these facts has a turn too. So a case that is not closed always waits for somebody.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from aggregates.case import CaseState
from aggregates.rulebook.completions import Fork, complete
from aggregates.rulebook.context import Context, Holder, Turn
from aggregates.rulebook.force import Force, bearing
from aggregates.rulebook.forms import Chain, Forbids, Needs, Only, Silent
from aggregates.rulebook.model import DECLARE, Book, Rule
from aggregates.rulebook.offices import Unknown, World, is_outside, words
from aggregates.rulebook.progress import spared
from aggregates.rulebook.standing import may_do
from aggregates.rulebook.steps import ActStep, DecisionStep, Office, Offices

ROOT = "root"


class OpenStep(NamedTuple):
    """A next step, without the rule that asks for it: the same step asked for by two rules is one."""

    step: ActStep | DecisionStep
    member: str | None = None
    blocked: tuple[str, ...] = ()


Answer = dict[OpenStep, str | None] | str
"""The open steps and the rule that asks for each; or the unknown fact that they hang on."""


def turns(case: CaseState, book: Book, context: Context, on: date) -> tuple[Turn, ...]:
    """Who may move this case on that day, and how. Empty for a case that is closed, or whose kind has no route."""
    if case.closed is not None or not book.routes.get(case.kind):
        return ()
    world = World(book, case, context, on, case.facts)
    bears = bearing(book, case.kind, _moving(book, case.kind))
    completed = complete(
        book, case.facts, bears.conditions, lambda truths: open_steps(Force(world, bears, truths)), _same
    )
    steps: list[dict[OpenStep, str | None]] = [a for a in completed.answers.values() if isinstance(a, dict)]
    common = [s for s in steps[0] if all(s in other for other in steps)] if len(steps) == len(completed.answers) else []
    found = [_turn(step, steps[0][step], world) for step in common]
    if isinstance(completed.root, Fork):
        found.append(declaring(completed.root.fact, world))
    elif isinstance(completed.root, str):
        found.append(declaring(completed.root, world))
    return tuple(found)


def _moving(book: Book, case: str) -> Iterable[Rule]:
    return (r for r in book.rules_of(case) if isinstance(r.body, Chain | Silent | Needs | Only | Forbids))


def _same(answer: Answer) -> object:
    return answer if isinstance(answer, str) else frozenset(answer)


def open_steps(force: Force) -> Answer:
    """The open first steps of the union of all that the acts behind each route still need."""
    found: dict[OpenStep, str | None] = {}
    try:
        for route in force.routes.values():
            for goal in route.opens:
                if any(done.act == goal for done in force.world.case.done):
                    continue
                required = force.required(goal)
                refused = tuple(r.id for r in required if isinstance(r.body, Silent) and r.body.then == "refuse")
                if force.met(required):
                    found.setdefault(_open(ActStep(goal, ()), None, force, refused), required[0].id)
                for rule in required:
                    for step, member in force.available(rule):
                        found.setdefault(_open(step, member, force), rule.id)
    except Unknown as unknown:
        return unknown.fact
    return found


def _open(step: ActStep | DecisionStep, member: str | None, force: Force, refused: tuple[str, ...] = ()) -> OpenStep:
    if isinstance(step, DecisionStep):
        return OpenStep(step, member)
    step = step if step.by else step._replace(by=force.power_outside_steps(step.act))
    return OpenStep(step, member, (*refused, *(rule.id for rule in force.forbidding(step.act))))


def _turn(step: OpenStep, rule: str | None, world: World) -> Turn:
    book = world.book
    if isinstance(step.step, DecisionStep):
        recorder = Office(office=book.decisions_recorded_by)
        holders, vacant = _holders((recorder,), world)
        return Turn(None, (book.decisions_recorded_by,), holders, rule, decision=step.step.kinds, vacant=vacant)
    act = step.step.act
    here = world._replace(act=act, member=step.member)
    by = step.step.by
    holders, vacant = _holders(by, here)
    if step.step.but and not vacant:
        left_out = spared(step.step, here)
        holders = tuple(h for h in holders if h.person not in left_out)
    outside = next((e.office for e in by if is_outside(book, e.office)), None)
    words_ = tuple(words(e, world.facts, step.member) for e in by)
    return Turn(act, words_, holders, rule, (), (), step.member, outside, vacant, step.blocked)


def declaring(fact: str, world: World) -> Turn:
    """The turn of whoever may declare a fact."""
    defined = world.book.facts[fact]
    by = defined.declared_by or (Office(office=world.book.default_office),)
    holders, vacant = _holders(by, world._replace(act=DECLARE))
    return Turn(None, tuple(words(e, world.facts) for e in by), holders, facts=(fact,), vacant=vacant)


def _holders(by: Offices, world: World) -> tuple[tuple[Holder, ...], bool]:
    """Who may act; where nobody holds the office, those who may appoint somebody."""
    if holders := may_do(by, world):
        return holders, False
    return tuple(Holder(h.person, h.office) for h in world.context.roster.holders(ROOT, world.on)), True
