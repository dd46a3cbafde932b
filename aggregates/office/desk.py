"""One person's desk: the one path by which an act enters the record.

Load, vet, compose, sign, append; once more when somebody else changed what the vetting leaned on. What an act says and
which rules judge it is the business of the module of its case; here is only what every act has in common: its id, its
day, its place in the chain, who signs, and what it saw.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from ledger.entry import Recorded
from ledger.errors import BadInput, Conflict, GovledgerError

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.case import By
    from aggregates.office.ahead import Next
    from aggregates.roster import Roster
    from aggregates.rulebook.model import Book
    from ledger.application import Store
    from ledger.enclosures import Enclosures
    from ledger.event import Draft
    from ledger.record import Record
    from ledger.signing import Signer

SHANGHAI = timezone(timedelta(hours=8))
ALWAYS_READ = frozenset({"ROOT", "BOOKS", "CALENDAR"})
MOST_NUMBERS_TRIED = 1_000
FIRST_LEAF = "<the leaf of the first entry of this act>"
"""Stands in a draft's facts for a hash that only signing the first entry of the same act gives."""


def leaf_of(case: str, version: int) -> str:
    """Stands in a draft's facts for the hash of an earlier entry of the same act, that of this case and version."""
    return f"<the leaf of {case}:{version} of this act>"


@dataclass(frozen=True, slots=True)
class Intent:
    """What the person asked for, as said: the same intent under the same act id is the same act.

    `case` is None where the act opens a case, whose number nobody chooses. `facts` must be contained in what the first
    entry of the act recorded; `stated` likewise, wherever the entry holds it: as a field, as declared, as proposed.
    """

    type: str
    case: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    stated: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sight:
    """What one vetting sees: the record read afresh, the clock read once, the day of the act.

    `enclosures` hold the rulebooks of earlier days, for the cases that were opened under them; `own_book` finds such a
    book by its digest where somebody keeps them read.
    """

    record: Record
    roster: Roster
    book: Book
    calendar: WorkCalendar
    size: int
    root: str
    at: datetime
    on: date
    enclosures: Enclosures | None = None
    own_book: Callable[[str], Book] | None = None

    @property
    def today(self) -> date:
        """The day of `at` in Asia/Shanghai."""
        return day_of(self.at)


@dataclass(frozen=True, slots=True)
class Plan:
    """An act ready to be signed, and what its vetting leaned on besides the cases it writes to.

    `opens` names a case that this act numbers: if somebody else took that number first, the act is planned again under
    the next one. `then` says, on the record as the act left it, what comes next.
    """

    by: By
    drafts: Sequence[Draft]
    cases: Collection[str] = ()
    types: Collection[str] = ()
    opens: str | None = None
    then: Callable[[Sight], tuple[Next, ...]] | None = None
    warnings: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class ActResult:
    """What an act left behind: its first entry. `repeated`: it was on record already and nothing was written.

    `opened`: the cases that the act opened besides that of its first entry.
    """

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
    opened: tuple[str, ...] = ()


