"""What each book holds of its text: every statement a rule or left out with why, and the shares promised.

The statements are listed in `statements/`. A statement about one of the five cases, or that some rule of the book
holds, counts towards the shares; the others are about reports, visits and ceremonies, of which this record has no case.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from aggregates.rulebook.coverage import BUILT, class_of, coverage, left_out
from aggregates.rulebook.forms import HeldBy
from aggregates.rulebook.loader import SHIPPED, load, read, shipped

BOOKS = shipped()
CASES = {"Meeting", "Document", "Seal", "FundRequest", "LeaveRequest", "DecisionItem"}
HELD = ("enforced", "by_declaration", "undated", "silent", "held_by")
FOUND = {"dawa-2017": 153, "erenhot-2013": 193, "jiangkou-2022": 369, "jinchuan-2020": 278, "longfeng-2017": 239}
"""So many statements the reading of each text found."""
every_book = pytest.mark.parametrize("book", BOOKS)


class Statement(NamedTuple):
    id: str
    about: str
    binds: str

    @property
    def checkable(self) -> bool:
        return self.binds != "advisory"


@cache
def statements(book: str) -> tuple[Statement, ...]:
    lines = (Path(__file__).parent / "statements" / f"{book}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(Statement(*line.split()) for line in lines if not line.startswith("#"))


@cache
def not_held(book: str) -> dict[str, str]:
    return {row["id"]: row["why"] for row in left_out(read(SHIPPED / book))}


def classes(key: str) -> Counter[str]:
    """The checkable statements about the five cases and who may act, by what became of them."""
    book = load(key)
    counted = [s for s in statements(key) if s.checkable and (s.about in CASES or s.id in book.rules)]
    return Counter(class_of(book, book.rules[s.id]) if s.id in book.rules else "left_out" for s in counted)


@every_book
def test_every_statement_of_the_text_is_a_rule_or_left_out_and_never_both(book: str) -> None:
    rules = set(load(book).rules)

    assert len(statements(book)) == FOUND[book]
    assert {s.id for s in statements(book)} - rules - set(not_held(book)) == set()
    assert rules & set(not_held(book)) == set()


@every_book
def test_a_rule_that_is_no_statement_of_the_text_says_that_the_text_is_silent_or_is_another_half_of_one(
    book: str,
) -> None:
    """A sentence that binds two kinds of case is written once for each, the second under an id with a suffix."""
    own = set(load(book).rules) - {s.id for s in statements(book)}
    other_half = {one for one in own if any(one.startswith(s.id + "-") for s in statements(book))}

    assert {one for one in own if "/silent-" not in one} - other_half == set()


@every_book
def test_of_what_can_be_checked_95_of_a_hundred_is_held_and_the_rest_says_why(book: str) -> None:
    found = classes(book)
    held = sum(found[name] for name in HELD)

    assert held >= 0.95 * found.total(), found
    assert all(not_held(book)[s.id] for s in statements(book) if s.checkable and s.id in not_held(book))


@every_book
def test_of_what_can_be_checked_no_more_than_15_of_a_hundred_hangs_on_the_word_of_those_it_binds(book: str) -> None:
    found = classes(book)

    assert found["by_declaration"] <= 0.15 * found.total(), found


@every_book
def test_what_is_left_out_says_why_in_words_of_its_own(book: str) -> None:
    whys = list(not_held(book).values())

    assert [why for why in whys if len(why) <= 40] == []
    assert coverage(book)["left_out"] == left_out(read(SHIPPED / book))


@every_book
def test_the_program_has_every_kind_of_case_and_no_rule_waits_for_it(book: str) -> None:
    assert coverage(book)["not_yet"] == []
    assert set(load(book).acts) == set(BUILT)


@every_book
def test_every_article_is_accounted_for(book: str) -> None:
    found = coverage(book)

    assert found["articles_accounted"] == found["articles"] > 60


@pytest.mark.parametrize("name", ["enforced", "by_declaration", "undated", "silent", "held_by", "advisory"])
@every_book
def test_every_class_is_counted_apart(book: str, name: str) -> None:
    found = load(book)

    assert coverage(book)[name] == sum(1 for rule in found.rules.values() if class_of(found, rule) == name)


@cache
def told() -> str:
    """The stories and the tests, all of them."""
    root = Path(__file__).parents[1]
    return "\n".join(path.read_text(encoding="utf-8") for end in ("py", "toml") for path in root.rglob(f"*.{end}"))


@every_book
def test_every_rule_that_counts_as_enforced_is_named_by_a_story_or_a_test(book: str) -> None:
    found = load(book)
    enforced = [rule.id for rule in found.rules.values() if class_of(found, rule) == "enforced"]

    assert len(enforced) > 50
    assert [name for name in enforced if name.removeprefix("jiangkou-2022/") not in told()] == []


@every_book
def test_every_rule_that_a_test_is_said_to_hold_has_that_test(book: str) -> None:
    tests = [rule.body.test for rule in load(book).rules.values() if isinstance(rule.body, HeldBy) and rule.body.test]

    assert [name for name in tests if f"def {name}(" not in told()] == []
