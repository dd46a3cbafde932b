"""A rulebook with a mistake of any kind is refused with file, rule and line, wherever the mistake stands."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest

from aggregates.rulebook.checks import Problem, check, check_files
from aggregates.rulebook.loader import SHIPPED, read, shipped
from ledger.errors import BadInput
from tests.aggregates.rulebook.mistakes import KINDS, Files, Made, made, put

FIRST = "jiangkou-2022"
OTHERS = [key for key in shipped() if key != FIRST]
SEED = "2026"


@cache
def files_of(book: str) -> Files:
    return read(SHIPPED / book)


def test_there_are_more_than_forty_kinds_of_mistakes() -> None:
    assert len(KINDS) >= 40


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_is_named_with_its_file_its_rule_and_its_line(kind: str, tmp_path: Path) -> None:
    [one] = made(kind, files_of(FIRST), SEED, 1)

    found_in(one, tmp_path / "book")


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_in_one_of_the_other_books_is_named_too(kind: str, tmp_path: Path) -> None:
    if OTHERS:
        book = Random(f"{SEED}/{kind}").choice(OTHERS)
        for one in made(kind, files_of(book), SEED, 1):
            found_in(one, tmp_path / "book")


@pytest.mark.long
@pytest.mark.parametrize("book", shipped())
@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_at_many_places_of_every_book_is_named(kind: str, book: str, tmp_path: Path) -> None:
    for number, one in enumerate(made(kind, files_of(book), "long", 3)):
        found_in(one, tmp_path / f"book-{number}")


def found_in(one: Made, folder: Path) -> None:
    """The check names the mistake, at its place."""
    if one.disk:
        with pytest.raises(BadInput) as refused:
            check(put(folder, one))
        assert one.says in str(refused.value) and one.file in str(refused.value)
        return
    found = check_files(one.files)
    assert any(_is_it(each, one) for each in found), (one.file, one.where, one.says, one.lines, [str(p) for p in found])


def _is_it(problem: Problem, one: Made) -> bool:
    named = problem.file == one.file and one.where in problem.where and one.says in str(problem)
    if one.lines:
        return named and problem.line is not None and one.lines[0] <= problem.line <= one.lines[1]
    return named and (problem.line is not None or "the file is missing" in str(problem) or problem.file == "source.txt")
