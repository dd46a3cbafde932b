"""The record as somebody at a desk saw it at an instant of the past: book, calendar, roster and cases of then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from aggregates.office.adoption import adopted_books, book_of_digest, calendar_of
from aggregates.office.desk import Sight
from aggregates.roster import Roster
from ledger.entry import Recorded

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.rulebook.model import Book
    from ledger.enclosures import Enclosures
    from ledger.record import Record


@dataclass(slots=True)
class Past:
    """Sights of a record at earlier instants; books and calendars are read once each.

    `under`: a rulebook that judges in place of the adopted ones, for asking what it would have said.
    """

    record: Record
    enclosures: Enclosures | None
    under: Book | None = None
    _books: dict[str, Book] = field(default_factory=dict)
    _calendars: dict[int, WorkCalendar] = field(default_factory=dict)

    def before(self, entry: Recorded) -> Sight:
        """What the writer of that entry saw: all that stood before it, and nothing else.

        The writer vetted against the tree of its `seen`; what came between that and the entry itself cannot have been
        leaned on, or the append would have been refused, so for an honest act both views give one answer, and for one
        that was forced in this view is the stricter.
        """
        return self.at(entry.index, datetime.fromisoformat(entry.at), date.fromisoformat(entry.on))

    def at(self, index: int, at: datetime, on: date) -> Sight:
        """The sight of the first `index` entries, at that instant, for an act of that day."""
        record = self.record.before(index)
        return Sight(
            record=record,
            roster=Roster(record, index),
            book=self.under or self._book_on(record, on),
            calendar=self._calendar(record),
            size=index,
            root="",
            at=at,
            on=on,
            enclosures=self.enclosures,
            own_book=self.book_of,
        )

    def _book_on(self, record: Record, on: date) -> Book:
        chosen = [book for book in adopted_books(record) if book.from_on is None or book.from_on <= on][-1]
        return self._read(chosen.sha256, lambda: book_of_digest(record, self.enclosures, chosen.sha256))

    def book_of(self, digest: str) -> Book:
        """The adopted book of that digest, or the one that judges in place of all.

        Raises:
            BadInput: it was not adopted, or its bytes are not here.
        """
        return self.under or self._read(digest, lambda: book_of_digest(self.record, self.enclosures, digest))

    def _read(self, digest: str, read: Callable[[], Book]) -> Book:
        if digest not in self._books:
            self._books[digest] = read()
        return self._books[digest]

    def _calendar(self, record: Record) -> WorkCalendar:
        adopted = [entry.index for entry in record.case("CALENDAR")]
        known = len([index for index in adopted if index < record.size])
        if known not in self._calendars:
            self._calendars[known] = calendar_of(record, self.enclosures)
        return self._calendars[known]
