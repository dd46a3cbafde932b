"""How the rules of a book meet: overlaps and gaps of routes and powers, circles, steps that wait for themselves."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from aggregates.rulebook.checks.problem import Problem, problem
from aggregates.rulebook.completions import complete, settled
from aggregates.rulebook.conditions import ALWAYS, Condition
from aggregates.rulebook.forms import Chain, Needs, Only, Silent
from aggregates.rulebook.model import Book, Rule
from aggregates.rulebook.steps import Steps, acts_of


def check(book: Book, where: Mapping[str, str]) -> Iterator[Problem]:
    """Two rules that fix one route or give one power on the same facts; facts that no rule answers; circles."""
    for case, routes in book.routes.items():
        for key, route in routes.items():
            ways = [r for r in book.rules_of(case) if isinstance(r.body, Chain | Silent) and r.body.route == key]
            yield from _meet(book, where, f"{case}.{key}", ways, route.scope)
    for case, act in dict.fromkeys(
        (r.case, a) for r in book.rules.values() if isinstance(r.body, Only) for a in r.body.act
    ):
        powers = [r for r in book.rules_of(case) if isinstance(r.body, Only) and act in r.body.act]
        yield from _meet(book, where, f"{case}.{act}", powers, None)
    yield from _circles(book, where)
    for rule in book.rules.values():
        yield from _waits(book, where, rule)


def _meet(
    book: Book, where: Mapping[str, str], name: str, rules: list[Rule], scope: Condition | None
) -> Iterator[Problem]:
    """Every set of facts that can tell these rules apart: two that apply must be told apart, and one must apply."""
    if not _comparable(book, rules):
        return
    conditions = [*(rule.when for rule in rules), scope or ALWAYS]
    completed = complete(book, {}, conditions, lambda truths: settled(conditions, truths))
    told: set[tuple[str, str]] = set()
    for truths in completed.answers:
        on = [rule for rule, held in zip(rules, truths, strict=False) if held]
        example = completed.examples[truths]
        if scope is not None and not on and truths[-1]:
            yield problem("acts.toml", name, "no rule applies on {facts}", facts=_facts(book, example))
        for a, b in combinations(on, 2):
            if (a.id, b.id) not in told and not _told_apart(a, b):
                told.add((a.id, b.id))
                params = {"other": b.id, "facts": _facts(book, example)}
                yield problem(where[a.id], a.id, "{other} applies as well on {facts}", **params)


def _comparable(book: Book, rules: list[Rule]) -> bool:
    """Whether every fact compared can be gone through; where not, the names are wrong and said so already."""
    facts = {fact for rule in rules for fact in rule.when.facts()}
    gone_through = {"flag", "one_of", "meeting_kind", "amount_fen", "count"}
    return all(fact in book.facts and book.facts[fact].type in gone_through for fact in facts)


def _told_apart(a: Rule, b: Rule) -> bool:
    if b.id in a.yields_to or a.id in b.yields_to:
        return True
    if isinstance(a.body, Only) and isinstance(b.body, Only):
        return b.id in a.beside or a.id in b.beside or a.body.by == b.body.by
    return False


def _facts(book: Book, example: Mapping[str, Any]) -> str:
    return ", ".join(f"{fact} = {_shown(book, fact, value)}" for fact, value in example.items()) or "any facts"


def _shown(book: Book, fact: str, value: Any) -> str:
    """A value as TOML writes it; of an amount its yuan as well."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and fact in book.facts and book.facts[fact].type == "amount_fen":
        return f"{value} ({value // 100:,}.{value % 100:02d} yuan)"
    return str(value)


def _circles(book: Book, where: Mapping[str, str]) -> Iterator[Problem]:
    """Rules that in the end yield to themselves: none of them would ever apply."""
    for start in book.rules.values():
        reached: set[str] = set()
        left = list(start.yields_to)
        while left:
            rule = left.pop()
            if rule in book.rules and rule not in reached:
                reached.add(rule)
                left += book.rules[rule].yields_to
        if start.id in reached:
            yield problem(where[start.id], start.id, "yields to itself in the end")


def _waits(book: Book, where: Mapping[str, str], rule: Rule) -> Iterator[Problem]:
    """A step that is an act its own rule holds back, at once or by way of other rules that always apply."""
    held_back = _held_back(book, rule)
    steps = _steps(book, rule)
    for act in dict.fromkeys(step.act for step in acts_of(steps)):
        if held_back & _needed_by(book, rule.case, act):
            yield problem(where[rule.id], rule.id, "{act} waits for itself", act=act)
    for step in acts_of(steps):
        if step.after == step.act:
            yield problem(where[rule.id], rule.id, "{act} waits for itself", act=step.act)


def _held_back(book: Book, rule: Rule) -> set[str]:
    """The acts refused until the steps of this rule are done."""
    routes = book.routes.get(rule.case, {})
    match rule.body:
        case Chain(route, _, _) if route in routes:
            return set(routes[route].opens)
        case Needs(before, _):
            return {act for name in before for act in ({name} if name not in routes else routes[name].opens)}
    return set()


def _needed_by(book: Book, case: str, act: str) -> set[str]:
    """That act, and all that must come before it under `needs` without a condition."""
    found, left = {act}, [act]
    while left:
        now = left.pop()
        for rule in book.rules_of(case):
            if isinstance(rule.body, Needs) and rule.when == ALWAYS and now in rule.body.before:
                more = {step.act for step in acts_of(rule.body.steps)} - found
                found |= more
                left += more
    return found


def _steps(book: Book, rule: Rule) -> Steps:
    match rule.body:
        case Chain(_, _, str(other)) if other in book.rules and other != rule.id:
            return _steps(book, book.rules[other])
        case Chain(_, steps, _) | Needs(_, steps):
            return steps
    return ()
