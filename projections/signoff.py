"""The sign-off of one case (审签情况): the route that was required and the route as it was.

Pure: a folded request, the book it is judged by, and what vetting reads, in; values out. Nothing is decided here, and
what a step is called, or a person, is for whoever prints it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.duties import Duty, all_duties
from aggregates.rulebook.completions import all_unknown, complete, value_of
from aggregates.rulebook.conditions import Condition, Lookup, truth
from aggregates.rulebook.force import Force, bearing, hanging
from aggregates.rulebook.forms import Chain, Forbids, Needs, Silent
from aggregates.rulebook.model import Book, Rule
from aggregates.rulebook.offices import Unknown, World, words
from aggregates.rulebook.progress import carries_this, progress
from aggregates.rulebook.steps import ActStep, AllOf, AnyOf, DecisionStep, Steps
from aggregates.rulebook.turns import turns

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.case_file import ActOnRecord, CaseFile
    from aggregates.external_decision import ExternalDecision
    from aggregates.record_context import RecordContext
    from aggregates.rulebook.context import Turn

GOES_BACK = frozenset({"return", "withdraw"})
IN_PERSON, RECORDED, CONFIRMED, DISOWNED = "in-person", "recorded", "recorded-confirmed", "disowned"
ADVICE = {"advises", "held_by"}


class Required(NamedTuple):
    """A step that a rule requires before the acts a case is heading for.

    `entry`: the act that meets it; `decision`: the decision that does. Both None: it is still missing. Exactly one of
    `act` and `bodies` says something.
    """

    rule: str
    article: str
    quote: str
    act: str | None
    bodies: tuple[str, ...]
    by: tuple[str, ...]
    entry: int | None
    decision: str | None

    @property
    def met(self) -> bool:
        return self.entry is not None or self.decision is not None


class SwitchedOff(NamedTuple):
    """A declared fact by which rules do not apply; `entry`: the act that declared it."""

    fact: str
    value: Any
    entry: int
    person: str
    rules: tuple[str, ...]


class Taken(NamedTuple):
    """One act as it was. `seconds` and `working_days`: since the act before it; None for the first.

    `rests_on`: the delegations, each by its place in the record.
    """

    act: ActOnRecord
    how: str
    seconds: int | None
    working_days: int | None
    rests_on: tuple[str, ...] = ()


class Deemed(NamedTuple):
    """An act, or a silence, that counts as another (圈阅), as the record noted it."""

    index: int  # type: ignore[assignment]  # hides tuple.index
    on: date
    act: str
    counts_as: str
    rule: str | None


@dataclass(frozen=True, slots=True)
class SignOff:
    """The whole report. `undecided`: the facts on which the required route still hangs; then `required` is empty."""

    request: CaseFile
    book: str
    on: date
    required: tuple[Required, ...]
    undecided: tuple[str, ...]
    taken: tuple[Taken, ...]
    turns: tuple[Turn, ...]
    switched_off: tuple[SwitchedOff, ...]
    duties: tuple[Duty, ...]
    decisions: tuple[Mapping[str, Any], ...]
    deemed: tuple[Deemed, ...] = ()

    @property
    def missing(self) -> tuple[Required, ...]:
        return tuple(step for step in self.required if not step.met)

    def counted(self, how: str) -> int:
        """How many acts were signed in person, recorded, recorded and confirmed, or disowned."""
        return sum(taken.how == how for taken in self.taken)


def sign_off(request: CaseFile, book: Book, context: RecordContext, calendar: WorkCalendar, on: date) -> SignOff:
    """The sign-off of a case of any kind as the record tells it on that day."""
    state = request.state
    facts = {**context.derive(state, state.facts, book, on), **state.facts}
    world = World(book, state, context, on, facts)
    required, undecided = _required(world)
    return SignOff(
        request=request,
        book=book.key,
        on=on,
        required=required,
        undecided=undecided,
        taken=tuple(_taken(request, calendar, context)),
        turns=turns(request.state, book, context, on),
        switched_off=tuple(_switched_off(request, book)),
        duties=all_duties(request, book, context, calendar, on),
        decisions=tuple(_decision(each) for each in context.decisions_noted(request.state.case)),
        deemed=tuple(_deemed(request, context)),
    )


def _required(world: World) -> tuple[tuple[Required, ...], tuple[str, ...]]:
    """Every step between the opening of a case and what it is heading for; or the facts on which the answer hangs."""
    moving = (r for r in world.book.rules_of(world.case.kind) if isinstance(r.body, Chain | Silent | Needs | Forbids))
    bears = bearing(world.book, world.case.kind, moving)
    found = complete(
        world.book, world.facts, bears.conditions, lambda truths: _on_the_way(Force(world, bears, truths)), _ids
    )
    first = next(iter(found.answers.values()))
    if hangs := found.wanted():
        return (), hangs
    if isinstance(first, str):
        return (), (first,)
    force, rules, doubts = first
    if hangs := all_unknown(world.book, world.facts, doubts):
        return (), hangs
    return tuple(step for rule in rules for step in _steps(rule, force.steps(rule), world)), ()


Way = tuple[Force, list[Rule], list[Condition]]
"""The rules in force, and the conditions on which it hangs whether others are that would ask for more."""


def _on_the_way(force: Force) -> Way | str:
    """The rules in force on the way, what comes first before what needs it."""
    found: dict[str, Rule] = {}
    try:
        goals = _goals(force)
        left = [rule for goal in goals for rule in (*force.needs_before(goal), *force.chains_opening(goal))]
        while left:
            rule = left.pop(0)
            if rule.id in found:
                continue
            found[rule.id] = rule
            left += [need for step in _acts(force.steps(rule)) for need in force.needs_before(step.act)]
        ahead = {*goals, *(step.act for rule in found.values() for step in _acts(force.steps(rule)))}
        unmet = [rule for rule in force.maybe if isinstance(rule.body, Needs) and force.unmet(rule)]
        doubts = hanging(force.world.book, (rule for act in ahead for rule in force.needs_before(act, unmet)))
    except Unknown as unknown:
        return unknown.fact
    # A chain ends the way; whatever any of its steps needs stands before it.
    return force, sorted(found.values(), key=lambda rule: isinstance(rule.body, Chain | Silent)), doubts


def _goals(force: Force) -> tuple[str, ...]:
    """What a case is heading for: the acts that its routes open, and those that close it."""
    book, kind = force.world.book, force.world.case.kind
    opened = (goal for route in force.routes.values() for goal in route.opens)
    by_route = {goal for route in book.routes.get(kind, {}).values() for goal in route.opens}
    closing = (
        act.key for act in book.acts.get(kind, {}).values() if act.closes and act.key not in GOES_BACK | by_route
    )
    return tuple(dict.fromkeys((*opened, *closing)))


def _ids(answer: Way | str) -> object:
    return answer if isinstance(answer, str) else tuple(rule.id for rule in answer[1])


def _acts(steps: Steps) -> Iterator[ActStep]:
    for node in steps:
        if isinstance(node, ActStep):
            yield node
        elif isinstance(node, AnyOf | AllOf):
            yield from _acts(node.nodes)


def _steps(rule: Rule, steps: Steps, world: World) -> Iterator[Required]:
    """The steps of one rule; of an `any`, those that were taken, or else all of them."""
    for node in steps:
        match node:
            case AnyOf(nodes):
                each = [list(_steps(rule, (part,), world)) for part in nodes]
                yield from next((part for part in each if all(s.met for s in part)), [s for part in each for s in part])
            case AllOf(nodes):
                yield from _steps(rule, nodes, world)
            case ActStep() | DecisionStep():
                yield _step(rule, node, world)


def _step(rule: Rule, step: ActStep | DecisionStep, world: World) -> Required:
    cited = (rule.id, rule.article, rule.quote)
    about = world.context.decisions(world.case.case)
    if isinstance(step, DecisionStep):
        met = next((decision.case for decision in about if carries_this(step, decision, world)), None)
        return Required(*cited, None, step.kinds, (), None, met)
    by = tuple(words(each, world.facts) for each in step.by)
    stands = progress((step,), world._replace(act=step.act))
    if stands.done and stands.last >= 0:
        return Required(*cited, step.act, (), by, world.case.done[stands.last].index, None)
    bodies = {each.office for each in step.by}
    decided = next((d.case for d in about if stands.done and d.body in bodies), None)
    return Required(*cited, step.act, (), by, None, decided)


def _taken(request: CaseFile, calendar: WorkCalendar, context: RecordContext) -> Iterator[Taken]:
    before: ActOnRecord | None = None
    for act in request.acts:
        waited = None if before is None else int((_instant(act.at) - _instant(before.at)).total_seconds())
        worked = None if before is None else calendar.working_days_between(before.on, act.on)
        yield Taken(act, how(act), waited, worked, tuple(_rests_on(act, context)))
        before = act


def _rests_on(act: ActOnRecord, context: RecordContext) -> Iterator[str]:
    """Where the delegations of an act stand in the record: the office's case and the step."""
    office = context.record.case(f"OFC-{act.by.acting_for or act.by.office}") if act.facts.get("delegations") else []
    places = {entry.leaf.hex(): f"{entry.case}:{entry.version}" for entry in office}
    for leaf in act.facts.get("delegations", ()):
        yield places.get(leaf, leaf[:16])


