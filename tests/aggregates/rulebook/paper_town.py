"""A town on paper: a roster, a calendar and decisions as plain tables, and cases put together by hand.

It is read by the rules through the same protocols as the record; nothing of it touches a store.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from aggregates.calendar import shipped
from aggregates.case import Act, By, CaseState, Done
from aggregates.rulebook.context import Absence, Decision, Delegation, Holding, OpenRung, Turn, Verdict
from aggregates.rulebook.loader import load
from aggregates.rulebook.model import Book
from aggregates.rulebook.turns import turns
from aggregates.rulebook.vet import vet

DAY = date(2022, 5, 6)


@dataclass
class PaperRoster:
    """Who holds what, on every day alike but for absences and delegations, which have their days."""

    offices: list[Holding] = field(default_factory=list)
    portfolios: list[tuple[str, Holding]] = field(default_factory=list)
    posts: list[tuple[str, str, Holding]] = field(default_factory=list)
    given: list[Delegation] = field(default_factory=list)
    away: list[Absence] = field(default_factory=list)
    pairs: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def holders(self, office: str, on: date) -> tuple[Holding, ...]:
        return tuple(h for h in self.offices if h.office == office)

    def offices_of(self, person: str, on: date) -> tuple[Holding, ...]:
        return tuple(h for h in self.offices if h.person == person and h.office != "root")

    def in_charge_of(self, thing: str, on: date) -> tuple[Holding, ...]:
        return tuple(h for of, h in self.portfolios if of == thing)

    def post_holders(self, post: str, unit: str, on: date) -> tuple[Holding, ...]:
        return tuple(h for p, u, h in self.posts if (p, u) == (post, unit))

    def delegations(self, office: str, on: date) -> tuple[Delegation, ...]:
        return tuple(d for d in self.given if d.by_office == office and _covers(d.from_on, d.until_on, on))

    def absences(self, person: str, on: date) -> tuple[Absence, ...]:
        return tuple(a for a in self.away if a.person == person and _covers(a.from_on, a.until_on, on))

    def paired(self, person: str, on: date) -> str | None:
        return self.pairs.get(person)

    def unit_class(self, office: str) -> str | None:
        return self.units.get(office)


def _covers(first: date, last: date | None, on: date) -> bool:
    return first <= on and (last is None or on <= last)


class PaperContext:
    """A context whose decisions, other cases and open rungs are lists."""

    def __init__(self, roster: PaperRoster, decided: Sequence[Decision] = ()) -> None:
        self.roster = roster
        self.decided = list(decided)
        self.cases: dict[str, CaseState] = {}
        self.rungs: list[OpenRung] = []
        self.asked: set[str] = set()
        self.calendar = shipped()
        self.reads: Set[str] = frozenset({"OFC-county_head"})

    def case(self, case: str) -> CaseState:
        self.asked.add(case)
        return self.cases.get(case, CaseState("", case))

    def of_kind(self, kind: str, act: str, first: date, last: date) -> Sequence[tuple[CaseState, Done]]:
        acts = [(state, done) for state in self.cases.values() if state.kind == kind for done in state.done]
        return [(state, done) for state, done in acts if done.act == act and first <= done.on <= last]

    def derive(self, case: CaseState, facts: Mapping[str, Any], book: Book, on: date) -> Mapping[str, Any]:
        """An item knows its meeting's facts."""
        return self.case(str(facts.get("meeting", ""))).facts if case.kind == "agenda" else {}

    def rungs_open(self, case: CaseState, book: Book, on: date) -> Sequence[OpenRung]:
        return self.rungs

    def decisions(self, case: str) -> Sequence[Decision]:
        return [d for d in self.decided if case in d.about]


@cache
def jiangkou() -> Book:
    return load("jiangkou-2022")


def county() -> PaperRoster:
    """Wang heads the county, Li is executive deputy and in charge of finance, Zhao and Qian are vice heads."""
    held = {
        "wang": ["county_head"],
        "li": ["executive_deputy", "vice_head_finance"],
        "zhao": ["vice_head"],
        "qian": ["vice_head"],
        "chen": ["finance_bureau"],
        "sun": ["gov_office"],
        "director": ["office_director"],
        "zhou": ["education_bureau"],
        "wu": ["health_bureau"],
        "shen": ["audit_bureau"],
        "dang": ["party_group"],
        "gen": ["root"],
    }
    ranks = {"zhao": 3, "qian": 4}
    return PaperRoster(
        offices=[Holding(person, office, ranks.get(person)) for person, offices in held.items() for office in offices],
        portfolios=[
            ("education_bureau", Holding("zhao", "vice_head", 3)),
            ("health_bureau", Holding("qian", "vice_head", 4)),
            ("finance_bureau", Holding("li", "vice_head_finance")),
        ],
        pairs={"zhao": "qian", "qian": "zhao"},
        units={"education_bureau": "department", "health_bureau": "department"},
    )


