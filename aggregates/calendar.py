"""Working days of mainland China: which days are worked, and where a term of n working days ends.

The day of the event is day 0 and is not counted; the term ends on the n-th working day after it. Counted back from a
day, that day is not counted either. A year whose notice is not published is counted provisionally (暂定): Monday to
Friday less the statutory days, with nobody's make-up days. Nothing here reads a clock or a database.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, cached_property
from hashlib import sha256
from typing import Final, Literal, NamedTuple

from aggregates.calendar_year import DATA, YearNotice, last_year_reached, read_year, statutory_days
from ledger.canonical import encode
from ledger.errors import BadInput

Kind = Literal["working", "weekend", "holiday", "make-up"]
MOST_WORKING_DAYS: Final = 2_000
_DAY: Final = timedelta(days=1)


class Term(NamedTuple):
    """Where a count ends. `unpublished`: the years that it touched and nobody has published yet."""

    on: date
    unpublished: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        return bool(self.unpublished)


class CalendarDay(NamedTuple):
    """One day as it is counted aloud: what it is, by which holiday; `count`: 0 is day 0, None a day passed over."""

    day: date
    kind: Kind
    zh: str = ""
    en: str = ""
    provisional: bool = False
    count: int | None = None  # type: ignore[assignment]  # hides tuple.count

    @property
    def works(self) -> bool:
        return self.kind in {"working", "make-up"}


class _Year(NamedTuple):
    """`working`: ordinals of the working days, ascending; `marks`: the days that are not what their weekday says."""

    working: list[int]
    marks: dict[date, CalendarDay]


class WorkCalendar:
    """The published years, by their files' bytes. Immutable; a year is read when a day of it is first asked for."""

    def __init__(self, texts: Mapping[int, bytes]) -> None:
        if not texts:
            raise BadInput("a calendar needs at least one year")
        self._texts = dict(sorted(texts.items()))
        self._notices: dict[int, YearNotice] = {}
        self._years: dict[int, _Year] = {}

    @property
    def years(self) -> tuple[int, ...]:
        """The published years."""
        return tuple(self._texts)

    @property
    def texts(self) -> Mapping[int, bytes]:
        """The file of each published year, to the byte."""
        return dict(self._texts)

    @cached_property
    def versions(self) -> Mapping[int, str]:
        """SHA-256 of each year's file, hex."""
        return {year: sha256(text).hexdigest() for year, text in self._texts.items()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON object {year: SHA-256 of its file}, hex: names the whole calendar."""
        return sha256(encode({str(year): digest for year, digest in self.versions.items()})).hexdigest()

    def notice(self, year: int) -> YearNotice:
        """What the file of a published year says."""
        if year not in self._notices:
            self._notices[year] = read_year(self._texts[year], f"{year}.toml")
            if self._notices[year].year != year:
                raise BadInput("the file of {year} holds the year {found}", year=year, found=self._notices[year].year)
        return self._notices[year]

    def with_year(self, text: bytes, name: str) -> "WorkCalendar":
        """This calendar with the year in `text` added, or put in place of the one it has.

        Raises:
            BadInput: the file's first fault, with its line.
        """
        notice = read_year(text, name)
        return WorkCalendar({**self._texts, notice.year: text})

    def is_working_day(self, day: date) -> bool:
        working = self._year(day.year).working
        place = bisect_left(working, day.toordinal())
        return place < len(working) and working[place] == day.toordinal()

    def due(self, start: date, working_days: int) -> Term:
        """The n-th working day after `start`, which is day 0 and may itself be any day; for 0, `start`."""
        left = self._checked(working_days)
        if left == 0:
            return Term(start)
        year, unpublished = start.year, []
        place = bisect_right(self._year(year).working, start.toordinal())
        touched = start + _DAY
        while True:
            working = self._year(year).working
            if touched.year == year and year not in self._texts:
                unpublished.append(year)
            if left <= len(working) - place:
                return Term(date.fromordinal(working[place + left - 1]), tuple(unpublished))
            left -= len(working) - place
            year, place = year + 1, 0
            touched = date(year, 1, 1)

    def counted_back(self, day: date, working_days: int) -> Term:
        """The n-th working day before `day`, which is not counted; for 0, `day`."""
        left = self._checked(working_days)
        if left == 0:
            return Term(day)
        year, unpublished = day.year, []
        place = bisect_left(self._year(year).working, day.toordinal())
        touched = day - _DAY
        while True:
            working = self._year(year).working
            if touched.year == year and year not in self._texts:
                unpublished.append(year)
            if left <= place:
                return Term(date.fromordinal(working[place - left]), tuple(unpublished))
            left -= place
            year -= 1
            place = len(self._year(year).working)
            touched = date(year, 12, 31)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`.

        So `working_days_between(start, due(start, n).on) == n`.
        """
        if end < start:
            return -self.working_days_between(end, start)
        return self._upto(end) - self._upto(start) + self._of_years(start.year, end.year)

    def working_days_in(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included: the length of an absence."""
        return max(0, self.working_days_between(first, last) + self.is_working_day(first)) if first <= last else 0

    def day(self, day: date) -> CalendarDay:
        """What this day is."""
        provisional = day.year not in self._texts
        if mark := self._year(day.year).marks.get(day):
            return mark._replace(provisional=provisional)
        return CalendarDay(day, "weekend" if day.weekday() >= 5 else "working", provisional=provisional)

    def explain(self, start: date, working_days: int, *, back: bool = False) -> list[CalendarDay]:
        """Every day from `start` to the end of the term, in the order they are counted: `calendar explain`."""
        end = (self.counted_back if back else self.due)(start, working_days).on
        days, number, step = [self.day(start)._replace(count=0)], 0, -_DAY if back else _DAY
        while days[-1].day != end:
            day = self.day(days[-1].day + step)
            number += day.works
            days.append(day._replace(count=number if day.works else None))
        return days

    def _checked(self, working_days: int) -> int:
        if not 0 <= working_days <= MOST_WORKING_DAYS:
            raise BadInput("{n} is no number of working days from 0 to {most}", n=working_days, most=MOST_WORKING_DAYS)
        return working_days

    def _upto(self, day: date) -> int:
        return bisect_right(self._year(day.year).working, day.toordinal())

    def _of_years(self, first: int, before: int) -> int:
        return sum(len(self._year(year).working) for year in range(first, before))

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            first, last = min(self._texts), last_year_reached()
            if not first <= year <= last:
                template = "the calendar reaches from {first} to {last}, {year} is outside"
                raise BadInput(template, first=first, last=last, year=year)
            self._years[year] = self._built(year)
        return self._years[year]

    def _built(self, year: int) -> _Year:
        """The year's own notice, then what the next year's says of this December: New Year's holiday may reach back."""
        marks: dict[date, CalendarDay] = {}
        if year not in self._texts:
            marks = {day: CalendarDay(day, "holiday", zh, en) for day, (zh, en) in statutory_days(year).items()}
        for notice in (self.notice(y) for y in (year, year + 1) if y in self._texts):
            for holiday in notice.holidays:
                marks |= {
                    d: CalendarDay(d, "holiday", holiday.zh, holiday.en) for d in holiday.days() if d.year == year
                }
                marks |= {d: CalendarDay(d, "make-up", holiday.zh, holiday.en) for d in holiday.works if d.year == year}
        working = []
        for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
            mark = marks.get(date.fromordinal(ordinal))
            if mark.works if mark else (ordinal + 6) % 7 < 5:  # ordinal 1 was a Monday
                working.append(ordinal)
        return _Year(working, marks)


@cache
def shipped() -> WorkCalendar:
    """The calendar of this program: 2012 and later, as far as the notices were published when it was made."""
    return WorkCalendar({int(path.stem): path.read_bytes() for path in DATA.glob("[0-9]*.toml")})
