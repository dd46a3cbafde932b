"""Only what matters is asked, and once: whatever an act of a story is asked for could change the answer to it.

Every act of a story of Jiangkou is asked for once more with nothing declared, so that everything it hangs on has to be
asked. Each question is answered in all the ways that the rules tell apart, until there is an answer: somewhere below
each of them two answers must differ. A list whose members each have a step to take is asked for before the steps can be
told, and is left out of this. The suite tells some of the stories, always the same; `make long` tells all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, NamedTuple

import pytest

from aggregates.case import Act, CaseState
from aggregates.record_context import RecordContext
from aggregates.rulebook import vet as vetting
from aggregates.rulebook.completions import domain
from aggregates.rulebook.context import Verdict
from aggregates.rulebook.declarations import LISTS
from aggregates.rulebook.model import Book
from tests.law.hall import JIANGKOU
from tests.law.story import Story, play, stories
from tests.town import TownHall

SEED, SAMPLE = 2022, 24
QUESTIONS = 40
"""As many questions about one act are followed to their end."""
STORIES = [story for story in stories() if story.book == JIANGKOU]
TOLD = Random(SEED).sample(STORIES, SAMPLE)
OF_TYPE: Mapping[str, tuple[Any, ...]] = {
    "departments": ([], ["edu_bureau"], ["edu_bureau", "health_bureau"]),
    "people": ([], ["wang"], ["wang", "li"]),
    "matters": ([], ["edu_bureau"]),
    "cases": ([],),
    "department": ("edu_bureau", "health_bureau", "housing_bureau"),
    "person": ("wang", "feng"),
    "office": ("county_head", "edu_bureau"),
    "day": ("2022-01-04", "2022-05-06", "2022-12-30"),
    "text": ("校舍维修",),
}
"""Some values of what no condition compares with a value of the book."""


class Question(NamedTuple):
    """An act that was asked for, as the desk asked the rules about it."""

    act: Act
    case: CaseState
    book: Book
    context: RecordContext

    def bare(self) -> Question:
        """The same with nothing declared, by nobody."""
        facts = {name: value for name, value in self.case.facts.items() if not self.declarable(name)}
        return self._replace(act=self.act._replace(declared={}), case=self.case._replace(facts=facts))

    def told(self, fact: str, value: Any) -> Question:
        return self._replace(case=self.case._replace(facts={**self.case.facts, fact: value}))

    def declarable(self, fact: str) -> bool:
        return fact in self.book.facts and bool(self.book.facts[fact].declared_by)

    def verdict(self) -> Verdict:
        return vetting.vet(self.act, self.case, self.book, self.context)

    def answers(self, fact: str) -> tuple[Any, ...]:
        """Values enough to tell apart whatever any rule compares the fact with."""
        compared = [*(rule.when for rule in self.book.rules.values())]
        compared += [known.true_when for known in self.book.facts.values() if known.true_when is not None]
        kind = self.book.facts[fact].type
        own = (self.act.by.office,) if kind == "department" else ()  # the actor's own unit is what many acts hang on
        return (*OF_TYPE[kind], *own) if kind in OF_TYPE else domain(self.book, fact, compared)

    def known(self) -> set[str]:
        return {*self.case.facts, *self.act.declared}


class Asking:
    """What was asked in one telling, by kind of case, act and fact.

    `idle`: what was asked for though all answers lead to the same; `again`: though it was known, or once had been.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.idle: list[tuple[str, str, str]] = []
        self.again: list[tuple[str, str, str]] = []
        self._known: dict[str, set[str]] = {}

    def heard(self, question: Question) -> None:
        """The question as it was put, with all that the case knew by then."""
        known = self._known.setdefault(question.case.case, set())
        known |= question.known()
        self._asked_again(question, question.verdict(), known)

    def follow(self, question: Question, left: int) -> tuple[object, int]:
        """What the answers make of the act: lawful, back, refused, or a fork at what is asked for; and how many more
        questions are followed.
        """
        verdict = question.verdict()
        if verdict.violations:
            return "refused", left
        if not verdict.wanted:
            return "back" if verdict.ends else "lawful", left
        first = verdict.wanted[0].fact
        if left <= 0:
            return None, 0
        self.asked += 1
        left -= 1
        self._asked_again(question, verdict, question.known())
        branches = []
        for value in question.answers(first):
            branch, left = self.follow(question.told(first, value), left)
            branches.append(branch)
        alike = all(branch == branches[0] for branch in branches)
        if alike and left and question.book.facts[first].type not in LISTS:
            self.idle.append((question.case.kind, question.act.name, first))
        return (first, *branches), left

    def _asked_again(self, question: Question, verdict: Verdict, known: set[str]) -> None:
        again = (each.fact for each in verdict.wanted if each.fact in known)
        self.again += [(question.case.kind, question.act.name, fact) for fact in again]


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Question]]:
    """Every question that a desk puts to the rules."""
    found: list[Question] = []

    def heard(act: Act, case: CaseState, book: Book, context: RecordContext) -> Verdict:
        found.append(Question(act, case, book, RecordContext(context.record, context.roster, lambda: context.calendar)))
        return vetting.vet(act, case, book, context)

    monkeypatch.setattr("aggregates.office.proposal.vet", heard)
    yield found


def asked_in(story: Story, hall: TownHall, questions: list[Question]) -> Asking:
    """What the acts of a story ask for when nothing is declared."""
    hall.verifying = False
    play(hall, story)
    asking = Asking()
    for question in list(questions):
        asking.heard(question)
        asking.follow(question.bare(), QUESTIONS)
    return asking


@pytest.mark.parametrize("story", TOLD, ids=[story.title for story in TOLD])
def test_what_a_story_asks_for_changes_the_answer_and_is_not_known_yet(
    story: Story, hall: TownHall, questions: list[Question]
) -> None:
    asking = asked_in(story, hall, questions)

    assert asking.idle == []
    assert asking.again == []


@pytest.mark.long
@pytest.mark.parametrize("story", STORIES, ids=[story.title for story in STORIES])
def test_what_any_story_asks_for_changes_the_answer_and_is_not_known_yet(
    story: Story, hall: TownHall, questions: list[Question]
) -> None:
    asking = asked_in(story, hall, questions)

    assert asking.idle == []
    assert asking.again == []


def test_the_bare_acts_of_a_story_ask_for_much(hall: TownHall, questions: list[Question]) -> None:
    [story] = [each for each in STORIES if each.title.startswith("Of the departments only component departments")]

    assert asked_in(story, hall, questions).asked > 50
