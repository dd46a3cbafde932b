"""What only shows when the entries are taken in order: whole acts, the trees they saw, chains, instants.

Each class is the fold of one check, takes the entries in order and raises BrokenRecord at the first that does not fit.
Memory holds one short value a case, and nothing else that grows with the ledger.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from struct import Struct

from ledger.case_heads import CaseHead
from ledger.entry import NO_LEAF, Recorded, id_of
from ledger.errors import BadInput, BrokenRecord
from ledger.merkle import CompactRange, leaf_hash, root_of_peaks
from ledger.source import Row

SEEN_LAG_UP_TO = 4_096
BACK_UP_TO = timedelta(minutes=5)

_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def broken(message: str, recorded: Recorded, step: int, expected: object, got: object) -> BrokenRecord:
    return BrokenRecord(message, index=recorded.index, case=recorded.case, step=step, expected=expected, got=got)


def read_row(row: Row, origin: str) -> Recorded:
    """The entry in the row (step 2). Raises: BrokenRecord unless it is canonical, of this ledger, and the columns say
    what the payload says."""
    try:
        recorded = Recorded.of(row)
    except BadInput as error:
        raise BrokenRecord(
            "the payload of entry {index} is not one: {got}",
            index=row.index, case=row.case, step=2, expected="a canonical payload", got=str(error),
        ) from error  # fmt: skip
    payload = recorded.payload
    told = [payload["case"], payload["version"], payload["id"], payload["type"], origin]
    columns = [row.case, row.version, row.id, row.type, payload["ledger"]]
    if told != columns:
        raise BrokenRecord(
            "the columns of entry {index} are not what was signed: expected {expected}, got {got}",
            index=row.index, case=row.case, step=2, expected=told, got=columns,
        )  # fmt: skip
    return recorded


class Acts:
    """Step 2: the entries of an act stand together, all of them, under one signer, instant, day and sight."""

    def __init__(self) -> None:
        self._whose: list[object] = []
        self._next = 0  # the part that must come next; 0 for a new act
        self._last: Recorded | None = None

    def take(self, recorded: Recorded) -> None:
        part, by = recorded.part, recorded.by
        whose = [
            recorded.act, recorded.at, recorded.on, by["person"], by["recorded_by"], recorded.keyid, recorded.seen,
            part["of"],
        ]  # fmt: skip
        if part["n"] != self._next or (self._next and whose != self._whose):
            message = (
                "entry {index} of {case} breaks into an act, or is torn out of one: expected {expected}, got {got}"
            )
            expected = [self._whose[0], self._next] if self._next else ["a new act", 0]
            raise broken(message, recorded, 2, expected, [recorded.act, part["n"]])
        self._whose, self._last = whose, recorded
        self._next = (part["n"] + 1) % part["of"]

    def end(self) -> None:
        """That the last act is whole too."""
        if self._next and self._last is not None:
            expected = id_of(self._last.act, self._next)
            raise broken("the act of the last entry, {index}, is cut off", self._last, 2, expected, None)


class Sights:
    """Step 3: the tree that an entry saw was the tree. Grows the tree along the way; `peaks` are those so far."""

    def __init__(self) -> None:
        self._tree = CompactRange()
        self._recent: deque[tuple[bytes, ...]] = deque([()], maxlen=SEEN_LAG_UP_TO + 1)
        self._last = (0, root_of_peaks(()).hex())

    @property
    def peaks(self) -> tuple[bytes, ...]:
        return self._recent[-1]

    def check(self, recorded: Recorded) -> None:
        """Before the entry itself is grown into the tree."""
        seen, index = recorded.seen, recorded.index
        size: int = seen["size"]
        if not index - SEEN_LAG_UP_TO <= size <= index:
            message = "entry {index} of {case} says that it saw {got} entries"
            raise broken(message, recorded, 3, f"{max(0, index - SEEN_LAG_UP_TO)} to {index}", size)
        if size != self._last[0]:
            self._last = (size, root_of_peaks(self._recent[size - index - 1]).hex())
        if seen["root"] != self._last[1]:
            message = "entry {index} of {case} saw another tree: it signs the root {got}, the tree had {expected}"
            raise broken(message, recorded, 3, self._last[1], seen["root"])

    def grow(self, leaf: bytes) -> None:
        self._tree.append(leaf)
        self._recent.append(self._tree.freeze())


class Chains:
    """Step 7: every case runs 1, 2, 3, each entry naming the one before; and step 8, its instants never run back."""

    _HEAD = Struct(">IQ32s")  # version, `at` in microseconds, leaf: a fifth of what a tuple would take

    def __init__(self) -> None:
        self._heads: dict[str, bytes] = {}
        self._undo: deque[tuple[str, bytes | None]] = deque(maxlen=SEEN_LAG_UP_TO)

    def take(self, recorded: Recorded, at: int) -> None:
        case = recorded.case
        before = self._heads.get(case)
        version, latest, leaf = self._HEAD.unpack(before) if before else (0, 0, b"")
        prev = leaf.hex() or NO_LEAF
        if (recorded.version, recorded.prev) != (version + 1, prev):
            message = "the chain of {case} breaks at entry {index}: expected {expected}, got {got}"
            raise broken(message, recorded, 7, [version + 1, prev], [recorded.version, recorded.prev])
        if at < latest:
            message = "entry {index} of {case} is dated before the one that it follows: {got}"
            raise broken(message, recorded, 8, f"{_instant(latest)} or later", recorded.at)
        self._undo.append((case, before))
        self._heads[case] = self._HEAD.pack(version + 1, at, recorded.leaf)

    def check_heads(self, recorded: Recorded) -> None:
        """That the case heads which this entry of the log states, for the size that it saw, are so."""
        size, facts = recorded.seen["size"], recorded.facts
        behind = recorded.index - size  # not counting itself, which is not taken in yet
        old: dict[str, bytes | None] = {}
        for case, before in list(self._undo)[len(self._undo) - behind :][::-1]:
            old[case] = before
        expected = self._root(old)
        got = [facts["size"], facts["cases"], facts["root"]]
        if got != [size, *expected]:
            message = (
                "the case heads recorded as entry {index} are not those of the cases: expected {expected}, got {got}"
            )
            raise broken(message, recorded, 7, [size, *expected], got)

    def _root(self, old: dict[str, bytes | None]) -> list[object]:
        tree = CompactRange()
        tree.extend(leaf_hash(head.line()) for head in self._as_of(old))
        return [tree.size, tree.root().hex()]

    def _as_of(self, old: dict[str, bytes | None]) -> Iterator[CaseHead]:
        for case in sorted(self._heads):
            head = old.get(case, self._heads[case])
            if head is not None:
                version, _, leaf = self._HEAD.unpack(head)
                yield CaseHead(case, version, leaf)


class Instants:
    """Step 8: no entry is dated more than five minutes before the latest until then, which is at `highest`."""

    def __init__(self) -> None:
        self.highest: Recorded | None = None
        self._highest = 0

    def take(self, recorded: Recorded, at: int) -> None:
        if at < self._highest - BACK_UP_TO // _MICROSECOND:
            message = "entry {index} of {case} is dated {got}, more than five minutes before an earlier entry"
            assert self.highest is not None, "something set the mark"
            raise broken(message, recorded, 8, f"at most five minutes before {self.highest.at}", recorded.at)
        if self.highest is None or at > self._highest:
            self._highest, self.highest = at, recorded


def microseconds(at: str) -> int:
    """The instant as microseconds since 1970."""
    return (datetime.fromisoformat(at) - _EPOCH) // _MICROSECOND


def _instant(microseconds: int) -> str:
    return (_EPOCH + timedelta(microseconds=microseconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