class Paper:
    """One case under one book: acts are vetted, and taken in when they are lawful."""

    def __init__(
        self,
        book: Book | None = None,
        roster: PaperRoster | None = None,
        kind: str = "fund",
        decided: Sequence[Decision] = (),
        facts: Mapping[str, Any] | None = None,
        case: str = "FND-2022-0001",
    ) -> None:
        self.book = book or jiangkou()
        self.roster = roster or county()
        self.context = PaperContext(self.roster, decided)
        self.state = CaseState(kind, case, facts=dict(facts or {}), version=1 if facts else 0)

    def ask(self, name: str, person: str, office: str, **kwargs: Any) -> Verdict:
        """The verdict on an act, which is not taken in."""
        return vet(self.act(name, person, office, **kwargs), self.state, self.book, self.context)

    def act(
        self,
        name: str,
        person: str,
        office: str,
        *,
        acting_for: str | None = None,
        recorded_by: str | None = None,
        on: date = DAY,
        **kwargs: Any,
    ) -> Act:
        defined = self.book.act(self.state.kind, name)
        if defined and defined.passes:
            kwargs.setdefault("outcome", defined.passes[0])
        return Act(name, By(person, office, acting_for, recorded_by), on, **kwargs)

    def do(self, name: str, person: str, office: str, **kwargs: Any) -> Verdict:
        """The act, which must be lawful, taken in."""
        verdict = self.ask(name, person, office, **kwargs)
        assert verdict.lawful, (name, [str(v) for v in verdict.violations], verdict.wanted)
        self.take_in(self.act(name, person, office, **kwargs), verdict.ends)
        return verdict

    def take_in(self, act: Act, ends: bool = False) -> None:
        defined = self.book.act(self.state.kind, act.name)
        version = self.state.version + 1
        said = {**act.fields, **act.declared}
        done = Done(act.name, act.by, act.on, version, act.outcome, act.outside, said)
        known = {k: v for k, v in act.fields.items() if k in self.book.facts and not self.book.facts[k].declared_by}
        self.state = self.state._replace(
            version=version,
            facts={**self.state.facts, **known, **act.declared},
            done=(*self.state.done, done) if act.name != "declare" else self.state.done,
            closed="returned" if ends else (defined.closes if defined else None) or self.state.closed,
        )

    def beside(self, *others: CaseState) -> None:
        """Other cases on the same record."""
        self.context.cases |= {other.case: other for other in others}

    def turns(self, on: date = DAY) -> tuple[Turn, ...]:
        return turns(self.state, self.book, self.context, on)

    def steps(self, on: date = DAY) -> set[tuple[str, str]]:
        """Who may do what next: (person, act), (person, decision:kind …) or (person, declare:fact)."""
        return {
            (holder.person, turn.act or (f"declare:{turn.facts[0]}" if turn.facts else "decision"))
            for turn in self.turns(on)
            for holder in turn.holders
        }


def delegated(to: str, by_office: str = "county_head", **kwargs: Any) -> Delegation:
    return Delegation(
        by_office,
        to,
        kwargs.get("acts"),
        kwargs.get("matter"),
        kwargs.get("from_on", DAY - timedelta(days=7)),
        kwargs.get("until_on", DAY + timedelta(days=7)),
        f"leaf-of-{to}",
    )


def away(person: str, reason: str = "official_travel", days: int = 14) -> Absence:
    first = DAY - timedelta(days=days // 2)
    return Absence(person, reason, first, first + timedelta(days=days - 1))


def decided(body: str, covers_fen: int | None = None, **kwargs: Any) -> Decision:
    about = kwargs.get("about", ("FND-2022-0001",))
    outcome, drawn = kwargs.get("outcome", "adopted"), kwargs.get("drawn", {})
    return Decision(kwargs.get("case", "DEC-2022-0001"), 1, "leaf", body, DAY, outcome, about, covers_fen, drawn)
