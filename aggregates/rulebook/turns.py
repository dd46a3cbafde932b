"""Whose turn it is: the open first steps of everything a case still needs, and the people who may take them.

Where unknown facts could lead to different steps, what may be done in each of them may be done now, and whoever may
declare the first of these facts has a turn too. So a case that is not closed always waits for somebody.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Set
from datetime import date

from aggregates.case import CaseState, Done
from aggregates.rulebook.completions import Fork, complete
from aggregates.rulebook.context import Context, Holder, Turn
from aggregates.rulebook.declarations import asked_for
from aggregates.rulebook.force import Force, bearing
from aggregates.rulebook.forms import Chain, Deemed, Forbids, Needs, Only, Silent
from aggregates.rulebook.model import DECLARE, ActDef, Book, Rule
from aggregates.rulebook.offices import Unknown, World, is_outside, words
from aggregates.rulebook.progress import spared
from aggregates.rulebook.standing import may_do
from aggregates.rulebook.steps import ActStep, DecisionStep, Office, Offices

ROOT = "root"
GOES_BACK = frozenset({"return", "withdraw"})
Answer = tuple[Turn, ...] | str
"""The turns on one completion of the facts, or the unknown fact that they hang on."""


def turns(case: CaseState, book: Book, context: Context, on: date) -> tuple[Turn, ...]:
    """Who may move this case on that day, and how. Empty for a case that is closed, or whose kind the book lacks."""
    if case.closed is not None or not book.acts.get(case.kind):
        return ()
    facts = {**context.derive(case, case.facts, book, on), **case.facts}
    world = World(book, case, context, on, facts)
    bears = bearing(book, case.kind, _moving(book, case))
    completed = complete(book, facts, bears.conditions, lambda truths: _answer(Force(world, bears, truths)), _same)
    found = _common(list(completed.answers.values()))
    if isinstance(completed.root, Fork):
        found.append(declaring(completed.root.fact, world))
    elif isinstance(completed.root, str):
        found.append(declaring(completed.root, world))
    return tuple(found)


def _moving(book: Book, case: CaseState) -> Iterable[Rule]:
    on_record = {done.act for done in case.done}
    return (
        r
        for r in book.rules_of(case.kind)
        if isinstance(r.body, Chain | Silent | Needs | Only | Forbids)
        or (isinstance(r.body, Deemed) and r.body.on in on_record)
    )


def _answer(force: Force) -> Answer:
    try:
        return tuple(dict.fromkeys(_open(force)))
    except Unknown as unknown:
        return unknown.fact


def _same(answer: Answer) -> Hashable:
    return answer if isinstance(answer, str) else frozenset(key for turn in answer for key in _keys(turn))


def _keys(turn: Turn) -> Iterator[Hashable]:
    """What a turn comes to, whichever rule asks for it and in whichever office: somebody's act, or a decision."""
    if turn.act is None:
        yield turn._replace(rule=None)
    elif turn.vacant:
        yield turn.act, None, turn.blocked
    else:
        yield from (_key(turn, holder) for holder in turn.holders)


def _key(turn: Turn, holder: Holder) -> Hashable:
    return turn.act, (holder.person, holder.acting_for), turn.blocked


def _common(answers: list[Answer]) -> list[Turn]:
    """What may be done on every completion: the turns of the first, with the holders that all of them have."""
    keys = [frozenset() if isinstance(a, str) else frozenset(k for turn in a for k in _keys(turn)) for a in answers]
    shared = frozenset.intersection(*keys)
    found = []
    for turn in () if isinstance(answers[0], str) else answers[0]:
        if turn.act is None or turn.vacant:
            found += [turn] if shared.issuperset(_keys(turn)) else []
        elif holders := tuple(h for h in turn.holders if _key(turn, h) in shared):
            found.append(turn._replace(holders=holders))
    return found


def _open(force: Force) -> Iterator[Turn]:
    """The open first steps of the union of all that the acts the case is heading for still need."""
    for goal in _goals(force):
        required = force.required(goal)
        if force.met(required):
            refused = tuple(r.id for r in required if isinstance(r.body, Silent) and r.body.then == "refuse")
            opening = next((rule.id for rule in force.chains_opening(goal)), None)
            yield _act_turn(ActStep(goal, ()), None, force, opening, refused)
        for rule in required:
            for step, member in force.available(rule):
                if isinstance(step, DecisionStep):
                    yield _decision_turn(step, rule, force.world)
                else:
                    yield _act_turn(step, member, force, rule.id)


def _goals(force: Force) -> Iterator[str]:
    """The acts a case is heading for: those its routes open; past them, those that close it. What the book's table puts
    before one of them comes first.
    """
    book, case = force.world.book, force.world.case
    done = {each.act for each in case.done if _passed(each, book, case.kind)}
    opened = [goal for route in force.routes.values() for goal in route.opens if goal not in done]
    if not opened:
        by_route = {goal for route in book.routes.get(case.kind, {}).values() for goal in route.opens}
        acts = book.acts[case.kind].values()
        opened = [a.key for a in acts if a.closes and a.key not in GOES_BACK and a.key not in by_route | done]
    yield from dict.fromkeys(first for each in opened for first in _first(each, book.acts[case.kind], done))


def _passed(done: Done, book: Book, kind: str) -> bool:
    """Whether the act came to what it is for: an item whose acceptance was refused still waits to be accepted."""
    defined = book.act(kind, done.act)
    return not (defined and defined.passes and done.outcome) or done.outcome in defined.passes


def _first(goal: str, acts: Mapping[str, ActDef], done: Set[str]) -> Iterator[str]:
    """The goal itself, or whatever has to come before it and can be done now."""
    before = [act for act in acts[goal].after if act not in done] if goal in acts else []
    for act in before:
        yield from _first(act, acts, done)
    if not before:
        yield goal


def _act_turn(step: ActStep, member: str | None, force: Force, rule: str | None, refused: tuple[str, ...] = ()) -> Turn:
    by = step.by or force.power_outside_steps(step.act)
    world = force.world._replace(act=step.act, member=member)
    left_out = spared(step, world)
    holders, vacant = _holders(by, world)
    if not vacant:
        holders = tuple(holder for holder in holders if holder.person not in left_out)
    return Turn(
        act=step.act,
        by=tuple(words(e, world.facts, member) for e in by),
        holders=holders,
        rule=rule,
        member=member,
        outside=next((e.office for e in by if is_outside(world.book, e.office)), None),
        vacant=vacant,
        blocked=(*refused, *(r.id for r in force.forbidding(step.act))),
    )


def _decision_turn(step: DecisionStep, rule: Rule, world: World) -> Turn:
    """A decision is not made here: whoever records decisions has the turn."""
    recorder = world.book.decisions_recorded_by
    holders, vacant = _holders((Office(office=recorder),), world)
    return Turn(None, (recorder,), holders, rule.id, decision=step.kinds, vacant=vacant)


def declaring(fact: str, world: World) -> Turn:
    """The turn of whoever may declare a fact, or what it follows from."""
    fact = asked_for(fact)
    by = world.book.facts[fact].declared_by or (Office(office=world.book.default_office),)
    holders, vacant = _holders(by, world._replace(act=DECLARE))
    return Turn(None, tuple(words(e, world.facts) for e in by), holders, facts=(fact,), vacant=vacant)


def _holders(by: Offices, world: World) -> tuple[tuple[Holder, ...], bool]:
    """Who may act; where nobody holds the office, those who may appoint somebody."""
    if holders := may_do(by, world):
        return holders, False
    return tuple(Holder(h.person, h.office) for h in world.context.roster.holders(ROOT, world.on)), True
