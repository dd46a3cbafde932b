"""From which day on an entry of the roster, or a calendar, changes what the rows of cases come to."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.source import Row, Source

CHANGES = {
    "unit.enrolled/1": (),
    "grant.given/1": ("from",),
    "grant.ended/1": ("until",),
    "portfolio.assigned/1": ("from",),
    "portfolio.ended/1": ("until",),
    "cover.paired/1": ("from",),
    "delegation.made/1": ("from",),
    "delegation.ended/1": ("until",),
    "absence.recorded/1": ("from",),
    "absence.ended/1": ("until",),
}
"""Entries of the roster that rows look at, and the fact that holds the first day they change; without one, all days."""


def changed_since(row: Row, source: Source) -> date | None:
    """The first day of which an entry changes who held what, or how days are counted; None where it does neither."""
    if row.type == "roster.confirmed/1":
        index = json.loads(row.payload)["facts"].get("index")
        given = next(iter(source.rows(index, index + 1)), None) if type(index) is int and index < row.index else None
        return changed_since(given, source) if given and given.type != row.type else None
    if row.type == "calendar.adopted/1":
        return _calendar_since(row, source)
    if row.type not in CHANGES:
        return None
    facts = json.loads(row.payload)["facts"]
    try:
        return min((date.fromisoformat(facts[name]) for name in CHANGES[row.type]), default=date.min)
    except (KeyError, TypeError, ValueError):
        return date.min


def _calendar_since(row: Row, source: Source) -> date:
    """The first day of the year before the first whose file is another than in the calendar before it.

    A term that ends in a year, or is counted through it, is of a case that was moved in that year or the year before.
    """
    try:
        from aggregates.calendar import shipped

        before = {str(year): digest for year, digest in shipped().versions.items()}
        for each in source.case("CALENDAR"):
            if each.index < row.index and each.type == row.type:
                before = json.loads(each.payload)["facts"]["years"]
        now = json.loads(row.payload)["facts"]["years"]
        years = [int(year) for year in {*before, *now} if before.get(year) != now.get(year)]
        return date(min(years) - 1, 1, 1) if years else date.max
    except (KeyError, TypeError, ValueError):
        return date.min
