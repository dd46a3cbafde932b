"""What is owed: a pure fold of a case into duties, each with its state, its light and its age.

A duty opens with the act its rule names and is met by the acts its rule asks for. Where the text gives no number (及时)
the duty only ages; it can be overdue once the office has set it a day. A rung of a ladder that has opened is a duty of
whoever must climb it. An act recorded for another opens a duty of its own: to be confirmed within the days that the
book gives for late entries. Duties of no single case are in `duties_standing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from aggregates.duties_met import applies, lapsed_index, opened, owed, reach, world_of
from aggregates.duties_rungs import after_acts, ladder
from aggregates.duty import ENDED, GREEN, GREY, MET, MET_LATE, OPEN, OVERDUE, RED, YELLOW, Duty, RungState
from aggregates.rulebook.due import Due, due_of, moved_by
from aggregates.rulebook.escalation import urgings
from aggregates.rulebook.forms import Deadline
from aggregates.rulebook.offices import World

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.case import CaseState
    from aggregates.case_file import CaseFile
    from aggregates.duties_met import Opened
    from aggregates.rulebook.context import Context
    from aggregates.rulebook.model import Book

__all__ = [
    "CONFIRM", "ENDED", "GREEN", "GREY", "MET", "MET_LATE", "OPEN", "OVERDUE", "RED", "YELLOW", "Duty", "RungState",
    "all_duties", "confirmations", "duties", "rungs_open",
]  # fmt: skip
CONFIRM = "confirm"


def all_duties(
    file: CaseFile,
    book: Book,
    context: Context,
    calendar: WorkCalendar,
    on: date,
    *,
    people: bool = True,
    ahead: bool = False,
) -> tuple[Duty, ...]:
    """Every duty of a case as it stands on that day, those to confirm included, in the order they were opened."""
    found = [
        *duties(file.state, book, context, calendar, on, people=people, ahead=ahead),
        *confirmations(file, book, calendar),
    ]
    return tuple(sorted(found, key=_order))


def duties(
    state: CaseState,
    book: Book,
    context: Context,
    calendar: WorkCalendar,
    on: date,
    *,
    people: bool = True,
    ahead: bool = False,
) -> tuple[Duty, ...]:
    """The duties that the rules open in a case, as they stand on that day, in the order they were opened.

    Args:
        book: the rulebook the case was opened under, which its duties keep.
        people: False leaves out who the people are, which alone reads the roster.
        ahead: also those of rungs that open on a later day if nothing more is recorded.
    """
    world = world_of(state, book, context, on)
    found: dict[str, Duty] = {}
    for duty in _of_deadlines(world, calendar, people):
        rungs, climbing = ladder(duty, world, people=people, ahead=ahead)
        for each in (duty._replace(rungs=rungs), *climbing):
            found.setdefault(each.key, each)
    for each in after_acts(world, people=people):
        found.setdefault(each.key, each)
    return tuple(sorted(found.values(), key=_order))


def confirmations(file: CaseFile, book: Book, calendar: WorkCalendar) -> tuple[Duty, ...]:
    """The duties of leaders to confirm what was recorded in their name."""
    return tuple(_to_confirm(file, book, calendar))


def rungs_open(
    state: CaseState, book: Book, context: Context, calendar: WorkCalendar, on: date
) -> tuple[tuple[Duty, RungState], ...]:
    """Every rung of the ladders of a case that is open on that day, with its duty."""
    found = duties(state, book, context, calendar, on, people=False)
    return tuple((duty, rung) for duty in found for rung in duty.rungs if rung.is_open(on))


def _order(duty: Duty) -> tuple[int, str]:
    return duty.opened_index, duty.key


def _of_deadlines(world: World, calendar: WorkCalendar, people: bool) -> Iterator[Duty]:
    for rule in world.book.rules_of(world.case.kind):
        if isinstance(rule.body, Deadline) and applies(rule, world):
            acts = reach(rule.body.from_, rule.body.steps, world)
            # What is counted back from a day may have been done before the act that opened it.
            for each in opened(rule, rule.body.from_, rule.body.steps, acts, whole=rule.body.ahead is not None):
                yield _duty(each, rule.body, world, calendar, people)


def _duty(each: Opened, body: Deadline, world: World, calendar: WorkCalendar, people: bool) -> Duty:
    case, opener = world.case, each.opener
    assert opener is not None
    own = due_of(body, opener, case, world.facts, calendar)
    duty = owed(each, case, people=people, due=own, settable=own is None)
    if own is None and duty.term is not None:
        moved = moved_by(body.extended_by, Due(duty.term.due_on), case, duty.term.index, body.on)
        duty = duty._replace(due_on=moved.on)
    since = [done for done in case.done if done.index > opener.index]
    return duty._replace(word=body.undated, urged=urgings(since, duty.due_on, calendar))


def _to_confirm(file: CaseFile, book: Book, calendar: WorkCalendar) -> Iterator[Duty]:
    """One for each act that was recorded for another, answered by its confirmation or its disowning."""
    for act in file.acts:
        if act.by.recorded_by is None:
            continue
        key, answered = f"{CONFIRM}@{act.index}", act.confirmed or act.disowned
        due = calendar.due(act.recorded_on, book.late_entry_working_days)
        yield Duty(
            key=key,
            case=file.state.case,
            kind=file.state.kind,
            rule=None,
            act=CONFIRM,
            by=(act.by.office,),
            people=(act.by.person,),
            unit=act.by.office,
            opened_on=act.recorded_on,
            opened_index=act.index,
            due_on=due.on,
            provisional=due.provisional,
            met_on=date.fromisoformat(answered.on) if answered else None,
            met_index=answered.index if answered else None,
            lapsed_index=lapsed_index(file.state, key),
        )
