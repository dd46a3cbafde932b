"""The same matters taken to every government: `compare.toml` says what becomes of each, and by which words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from aggregates.rulebook.checks.text import articles_of, squeezed
from aggregates.rulebook.loader import SHIPPED, load, shipped
from tests.law.hall import Halls
from tests.law.story import EXPECTED, Telling

TABLE = tomllib.loads(Path(__file__).with_name("compare.toml").read_text(encoding="utf-8"))
OUTCOMES: list[Mapping[str, Any]] = TABLE["outcome"]
each_outcome = pytest.mark.parametrize(
    "outcome", OUTCOMES, ids=[f"{each['book']}-{each['matter']}" for each in OUTCOMES]
)


def test_every_matter_is_taken_to_every_government_once() -> None:
    asked = sorted((matter, book) for matter in TABLE["matter"] for book in shipped())

    assert sorted((each["matter"], each["book"]) for each in OUTCOMES) == asked


@each_outcome
def test_the_outcome_is_what_the_table_states(outcome: Mapping[str, Any], halls: Halls) -> None:
    hall = halls(outcome["book"])
    hall.verifying = False
    telling = Telling(hall)
    for line in outcome["given"]:
        telling.line(line)

    cited = [found for line in outcome["tells"] for found in tried(telling, line)]

    hall.verifying = True
    hall.verified()
    assert sorted({article for _, article in cited}) == sorted(outcome["articles"])
    assert outcome["article"] in outcome["articles"] or outcome["decides"] == "free"


@each_outcome
def test_the_words_that_decide_stand_in_the_article(outcome: Mapping[str, Any]) -> None:
    assert squeezed(outcome["quote"]) in squeezed(text_of(outcome["book"])[outcome["article"].partition("(")[0]])


@each_outcome
def test_where_the_text_says_nothing_a_reading_says_so(outcome: Mapping[str, Any]) -> None:
    """A silent outcome hangs on a rule of the book's own, one that is free on none; any other on words of the text."""
    book = load(outcome["book"])
    assert ("lacks" in outcome) == (outcome["decides"] == "free")
    assert all(rule.form != outcome.get("lacks") for rule in book.rules.values())
    last = [line["rules"] for line in outcome["tells"] if "rules" in line][-1]
    silent = [rule for rule in last if "/silent-" in rule]

    assert bool(silent) == (outcome["decides"] == "silent")
    assert all(book.rules[rule].reading for rule in silent)


def tried(telling: Telling, line: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """One line; the rules by which it ended as it says, each with the article that the program cites for it."""
    act = {key: value for key, value in line.items() if key not in EXPECTED}
    book = telling.town.book
    if "refused_by" in line:
        refusal = telling.town.refused(lambda: telling.do(act))
        assert refusal.rule_ids == line["refused_by"], line
        yield from ((each.rule, each.article) for each in refusal.violations)
    elif "rules" in line:
        result = telling.do(act)
        assert result is not None
        assert set(line["rules"]) <= set(result.rules), (line, result.rules)
        yield from ((rule, book.rules[rule].article) for rule in line["rules"])
    else:
        telling.line(line)


@cache
def text_of(book: str) -> dict[str, str]:
    """The articles of the text of a book."""
    return articles_of((SHIPPED / book / "source.txt").read_text(encoding="utf-8"))
