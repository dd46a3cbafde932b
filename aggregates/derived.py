"""The facts that nobody states: what the program knows from the case itself, its meeting, the roster, the calendar.

A closed set, by the name the book gives them: a book may leave any of them out, and may not invent another. One that
cannot be known yet is left out, and is then unknown; what somebody would first have to do, such as voicing a
disagreement, has not happened until it is on record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.rulebook.context import Context
    from aggregates.rulebook.model import Book

FACTS = frozenset(
    {
        "ad_hoc",
        "agenda_fixed",
        "agreement",
        "applicant_is",
        "b_role",
        "consulted",
        "direction",
        "in_session",
        "issuer_is_department_office",
        "issuer_is_internal_organ",
        "meeting_kind",
        "over_reporting_time",
        "person_invited",
        "person_listed_for_item",
        "portfolios",
        "touches_other_units",
        "township_heads_invited",
        "undertaker_is_component_department",
        "whole_days_away",
        "working_days_away",
    }
)
"""All of them."""


def derived(case: CaseState, facts: Mapping[str, Any], book: Book, context: Context, on: date) -> dict[str, Any]:
    """The derived facts of a case, and for an item of a meeting those of its meeting.

    What of this the book does not know is left out; the facts of a meeting it knows.
    """
    found = dict(_found(case, facts, book, context, on))
    return {name: value for name, value in found.items() if value is not None and name in book.facts}


def _found(
    case: CaseState, facts: Mapping[str, Any], book: Book, context: Context, on: date
) -> Iterator[tuple[str, Any]]:
    """Modules are imported for the kinds that need them: a request for funds derives nothing."""
    match case.kind:
        case "agenda":
            yield from _of_consultation(case, facts)
            if facts.get("meeting"):
                from aggregates.derived_meeting import of_item

                yield from of_item(case, facts, book, context, on)
        case "meeting":
            from aggregates.derived_meeting import of_meeting

            yield from of_meeting(case, facts, book, context, on)
        case "document":
            from aggregates.derived_case import of_document

            yield from _of_consultation(case, facts)
            yield from of_document(case, facts, book, context, on)
        case "item":
            from aggregates.derived_case import of_item as of_decision_item

            yield from of_decision_item(case, facts, book, context, on)
        case "leave":
            from aggregates.derived_case import of_leave

            yield from of_leave(case, facts, book, context, on)


def _of_consultation(case: CaseState, facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Which units besides the lead department are touched, whether they were asked, and whether they agreed."""
    yield "consulted", _did(case, "reply") or _did(case, "coordinate")
    answers = {done.by.office: done.outcome for done in case.done if done.act == "reply"}
    unsettled = _did(case, "record_disagreement") or _did(case, "report_no_agreement")
    yield "agreement", "disputed" if unsettled or "disagree" in answers.values() else "agreed"
    units = facts.get("units_concerned")
    if units is not None:
        yield "touches_other_units", any(unit != facts.get("lead_department") for unit in units)


def _did(case: CaseState, act: str) -> bool:
    return any(done.act == act for done in case.done)
