"""What the program knows of a document, a leave or a decision item untold: from roster, calendar and linked meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from aggregates.rulebook.offices import speaks_as

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.rulebook.context import Context
    from aggregates.rulebook.model import Book

Found = Iterator[tuple[str, Any]]
DIRECTIONS = {"draft": "out", "register": "to_government"}
COMPONENT_HEAD = "component_department_head"
OWN_OFFICE, ORGAN = "department_office", "internal_organ"
HEAD, DEPARTMENT, OTHER = "head", "department", "other"


def of_document(case: CaseState, facts: Mapping[str, Any], book: Book, context: Context, on: date) -> Found:
    """Which way it goes, how many leaders' work it touches, who issues it, and the kind of meeting it minutes.

    How many leaders is unknown while a unit or a matter is in nobody's charge, a gap in the roster; an office of the
    book that drafts a paper, such as the government's own, is in nobody's.
    """
    opened = case.done[0] if case.done else None
    yield "direction", DIRECTIONS.get(opened.act) if opened else None
    lead = facts.get("lead_department")
    things = [thing for thing in (lead, *facts.get("matters", ())) if thing and thing not in book.offices]
    charged = [context.roster.in_charge_of(thing, on) for thing in things]
    yield "portfolios", len({h.person for each in charged for h in each}) if lead and all(charged) else None

    def drafted_from(post: str) -> bool:
        posted = context.roster.post_holders(post, lead, on) if lead and opened else ()
        return any(opened is not None and holding.person == opened.by.person for holding in posted)

    own = drafted_from(OWN_OFFICE)
    yield "issuer_is_department_office", own
    yield "issuer_is_internal_organ", own or drafted_from(ORGAN)
    if meeting := facts.get("meeting"):
        yield "meeting_kind", context.case(meeting).facts.get("kind")


def of_item(case: CaseState, facts: Mapping[str, Any], book: Book, context: Context, on: date) -> Found:
    """Whether the unit that undertakes it is a department of the government, and no township or body beside them."""
    if unit := facts.get("undertaking_unit"):
        headed = any({unit, COMPONENT_HEAD} <= set(office.also) for office in book.offices.values())
        yield "undertaker_is_component_department", headed or context.roster.unit_class(unit) == DEPARTMENT


def of_leave(case: CaseState, facts: Mapping[str, Any], book: Book, context: Context, on: date) -> Found:
    """What the applicant is, who is paired with him, and how long he is away, the first and the last day included."""
    if applicant := facts.get("applicant"):
        yield "applicant_is", _applicant_is(applicant, book, context, case.opened_on or on)
        yield "b_role", context.roster.paired(applicant, on)
    if (leaves := facts.get("leaves_on")) and (returns := facts.get("returns_on")):
        first, last = date.fromisoformat(leaves), date.fromisoformat(returns)
        yield "whole_days_away", max(0, (last - first).days)
        yield "working_days_away", context.calendar.working_days_in(first, last)


def _applicant_is(person: str, book: Book, context: Context, on: date) -> str | None:
    """The first of the posts that the book tells apart which the person holds; the head of a unit is `CLASS_head`."""
    known = book.facts["applicant_is"].values if "applicant_is" in book.facts else {}
    held: set[str] = set()
    for holding in context.roster.offices_of(person, on):
        held |= speaks_as(book, holding.office)
        heads = context.roster.post_holders(HEAD, holding.office, on)
        if any(head.person == person for head in heads):
            held.add(f"{context.roster.unit_class(holding.office)}_{HEAD}")
    if COMPONENT_HEAD in held:
        held.add(f"{DEPARTMENT}_{HEAD}")
    return next((post for post in known if post in held), OTHER if OTHER in known else None)
