"""Whose turn it is: the open first steps of everything a case still needs, and the people who may take them.

Where unknown facts could lead to different steps, what may be done in each of them may be done now, and whoever may
declare the first of these facts has a turn too. So a case that is not closed always waits for somebody.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Set
from datetime import date

from aggregates.case import CaseState, Done
from aggregates.rulebook import linked
from aggregates.rulebook.completions import Fork, Undecided, all_unknown, complete, first_unknown
from aggregates.rulebook.conditions import Condition
from aggregates.rulebook.context import Context, Holder, Turn
from aggregates.rulebook.declarations import asked_for
from aggregates.rulebook.force import Force, bearing, hanging, routes_of, trees_of, ways_of
from aggregates.rulebook.forms import Deemed, Forbids, Needs, Only, Silent
from aggregates.rulebook.model import DECLARE, ActDef, Book, Rule
from aggregates.rulebook.offices import Unknown, World, is_outside, words
from aggregates.rulebook.progress import spared
from aggregates.rulebook.standing import may_do
from aggregates.rulebook.steps import ActStep, DecisionStep, Office, Offices, acts_of

ROOT = "root"
MOVE = "move"
GOES_BACK = frozenset({"return", "withdraw"})
Answer = tuple[tuple[Turn, ...], tuple[Condition, ...]] | str
"""The turns on one completion of the facts, and what bars others until it is settled; or the fact that they hang on."""


def turns(case: CaseState, book: Book, context: Context, on: date) -> tuple[Turn, ...]:
    """Who may move this case on that day, and how. Empty for a case that is closed, or whose kind the book lacks."""
    if case.closed is not None or not book.acts.get(case.kind):
        return ()
    facts = {**context.derive(case, case.facts, book, on), **case.facts}
    world = World(book, case, context, on, facts)
    acts = _in_play(book, case.kind)
    bears = bearing(book, case.kind, _moving(book, case, acts), routes_of(book, case.kind, acts))
    conditions = bears.conditions
    completed = complete(
        book, facts, conditions, lambda truths: _answer(Force(world, bears, truths)), _same, enough=_nothing_common
    )
    answers = list(completed.answers.values())
    found = _common([() if isinstance(answer, str) else answer[0] for answer in answers])
    if isinstance(completed.root, Fork):
        found.append(declaring(completed.root.fact, world))
    elif isinstance(completed.root, str):
        found.append(declaring(completed.root, world))
    else:
        bars = [bar for answer in answers if not isinstance(answer, str) for bar in answer[1]]
        if fact := first_unknown(book, facts, bars):
            found.append(declaring(fact, world))
    return tuple(found)


def _moving(book: Book, case: CaseState, acts: Set[str]) -> Iterator[Rule]:
    on_record = {done.act for done in case.done}
    yield from ways_of(book, case.kind, acts)
    for rule in book.rules_of(case.kind):
        match rule.body:
            case Only(of) | Forbids(of) if acts & set(of):
                yield rule
            case Deemed() if rule.body.within is None and rule.body.on in on_record:
                yield rule


def _in_play(book: Book, kind: str) -> frozenset[str]:
    """Every act that could be a step on the way of a case: those its routes open, those that close it, and all that
    comes before one of these by some rule or by the book's table.
    """
    acts, routes = book.acts[kind], book.routes.get(kind, {})
    found = {act for route in routes.values() for act in route.opens}
    found |= {act.key for act in acts.values() if act.closes and act.key not in GOES_BACK}
    left = set(found)
    while left:
        steps = {step for rule in ways_of(book, kind, left) for tree in trees_of(rule) for step in acts_of(tree)}
        more = {name for step in steps for name in (step.act, step.after) if name}
        left = {*more, *(first for act in left if act in acts for first in acts[act].after)} - found
        found |= left
    return frozenset(found)


def _answer(force: Force) -> Answer:
    try:
        bars: list[Condition] = []
        found = tuple(dict.fromkeys(_open(force, bars)))
        if bars and force.few(bars):
            raise Undecided(bars)
        return found, tuple(dict.fromkeys(bars))
    except Undecided as first:
        raise Undecided(force.all_if_few(first.conditions)) from None
    except Unknown as unknown:
        return unknown.fact


def _same(answer: Answer) -> Hashable:
    if isinstance(answer, str):
        return answer
    return frozenset(key for turn in answer[0] for key in _keys(turn)), frozenset(answer[1])


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


def _nothing_common(answers: Collection[Answer]) -> bool:
    """Whether no step is open on all of these completions already."""
    keys = [frozenset(key for turn in a[0] for key in _keys(turn)) for a in answers if not isinstance(a, str)]
    return len(keys) < len(answers) or not frozenset.intersection(*keys)


def _common(answers: list[tuple[Turn, ...]]) -> list[Turn]:
    """What may be done on every completion: the turns of the first, with the holders that all of them have."""
    shared = frozenset.intersection(*(frozenset(key for turn in turns for key in _keys(turn)) for turns in answers))
    found = []
    for turn in answers[0]:
        if turn.act is None or turn.vacant:
            found += [turn] if shared.issuperset(_keys(turn)) else []
        elif holders := tuple(h for h in turn.holders if _key(turn, h) in shared):
            found.append(turn._replace(holders=holders))
    return found


def _open(force: Force, bars: list[Condition]) -> Iterator[Turn]:
    """The open first steps of the union of all that the acts the case is heading for still need.

    What may yet turn out to be needed before a step bars it, until it is settled whether it is.
    """

    def free(act: str, route: str | None = None) -> bool:
        doubts = _doubts(force, act, route)
        bars.extend(hanging(force.world.book, doubts))
        return not doubts

    for goal in _goals(force):
        required = force.required(goal)
        ahead = {goal, *(step.act for rule in required for step in force.progress(rule).left)}
        bars.extend(hanging(force.world.book, (rule for act in ahead for rule in _doubts(force, act, None))))
        if force.met(required) and free(goal):
            refused = tuple(r.id for r in required if isinstance(r.body, Silent) and r.body.then == "refuse")
            opening = next((rule.id for rule in force.chains_opening(goal)), None)
            yield _act_turn(ActStep(goal, ()), None, force, opening, refused)
        for rule in required:
            for step, member in force.available(rule):
                if isinstance(step, ActStep) and free(step.act):
                    yield _act_turn(step, member, force, rule.id)
                elif isinstance(step, DecisionStep) and free("", getattr(rule.body, "route", None)):
                    yield _decision_turn(step, rule, force.world)


def _doubts(force: Force, act: str, route: str | None) -> list[Rule]:
    """The rules not settled to be in force that would stand before an act, or before the decisions of a route."""
    unmet = [rule for rule in force.maybe if isinstance(rule.body, Needs) and force.unmet(rule)]
    if route:
        return [rule for rule in unmet if isinstance(rule.body, Needs) and route in rule.body.before]
    forbids = [rule for rule in force.maybe if isinstance(rule.body, Forbids) and act in rule.body.act]
    return [
        *force.needs_before(act, unmet),
        *(rule for rule in forbids if not _hangs_on_the_act(rule, act, force.world)),
    ]


def _hangs_on_the_act(rule: Rule, act: str, world: World) -> bool:
    """Whether all that is not known of its condition is said with the act itself, and by nobody before: then it bars
    nobody from the act, but only from saying it so.
    """
    defined, facts = world.book.act(world.case.kind, act), world.book.facts
    own = {fact for fact in (defined.records if defined else ()) if not facts[fact].declared_by}
    return bool(own) and own.issuperset(all_unknown(world.book, world.facts, (rule.when,)))


def _goals(force: Force) -> Iterator[str]:
    """The acts a case is heading for: those its routes open; past them, those that close it. What the book's table puts
    before one of them comes first.
    """
    book, case = force.world.book, force.world.case
    if linked.over(force.world) and MOVE in book.acts[case.kind]:
        yield MOVE
        return
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
    if not step.by:
        force.require(r for r in force.maybe if isinstance(r.body, Only) and step.act in r.body.act)
    by = step.by or force.power_outside_steps(step.act)
    world = force.world._replace(act=step.act, member=member)
    left_out = spared(step, world)
    asked = (by, step.act, member, world.deemed)
    if asked not in force.holders:
        force.holders[asked] = _holders(by, world)
    holders, vacant = force.holders[asked]
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
