"""In whose hands a case lay, from its first entry on: stretches of time, end to end, each with one set of people.

Whose turn it was is asked of the rules on the record as it stood when the stretch began. A stretch ends when anything
is recorded that this answer leaned on (the case itself, another case, an office, a person), or when a day comes on
which something in it begins or ends (a delegation, an absence). So there is neither gap nor overlap, and the stretches
of a case add up to its life to the microsecond.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates import case_file
from aggregates.record_context import RecordContext
from aggregates.roster import Roster
from aggregates.rulebook.turns import turns
from projections.report_frame import SHANGHAI, day_of, instant

if TYPE_CHECKING:
    from aggregates.roster_records import RosterCase
    from ledger.record import Record
    from projections.report_frame import Reading

DAY = r'"(?:from_on|until_on|on|from|until)":"([0-9]{4}-[0-9]{2}-[0-9]{2})"'


class Hand(NamedTuple):
    """One who had the turn, and in which office; `for_`: the office stood in for."""

    person: str
    office: str
    for_: str | None = None


class Stretch(NamedTuple):
    """A time in which the same people had the turn. `hands` is empty while the case is closed, and only then.

    `waits_for`: what they could do: acts, `declare FACT`, or `decide`.
    """

    begins: datetime
    ends: datetime
    hands: tuple[Hand, ...]
    waits_for: tuple[str, ...]
    closed: bool = False

    @property
    def lasted(self) -> timedelta:
        return self.ends - self.begins

    @property
    def people(self) -> frozenset[str]:
        return frozenset(hand.person for hand in self.hands)


class Life(NamedTuple):
    """A case from its first entry to the one that closed it, or to the instant asked for."""

    case: str
    kind: str
    begins: datetime
    ends: datetime
    stretches: tuple[Stretch, ...]


class Hands:
    """Asks for many cases of one reading; what one answer read of the roster is kept for the next."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.record = reading.record
        self._indexes: dict[str, list[int]] = {}
        self._days: dict[str, list[date]] = {}
        self._sizes: dict[datetime, int] = {}
        self._roster_cases: dict[tuple[str, int], RosterCase] = {}

    def life(self, case: str, until: datetime | None = None, since: datetime | None = None) -> Life | None:
        """The life of a case up to that instant; None if it had none by then.

        Args:
            since: its stretches are told from this instant on only, which spares asking about those before.
        """
        until = until or self.reading.ends_at
        found = list(self._stretches(case, until, since))
        while found and found[-1].closed:
            found.pop()
        if not found:
            return None
        kind = self.reading.file(case).state.kind
        begins = min(found[0].begins, self._at(self._of(case)[0]))
        return Life(case, kind, begins, found[-1].ends, tuple(_joined(found)))

    def _stretches(self, case: str, until: datetime, since: datetime | None) -> Iterator[Stretch]:
        indexes = self._of(case)
        if not indexes:
            return
        size, at = indexes[0] + 1, self._at(indexes[0])
        if since is not None and since > at:
            size, at = max(size, self._size_at(since)), since
        while at <= until:
            (hands, waits_for, closed), leaned = self._asked(case, size, day_of(at))
            following = self._next(size, leaned)
            ends = until if following is None else min(until, max(at, self._at(following)))
            day = self._next_day(leaned, at)
            if day is not None and day < ends:
                yield Stretch(at, day, hands, waits_for, closed)
                at = day
                continue
            if ends > at:
                yield Stretch(at, ends, hands, waits_for, closed)
            if following is None or ends >= until:
                return
            size, at = following + 1, ends

    def _asked(self, case: str, size: int, on: date) -> tuple[tuple[Any, ...], set[str]]:
        record = self.record.before(size)
        roster = _Kept(record, size, self)
        context = RecordContext(record, roster, lambda: self.reading.calendar)
        state = case_file.fold(case, record.case(case)).state
        open_ = turns(state, self.reading.book(state), context, on)
        hands = dict.fromkeys(Hand(h.person, h.office, h.acting_for) for turn in open_ for h in turn.holders)
        waits_for = [
            turn.act or (f"declare {turn.facts[0]}" if turn.facts else "decide") for turn in open_ if turn.holders
        ]
        leaned = set(context.reads) | {case}
        return (tuple(sorted(hands, key=_name)), tuple(dict.fromkeys(waits_for)), state.closed is not None), leaned

    def _next(self, size: int, leaned: set[str]) -> int | None:
        """The first entry from there on in any case that was leaned on."""
        found = []
        for case in leaned:
            indexes = self._of(case)
            place = bisect_left(indexes, size)
            found += indexes[place : place + 1]
        return min(found, default=None)

    def _next_day(self, leaned: set[str], at: datetime) -> datetime | None:
        """The next midnight at which something in the roster begins, or is over."""
        today = day_of(at)
        days = (day for case in leaned if case.startswith(("OFC-", "PER-")) for day in self._dated(case))
        coming = min((day for day in days if day > today), default=None)
        if coming is None:
            return None
        return datetime(coming.year, coming.month, coming.day, tzinfo=SHANGHAI).astimezone(UTC)

    def _size_at(self, since: datetime) -> int:
        """How many entries were on record at that instant: all before the first that is later."""
        if since not in self._sizes:
            self._sizes[since] = self.record.size_at(since)
        return self._sizes[since]

    def _of(self, case: str) -> list[int]:
        if case not in self._indexes:
            self._indexes[case] = [entry.index for entry in self.record.raw_case(case)]
        return self._indexes[case]

    def _dated(self, case: str) -> list[date]:
        """Every day that the entries of a roster case name, and the day after it."""
        if case not in self._days:
            named = {date.fromisoformat(day) for e in self.record.raw_case(case) for day in re.findall(DAY, e.text)}
            self._days[case] = sorted(named | {day + timedelta(days=1) for day in named})
        return self._days[case]

    def _at(self, index: int) -> datetime:
        entry = self.record.raw_at(index)
        assert entry is not None
        return instant(entry.at)

    def roster_case(self, case: str, size: int, read: Any) -> RosterCase:
        """A case of the roster, folded once for as long as nothing is added to it."""
        key = case, bisect_left(self._of(case), size)
        if key not in self._roster_cases:
            self._roster_cases[key] = read()
        return self._roster_cases[key]


class _Kept(Roster):
    """The roster of one size, its cases folded once for all sizes at which they are the same."""

    def __init__(self, record: Record, size: int, hands: Hands) -> None:
        super().__init__(record, size)
        self._hands = hands

    def case(self, case: str) -> RosterCase:
        whole = super().case
        self.leaned.add(case)
        return self._hands.roster_case(case, self.size or 0, lambda: whole(case))


def _joined(stretches: list[Stretch]) -> Iterator[Stretch]:
    """Neighbours in the same hands, for the same acts, as one."""
    held = stretches[0]
    for each in stretches[1:]:
        if (each.hands, each.waits_for, each.closed) == (held.hands, held.waits_for, held.closed):
            held = held._replace(ends=each.ends)
        else:
            yield held
            held = each
    yield held


def _name(hand: Hand) -> tuple[str, str, str]:
    return hand.person, hand.office, hand.for_ or ""
