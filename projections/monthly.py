"""The monthly bulletin (督查通报) and its annex (督办台账): every supervised item as a row, and the sums of the rows.

A row is folded from its case and judged by its duties. What they add up to is counted once from the rows and once more
from the bare entries, by `monthly_events`; if the two differ there is no report.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.duties import MET_LATE, OVERDUE, all_duties
from ledger.errors import BadInput
from projections.monthly_counts import OPEN, Count, Figure, added, counted, figures_of
from projections.monthly_events import Life, lives, reconcile

if TYPE_CHECKING:
    from aggregates.case import CaseState, Done
    from aggregates.case_file import CaseFile
    from aggregates.duty import Duty
    from projections.report_frame import Reading

DONE, DONE_LATE, WAITING, IN_HAND, LATE, DROPPED = "done", "done-late", "waiting", "in-hand", "overdue", "dropped"
"""How an item stands. `waiting`: completed and not yet accepted, so still open; `dropped`: returned, withdrawn."""
SAYS_PROGRESS = ("complete", "feed_back", "report_progress", "record_supervision")
BUCKETS = (30, 60, 90, 180)
"""Ages of open items in days: up to each of these, and over the last."""
ISSUERS = ("circulate_criticism", "admonish", "recommend_reshuffle")


class Item(NamedTuple):
    """One row of the annex. `light`: of the duty to complete, grey where nothing is owed or no day is set."""

    number: int
    case: str
    origin: str
    meeting: str | None
    meeting_kind: str | None
    met_on: date | None
    decided_by: str | None
    opened_on: date
    text: str
    leader: str | None
    unit: str
    support: tuple[str, ...]
    responsible: str | None
    due_on: date | None
    provisional: bool
    progress: str | None
    state: str
    light: str
    days_left: int | None
    days_late: int
    urged: int
    urged_on: date | None
    extended: tuple[date, ...]
    warned: int
    completed_on: date | None
    closed_on: date | None
    closed: str | None
    rules: tuple[str, ...]
    articles: tuple[str, ...]
    index: int  # type: ignore[assignment]  # hides tuple.index
    leaf: str

    @property
    def open(self) -> bool:
        return self.state in OPEN

    def as_json(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in self._asdict().items()}


class Month(NamedTuple):
    """What happened in one month, and what was open at its end."""

    month: str
    opened: int
    done: int
    open_at_end: int


class Monthly(NamedTuple):
    """The whole report. `by_meeting` holds a count a meeting; items of no meeting stand under their origin alone."""

    month: str
    on: date
    known: str
    number: int
    items: tuple[Item, ...]
    total: Count
    by_kind: tuple[tuple[str, Count], ...]
    by_meeting: tuple[tuple[str, Count], ...]
    by_unit: tuple[tuple[str, Count], ...]
    ages: tuple[int, ...]
    months: tuple[Month, ...]
    figures: dict[str, Figure]
    files: tuple[CaseFile, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "month": self.month,
            "on": self.on.isoformat(),
            "known": self.known,
            "number": self.number,
            "total": self.total.as_json(),
            "by_kind": {key: count.as_json() for key, count in self.by_kind},
            "by_meeting": {key: count.as_json() for key, count in self.by_meeting},
            "by_unit": {key: count.as_json() for key, count in self.by_unit},
            "ages": dict(zip(age_labels(), self.ages, strict=True)),
            "months": [month._asdict() for month in self.months],
            "figures": {name: figure.text for name, figure in self.figures.items()},
            "items": [item.as_json() for item in self.items],
        }


def monthly(reading: Reading, month: str, known: str, number: int | None = None) -> Monthly:
    """The bulletin of a month as of the day of the reading.

    Raises:
        VerificationFailed: what is counted from the rows is not what is counted from the entries.
    """
    first, _ = days_of(month)
    told = lives(reading.record, reading.on)
    year = date(first.year, 1, 1)
    files = [reading.file(case) for case, life in told.items() if life.opened_on <= reading.on]
    kept = [f for f in files if f.state.opened_on is not None and _in_scope(f, year)]
    kept.sort(key=lambda file: (file.state.opened_on, file.state.case))
    chief: dict[str, str | None] = {}
    items = tuple(_item(reading, file, place, chief) for place, file in enumerate(kept, 1))
    made = Monthly(
        month=month,
        on=reading.on,
        known=known,
        number=number or first.month,
        items=items,
        total=counted(items),
        by_kind=added(items, lambda item: item.meeting_kind or item.origin),
        by_meeting=added((i for i in items if i.meeting), lambda item: item.meeting or ""),
        by_unit=added(items, lambda item: item.unit),
        ages=tuple(_ages(items, reading.on)),
        months=tuple(_months(told.values(), first, reading.on)),
        figures={},
        files=tuple(kept),
    )
    reconcile(made, told, year)
    return made._replace(figures=figures_of(made))


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month YYYY-MM. Raises: BadInput."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise BadInput("{month} is not a month: write it as YYYY-MM, like 2022-06", month=month) from None
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def age_labels() -> tuple[str, ...]:
    """The buckets of ages in days: `0-30`, `31-60`, …, `180+`."""
    lower = (0, *(bound + 1 for bound in BUCKETS))
    return (*(f"{low}-{high}" for low, high in zip(lower, BUCKETS, strict=False)), f"{BUCKETS[-1]}+")


def _in_scope(file: CaseFile, year: date) -> bool:
    """Opened this year, or carried over: still open when it began."""
    state = file.state
    assert state.opened_on is not None
    closed_on = _closed_on(file)
    return state.opened_on >= year or closed_on is None or closed_on >= year


def _closed_on(file: CaseFile) -> date | None:
    if file.state.closed is None:
        return None
    return next((act.on for act in reversed(file.acts) if act.closes and not act.struck), file.acts[0].on)


def _item(reading: Reading, file: CaseFile, number: int, chief: dict[str, str | None]) -> Item:
    state = file.state
    facts = state.facts
    book = reading.book(state)
    assert state.opened_on is not None
    owed = all_duties(file, book, reading.context, reading.calendar, reading.on, people=False)
    term = _term(owed)
    unit = str(facts.get("undertaking_unit", ""))
    meeting = _meeting(reading, facts.get("meeting"))
    urged = _done(state, "urge")
    last = file.acts[-1]
    return Item(
        number=number,
        case=state.case,
        origin=str(facts.get("origin", "other")),
        meeting=meeting.case if meeting else None,
        meeting_kind=meeting.facts.get("kind") if meeting else None,
        met_on=_day(meeting.facts.get("meets_on")) if meeting else None,
        decided_by=facts.get("decided_by"),
        opened_on=state.opened_on,
        text=str(facts.get("text", "")),
        leader=_leader(reading, unit, chief),
        unit=unit,
        support=tuple(facts.get("support_units", ())),
        responsible=facts.get("first_responsible"),
        due_on=term.due_on if term else _day(facts.get("due_on")),
        provisional=term.provisional if term else False,
        progress=next((d.fields["progress"] for d in reversed(state.done) if _says(d)), None),
        state=_standing(state, term, reading.on),
        light=term.light(reading.on, reading.calendar, book) if term and state.closed is None else "grey",
        days_left=term.days_left(reading.on, reading.calendar) if term and state.closed is None else None,
        days_late=term.days_late(reading.on, reading.calendar) if term else 0,
        urged=len(urged),
        urged_on=urged[-1].on if urged else None,
        extended=tuple(day for d in _done(state, "extend") if (day := _day(d.fields.get("due_on")))),
        warned=sum(len(_done(state, act)) for act in ISSUERS),
        completed_on=next((d.on for d in reversed(state.done) if d.act == "complete"), None),
        closed_on=_closed_on(file),
        closed=state.closed,
        rules=tuple(dict.fromkeys(duty.rule for duty in owed if duty.rule)),
        articles=tuple(dict.fromkeys(book.rules[d.rule].article for d in owed if d.rule and d.rule in book.rules)),
        index=last.index,
        leaf=last.leaf,
    )


def _term(owed: Iterable[Duty]) -> Duty | None:
    """The duty to complete that has the latest day: an extension moves one rule's term and not another's."""
    dated = [duty for duty in owed if duty.act == "complete" and duty.due_on is not None]
    return max(dated, key=lambda duty: duty.due_on or date.min) if dated else None


def _standing(state: CaseState, term: Duty | None, on: date) -> str:
    if state.closed == "done":
        return DONE_LATE if term and term.state(on) == MET_LATE else DONE
    if state.closed is not None:
        return DROPPED
    if any(done.act == "complete" for done in state.done):
        return WAITING
    return LATE if term and term.state(on) == OVERDUE else IN_HAND


def _meeting(reading: Reading, case: Any) -> CaseState | None:
    if not isinstance(case, str):
        return None
    state = reading.file(case).state
    return state if state.version else None


def _leader(reading: Reading, unit: str, chief: dict[str, str | None]) -> str | None:
    """Who has charge of the unit on the day of the report."""
    if unit not in chief:
        found = reading.roster.in_charge_of(unit, reading.on) if unit else ()
        chief[unit] = found[0].person if found else None
    return chief[unit]


def _done(state: CaseState, act: str) -> list[Done]:
    return [done for done in state.done if done.act == act]


def _says(done: Done) -> bool:
    return done.act in SAYS_PROGRESS and isinstance(done.fields.get("progress"), str)


def _ages(items: Iterable[Item], on: date) -> Iterator[int]:
    ages = [(on - item.opened_on).days for item in items if item.open]
    lower = -1
    for upper in BUCKETS:
        yield sum(lower < age <= upper for age in ages)
        lower = upper
    yield sum(age > lower for age in ages)


def _months(told: Iterable[Life], first: date, on: date) -> Iterator[Month]:
    """The twelve months that end with this one."""
    each = list(told)
    for back in range(11, -1, -1):
        year, place = divmod(first.year * 12 + first.month - 1 - back, 12)
        begins, ends = days_of(f"{year}-{place + 1:02}")
        ends = min(ends, on)
        opened = sum(begins <= life.opened_on <= ends for life in each)
        done = sum(
            life.word == "done" and life.closed_on is not None and begins <= life.closed_on <= ends for life in each
        )
        left = sum(life.opened_on <= ends and (life.closed_on is None or life.closed_on > ends) for life in each)
        yield Month(f"{year}-{place + 1:02}", opened, done, left)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
