"""The seam between the rules and the world: what vetting reads (`Context`), and what it answers (`Verdict`, `Turn`).

Everything is a value or a protocol; nothing here loads, folds or decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from aggregates.case import CaseState, Done
    from aggregates.rulebook.model import Book


class Holding(NamedTuple):
    """A person who holds an office (or the portfolio of a thing). A lower `rank` stands before a higher one."""

    person: str
    office: str
    rank: int | None = None


class Delegation(NamedTuple):
    """A recorded delegation by the holder of `by_office` to the person `to`, both days included.

    `acts` None: every act; else keys such as `sign` or `fund.sign`. `matter` None: every matter; else a matter or a
    unit.
    """

    by_office: str
    to: str
    acts: tuple[str, ...] | None
    matter: str | None
    from_on: date
    until_on: date | None
    leaf: str


class Absence(NamedTuple):
    """A recorded absence, both days included; `until_on` None: not known yet.

    `reason` is a value of the book's fact `absence_reason`.
    """

    person: str
    reason: str
    from_on: date
    until_on: date | None


class Decision(NamedTuple):
    """What a meeting or a body outside decided. `body` is a meeting kind, or the key of an office of kind outside.

    `covers_fen` None: no amount was decided. `drawn`: what each case has drawn on it so far, in fen. `chair`: who
    chaired, where the meeting is on record.
    """

    case: str
    version: int
    leaf: str
    body: str
    on: date
    outcome: str
    about: tuple[str, ...]
    covers_fen: int | None
    drawn: Mapping[str, int]
    chair: str | None = None


class OpenRung(NamedTuple):
    """A rung of a ladder that may be climbed: on which duty, by which rule, against whom; `climbed`: it was."""

    duty: str
    rule: str
    target: str | None
    climbed: bool


class RosterView(Protocol):
    """Who holds what on a day, as the record tells it.

    Offices are exact keys: that an executive deputy is also a vice head, the book says.
    """

    def holders(self, office: str, on: date) -> tuple[Holding, ...]:
        """Holders (capacity hold) of that very office key or unit; `root` for the root holders."""
        ...

    def offices_of(self, person: str, on: date) -> tuple[Holding, ...]: ...

    def in_charge_of(self, thing: str, on: date) -> tuple[Holding, ...]:
        """Who has the portfolio of a unit, a person or a matter; `office` is an office that person holds."""
        ...

    def post_holders(self, post: str, unit: str, on: date) -> tuple[Holding, ...]: ...

    def delegations(self, office: str, on: date) -> tuple[Delegation, ...]:
        """The delegations by that office that are in force on the day."""
        ...

    def absences(self, person: str, on: date) -> tuple[Absence, ...]:
        """The absences of that person that cover the day."""
        ...

    def paired(self, person: str, on: date) -> str | None:
        """The person's B role (AB角), who covers a longer absence."""
        ...

    def unit_class(self, office: str) -> str | None:
        """`department` or `township` for an enrolled unit, else None."""
        ...


class TermView(Protocol):
    """Where a count of working days ends; `provisional`: it rests on a year nobody has published."""

    @property
    def on(self) -> date: ...

    @property
    def provisional(self) -> bool: ...


class CalendarView(Protocol):
    """The working days the rules count by."""

    def due(self, start: date, working_days: int) -> TermView: ...

    def counted_back(self, day: date, working_days: int) -> TermView: ...

    def working_days_in(self, first: date, last: date) -> int:
        """How many working days lie from `first` to `last`, both included."""
        ...


class Context(Protocol):
    """What vetting may read besides the case and the book. `reads`: the case ids leaned on so far, for the append
    condition.
    """

    @property
    def roster(self) -> RosterView: ...

    @property
    def calendar(self) -> CalendarView: ...

    @property
    def reads(self) -> Set[str]: ...

    def decisions(self, case: str) -> Sequence[Decision]:
        """The decisions about that case, those of meetings and of bodies outside."""
        ...

    def case(self, case: str) -> CaseState:
        """Where another case stands; `version` 0 if it is not there."""
        ...

    def of_kind(self, kind: str, act: str, first: date, last: date) -> Sequence[tuple[CaseState, Done]]:
        """Every act of that name in cases of that kind between two days, both included, case by case."""
        ...

    def derive(self, case: CaseState, facts: Mapping[str, Any], book: Book, on: date) -> Mapping[str, Any]:
        """The facts that nobody states and the program knows, of a case in which these facts are known."""
        ...

    def rungs_open(self, case: CaseState, book: Book, on: date) -> Sequence[OpenRung]:
        """The rungs that are open on the duties of that case."""
        ...


class Holder(NamedTuple):
    """Somebody who may do an act now, and how: in which office, and, standing in, for which and by which rule."""

    person: str
    office: str
    acting_for: str | None = None
    rule: str | None = None


class Turn(NamedTuple):
    """A next step: an act of this case, a decision to be recorded, or facts to be declared, and whose turn it is.

    Exactly one of `act`, `decision`, `facts` is set. `by`: the office expressions in words (`county_head`,
    `in_charge_of:edu`), any of which will do. `vacant`: nobody holds the office, so `holders` are those who may
    appoint (root). `blocked`: rules that forbid this act as things stand, so that only a return or a correction moves
    the case. `outside`: the body whose act is recorded.
    """

    act: str | None
    by: tuple[str, ...]
    holders: tuple[Holder, ...]
    rule: str | None = None
    decision: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    member: str | None = None
    outside: str | None = None
    vacant: bool = False
    blocked: tuple[str, ...] = ()


class Violation(NamedTuple):
    """Why an act is refused. `message` is an English template and the msgid of its translation; `params` fills it.

    `facts` are the facts compared, in order. `next`: the lawful next steps. `may_override`: this actor may depart
    from the rule with a recorded reason.
    """

    rule: str
    article: str
    quote: str
    says: str
    message: str
    params: Mapping[str, Any] = {}
    facts: tuple[tuple[str, Any], ...] = ()
    next: tuple[Turn, ...] = ()
    may_override: bool = False

    def __str__(self) -> str:
        lists = {k: " or ".join(map(str, v)) if isinstance(v, tuple) else v for k, v in self.params.items()}
        return self.message.format(**lists)


class Wanted(NamedTuple):
    """A fact on which the verdict turns and nobody has declared. `first`: ask for it now; the others only after its
    answer.

    `rules`: the rules that compare it. `proposed`: what was stated by somebody who may not declare it.
    """

    fact: str
    by: tuple[str, ...]
    holders: tuple[Holder, ...]
    rules: tuple[str, ...]
    proposed: Any = None
    first: bool = True


class Verdict(NamedTuple):
    """The answer on an act: lawful when there is neither a violation nor a fact wanted.

    `rules`: ids of the rules that admitted it. `notices`: ids of rules to show (advice). `overridden`: rules departed
    from with a reason. `delegations`: leaves of the delegations it rests on. `reads`: the case ids leaned on. `ends`:
    the outcome is not one that passes on a step of the route, so the case goes back (returned).
    """

    violations: tuple[Violation, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    rules: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    delegations: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    ends: bool = False

    @property
    def lawful(self) -> bool:
        return not self.violations and not self.wanted
