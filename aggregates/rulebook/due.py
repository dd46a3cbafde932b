"""When what a deadline asks for is due: the day its term ends, and what may still move it.

The day of the event is day 0; due on the n-th day after it, overdue from the next day. Nothing here reads a clock: what
counts is the day of the act, and for hours and minutes the instant of its entry.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from aggregates.case import CaseState, Done
from aggregates.rulebook.context import CalendarView
from aggregates.rulebook.forms import Deadline

URGE = "urge"
"""The act that sets a term for what is overdue already; it never sets or moves the due day itself."""
BEIJING = timedelta(hours=8)
DUE_ON = "due_on"


class Due(NamedTuple):
    """The day something is due, for a term in hours or minutes also the instant, in UTC as entries spell it.

    `provisional`: the day rests on a year of the calendar that is not published yet.
    """

    on: date
    at: str | None = None
    provisional: bool = False


def due_of(
    body: Deadline, opener: Done, case: CaseState, facts: Mapping[str, Any], calendar: CalendarView
) -> Due | None:
    """When what this act opened is due, extensions included; None where the text gives no day, or none is set yet."""
    due = first_due(body, opener, case, facts, calendar)
    return moved_by(body.extended_by, due, case, opener.index, body.on) if due else None


def moved_by(act: str | None, due: Due, case: CaseState, since: int, day: str | None = None) -> Due:
    """The due day as extensions granted after that entry moved it: before the due day only; nothing later moves it.

    `act`: what extends it, if anything; the later day stands in its field `day`, or in the usual one.
    """
    for done in case.done:
        if act and done.act == act and done.index > since:
            until = as_day((done.fields.get(day) if day else None) or done.fields.get(DUE_ON))
            if until and counts_on(done) < due.on < until:
                due = Due(until)
    return due


def first_due(
    body: Deadline, opener: Done, case: CaseState, facts: Mapping[str, Any], calendar: CalendarView
) -> Due | None:
    """When the deadline itself says that it is due; None for an undated one, or while its day is not known."""
    if body.within:
        return within(*body.within, opener, calendar)
    if body.undated is not None:
        return None
    day = _day(body, opener, case, facts)
    if day is None or body.ahead is None:
        return Due(day) if day else None
    if body.ahead.working_days is None:
        return Due(day - timedelta(days=body.ahead.calendar_days or 0))
    back = calendar.counted_back(day, body.ahead.working_days)
    return Due(back.on, provisional=back.provisional)


def within(unit: str, number: int, opener: Done, calendar: CalendarView) -> Due:
    """Where a term of so many working days, calendar days, months, hours or minutes ends."""
    match unit:
        case "working_days":
            end = calendar.due(opener.on, number)
            return Due(end.on, provisional=end.provisional)
        case "calendar_days":
            return Due(opener.on + timedelta(days=number))
        case "months":
            return Due(_months_after(opener.on, number))
    assert unit in {"hours", "minutes"}, unit
    end_of_day = datetime(opener.on.year, opener.on.month, opener.on.day, tzinfo=UTC) + timedelta(days=1) - BEIJING
    ends = (instant_of(opener) or end_of_day) + timedelta(**{unit: number})
    return Due((ends + BEIJING).date(), ends.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


def counts_on(done: Done) -> date:
    """The day that counts for a term: that of recording where the act was entered late and no paper shows its day."""
    return done.counts_on or done.on


def as_day(value: object) -> date | None:
    """A day as facts hold it."""
    return date.fromisoformat(value) if isinstance(value, str) else value if isinstance(value, date) else None


def instant_of(done: Done) -> datetime | None:
    """The instant of an act that was recorded on its day; None for a late entry, of which only the day is known."""
    if not done.at:
        return None
    at = datetime.fromisoformat(done.at)
    return at if (at + BEIJING).date() == done.on else None


def _months_after(day: date, months: int) -> date:
    """The same day of a later month; its last where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day(body: Deadline, opener: Done, case: CaseState, facts: Mapping[str, Any]) -> date | None:
    """The day that the deadline names.

    A day to be counted back from is the last that was set: a meeting put off takes its terms along. A day on which
    something is due is the one set when the duty was opened, or else the first set since. Urgings and extensions carry
    a day of the same name, which is not this one.
    """
    name = body.ahead.of if body.ahead else body.on
    assert name is not None
    others = {URGE, body.extended_by}
    set_by = [done for done in case.done if done.act not in others and done.fields.get(name)]
    if not set_by:
        known = facts.get(name)
        return None if any(done.fields.get(name) == known for done in case.done) else as_day(known)
    if body.ahead:
        return as_day(set_by[-1].fields[name])
    before = [done for done in set_by if done.index <= opener.index]
    return as_day((before[-1] if before else set_by[0]).fields[name])
