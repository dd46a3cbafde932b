"""The terms, periods and shares of the rules against the words they quote: the data is what the text says.

以上 takes its number in, 超过 leaves it out; 至少, 不少于 and 一次 are least numbers, and of 1-2 次 each end is a rule.
"""

import re
from functools import cache

import pytest

from aggregates.rulebook.checks.text import squeezed
from aggregates.rulebook.forms import Deadline, Form, Quorum, Quota, Share
from aggregates.rulebook.loader import load
from aggregates.rulebook.model import Book, Rule

BOOK = "jiangkou-2022"
DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
SHARES = {"三分之二": (2, 3), "半数": (1, 2)}
UNITS = {"working_days": "工作日", "calendar_days": "天", "hours": "小时", "minutes": "分钟", "months": "个月"}
PERIODS = {
    "month": ("每月",),
    "quarter": ("季度",),
    "half_year": ("半年",),
    "year": ("每年", "年度", "年终", "全年", "每年度"),
}
TERM = re.compile(r"(\d+)个?(工作日|天|日|小时|分钟|个月)")


@cache
def book() -> Book:
    return load(BOOK)


def rules_of(form: type[Form]) -> list[Rule]:
    return [rule for rule in book().rules.values() if isinstance(rule.body, form)]


def named(rule: Rule) -> str:
    return rule.id.removeprefix(f"{BOOK}/")


@pytest.mark.parametrize("rule", rules_of(Quorum), ids=named)
def test_a_quorum_is_the_share_of_its_words(rule: Rule) -> None:
    assert isinstance(rule.body, Quorum)
    [share] = [Share(*parts) for word, parts in SHARES.items() if word in rule.quote]

    assert rule.body.at_least == (share if "以上" in rule.quote else None)
    assert rule.body.more_than == (share if "超过" in rule.quote else None)


@pytest.mark.parametrize("rule", rules_of(Quota), ids=named)
def test_a_quota_is_the_number_and_the_period_of_its_words(rule: Rule) -> None:
    assert isinstance(rule.body, Quota)
    quote = squeezed(rule.quote)

    assert any(word in quote for word in PERIODS[rule.body.per])
    for number in {rule.body.at_least, rule.body.at_most} - {None}:
        assert number in numbers(quote) or (number == 1 and rule.reading)


@pytest.mark.parametrize("rule", rules_of(Deadline), ids=named)
def test_a_term_is_the_number_and_the_unit_of_its_words(rule: Rule) -> None:
    assert isinstance(rule.body, Deadline)
    body, quote = rule.body, squeezed(rule.quote)
    said = {(int(number), unit) for number, unit in TERM.findall(quote)}
    if body.within:
        unit, number = body.within
        assert (number, UNITS[unit]) in said
    elif body.ahead:
        unit = "working_days" if body.ahead.working_days else "calendar_days"
        number = getattr(body.ahead, unit)
        assert (number, UNITS[unit]) in said
        assert "前" in quote
    else:
        assert not said, "the words name a number"


def test_every_number_of_days_that_the_words_name_is_a_term() -> None:
    for rule in book().rules.values():
        if re.search(r"\d+个?工作日", squeezed(rule.quote)):
            assert isinstance(rule.body, Deadline), rule.id


def numbers(quote: str) -> set[int]:
    """The numbers a quote names, in figures or in one word before 次, 天, 个月 or 篇; 半年 is a period."""
    found = {int(digits) for digits in re.findall(r"\d+", quote)}
    return found | {DIGITS[word] for word in re.findall(r"([一二两三四五六七八九十])(?=次|天|个月|篇)", quote)}
