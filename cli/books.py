"""The rulebook in force, read once a process: its digest names its bytes, so what was read stays right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from aggregates.office.adoption import adopted_books, book_of_digest
from aggregates.office.adoption import book_on as read_book_on
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.rulebook.checks.problem import Problem
    from aggregates.rulebook.model import Book
    from ledger.enclosures import Enclosures
    from ledger.record import Record

CASES = ("fund", "office")  # whose rules are read where a command names no kind of case; others need not be

_read: dict[tuple[str, tuple[str, ...] | None], Book] = {}


def book_on(record: Record, enclosures: Enclosures, on: date, cases: tuple[str, ...] | None = CASES) -> Book:
    """The adopted book of a day, as the record tells it now; `cases`: whose rules will be asked, None is all."""
    chosen = [each for each in adopted_books(record) if each.from_on is None or each.from_on <= on][-1]
    key = (chosen.sha256, cases)
    if key not in _read:
        _read[key] = read_book_on(record, enclosures, on, cases=key[1])
    return _read[key]


def hold(files: Mapping[str, bytes], cases: tuple[str, ...] | None) -> None:
    """Keep a book at hand that the record names and does not hold yet: a ledger is founded under it, then adopts it."""
    from aggregates.rulebook.loader import load_files

    book = load_files(files, cases=cases)
    _read[book.sha256, cases] = book


def book_files(text: str) -> dict[str, bytes]:
    """The files of a book that is shipped, or of a folder. Raises: BadInput."""
    from aggregates.rulebook.loader import SHIPPED, read, shipped

    return read(SHIPPED / text if text in shipped() else Path(text))


def in_shape(text: str) -> dict[str, bytes]:
    """The same, where a folder's files have their shape. Raises: BadInput."""
    from aggregates.rulebook.loader import shipped

    if text in shipped():
        return book_files(text)
    from aggregates.rulebook.checks import shapely

    return _faultless(book_files(text), shapely)


def checked(text: str) -> dict[str, bytes]:
    """The same, without any fault: nothing is founded under another. Raises: BadInput."""
    from aggregates.rulebook.checks import check_files

    return _faultless(book_files(text), check_files)


def _faultless(files: dict[str, bytes], check: Callable[[Mapping[str, bytes]], list[Problem]]) -> dict[str, bytes]:
    if problems := check(files):
        from cli.rule_check import in_words

        first = in_words(problems[0])
        raise BadInput("the rulebook has {count} faults, the first: {first}", count=len(problems), first=first)
    return files


def book_of_case(record: Record, enclosures: Enclosures, state: CaseState, today: Book) -> Book:
    """The book that the case was opened under and keeps; that of today where it is the same."""
    if state.book in ("", today.sha256):
        return today
    key = (state.book, None)
    if key not in _read:
        _read[key] = book_of_digest(record, enclosures, state.book)
    return _read[key]