def _deemed(request: CaseFile, context: RecordContext) -> Iterator[Deemed]:
    for entry in context.record.case(request.state.case):
        if entry.type == "act.deemed/1":
            facts = entry.facts
            on = date.fromisoformat(entry.on)
            yield Deemed(entry.index, on, str(facts["act"]), str(facts["counts_as"]), facts.get("rule"))


def how(act: ActOnRecord) -> str:
    """In person, recorded for another, that and confirmed, or disowned."""
    if act.struck:
        return DISOWNED
    if act.by.recorded_by is None:
        return IN_PERSON
    return RECORDED if act.confirmed is None else CONFIRMED


def _switched_off(request: CaseFile, book: Book) -> Iterator[SwitchedOff]:
    """The declared facts by which a rule does not apply that would, or might, if nobody had declared anything."""
    facts = request.state.facts
    declared = {name for act in request.acts if not act.struck for name in act.declared}
    stated = {name: value for name, value in facts.items() if name not in declared}
    off: dict[str, list[str]] = {}
    for rule in book.rules_of(request.state.kind):
        if rule.form in ADVICE or truth(rule.when, _known(facts, book)) is not False:
            continue
        if truth(rule.when, _known(stated, book)) is False:
            continue  # what was stated at the start leaves it out already
        compared = [name for name in dict.fromkeys(rule.when.facts()) if name in declared]
        alone = [n for n in compared if truth(rule.when, _known({**stated, n: facts[n]}, book)) is False]
        for name in alone or compared:
            off.setdefault(name, []).append(rule.id)
    for act in request.acts:
        for name, value in act.declared.items() if not act.struck else ():
            if name in off and facts.get(name) == value:
                yield SwitchedOff(name, value, act.index, act.by.person, tuple(off.pop(name)))


def _known(facts: Mapping[str, Any], book: Book) -> Lookup:
    return lambda name: value_of(name, facts, book.facts)


def _decision(decision: ExternalDecision) -> dict[str, Any]:
    return {
        "case": decision.case,
        "body": decision.body,
        "decided_on": decision.decided_on.isoformat(),
        "reference": decision.reference,
        "outcome": decision.outcome,
        "about": list(decision.about),
        "covers_fen": decision.covers_fen,
        "left_fen": decision.left_fen,
        "index": decision.index,
    }


def _instant(at: str) -> datetime:
    return datetime.fromisoformat(at)
