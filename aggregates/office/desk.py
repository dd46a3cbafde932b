"""One person's desk: the one path by which an act enters the record.

Load, vet, compose, sign, append; once more when somebody else changed what the vetting leaned on. What an act says and
which rules judge it is the business of the module of its case; here is only what every act has in common: its id, its
day, its place in the chain, who signs, and what it saw.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5

from aggregates.case import By
from ledger.entry import Recorded
from ledger.errors import BadInput, Conflict, NotAuthorised
from ledger.record import Record

if TYPE_CHECKING:
    from aggregates.calendar import Calendar
    from aggregates.roster import Roster
    from aggregates.rulebook.model import Book
    from ledger.application import Store
    from ledger.event import Draft
    from ledger.signing import Signer

SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Intent:
    """What the person asked for, as said: the same intent under the same act id is the same act.

    `case` is None where the act opens a case, whose number nobody chooses. `facts` must be contained in what the first
    entry of the act recorded.
    """

    type: str
    case: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sight:
    """What one vetting sees: the record read afresh, the clock read once, the day of the act."""

    record: Record
    roster: Roster
    book: Book
    calendar: Calendar
    size: int
    root: str
    at: datetime
    on: date

    @property
    def today(self) -> date:
        """The day of `at` in Asia/Shanghai."""
        return self.at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Next:
    """A lawful next step: the act, the words that do it, and the people whose turn it is (empty: nobody holds it)."""

    act: str
    command: tuple[str, ...]
    people: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """An act ready to be signed, and what its vetting leaned on besides the cases it writes to.

    `opens` names a case that this act numbers: if it exists by the time of the append, the act is planned again under
    the next number, as often as it takes.
    """

    by: By
    drafts: Sequence[Draft]
    cases: Collection[str] = ()
    types: Collection[str] = ()
    opens: str | None = None
    next: Callable[[Sight], tuple[Next, ...]] | None = None
    warnings: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class ActResult:
    """What an act left behind: its first entry. `repeated`: the act was already on record, nothing was written."""

    case: str
    version: int
    index: int
    type: str
    leaf: str
    rules: tuple[str, ...]
    next: tuple[Next, ...] = ()
    warnings: tuple[Mapping[str, Any], ...] = ()
    repeated: bool = False
    act: str = ""
