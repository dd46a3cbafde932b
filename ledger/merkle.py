"""The Merkle tree of RFC 9162 §2.1 over SHA-256: roots, proofs, and the compact range that lets the tree grow.

Wherever this module says leaf it means the 32-byte leaf hash. A root does not say the size of its tree, so the two
always travel together, under one signature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from hashlib import sha256
from itertools import islice

from ledger.errors import VerificationFailed

EMPTY_ROOT = sha256(b"").digest()

# The leaves of a tree: all of them, or a function that reads those from start up to, not including, stop.
Leaves = Sequence[bytes] | Callable[[int, int], Iterable[bytes]]

_AT_ONCE = 1 << 14  # leaves that `extend` holds in memory at a time


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class CompactRange:
    """All that the tree must remember to grow: its size, and the root of each full subtree, the largest first."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Raises: VerificationFailed if no tree of this size has so many peaks."""
        self.size = size
        self.peaks = list(peaks)
        if size < 0 or len(self.peaks) != size.bit_count() or any(len(peak) != 32 for peak in self.peaks):
            raise VerificationFailed(
                "a tree of {size} leaves has {expected} peaks of 32 bytes, got {got}",
                size=size,
                expected=max(size, 0).bit_count(),
                got=len(self.peaks),
            )

    def append(self, leaf: bytes) -> None:
        """Take in one leaf; each full subtree of its size on the left is joined with it."""
        size, peaks = self.size, self.peaks
        while size & 1:
            leaf = sha256(b"\x01" + peaks.pop() + leaf).digest()
            size >>= 1
        peaks.append(leaf)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Take in many leaves, level by level: several times as fast as one by one."""
        rest = iter(leaves)
        while batch := list(islice(rest, _AT_ONCE)):
            self._extend(batch)

    def _extend(self, level: list[bytes]) -> None:
        hash_, after = sha256, self.size + len(level)
        size, new_peaks = self.size, []
        while level:
            if size & 1:  # the smallest old peak is the left sibling of the first new node on this level
                level.insert(0, self.peaks.pop())
                size -= 1
            if len(level) & 1:
                new_peaks.append(level.pop())
            pairs = iter(level)
            level = [hash_(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
            size >>= 1
        self.peaks += reversed(new_peaks)
        self.size = after

    def root(self) -> bytes:
        return root_of_peaks(self.peaks)

    def freeze(self) -> tuple[bytes, ...]:
        """The peaks as they are now, as the head row keeps them."""
        return tuple(self.peaks)

    def copy(self) -> CompactRange:
        return CompactRange(self.size, self.peaks)


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """The root of the tree that has these peaks: joined from the smallest to the largest."""
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks)) if peaks else EMPTY_ROOT


def root_of(leaves: Iterable[bytes]) -> bytes:
    """MTH of RFC 9162 §2.1.1."""
    tree = CompactRange()
    tree.extend(leaves)
    return tree.root()


def inclusion_proof(leaves: Leaves, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]) of RFC 9162 §2.1.3.1: the siblings from the leaf up to the root."""
    if not 0 <= index < size:
        raise VerificationFailed("a tree of {size} leaves has none at index {index}", size=size, index=index)
    read, path = _reader(leaves), []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(root_of(read(middle, stop)))
            stop = middle
        else:
            path.append(root_of(read(start, middle)))
            start = middle
    return path[::-1]


def consistency_proof(leaves: Leaves, old: int, new: int) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 9162 §2.1.4.1; empty when the two sizes are equal."""
    if not 0 < old <= new:
        raise VerificationFailed("no consistency proof leads from size {old} to size {new}", old=old, new=new)
    read, path = _reader(leaves), []
    start, stop = 0, new
    while old != stop:
        middle = start + _split(stop - start)
        if old <= middle:
            path.append(root_of(read(middle, stop)))
            stop = middle
        else:
            path.append(root_of(read(start, middle)))
            start = middle
    if start:  # SUBPROOF(m, D[m], true) is empty: whoever checks holds that root already
        path.append(root_of(read(start, stop)))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 §2.1.3.2, with its numbered steps. Raises: VerificationFailed."""
    _check_hashes(leaf, *proof, root)
    if not 0 <= index < size:  # 1
        raise VerificationFailed("a tree of {size} leaves has none at index {index}", size=size, index=index)
    fn, sn, r = index, size - 1, leaf  # 2, 3
    for p in proof:  # 4
        if sn == 0:  # without this, one proof would pass for several sizes
            raise _wrong_length(proof)
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while fn and not fn & 1:
                fn >>= 1
                sn >>= 1
        else:
            r = node_hash(r, p)
        fn >>= 1
        sn >>= 1
    if sn:  # 5
        raise _wrong_length(proof)
    _check_root(root, r, size)


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """RFC 9162 §2.1.4.2, with its numbered steps. Raises: VerificationFailed, also for an old size of 0."""
    _check_hashes(*proof, old_root, new_root)
    if not 0 < old <= new:
        raise VerificationFailed("no consistency proof leads from size {old} to size {new}", old=old, new=new)
    if old == new:
        if proof:
            raise _wrong_length(proof)
        return _check_root(new_root, old_root, new)
    path = list(proof)
    if old.bit_count() == 1:  # 2; step 1, the empty proof, falls out of the next line but for this case
        path.insert(0, old_root)
    if not proof or not path:  # 1
        raise _wrong_length(proof)
    fn, sn = old - 1, new - 1  # 3
    while fn & 1:  # 4
        fn >>= 1
        sn >>= 1
    fr = sr = path[0]  # 5
    for c in path[1:]:  # 6
        if sn == 0:
            raise _wrong_length(proof)
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while fn and not fn & 1:
                fn >>= 1
                sn >>= 1
        else:
            sr = node_hash(sr, c)
        fn >>= 1
        sn >>= 1
    if sn:  # 7
        raise _wrong_length(proof)
    _check_root(old_root, fr, old)
    return _check_root(new_root, sr, new)


def _reader(leaves: Leaves) -> Callable[[int, int], Iterable[bytes]]:
    return leaves if callable(leaves) else lambda start, stop: leaves[start:stop]


def _split(width: int) -> int:
    """The largest power of two below the width."""
    return 1 << (width - 1).bit_length() - 1


def _check_hashes(*hashes: bytes) -> None:
    for found in hashes:
        if len(found) != 32:
            raise VerificationFailed("a hash has 32 bytes, this one has {length}", length=len(found))


def _check_root(expected: bytes, got: bytes, size: int) -> None:
    if expected != got:
        raise VerificationFailed(
            "the proof does not lead to the root at size {size}: expected {expected}, got {got}",
            size=size,
            expected=expected.hex(),
            got=got.hex(),
        )


def _wrong_length(proof: Sequence[bytes]) -> VerificationFailed:
    return VerificationFailed("a proof of {length} hashes does not fit these sizes", length=len(proof))
