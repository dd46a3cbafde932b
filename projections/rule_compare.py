"""The same question asked of several rulebooks: which rules of each answer it, found by what they are about.

A topic is a few questions, a question a few selectors over the structure of a rule (`topics.toml`); no book and no rule
is named there, so a book written tomorrow is compared as well. Which words stand in the table is for whoever prints it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from aggregates.rulebook.conditions import Condition
from aggregates.rulebook.coverage import class_of
from aggregates.rulebook.forms import Carries, Chain, Deadline, HeldBy, Silent
from aggregates.rulebook.model import Book, Rule
from aggregates.rulebook.steps import ActStep, Steps, leaves
from ledger.errors import BadInput

TOPICS = Path(__file__).parent / "topics.toml"
DECISION = "decision"
"""How a selector names a step that is a decision and no act."""
OTHER = "other"
"""The topic, and the key of a selector, of what no other question finds."""
RULES, SILENT, NOTHING = "rules", "silent", "nothing"


class Question(NamedTuple):
    """One question, in both languages, and what picks the rules that answer it: any of these tables."""

    zh: str
    en: str
    select: tuple[Mapping[str, Any], ...]


class Topic(NamedTuple):
    key: str
    zh: str
    en: str
    questions: tuple[Question, ...]


class Answer(NamedTuple):
    """What one book says. `says`: rules; silent, where only readings of ours fill the gap; or nothing at all."""

    book: Book
    says: str
    rules: tuple[Rule, ...]


class Asked(NamedTuple):
    """A question and the answer of each book, in the order the books were given."""

    question: Question
    answers: tuple[Answer, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic, in the order of the file."""
    found = tomllib.loads(TOPICS.read_text(encoding="utf-8"))
    return tuple(
        Topic(key, raw["zh"], raw["en"], tuple(Question(q["zh"], q["en"], tuple(q["select"])) for q in raw["question"]))
        for key, raw in found.items()
    )


def topic(text: str) -> Topic:
    """The topic of that key or name, in either language, or of the only one that holds these words.

    Raises:
        BadInput: there is none, or there are several.
    """
    said = text.strip().casefold()
    names = [(each, (each.key, each.zh, each.en)) for each in topics()]
    exact = [each for each, own in names if said in own]
    near = exact or [each for each, own in names if said and any(said in name for name in own)]
    if len(near) == 1:
        return near[0]
    known = ", ".join(each.key for each in near or topics())
    raise BadInput("there is no topic {topic}: say one of {known}", topic=text, known=known)


def compare(about: Topic, books: Sequence[Book]) -> tuple[Asked, ...]:
    """What each book answers to each question of the topic."""
    return tuple(Asked(q, tuple(_answer(q, book) for book in books)) for q in about.questions)


def _answer(question: Question, book: Book) -> Answer:
    found = tuple(rule for rule in book.rules.values() if answers(question, rule))
    binding = [rule for rule in found if class_of(book, rule) != "silent"]
    return Answer(book, RULES if binding else SILENT if found else NOTHING, found)


def answers(question: Question, rule: Rule) -> bool:
    """Whether the rule answers the question; one that another rule or a test holds says nothing of its own."""
    return not isinstance(rule.body, HeldBy) and any(_picks(table, rule) for table in question.select)


def _picks(table: Mapping[str, Any], rule: Rule) -> bool:
    return all(_holds(key, wanted, rule) for key, wanted in table.items())


def _holds(key: str, wanted: Any, rule: Rule) -> bool:
    if key == OTHER:
        return not any(answers(question, rule) for each in topics() if each.key != OTHER for question in each.questions)
    if key == "is":
        return all(value in _values(rule.when, fact) for fact, value in wanted.items())
    have = _KEYS[key](rule)
    return bool(have & frozenset([wanted] if isinstance(wanted, str) else wanted))


def _values(condition: Condition, fact: str) -> frozenset[object]:
    """The values that the condition asks of the fact, by itself or in one of the tables of its `any`."""
    own = (each for name, test in condition.tests if name == fact for each in (test if isinstance(test, tuple) else ()))
    return frozenset(own).union(*(_values(table, fact) for table in condition.any))


def acts(rule: Rule) -> frozenset[str]:
    """The acts that a rule binds, its routes left out; of a term, the acts that are due stand among its steps."""
    body = rule.body._asdict()
    names = {"act", "before", "at"} | ({"on"} if rule.form == "deemed" else set())
    found = [each for name in names for each in _many(body.get(name))]
    return frozenset((*found, *_many(body.get("acts"))))


def routes(rule: Rule) -> frozenset[str]:
    """The route that it fixes, or those that it asks for something before."""
    body = rule.body
    return frozenset((body.route,) if isinstance(body, Chain | Silent) else _many(getattr(body, "before", None)))


def step_acts(rule: Rule) -> frozenset[str]:
    """What its steps ask for: acts, and `decision`."""
    steps: Steps = (*getattr(rule.body, "steps", ()), *getattr(rule.body, "under", ()))
    return frozenset(leaf.act if isinstance(leaf, ActStep) else DECISION for leaf in leaves(steps))


def facts(rule: Rule) -> frozenset[str]:
    """The facts that it compares, and those that the record must hold."""
    return frozenset((*rule.when.facts(), *_carried(rule)))


def _carried(rule: Rule) -> Iterator[str]:
    if isinstance(rule.body, Carries):
        yield from (*rule.body.fields, *rule.body.one_of, *rule.body.must_be)


def _from(rule: Rule) -> frozenset[str]:
    return frozenset((rule.body.from_,) if isinstance(rule.body, Deadline) else ())


def _many(value: str | Iterable[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


_KEYS = {
    "case": lambda rule: frozenset((rule.case,)),
    "form": lambda rule: frozenset((rule.form,)),
    "route": routes,
    "act": acts,
    "step": step_acts,
    "from": _from,
    "fact": facts,
}
"""What a selector may ask of a rule; `is` and `other` stand apart."""
