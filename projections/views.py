"""Views of the ledger, kept up with it: a row a case and a row a duty.

Following the log only marks what has to be made anew; `settle` then makes it, case by case. Both go on where they
stood, whatever stopped them, and two programs at once do nothing twice.

Why a view is never stale. Whether an entry is valid is decided by what stands before it, so a case comes out otherwise
only where one of these is recorded, and each marks the case:

1. an entry in the case itself, or in a case or of a type that its rows were seen to lean on (`lean`);
2. an entry of the roster, or the confirmation of one, that changes who held what on a day: rows look at no day after
   their `until_on`, so those cases are marked that reach the first day it changes;
3. a calendar: the cases that reach the years whose files differ from those of the calendar before.

A rulebook marks nothing: a case keeps the one it was opened under. Who the people are is asked when a row is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.feed import catch_up
from projections.view_changes import changed_since
from projections.view_store import TABLES, ViewStore, open_view_store

if TYPE_CHECKING:
    from aggregates.duty import Duty
    from aggregates.rulebook.model import Book
    from ledger.enclosures import Enclosures
    from ledger.record import Record
    from ledger.source import Row
    from projections.case_row import CaseRow
    from projections.cases import CaseReader, Rows
    from projections.duty_rows import BookWordsRow

NAME = "cases"
UNITS = ".units"
"""Marked like a case when the names of the units have to be read again."""
CHUNK = 200
"""Cases a transaction: short enough for another desk to wait for."""
SHANGHAI = timedelta(hours=8)
Progress = Callable[[str, int, int], None]
"""Told what is going on, how far it is and of how much."""


def quiet(what: str, done: int, of: int) -> None:
    """Tells nobody."""


class Views:
    """The views of one ledger, for one reading of it. `progress` is told how far following and making have come."""

    def __init__(
        self, store: ViewStore, record: Record, enclosures: Enclosures | None, progress: Progress = quiet
    ) -> None:
        self.store, self.record, self.enclosures, self.progress = store, record, enclosures, progress
        self._books: dict[str, Book] = {}

    def close(self) -> None:
        self.store.close()

    # Keeping up

    def caught_up(self) -> Views:
        """These views, holding all that the ledger holds now; made anew if they are not of this ledger and program."""
        meta = _meta(self.record)
        if self.store.meta() != meta:
            self._make(meta, anew=False)
        catch_up(self.store.connection, NAME, self.record.source, self._mark)
        while self._settle():
            pass
        return self

    def rebuilt(self) -> Views:
        """The same from nothing."""
        self._make(_meta(self.record), anew=True)
        return self.caught_up()

    def _make(self, meta: dict[str, str], *, anew: bool) -> None:
        with self.store.writing():
            self.store.lock()
            if anew or self.store.meta() != meta:  # another program may have made them while this one waited
                self.store.make(meta)
                self.store.run("INSERT INTO view_position VALUES (?, 0)", (NAME,))

    def _mark(self, _: Any, rows: list[Row]) -> None:
        """Mark the cases whose rows have to be made anew because of these entries."""
        store = self.store
        self.progress("entries", rows[-1].index + 1, self.record.size)
        found = {row.case for row in rows if _has_rows(row.case)}
        keys = {key for row in rows for key in (row.case, row.type)}
        for some in _by(list(keys), 400):
            marks = ", ".join("?" * len(some))
            found |= {case for (case,) in store.run(f"SELECT case_id FROM lean WHERE on_key IN ({marks})", some)}  # noqa: S608
        for row in rows:
            if (since := changed_since(row, self.record.source)) is not None:
                reached = store.run("SELECT case_id FROM case_row WHERE until_on >= ?", (since.isoformat(),))
                found |= {case for (case,) in reached}
        if any(row.type in {"unit.enrolled/1", "roster.confirmed/1"} for row in rows):
            found.add(UNITS)
        store.many("INSERT INTO dirty VALUES (?) ON CONFLICT DO NOTHING", [(case,) for case in sorted(found)])
        self._days(rows)

    def _days(self, rows: list[Row]) -> None:
        from ledger.acceptance import AT_IN_PAYLOAD

        highest = self.store.run("SELECT max(day) FROM day_row")[0][0] or ""
        for row in rows:
            day = (datetime.fromisoformat(row.payload[AT_IN_PAYLOAD]) + SHANGHAI).date().isoformat()
            if day > highest:
                self.store.run("INSERT INTO day_row VALUES (?, ?)", (day, row.index))
                highest = day

    def _settle(self) -> bool:
        """Make the rows of some marked cases anew; False when there are none left."""
        if not self.store.run("SELECT 1 FROM dirty LIMIT 1"):
            return False
        with self.store.writing():
            # A write first: it takes the lock, and what is read after it is what the other runner left.
            self.store.run("UPDATE view_position SET next_index = next_index WHERE view = ?", (NAME,))
            cases = [case for (case,) in self.store.run("SELECT case_id FROM dirty ORDER BY case_id LIMIT ?", (CHUNK,))]
            left = self.store.run("SELECT count(*) FROM dirty")[0][0]
            reader = self.reader()
            if UNITS in cases:
                self._name_units(reader)
            self._replace([(case, None if case == UNITS else reader.rows(case)) for case in cases])
        self.progress("cases", self.store.run("SELECT count(*) FROM case_row")[0][0], left)
        return bool(left > len(cases))

    def _name_units(self, reader: CaseReader) -> None:
        from aggregates.roster_lists import units

        self.store.run("DELETE FROM unit_row")
        self.store.many("INSERT INTO unit_row VALUES (?, ?, ?)", [(u.office, u.zh, u.en) for u in units(reader.roster)])

    def reader(self, record: Record | None = None) -> CaseReader:
        """What makes rows of the record as it is now, or of that one."""
        from ledger.record import Record
        from projections.cases import CaseReader

        return CaseReader(record or Record(self.record.source), self.enclosures, self._books)

    def _replace(self, made: Sequence[tuple[str, Rows | None]]) -> None:
        from projections.case_row import CaseRow
        from projections.duty_rows import as_text, book_as_text

        store = self.store
        names = [(case,) for case, _ in made]
        for table in ("case_row", "duty_row", "lean", "dirty"):
            store.many(f"DELETE FROM {table} WHERE case_id = ?", names)  # noqa: S608
        found = [rows for _, rows in made if rows]
        row = f"INSERT INTO case_row VALUES ({', '.join('?' * len(CaseRow._fields))})"  # noqa: S608
        store.many(row, [tuple(_iso(value) for value in rows.case) for rows in found])
        store.many(
            "INSERT INTO duty_row VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (rows.case.case, place, *map(_iso, (d.opened_on, d.due_on, d.met_on, d.ended_on)), as_text(d))
                for rows in found
                for place, d in enumerate(rows.duties)
            ],
        )
        store.many("INSERT INTO lean VALUES (?, ?)", [(key, r.case.case) for r in found for key in r.leans])
        books = "INSERT INTO book_row VALUES (?, ?) ON CONFLICT DO NOTHING"
        used = {rows.case.book for rows in found} & self._books.keys()
        store.many(books, [(sha256, book_as_text(self._books[sha256])) for sha256 in sorted(used)])

    # Reading

    @contextmanager
    def reading(self) -> Iterator[ViewStore]:
        """The tables, caught up, all that is read in here being of one moment and one program."""
        self.caught_up()
        with self.store.reading():
            if self.store.meta() == _meta(self.record):
                yield self.store
                return
        with self.reading() as store:  # another program made them its own in between
            yield store

    def size_at_end_of(self, day: date) -> int | None:
        """How many entries were on record when that day ended in Shanghai; None: all of them, so far."""
        found = self.store.run("SELECT min(first_index) FROM day_row WHERE day > ?", (day.isoformat(),))
        size: int | None = found[0][0]
        return size

    def count_undated(self, day: date) -> int:
        """How many duties without a day were owed on that day, by what is known now of cases that rest since."""
        text = day.isoformat()
        asked = (
            "SELECT count(*) FROM duty_row JOIN case_row ON duty_row.case_id = case_row.case_id WHERE until_on <= ? "
            "AND duty_row.opened_on <= ? AND due_on IS NULL AND met_on IS NULL AND ended_on IS NULL"
        )
        return int(self.store.run(asked, (text, text))[0][0])

    def case_rows(self, where: str = "", params: Sequence[object] = ()) -> list[CaseRow]:
        """The rows of cases, in the order in which they were opened."""
        from projections.case_row import CaseRow

        found = self.store.run(f"SELECT * FROM case_row {where} ORDER BY opened_index, case_id", params)  # noqa: S608
        return [CaseRow(*_with_days(row)) for row in found]

    def duties(self, where: str = "", params: Sequence[object] = ()) -> list[tuple[CaseRow, Duty]]:
        """The duties with their cases, case by case in the order in which the cases were opened."""
        from projections.case_row import CaseRow
        from projections.duty_rows import of_text

        columns = ", ".join(f"case_row.{name}" for name in CASE_COLUMNS)
        found = self.store.run(
            f"SELECT {columns}, duty_row.said FROM duty_row JOIN case_row ON duty_row.case_id = case_row.case_id "  # noqa: S608
            f"{where} ORDER BY case_row.opened_index, case_row.case_id, place",
            params,
        )
        return [(CaseRow(*_with_days(row)), of_text(said)) for *row, said in found]

    def faults(self) -> list[str]:
        """The cases whose duties cannot be told, because an entry is not what it should be."""
        return [case for (case,) in self.store.run("SELECT case_id FROM case_row WHERE fault IS NOT NULL ORDER BY 1")]

    def units(self) -> dict[str, tuple[str, str]]:
        """What the enrolled units are called, in Chinese and in English."""
        return {office: (zh, en) for office, zh, en in self.store.run("SELECT * FROM unit_row")}

    def books(self) -> dict[str, BookWordsRow]:
        """The rulebooks of these cases by their digests, as far as a list shows them."""
        from projections.duty_rows import book_of_text

        return {sha256: book_of_text(said) for sha256, said in self.store.run("SELECT * FROM book_row")}

    def affected_since(self, size: int) -> set[str]:
        """The cases whose rows the entries from that index on may have changed."""
        found: set[str] = set()
        keys: set[str] = set()
        for row in self.record.source.rows(size, self.record.size):
            if _has_rows(row.case):
                found.add(row.case)
            keys |= {row.case, row.type}
            if (since := changed_since(row, self.record.source)) is not None:
                reached = self.store.run("SELECT case_id FROM case_row WHERE until_on >= ?", (since.isoformat(),))
                found |= {case for (case,) in reached}
        for some in _by(sorted(keys), 400):
            marks = ", ".join("?" * len(some))
            found |= {case for (case,) in self.store.run(f"SELECT case_id FROM lean WHERE on_key IN ({marks})", some)}  # noqa: S608
        return found


def open_views(record: Record, enclosures: Enclosures | None, progress: Progress = quiet) -> Views:
    """The views of the ledger that this record reads, as they stand; `caught_up` makes them current."""
    return Views(open_view_store(record.source.url), record, enclosures, progress)  # type: ignore[attr-defined]


def _meta(record: Record) -> dict[str, str]:
    """What the tables were made of and by: another ledger's, or another program's, are of no use."""
    first = next(iter(record.source.rows(0, 1)), None)
    return {"ledger": f"{record.origin} {first.leaf.hex() if first else ''}", "program": program()}


_program: list[str] = []


def program() -> str:
    """The digest of what decides how a row comes out: the code of cases, duties and rules, and of these views."""
    if not _program:
        here = Path(__file__).parent
        cases = here.parent / "aggregates"
        own = [
            here / f"{name}.py" for name in ("case_row", "cases", "duty_rows", "view_changes", "view_store", "views")
        ]
        files = [*sorted(cases.glob("*.py")), *sorted((cases / "rulebook").glob("*.py")), *own]
        _program.append(sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest())
    return _program[0]


def _has_rows(case: str) -> bool:
    from aggregates.kinds import kind_of

    return kind_of(case) is not None


def _by(keys: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


CASE_COLUMNS = tuple(column.split()[0] for column in TABLES["case_row"].split(", "))
_DAYS = (2, 5, 11)  # the columns of case_row that hold days


def _with_days(row: Sequence[Any]) -> list[Any]:
    return [date.fromisoformat(v) if place in _DAYS and v else v for place, v in enumerate(row)]