@dataclass(slots=True)
class Desk:
    """An open store, the adopted book and calendar, and one person with a key and a clock.

    `dry_run`: everything but the append; the result then says where the entry would have stood. `book_of`: the book of
    a day, where several have been adopted.
    """

    store: Store
    book: Book
    calendar: WorkCalendar
    signer: Signer
    person: str
    clock: Callable[[], datetime]
    enclosures: Enclosures | None = None
    dry_run: bool = False
    book_of: Callable[[date], Book] | None = None
    _record: Record | None = None

    @property
    def record(self) -> Record:
        """The record as it is now, valid entries only: every reading is fresh, signatures once checked are not."""
        from ledger.record import Record

        self._record = self._record.renewed() if self._record else Record(self.store.source)
        return self._record

    @property
    def roster(self) -> Roster:
        """Who holds what, read afresh."""
        return self.look().roster

    @property
    def today(self) -> date:
        return day_of(self.clock())

    def look(self, on: date | None = None) -> Sight:
        """One consistent sight of the record. `seen` is read first: whatever comes after it, the append refuses.

        Raises:
            BadInput: `on` is after today.
        """
        from aggregates.roster import Roster

        record = self.record
        size, root = record.seen()
        at = self.clock().astimezone(UTC)
        day = on or day_of(at)
        if day > day_of(at):
            raise BadInput("{on} is still to come: an act is of today or of an earlier day", on=day.isoformat())
        book = self.book_of(day) if self.book_of else self.book
        return Sight(record, Roster(record), book, self.calendar, size, root, at, day, self.enclosures)

    def act(
        self, intent: Intent, plan: Callable[[Sight], Plan], *, act: str | None = None, on: date | None = None
    ) -> ActResult:
        """Record one act: its entries, adjacent, in one transaction.

        Args:
            intent: what was asked for; decides whether the same `act` id again is the same act.
            plan: vets against the sight and returns the act to sign; raises to refuse, and then nothing is written.
            act: the act's UUID; None draws one.
            on: the day of the act; None is today.

        Raises:
            BadInput: the id belongs to another act, or `on` is before the case's previous act.
            NotAuthorised: the key is not bound or revoked, or the grant is missing.
            Conflict: others changed what this act leans on, twice.
        """
        from aggregates.office.entries import signed

        act_id = check_act_id(act) if act else str(uuid4())
        tries = numbers = 0
        while True:
            if act and (done := self._already(intent, act_id)):
                return done
            sight = self.look(on)
            planned = plan(sight)
            entries, recorded = signed(planned, sight, self.signer, act_id)
            if self.dry_run:
                return _result(recorded, sight.size, planned, ())
            try:
                indexes = self.store.append(
                    entries,
                    seen_size=sight.size,
                    cases=ALWAYS_READ | _speaking(planned.by) | set(planned.cases) | {d.case for d in planned.drafts},
                    types=frozenset(planned.types),
                )
            except Conflict:
                if planned.opens and numbers < MOST_NUMBERS_TRIED and self.store.source.case(planned.opens):
                    numbers += 1
                    continue
                if tries:
                    raise
                tries += 1
                continue
            return _result(recorded, indexes[0], planned, self._following(planned))

    def _following(self, planned: Plan) -> tuple[Next, ...]:
        """What comes next. The act is on record: whatever goes wrong in looking ahead does not undo that."""
        try:
            return planned.then(self.look()) if planned.then else ()
        except GovledgerError:
            return ()

    def _already(self, intent: Intent, act_id: str) -> ActResult | None:
        """The act of that id, when it is on record and is the same act."""
        rows = self.store.find_act(act_id)
        if not rows:
            return None
        first = Recorded.of(rows[0])
        same = (
            self.record.at(first.index) is not None
            and first.type == intent.type
            and self.person in (first.by["person"], first.by["recorded_by"])
            and intent.case in (None, first.case)
            and _contained(intent.facts, first.facts)
            and _contained(intent.stated, _stated_in(first.facts))
        )
        if not same:
            raise BadInput(
                "the id {act} belongs to another act: {type} in {case}, entry {index}",
                act=act_id,
                type=first.type,
                case=first.case,
                index=first.index,
            )
        ids = tuple(first.rules["ids"]) if first.rules else ()
        found = ActResult(first.case, first.version, first.index, first.type, first.leaf.hex(), ids)
        return replace(found, repeated=True, act=act_id, opened=_opened(map(Recorded.of, rows)))


def day_of(at: datetime) -> date:
    """The day of an instant in Asia/Shanghai, which has had no summer time since 1991."""
    return at.astimezone(SHANGHAI).date()


def check_act_id(text: str) -> str:
    """The act id in its one spelling.

    Raises:
        BadInput: it is no UUID.
    """
    try:
        return str(UUID(text))
    except ValueError:
        raise BadInput("{text} is not an act id: a UUID is, like {example}", text=text, example=str(uuid4())) from None


def _speaking(by: By) -> set[str]:
    """The cases on which it hangs that somebody may speak so: a revocation in one of them must not be overtaken."""
    people = {f"PER-{person}" for person in (by.person, by.recorded_by) if person}
    return people | {f"OFC-{office}" for office in (by.office, by.acting_for) if office}


def _result(recorded: Sequence[Recorded], index: int, planned: Plan, following: tuple[Next, ...]) -> ActResult:
    first = recorded[0]
    return ActResult(
        case=first.case,
        version=first.version,
        index=index,
        type=first.type,
        leaf=first.leaf.hex(),
        rules=tuple(first.rules["ids"]) if first.rules else (),
        next=following,
        warnings=tuple(planned.warnings),
        act=first.act,
        opened=_opened(recorded),
    )


def _opened(recorded: Iterable[Recorded]) -> tuple[str, ...]:
    """The cases that an act opened besides that of its first entry."""
    first, *rest = recorded
    return tuple(entry.case for entry in rest if entry.version == 1 and entry.case != first.case)


def _stated_in(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Every fact that an entry states, declares or proposes."""
    return {**facts.get("proposed", {}), **facts.get("declared", {}), **facts.get("fields", {})}


def _contained(asked: Any, recorded: Any) -> bool:
    """Whether everything asked for is what was recorded; the record may hold more."""
    if isinstance(asked, Mapping):
        return isinstance(recorded, Mapping) and all(
            key in recorded and _contained(value, recorded[key]) for key, value in asked.items()
        )
    if isinstance(asked, list | tuple):
        return isinstance(recorded, list) and list(asked) == recorded
    return bool(asked == recorded)
