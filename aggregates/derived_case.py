"""What is derived of a document, a leave or a decision item: from the roster, the calendar and the linked meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from aggregates.rulebook.offices import speaks_as

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.rulebook.context import Context, RosterView
    from aggregates.rulebook.model import Book

Found = Iterator[tuple[str, Any]]
DIRECTIONS = {"draft": "out", "register": "to_government"}
OWN_OFFICE, ORGAN = "department_office", "internal_organ"
HEAD, COMPONENT = "head", "component_department_head"
BY_OFFICE = ("county_head", "office_director", "office_deputy_director", "county_leader")
LEADERS = frozenset({"vice_head", "party_group_member", "county_leader"})
BY_UNIT = {"department": "department_head", "township": "township_head"}
OTHER = "other"


def of_document(case: CaseState, facts: Mapping[str, Any], book: Book, context: Context, on: date) -> Found:
    """Which way it goes, how many leaders' work it touches, who issues it, and the kind of meeting it minutes."""
    opened = case.done[0] if case.done else None
    yield "direction", DIRECTIONS.get(opened.act) if opened else None
    roster, lead = context.roster, facts.get("lead_department")
    things = [thing for thing in (lead, *facts.get("matters", ())) if thing]
    yield "portfolios", len({h.person for thing in things for h in roster.in_charge_of(thing, on)})
    drafter = opened.by.person if opened else None
    own = _in_post(roster, OWN_OFFICE, lead, drafter, on)
    yield "issuer_is_department_office", own
    yield "issuer_is_internal_organ", own or _in_post(roster, ORGAN, lead, drafter, on)
    if meeting := facts.get("meeting"):
        yield "meeting_kind", context.case(meeting).facts.get("kind")


def of_item(case: CaseState, facts: Mapping[str, Any], book: Book, context: Context, on: date) -> Found:
    """Whether the unit that undertakes it is a department of the government, and not a township or another body."""
    if unit := facts.get("undertaking_unit"):
        headed = any({unit, COMPONENT} <= {office.key, *office.also} for office in book.offices.values())
        yield "undertaker_is_component_department", headed or context.roster.unit_class(unit) == "department"


def of_leave(case: CaseState, facts: Mapping[str, Any], book: Book, context: Context, on: date) -> Found:
    """What the applicant is, and how long the absence lasts: from the first day away to the day of return."""
    if applicant := facts.get("applicant"):
        yield "applicant_is", _applicant_is(applicant, context.roster, book, case.opened_on or on)
        yield "b_role", context.roster.paired(applicant, on)
    if (leaves := facts.get("leaves_on")) and (returns := facts.get("returns_on")):
        first, last = date.fromisoformat(leaves), date.fromisoformat(returns)
        yield "whole_days_away", max(0, (last - first).days)
        yield "working_days_away", context.calendar.working_days_in(first, last)


def _in_post(roster: RosterView, post: str, unit: str | None, person: str | None, on: date) -> bool:
    return unit is not None and any(holding.person == person for holding in roster.post_holders(post, unit, on))


def _applicant_is(person: str, roster: RosterView, book: Book, on: date) -> str | None:
    """The first of the posts that the text names, from above; `other` where it names none of them."""
    held = [holding.office for holding in roster.offices_of(person, on)]
    spoken = frozenset[str]().union(*(speaks_as(book, office) for office in held))
    for office in BY_OFFICE:
        if office in spoken or (office == "county_leader" and spoken & LEADERS):
            return office
    units = [unit for unit in held if _in_post(roster, HEAD, unit, person, on)]
    heads = [BY_UNIT[found] for unit in units if (found := roster.unit_class(unit)) in BY_UNIT]
    heads += [office for office in BY_UNIT.values() if office in spoken]
    if COMPONENT in spoken:
        heads.append("department_head")
    known = book.facts["applicant_is"].values if "applicant_is" in book.facts else {}
    return heads[0] if heads else OTHER if OTHER in known else None
