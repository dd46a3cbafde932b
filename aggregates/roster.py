"""Who holds what on a day, as the record tells it: the roster that the rules read and the office lists.

Each question loads the small case of one person (PER-…) or one office (OFC-…) and no other. Who may speak for an
office is the ledger's own answer, the same by which it judges signatures; the rest is folded by `roster_fold`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from aggregates.roster_fold import ROOT, covers, fold
from aggregates.roster_records import Person, Portfolio, RosterCase, Unit
from aggregates.rulebook.context import Absence, Delegation, Holding

if TYPE_CHECKING:
    from ledger.grants_case import Grant
    from ledger.record import Record

HOLD, RECORD_FOR = "hold", "record-for"
_END = 2**53  # behind every index there can be


class Roster:
    """One reading of the record; it keeps what it has read, and `leaned` names the cases.

    `size`: as the first so many entries tell it, for judging an act of long ago; None is all of them.
    """

    def __init__(self, record: Record, size: int | None = None) -> None:
        self.record = record
        self.size = size
        self.leaned: set[str] = set()
        self._cases: dict[str, RosterCase] = {}
        self._offices_granted: dict[str, tuple[str, ...]] = {}

    # What the rules ask

    def holders(self, office: str, on: date) -> tuple[Holding, ...]:
        """Who holds that very office, or any post of that unit, in order of rank; for `root`, the root holders."""
        if office == ROOT:
            self.leaned.add("ROOT")
            return tuple(Holding(person, ROOT) for person in self.record.grants.root_holders)
        return _ranked(self._in_force(office, HOLD, on))

    def offices_of(self, person: str, on: date) -> tuple[Holding, ...]:
        """The offices the person holds, the one with the highest rank first; `root` is not among them."""
        held = [
            holding
            for office in self.offices_ever_granted(person)
            for holding in self.holders(office, on)
            if holding.person == person
        ]
        return tuple(sorted(set(held), key=lambda each: (each.rank is None, each.rank or 0, each.office)))

    def in_charge_of(self, thing: str, on: date) -> tuple[Holding, ...]:
        """Who has charge (分管) of a unit, a person or a matter, and with which office; with it the charge lapses."""
        charged = [
            holding
            for portfolio in self._portfolios(thing)
            if portfolio.of == thing and covers(portfolio.from_on, portfolio.until_on, on)
            for holding in self.holders(portfolio.office, on)
            if holding.person == portfolio.person
        ]
        return tuple(dict.fromkeys(charged))

    def post_holders(self, post: str, unit: str, on: date) -> tuple[Holding, ...]:
        """Who holds that post inside the unit."""
        return _ranked(grant for grant in self._in_force(unit, HOLD, on) if grant.post == post)

    def delegations(self, office: str, on: date) -> tuple[Delegation, ...]:
        """The delegations in force by the holders of the office; with the office its delegations lapse."""
        return tuple(
            Delegation(made.office, made.to, made.acts, made.matter, made.from_on, made.until_on, made.leaf)
            for made in self.of_office(office).delegations
            if covers(made.from_on, made.until_on, on) and self._holds(made.by_person, office, on)
        )

    def absences(self, person: str, on: date) -> tuple[Absence, ...]:
        """The absences of the person that cover the day."""
        return tuple(
            Absence(away.person, away.reason, away.from_on, away.until_on)
            for away in self.of_person(person).absences
            if covers(away.from_on, away.until_on, on)
        )

    def paired(self, person: str, on: date) -> str | None:
        """Who covers the person (B角): the pair recorded last among those that cover the day."""
        pairs = [pair for pair in self.of_person(person).pairs if covers(pair.from_on, pair.until_on, on)]
        return pairs[-1].b if pairs else None

    def unit_class(self, office: str) -> str | None:
        """`department` or `township` for an enrolled unit, else None."""
        unit = self.unit(office)
        return unit.unit_of if unit else None

    # What the office asks besides

    def present(self, office: str, on: date) -> tuple[Holding, ...]:
        """The holders who are not away that day, in order of rank: the first of them is whose turn it is to act."""
        return tuple(holding for holding in self.holders(office, on) if not self.absences(holding.person, on))

    def recorders(self, office: str, on: date) -> tuple[str, ...]:
        """Who may record for the office what its holder signed on paper."""
        return tuple(dict.fromkeys(grant.person for grant in self._in_force(office, RECORD_FOR, on)))

    def person(self, handle: str) -> Person | None:
        """The person of that handle; a root holder is one by the founding."""
        return self.of_person(handle).person or self._roots().get(handle)

    def unit(self, office: str) -> Unit | None:
        return self.of_office(office).unit

    def of_person(self, handle: str) -> RosterCase:
        return self.case(f"PER-{handle}")

    def of_office(self, office: str) -> RosterCase:
        return self.case(f"OFC-{office}")

    def case(self, case: str) -> RosterCase:
        """What one case says, leaned on from now on; empty for a case that is not there."""
        self.leaned.add(case)
        if case not in self._cases:
            self._cases[case] = fold(self.record.case(case), self.record.grants.effective_index, self.size)
        return self._cases[case]

    # Where it comes from

    def _roots(self) -> dict[str, Person]:
        self.leaned.add("ROOT")
        founding = self.record.case("ROOT")[0]
        return {
            root["person"]: Person(root["person"], root["name"], founding.index) for root in founding.facts["roots"]
        }

    def _in_force(self, office: str, capacity: str, on: date) -> list[Grant]:
        self.leaned.add(f"OFC-{office}")
        before = _END if self.size is None else self.size
        return self.record.grants.in_force(office, capacity, on.isoformat(), before)

    def _holds(self, person: str, office: str, on: date) -> bool:
        return any(holding.person == person for holding in self.holders(office, on))

    def _portfolios(self, thing: str) -> Iterable[Portfolio]:
        """A unit has its own case and so has a person; any other thing is a matter."""
        office = self.of_office(thing)
        if office.unit:
            return office.portfolios
        matter = self.case(matter_case(thing)).portfolios
        return matter or self.of_person(thing).portfolios

    def offices_ever_granted(self, person: str) -> tuple[str, ...]:
        """The offices that a grant to this person names; the text of a row tells which are worth a reading."""
        if person not in self._offices_granted:
            words = f'"person":"{person}"'
            stop = self.record.size if self.size is None else self.size
            rows = self.record.source.of_types({"grant.given/1"}, 0, stop)
            cases = dict.fromkeys(row.case for row in rows if words in row.payload)
            self._offices_granted[person] = tuple(case.removeprefix("OFC-") for case in cases)
        return self._offices_granted[person]


def matter_case(matter: str) -> str:
    """The case that holds who is in charge of a matter."""
    return f"OFC-matter_{matter}"


def _ranked(grants: Iterable[Grant]) -> tuple[Holding, ...]:
    holdings = {Holding(grant.person, grant.office, grant.rank) for grant in grants}
    return tuple(sorted(holdings, key=lambda each: (each.rank is None, each.rank or 0, each.person)))
