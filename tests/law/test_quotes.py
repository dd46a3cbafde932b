"""The numbers and offices of the funding rules against the words they quote: the data is what the text says.

万元 is ten thousand yuan and a yuan a hundred fen. 以下(含) takes its number in; 以上 leaves it out where the tier
below says 含 of the same number, and else takes it in.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from aggregates.rulebook.checks.text import articles_of, squeezed
from aggregates.rulebook.conditions import Bounds, Condition
from aggregates.rulebook.forms import Chain
from aggregates.rulebook.loader import SHIPPED, load, shipped
from aggregates.rulebook.model import Book, Rule
from aggregates.rulebook.steps import DecisionStep, leaves

BOOK = "jiangkou-2022"
WAN_YUAN = 10_000 * 100
ABOVE, BELOW, TAKEN_IN = re.compile(r"(\d+)万元以上"), re.compile(r"(\d+)万元以下"), re.compile(r"含(\d+)万元")
NUMBER = r"[\d一二三四五六七八九十两半]"
WORDS = {"in_charge_of:department": "分管副县长"}


@cache
def book() -> Book:
    return load(BOOK)


def money_rules() -> list[Rule]:
    return [rule for rule in book().rules_of("fund") if any(True for _ in amounts(rule.when))]


def amounts(condition: Condition) -> Iterator[Bounds]:
    for fact, test in condition.tests:
        if isinstance(test, Bounds) and book().facts[fact].type == "amount_fen":
            yield test
    for table in (*condition.any, *condition.none_of):
        yield from amounts(table)


def quoted_bounds(rule: Rule) -> Bounds:
    """The bounds that the words of a rule draw, in fen."""
    quote = rule.quote
    for other in book().rules_of("fund"):
        if other.id != rule.id and other.quote in quote:
            quote = quote.replace(other.quote, "")  # that half of the sentence is the other rule's
    text = articles_of((SHIPPED / BOOK / "source.txt").read_text(encoding="utf-8"))[rule.article]
    taken_in = set(TAKEN_IN.findall(squeezed(text)))
    above, below = ABOVE.search(quote), BELOW.search(quote)
    lower = int(above[1]) * WAN_YUAN if above else None
    upper = int(below[1]) * WAN_YUAN if below else None
    left_out = above is not None and above[1] in taken_in
    includes = below is not None and below[1] in TAKEN_IN.findall(quote)
    return Bounds(
        over=lower if left_out else None,
        at_least=None if left_out else lower,
        up_to=upper if includes else None,
        below=None if includes else upper,
    )


@pytest.mark.parametrize("rule", money_rules(), ids=lambda rule: rule.id)
def test_the_bounds_of_a_rule_are_those_of_its_words(rule: Rule) -> None:
    assert list(amounts(rule.when)) == [quoted_bounds(rule)]


def test_every_amount_that_the_fund_articles_name_is_a_bound_of_a_rule() -> None:
    texts = articles_of((SHIPPED / BOOK / "source.txt").read_text(encoding="utf-8"))
    articles = {rule.article for rule in book().rules_of("fund")}
    named = {int(n) * WAN_YUAN for a in articles for n in re.findall(r"(\d+)万元", squeezed(texts[a]))}

    bounds = {edge for rule in money_rules() for test in amounts(rule.when) for edge in test.edges()}

    assert bounds == named


@pytest.mark.parametrize("key", shipped())
def test_a_number_that_the_words_do_not_name_has_a_reading(key: str) -> None:
    found = load(key)
    for rule in found.rules.values():
        numbers = {edge for _, test in rule.when.tests if isinstance(test, Bounds) for edge in test.edges()}
        if numbers - ({2} if "联合" in rule.quote else set()) and not re.search(NUMBER, rule.quote):
            assert rule.reading, rule.id


@pytest.mark.parametrize(
    "rule",
    [r for r in book().rules_of("fund") if isinstance(r.body, Chain) and not r.body.as_],
    ids=lambda rule: rule.id,
)
def test_every_office_and_meeting_on_a_route_is_named_in_its_words(rule: Rule) -> None:
    assert isinstance(rule.body, Chain)
    named = []
    for leaf in leaves(rule.body.steps):
        if isinstance(leaf, DecisionStep):
            named += [book().meeting_kinds[kind].zh for kind in leaf.kinds]
        else:
            named += [
                book().offices[e.office].zh if e.office else WORDS[f"in_charge_of:{e.in_charge_of}"] for e in leaf.by
            ]

    assert named
    assert all(word in rule.quote for word in named), named


@pytest.mark.parametrize("key", shipped())
def test_a_reading_answers_its_question_in_more_than_a_formula(key: str) -> None:
    for rule in load(key).rules.values():
        if rule.reading:
            assert rule.reading.question.rstrip().endswith(("?", ".")), rule.id
            assert rule.reading.question != "The text does not say.", rule.id
            assert len(rule.reading.adopted) > 25, rule.id
