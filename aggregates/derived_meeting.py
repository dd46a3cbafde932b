"""What is derived of a meeting and of an item on its agenda: from their acts, from who sits and who was invited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from aggregates.rulebook.forms import Members
from aggregates.rulebook.gates import INVITED, members_of
from aggregates.rulebook.linked import MEETING
from aggregates.rulebook.offices import Unknown, World, is_outside, office_holders, own_holders

if TYPE_CHECKING:
    from aggregates.case import CaseState, Done
    from aggregates.rulebook.context import Context
    from aggregates.rulebook.model import Book
    from aggregates.rulebook.steps import Offices

CONVENE, NOTIFY, PERMIT = "convene", "notify", "permit_substitute"
JOINS = frozenset({"propose", "move"})
"""The acts that put an item to a meeting."""
TOWNSHIP_HEAD = "township_head"


def of_meeting(
    case: CaseState, facts: Mapping[str, Any], book: Book, context: Context, on: date
) -> Iterator[tuple[str, Any]]:
    """Of a sitting: whether heads of townships are invited, whether whoever is let in was."""
    world = World(book, case, context, on, facts)
    invited = _invited(case, facts)
    heads = {h.person for h in office_holders(world, TOWNSHIP_HEAD)} if TOWNSHIP_HEAD in book.offices else set()
    yield "township_heads_invited", bool(invited & heads)
    if person := facts.get("person_let_in"):
        yield "person_invited", person in invited or person in _members(world)


def of_item(
    case: CaseState, facts: Mapping[str, Any], book: Book, context: Context, on: date
) -> Iterator[tuple[str, Any]]:
    """Of an item: all that is known of its meeting, and how the item stands to it."""
    meeting = context.case(str(facts[MEETING]))
    yield from meeting.facts.items()
    opened = _last(meeting, CONVENE)
    yield "ad_hoc", opened is not None and (_is_new(case) or _joined(case) > opened.index)
    yield "agenda_fixed", _last(meeting, NOTIFY) is not None
    yield "in_session", opened is not None and meeting.closed is None
    yield from _over_time(case, facts)
    if person := facts.get("person_let_in"):
        world = World(book, case, context, on, {**meeting.facts, **facts})
        yield "person_listed_for_item", person in _belonging(world)


def _last(case: CaseState, act: str) -> Done | None:
    return next((done for done in reversed(case.done) if done.act == act), None)


def _is_new(case: CaseState) -> bool:
    """Whether the item is only being proposed: whatever is on record was there before."""
    return all(done.index < 0 for done in case.done)


def _joined(case: CaseState) -> int:
    """The place in the record where the item was last put to a meeting."""
    return max((done.index for done in case.done if done.act in JOINS), default=-1)


def _invited(meeting: CaseState, facts: Mapping[str, Any]) -> set[str]:
    notices = (done.fields.get(INVITED, ()) for done in meeting.done if done.act == NOTIFY)
    return {who for notice in (*notices, facts.get(INVITED, ())) for who in notice}


def _members(world: World) -> set[str]:
    kind = world.facts.get("kind")
    return set(members_of(str(kind), world)) if kind else set()


def _over_time(case: CaseState, facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    times = _last(case, "set_reporting_time")
    allowed = times.fields.get("reporting_minutes") if times else None
    used = facts.get("minutes_used")
    if allowed is not None and used is not None:
        yield "over_reporting_time", used > allowed


def _belonging(item: World) -> set[str]:
    """Members, standing attendees, the heads the item needs, and substitutes once one was permitted."""
    found = _members(item)
    for rule in item.book.rules_of(MEETING):
        if isinstance(rule.body, Members) and rule.body.kind == item.facts.get("kind"):
            found |= _people((*rule.body.attend, *rule.body.attend_by_item), item)
    if _last(item.case, PERMIT):
        units = [item.facts.get("lead_department"), *item.facts.get("units_concerned", ())]
        roster = item.context.roster
        found |= {h.person for unit in units if unit for h in roster.post_holders("acting_head", unit, item.on)}
    return found


def _people(offices: Offices, world: World) -> set[str]:
    found: set[str] = set()
    for expression in offices:
        if not (expression.office and is_outside(world.book, expression.office)):
            try:
                found |= {holding.person for holding in own_holders(expression, world)}
            except Unknown:
                continue
    return found
