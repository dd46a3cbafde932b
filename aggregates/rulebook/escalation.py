"""The ladder that follows on an overdue duty: which urgings count, and from which day a rung may be climbed.

An urging counts if it is made after the term then running is over, the duty's own or that of the urging before; it
carries a new term. A rung after n urgings opens on the day after the term of the n-th; one after none, on the day after
the due day.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from aggregates.case import Done
from aggregates.duty import Urging
from aggregates.rulebook.context import CalendarView
from aggregates.rulebook.due import DUE_ON, URGE, as_day, counts_on

DEFAULT_TERM_WORKING_DAYS = 5
"""The term of an urging that names none."""
_DAY = timedelta(days=1)


def urgings(done: Iterable[Done], due_on: date | None, calendar: CalendarView) -> tuple[Urging, ...]:
    """The urgings among these acts, in order; none counts on a duty that has no due day."""
    found: list[Urging] = []
    running = due_on
    for each in done:
        if each.act != URGE:
            continue
        on = counts_on(each)
        until = as_day(each.fields.get(DUE_ON)) or calendar.due(on, DEFAULT_TERM_WORKING_DAYS).on
        counts = running is not None and on > running
        running = until if counts else running
        found.append(Urging(on, until, each.index, counts))
    return tuple(found)


def opens_on(urged: int, due_on: date | None, made: Iterable[Urging]) -> date | None:
    """The first day of a rung that stands after so many urgings; None while it cannot be known."""
    if due_on is None:
        return None
    counted = [each for each in made if each.counts]
    if urged > len(counted):
        return None
    return (counted[urged - 1].due_on if urged else due_on) + _DAY
