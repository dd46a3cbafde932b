"""Numbers, units and sides are read out of a quote, and a rule whose number is not that of its words is found."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from aggregates.rulebook.checks import quotes
from aggregates.rulebook.checks.quantities import in_reading, number, quantities
from aggregates.rulebook.checks.text import articles_of
from aggregates.rulebook.checks.wording import in_words
from aggregates.rulebook.conditions import Bounds, Condition
from aggregates.rulebook.forms import Ahead, Deadline, Deemed, Quorum, Quota, Rung, Share
from aggregates.rulebook.loader import SHIPPED, load, read, rule, shipped
from aggregates.rulebook.model import Book, Rule

BOOK = load("jiangkou-2022")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("5", 5),
        ("1,000", 1000),
        ("1.5万", 15_000),
        ("20万", 200_000),
        ("3000万", 30_000_000),
        ("五", 5),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零五", 105),
        ("三百二十", 320),
        ("两千", 2000),
        ("五十万", 500_000),
        ("二亿", 200_000_000),
    ],
)
def test_a_number_is_read_in_digits_and_in_chinese(words: str, value: int) -> None:
    assert number(words) == value


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("20万元以下(含20万元)", ["up_to 200000 yuan"]),
        ("20万元以下(不含20万元)", ["below 200000 yuan"]),
        ("20万元以上100万元以下", ["at_least 200000 yuan", "up_to 1000000 yuan"]),
        ("超过500万元", ["over 5000000 yuan"]),
        ("不超过30人", ["up_to 30 things"]),
        ("不少于12天", ["at_least 12 calendar_days"]),
        ("应在5个工作日内办理答复", ["within 5 working_days"]),
        ("十五日以内", ["within 15 calendar_days"]),
        ("2个工作日以内", ["within 2 working_days"]),
        ("3日内", ["within 3 calendar_days"]),
        ("3天之内", ["within 3 calendar_days"]),
        ("3天以内(不含3天)", ["below 3 calendar_days"]),
        ("会议召开前5个工作日", ["ahead 5 working_days"]),
        ("于会议召开三日前送达", ["ahead 3 calendar_days"]),
        ("提前2天报告", ["ahead 2 calendar_days"]),
        ("24小时内", ["within 24 hours"]),
        ("汇报一般不超过10分钟", ["up_to 10 minutes"]),
        ("三个月内", ["within 3 months"]),
        ("出席人员须超过组成人员半数", ["over 1/2 share"]),
        ("半数以上成员", ["at_least 1/2 share"]),
        ("应当有三分之二以上组成人员出席", ["at_least 2/3 share"]),
        ("每月召开 1-2 次", ["at_least 1 times", "up_to 2 times"]),
        ("每季度召开一次", ["exactly 1 times"]),
        ("至少集中学习一次", ["at_least 1 times"]),
        ("两个及以上部门", ["at_least 2 things"]),
        ("统一安排,一律执行", []),
    ],
)
def test_a_quote_says_how_much_of_what_and_on_which_side(quote: str, said: list[str]) -> None:
    assert [str(each) for each in quantities(quote)] == said


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("over 500,000 yuan", "over 500000 yuan"),
        ("More than 500,000 yuan goes to the mayor.", "over 500000 yuan"),
        ("up to 500,000 yuan", "up_to 500000 yuan"),
        ("Up to and including 500,000 yuan", "up_to 500000 yuan"),
        ("not more than ten minutes", "up_to 10 minutes"),
        ("at least 3 hours", "at_least 3 hours"),
        ("less than 3 months", "below 3 months"),
        ("three days or more", "at_least 3 calendar_days"),
        ("three days or less", "up_to 3 calendar_days"),
        ("three working days", "any 3 working_days"),
        ("3 working days", "any 3 working_days"),
        ("more than half", "over 1/2 share"),
        ("at least two thirds", "at_least 2/3 share"),
        ("超过50万元", "over 500000 yuan"),
    ],
)
def test_a_reading_says_it_in_english_or_in_chinese(reading: str, said: str) -> None:
    assert said in [str(each) for each in in_reading(reading)]


def test_one_that_stands_for_a_noun_is_no_number() -> None:
    assert in_reading("One that came late, or whether there was one.") == []
    assert [str(each) for each in in_reading("After one urging.")] == ["any 1 any"]


@pytest.mark.parametrize(
    ("value", "unit", "side", "words"),
    [
        (Fraction(500_000), "yuan", "over", "超过50万元"),
        (Fraction(15_000), "yuan", "up_to", "不超过1.5万元"),
        (Fraction(500), "yuan", "below", "不满500元"),
        (Fraction(2), "working_days", "within", "2个工作日内"),
        (Fraction(3), "calendar_days", "ahead", "提前3日"),
        (Fraction(2), "things", "at_least", "2个以上"),
        (Fraction(1), "times", "exactly", "1次"),
        (Fraction(1, 2), "share", "over", "超过半数"),
        (Fraction(2, 3), "share", "at_least", "三分之二以上"),
    ],
)
def test_the_words_that_are_proposed_say_the_number(value: Fraction, unit: str, side: str, words: str) -> None:
    assert in_words(value, unit, side) == words
    assert (value, unit, side) in [(each.value, each.unit, each.side) for each in quantities(words)]


# ---- rules against their quotes

RULE = {"id": "q/1/x", "article": "第一条", "says": "s"}


def problems(quote: str, raw: dict[str, object], article: str = "", reading: str = "") -> list[str]:
    said: dict[str, Any] = {**RULE, "quote": quote, **raw}
    if reading:
        said["reading"] = {"question": "q", "adopted": reading}
    one = rule(said, "fund")
    book = BOOK._replace(rules={one.id: one})
    return [str(problem) for problem in quotes.check(book, {one.id: "f"}, {"第一条": article or quote})]


def amount(**bounds: int) -> dict[str, object]:
    return {"form": "forbids", "act": "pay", "when": {"amount_fen": bounds}}


def test_a_bound_is_that_of_the_quote() -> None:
    quote = "100万元以下(含100万元)由县长审签"

    assert problems(quote, amount(up_to=100_000_000)) == []
    assert problems(quote, amount(below=100_000_000))
    assert problems(quote, amount(up_to=100_000_00))
    assert problems(quote, amount(at_least=100_000_000))


def test_what_the_article_gives_to_the_tier_below_the_tier_above_leaves_out() -> None:
    article = "20万元以下(含20万元)的由分管财政的副县长审签,20万元以上的由县长审签"

    assert problems("20万元以上的由县长审签", amount(over=20_000_000), article) == []
    assert problems("20万元以上的由县长审签", amount(at_least=20_000_000), article)
    assert problems("20万元以上的由县长审签", amount(at_least=20_000_000)) == []
    assert problems("20万元以上的由县长审签", amount(over=20_000_000))


def test_a_number_the_quote_does_not_say_stands_in_the_reading() -> None:
    deadline: dict[str, object] = {"form": "deadline", "from": "request", "within": {"working_days": 3}, "steps": []}

    assert problems("及时办理", deadline)
    assert problems("及时办理", deadline, reading="Promptly is three working days.") == []
    assert problems("及时办理", deadline, reading="Promptly is three days.")
    assert problems("及时办理", deadline, reading="Promptly is five working days.")


def test_a_bound_on_days_may_be_said_as_a_term_that_takes_its_number_in() -> None:
    def days(fact: str, **bounds: int) -> dict[str, object]:
        return {"form": "forbids", "act": "pay", "when": {fact: bounds}}

    for quote in ("2个工作日以内的", "2个工作日之内的", "2个工作日内的"):
        assert problems(quote, days("working_days_away", up_to=2)) == []
        assert problems(quote, days("working_days_away", below=3)) == []
        assert problems(quote, days("working_days_away", below=2))
        assert problems(quote, days("working_days_away", at_least=2))
        assert problems(quote, days("whole_days_away", up_to=2))
    assert problems("离开3日内的", days("whole_days_away", up_to=3)) == []
    assert problems("50万元以内的", amount(up_to=50_000_000)) == []
    assert problems("50万元以内的", amount(below=50_000_000))


def test_a_bound_that_only_the_reading_says_is_said_with_its_side() -> None:
    assert problems("大额资金", amount(over=50_000_000), reading="That is over 500,000 yuan.") == []
    assert problems("大额资金", amount(over=50_000_000), reading="That is 超过50万元.") == []
    [said] = problems("大额资金", amount(over=50_000_000), reading="That is 500,000 yuan.")
    assert said.endswith("quote the words that say it, or write 超过50万元 in the reading")
    [said] = problems("20万元以上的", amount(over=50_000_000), reading="That is over 500,000 yuan.")
    assert said.endswith("the quote would have to say 超过50万元")


def test_more_than_one_thing_is_said_in_the_quote_or_in_the_reading() -> None:
    several: dict[str, object] = {"form": "forbids", "act": "pay", "when": {"reports_count": {"at_least": 2}}}

    assert problems("多个部门的", several) == []
    assert problems("部门的", several, reading="Of 2个以上 departments.") == []
    assert problems("部门的", several, reading="Of two departments or more.") == []
    assert problems("部门的", several, reading="Of departments.")


def test_a_reading_does_not_change_a_side_that_the_quote_says() -> None:
    quote = "100万元以下(含100万元)由县长审签"

    assert problems(quote, amount(below=100_000_000), reading="Up to 1,000,000 yuan.")


def test_the_period_of_a_quota_is_that_of_the_quote() -> None:
    quota = {"form": "quota", "act": "pay", "by": {"office": "gov_office"}, "at_least": 1}

    assert problems("每季度召开一次", {**quota, "per": "quarter"}) == []
    assert problems("每季度召开一次", {**quota, "per": "month"})


# ---- every number of the shipped books, turned into another


def mutants(book: Book, one: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule with one number, one side or one unit changed to what the law does not say."""
    for name, when in _conditions(one.when):
        yield f"when {name}", one._replace(when=when)
    body = one.body
    match body:
        case Deadline(within=(unit, n)):
            yield from (
                (f"within {u} {m}", one._replace(body=body._replace(within=(u, m)))) for u, m in _terms(unit, n)
            )
        case Deadline(ahead=Ahead(of, working, calendar)):
            n = working or calendar or 0
            for changed in (Ahead(of, n + 1), Ahead(of, n - 1), Ahead(of, None, n) if working else Ahead(of, n)):
                yield f"ahead {changed}", one._replace(body=body._replace(ahead=changed))
        case Deemed(within=(unit, n)):
            yield from (
                (f"within {u} {m}", one._replace(body=body._replace(within=(u, m)))) for u, m in _terms(unit, n)
            )
        case Quorum(at, more_than, at_least):
            yield "other side", one._replace(body=Quorum(at, at_least, more_than))
            share = more_than or at_least
            assert share
            for changed_share in (Share(share.parts, share.of + 1), Share(share.parts + 1, share.of)):
                sides = (changed_share, None) if more_than else (None, changed_share)
                yield f"share {changed_share}", one._replace(body=Quorum(at, *sides))
        case Quota(at_least=low, at_most=high):
            yield "other bound", one._replace(body=body._replace(at_least=high, at_most=low))
            for step in (-1, 1, 10):
                changed_quota = body._replace(
                    at_least=None if low is None else low + step, at_most=None if high is None else high + step
                )
                yield f"number {step:+}", one._replace(body=changed_quota)
            for per in {"month", "quarter", "half_year", "year"} - {body.per}:
                yield per, one._replace(body=body._replace(per=per))
        case Rung(urged=int(n)):
            yield "urged more", one._replace(body=body._replace(urged=n + 1))
            yield from [("urged less", one._replace(body=body._replace(urged=n - 1)))] if n else []


