"""Which rulebook and which calendar judge: those that root holders adopted, kept to the byte as enclosures.

The founding names the first rulebook by its digest, so that one is in force from the first day; a later program that
ships other bytes under the same key changes nothing. Until a calendar is adopted the shipped one counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.rulebook.loader import SHIPPED, digest, load_files, read, shipped
from ledger.canonical import clean_text
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.case import CaseState
    from aggregates.office.desk import ActResult, Desk, Sight
    from aggregates.office.manner import Manner
    from aggregates.rulebook.model import Book
    from ledger.enclosures import Enclosures
    from ledger.entry import Recorded
    from ledger.record import Record

BOOKS, CALENDAR = "BOOKS", "CALENDAR"
RULEBOOK_ADOPTED, CALENDAR_ADOPTED = "rulebook.adopted/1", "calendar.adopted/1"
MEDIA = {"toml": "application/toml", "txt": "text/plain"}


class Adopted(NamedTuple):
    """A rulebook that was adopted by entry `by_index`. `from_on` None: by the founding, from the first day."""

    key: str
    sha256: str
    from_on: date | None
    by_index: int


def adopted_books(record: Record) -> tuple[Adopted, ...]:
    """The rulebooks adopted with effect, in the order of the record; the founding's is the first."""
    founding = record.case("ROOT")[0].facts["rulebook"]
    found = [Adopted(founding["key"], founding["sha256"], None, 0)]
    for entry in _effective(record, BOOKS, RULEBOOK_ADOPTED):
        facts = entry.facts
        from_on = date.fromisoformat(facts["in_force_from"])
        found.append(Adopted(facts["key"], facts["sha256"], from_on, entry.index))
    return tuple(found)


def book_on(record: Record, enclosures: Enclosures | None, on: date, *, cases: Collection[str] | None = None) -> Book:
    """The rulebook in force on that day: of those in force by then, the one adopted last.

    Raises:
        BadInput: its bytes are neither among the enclosures nor what this program ships.
    """
    books = adopted_books(record)
    chosen = [book for book in books if book.from_on is None or book.from_on <= on][-1]
    return _load(record, chosen, enclosures, cases)


def book_of_digest(record: Record, enclosures: Enclosures | None, sha256: str) -> Book:
    """The rulebook of that digest, as adopted: a case keeps the one it was opened under.

    Raises:
        BadInput: it was not adopted, or its bytes are not here.
    """
    chosen = next((book for book in adopted_books(record) if book.sha256 == sha256), None)
    if chosen is None:
        raise BadInput("no rulebook of digest {sha256} was adopted", sha256=sha256)
    return _load(record, chosen, enclosures, None)


def under_own_book(sight: Sight, state: CaseState) -> Sight:
    """The sight with the book that the case was opened under, which it keeps whatever was adopted since.

    Raises:
        BadInput: the bytes of that book are not here.
    """
    from dataclasses import replace

    if state.book in ("", sight.book.sha256):
        return sight
    if sight.own_book:
        return replace(sight, book=sight.own_book(state.book))
    return replace(sight, book=book_of_digest(sight.record, sight.enclosures, state.book))


def calendar_of(record: Record, enclosures: Enclosures | None) -> WorkCalendar:
    """The calendar adopted last, else the shipped one.

    Raises:
        BadInput: its bytes are neither among the enclosures nor what this program ships.
    """
    from aggregates.calendar import WorkCalendar
    from aggregates.calendar import shipped as shipped_calendar

    entries = list(_effective(record, CALENDAR, CALENDAR_ADOPTED))
    if not entries or entries[-1].facts["sha256"] == shipped_calendar().digest:
        return shipped_calendar()
    facts = entries[-1].facts
    files = _kept(facts["enclosures"], enclosures)
    calendar = WorkCalendar({int(name.removesuffix(".toml")): content for name, content in files.items()})
    if calendar.digest != facts["sha256"]:
        raise BadInput("the enclosures are not the calendar that was adopted: {sha256}", sha256=facts["sha256"])
    return calendar


