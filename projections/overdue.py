"""What is owed on a day, and what is overdue: as it was known that day, or as it is known now.

As known that day (`then`) is the record as it stood when the day ended in Shanghai: nothing that was recorded later
changes it any more. As known now (`now`) takes the acts that were done by that day as they are known now, with what was
entered late or corrected since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from aggregates.duty import OVERDUE, RED, Duty

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.office.desk import Sight
    from projections.case_row import CaseRow
    from projections.duty_rows import BookWordsRow
    from projections.views import Views

THEN, NOW = "then", "now"
STANDS, DATED = "duty_row.met_on IS NULL AND duty_row.ended_on IS NULL", " AND duty_row.due_on IS NOT NULL"
SAME, NEW, CHANGED, GONE = "same", "new", "changed", "gone"


class Owed(NamedTuple):
    """One duty that was owed at the end of a day. `since`: against what was known that day, where both are known.

    `book`: the words of the rulebook that its case is under.
    """

    duty: Duty
    case: CaseRow
    book: BookWordsRow
    light: str
    state: str
    left: int | None
    age_days: int
    age_working_days: int
    since: str | None = None

    @property
    def overdue(self) -> bool:
        return self.state == OVERDUE


def owed(
    views: Views, calendar: WorkCalendar, day: date, *, known: str = THEN, undated: bool = True
) -> tuple[Owed, ...]:
    """Every duty that was owed when that day ended, the most urgent first; undated ones last, the oldest first.

    `undated`: whether to tell those without a day, which three of four are.
    """
    with views.reading():
        found = _then(views, day, undated) if known == THEN else _now(views, day, undated)
        kept = (each for each in found if undated or each[1].due_on is not None)
        return _told(kept, views.books(), calendar, day)


def standing_owed(sight: Sight) -> tuple[Owed, ...]:
    """What is owed on that sight by no single case: so many acts a month, a quarter, a year, since the founding.

    Nothing of this is stored: every act that may count is looked at, which takes a while on a long record.
    """
    from aggregates.duties_standing import standing
    from aggregates.record_context import RecordContext
    from aggregates.roster_lists import units
    from projections.case_row import CaseRow
    from projections.duty_rows import book_as_text, book_of_text

    record, book, day = sight.record, sight.book, sight.on
    founded = date.fromisoformat(record.case("ROOT")[0].on)
    context = RecordContext(record, sight.roster, lambda: sight.calendar)
    of = {unit.office: unit.unit_of for unit in units(sight.roster)}
    words, found = book_of_text(book_as_text(book)), []
    for duty in standing(context, book, founded, day, units=of, people=False):
        if _is_owed(duty, day):
            none = CaseRow("", duty.kind, None, -1, None, None, None, duty.period, 0, -1, "", day, book.sha256)
            found.append(_owed(none, duty, words, sight.calendar, day))
    return tuple(sorted(found, key=_urgency))


def compared(then: Iterable[Owed], now: Iterable[Owed]) -> tuple[Owed, ...]:
    """What is known now of a day against what was known then; what is owed no longer stands at the end."""
    before = {each.duty.key: each for each in then}
    found = []
    for each in now:
        was = before.pop(each.duty.key, None)
        since = NEW if was is None else SAME if _shown(was) == _shown(each) else CHANGED
        found.append(each._replace(since=since))
    return (*found, *(each._replace(since=GONE) for each in before.values()))


def _shown(each: Owed) -> tuple[object, ...]:
    """What a reader of the list sees of it."""
    duty = each.duty
    return (each.light, each.state, each.left, duty.due_on, duty.provisional, len(duty.urged), each.case.title)


def _told(
    found: Iterable[tuple[CaseRow, Duty]], books: dict[str, BookWordsRow], calendar: WorkCalendar, day: date
) -> tuple[Owed, ...]:
    standing = [(case, duty) for case, duty in found if _is_owed(duty, day)]
    owed = [_owed(case, duty, books[case.book], calendar, day) for case, duty in standing]
    return tuple(sorted(owed, key=_urgency))


def _is_owed(duty: Duty, day: date) -> bool:
    return duty.opened_on <= day and duty.met_on is None and duty.ended_on is None


def _owed(case: CaseRow, duty: Duty, book: BookWordsRow, calendar: WorkCalendar, day: date) -> Owed:
    age_days, age_working_days = duty.age(day, calendar)
    left = duty.days_left(day, calendar)
    return Owed(duty, case, book, duty.light(day, calendar, book), duty.state(day), left, age_days, age_working_days)


def _urgency(each: Owed) -> tuple[object, ...]:
    due = each.duty.due_on
    return (due is None, due or each.duty.opened_on, each.light != RED, each.case.opened_index, each.duty.key)


def _now(views: Views, day: date, undated: bool) -> Iterator[tuple[CaseRow, Duty]]:
    """The rows of cases in which nothing was done after that day; the others are folded again up to it."""
    text = day.isoformat()
    where = f"WHERE until_on <= ? AND duty_row.opened_on <= ? AND {STANDS}{'' if undated else DATED}"
    yield from views.duties(where, (text, text))
    later = views.case_rows("WHERE until_on > ? AND opened_on <= ?", (text, text))
    if later:
        reader = views.reader()
        for each in later:
            if rows := reader.rows(each.case, done_by=day):
                yield from ((rows.case, duty) for duty in rows.duties)


def _then(views: Views, day: date, undated: bool) -> Iterator[tuple[CaseRow, Duty]]:
    """The rows that no later entry can have changed; the other cases are folded as the record stood."""
    size = views.size_at_end_of(day)
    if size is None:
        yield from _now(views, day, undated)
        return
    affected = views.affected_since(size)
    where = f"WHERE opened_index < ? AND duty_row.opened_on <= ? AND {STANDS}{'' if undated else DATED}"
    stored = views.duties(where, (size, day.isoformat()))
    yield from ((case, duty) for case, duty in stored if case.case not in affected)
    reader = views.reader(views.record.before(size))
    for each in views.case_rows("WHERE opened_index < ?", (size,)):
        if each.case in affected and (rows := reader.rows(each.case)):
            yield from ((rows.case, duty) for duty in rows.duties)
