"""The rows of one case, made from its fold: what a list needs to know of it, and its duties. Nothing is stored here.

A row is a function of the record and of nothing else: the clock is not read. What a case comes to is read as of the
last day on which anything was done in it or in a case that it hangs on, so that a row changes only with the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates import case_file
from aggregates.kinds import kind_of
from aggregates.record_context import RecordContext
from aggregates.roster import Roster
from ledger.errors import BadInput
from projections.case_row import CaseRow

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.case_file import CaseFile
    from aggregates.duty import Duty
    from aggregates.rulebook.model import Book
    from ledger.enclosures import Enclosures
    from ledger.record import Record

WORDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "fund": (("department",), ("purpose",)),
    "meeting": (("kind",), ("kind", "meets_on")),
    "agenda": (("lead_department",), ("subject", "matter")),
    "document": (("lead_department",), ("title", "doc_type")),
    "leave": (("applicant",), ("destination", "leave_kind")),
    "item": (("undertaking_unit",), ("text",)),
}
"""By kind: the facts that say whose a case is, and what it is about; the first that is known."""


class Rows(NamedTuple):
    """All rows of a case; `leans`: the other cases and the types of events on which they hang."""

    case: CaseRow
    duties: tuple[Duty, ...]
    leans: tuple[str, ...]


class CaseReader:
    """Makes the rows of cases from one reading of the record. Books and calendar are read once each."""

    def __init__(self, record: Record, enclosures: Enclosures | None, books: dict[str, Book] | None = None) -> None:
        """`books`: by digest, those already read; it is filled."""
        self.record, self.enclosures = record, enclosures
        self.roster = Roster(record, record.size)
        self._books: dict[str, Book] = {} if books is None else books

    @cached_property
    def calendar(self) -> WorkCalendar:
        from aggregates.office.adoption import calendar_of

        return calendar_of(self.record, self.enclosures)

    @cached_property
    def _adopted(self) -> frozenset[str]:
        from aggregates.office.adoption import adopted_books

        return frozenset(book.sha256 for book in adopted_books(self.record))

    def book(self, digest: str) -> Book:
        """Raises: BadInput if no book of that digest was adopted, or its bytes are not here."""
        from aggregates.office.adoption import book_of_digest

        if digest not in self._books:
            self._books[digest] = book_of_digest(self.record, self.enclosures, digest)
        return self._books[digest]

    def rows(self, case: str, *, done_by: date | None = None) -> Rows | None:
        """The rows of a case; None where nothing valid stands in it.

        `done_by`: with no other acts than those done by that day, as they are known now.
        """
        entries = self.record.case(case)
        if not entries:
            return None
        file = case_file.fold(case, entries)
        if done_by:
            acts = [act for act in file.acts if act.on <= done_by]
            if not acts:
                return None
            file = case_file.retold(file, acts)
            file = file._replace(state=_only_by(file.state, done_by))
        self.roster.leaned = set()
        context = RecordContext(self.record, self.roster, lambda: self.calendar)
        until = max(date.fromisoformat(entry.on) for entry in entries)
        duties, fault = self._duties(file, context, done_by or until)
        leans = sorted({each for each in context.reads if each != case and _is_case(each)} | context.read_types)
        if not done_by:
            # What others did later in cases that this one hangs on counts on their days.
            later = max([until, *(_last_day(self.record, each) for each in leans if "/" not in each)])
            if later > until:
                until = later
                duties, fault = self._duties(file, context, until)
        row = _row(file, entries[0].index, entries[-1].index, until, fault)
        return Rows(row, duties, tuple(leans))

    def _duties(self, file: CaseFile, context: RecordContext, on: date) -> tuple[tuple[Duty, ...], str | None]:
        """The duties, or why there are none to tell: an entry that is not what it should be must not hide all others.

        Raises: BadInput if the files of an adopted rulebook are not here.
        """
        from aggregates.duties import all_duties

        if not file.state.book:
            return (), None
        if file.state.book not in self._adopted:
            return (), f"no rulebook {file.state.book} was adopted"
        book = self.book(file.state.book)
        try:
            return all_duties(file, book, context, self.calendar, on, people=False, ahead=True), None
        except (BadInput, KeyError, TypeError, ValueError, AttributeError) as fault:
            return (), repr(fault)


def _only_by(state: Any, day: date) -> Any:
    """The state without the terms and notes of later days."""
    terms = tuple(term for term in state.terms if term.on <= day)
    return state._replace(terms=terms, noted=tuple(each for each in state.noted if each.on <= day))


def _is_case(name: str) -> bool:
    """Whether it is a case that acts move: what the roster says is looked after by its days."""
    return kind_of(name) is not None or name.startswith("DEC-")


def _last_day(record: Record, case: str) -> date:
    entries = record.case(case)
    return max((date.fromisoformat(entry.on) for entry in entries), default=date.min)


def _row(file: CaseFile, opened: int, head: int, until: date, fault: str | None) -> CaseRow:
    state = file.state
    whose, about = WORDS.get(state.kind, ((), ()))
    return CaseRow(
        case=state.case,
        kind=state.kind,
        opened_on=state.opened_on,
        opened_index=opened,
        closed=state.closed,
        closed_on=state.closed_on,
        unit=_first(file, whose),
        title=_first(file, about),
        version=state.version,
        head_index=head,
        head=state.head,
        until_on=until,
        book=state.book,
        fault=fault,
    )


def _first(file: CaseFile, names: tuple[str, ...]) -> str | None:
    """The first of these facts that is known, else proposed, as text."""
    for known in (file.state.facts, file.state.proposed):
        for name in names:
            if isinstance(known.get(name), str):
                return str(known[name])
    return None
