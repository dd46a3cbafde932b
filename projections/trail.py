"""The accountability trail (追责链) of a person, a department or a case: warnings, what the record noted of duties,
hours in hand, and every act that was entered late, disowned or corrected. It tells and cites; it judges nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from aggregates.duties import all_duties
from aggregates.kinds import KINDS
from projections.report_frame import SHANGHAI
from projections.trail_hands import Hands, Life, Stretch
from projections.trail_warnings import Warned, warned_in

if TYPE_CHECKING:
    from aggregates.case import Noted
    from aggregates.case_file import ActOnRecord, CaseFile
    from aggregates.duty import Duty
    from aggregates.rulebook.model import Book
    from projections.report_frame import Reading

Keep = Callable[[Stretch], bool]
PERSON, UNIT, CASE = "person", "unit", "case"
LATE, DISOWNED, CORRECTED = "late", "disowned", "corrected"


class Asked(NamedTuple):
    """Whose trail, and of which days, both included. `what`: person, unit or case."""

    what: str
    about: str
    first: date
    last: date


class NotedOf(NamedTuple):
    """What the record itself noted of a duty: that it lapsed, that a rung opened on it."""

    case: str
    noted: Noted
    article: str | None


class Marked(NamedTuple):
    """An act that was entered late, disowned, or corrected, by which entry and why."""

    what: str
    case: str
    kind: str
    index: int  # type: ignore[assignment]  # hides tuple.index
    act: str
    on: date
    person: str
    recorded_by: str | None
    by_index: int
    reason: str


class InHand(NamedTuple):
    """The stretches of one case that lie in the period and concern the one asked about."""

    life: Life
    stretches: tuple[Stretch, ...]
    working_days: int

    @property
    def lasted(self) -> timedelta:
        return sum((each.lasted for each in self.stretches), timedelta())


class Trail(NamedTuple):
    """The whole report. `whole`: how long the cases told of lived in the period, all hands together."""

    asked: Asked
    on: date
    warned: tuple[Warned, ...]
    noted: tuple[NotedOf, ...]
    in_hand: tuple[InHand, ...]
    marked: tuple[Marked, ...]
    acts: int
    duties: tuple[Duty, ...]
    files: tuple[CaseFile, ...]
    whole: timedelta

    def alone(self) -> timedelta:
        """Of the time in hand, that in which nobody else had the turn."""
        alone = (each for held in self.in_hand for each in held.stretches if len(each.people) == 1)
        return sum((each.lasted for each in alone), timedelta())


def of_case(reading: Reading, case: str, first: date | None = None, last: date | None = None) -> Trail:
    """The trail of one case, from its first day on unless another is said."""
    file = reading.file(case)
    begins = first or file.state.opened_on or reading.on
    return _trail(reading, Asked(CASE, case, begins, last or reading.on), (file,))


def of_person_or_unit(reading: Reading, asked: Asked, kinds: Iterable[str] = tuple(KINDS)) -> Trail:
    """The trail of a person or a department over all cases of these kinds that lived in the period."""
    return _trail(reading, asked, tuple(_alive(reading, asked, kinds)))


def _trail(reading: Reading, asked: Asked, files: tuple[CaseFile, ...]) -> Trail:
    first, last, concerns = asked.first, asked.last, _Concern(reading, asked)
    warned = [w for f in files for w in warned_in(f, reading) if first <= w.on <= last and concerns.warned(w)]
    noted = [each for f in files for each in _noted(f, reading.book(f.state)) if first <= each.noted.on <= last]
    marked = [each for f in files for each in _marked(f) if first <= each.on <= last and concerns.marked(each)]
    begins, ends = _instant(first), min(_instant(last + timedelta(days=1)), reading.ends_at)
    hands = Hands(reading)
    lives = [life for f in files if (life := hands.life(f.state.case, ends, begins)) is not None]
    held = [h for life in lives if (h := _held(life, begins, ends, reading, keep=concerns.stretch)).stretches]
    mine = [act for f in files for act in f.acts if first <= act.on <= last and concerns.act(act)]
    cases = {each.life.case for each in held} | {each.case for each in warned} | {each.case for each in marked}
    kept = tuple(f for f in files if f.state.case in cases or any(concerns.act(act) for act in f.acts))
    return Trail(
        asked=asked,
        on=reading.on,
        warned=tuple(warned),
        noted=tuple(each for each in noted if asked.what == CASE or concerns.noted(each)),
        in_hand=tuple(held),
        marked=tuple(marked),
        acts=len(mine),
        duties=tuple(duty for f in kept for duty in _duties(f, reading) if concerns.duty(duty)),
        files=kept,
        whole=sum((_within(h.life, begins, ends) for h in held), timedelta()),
    )


class _Concern:
    """Whether something concerns the one asked about; a case is concerned by all that is in it."""

    def __init__(self, reading: Reading, asked: Asked) -> None:
        self.what, self.about = asked.what, asked.about
        holders = reading.roster.holders(asked.about, reading.on) if asked.what == UNIT else ()
        self.people = frozenset(holding.person for holding in holders)

    def warned(self, each: Warned) -> bool:
        theirs = {self.about} | self.people
        return self.what == CASE or each.target in theirs or each.person == self.about

    def noted(self, each: NotedOf) -> bool:
        return each.noted.target == self.about or each.noted.target in self.people

    def marked(self, each: Marked) -> bool:
        return self.what == CASE or self.about in (each.person, each.recorded_by) or each.person in self.people

    def stretch(self, each: Stretch) -> bool:
        if self.what == CASE:
            return True
        return any(self.about in (hand.person, hand.office, hand.for_) for hand in each.hands)

    def act(self, act: ActOnRecord) -> bool:
        by = act.by
        return self.what == CASE or self.about in (by.person, by.office, by.acting_for, by.recorded_by)

    def duty(self, duty: Duty) -> bool:
        if self.what == CASE:
            return True
        return self.about == duty.unit if self.what == UNIT else self.about in duty.people


def _alive(reading: Reading, asked: Asked, kinds: Iterable[str]) -> Iterator[CaseFile]:
    """Every case of these kinds that was open on some day of the period."""
    for kind in kinds:
        rows = reading.record.source.of_types(KINDS[kind].all_types, 0, reading.size)
        for case in dict.fromkeys(row.case for row in rows):
            file = reading.file(case)
            opened = file.state.opened_on
            over = file.state.closed is not None and file.acts[-1].on < asked.first
            if opened is not None and opened <= asked.last and not over:
                yield file


def _noted(file: CaseFile, book: Book) -> Iterator[NotedOf]:
    for noted in file.state.noted:
        rule = book.rules.get(noted.rule or noted.duty.rpartition("@")[0].partition(".")[0])
        yield NotedOf(file.state.case, noted, rule.article if rule else None)


def _marked(file: CaseFile) -> Iterator[Marked]:
    for act in file.acts:
        by = act.by
        about = (file.state.case, file.state.kind, act.index, act.act, act.on, by.person, by.recorded_by)
        if late := act.facts.get("late"):
            yield Marked(LATE, *about, act.index, str(late["reason"]))
        if act.disowned:
            yield Marked(DISOWNED, *about, act.disowned.index, str(act.disowned.facts.get("reason", "")))
        for entry in act.corrected:
            yield Marked(CORRECTED, *about, entry.index, str(entry.facts.get("reason", "")))


def _held(life: Life, begins: datetime, ends: datetime, reading: Reading, *, keep: Keep) -> InHand:
    cut = [s for each in life.stretches if (s := _cut(each, begins, ends)) is not None and keep(s)]
    return InHand(life, tuple(cut), sum(_working_days(each, reading) for each in cut))


def _cut(each: Stretch, begins: datetime, ends: datetime) -> Stretch | None:
    """The part of a stretch that lies in the period."""
    first, last = max(each.begins, begins), min(each.ends, ends)
    return each._replace(begins=first, ends=last) if first < last else None


def _within(life: Life, begins: datetime, ends: datetime) -> timedelta:
    return max(min(life.ends, ends) - max(life.begins, begins), timedelta())


def _working_days(each: Stretch, reading: Reading) -> int:
    """Working days begun after the day on which it came, up to the day on which it went."""
    first, last = each.begins.astimezone(SHANGHAI).date(), each.ends.astimezone(SHANGHAI).date()
    return reading.calendar.working_days_between(first, last)


def _duties(file: CaseFile, reading: Reading) -> tuple[Duty, ...]:
    return all_duties(file, reading.book(file.state), reading.context, reading.calendar, reading.on)


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
