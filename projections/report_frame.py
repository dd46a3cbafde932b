"""What every report stands on: the record as one checkpoint fixes it, and what is said of it on every page.

Nothing here reads a clock: the day of a report is said, or is the day of the checkpoint's last entry. So the same
checkpoint gives the same report, byte for byte, on whatever machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates import case_file
from aggregates.roster import Roster
from ledger.chain_code import code_of
from ledger.checkpoint import Checkpoint, Vkey, open_checkpoint
from ledger.errors import BadInput, VerificationFailed
from projections.signoff import CONFIRMED, DISOWNED, IN_PERSON, RECORDED, how

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.case import CaseState
    from aggregates.case_file import ActOnRecord, CaseFile
    from aggregates.record_context import RecordContext
    from aggregates.rulebook.model import Book
    from ledger.enclosures import Enclosures
    from ledger.record import Record

SHANGHAI = timezone(timedelta(hours=8))
MARKS = frozenset({"act.corrected/1", "act.confirmed/1", "act.disowned/1"})


class BookUsed(NamedTuple):
    """A rulebook by which cases of the report are judged."""

    key: str
    title: str
    sha256: str


class Late(NamedTuple):
    """An act that was entered late, and why."""

    case: str
    index: int  # type: ignore[assignment]  # hides tuple.index
    act: str
    kind: str
    person: str
    recorded_by: str | None
    on: date
    recorded_on: date
    reason: str


class Frame(NamedTuple):
    """What stands on every report. `note` is the signed note of the checkpoint, or its bare text where none is."""

    origin: str
    training: bool
    size: int
    root: str
    code: str
    note: str
    signed: bool
    on: date
    calendar: str
    calendar_years: tuple[int, ...]
    books: tuple[BookUsed, ...]
    counted: tuple[tuple[str, int], ...]
    late: tuple[Late, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            **self._asdict(),
            "on": self.on.isoformat(),
            "calendar_years": list(self.calendar_years),
            "books": [book._asdict() for book in self.books],
            "counted": dict(self.counted),
            "late": [
                {**each._asdict(), "on": each.on.isoformat(), "recorded_on": each.recorded_on.isoformat()}
                for each in self.late
            ],
        }


class Reading:
    """The record as it stood at one size, with its roster, calendar and books, each read once."""

    def __init__(
        self, record: Record, enclosures: Enclosures | None, *, on: date | None = None, note: bytes | None = None
    ) -> None:
        """`note`: a checkpoint of exactly this size. Raises: VerificationFailed if it is of another tree."""
        self.record, self.enclosures = record, enclosures
        self.size, self.root = record.seen()
        self.roster = Roster(record, self.size)
        self._files: dict[str, CaseFile] = {}
        self._books: dict[str, Book] = {}
        self.checkpoint = Checkpoint(record.origin, self.size, bytes.fromhex(self.root))
        self.note = note.decode() if note else None
        if note:
            signed = open_checkpoint(note, record.grants.founding.log)
            if signed != self.checkpoint:
                template = "the checkpoint is of another tree: expected {expected}, got {got}"
                raise VerificationFailed(template, expected=self.checkpoint.text(), got=signed.text())
        self.on = on or day_of(self.ends_at)

    @cached_property
    def ends_at(self) -> datetime:
        """The instant of the newest entry."""
        newest = self.record.raw_at(self.size - 1)
        if newest is None:
            raise BadInput("the record is empty: there is nothing to report on")
        return instant(newest.at)

    @cached_property
    def calendar(self) -> WorkCalendar:
        from aggregates.office.adoption import calendar_of

        return calendar_of(self.record, self.enclosures)

    def file(self, case: str) -> CaseFile:
        """The case as of the day: later acts left out, but not what was said later of earlier ones."""
        if case not in self._files:
            day, entries = self.on.isoformat(), self.record.case(case)
            self._files[case] = case_file.fold(case, [e for e in entries if e.on <= day or e.type in MARKS])
        return self._files[case]

    def book(self, state: CaseState | None = None) -> Book:
        """The book a case is judged by: the one it was opened under; without a case that of the day of the report."""
        from aggregates.office.adoption import book_of_digest, book_on

        digest = state.book if state else ""
        if digest not in self._books:
            made = (
                book_of_digest(self.record, self.enclosures, digest)
                if digest
                else book_on(self.record, self.enclosures, self.on)
            )
            self._books[digest] = self._books.get(made.sha256, made)
            self._books[made.sha256] = self._books[digest]
        return self._books[digest]

    @cached_property
    def context(self) -> RecordContext:
        from aggregates.record_context import RecordContext

        return RecordContext(self.record, self.roster, lambda: self.calendar)


def frame(reading: Reading, files: Iterable[CaseFile], counts: Callable[[ActOnRecord], bool] = bool) -> Frame:
    """The frame of a report on these cases; `counts` says which of their acts it tells of."""
    told = [(file, act) for file in files for act in file.acts if counts(act)]
    used = {book.sha256: book for book in [reading.book(), *(reading.book(file.state) for file, _ in told)]}
    hows = [how(act) for _, act in told]
    calendar = reading.calendar
    return Frame(
        origin=reading.record.origin,
        training=reading.record.head.training,
        size=reading.size,
        root=reading.root,
        code=code_of(reading.checkpoint.root),
        note=reading.note or reading.checkpoint.text(),
        signed=reading.note is not None,
        on=reading.on,
        calendar=calendar.digest,
        calendar_years=calendar.years,
        books=tuple(BookUsed(book.key, book.title, sha) for sha, book in used.items()),
        counted=tuple((each, hows.count(each)) for each in (IN_PERSON, RECORDED, CONFIRMED, DISOWNED)),
        late=tuple(_late(file, act) for file, act in told if act.facts.get("late")),
    )


def _late(file: CaseFile, act: ActOnRecord) -> Late:
    state, reason = file.state, act.facts["late"]["reason"]
    by = act.by
    return Late(
        state.case, act.index, act.act, state.kind, by.person, by.recorded_by, act.on, act.recorded_on, str(reason)
    )


def size_at_end_of(record: Record, day: date) -> int:
    """How many entries were on record when that day ended in Shanghai: all before the first of a later day."""
    ends = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(days=1)
    return record.size_at(ends - timedelta(microseconds=1))


def instant(at: str) -> datetime:
    """An instant as the record writes it."""
    return datetime.fromisoformat(at)


def day_of(at: datetime) -> date:
    """The day of an instant in Asia/Shanghai."""
    return at.astimezone(SHANGHAI).date()


def log_key(record: Record) -> Vkey:
    """The key with which the log signs."""
    return record.grants.founding.log
