"""The pen of a made county: acts composed, signed and written into an SQLite ledger in the order of their instants."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from aggregates.calendar import shipped
from aggregates.rulebook.loader import load
from ledger.bindings import bound_by
from ledger.entry import Recorded
from ledger.event import NEW_CASE, Draft, Position, compose, sign_act
from ledger.merkle import CompactRange
from ledger.signing import Ed25519Signer
from ledger.sqlite import create

ORIGIN = "example.gov.cn/jiangkou"
BOOK = load("jiangkou-2022", cases=())
CALENDAR = shipped()
SHANGHAI = timedelta(hours=8)


class LeafOf(NamedTuple):
    """Stands in facts for the leaf of the n-th entry of the same act."""

    n: int


class Who(NamedTuple):
    person: str
    office: str
    recorded_by: str | None = None
    acting_for: str | None = None


Happens = Callable[[datetime], object]


class Full(Exception):
    """The ledger has as many entries as were asked for."""


class Pen:
    """Writes acts. What is put down for an instant is written when `play` comes to it, whoever put it down first."""

    def __init__(self, path: Path, random: Random, most: int | None = None) -> None:
        create(path, ORIGIN, training=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._random, self._most = random, most
        self._tree = CompactRange()
        self._positions: dict[str, Position] = {}
        self._signers: dict[str, Ed25519Signer] = {}
        self._due: list[tuple[datetime, int, Happens]] = []
        self._numbers: dict[tuple[str, int], int] = {}
        self._acts = self._put = 0
        self.size = 0
        self.at = datetime(2000, 1, 1, tzinfo=UTC)

    def __enter__(self) -> Pen:
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("BEGIN")
        return self

    def __exit__(self, *_: object) -> None:
        highest = f"{self.at:%Y-%m-%dT%H:%M:%S.%fZ}"
        peaks = b"".join(self._tree.peaks)
        self._db.execute("UPDATE head SET size = ?, peaks = ?, highest_at = ?", (self.size, peaks, highest))
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()

    @property
    def last_day(self) -> date:
        return (self.at + SHANGHAI).date()

    def signer(self, name: str) -> Ed25519Signer:
        """The same key for the same name, always."""
        if name not in self._signers:
            self._signers[name] = Ed25519Signer.from_seed(name.encode().ljust(32, b".")[:32])
        return self._signers[name]

    def number(self, prefix: str, year: int) -> str:
        """The next number of a case."""
        self._numbers[prefix, year] = number = self._numbers.get((prefix, year), 0) + 1
        return f"{prefix}-{year}-{number:04d}"

    def version(self, case: str) -> int:
        return self._positions.get(case, NEW_CASE).version

    def leaf(self, case: str) -> str:
        """The leaf of a case's latest entry."""
        return self._positions[case].leaf

    def written(self, first: int) -> list[tuple[int, str, str]]:
        """Index, case and leaf of every entry from that index on."""
        rows = self._db.execute("SELECT idx, case_id, leaf FROM entry WHERE idx >= ? ORDER BY idx", (first,))
        return [(index, case, leaf.hex()) for index, case, leaf in rows]

    # When

    def put(self, day: date, happens: Happens) -> datetime:
        """Lets something happen on that day, or on the next one that is worked, in office hours; the instant of it."""
        while not CALENDAR.is_working_day(day):
            day += timedelta(days=1)
        minute = self._random.randrange(9 * 60, 17 * 60)
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) - SHANGHAI + timedelta(minutes=minute)
        return self.put_at(at, happens)

    def put_at(self, at: datetime, happens: Happens) -> datetime:
        self._put += 1
        heappush(self._due, (at, self._put, happens))
        return at

    def after(self, start: datetime, working_days: int) -> date:
        """The n-th working day after an instant."""
        return CALENDAR.due((start + SHANGHAI).date(), working_days).on

    def play(self, until: datetime) -> None:
        """Whatever was put down for an instant before that one happens, in order."""
        try:
            while self._due and self._due[0][0] < until:
                at, _, happens = heappop(self._due)
                happens(at)
        except Full:
            self._due.clear()

    # What

    def act(self, at: datetime, who: Who, drafts: Sequence[Draft], *, on: date | None = None) -> list[int]:
        """Writes one act; the indices of its entries. `at` is moved on where acts would run back in time."""
        if self._most is not None and self.size >= self._most:
            raise Full
        self.at = max(at, self.at + timedelta(milliseconds=1))
        self._acts += 1
        payloads = compose(
            drafts,
            ledger=ORIGIN,
            act=str(UUID(int=self._acts + (1 << 80))),
            at=self.at,
            on=on or self.last_day,
            by=who._asdict(),
            seen=(self.size, self._tree.root().hex()),
            positions={draft.case: self._positions.get(draft.case, NEW_CASE) for draft in drafts},
        )
        signer = self.signer(f"{who.person} root" if who.office == "root" else who.recorded_by or who.person)
        return [self._write(payload, signer, leaves) for leaves in [[]] for payload in payloads]

    def _write(self, payload: dict[str, Any], signer: Ed25519Signer, leaves: list[str]) -> int:
        case = payload["case"]
        payload["facts"] = _with_leaves(payload["facts"], leaves)
        payload["prev"] = payload["prev"] or self._positions[case].leaf
        [entry] = sign_act([payload], signer)
        leaf = entry.leaf()
        index, self.size = self.size, self.size + 1
        row = (index, case, payload["version"], payload["id"], payload["type"], entry.payload, entry.keyid, entry.sig)
        self._db.execute("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?)", (*row, leaf))
        if payload["type"] in ("ledger.founded/1", "key.bound/1"):
            bound = bound_by(Recorded(index, leaf, entry.keyid, entry.sig, entry.payload, payload))
            self._db.executemany("INSERT INTO bound_key VALUES (?,?,?,?,?,?)", bound)
        self._tree.append(leaf)
        self._positions[case] = Position(payload["version"], leaf.hex())
        leaves.append(leaf.hex())
        return index


def _with_leaves(facts: Any, leaves: Sequence[str]) -> Any:
    if isinstance(facts, LeafOf):
        return leaves[facts.n]
    if isinstance(facts, Mapping):
        return {key: _with_leaves(value, leaves) for key, value in facts.items()}
    return [_with_leaves(value, leaves) for value in facts] if isinstance(facts, list) else facts
