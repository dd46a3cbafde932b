"""Who is invited to a meeting: whom the rules seat or let attend, who is to chair, and whom its items call for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from aggregates import case_file
from aggregates.meeting_decision import MEETING, items_of
from aggregates.office.adoption import under_own_book
from aggregates.record_context import RecordContext
from aggregates.rulebook.conditions import truth
from aggregates.rulebook.forms import Members
from aggregates.rulebook.offices import Unknown, World, is_outside, own_holders
from aggregates.rulebook.steps import Office
from ledger.canonical import check_case_id
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.office.desk import Desk, Sight
    from aggregates.rulebook.steps import Offices

POST = "post:"
"""Begins the name of a post in a unit: `post:POST:UNIT`."""
HEADS = (Office(post="head", of="lead_department"), Office(post="head", of="units_concerned"))
"""Who comes for the matter, whether or not a rule on that kind of meeting says so."""


def due_to_be_invited(desk: Desk, case: str, on: date | None = None) -> list[str]:
    """The people to be invited to a meeting, and the offices of bodies outside, in the order of the rules.

    Raises:
        BadInput: there is no such meeting.
    """
    sight = desk.look(on)
    meeting = case_file.fold(check_case_id(case), sight.record.case(case)).state
    if not meeting.version:
        raise BadInput("there is no case {case}", case=case)
    return list(dict.fromkeys(_invited(under_own_book(sight, meeting), meeting)))


def unknown_among(names: Iterable[str], sight: Sight) -> list[str]:
    """Those who are neither enrolled people, nor offices of the book, nor units, nor posts in one."""
    return [name for name in names if not is_known(name, sight)]


def is_known(name: str, sight: Sight) -> bool:
    """Whether that is a person, an office, a unit, or a post in a unit."""
    book, roster = sight.book, sight.roster
    if name.startswith(POST):
        post, _, unit = name.removeprefix(POST).partition(":")
        return post in book.posts and roster.unit_class(unit) is not None
    return name in book.offices or roster.unit_class(name) is not None or roster.person(name) is not None


def _invited(sight: Sight, meeting: CaseState) -> Iterator[str]:
    context = RecordContext(sight.record, sight.roster, lambda: sight.calendar)
    world = World(sight.book, meeting, context, sight.on, meeting.facts)
    rules = [
        rule.body
        for rule in sight.book.rules_of("meeting")
        if isinstance(rule.body, Members)
        and rule.body.kind == meeting.facts.get("kind")
        and truth(rule.when, meeting.facts.get) is not False
    ]
    for body in rules:
        yield from _named((*body.members, *body.attend), world)
    if chair := meeting.facts.get("chair"):
        yield chair
    yield from _named(HEADS, world)
    for item in items_of(meeting):
        state = context.case(item)
        if state.facts.get(MEETING) == meeting.case and state.closed in {None, "decided"}:
            there = world._replace(case=state, facts=state.facts)
            for body in rules:
                yield from _named(body.attend_by_item, there)
            yield from _named(HEADS, there)


def _named(offices: Offices, world: World) -> Iterator[str]:
    """The holders of each; a body outside by its key; nobody where nobody holds it, or a fact is not known."""
    for expression in offices:
        if is_outside(world.book, expression.office):
            assert expression.office is not None
            yield expression.office
            continue
        try:
            yield from (holding.person for holding in own_holders(expression, world))
        except Unknown:
            continue
