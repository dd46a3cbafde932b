"""What has become true of a case by the passing of time, and deserves an entry: lapses, rungs, silence. Pure.

Each happens once, on a day of its own; its act id follows from what it is, so that whoever notes it, whenever and
however often, writes the same. What rests on a year of the calendar not yet published waits until it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid5

from aggregates.duties import all_duties
from aggregates.service import DEEMED, LAPSED, RUNG_OPENED
from aggregates.silence import silences

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.case_file import CaseFile
    from aggregates.duty import Duty
    from aggregates.rulebook.context import Context
    from aggregates.rulebook.model import Book

NAMESPACE = UUID("5d6c1c0e-8a3b-5b7e-9f0a-2f4f6a4de6b1")


class Happened(NamedTuple):
    """One thing that became true on the day `since`. `what` names it among all of its type in this record.

    `index`: the entry that notes it, if its case knows of one.
    """

    since: date
    type: str
    case: str
    what: tuple[str, ...]
    facts: Mapping[str, Any]
    rule: str | None
    index: int | None = None  # type: ignore[assignment]  # hides tuple.index

    def act_id(self, origin: str, serial: int = 0) -> str:
        """The act that notes it in the record of that origin; a `serial` where a void entry bears the first id."""
        parts = (origin, self.type, self.case, *self.what, *((str(serial),) if serial else ()))
        return str(uuid5(NAMESPACE, "\n".join(parts)))


def happened(
    file: CaseFile, book: Book, context: Context, calendar: WorkCalendar, until: date
) -> tuple[tuple[Happened, ...], tuple[Duty, ...]]:
    """What became true of a case up to that day, in the order of the days; and the duties that would have lapsed by
    then, or whose ladder would have opened, if the calendar of their year were published.
    """
    found: list[Happened] = []
    waiting: list[Duty] = []
    for duty in all_duties(file, book, context, calendar, until, people=False):
        here = tuple(_of_duty(duty, until))
        if here and duty.provisional:
            waiting.append(duty)
        else:
            found += here
    found += _silences(file, book, context, calendar, until)
    return tuple(sorted(found, key=lambda each: (each.since, each.type, each.what))), tuple(waiting)


def unnoted(duty: Duty, until: date) -> bool:
    """Whether anything of this duty became true up to that day that its case does not note."""
    return any(each.index is None for each in _of_duty(duty, until))


def _of_duty(duty: Duty, until: date) -> Iterator[Happened]:
    lapsed = duty.lapsed_on()
    if lapsed is not None and lapsed <= until and duty.due_on is not None:
        facts = {"due_on": duty.due_on.isoformat(), "duty": duty.key, "since": lapsed.isoformat()}
        yield Happened(lapsed, LAPSED, duty.case, (duty.key,), facts, duty.rule, duty.lapsed_index)
    for rung in duty.rungs:
        if rung.optional or rung.open_from is None or rung.open_from > until:
            continue
        said = {"duty": duty.key, "rung": rung.rule, "since": rung.open_from.isoformat(), "target": rung.target}
        what = (duty.key, rung.rule, rung.target or "")
        yield Happened(rung.open_from, RUNG_OPENED, duty.case, what, said, rung.rule, rung.fired_index)


def _silences(file: CaseFile, book: Book, context: Context, calendar: WorkCalendar, until: date) -> Iterator[Happened]:
    for each in silences(file.state, book, context, calendar, until):
        if each.provisional:
            continue
        facts = {
            "act": each.act,
            "counts_as": each.counts_as,
            "outcome": each.outcome,
            "request": {"index": each.request.index, "leaf": each.request.leaf},
            "rule": each.rule,
            "silent": {"office": each.office, "person": each.person},
            "since": each.since.isoformat(),
        }
        what = (each.rule, str(each.request.index), each.counts_as, each.office)
        yield Happened(each.since, DEEMED, file.state.case, what, facts, each.rule)
