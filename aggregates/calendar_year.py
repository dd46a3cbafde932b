"""One year's notice on public holidays as a file: read, and checked line by line.

The file says what the State Council's notice says (国务院办公厅关于…年部分节假日安排的通知): each holiday from one day
until another, and the weekend days that are worked for it (调休上班). The New Year's holiday may begin in the December
before, and so may its make-up day; every other day lies in the file's own year.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from ledger.errors import BadInput

DATA: Final = Path(__file__).parent / "calendar_data"
_DAY: Final = timedelta(days=1)
_KEYS: Final = {"year", "notices", "holiday"}
_HOLIDAY_KEYS: Final = {"zh", "en", "from", "until", "works"}


class Holiday(NamedTuple):
    """One holiday of a notice: off from `first` to `last`, both included; `works` are weekend days worked for it."""

    zh: str
    en: str
    first: date
    last: date
    works: tuple[date, ...]

    def days(self) -> Iterator[date]:
        return (self.first + _DAY * n for n in range((self.last - self.first).days + 1))


class YearNotice(NamedTuple):
    """What one file says: `notices` are the numbers (文号) of the papers it follows, `sha256` is that of its bytes."""

    year: int
    notices: tuple[str, ...]
    holidays: tuple[Holiday, ...]
    sha256: str


def read_year(text: bytes, name: str) -> YearNotice:
    """The notice in these bytes.

    Raises:
        BadInput: the first fault of `faults`, with its line; `name` is what the error calls the file.
    """
    reader = _Reader(text, name)
    if reader.faults:
        raise reader.faults[0]
    return YearNotice(reader.year, reader.notices, tuple(reader.holidays), sha256(text).hexdigest())


def faults(text: bytes, name: str) -> list[BadInput]:
    """Everything wrong with the file at once, in the order of its lines."""
    return _Reader(text, name).faults


def statutory_days(year: int) -> dict[date, tuple[str, str]]:
    """The days off of the national regulation (全国年节及纪念日放假办法) before anybody arranges them: day -> (zh, en).

    From 2025 as amended on 2024-11-10: thirteen days, New Year's Eve (除夕) and 2 May among them. Days that move with
    the moon are known for the years of `moving_days.toml`; for the years before, the days of the solar year alone.
    """
    new_year, labour, national = ("元旦", "New Year's Day"), ("劳动节", "Labour Day"), ("国庆节", "National Day")
    days = {date(year, 1, 1): new_year, date(year, 5, 1): labour}
    if year >= 2025:
        days[date(year, 5, 2)] = labour
    days |= {date(year, 10, n): national for n in (1, 2, 3)}
    if moving := _moving_days().get(str(year)):
        first = moving["spring_festival"]
        days |= {first + _DAY * n: ("春节", "Spring Festival") for n in (-1, 0, 1, 2)}
        days[moving["qingming"]] = ("清明节", "Qingming Festival")
        days[moving["dragon_boat"]] = ("端午节", "Dragon Boat Festival")
        middle = moving["mid_autumn"]
        days[middle] = ("国庆节、中秋节", "National Day and Mid-Autumn Festival") if middle in days else _MID_AUTUMN
    return days


_MID_AUTUMN: Final = ("中秋节", "Mid-Autumn Festival")


def last_year_reached() -> int:
    """The last year whose moving days are known: no day beyond it can be counted, not even provisionally."""
    return max(map(int, _moving_days()))


@cache
def _moving_days() -> Mapping[str, Mapping[str, date]]:
    import tomllib

    return tomllib.loads((DATA / "moving_days.toml").read_text(encoding="utf-8"))


class _Reader:
    """Reads one file and notes every fault with the line it stands in."""

    def __init__(self, text: bytes, name: str) -> None:
        self.name = name
        self.faults: list[BadInput] = []
        self.year = 0
        self.notices: tuple[str, ...] = ()
        self.holidays: list[Holiday] = []
        self._seen: dict[date, str] = {}
        if (table := self._table(text)) is None:
            return
        self._head(table)
        if self.faults:  # without the year no day can be judged
            return
        for number, entry in enumerate(table.get("holiday", [])):
            self._holiday(number, entry)
        if not self.faults:
            self._statutory()

    def _table(self, text: bytes) -> dict[str, Any] | None:
        self._lines: list[str] = []
        try:
            words = text.decode("utf-8-sig")  # an editor of Windows may have put a byte order mark
        except UnicodeDecodeError:
            self.faults.append(BadInput("{file} is not UTF-8 text", file=self.name))
            return None
        import tomllib  # costs more than all the rest, and few commands count days

        self._lines = words.splitlines()
        self._headers = [n for n, line in enumerate(self._lines, 1) if re.match(r"\s*\[\[\s*holiday\s*\]\]", line)]
        try:
            return tomllib.loads(words)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+)", str(error))
            line = int(at[1]) if at else len(self._lines)
            self.faults.append(
                BadInput("{file}, line {line}: not TOML ({why})", file=self.name, line=line, why=str(error))
            )
            return None

    def _head(self, table: dict[str, Any]) -> None:
        for key in sorted(table.keys() - _KEYS):
            self._fault("{file}, line {line}: unknown key {key}", self._line(key), key=key)
        year, notices, holidays = table.get("year"), table.get("notices", []), table.get("holiday")
        if type(year) is not int or not 2000 <= year <= last_year_reached():
            template = "{file}, line {line}: year must be a year from 2000 to {last}"
            self._fault(template, self._line("year"), last=last_year_reached())
            return
        self.year = year
        if not isinstance(notices, list) or not all(isinstance(n, str) for n in notices):
            template = "{file}, line {line}: notices must be a list of the papers' numbers"
            self._fault(template, self._line("notices"))
            return
        self.notices = tuple(notices)
        if not isinstance(holidays, list) or not all(isinstance(entry, dict) for entry in holidays):
            self._fault("{file}, line {line}: no [[holiday]] is listed", len(self._lines))

    def _holiday(self, number: int, entry: dict[str, Any]) -> None:
        before = len(self.faults)
        for key in sorted(entry.keys() - _HOLIDAY_KEYS):
            self._fault("{file}, line {line}: unknown key {key}", self._line(key, number), key=key)
        for key in ("zh", "en"):
            if not isinstance(entry.get(key), str) or not entry[key].strip():
                self._fault("{file}, line {line}: {key} must name the holiday", self._line(key, number), key=key)
        works = entry.get("works", [])
        if not isinstance(works, list):
            self._fault("{file}, line {line}: works must be a list of days", self._line("works", number))
            works = []
        first, last = entry.get("from"), entry.get("until", entry.get("from"))
        for key, day in (("from", first), ("until", last), *(("works", day) for day in works)):
            if type(day) is not date:
                template = "{file}, line {line}: {key} must be a day written like 2026-01-01"
                self._fault(template, self._line(key, number), key=key)
        if len(self.faults) > before:
            return
        assert isinstance(first, date) and isinstance(last, date)
        holiday = Holiday(entry["zh"].strip(), entry["en"].strip(), first, last, tuple(works))
        if last < first:
            template = "{file}, line {line}: until {last} lies before from {first}"
            self._fault(template, self._line("until", number), first=str(first), last=str(last))
            return
        self._own_days(number, holiday)
        self.holidays.append(holiday)

    def _own_days(self, number: int, holiday: Holiday) -> None:
        """Each day in this year, once, and a make-up day on a weekend."""
        before = len(self.faults)
        for day in (holiday.first, holiday.last, *holiday.works):
            if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                template = "{file}, line {line}: {day} lies in another year than {year}"
                self._fault(template, self._line(str(day), number), day=str(day), year=self.year)
        for day in holiday.works:
            if day.weekday() < 5:
                template = "{file}, line {line}: {day} is no weekend day, so it cannot be a make-up working day"
                self._fault(template, self._line(str(day), number), day=str(day))
        if len(self.faults) > before:  # a span of a wrong year would collide with everything in it
            return
        listed = [(day, "off") for day in holiday.days()] + [(day, "works") for day in holiday.works]
        for day, what in listed:
            if day not in self._seen:
                self._seen[day] = what
                continue
            line = self._line("from" if what == "off" else str(day), number)
            if self._seen[day] == what:
                self._fault("{file}, line {line}: {day} is listed twice", line, day=str(day))
            else:
                self._fault("{file}, line {line}: {day} is listed as off and as worked", line, day=str(day))

    def _statutory(self) -> None:
        """A holiday left out is a slip of the hand: the regulation fixes these days, a notice only arranges them."""
        for day, (zh, en) in sorted(statutory_days(self.year).items()):
            rests = self._seen.get(day) == "off" or (day.weekday() >= 5 and self._seen.get(day) != "works")
            if not rests:
                template = "{file}, line {line}: {day} is a statutory holiday ({zh}, {en}) and is not off"
                self._fault(template, len(self._lines), day=str(day), zh=zh, en=en)

    def _line(self, words: str, number: int | None = None) -> int:
        """The first line with `words`, within the holiday of this number if given; where that begins if no line has."""
        start = 1 if number is None or number >= len(self._headers) else self._headers[number]
        end = len(self._lines)
        if number is not None and number + 1 < len(self._headers):
            end = self._headers[number + 1] - 1
        return next((n for n in range(start, end + 1) if words in self._lines[n - 1]), start)

    def _fault(self, template: str, line: int, **params: object) -> None:
        self.faults.append(BadInput(template, file=self.name, line=line, **params))
