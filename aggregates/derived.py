"""The facts that nobody states: what the program knows from the case itself, its meeting, the roster, the calendar.

A closed set, by the name the book gives them: a book may leave any of them out, and may not invent another. One that
cannot be known yet is left out, and is then unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.rulebook.context import Context
    from aggregates.rulebook.model import Book


def derived(case: CaseState, facts: Mapping[str, Any], book: Book, context: Context, on: date) -> dict[str, Any]:
    """The derived facts of a case, and for an item of a meeting those of its meeting."""
    found: dict[str, Any] = {}
    if case.kind in {"agenda", "document"}:
        found |= _of_consultation(case, facts)
    if case.kind == "agenda" and facts.get("meeting"):
        from aggregates.derived_meeting import of_item

        found |= of_item(case, facts, book, context, on)
    elif case.kind == "meeting":
        from aggregates.derived_meeting import of_meeting

        found |= of_meeting(case, facts, book, context, on)
    return found


def _of_consultation(case: CaseState, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Which units besides the lead department are touched, whether they were asked, and whether they agreed."""
    found: dict[str, Any] = {"consulted": _did(case, "reply") or _did(case, "coordinate")}
    answers = {done.by.office: done.outcome for done in case.done if done.act == "reply"}
    unsettled = _did(case, "record_disagreement") or _did(case, "report_no_agreement")
    found["agreement"] = "disputed" if unsettled or "disagree" in answers.values() else "agreed"
    units = facts.get("units_concerned")
    if units is not None:
        found["touches_other_units"] = any(unit != facts.get("lead_department") for unit in units)
    return found


def _did(case: CaseState, act: str) -> bool:
    return any(done.act == act for done in case.done)
