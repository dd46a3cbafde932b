"""The hash stage: every entry composed from its columns, hashed, compared with the stored leaf, and joined to the tree.

Spans are aligned with the tree, so that each is one subtree and only its root travels back from a worker process.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from hashlib import sha256
from itertools import zip_longest
from typing import NamedTuple

from ledger.entry import encode_parts
from ledger.errors import BadInput, BrokenRecord
from ledger.merkle import CompactRange, root_of_peaks
from ledger.source import Row, Source
from ledger.verify_cores import Bench, Cores

SPAN = 1_024  # entries; a power of two


class HashSpan(NamedTuple):
    """Entries from `start` up to `stop`; `marks` are sizes of the whole tree, within it, whose roots are asked for."""

    start: int
    stop: int
    marks: tuple[int, ...]


class Subtree(NamedTuple):
    """The peaks over a span, and those over its beginning up to each mark."""

    peaks: tuple[bytes, ...]
    marked: dict[int, tuple[bytes, ...]]


class Tree(NamedTuple):
    """The peaks of the whole tree as recomputed, and its roots at the sizes that were asked for."""

    peaks: tuple[bytes, ...]
    roots: dict[int, bytes]


def hash_tree(
    cores: Cores, size: int, marks: Collection[int], progress: Callable[[int], None] = lambda done: None
) -> Tree:
    """The tree over the first `size` entries, on all cores.

    Raises: BrokenRecord at the first entry that is missing (step 1), cannot be one (2) or is not its leaf (3).
    """
    spans = [
        HashSpan(start, stop, tuple(sorted(mark for mark in marks if start < mark <= stop)))
        for start, stop in spans_of(size, SPAN)
    ]
    above = CompactRange()  # over whole spans, as if they were leaves: the inner nodes are the same
    peaks: tuple[bytes, ...] = ()
    roots: dict[int, bytes] = {}
    for span, subtree in zip(spans, cores.map(hash_span, spans), strict=True):
        roots |= {mark: root_of_peaks([*above.peaks, *local]) for mark, local in subtree.marked.items()}
        if span.stop - span.start == SPAN:
            above.append(*subtree.peaks)
        else:
            peaks = subtree.peaks
        progress(span.stop)
    return Tree((*above.freeze(), *peaks), roots)


def hash_span(bench: Bench, span: HashSpan) -> Subtree:
    _, leaves = read_span(bench.source, span.start, span.stop)
    tree, marked = CompactRange(), {}
    for mark in span.marks:
        tree.extend(leaves[tree.size : mark - span.start])
        marked[mark] = tree.freeze()
    tree.extend(leaves[tree.size :])
    return Subtree(tree.freeze(), marked)


def read_span(source: Source, start: int, stop: int) -> tuple[list[Row], list[bytes]]:
    """The rows of a range, each at its place, and the leaves that their columns give, which are those stored.

    Raises: BrokenRecord at the first row that is missing (step 1), makes no entry (2) or not its leaf (3).
    """
    rows = list(source.rows(start, stop))
    try:
        # One row costs some microseconds here, so the fault is looked for only once there is one.
        leaves = [sha256(b"\x00" + encode_parts(row[5], row[6], row[7])).digest() for row in rows]
    except BadInput:
        leaves = []
    if [row[0] for row in rows] != list(range(start, stop)) or leaves != [row[8] for row in rows]:
        raise _first_fault(rows, start, stop)
    return rows, leaves


def spans_of(size: int, width: int) -> Iterator[tuple[int, int]]:
    for start in range(0, size, width):
        yield start, min(start + width, size)


def leaf_of(row: Row) -> bytes:
    """The leaf of the entry that the columns make. Raises: BrokenRecord if they make none."""
    try:
        return sha256(b"\x00" + encode_parts(row.payload, row.keyid, row.sig)).digest()
    except BadInput as error:
        raise BrokenRecord(
            "entry {index} of {case} is none: {got}",
            index=row.index, case=row.case, step=2, expected="an entry", got=str(error),
        ) from error  # fmt: skip


def _first_fault(rows: list[Row], start: int, stop: int) -> BrokenRecord:
    for expected, row in zip_longest(range(start, stop), rows):
        if expected is None or row is None or row.index != expected:
            return BrokenRecord(
                "entry {index} is missing: the next one there is {got}",
                index=stop if expected is None else expected, step=1, expected=expected, got=row and row.index,
            )  # fmt: skip
        try:
            leaf = leaf_of(row)
        except BrokenRecord as found:
            return found
        if leaf != row.leaf:
            return BrokenRecord(
                "entry {index} of {case} was changed: its leaf is stored as {expected}, its bytes give {got}",
                index=row.index, case=row.case, step=3, expected=row.leaf.hex(), got=leaf.hex(),
            )  # fmt: skip
    raise AssertionError("there was a fault")
