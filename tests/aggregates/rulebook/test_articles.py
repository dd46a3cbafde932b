"""The articles of a text, as it numbers them."""

from __future__ import annotations

import pytest

from aggregates.rulebook.checks.text import articles_of, number
from aggregates.rulebook.loader import SHIPPED, shipped


@pytest.mark.parametrize("key", shipped())
def test_the_articles_of_a_shipped_text_are_numbered_without_a_gap(key: str) -> None:
    found = articles_of((SHIPPED / key / "source.txt").read_text(encoding="utf-8"))

    assert [number(article) for article in found] == [str(n) for n in range(1, len(found) + 1)]


def test_plain_numbers_are_cited_as_articles_too() -> None:
    assert articles_of("总则\n　　一、为了工作。\n  二、准则。\n") == {"第一条": "为了工作。\n", "第二条": "准则。\n"}


def test_a_plain_number_that_is_not_the_next_belongs_to_a_list_within_the_article() -> None:
    found = articles_of("一、范围。\n二、要求如下：\n一、先报告。\n二、后执行。\n三、附则。\n")

    assert list(found) == ["第一条", "第二条", "第三条"]
    assert "一、先报告。" in found["第二条"]
    assert "二、后执行。" in found["第二条"]


def test_where_articles_are_written_out_a_plain_number_is_never_one() -> None:
    assert articles_of("第一条 甲\n二、乙\n第二条 丙\n") == {"第一条": " 甲\n二、乙\n", "第二条": " 丙\n"}
