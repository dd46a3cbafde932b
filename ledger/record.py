"""The record as everyday folds read it: valid entries only, their signatures checked.

What is void is left out of every answer here and named by `verify`. The tree is not recomputed: what a case says is
checked as far as its own chain and signatures reach, and whether the whole record holds is for the verifier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta

from ledger.entry import NO_LEAF, Recorded
from ledger.errors import BadInput, BrokenRecord
from ledger.grants import Grants, signature_holds
from ledger.merkle import CompactRange, root_of_peaks
from ledger.source import BoundKey, Head, Row, Source

SHANGHAI = timedelta(hours=8)


class Record:
    """The record as it stood when this was made: entries appended since are not seen."""

    def __init__(
        self,
        source: Source,
        *,
        _checked: dict[tuple[str, str, bytes], bool] | None = None,
        _parsed: dict[int, Recorded] | None = None,
    ) -> None:
        self.source = source
        self.head: Head = source.head()
        self.grants = Grants(self, self._signed)
        self._checked: dict[tuple[str, str, bytes], bool] = {} if _checked is None else _checked
        self._parsed: dict[int, Recorded] = {} if _parsed is None else _parsed
        self._cases: dict[str, list[Recorded]] = {}
        self._bound: dict[str, BoundKey] | None = None

    @property
    def size(self) -> int:
        return self.head.size

    @property
    def origin(self) -> str:
        return self.head.origin

    def first_since(self, day: date) -> int:
        """An index from which on all entries recorded on that day in Shanghai or later stand, found in a few looks.

        A few of the evening before may stand behind it. Instants run back by five minutes at most, so that where one
        lies more than that before the day, nothing of the day can stand before it.
        """
        return self._not_before(datetime(day.year, day.month, day.day, tzinfo=UTC) - SHANGHAI)

    def _not_before(self, at: datetime) -> int:
        """An index that no entry of that instant or later stands before."""
        from ledger.acceptance import AT_IN_PAYLOAD, BACK_UP_TO

        until = (at.astimezone(UTC) - BACK_UP_TO).strftime("%Y-%m-%dT%H:%M:%S")
        low, high = -1, self.size  # what is to be found lies behind `low`, and not behind `high`
        while high - low > 1:
            middle = (low + high) // 2
            row = next(iter(self.source.rows(middle, middle + 1)), None)
            before = row is not None and row.payload[AT_IN_PAYLOAD] < until
            low, high = (middle, high) if before else (low, middle)
        return high

    def size_at(self, at: datetime) -> int:
        """How many entries were on record at that instant: all before the first that is later, found in a few looks."""
        from ledger.acceptance import AT_IN_PAYLOAD

        limit = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        for row in self.source.rows(self._not_before(at), self.size):
            if row.payload[AT_IN_PAYLOAD] > limit:
                return row.index
        return self.size

    def before(self, index: int) -> Record:
        """The record as it stood before the entry at that index; what was read and checked once is not again."""
        return _Past(self, index)

    def renewed(self) -> Record:
        """The record as it stands now; what was parsed and whose signature was checked once is not again."""
        return Record(self.source, _checked=self._checked, _parsed=self._parsed)

    def seen(self) -> tuple[int, str]:
        """The size of the tree and its root in hex, as an act's `seen` states them."""
        return self.head.size, root_of_peaks(self.head.peaks).hex()

    def case(self, case: str) -> list[Recorded]:
        """The valid entries of a case in order; empty for a case that is not there. Raises: BrokenRecord."""
        return [recorded for recorded in self.raw_case(case) if self.grants.judge(recorded) is None]

    def of_types(self, types: Collection[str], start: int = 0) -> Iterator[Recorded]:
        """The valid entries of these types from an index on, in order. Raises: BrokenRecord."""
        for row in self.source.of_types(types, start, self.size):
            recorded = _read(row)
            if self.grants.judge(recorded) is None:
                yield recorded

    def valid(self, start: int = 0) -> Iterator[Recorded]:
        """Every valid entry from an index on, in order. Raises: BrokenRecord."""
        for row in self.source.rows(start, self.size):
            recorded = _read(row)
            if self.grants.judge(recorded) is None:
                yield recorded

    def at(self, index: int) -> Recorded | None:
        """The entry at an index if there is one and it is valid. Raises: BrokenRecord."""
        recorded = self.raw_at(index)
        return recorded if recorded is not None and self.grants.judge(recorded) is None else None

    def raw_case(self, case: str) -> list[Recorded]:
        """All entries of a case, void ones included, their chain checked. Raises: BrokenRecord."""
        found = self._cases.get(case)
        if found is None:
            found = [self._recorded(row) for row in self.source.case(case) if row.index < self.size]
            _check_chain(case, found)
            self._cases[case] = found
        return found

    def raw_at(self, index: int) -> Recorded | None:
        """The entry at an index, valid or void; None if there is none. Raises: BrokenRecord."""
        rows = self.source.rows(index, min(index + 1, self.size))
        return next((_read(row) for row in rows), None)

    def bound_key(self, keyid: str) -> BoundKey | None:
        """What the store's table of bound keys says of a key."""
        if self._bound is None:
            self._bound = {key.keyid: key for key in self.source.bound_keys() if key.bound_index < self.size}
        return self._bound.get(keyid)

    def _recorded(self, row: Row) -> Recorded:
        """The entry of a row: the one that was parsed before, if every byte of it is the same."""
        known = self._parsed.get(row.index)
        same = known and (known.text, known.sig, known.leaf, known.keyid) == (row.payload, row.sig, row.leaf, row.keyid)
        if known is None or not same or (known.case, known.version, known.id, known.type) != row[1:5]:
            known = self._parsed[row.index] = _read(row)
        return known

    def _signed(self, recorded: Recorded, suite: str, public: bytes) -> bool:
        key = (recorded.keyid, recorded.text, recorded.sig)  # a key id names one suite and one public key
        if key not in self._checked:
            self._checked[key] = signature_holds(recorded, suite, public)
        return self._checked[key]


