"""What a book covers: every rule in one class, every article accounted for, nothing claimed that is not held."""

from pathlib import Path
from typing import Any

from aggregates.rulebook.coverage import CLASSES, class_of, coverage
from aggregates.rulebook.loader import SHIPPED, load, read

BOOK = "jiangkou-2022"
KEYS = {"rules", *CLASSES, "not_yet"}


def total(counts: dict[str, Any]) -> int:
    return sum(int(counts[name]) for name in CLASSES) + len(counts["not_yet"])


def test_every_rule_is_counted_once() -> None:
    found = coverage(BOOK)

    assert set(found) == {"articles", "articles_accounted", "by_case", "left_out", *KEYS}
    assert all(set(counts) == KEYS for counts in found["by_case"].values())
    assert total(found) == found["rules"] == len(load(BOOK).rules)
    assert all(total(counts) == counts["rules"] for counts in found["by_case"].values())
    for name in ("rules", *CLASSES):
        assert found[name] == sum(counts[name] for counts in found["by_case"].values())


def test_all_109_articles_are_accounted_for() -> None:
    found = coverage(BOOK)

    assert (found["articles"], found["articles_accounted"]) == (109, 109)


def test_of_the_18_sentences_on_money_13_are_enforced_3_are_undated_duties_and_2_are_shown() -> None:
    """Four rules of our own stand beside them, where the text names nobody."""
    found = coverage(BOOK)["by_case"]["FundRequest"]

    assert (found["enforced"], found["undated"], found["advisory"], found["silent"]) == (13, 3, 2, 4)
    assert found["not_yet"] == []


def test_a_rule_whose_case_is_not_built_is_not_yet_whatever_its_form() -> None:
    found = coverage(BOOK, built={"fund"})
    without_funds = coverage(BOOK, built=())

    assert {row["why"] for row in found["not_yet"] if "/51/" in row["rule"]} >= {"the program has no Meeting yet"}
    assert without_funds["by_case"]["FundRequest"]["enforced"] == 0
    assert len(without_funds["not_yet"]) > len(found["not_yet"])


def test_every_form_is_held_once_its_case_is_built() -> None:
    book = load(BOOK)

    assert {rule.form for rule in book.rules.values() if class_of(book, rule) == "not_yet"} == set()


def test_what_no_rule_holds_is_listed_with_why() -> None:
    listed = coverage(BOOK)["left_out"]

    assert listed and all(set(row) == {"id", "article", "why"} and row["why"] for row in listed)
    assert not {row["id"] for row in listed} & set(load(BOOK).rules)


def test_a_rule_on_facts_that_only_those_it_binds_say_is_held_by_declaration() -> None:
    book = load(BOOK)
    rule = next(r for r in book.rules.values() if r.id.endswith("58-7/substitute-grounds"))

    assert class_of(book, rule) == "by_declaration"


def test_coverage_takes_a_key_a_folder_or_the_files_of_a_book() -> None:
    folder: Path = SHIPPED / BOOK

    assert coverage(BOOK) == coverage(folder) == coverage(read(folder))
