"""What is owed: a pure fold of a case's entries into duties, each with its state and its age.

A duty opens with the act its rule names and is met by the acts its rule asks for. Where the text gives no number (及时)
the duty only ages; it can be overdue once the office has set it a day. An act recorded for another opens a duty of its
own: to be confirmed within the days that the book gives for late entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from aggregates.rulebook.conditions import truth
from aggregates.rulebook.forms import Deadline
from aggregates.rulebook.offices import Unknown, World, words
from aggregates.rulebook.progress import progress
from aggregates.rulebook.standing import may_do
from aggregates.rulebook.steps import ActStep, AllOf, Steps, acts_of

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.case import CaseState, TermSet
    from aggregates.case_file import CaseFile
    from aggregates.rulebook.context import Context
    from aggregates.rulebook.model import Book, Rule

CONFIRM = "confirm"
OPEN, MET, MET_LATE, OVERDUE = "open", "met", "met-late", "overdue"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed by one office. `key` names it for ever: its rule and the index of the entry that opened it.

    `rule` is None for the duty to confirm. `due_on` None: undated, and never overdue. `word`: the text's own word for
    when. `met_index` is the entry that met it; entered late and without a paper, it counts from the day of recording.
    """

    key: str
    case: str
    rule: str | None
    act: str
    by: tuple[str, ...]
    people: tuple[str, ...]
    opened_on: date
    opened_index: int
    word: str | None = None
    due_on: date | None = None
    term: TermSet | None = None
    met_on: date | None = None
    met_index: int | None = None

    def state(self, today: date) -> str:
        """open, met, met-late or overdue. Overdue begins the day after the due day."""
        if self.met_on is not None:
            return MET_LATE if self.due_on is not None and self.met_on > self.due_on else MET
        return OVERDUE if self.due_on is not None and today > self.due_on else OPEN

    def age(self, today: date, calendar: WorkCalendar) -> tuple[int, int]:
        """How old it is, or was when it was met: calendar days and working days since the day that opened it."""
        until = self.met_on or max(today, self.opened_on)
        return (until - self.opened_on).days, calendar.working_days_between(self.opened_on, until)


def duties(request: CaseFile, book: Book, context: Context, calendar: WorkCalendar, on: date) -> tuple[Duty, ...]:
    """The duties of a case as they stand on that day, in the order in which they were opened."""
    found = [*_of_rules(request, book, context, on), *_to_confirm(request, book, calendar)]
    return tuple(sorted(found, key=lambda duty: (duty.opened_index, duty.key)))


def _of_rules(request: CaseFile, book: Book, context: Context, on: date) -> Iterator[Duty]:
    state = request.state
    for rule in book.rules_of(state.kind):
        if not isinstance(rule.body, Deadline) or truth(rule.when, state.facts.get) is not True:
            continue
        for place, opener in enumerate(state.done):
            if opener.act != rule.body.from_:
                continue
            since = state._replace(done=state.done[place:])
            for member, steps in _shares(rule.body.steps):
                key = f"{rule.id}{member}@{opener.index}"
                term = next((term for term in reversed(request.terms) if term.duty == key), None)
                world = World(book, since, context, on, state.facts)
                yield _duty(key=key, rule=rule, steps=steps, world=world, term=term, request=request)


def _shares(steps: Steps) -> tuple[tuple[str, Steps], ...]:
    """What is owed apart: each part of an `all` is a duty of its own."""
    if len(steps) == 1 and isinstance(steps[0], AllOf):
        return tuple((f".{number}", (node,)) for number, node in enumerate(steps[0].nodes, 1))
    return (("", steps),)


def _duty(*, key: str, rule: Rule, steps: Steps, world: World, term: TermSet | None, request: CaseFile) -> Duty:
    assert isinstance(rule.body, Deadline)
    assert rule.body.undated, f"{rule.id}: no act of a funding request has a dated term yet"
    case: CaseState = world.case
    opener = case.done[0]
    try:
        done = progress(steps, world, start=0)
    except Unknown:
        done = None
    met = case.done[done.last] if done and done.done and done.last > 0 else None
    first = next(acts_of(steps))
    return Duty(
        key=key,
        case=case.case,
        rule=rule.id,
        act=first.act,
        by=tuple(words(each, world.facts) for each in first.by),
        people=_people(first, world),
        opened_on=opener.on,
        opened_index=opener.index,
        word=rule.body.undated,
        due_on=term.due_on if term else None,
        term=term,
        met_on=(met.counts_on or met.on) if met else None,
        met_index=met.index if met else None,
    )


def _people(step: ActStep, world: World) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(holder.person for holder in may_do(step.by, world._replace(act=step.act))))
    except Unknown:
        return ()


def _to_confirm(request: CaseFile, book: Book, calendar: WorkCalendar) -> Iterator[Duty]:
    for act in request.acts:
        if act.by.recorded_by is None:
            continue
        answered = act.confirmed or act.disowned
        yield Duty(
            key=f"{CONFIRM}@{act.index}",
            case=request.state.case,
            rule=None,
            act=CONFIRM,
            by=(act.by.office,),
            people=(act.by.person,),
            opened_on=act.recorded_on,
            opened_index=act.index,
            due_on=calendar.due(act.recorded_on, book.late_entry_working_days).on,
            met_on=date.fromisoformat(answered.on) if answered else None,
            met_index=answered.index if answered else None,
        )
