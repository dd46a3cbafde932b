"""Whether every name in a rulebook names something: acts, routes, facts and values, offices, posts, kinds, rules."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aggregates.rulebook import forms
from aggregates.rulebook.checks.problem import Hint, Problem, hint, near, problem
from aggregates.rulebook.conditions import Bounds, Condition
from aggregates.rulebook.model import EVERYWHERE, Book, Rule
from aggregates.rulebook.offices import IT
from aggregates.rulebook.steps import ActStep, AllOf, AnyOf, DecisionStep, Node, Office, Offices, Steps

LISTS = ("departments", "people", "matters")
NUMBERS = ("amount_fen", "count")

Fault = tuple[str, dict[str, Any], tuple[Hint, ...]]


def check(book: Book, where: Mapping[str, str]) -> Iterator[Problem]:
    """Every unknown name, and every comparison with a fact of another type."""
    for rule in book.rules.values():
        yield from (_told(where[rule.id], rule.id, fault) for fault in _of_rule(book, rule))
    for case, acts in book.acts.items():
        for act in acts.values():
            faults = [*_offices(book, case, act.by), *(f for fact in act.records for f in _fact(book, fact))]
            faults += [f for other in (*act.after, *act.undoes) for f in _act(book, case, other)]
            yield from (_told("acts.toml", f"{case}.{act.key}", fault) for fault in faults)
    for case, routes in book.routes.items():
        for route in routes.values():
            faults = [*_condition(book, route.scope), *(f for act in route.opens for f in _act(book, case, act))]
            yield from (_told("acts.toml", f"{case}.{route.key}", fault) for fault in faults)
    for fact in book.facts.values():
        case = fact.asked_at[0].split(".")[0] if fact.asked_at else ""
        faults = [f for act in fact.asked_at for f in _act(book, case, act)]
        faults += [*_offices(book, case, fact.declared_by), *_condition(book, fact.true_when or Condition())]
        yield from (_told("facts.toml", fact.key, fault) for fault in faults)
    for office in book.offices.values():
        known = [*office.also, *([office.recorded_by] if office.recorded_by else [])]
        yield from (_told("meta.toml", office.key, f) for o in known for f in _office(book, o))
    for name in (book.default_office, book.decisions_recorded_by):
        yield from (_told("meta.toml", "-", fault) for fault in _office(book, name))


def check_files(book: Book, where: Mapping[str, str], meta: Mapping[str, Any]) -> Iterator[Problem]:
    """Whether `[files]` of meta.toml names, for each case kind, every file with rules that bear on it."""
    files = {case: {f"{stem}.toml" for stem in stems} for case, stems in meta["files"].items()}
    for case in book.acts:
        if case not in files:
            yield problem("meta.toml", "files", "no files for the case kind {case}", case=case)
    for rule in book.rules.values():
        for case in files if rule.form == "stands_in" and rule.case == EVERYWHERE else (rule.case,):
            if where[rule.id] not in files.get(case, set()):
                params = {"case": case, "file": where[rule.id]}
                yield problem("meta.toml", rule.id, "the case kind {case} does not read {file}", **params)


def _told(file: str, where: str, fault: Fault) -> Problem:
    message, params, hints = fault
    return problem(file, where, message, **params)._replace(hints=hints)


def _fault(message: str, /, **params: Any) -> Fault:
    return message, params, ()


NONE_SUCH: Mapping[str, str] = {
    "office": "there is no office {name}",
    "fact": "there is no fact {name}",
    "post": "there is no post {name}",
    "meeting kind": "there is no meeting kind {name}",
    "case kind": "there is no case kind {name}",
    "rule": "there is no rule {name}",
    "route": "there is no route {name}",
    "act": "no kind of case has an act {name}",
    "act of": "there is no act {name} of {of}",
    "value of": "{of} has no value {name}",
}


def _known(what: str, name: str, names: Iterable[str], of: str = "") -> Iterator[Fault]:
    if name not in names:
        yield NONE_SUCH[what], {"name": name, **({"of": of} if of else {})}, near(name, names)


def _office(book: Book, name: str, more: Iterable[str] = ()) -> Iterator[Fault]:
    """Whether there is such an office. What is proposed says who it is, lest the deputy is taken for the head."""
    if name in book.offices or name in more:
        return
    said = {key: f"{key} ({office.zh})" for key, office in book.offices.items()}
    asked = [said[params["near"]] for _, params in near(name, said) if "near" in params]
    hints = [hint("did you mean {near}?", near=each) for each in asked]
    hints.append(hint("known are {names}", names=", ".join(said.values())))
    yield NONE_SUCH["office"], {"name": name}, tuple(hints)


def _act(book: Book, case: str, name: str, more: Iterable[str] = ()) -> Iterator[Fault]:
    case, key = name.split(".", 1) if "." in name else (case, name)
    yield from _known("act of", key, {*book.acts.get(case, {}), *more}, case)


def _fact(book: Book, name: str, *types: str) -> Iterator[Fault]:
    if name == IT:
        return
    yield from _known("fact", name, book.facts)
    if types and name in book.facts and book.facts[name].type not in types:
        yield _fault("{name} is of type {type}", name=name, type=book.facts[name].type)


def _values(book: Book, fact: str, values: Iterable[str]) -> Iterator[Fault]:
    defined = book.facts.get(fact)
    if defined:
        domain = book.meeting_kinds if defined.type == "meeting_kind" else defined.values
        for value in values:
            yield from _known("value of", value, domain, fact)


def _condition(book: Book, condition: Condition) -> Iterator[Fault]:
    for fact, test in condition.tests:
        match test:
            case bool():
                yield from _fact(book, fact, "flag")
            case Bounds():
                yield from _fact(book, fact, *NUMBERS)
            case _:
                yield from _fact(book, fact, "one_of", "meeting_kind")
                yield from _values(book, fact, test)
    for table in (*condition.any, *condition.none_of):
        yield from _condition(book, table)


def _offices(book: Book, case: str, offices: Offices) -> Iterator[Fault]:
    for expression in offices:
        for office in (expression.office, expression.delegated_by):
            yield from _office(book, office) if office else ()
        for fact in (expression.in_charge_of, expression.of, expression.named):
            yield from _fact(book, fact) if fact else ()
        yield from _act(book, case, expression.same_as) if expression.same_as else ()
        yield from _known("post", expression.post, book.posts) if expression.post else ()


def _steps(book: Book, case: str, steps: Steps) -> Iterator[Fault]:
    for node in steps:
        yield from _node(book, case, node)


def _node(book: Book, case: str, node: Node) -> Iterator[Fault]:
    match node:
        case AnyOf(nodes) | AllOf(nodes):
            yield from _steps(book, case, nodes)
        case DecisionStep(kinds, _, chair, covers):
            for kind in kinds:
                yield from _known("meeting kind", kind, book.meeting_kinds)
            yield from _offices(book, case, chair)
            yield from _fact(book, covers, "amount_fen") if covers else ()
        case ActStep():
            yield from _act(book, case, node.act)
            yield from _act(book, case, node.after) if node.after else ()
            yield from _offices(book, case, (*node.by, *node.to, *node.but))
            yield from _fact(book, node.each, *LISTS) if node.each else ()
            for fact in node.carries:
                yield from _fact(book, fact)


def _of_rule(book: Book, rule: Rule) -> Iterator[Fault]:
    if not rule.id.startswith(f"{book.key}/"):
        yield _fault("the id does not begin with {key}", key=book.key)
    yield from _known("case kind", rule.case, book.acts)
    for other in (*rule.yields_to, *rule.beside, *_rules_named(rule.body)):
        yield from _known("rule", other, book.rules)
    yield from _condition(book, rule.when)
    yield from _offices(book, rule.case, rule.override)
    yield from _of_form(book, rule.case, rule.body)


def _rules_named(body: forms.Form) -> tuple[str, ...]:
    match body:
        case forms.Chain(_, _, str(other)) | forms.HeldBy(_, str(other)):
            return (other,)
        case forms.Rung():
            return body.duty
    return ()


def _of_form(book: Book, case: str, body: forms.Form) -> Iterator[Fault]:
    routes = book.routes.get(case, {})
    acts: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    match body:
        case forms.Chain(route, steps, _):
            yield from _known("route", route, routes)
            yield from _steps(book, case, steps)
        case forms.Silent(route, _):
            yield from _known("route", route, routes)
        case forms.Needs(before, steps):
            for name in before:
                yield from _act(book, case, name, routes)
            yield from _steps(book, case, steps)
        case forms.Only(acts, by):
            yield from _offices(book, case, by)
        case forms.Forbids(acts):
            pass
        case forms.Carries(acts, fields, one_of, must_be):
            facts = (*fields, *(other for other in must_be.values() if isinstance(other, str)), *must_be)
            yield from _offices(book, case, tuple(other for other in must_be.values() if isinstance(other, Office)))
            for fact, values in one_of.items():
                yield from (*_fact(book, fact, "one_of", "meeting_kind"), *_values(book, fact, values))
        case forms.Quorum(acts, _, _):
            pass
        case forms.Members(kind, members, attend, by_item, before_act):
            yield from _known("meeting kind", kind, book.meeting_kinds)
            yield from _offices(book, case, (*members, *attend, *by_item))
            acts = (before_act,) if before_act else ()
        case forms.StandsIn(for_, by, some, absent, _, under):
            yield from _offices(book, case, (for_, *by))
            yield from _steps(book, case, under)
            everywhere = {key for table in book.acts.values() for key in table}
            for name in some or ():
                yield from _known("act", name, everywhere)
            for office in absent:
                yield from _office(book, office, (for_.post,) if for_.post else ())
                if office in book.offices and book.offices[office].kind == "unit":
                    yield _fault("{name} is a class of units, and nobody whose absence could be recorded", name=office)
        case forms.Deadline(from_, steps, _, ahead, on, _, _, extended_by):
            acts = (from_, *((extended_by,) if extended_by else ()))
            for day in (on, ahead.of if ahead else None):
                yield from _fact(book, day, "day") if day else ()
            yield from _steps(book, case, steps)
        case forms.Quota(act, by, _, each, at_least, _, same):
            acts = (act,)
            yield from _fact(book, same) if same else ()
            if same and at_least is not None:
                yield _fault("`same` is for `at_most` alone: nobody owes acts by a fact of a case")
            yield from _offices(book, case, by)
            for office in each:
                yield from _office(book, office)
        case forms.Deemed(on_act, counts_as, _, extended_by):
            acts = (on_act, *counts_as, *((extended_by,) if extended_by else ()))
        case forms.Rung(steps, _, after, _, _, _):
            acts = (after,) if after else ()
            yield from _steps(book, case, steps)
        case forms.Advises(act, _):
            acts = (act,)
    for name in acts:
        yield from _act(book, case, name)
    for fact in facts:
        yield from _fact(book, fact)
