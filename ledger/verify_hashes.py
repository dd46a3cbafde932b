"""The hash stage: every entry composed from its columns, hashed, compared with the stored leaf, and joined to the tree.

Spans are aligned with the tree, so that each is one subtree and only its root travels back from a worker process.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from hashlib import sha256
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
    leaves = []
    for row in dense_rows(bench.source, span.start, span.stop):
        leaf = leaf_of(row)
        if leaf != row.leaf:
            raise wrong_leaf(row, leaf)
        leaves.append(leaf)
    tree, marked = CompactRange(), {}
    for mark in span.marks:
        tree.extend(leaves[tree.size : mark - span.start])
        marked[mark] = tree.freeze()
    tree.extend(leaves[tree.size :])
    return Subtree(tree.freeze(), marked)


def spans_of(size: int, width: int) -> Iterator[tuple[int, int]]:
    for start in range(0, size, width):
        yield start, min(start + width, size)


def dense_rows(source: Source, start: int, stop: int) -> Iterator[Row]:
    """The rows of a range, each at its place. Raises: BrokenRecord at the first index without its entry."""
    expected = start
    for row in source.rows(start, stop):
        if row[0] != expected:
            raise _missing(expected, row[0])
        yield row
        expected += 1
    if expected != stop:
        raise _missing(expected, None)


def leaf_of(row: Row) -> bytes:
    """The leaf of the entry that the columns make. Raises: BrokenRecord if they make none."""
    try:
        return sha256(b"\x00" + encode_parts(row[5], row[6], row[7])).digest()
    except BadInput as error:
        raise BrokenRecord(
            "entry {index} of {case} is none: {got}",
            index=row.index, case=row.case, step=2, expected="an entry", got=str(error),
        ) from error  # fmt: skip


def wrong_leaf(row: Row, leaf: bytes) -> BrokenRecord:
    return BrokenRecord(
        "entry {index} of {case} was changed: its leaf is stored as {expected}, its bytes give {got}",
        index=row.index, case=row.case, step=3, expected=row.leaf.hex(), got=leaf.hex(),
    )  # fmt: skip


def _missing(index: int, got: int | None) -> BrokenRecord:
    return BrokenRecord(
        "entry {index} is missing: the next one there is {got}",
        index=index, step=1, expected=index, got=got,
    )  # fmt: skip
