"""What the Jiangkou book holds of its text: every statement a rule or left out with why, and the shares promised.

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
from aggregates.rulebook.loader import SHIPPED, load, read

BOOK = "jiangkou-2022"
CASES = {"Meeting", "Document", "Seal", "FundRequest", "LeaveRequest", "DecisionItem"}
HELD = ("enforced", "by_declaration", "undated", "silent", "held_by")


class Statement(NamedTuple):
    id: str
    about: str
    binds: str

    @property
    def checkable(self) -> bool:
        return self.binds != "advisory"


@cache
def statements() -> tuple[Statement, ...]:
    lines = (Path(__file__).parent / "statements" / f"{BOOK}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(Statement(*line.split()) for line in lines if not line.startswith("#"))


@cache
def not_held() -> dict[str, str]:
    return {row["id"]: row["why"] for row in left_out(read(SHIPPED / BOOK))}


def classes() -> Counter[str]:
    """The checkable statements about the five cases and who may act, by what became of them."""
    book = load(BOOK)
    counted = [s for s in statements() if s.checkable and (s.about in CASES or s.id in book.rules)]
    return Counter(class_of(book, book.rules[s.id]) if s.id in book.rules else "left_out" for s in counted)


def test_every_statement_of_the_text_is_a_rule_or_left_out_and_never_both() -> None:
    rules = set(load(BOOK).rules)

    assert len(statements()) == 369
    assert {s.id for s in statements()} <= rules | set(not_held())
    assert not rules & set(not_held())


def test_a_rule_that_is_no_statement_of_the_text_says_that_the_text_is_silent_or_is_another_half_of_one() -> None:
    """A sentence that binds two kinds of case is written once for each, the second under an id with a suffix."""
    own = set(load(BOOK).rules) - {s.id for s in statements()}
    other_half = {one for one in own if any(one.startswith(s.id + "-") for s in statements())}

    assert {one for one in own if "/silent-" not in one} <= other_half


def test_of_what_can_be_checked_95_of_a_hundred_is_held_and_the_rest_says_why() -> None:
    found = classes()
    held = sum(found[name] for name in HELD)

    assert held >= 0.95 * found.total(), found
    assert all(not_held()[s.id] for s in statements() if s.checkable and s.id in not_held())


def test_of_what_can_be_checked_no_more_than_15_of_a_hundred_hangs_on_the_word_of_those_it_binds() -> None:
    found = classes()

    assert found["by_declaration"] <= 0.15 * found.total(), found


def test_what_is_left_out_says_why_in_words_of_its_own() -> None:
    whys = list(not_held().values())

    assert all(len(why) > 40 for why in whys)
    assert coverage(BOOK)["left_out"] == left_out(read(SHIPPED / BOOK))


def test_the_program_has_every_kind_of_case_and_no_rule_waits_for_it() -> None:
    assert coverage(BOOK)["not_yet"] == []
    assert set(load(BOOK).acts) == set(BUILT)


@pytest.mark.parametrize("name", ["enforced", "by_declaration", "undated", "silent", "held_by", "advisory"])
def test_every_class_is_counted_apart(name: str) -> None:
    book = load(BOOK)

    assert coverage(BOOK)[name] == sum(1 for rule in book.rules.values() if class_of(book, rule) == name)


@cache
def told() -> str:
    """The stories and the tests, all of them."""
    root = Path(__file__).parents[1]
    return "\n".join(path.read_text(encoding="utf-8") for end in ("py", "toml") for path in root.rglob(f"*.{end}"))


def test_every_rule_that_counts_as_enforced_is_named_by_a_story_or_a_test() -> None:
    book = load(BOOK)
    enforced = [rule.id.removeprefix(f"{BOOK}/") for rule in book.rules.values() if class_of(book, rule) == "enforced"]

    assert len(enforced) > 150
    assert [name for name in enforced if name not in told()] == []


def test_every_rule_that_a_test_is_said_to_hold_has_that_test() -> None:
    tests = [rule.body.test for rule in load(BOOK).rules.values() if isinstance(rule.body, HeldBy) and rule.body.test]

    assert tests and [name for name in tests if f"def {name}(" not in told()] == []
