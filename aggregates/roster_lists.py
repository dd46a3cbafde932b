"""The roster as lists, by a scan of the event types that make it: to be read, and to find the name that was meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from aggregates.roster import Roster
from aggregates.roster_fold import ROOT, covers
from aggregates.roster_records import Away, Grant, Made, Pending, Portfolio, RosterCase, Unit

if TYPE_CHECKING:
    from ledger.record import Record

# What a root holder gives, and another confirms.
GIVEN = frozenset(
    {
        "person.enrolled/1",
        "key.bound/1",
        "grant.given/1",
        "unit.enrolled/1",
        "portfolio.assigned/1",
        "cover.paired/1",
        "entry.annulled/1",
        "rulebook.adopted/1",
        "calendar.adopted/1",
    }
)
_ENDS = frozenset({"grant.ended/1", "portfolio.ended/1"})


def people(record: Record) -> dict[str, str]:
    """Everybody who is enrolled, or waits for it: handle -> name; the root holders first."""
    names = {root["person"]: root["name"] for root in record.case("ROOT")[0].facts["roots"]}
    for entry in record.of_types({"person.enrolled/1"}):
        names[entry.facts["person"]] = entry.facts["name"]
    return names


def units(roster: Roster) -> tuple[Unit, ...]:
    """The units that are enrolled, in the order of their enrolment."""
    found = (case.unit for case in _cases(roster, "unit.enrolled/1"))
    return tuple(unit for unit in found if unit)


def grants(roster: Roster, on: date | None = None) -> tuple[Grant, ...]:
    """Who holds, or records for, what: in force on that day, or ever; office by office, in order of rank."""
    found = [
        grant
        for case in _cases(roster, "grant.given/1")
        for grant in case.grants
        if on is None or covers(grant.from_on, grant.until_on, on)
    ]
    return tuple(sorted(found, key=lambda g: (g.office, g.capacity, g.rank is None, g.rank or 0, g.index)))


def portfolios(roster: Roster, on: date | None = None) -> tuple[Portfolio, ...]:
    """Who has charge of what, on that day or ever; a charge lapses with the office it is held with."""
    return tuple(
        each
        for case in _cases(roster, "portfolio.assigned/1")
        for each in case.portfolios
        if on is None or (covers(each.from_on, each.until_on, on) and _holds(roster, each.person, each.office, on))
    )


def delegations(roster: Roster, on: date | None = None) -> tuple[Made, ...]:
    """The delegations in force on that day, or ever made."""
    return tuple(
        made
        for case in _cases(roster, "delegation.made/1")
        for made in case.delegations
        if on is None or (covers(made.from_on, made.until_on, on) and _holds(roster, made.by_person, made.office, on))
    )


def absences(roster: Roster, on: date | None = None) -> tuple[Away, ...]:
    """Who is away that day, or was ever recorded to be."""
    return tuple(
        away
        for case in _cases(roster, "absence.recorded/1")
        for away in case.absences
        if on is None or covers(away.from_on, away.until_on, on)
    )


def pending(record: Record) -> tuple[Pending, ...]:
    """What root holders gave and nobody has confirmed yet, in the order of the record, less what was ended since."""
    if not record.grants.founding.needs_confirmation:
        return ()
    ended = {entry.facts["index"] for entry in record.of_types(_ENDS)}
    return tuple(
        Pending(
            each.index,
            each.leaf.hex(),
            each.case,
            each.type,
            each.by["person"],
            date.fromisoformat(each.on),
            each.facts,
        )
        for each in record.of_types(GIVEN)
        if each.by["office"] == ROOT and each.index not in ended and record.grants.effective_index(each) is None
    )


def _cases(roster: Roster, type: str) -> Iterator[RosterCase]:
    """The cases that hold an entry of this type, each once."""
    stop = roster.record.size if roster.size is None else roster.size
    names = dict.fromkeys(row.case for row in roster.record.source.of_types({type}, 0, stop))
    return (roster.case(name) for name in names)


def _holds(roster: Roster, person: str, office: str, on: date) -> bool:
    return any(holding.person == person for holding in roster.holders(office, on))
