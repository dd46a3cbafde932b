"""The same question in several books: found by structure, silent where the text is, no rule of a book by its name."""

from __future__ import annotations

import pytest

from aggregates.rulebook.conditions import ALWAYS
from aggregates.rulebook.forms import HeldBy
from aggregates.rulebook.loader import BODIES, load, shipped
from aggregates.rulebook.model import Book, Rule
from ledger.errors import BadInput
from projections.rule_compare import NOTHING, RULES, SILENT, TOPICS, Topic, answers, compare, topic, topics

BOOK = load("jiangkou-2022")


def ids(about: str, question: int = 0, book: Book = BOOK) -> list[str]:
    """The rules of that book that answer a question of the topic, without the book."""
    return [rule.id.partition("/")[2] for rule in compare(topic(about), [book])[question].answers[0].rules]


def without(*tails: str) -> Book:
    """The book without some of its rules."""
    left = {key: rule for key, rule in BOOK.rules.items() if key.partition("/")[2] not in tails}
    return BOOK._replace(rules=left)


def test_the_tiers_of_money_are_all_ways_of_approval_and_nothing_else() -> None:
    assert ids("funds") == [
        "104/in-budget-vice-head-sign",
        "104/tier-1",
        "104/tier-2",
        "104/tier-3",
        "104/tier-4",
        "104/tier-4-investment-project",
        "104/tier-4-investment-promotion",
        "104/silent-earmarked",
        "105/non-tax-same-procedure",
    ]


@pytest.mark.parametrize(
    ("about", "question", "rules"),
    [
        ("quorum", 0, ["50/quorum-two-thirds", "51/quorum-more-than-half"]),
        ("minutes", 0, ["56/minutes-signer", "56/silent-other-minutes"]),
        ("leave", 2, ["81/report-on-return"]),
        ("notice", 1, ["52/papers-by-lead-department", "52/papers-5wd-before"]),
        ("standing-in", 1, ["7/vice-head-foreign-affairs", "8/office-director-foreign-affairs"]),
        ("seals", 0, ["68/seal-custodian", "68/seal-approval"]),
        ("leave", 0, ["81/approval-before-leaving", "81/county-head-own-leave", "82/office-director-approval",
                      "82/deputy-report-director", "83/written-filing-with-office", "83/silent-other-leave",
                      "83/silent-other-people"]),
        ("escalation", 0, ["48/joint-supervision", "58-10/step-1-circulated-criticism", "58-10/step-2-admonition",
                           "58-10/step-3-recommend-reshuffle"]),
    ],
)  # fmt: skip
def test_a_question_finds_its_rules(about: str, question: int, rules: list[str]) -> None:
    assert ids(about, question) == rules


@pytest.mark.parametrize("about", topics(), ids=lambda each: each.key)
def test_every_topic_finds_something_in_the_model_book(about: Topic) -> None:
    assert any(asked.answers[0].rules for asked in compare(about, [BOOK]))


def test_a_book_without_such_a_rule_says_nothing() -> None:
    gone = without("50/quorum-two-thirds", "51/quorum-more-than-half")

    here, there = compare(topic("quorum"), [BOOK, gone])[0].answers

    assert (here.says, there.says) == (RULES, NOTHING)
    assert there.rules == ()


def test_a_book_whose_only_answer_is_a_reading_is_silent() -> None:
    only = without(
        "51/agenda-approval",
        "52/county-head-fixes-items",
        "53/agenda-by-secretary",
        "51/no-item-added",
        "51/no-ad-hoc-motion",
    )

    answer = compare(topic("admission"), [only])[1].answers[0]

    assert answer.says == SILENT
    assert {rule.id.partition("/")[2] for rule in answer.rules} == {"54/silent-who-admits", "51/silent-ad-hoc"}


def test_a_sentence_that_another_rule_holds_answers_nothing_of_its_own() -> None:
    rule = Rule("x/1/y", "第一条", "q", "s", "meeting", "held_by", HeldBy(rule="x/2/z"), ALWAYS)

    assert not any(answers(question, rule) for each in topics() for question in each.questions)


def test_no_topic_names_a_rule_or_a_book() -> None:
    text = TOPICS.read_text(encoding="utf-8").split("\n[funds]")[1]

    assert BOOK.key not in text
    assert not any(rule.partition("/")[2] in text for rule in BOOK.rules)


@pytest.mark.parametrize("key", shipped())
def test_every_rule_answers_some_question_and_few_none_but_the_last(key: str) -> None:
    book = load(key)
    own = [rule for rule in book.rules.values() if not isinstance(rule.body, HeldBy)]

    left = {rule.id for rule in own if answers(topic("other").questions[0], rule)}

    assert all(any(answers(q, rule) for each in topics() for q in each.questions) for rule in own)
    assert len(left) < len(own) / 4


def test_selectors_speak_of_kinds_of_case_forms_acts_and_facts_that_some_book_has() -> None:
    books = [load(key) for key in shipped()]
    acts = {act for book in books for of_case in book.acts.values() for act in of_case} | {"decision"}
    known = {
        "case": {case for book in books for case in book.acts},
        "form": set(BODIES),
        "route": {route for book in books for of_case in book.routes.values() for route in of_case},
        "act": acts,
        "step": acts,
        "fact": {fact for book in books for fact in book.facts},
    }

    for each in topics():
        for table in (table for question in each.questions for table in question.select if each.key != "other"):
            for key, value in table.items():
                said = set(value) if isinstance(value, dict | list) else {value}
                assert said & known["fact" if key == "is" else key], (each.key, table)


@pytest.mark.parametrize("said", ["funds", "资金审批", "Funding Tiers", "资金"])
def test_a_topic_is_known_by_its_key_its_names_and_a_part_of_one(said: str) -> None:
    assert topic(said).key == "funds"


@pytest.mark.parametrize("said", ["", "weather", "会议"])
def test_a_word_that_is_no_topic_or_several_is_refused_with_those_there_are(said: str) -> None:
    with pytest.raises(BadInput, match="say one of"):
        topic(said)
