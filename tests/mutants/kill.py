"""Whether anything notices a mutant: the check of the book, else a hand-written case that no longer goes as it is told.

The parts of the check are asked one by one, on the tables and the book of the mutant, as `checks.check_files` asks them
on files; the text of the law and the accounting for its articles are the same in every mutant, and not asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from itertools import count
from pathlib import Path
from shutil import rmtree
from typing import Any, NamedTuple

from aggregates.rulebook.checks import declared, names, quotes, shape, text, ways, whole
from aggregates.rulebook.checks.problem import Problem
from aggregates.rulebook.checks.schema import FILES
from aggregates.rulebook.loader import NOT_RULES, SHIPPED
from aggregates.rulebook.model import Book
from tests.law.hall import hall_of
from tests.mutants.cases import Case, goes_as_told
from tests.mutants.mutant import Mutant, Tables, book_from, mutated, tables_of
from tests.mutants.places import at
from tests.town import TownHall, copy_of

SHAPE = "shape"


class Verdict(NamedTuple):
    """`by`: the part of the check or the case that noticed; None: nothing did. `tried`: how many cases were played."""

    mutant: Mutant
    by: str | None
    tried: int = 0


class Original(NamedTuple):
    """A book as it is shipped, and what the check says of it already."""

    tables: Tables
    sha: str
    book: Book
    where: dict[str, str]
    articles: dict[str, str]
    said: frozenset[str]


@cache
def original(key: str) -> Original:
    tables, sha = tables_of(key)
    where = {
        rule["id"]: f"{stem}.toml" for stem in tables if stem not in NOT_RULES for rule in tables[stem].get("rule", ())
    }
    articles = text.articles_of((SHIPPED / key / "source.txt").read_text(encoding="utf-8"))
    bare = Original(tables, sha, book_from(tables, sha), where, articles, frozenset())
    said = frozenset(str(found) for part in PARTS.values() for found in part(bare, bare.book, tuple(bare.book.rules)))
    return bare._replace(said=said)


PARTS: dict[str, Callable[[Original, Book, tuple[str, ...]], Iterable[Problem]]] = {
    "names": lambda its, book, _: names.check(book, its.where),
    "quotes": lambda its, book, only: quotes.check(_only(book, only), its.where, its.articles),
    "ways": lambda its, book, _: ways.check(book, its.where),
    "declared": lambda its, book, _: declared.check(book, its.where),
    "whole": lambda its, book, _: whole.check(book, its.where),
}


def _only(book: Book, rules: tuple[str, ...]) -> Book:
    """The book with these rules alone: the numbers of the others are as they were."""
    return book._replace(rules={key: book.rules[key] for key in rules if key in book.rules})


def found_by_check(mutant: Mutant) -> str | None:
    """The part of the check that finds the mutant."""
    its = original(mutant.book)
    tables = mutated(its.tables, mutant)
    if _misshapen(mutant, tables):
        return SHAPE
    try:
        book = book_from(tables, its.sha)
    except (KeyError, TypeError, ValueError, AttributeError):
        return SHAPE
    rules = (mutant.rule,) if mutant.is_of_rule else tuple(book.rules)
    for name, part in PARTS.items():
        if any(str(found) not in its.said for found in part(its, book, rules)):
            return name
    return None


def _misshapen(mutant: Mutant, tables: Tables) -> bool:
    """Whether the table that was changed has no longer the shape that it must have."""
    file = str(mutant.path[0])
    if not mutant.is_of_rule:
        return any(shape._faults(file, "-", FILES[f"{file}.toml"], tables[file]))
    if len(mutant.path) == 3:
        return False
    rule: dict[str, Any] = at(tables, mutant.path[:3])
    return any(shape._faults(file, mutant.rule, shape.FORMS[rule["form"]], {"case": tables[file]["case"], **rule}))


class Bench:
    """Where cases are played: a hall for each book, founded once in that folder, copied for every case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, TownHall] = {}
        self.copies = count()

    def hall(self, key: str) -> TownHall:
        if key not in self.made:
            (self.folder / key).mkdir(parents=True)
            self.made[key] = hall_of(key, self.folder / key)
        return self.made[key]

    def goes_as_told(self, case: Case, book: Book) -> bool:
        """Whether the case goes as told under that book."""
        folder, halls = self.folder / f"copy-{next(self.copies)}", list[TownHall]()

        def copy() -> TownHall:
            hall = copy_of(self.hall(case.book), folder / str(len(halls)))
            hall.book, hall.verifying = book, False
            halls.append(hall)
            return hall

        try:
            return goes_as_told(case, copy)
        finally:
            for hall in halls:
                hall.store.close()
            rmtree(folder, ignore_errors=True)

    def tried(self, mutant: Mutant, cases: Iterable[Case]) -> Verdict:
        """What notices the mutant: first the check, then the cases in this order."""
        if part := found_by_check(mutant):
            return Verdict(mutant, f"check: {part}")
        its, number = original(mutant.book), 0
        book = book_from(mutated(its.tables, mutant), its.sha)
        for number, case in enumerate(cases, 1):
            if not self.goes_as_told(case, book):
                return Verdict(mutant, case.title, number)
        return Verdict(mutant, None, number)
