"""Which rules are in force once every condition is settled, and how they meet on an act: its route, and its needs."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from aggregates.rulebook.completions import Truths, Undecided, value_of
from aggregates.rulebook.conditions import Condition
from aggregates.rulebook.context import Holder
from aggregates.rulebook.forms import Chain, Deadline, Deemed, Forbids, Needs, Only, Rung, Silent, StandsIn
from aggregates.rulebook.linked import with_acts
from aggregates.rulebook.model import Book, Route, Rule
from aggregates.rulebook.offices import IT, Unknown, World
from aggregates.rulebook.progress import Open, Progress, progress
from aggregates.rulebook.steps import DecisionStep, Office, Offices, Steps, acts_of
from ledger.errors import BadInput

MOST_TOLD_APART = 3
"""So many facts are tried in all their values; where more of them hang together, what any of them bars waits for it."""


class Bearing(NamedTuple):
    """The rules that bear on a question, those they yield to, and the case's routes: what must be settled first.

    `steps`: of each route, the acts that are steps of some chain. `seen` keeps the progress found so far, `holders` who
    may do what, so that a bearing serves one question in one world.
    """

    rules: tuple[Rule, ...]
    routes: tuple[Route, ...]
    steps: Mapping[str, frozenset[str]]
    seen: dict[tuple[str, tuple[Deemed, ...]], Progress]
    holders: dict[tuple[Offices, str, str | None, tuple[Deemed, ...]], tuple[tuple[Holder, ...], bool]]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (*(rule.when for rule in self.rules), *(route.scope for route in self.routes))


def bearing(book: Book, case: str, rules: Iterable[Rule], routes: Collection[str] | None = None) -> Bearing:
    """These rules with all they yield to, and these routes of the case kind; None: every one."""
    found: dict[str, Rule] = {}
    left = list(rules)
    while left:
        rule = left.pop(0)
        if rule.id not in found:
            found[rule.id] = rule
            left += [book.rules[other] for other in rule.yields_to if other in book.rules]
    ways = [route for key, route in book.routes.get(case, {}).items() if routes is None or key in routes]
    steps: dict[str, set[str]] = {route.key: set() for route in ways}
    for rule in book.rules_of(case):
        if isinstance(rule.body, Chain) and rule.body.route in steps:
            steps[rule.body.route] |= {step.act for step in acts_of(steps_of(book, rule.body))}
    of_routes = {key: frozenset(acts) for key, acts in steps.items()}
    return Bearing(tuple(found.values()), tuple(ways), of_routes, {}, {})


def routes_of(book: Book, case: str, acts: Set[str]) -> frozenset[str]:
    """The routes that open one of these acts, or have one as a step of some chain."""
    opening = {key for key, route in book.routes.get(case, {}).items() if acts & set(route.opens)}
    chains = (rule.body for rule in book.rules_of(case) if isinstance(rule.body, Chain))
    return frozenset(opening | {c.route for c in chains if acts & {step.act for step in acts_of(steps_of(book, c))}})


def ways_of(book: Book, case: str, acts: Set[str]) -> Iterator[Rule]:
    """The rules that fix the routes of these acts, and what is needed before them or has them as its steps."""
    routes = routes_of(book, case, acts)
    for rule in book.rules_of(case):
        match rule.body:
            case Chain(route, _, _) | Silent(route, _) if route in routes:
                yield rule
            case Needs(before, steps) if {*acts, *routes} & set(before) or acts & {s.act for s in acts_of(steps)}:
                yield rule


def steps_of(book: Book, chain: Chain) -> Steps:
    """The steps of a chain, its own or those of the rule it follows."""
    other = book.rules[chain.as_].body if chain.as_ else chain
    return steps_of(book, other) if isinstance(other, Chain) and other is not chain else chain.steps


class Force:
    """The rules in force, as far as it is settled which they are. Progress of steps is read once a rule.

    `rules` are surely in force, `maybe` hang on facts that are not known. What needs one of them settled raises
    `Undecided`, so that nothing is asked for but what an answer hangs on.
    """

    def __init__(self, world: World, bears: Bearing, truths: Truths) -> None:
        held = dict(zip((rule.id for rule in bears.rules), truths, strict=False))
        force = {
            rule.id: _in_force(held[rule.id], [held.get(other) for other in rule.yields_to]) for rule in bears.rules
        }
        self.rules = tuple(rule for rule in bears.rules if force[rule.id])
        self.maybe = tuple(rule for rule in bears.rules if force[rule.id] is None)
        self.world = world._replace(deemed=tuple(r.body for r in self.rules if isinstance(r.body, Deemed)))
        self.require(rule for rule in self.maybe if isinstance(rule.body, Deemed))
        self._scopes = dict(zip((route.key for route in bears.routes), truths[len(bears.rules) :], strict=True))
        self._routes = {route.key: route for route in bears.routes}
        self._chosen: dict[str, Rule] = {}
        self._steps, self._seen, self.holders = bears.steps, bears.seen, bears.holders

    def require(self, rules: Iterable[Rule]) -> None:
        """Have it settled whether these are in force.

        Raises:
            Undecided: there is one of which it is not.
        """
        if open_ := hanging(self.world.book, rules):
            raise Undecided(open_)

    def all_if_few(self, conditions: Iterable[Condition]) -> tuple[Condition, ...]:
        """These conditions; with every other that is open, where few facts are: then the one asked first is the first
        of the book.
        """
        scopes = [route.scope for key, route in self._routes.items() if self._scopes[key] is None]
        every = (*conditions, *hanging(self.world.book, self.maybe), *scopes)
        return every if self.few(every) else tuple(conditions)

    def few(self, conditions: Iterable[Condition]) -> bool:
        """Whether these hang on so few unknown facts that all their values can be tried against each other."""
        facts, known = {fact for condition in conditions for fact in condition.facts()}, self.world.facts
        return sum(value_of(fact, known, self.world.book.facts) is None for fact in facts) <= MOST_TOLD_APART

    def in_scope(self, route: str) -> bool:
        """Whether the case is in the scope of a route.

        Raises:
            Undecided: it hangs on facts that are not known.
        """
        scope = self._scopes[route]
        if scope is None:
            raise Undecided([self._routes[route].scope])
        return scope

    @property
    def routes(self) -> dict[str, Route]:
        """Every route in whose scope the case is."""
        return {key: route for key, route in self._routes.items() if self.in_scope(key)}

    def route_rule(self, route: str) -> Rule:
        """The one chain or silent rule that fixes a route in its scope.

        Raises:
            Undecided: which one it is hangs on facts that are not known.
            BadInput: the book has a gap or an overlap there, which its check would have found.
        """
        if route not in self._chosen:
            on = [r for r in self.rules if isinstance(r.body, Chain | Silent) and r.body.route == route]
            if len(on) != 1:
                self.require(r for r in self.maybe if isinstance(r.body, Chain | Silent) and r.body.route == route)
                template = "the rulebook does not fix the route {route} on these facts: {rules}"
                raise BadInput(template, route=route, rules=", ".join(r.id for r in on) or "-")
            self._chosen[route] = on[0]
        return self._chosen[route]

    def steps(self, rule: Rule) -> Steps:
        """The steps of a chain, its own or those of the rule it follows, or of a `needs`."""
        match rule.body:
            case Chain():
                return steps_of(self.world.book, rule.body)
            case Needs(_, steps):
                return steps
        return ()

    def progress(self, rule: Rule) -> Progress:
        key = rule.id, self.world.deemed
        if key not in self._seen:
            steps = self.steps(rule)
            named = [name for step in acts_of(steps) for name in (step.act, step.after or "") if "." in name]
            self._seen[key] = progress(steps, with_acts(named, self.world) if named else self.world)
        return self._seen[key]

    def chains_opening(self, act: str) -> list[Rule]:
        """The chain or silent rule of each route, in scope, that opens this act."""
        return [
            self.route_rule(key) for key, route in self._routes.items() if act in route.opens and self.in_scope(key)
        ]

    def needs_before(self, act: str, of: Iterable[Rule] | None = None) -> list[Rule]:
        """The `needs` in force that bind this act: by its name, or before the route it is a step of or opened by.

        `of`: others than those that are surely in force.
        """
        return [
            rule
            for rule in (self.rules if of is None else of)
            if isinstance(rule.body, Needs)
            and (act in rule.body.before or any(self._belongs(act, route) for route in rule.body.before))
        ]

    def _belongs(self, act: str, route: str) -> bool:
        """A silent route has no first step, so nothing is needed before it."""
        if route not in self._routes or not self._is_on(route, act) or not self.in_scope(route):
            return False
        rule = self.route_rule(route)
        opened = act in self._routes[route].opens
        return isinstance(rule.body, Chain) and (opened or act in {s.act for s in acts_of(self.steps(rule))})

    def _is_on(self, route: str, act: str) -> bool:
        """Whether a route opens the act, or some chain that could fix it has it as a step."""
        return act in self._routes[route].opens or act in self._steps[route]

    def routes_with(self, act: str) -> list[str]:
        """The routes in scope that have this act as a step of some chain, in force or not."""
        return [route for route in self._routes if act in self._steps[route] and self.in_scope(route)]

    def needs_before_route(self, route: str) -> list[Rule]:
        return [r for r in self.rules if isinstance(r.body, Needs) and route in r.body.before]

    def unmet(self, rule: Rule) -> bool:
        """Whether a rule that may be in force would still stand in the way."""
        try:
            return not self.progress(rule).done
        except Unknown:
            return True

    def met(self, rules: Sequence[Rule]) -> bool:
        return all(self.progress(rule).done for rule in rules)

    def required(self, goal: str) -> list[Rule]:
        """Every chain and `needs` on the way to an act: its own, and those of the steps still left in them."""
        found: dict[str, Rule] = {}
        left = [*self.chains_opening(goal), *self.needs_before(goal)]
        while left:
            rule = left.pop(0)
            if rule.id not in found:
                found[rule.id] = rule
                left += [other for step in self.progress(rule).left for other in self.needs_before(step.act)]
        return list(found.values())

    def available(self, rule: Rule) -> list[Open]:
        """The open steps of a rule that nothing else is needed before."""
        waiting = isinstance(rule.body, Chain) and not self.met(self.needs_before_route(rule.body.route))
        return [
            step
            for step in self.progress(rule).open
            if (not waiting if isinstance(step.step, DecisionStep) else self.met(self.needs_before(step.step.act)))
        ]

    def forbidding(self, act: str) -> list[Rule]:
        return [r for r in self.rules if isinstance(r.body, Forbids) and act in r.body.act]

    def only(self, act: str) -> list[Rule]:
        return [r for r in self.rules if isinstance(r.body, Only) and act in r.body.act]

    def power_outside_steps(self, act: str) -> Offices:
        """Who may do an act that no step now open gives to anybody.

        Those to whom `only` rules give it; else those who do it as a step of a rule of this case kind (outside an
        `each`, `it` names nobody); else whom the act itself names; else the book's default office.
        """
        if only := [e for rule in self.only(act) if isinstance(rule.body, Only) for e in rule.body.by]:
            return tuple(dict.fromkeys(only))
        book, kind = self.world.book, self.world.case.kind
        names = {act, *(other for r in book.rules_of(kind) for other in _counts_as(r, act))}
        trees = (tree for rule in book.rules_of(kind) for tree in trees_of(rule))
        by = (e for tree in trees for step in acts_of(tree) if step.act in names for e in step.by)
        if named := tuple(dict.fromkeys(e for e in by if IT not in {e.in_charge_of, e.of, e.named})):
            return named
        defined = book.act(kind, act)
        return (defined.by if defined else ()) or (Office(office=book.default_office),)


def _in_force(held: bool | None, yields: Iterable[bool | None]) -> bool | None:
    """Whether a rule is in force: its condition holds, and no rule that it yields to applies."""
    others = list(yields)
    if held is False or True in others:
        return False
    return None if held is None or None in others else True


def hanging(book: Book, rules: Iterable[Rule]) -> list[Condition]:
    """The conditions on which it hangs whether these rules are in force."""
    return [
        when
        for rule in rules
        for when in (rule.when, *(book.rules[other].when for other in rule.yields_to if other in book.rules))
    ]


def _counts_as(rule: Rule, act: str) -> tuple[str, ...]:
    return rule.body.by_act(act) if isinstance(rule.body, Deemed) else ()


def trees_of(rule: Rule) -> tuple[Steps, ...]:
    """Every step tree written in a rule."""
    match rule.body:
        case Chain() | Needs() | Deadline() | Rung():
            return (rule.body.steps,)
        case StandsIn():
            return (rule.body.under,)
    return ()