def _terms(unit: str, n: int) -> Iterator[tuple[str, int]]:
    yield from ((unit, n + 1), (unit, n - 1), (unit, n * 10))
    yield from ((other, n) for other in ("working_days", "calendar_days", "hours", "months") if other != unit)


def _conditions(when: Condition) -> Iterator[tuple[str, Condition]]:
    """The condition with one bound moved, or turned to another side."""
    for place, (fact, test) in enumerate(when.tests):
        if not isinstance(test, Bounds):
            continue
        for side, edge in test._asdict().items():
            if edge is None:
                continue
            step = 1_000_000 if fact.endswith("_fen") else 1
            for name, changed in (
                ("more", test._replace(**{side: edge + step})),
                ("less", test._replace(**{side: edge - step})),
                ("tenfold", test._replace(**{side: edge * 10 or 10})),
                *((f"{other} for {side}", _turned(test, side, other)) for other in Bounds._fields if other != side),
            ):
                yield (
                    f"{fact} {name}",
                    when._replace(tests=(*when.tests[:place], (fact, changed), *when.tests[place + 1 :])),
                )
    for group in ("any", "none_of"):
        tables = getattr(when, group)
        for place, table in enumerate(tables):
            for name, changed_table in _conditions(table):
                yield name, when._replace(**{group: (*tables[:place], changed_table, *tables[place + 1 :])})


