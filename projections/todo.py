"""What waits for one person: the turns of open cases, also those taken for another, what is owed, what to confirm.

A digest, and no alarm: each step of a case stands in it once, with its day where it has one. Who holds which office is
asked of the roster as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from aggregates import case_file
from aggregates.case import CaseState
from aggregates.duties_met import people_of
from aggregates.office.adoption import under_own_book
from aggregates.office.ahead import Next
from aggregates.office.next_steps import as_next
from aggregates.record_context import RecordContext
from aggregates.rulebook.offices import World
from aggregates.rulebook.turns import turns
from projections.overdue import NOW, Owed, owed

if TYPE_CHECKING:
    from aggregates.duty import Duty
    from aggregates.office.desk import Sight
    from aggregates.rulebook.context import Turn
    from projections.case_row import CaseRow
    from projections.views import Views

TURN, DUTY, CONFIRM, ROSTER = "turn", "duty", "confirm", "confirm-roster"
OWN = ("same_as:", "chair", "delegated_by:")
"""What in the words of an office hangs on the case itself, and not on the roster alone."""


class Waiting(NamedTuple):
    """One step that waits for the person. `what`: a turn, a duty without one, an act or an entry to confirm.

    `acting_for`: the office it is taken for, standing in. `owed`: the duty to take it, where there is one.
    """

    what: str
    case: CaseRow | None
    act: str
    next: Next
    acting_for: str | None = None
    owed: Owed | None = None


class People:
    """Who owes what on a day, by the roster of that sight; an office is looked up once."""

    def __init__(self, sight: Sight, day: date) -> None:
        self.sight, self.day = sight, day
        self._known: dict[tuple[object, ...], tuple[str, ...]] = {}

    def of(self, duty: Duty) -> tuple[str, ...]:
        if duty.rule is None:
            return duty.people
        key = (duty.by, duty.act, duty.kind)
        if any(word.startswith(OWN) or "+" in word for word in duty.by):
            return self._asked(duty)
        if key not in self._known:
            self._known[key] = self._asked(duty)
        return self._known[key]

    def _asked(self, duty: Duty) -> tuple[str, ...]:
        record = self.sight.record
        known = case_file.fold(duty.case, record.case(duty.case)).state if duty.case else None
        state = known or CaseState(duty.kind, "")  # a standing duty is of no single case
        sight = under_own_book(self.sight, state)
        context = RecordContext(record, sight.roster, lambda: sight.calendar)
        facts = {**context.derive(state, state.facts, sight.book, self.day), **state.facts}
        world = World(sight.book, state, context, self.day, facts, member=duty.member)
        return people_of(duty.offices, duty.act, world)


def todo(views: Views, sight: Sight, person: str) -> tuple[Waiting, ...]:
    """What waits for the person on the day of that sight, what has the nearest day first."""
    people = People(sight, sight.on)
    duties = {
        (each.case.case, each.duty.act): each
        for each in reversed(owed(views, sight.calendar, sight.on, known=NOW))
        if person in people.of(each.duty)
    }
    found = []
    for row in views.case_rows("WHERE closed IS NULL AND opened_on IS NOT NULL"):
        for each in _turns(row, sight, person):
            found.append(each._replace(owed=duties.pop((row.case, each.act), None)))
    found += [_owing(each, person) for each in duties.values()]
    return (*sorted(found, key=_nearest), *_roster(sight, person))


def _turns(row: CaseRow, sight: Sight, person: str) -> Iterator[Waiting]:
    """The person's turns in one case."""
    state = case_file.fold(row.case, sight.record.case(row.case)).state
    sight = under_own_book(sight, state)
    context = RecordContext(sight.record, sight.roster, lambda: sight.calendar)
    for turn in turns(state, sight.book, context, sight.on):
        mine = [holder for holder in turn.holders if holder.person == person]
        if mine and not turn.blocked:
            step = as_next(turn._replace(holders=tuple(mine[:1])), row.case)
            yield Waiting(TURN, row, _act(turn, step), step, mine[0].acting_for)


def _act(turn: Turn, step: Next) -> str:
    return turn.act or step.act


def _owing(each: Owed, person: str) -> Waiting:
    """A duty that is no turn of its case: to confirm what was recorded, to report once the case is closed."""
    duty = each.duty
    what = CONFIRM if duty.rule is None else DUTY
    kind = each.case.kind
    if what == CONFIRM:
        command: tuple[str, ...] = (kind, "confirm", str(duty.opened_index), "--as", person)
    else:
        from aggregates.office.verbs import VERBS

        verb = VERBS.get(kind, {}).get(duty.act)
        verb_and_case = (verb, each.case.case) if verb else ("note", each.case.case, duty.act)
        command = (kind, *verb_and_case, "--as", person)
    return Waiting(what, each.case, duty.act, Next(duty.act, command, (person,), duty.by), None, each)


def _roster(sight: Sight, person: str) -> Iterator[Waiting]:
    """What another root holder gave and this one may confirm, as one."""
    if person not in sight.record.grants.root_holders:
        return
    from aggregates.roster_lists import pending

    if any(each.person != person for each in pending(sight.record)):
        step = Next("confirm", ("office", "confirm", "--as", person), (person,), ("root",))
        yield Waiting(ROSTER, None, "confirm", step)


def _nearest(each: Waiting) -> tuple[object, ...]:
    due = each.owed.duty.due_on if each.owed else None
    opened = each.case.opened_index if each.case else 0
    return (due is None, due or date.max, opened, each.act)
