"""The commentary of the bulletin: a number is a figure of the report or it does not get out."""

from __future__ import annotations

import pytest

from ledger.errors import BadInput
from projections.monthly_commentary import chinese, commentary
from projections.monthly_counts import Figure

FIGURES = {
    "total": Figure("579", 5790),
    "done": Figure("550", 5500),
    "open": Figure("29", 290),
    "done_percent": Figure("95.0%", 950, share=True),
    "month": Figure("6", 60),
}


def test_a_figure_is_printed_by_its_name() -> None:
    said = commentary("共{total}件, 已办结{done}件, 占{done_percent}。\n\n请抓紧办理。", FIGURES)

    assert said == ("共579件, 已办结550件, 占95.0%。", "请抓紧办理。")


@pytest.mark.parametrize(
    "text",
    [
        "已办结550件",
        "已办结５５０件",
        "已办结五百五十件",
        "其余二十九件",
        "占95.0%",
        "占95％",
        "占百分之九十五",
        "第六期",
        "twenty-nine items are open",
        "550 of 579",
    ],
)
def test_a_number_typed_in_that_is_a_figure_passes(text: str) -> None:
    assert commentary(text, FIGURES) == (text,)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("正在办理28件", "28"),
        ("正在办理２８件", "２８"),
        ("正在办理二十八件", "二十八"),
        ("其中三家单位逾期", "三"),
        ("两个单位逾期", "两"),
        ("第③件逾期", "③"),
        ("Ⅳ类事项", "Ⅳ"),
        ("占94.9%", "94.9"),
        ("占百分之九十四", "百分之九十四"),
        ("下降 29%", "29"),  # the figure is a count, not a share
        ("已办结95件", "95"),  # and this one a share, not a count
        ("办结壹佰件", "壹佰"),
        ("five hundred items", "five hundred"),
        ("涉及资金1,234.5万元", "1,234.5"),
        ("½的单位", "½"),
        ("5.5.0", "5.5.0"),
        ("见 ITM-2022-0031", "2022"),
    ],
)
def test_a_number_that_is_no_figure_is_refused_and_named(text: str, named: str) -> None:
    with pytest.raises(BadInput) as refusal:
        commentary(text, FIGURES)

    assert refusal.value.params["typed"] == named


@pytest.mark.parametrize(
    "text",
    [
        "各单位要统一思想, 进一步压实责任。",
        "一是加强领导; 二是抓好落实。",
        "一、总体情况\n（一）存在问题",
        "千方百计, 万无一失",
        "no one may wait",
        "详见 ITM-2022-0031",
    ],
)
def test_words_that_only_look_like_numbers_pass(text: str) -> None:
    assert commentary(text, FIGURES, frozenset({"ITM-2022-0031"}))


def test_a_name_that_no_figure_has_is_refused_with_its_neighbours() -> None:
    with pytest.raises(BadInput) as refusal:
        commentary("已办结{doen}件", FIGURES)

    assert refusal.value.params["name"] == "{doen}"
    assert "done" in refusal.value.params["near"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("五百五十", 550), ("二十九", 29), ("十", 10), ("一百零五", 105), ("二〇二二", 2022), ("一万二千", 12_000)],
)
def test_chinese_numbers_are_read(typed: str, value: int) -> None:
    assert chinese(typed) == value
