"""Duties of no single case: so many acts a period by each who owes them (每月, 每季度, 每半年, 每年).

Each period is a duty of its own, due on its last day and overdue on the first of the next; an act of a later period
does not make up for it. The first is the first whole period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from aggregates.case import CaseState, Done
from aggregates.duties_met import people_of
from aggregates.duty import Duty
from aggregates.kinds import KINDS
from aggregates.rulebook.completions import value_of
from aggregates.rulebook.conditions import truth
from aggregates.rulebook.due import counts_on
from aggregates.rulebook.forms import Quota
from aggregates.rulebook.offices import World, office_holders, words

if TYPE_CHECKING:
    from aggregates.rulebook.context import Context
    from aggregates.rulebook.model import Book, Rule

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_DAY = timedelta(days=1)


class Period(NamedTuple):
    """A month, quarter, half year or year: `2022-05`, `2022-Q3`, `2022-H2`, `2022`; both days included."""

    key: str
    first: date
    last: date


class _Debtor(NamedTuple):
    """Who owes it: the office as one, or for each of its units, or each of the persons who hold it."""

    unit: str | None = None
    person: str | None = None


def standing(
    context: Context,
    book: Book,
    first_day: date,
    on: date,
    *,
    units: Mapping[str, str] | None = None,
    people: bool = True,
) -> tuple[Duty, ...]:
    """Every standing duty from the first whole period on, up to the one that `on` lies in, period by period.

    Args:
        first_day: the day from which the book is kept on this record.
        units: the enrolled units and what each is a unit of, `department` or `township`, for rules on each of them.
        people: False leaves out who the people are; only offices held by several are still looked up.
    """
    found: list[Duty] = []
    for rule in book.rules.values():
        body = rule.body
        if isinstance(body, Quota) and body.at_least and rule.case in KINDS:
            acts = _acts(rule, body, book, context, first=first_day, last=on)
            for period in periods(body.per, first_day, on):
                world = World(book, CaseState(rule.case, ""), context, min(on, period.last), {}, body.act)
                for debtor in _debtors(body, world, units or {}):
                    found.append(_duty(rule, body, period, debtor, acts=acts, world=world, people=people))
    return tuple(sorted(found, key=lambda duty: (duty.opened_on, duty.key)))


def periods(per: str, first_day: date, on: date) -> Iterator[Period]:
    """The periods that begin on `first_day` or later, up to the one that `on` lies in."""
    months = MONTHS[per]
    year, place = first_day.year, (first_day.month - 1) // months
    while (first := date(year, place * months + 1, 1)) <= on:
        name = {1: f"{year}-{place + 1:02d}", 3: f"{year}-Q{place + 1}", 6: f"{year}-H{place + 1}", 12: f"{year}"}
        year, place = (year, place + 1) if (place + 1) * months < 12 else (year + 1, 0)
        if first >= first_day:
            yield Period(name[months], first, date(year, place * months + 1, 1) - _DAY)


def _acts(
    rule: Rule, body: Quota, book: Book, context: Context, *, first: date, last: date
) -> list[tuple[Mapping[str, object], Done]]:
    """The acts that count, with the facts of their cases, in the order of their days."""
    found = []
    for state, done in context.of_kind(rule.case, body.act, first, last):
        known = {**context.derive(state, state.facts, book, last), **state.facts, **done.fields}
        if truth(rule.when, partial(value_of, known=known, facts=book.facts)) is True:
            found.append((known, done))
    return sorted(found, key=lambda each: (each[1].on, each[1].index))


def _debtors(body: Quota, world: World, units: Mapping[str, str]) -> list[_Debtor]:
    if body.each:
        return [_Debtor(unit=unit) for unit, of in units.items() if of in body.each]
    offices = [office.office for office in body.by if office.office]
    if [world.book.offices[office].kind for office in offices] == ["posts"]:
        return [_Debtor(person=holding.person) for holding in office_holders(world, offices[0])]
    return [_Debtor()]


def _duty(
    rule: Rule,
    body: Quota,
    period: Period,
    debtor: _Debtor,
    *,
    acts: list[tuple[Mapping[str, object], Done]],
    world: World,
    people: bool,
) -> Duty:
    departments = [key for key, fact in world.book.facts.items() if fact.type == "department"]
    counted = [
        done
        for facts, done in acts
        if period.first <= done.on <= period.last
        and debtor.person in (None, done.by.person)
        and (debtor.unit is None or any(facts.get(fact) == debtor.unit for fact in departments))
    ]
    assert body.at_least is not None
    enough = counted[body.at_least - 1] if len(counted) >= body.at_least else None
    whose = debtor.unit or debtor.person
    return Duty(
        key=f"{rule.id}{f':{whose}' if whose else ''}@{period.key}",
        case="",
        kind=rule.case,
        rule=rule.id,
        act=body.act,
        by=tuple(words(office, {}) for office in body.by),
        people=(debtor.person,) if debtor.person else people_of(body.by, body.act, world) if people else (),
        opened_on=period.first,
        opened_index=-1,
        unit=next((office.office for office in body.by if office.office), None) if not debtor.person else None,
        offices=body.by,
        member=whose,
        due_on=period.last,
        met_on=counts_on(enough) if enough else None,
        met_index=enough.index if enough else None,
        period=period.key,
    )
