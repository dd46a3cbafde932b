"""A rule in words leaves nothing out that it says in numbers."""

from __future__ import annotations

from typing import Any

import pytest

from aggregates.rulebook.forms import Deadline, Deemed
from aggregates.rulebook.loader import load, rule
from cli import words
from cli.bookwords import BookWords
from cli.rule_brief import brief
from cli.rule_words import in_full

KEY = "jiangkou-2022"
WORDS = BookWords(load(KEY))
ZERO: dict[str, dict[str, Any]] = {
    "term: 0 working days before: ": {
        "form": "deadline",
        "from": "plan",
        "ahead": {"of": "meets_on", "working_days": 0},
    },
    "at most: 0": {"form": "quota", "act": "plan", "by": {"office": "gov_office"}, "per": "month", "at_most": 0},
    "after urging: the duty is overdue": {"form": "rung", "after": {"urged": 0}},
}


@pytest.fixture(autouse=True)
def in_english() -> None:
    words.use("en")


def written(**fields: Any) -> dict[str, Any]:
    steps = [{"act": "notify", "by": {"office": "gov_office"}}]
    return {"id": f"{KEY}/1/x", "article": "第一条", "quote": "x", "says": "x", "steps": steps, **fields}


@pytest.mark.parametrize("said", ZERO)
def test_none_is_a_number_too(said: str) -> None:
    shown = in_full(rule(written(**ZERO[said]), "meeting"), WORDS)

    assert any(f"{label}: {value}".startswith(said) for label, value in shown)


def test_a_term_that_can_be_extended_says_by_what() -> None:
    terms = [each for key in (KEY, "jinchuan-2020") for each in load(key).rules.values()]
    extended = [each for each in terms if isinstance(each.body, Deadline | Deemed) and each.body.extended_by]

    assert {type(each.body) for each in extended} == {Deadline, Deemed}
    for each in extended:
        assert "unless extended by: " in brief(each, BookWords(load(each.id.partition("/")[0])))
