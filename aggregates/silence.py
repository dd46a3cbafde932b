"""Consent by silence (逾期不回复视为同意): a request unanswered past its term counts as answered, once that is noted.

An answer that comes late still counts: what was deemed then no longer does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from aggregates.duties_met import applies, members_of, world_of
from aggregates.rulebook.due import Due, counts_on, moved_by, within
from aggregates.rulebook.force import trees_of
from aggregates.rulebook.forms import Deemed
from aggregates.rulebook.offices import Unknown, World, did
from aggregates.rulebook.standing import may_do
from aggregates.rulebook.steps import ActStep, acts_of

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.case import CaseState, Done
    from aggregates.rulebook.context import Context, Holder
    from aggregates.rulebook.model import Book, Rule


class Silence(NamedTuple):
    """Somebody said nothing to a request by the day it was due; from `since` on that counts as an act.

    `person` is whoever would have answered for `office` on the day it was due.
    """

    rule: str
    act: str
    counts_as: str
    outcome: str | None
    request: Done
    office: str
    person: str
    since: date
    provisional: bool


def silences(state: CaseState, book: Book, context: Context, calendar: WorkCalendar, on: date) -> tuple[Silence, ...]:
    """Every silence that counts as an act by that day, in the order of the requests."""
    rules = [rule for rule in book.rules_of(state.kind) if isinstance(rule.body, Deemed) and rule.body.within]
    if not rules or state.closed is not None:
        return ()
    world = world_of(state, book, context, on)
    found = [each for rule in rules if applies(rule, world) for each in _of_rule(rule, world, calendar)]
    return tuple(each for each in found if each.since <= on)


def _of_rule(rule: Rule, world: World, calendar: WorkCalendar) -> Iterator[Silence]:
    body = rule.body
    assert isinstance(body, Deemed) and body.within
    for request in world.case.done:
        if request.act == body.on:
            due = moved_by(body.extended_by, within(*body.within, request, calendar), world.case, request.index)
            for name in body.counts_as:
                yield from _silent(rule, body.on, name, request=request, due=due, world=world)


def _silent(rule: Rule, on: str, name: str, *, request: Done, due: Due, world: World) -> Iterator[Silence]:
    step = _step(name, world)
    if step is None:
        return
    defined = world.book.act(world.case.kind, name)
    for member in members_of(step, world) if step.each else [None]:
        here = world._replace(member=member, act=name, on=due.on)
        answers = (d for d in world.case.done if d.act == name and d.index > request.index and not d.deemed)
        if any(counts_on(done) <= due.on and did(step.by, done, here) for done in answers):
            continue
        for holder in _holders(step, here)[:1]:
            yield Silence(
                rule=rule.id,
                act=on,
                counts_as=name,
                outcome=defined.passes[0] if defined and defined.passes else None,
                request=request,
                office=holder.office,
                person=holder.person,
                since=due.on + timedelta(days=1),
                provisional=due.provisional,
            )


def _holders(step: ActStep, world: World) -> tuple[Holder, ...]:
    try:
        return may_do(step.by, world)
    except Unknown:
        return ()


def _step(name: str, world: World) -> ActStep | None:
    """The step that asks for the act which the silence counts as."""
    trees = (tree for rule in world.book.rules_of(world.case.kind) for tree in trees_of(rule))
    return next((step for tree in trees for step in acts_of(tree) if step.act == name), None)
