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
    if case.kind == "agenda" and (meeting := facts.get("meeting")):
        found |= context.case(meeting).facts
    return found