class _Past(Record):
    """The first so many entries of a record: whatever came later is not there."""

    def __init__(self, whole: Record, size: int) -> None:
        self.source = whole.source
        self.head = whole.head._replace(size=min(size, whole.size))
        self.grants = whole.grants  # judges every entry by what stood before it, so that it holds for the past too
        self._checked = whole._checked
        self._parsed = whole._parsed
        self._whole = whole

    def before(self, index: int) -> Record:
        return self._whole.before(min(index, self.size))

    def seen(self) -> tuple[int, str]:
        """The size and the root, recomputed from the leaves."""
        tree = CompactRange()
        tree.extend(row.leaf for row in self.source.rows(0, self.size))
        return self.size, tree.root().hex()

    def raw_case(self, case: str) -> list[Recorded]:
        return [recorded for recorded in self._whole.raw_case(case) if recorded.index < self.size]

    def bound_key(self, keyid: str) -> BoundKey | None:
        key = self._whole.bound_key(keyid)
        return key if key and key.bound_index < self.size else None


def _read(row: Row) -> Recorded:
    try:
        recorded = Recorded.of(row)
    except BadInput as error:
        raise BrokenRecord(
            "entry {index} of {case} cannot be read: {got}",
            index=row.index, case=row.case, step=2, expected="a canonical payload", got=str(error),
        ) from error  # fmt: skip
    columns, told = [row.case, row.version, row.id, row.type], [recorded.payload[k] for k in _COLUMNS]
    if columns != told:
        raise BrokenRecord(
            "the columns of entry {index} of {case} are not those of its payload: expected {expected}, got {got}",
            index=row.index, case=row.case, step=2, expected=told, got=columns,
        )  # fmt: skip
    return recorded


_COLUMNS = ("case", "version", "id", "type")


def _check_chain(case: str, entries: list[Recorded]) -> None:
    prev = NO_LEAF
    for version, recorded in enumerate(entries, 1):
        if (recorded.case, recorded.version, recorded.prev) != (case, version, prev):
            raise BrokenRecord(
                "the chain of {case} breaks at entry {index}: expected {expected}, got {got}",
                index=recorded.index, case=case, step=7,
                expected=[version, prev], got=[recorded.version, recorded.prev],
            )  # fmt: skip
        prev = recorded.leaf.hex()
