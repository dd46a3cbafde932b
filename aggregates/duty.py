"""A duty as a value: one thing owed, when it is due, how it stands on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregates.calendar import WorkCalendar
    from aggregates.case import TermSet
    from aggregates.rulebook.steps import Offices

OPEN, MET, MET_LATE, OVERDUE, ENDED = "open", "met", "met-late", "overdue", "ended"
GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"


class Lights(Protocol):
    """A rulebook, as far as it sets the colours."""

    @property
    def lights(self) -> Mapping[str, Any]: ...


class Urging(NamedTuple):
    """One urging on a duty, and the term it set. `counts`: it was made when the term before it was over."""

    on: date
    due_on: date
    index: int  # type: ignore[assignment]  # hides tuple.index
    counts: bool


class RungState(NamedTuple):
    """One rung of the ladder on a duty, for one of those it is aimed at.

    `target`: a unit, an office, `post:POST:UNIT`, a person; None: at nobody named. `open_from`: the
    first day on which it may be climbed; None while that is not known, or where the duty was met or ended before.
    `fired_index`: the entry that noted its opening; `done_on`, `done_index`: the act that climbed it. `optional`:
    merely lawful (可, 必要时), and never noted by itself.
    """

    rule: str
    target: str | None
    urged: int
    open_from: date | None = None
    fired_index: int | None = None
    optional: bool = False
    act: str = ""
    done_on: date | None = None
    done_index: int | None = None
    provisional: bool = False

    def is_open(self, today: date) -> bool:
        """Whether it may be climbed on that day; once open it stays so, though the duty be met late."""
        return self.open_from is not None and today >= self.open_from


class Duty(NamedTuple):
    """One thing owed. `key` names it for ever: its rule, the part or member, the index of the entry that opened it.

    `rule` is None for the duty to confirm; `case` is empty for a standing duty of no single case, whose `period` it is.
    `by`: who owes it in words, any of which will do; `offices` and `member` are the same as expressions, `people` who
    they are on the day asked. `unit`: the department that owes it, or the office; None where it is a leader's.

    `word`: the text's own word for when; `due_on` None: undated, and never overdue. `due_at`: the instant, for a term
    in hours. `provisional`: counted in a year not yet published. `settable`: the text fixes no day, so the office may;
    `term` is the one it set. `met_index` is the entry that met it; entered late and without a paper, it counts from
    the day of recording. `ended_on`: its case was closed so that it can no longer be met. `lapsed_index`, `rungs`: what
    the record itself noted of it, and the ladder that stands on it. `urged`: the urgings since it was opened.
    """

    key: str
    case: str
    kind: str
    rule: str | None
    act: str
    by: tuple[str, ...]
    people: tuple[str, ...]
    opened_on: date
    opened_index: int
    unit: str | None = None
    offices: Offices = ()
    member: str | None = None
    word: str | None = None
    due_on: date | None = None
    due_at: str | None = None
    provisional: bool = False
    settable: bool = False
    term: TermSet | None = None
    met_on: date | None = None
    met_at: str | None = None
    met_index: int | None = None
    ended_on: date | None = None
    lapsed_index: int | None = None
    urged: tuple[Urging, ...] = ()
    rungs: tuple[RungState, ...] = ()
    period: str | None = None

    def state(self, today: date) -> str:
        """open, met, met-late, overdue, or ended. Overdue begins the day after the due day."""
        if self.met_on is not None:
            return MET_LATE if self._late(self.met_on, self.met_at) else MET
        if self.ended_on is not None:
            return ENDED
        return OVERDUE if self._late(today) else OPEN

    def lapsed_on(self) -> date | None:
        """The day on which it became overdue, or will if nothing happens; None where it was met or ended in time."""
        if self.due_on is None:
            return None
        until = self.met_on or self.ended_on
        if until is not None and not self._late(until, self.met_at if self.met_on else None):
            return None
        return self.due_on + timedelta(days=1)

    def light(self, today: date, calendar: WorkCalendar, book: Lights) -> str:
        """green, yellow or red by the working days left, as the book sets them; grey: no day, met or ended."""
        state = self.state(today)
        if self.due_on is None or state in {MET, MET_LATE, ENDED}:
            return GREY
        if state == OVERDUE:
            return RED
        left = calendar.working_days_between(today, self.due_on)
        if left >= number(book, "green_until_working_days_left"):
            return GREEN
        return YELLOW if left >= number(book, "yellow_until_working_days_left") else RED

    def days_left(self, today: date, calendar: WorkCalendar) -> int | None:
        """Working days until the due day, negative past it; None where there is none, or nothing is owed any more."""
        if self.due_on is None or self.met_on or self.ended_on:
            return None
        return calendar.working_days_between(today, self.due_on)

    def days_late(self, today: date, calendar: WorkCalendar) -> int:
        """Working days past the due day, until it was met or ended; 0 where it is not late, or late by a weekend."""
        until = self.met_on or self.ended_on or today
        if self.due_on is None or until <= self.due_on:
            return 0
        return calendar.working_days_between(self.due_on, until)

    def age(self, today: date, calendar: WorkCalendar) -> tuple[int, int]:
        """How old it is, or was when it was met: calendar days and working days since the day that opened it."""
        until = max(self.met_on or self.ended_on or today, self.opened_on)
        return (until - self.opened_on).days, calendar.working_days_between(self.opened_on, until)

    def _late(self, day: date, at: str | None = None) -> bool:
        """Whether that day, or that instant of it, lies past the term."""
        if self.due_on is None:
            return False
        return at > self.due_at if self.due_at and at else day > self.due_on


def number(book: Lights, light: str) -> int:
    """A number of days from the book's lights."""
    value = book.lights[light]
    assert isinstance(value, int), f"{light} is no number of days"
    return value
