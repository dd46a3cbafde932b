"""What has become true and is not on record yet: written down by whoever ticks, a clerk of the office or the service.

Every entry is an act of its own with an id that follows from what it notes. So a thousand ticks write what one writes,
two clerks at once write it once, and a tick that is killed in the middle is finished by the next: there is nothing to
recover, because nothing is kept anywhere but in the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates import case_file
from aggregates.happened import Happened, happened
from aggregates.kinds import KINDS
from aggregates.office.adoption import under_own_book
from aggregates.office.desk import ActResult, Desk, Intent, Plan, Sight
from aggregates.office.manner import PLAIN, Manner, speakers
from aggregates.record_context import RecordContext
from aggregates.refusals import refusal
from aggregates.service import SERVICE
from ledger.errors import BadInput, Conflict, NotAuthorised
from ledger.event import Draft

if TYPE_CHECKING:
    from aggregates.case import By
    from aggregates.duty import Duty
    from ledger.record import Record

MOST_TRIES = 20
"""Each try fails only because somebody else recorded something in the same case in between."""


class Noted(NamedTuple):
    """One thing that a tick found: `result` None where others had noted it in the meantime."""

    what: Happened
    result: ActResult | None


class Found(NamedTuple):
    """What is true and not on record, in the order of the days on which it became true.

    `waiting`: duties that would be overdue if the calendar of their year were published. `cases`: how many were read.
    """

    new: tuple[Happened, ...]
    waiting: tuple[Duty, ...]
    cases: int


class _NoLonger(Exception):
    """It is not true any more, or is on record: somebody did something in the case meanwhile."""


def look(desk: Desk, until: date | None = None, *, cases: Iterable[str] | None = None) -> Found:
    """What became true up to that day, today if None, and nobody has noted.

    Args:
        cases: the cases to look into; None is every case on record.

    Raises:
        BadInput: the day is still to come.
    """
    sight = desk.look()
    day = _checked(until, sight)
    new: list[Happened] = []
    waiting: list[Duty] = []
    names = tuple(every_case(sight.record) if cases is None else cases)
    for case in names:
        found, later, _ = _of_case(sight, case, day)
        new += (each for each in found if _free_id(desk, each))
        waiting += later
    order = sorted(new, key=lambda each: (each.since, each.case, each.type, each.what))
    return Found(tuple(order), tuple(waiting), len(names))


def note(
    desk: Desk, found: Iterable[Happened], until: date | None = None, *, manner: Manner = PLAIN
) -> Iterator[Noted]:
    """Note these, one each time the next is asked for.

    Raises:
        NotAuthorised: the person speaks neither for the office that keeps the duties nor for the service.
        Conflict: others keep recording in the same case.
    """
    for what in found:
        yield Noted(what, _note(desk, what, until, manner))


def every_case(record: Record) -> list[str]:
    """Every case of the kinds that have duties, in the order in which they were opened."""
    types = frozenset(name for kind in KINDS.values() for name in kind.all_types)
    return list(dict.fromkeys(row.case for row in record.source.of_types(types, 0, record.size)))


def _note(desk: Desk, what: Happened, until: date | None, manner: Manner) -> ActResult | None:
    for _ in range(MOST_TRIES):
        act_id = _free_id(desk, what)
        if act_id is None:
            return None
        try:
            result = _recorded(desk, what, until, act_id, manner)
            return None if result.repeated else result
        except _NoLonger:
            return None
        except BadInput:
            if _free_id(desk, what) == act_id:  # else the id is another clerk's by now, who has noted the same
                raise
        except Conflict:
            continue
    raise Conflict("others keep recording in {case}: run it again", case=what.case)


def note_one(desk: Desk, case: str, type_: str, facts: Mapping[str, Any], *, manner: Manner = PLAIN) -> ActResult:
    """Note what these facts say, if that is true and not on record.

    Raises:
        Refused: it is not.
        NotAuthorised: as for `note`.
    """

    def plan(sight: Sight) -> Plan:
        found, _, leaned = _of_case(sight, case, sight.today)
        true = next((each for each in found if each.type == type_ and dict(each.facts) == dict(facts)), None)
        if true is None:
            template = "this is not true, or is noted already: {type}"
            raise refusal("not-true", template, act="tick", case=case, type=type_)
        return _plan(desk, sight, true, leaned, manner)

    return desk.act(Intent(type_, case, facts), plan, act=manner.act)


def _recorded(desk: Desk, what: Happened, until: date | None, act_id: str, manner: Manner) -> ActResult:
    def plan(sight: Sight) -> Plan:
        found, _, leaned = _of_case(sight, what.case, _checked(until, sight))
        still = next((each for each in found if (each.type, each.what) == (what.type, what.what)), None)
        if still is None:
            raise _NoLonger
        return _plan(desk, sight, still, leaned, manner)

    return desk.act(Intent(what.type, what.case), plan, act=act_id)


def _plan(desk: Desk, sight: Sight, what: Happened, leaned: Set[str], manner: Manner) -> Plan:
    book = under_own_book(sight, case_file.fold(what.case, sight.record.case(what.case)).state).book
    rules = {"book": book.key, "ids": [what.rule] if what.rule else [], "sha256": book.sha256}
    return Plan(_by(desk, sight, manner), [Draft(what.case, what.type, what.facts, rules)], cases=leaned)


def _of_case(sight: Sight, case: str, until: date) -> tuple[tuple[Happened, ...], tuple[Duty, ...], Set[str]]:
    """What became true of one case and has not been noted, what waits, and the cases that this leans on."""
    file = case_file.fold(case, sight.record.case(case))
    if not file.state.version:
        return (), (), frozenset()
    sight = under_own_book(sight, file.state)
    context = RecordContext(sight.record, sight.roster, lambda: sight.calendar)
    found, waiting = happened(file, sight.book, context, sight.calendar, until)
    return tuple(each for each in found if each.index is None), waiting, frozenset(context.reads)


def _free_id(desk: Desk, what: Happened) -> str | None:
    """The id under which this can be noted; None where it is noted already. A void entry may sit on the first ids."""
    for serial in range(MOST_TRIES):
        act_id = what.act_id(desk.store.source.head().origin, serial)
        rows = desk.store.find_act(act_id)
        if not rows:
            return act_id
        if desk.record.at(rows[0].index) is not None:
            return None
    raise Conflict("the ids under which {what} in {case} could be noted are taken", what=what.what[0], case=what.case)


def _by(desk: Desk, sight: Sight, manner: Manner) -> By:
    """The office in which one ticks: that which keeps the duties, else the service."""
    keeps = sight.book.default_office
    spoken = {by.office: by for by in speakers(desk, sight, manner)}
    by = spoken.get(keeps) or spoken.get(SERVICE)
    if by is None:
        template = "what became true is noted by {office} or {service}, for neither of which {person} speaks"
        raise NotAuthorised(template, office=keeps, service=SERVICE, person=desk.person)
    return by


def _checked(until: date | None, sight: Sight) -> date:
    day = until or sight.today
    if day > sight.today:
        raise BadInput("{until} is still to come: nothing of it is true yet", until=day.isoformat())
    return day
