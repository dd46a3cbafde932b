"""Which rules are in force once every condition is settled, and how they meet on an act: its route, and its needs."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aggregates.rulebook.completions import Truths
from aggregates.rulebook.conditions import Condition
from aggregates.rulebook.forms import Chain, Deadline, Deemed, Forbids, Needs, Only, Rung, Silent, StandsIn
from aggregates.rulebook.linked import with_acts
from aggregates.rulebook.model import Book, Route, Rule
from aggregates.rulebook.offices import IT, World
from aggregates.rulebook.progress import Open, Progress, progress
from aggregates.rulebook.steps import DecisionStep, Office, Offices, Steps, acts_of
from ledger.errors import BadInput


class Bearing(NamedTuple):
    """The rules that bear on a question, those they yield to, and the case's routes: what must be settled first."""

    rules: tuple[Rule, ...]
    routes: tuple[Route, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (*(rule.when for rule in self.rules), *(route.scope for route in self.routes))


def bearing(book: Book, case: str, rules: Iterable[Rule]) -> Bearing:
    """These rules with all they yield to, and every route of the case kind."""
    found: dict[str, Rule] = {}
    left = list(rules)
    while left:
        rule = left.pop(0)
        if rule.id not in found:
            found[rule.id] = rule
            left += [book.rules[other] for other in rule.yields_to if other in book.rules]
    return Bearing(tuple(found.values()), tuple(book.routes.get(case, {}).values()))


class Force:
    """The rules in force on one completion of the facts, in one world. Progress of steps is read once a rule."""

    def __init__(self, world: World, bears: Bearing, truths: Truths) -> None:
        held = dict(zip((rule.id for rule in bears.rules), truths, strict=False))
        self.rules = tuple(r for r in bears.rules if held[r.id] and not any(held.get(y) for y in r.yields_to))
        self.world = world._replace(deemed=tuple(r.body for r in self.rules if isinstance(r.body, Deemed)))
        scopes = truths[len(bears.rules) :]
        self.routes = {route.key: route for route, held in zip(bears.routes, scopes, strict=True) if held}
        self._progress: dict[str, Progress] = {}

    def route_rule(self, route: str) -> Rule:
        """The one chain or silent rule that fixes a route in its scope.

        Raises:
            BadInput: the book has a gap or an overlap there, which its check would have found.
        """
        on = [r for r in self.rules if isinstance(r.body, Chain | Silent) and r.body.route == route]
        if len(on) != 1:
            template = "the rulebook does not fix the route {route} on these facts: {rules}"
            raise BadInput(template, route=route, rules=", ".join(r.id for r in on) or "-")
        return on[0]

    def steps(self, rule: Rule) -> Steps:
        """The steps of a chain, its own or those of the rule it follows, or of a `needs`."""
        match rule.body:
            case Chain(_, _, str(other)):
                return self.steps(self.world.book.rules[other])
            case Chain(_, steps, None) | Needs(_, steps):
                return steps
        return ()

    def progress(self, rule: Rule) -> Progress:
        if rule.id not in self._progress:
            steps = self.steps(rule)
            named = [name for step in acts_of(steps) for name in (step.act, step.after or "") if "." in name]
            self._progress[rule.id] = progress(steps, with_acts(named, self.world) if named else self.world)
        return self._progress[rule.id]

    def chains_opening(self, act: str) -> list[Rule]:
        """The chain or silent rule of each route, in scope, that opens this act."""
        return [self.route_rule(key) for key, route in self.routes.items() if act in route.opens]

    def needs_before(self, act: str) -> list[Rule]:
        """The `needs` in force that bind this act: by its name, or before the route it is a step of or opened by."""
        routes = {key for key, route in self.routes.items() if self._belongs(act, route)}
        return [r for r in self.rules if isinstance(r.body, Needs) and {act, *routes} & set(r.body.before)]

    def _belongs(self, act: str, route: Route) -> bool:
        """A silent route has no first step, so nothing is needed before it."""
        rule = self.route_rule(route.key)
        return isinstance(rule.body, Chain) and (
            act in route.opens or act in {s.act for s in acts_of(self.steps(rule))}
        )

    def routes_with(self, act: str) -> list[str]:
        """The routes in scope that have this act as a step of some chain, in force or not."""
        ways = {
            rule.body.route
            for rule in self.world.book.rules_of(self.world.case.kind)
            if isinstance(rule.body, Chain) and act in {step.act for step in acts_of(self.steps(rule))}
        }
        return [route for route in self.routes if route in ways]

    def needs_before_route(self, route: str) -> list[Rule]:
        return [r for r in self.rules if isinstance(r.body, Needs) and route in r.body.before]

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


def _counts_as(rule: Rule, act: str) -> tuple[str, ...]:
    return rule.body.counts_as if isinstance(rule.body, Deemed) and rule.body.on == act else ()


def trees_of(rule: Rule) -> tuple[Steps, ...]:
    """Every step tree written in a rule."""
    match rule.body:
        case Chain() | Needs() | Deadline() | Rung():
            return (rule.body.steps,)
        case StandsIn():
            return (rule.body.under,)
    return ()