def _turned(test: Bounds, side: str, other: str) -> Bounds:
    return test._replace(**{side: None, other: getattr(test, side)})


@pytest.mark.parametrize("key", shipped())
def test_every_number_side_and_unit_of_a_shipped_book_that_is_changed_is_found(key: str) -> None:
    book = load(key)
    articles = articles_of(read(SHIPPED / key)["source.txt"].decode("utf-8"))
    missed, made = [], 0
    for one in book.rules.values():
        for name, changed in mutants(book, one):
            made += 1
            alone = book._replace(rules={one.id: changed})
            if not list(quotes.check(alone, {one.id: "f"}, articles)):
                missed.append(f"{one.id}: {name}")

    assert made > 50
    assert missed == [], f"{made - len(missed)} of {made} found"


def test_nothing_is_found_where_nothing_is_changed() -> None:
    files = read(SHIPPED / "jiangkou-2022")
    articles = articles_of(files["source.txt"].decode("utf-8"))

    assert list(quotes.check(BOOK, dict.fromkeys(BOOK.rules, "f"), articles)) == []
    assert sum(len(quotes.data(BOOK, one)) for one in BOOK.rules.values()) > 30
    assert all(each.value == Fraction(each.value) for one in BOOK.rules.values() for each in quotes.data(BOOK, one))
