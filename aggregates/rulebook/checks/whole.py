"""Whether a rulebook has all that the program builds on: its case kinds and their first acts, files, dates, facts."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from aggregates import derived
from aggregates.rulebook import vocabulary
from aggregates.rulebook.checks.problem import Problem, hint, near, problem
from aggregates.rulebook.checks.schema import FILES
from aggregates.rulebook.force import trees_of
from aggregates.rulebook.forms import Quota, Rung, StandsIn
from aggregates.rulebook.model import Book, Rule
from aggregates.rulebook.standing import ACTING
from aggregates.rulebook.steps import acts_of
from ledger.canonical import check_handle
from ledger.errors import BadInput

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ABSENCE = frozenset({"absence_reason", "working_days_away"})
"""Facts of an absence: what hangs on them holds while somebody is away."""
FIRST, LAST = date(1949, 10, 1), date(2100, 12, 31)


def check(book: Book, where: Mapping[str, str]) -> Iterator[Problem]:
    """What every book has and this one lacks, and words that are none of the program's."""
    yield from _dates(book)
    yield from _kinds(book)
    for office in vocabulary.OFFICES:
        if office not in book.offices:
            yield problem("meta.toml", "office", "there is no office {name}", name=office)
    for name, kind in vocabulary.FACTS.items():
        if name not in book.facts:
            yield problem("facts.toml", "fact", "the commands ask for the fact {name}, which is missing", name=name)
        elif book.facts[name].type != kind:
            yield problem("facts.toml", name, "the commands ask for this fact as {type}", type=kind)
    for fact in book.facts.values():
        if fact.derived_from and fact.key not in derived.FACTS:
            found = problem("facts.toml", fact.key, "the program derives no fact {name}", name=fact.key)
            yield found._replace(hints=near(fact.key, derived.FACTS))
    for key in (*book.offices, *book.posts):
        try:
            check_handle(key)
        except BadInput as fault:  # nobody could be appointed to it
            yield problem("meta.toml", key, fault.message, **fault.params)
    for rule in book.rules.values():
        yield from _outcomes(book, where, rule)
        yield from _nobody(where, rule)


def _dates(book: Book) -> Iterator[Problem]:
    until = book.in_force_until
    for name, day in (("in_force_from", book.in_force_from), ("in_force_until", until)):
        if day is not None and not FIRST <= day <= LAST:
            yield problem("meta.toml", name, "{day} is no day of any rulebook", day=day.isoformat())
    if until is not None and until < book.in_force_from:
        yield problem("meta.toml", "in_force_until", "the last day in force is before the first")
    if book.late_entry_working_days < 0:
        yield problem("meta.toml", "late_entry_working_days", "a number of days is not below zero")
    if not KEY.fullmatch(book.key):
        yield problem("meta.toml", "key", "a key is small letters, digits and hyphens, as shiqiao-2024")


def _kinds(book: Book) -> Iterator[Problem]:
    for case in dict.fromkeys((*vocabulary.CASES, *book.acts, *book.routes)):
        if case not in vocabulary.CASES:
            found = problem("acts.toml", case, "there is no case kind {name}", name=case)
            yield found._replace(hints=near(case, vocabulary.CASES))
        elif case not in book.acts:
            yield problem("acts.toml", "act", "there are no acts of the case kind {name}", name=case)
    for case, acts in vocabulary.OPENS.items():
        for act in acts:
            known = book.act(case, act)
            if case in book.acts and (known is None or not known.opens_case):
                yield problem("acts.toml", case, "there is no act {act} that opens a case", act=act)
    for case, table in book.acts.items():
        words = {act.closes for act in table.values() if act.closes}
        for one in table.values():
            for word in (one.closes,) if one.closes and one.closes not in vocabulary.CLOSED else ():
                found = problem("acts.toml", f"{case}.{one.key}", "no case is closed with the word {name}", name=word)
                yield found._replace(hints=near(word, vocabulary.CLOSED))
            for word in (word for word in one.still_when if word not in words):
                found = problem("acts.toml", f"{case}.{one.key}", "no act closes such a case as {name}", name=word)
                yield found._replace(hints=near(word, words))


def _outcomes(book: Book, where: Mapping[str, str], rule: Rule) -> Iterator[Problem]:
    """Answers that a rule waits for and the act cannot give."""
    waited = [(step.act, step.outcome) for tree in trees_of(rule) for step in acts_of(tree)]
    if isinstance(rule.body, Rung) and rule.body.act:
        waited.append((rule.body.act, rule.body.outcome))
    for name, outcomes in waited:
        case, _, key = name.rpartition(".")
        act = book.act(case or rule.case, key)
        for outcome in outcomes:
            if act is not None and outcome not in act.outcomes:
                params = {"act": key, "name": outcome}
                found = problem(where[rule.id], rule.id, "{act} has no outcome {name}", **params)
                yield found._replace(hints=near(outcome, act.outcomes))


def _nobody(where: Mapping[str, str], rule: Rule) -> Iterator[Problem]:
    """Standing in without an occasion, and a standing duty that nobody would owe."""
    match rule.body:
        case StandsIn(_, by, _, absent, _, under):
            given = absent or under or ABSENCE & {*rule.when.facts()}
            if not given and not all(each.delegated_by or each.named == ACTING for each in by):
                template = "nothing says when: stands_in has `absent`, or `under`, or `delegated_by` in `by`"
                yield problem(where[rule.id], rule.id, template)
        case Quota(_, by, _, each, int()) if not each and not all(one.office for one in by):
            template = "nobody would owe it: `by` names a fact of a case, and what is due every period is of no case"
            found = problem(where[rule.id], rule.id, template)
            yield found._replace(hints=(hint("name an office in `by`, or classes of units in `each`"),))


def check_files(files: Mapping[str, bytes], meta: Mapping[str, Any]) -> Iterator[Problem]:
    """Rule files that are named and missing, and lights that are no number of days."""
    for case, stems in meta["files"].items():
        if case not in vocabulary.CASES:
            yield problem("meta.toml", "files", "there is no case kind {name}", name=case)
        for stem in stems:
            if f"{stem}.toml" not in files or f"{stem}.toml" in FILES:
                yield problem("meta.toml", "files", "there is no rule file {name}", name=f"{stem}.toml")
    for light, kind in vocabulary.LIGHTS.items():
        if not isinstance(meta["lights"].get(light), kind):
            yield problem("meta.toml", "lights", "the light {name} is missing, or of another type", name=light)
    for light in meta["lights"]:
        if light not in vocabulary.LIGHTS:
            found = problem("meta.toml", "lights", "there is no light {name}", name=light)
            yield found._replace(hints=near(light, vocabulary.LIGHTS))