def adopt_rulebook(
    desk: Desk, files: Mapping[str, bytes], *, in_force_from: date, changes: str | None = None, manner: Manner
) -> ActResult:
    """Adopt a rulebook: its digest into the record, its files beside it. Another root holder confirms.

    Args:
        files: the files of its folder, by name.
        changes: what changed, in text or in reading.

    Raises:
        BadInput: it does not pass the checks of a rulebook, or is in force already.
    """
    from aggregates.office.desk import Intent
    from aggregates.office.roster_acts import root_act
    from ledger.event import Draft

    book = load_files(files)
    said: dict[str, Any] = {"key": book.key, "sha256": book.sha256, "in_force_from": in_force_from.isoformat()}
    said |= {"changes": clean_text(changes)} if changes else {}
    papers = _Files(desk, files)

    def drafts(sight: Sight) -> list[Draft]:
        _check_book(files)
        last = adopted_books(sight.record)[-1]
        if last.sha256 == book.sha256 and last.from_on == in_force_from:
            raise BadInput("{key} is adopted already, by entry {index}", key=book.key, index=last.by_index)
        return [Draft(BOOKS, RULEBOOK_ADOPTED, {**said, "enclosures": papers.keep()})]

    return root_act(desk, Intent(RULEBOOK_ADOPTED, BOOKS, said), drafts, manner)


def adopt_calendar(desk: Desk, calendar: WorkCalendar, *, changes: str | None = None, manner: Manner) -> ActResult:
    """Adopt a calendar: the digest of every year into the record, the files beside it. Another root holder confirms.

    Raises:
        BadInput: it is the one in force.
    """
    from aggregates.office.desk import Intent
    from aggregates.office.roster_acts import root_act
    from ledger.event import Draft

    said: dict[str, Any] = {
        "sha256": calendar.digest,
        "years": {str(year): sha256 for year, sha256 in calendar.versions.items()},
    }
    said |= {"changes": clean_text(changes)} if changes else {}
    papers = _Files(desk, {f"{year}.toml": content for year, content in calendar.texts.items()})

    def drafts(sight: Sight) -> list[Draft]:
        entries = list(_effective(sight.record, CALENDAR, CALENDAR_ADOPTED))
        if entries and entries[-1].facts["sha256"] == calendar.digest:
            raise BadInput("this calendar is adopted already, by entry {index}", index=entries[-1].index)
        return [Draft(CALENDAR, CALENDAR_ADOPTED, {**said, "enclosures": papers.keep()})]

    return root_act(desk, Intent(CALENDAR_ADOPTED, CALENDAR, said), drafts, manner)


class _Files:
    """The files of one adoption, kept once however often the act is planned anew."""

    def __init__(self, desk: Desk, files: Mapping[str, bytes]) -> None:
        self._desk, self._files = desk, files
        self._kept: list[dict[str, Any]] = []

    def keep(self) -> list[dict[str, Any]]:
        if self._desk.enclosures is None:
            raise BadInput("this desk has no folder for enclosures")
        if not self._kept and not self._desk.dry_run:
            for name, content in sorted(self._files.items()):
                media = MEDIA.get(name.rpartition(".")[2], "application/octet-stream")
                self._kept.append(self._desk.enclosures.put(content, name, media))
        return self._kept


def _check_book(files: Mapping[str, bytes]) -> None:
    from aggregates.rulebook.checks import check_files

    if problems := check_files(files):
        template = "the rulebook has {count} faults, the first: {first}"
        raise BadInput(template, count=len(problems), first=str(problems[0]))


def _effective(record: Record, case: str, kind: str) -> Iterator[Recorded]:
    for entry in record.case(case):
        if entry.type == kind and entry.by["office"] == "root":
            effective = record.grants.effective_index(entry)
            if effective is not None and effective < record.size:
                yield entry


def _load(record: Record, chosen: Adopted, enclosures: Enclosures | None, cases: Collection[str] | None) -> Book:
    """The book of that digest: as shipped if the bytes are the same, else from the files kept with any adoption."""
    if chosen.key in shipped() and digest(files := read(SHIPPED / chosen.key)) == chosen.sha256:
        return load_files(files, cases=cases)
    for entry in record.case(BOOKS):
        if entry.type == RULEBOOK_ADOPTED and entry.facts["sha256"] == chosen.sha256:
            files = _kept(entry.facts["enclosures"], enclosures)
            if digest(files) == chosen.sha256:
                return load_files(files, cases=cases)
    template = "the files of the adopted rulebook {key} ({sha256}) are not here"
    raise BadInput(template, key=chosen.key, sha256=chosen.sha256)


def _kept(named: Collection[Mapping[str, Any]], enclosures: Enclosures | None) -> dict[str, bytes]:
    if enclosures is None:
        raise BadInput("this desk has no folder for enclosures")
    return {each["name"]: enclosures.get(each["sha256"]) for each in named}
