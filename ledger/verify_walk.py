"""The walk through all entries in order, in one pass: steps 2, 3, 6, 7 and 8 of `verify`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

from ledger.entry import Recorded
from ledger.errors import BadInput, BrokenRecord
from ledger.grants import Grants
from ledger.merkle import root_of_peaks
from ledger.source import BoundKey, Head, Source
from ledger.verify_folds import Acts, Chains, Instants, Sights, microseconds, read_row
from ledger.verify_hashes import Tree, read_span
from ledger.verify_report import Questioned, Report, Void
from ledger.verify_signatures import SPAN, Signed
from ledger.void import HEADS_CASE


class Walk:
    """Fills the report's lists of void, annulled and questioned entries. Its methods raise BrokenRecord."""

    def __init__(self, source: Source, head: Head, report: Report) -> None:
        self.source, self.head, self.report = source, head, report
        self.grants = Grants(signed=lambda recorded, suite, public: recorded.index not in self._wrong)
        self._wrong: frozenset[int] = frozenset()
        self._acts, self._sights, self._chains, self._instants = Acts(), Sights(), Chains(), Instants()
        self._void: list[Void] = []
        self._suspect = _maybe_compromised(source, head.size)
        self._suspected: list[Recorded] = []

    def through(self, signed: Iterator[Signed] | None, progress: Callable[[int], None]) -> None:
        """Take in every entry; `signed` comes in spans of SPAN entries, None leaves signatures unchecked."""
        for start in range(0, self.head.size, SPAN):
            stop = min(start + SPAN, self.head.size)
            self._span(start, stop, next(signed) if signed else None)
            progress(stop)
        self._sort_out()

    def end(self, tree: Tree) -> None:
        """What the whole of the walk must come to."""
        self._acts.end()
        self._check_bound_keys()
        highest = self._instants.highest
        if highest is not None and self.head.highest_at != highest.at:
            raise BrokenRecord(
                "the head row gives the latest instant as {got}; it is that of entry {index}, {expected}",
                index=highest.index, case=highest.case, step=8, expected=highest.at, got=self.head.highest_at,
            )  # fmt: skip
        if self._sights.peaks != tree.peaks:
            raise _shown_otherwise(0, root_of_peaks(tree.peaks), root_of_peaks(self._sights.peaks))

    def _span(self, start: int, stop: int, span: Signed | None) -> None:
        self._wrong = span.wrong if span else frozenset()
        rows, hashed = read_span(self.source, start, stop)
        leaves = sha256(b"".join(hashed)).digest()
        if span and leaves != span.leaves:
            raise _shown_otherwise(start, span.leaves, leaves)
        for row in rows:
            self._take(read_row(row, self.head.origin))

    def _take(self, recorded: Recorded) -> None:
        at = microseconds(recorded.at)
        self._acts.take(recorded)  # 2
        reason = self.grants.take(recorded)  # 6
        if reason is not None:
            self._void.append(Void(recorded.index, recorded.case, recorded.type, reason))
        else:
            self._take_valid(recorded)  # 3, 7
        self._sights.grow(recorded.leaf)
        self._chains.take(recorded, at)  # 7, 8
        self._instants.take(recorded, at)  # 8

    def _take_valid(self, recorded: Recorded) -> None:
        # What a void entry says that it saw is nobody's word: else whoever can write at all could end the ledger.
        self._sights.check(recorded)  # 3
        if recorded.case == HEADS_CASE:
            self._chains.check_heads(recorded)  # 7
        elif recorded.at >= self._suspect.get(recorded.keyid, "~"):
            self._suspected.append(recorded)

    def _sort_out(self) -> None:
        """What only the whole record tells: which void entries were annulled, which doubts a valid revocation casts."""
        for void in self._void:
            (self.report.annulled if self.grants.annulled(void.index) else self.report.void).append(void)
        for recorded in self._suspected:
            if (revocation := self.grants.questioned(recorded)) is not None:
                found = Questioned(recorded.index, recorded.case, recorded.type, revocation)
                self.report.questioned.append(found)

    def _check_bound_keys(self) -> None:
        told = self.grants.bindings.keys
        stored = {key.keyid: _until(key, self.head.size) for key in self.source.bound_keys()}
        for keyid in [*told, *stored]:
            expected, got = told.get(keyid), stored.get(keyid)
            index = told[keyid].bound_index if keyid in told else stored[keyid].bound_index
            if expected != got and index < self.head.size:
                raise BrokenRecord(
                    "the table of bound keys differs from the payloads in key {keyid}: expected {expected}, got {got}",
                    index=index, step=2, expected=_shown(expected), got=_shown(got), keyid=keyid,
                )  # fmt: skip


def _maybe_compromised(source: Source, size: int) -> dict[str, str]:
    """The earliest instant from which any revocation, valid or not, puts a key in doubt, by key id."""
    found: dict[str, str] = {}
    for row in source.of_types({"key.revoked/1"}, 0, size):
        try:
            facts = Recorded.of(row).facts
        except BadInput:
            continue  # a break, which the walk will name
        keyid, since = facts.get("keyid"), facts.get("compromised_since")
        if isinstance(keyid, str) and isinstance(since, str):
            found[keyid] = min(since, found.get(keyid, since))
    return found


def _until(key: BoundKey, size: int) -> BoundKey:
    """The key as the first entries left it: others may have been appended since."""
    late = key.revoked_index is not None and key.revoked_index >= size
    return key._replace(revoked_index=None) if late else key


def _shown(key: BoundKey | None) -> list[object] | None:
    return [key.person, key.suite, key.public.hex(), key.bound_index, key.revoked_index] if key else None


def _shown_otherwise(index: int, expected: bytes, got: bytes) -> BrokenRecord:
    return BrokenRecord(
        "the ledger showed other entries, from {index} on, when it was read again",
        index=index, step=3, expected=expected.hex(), got=got.hex(),
    )  # fmt: skip
