"""Case heads: one root over where every case stood, so that an extract of one case proves that its tail is in it.

The list has one line a case, its id, its last version and that entry's leaf, sorted by id; the root is that of the
RFC 9162 tree over the lines. It is recorded as an event of its own before each checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from ledger.errors import BadInput
from ledger.merkle import inclusion_proof, leaf_hash, root_of, verify_inclusion


class CaseHead(NamedTuple):
    """The last entry of a case."""

    case: str
    version: int
    leaf: bytes

    def line(self) -> bytes:
        return f"{self.case}\n{self.version}\n{self.leaf.hex()}\n".encode()


class HeadProof(NamedTuple):
    """That a case stood at this head: `position` in the sorted list of `cases` lines, and the hashes up to the root."""

    head: CaseHead
    position: int
    cases: int
    hashes: tuple[bytes, ...]

    def verify(self, root: bytes) -> None:
        """Raises: VerificationFailed unless the case stood so in the list that has this root."""
        verify_inclusion(leaf_hash(self.head.line()), self.position, self.cases, self.hashes, root)


def root_of_heads(heads: Iterable[CaseHead]) -> bytes:
    """The root over the heads, in whatever order they come; each case once."""
    return root_of([leaf_hash(head.line()) for head in _sorted(heads)])


def prove_head(heads: Iterable[CaseHead], case: str) -> HeadProof:
    """Raises: BadInput if no head is that case's."""
    ordered = _sorted(heads)
    position = next((n for n, head in enumerate(ordered) if head.case == case), None)
    if position is None:
        raise BadInput("there is no case {case}", case=case)
    leaves = [leaf_hash(head.line()) for head in ordered]
    return HeadProof(ordered[position], position, len(ordered), tuple(inclusion_proof(leaves, position, len(ordered))))


def _sorted(heads: Iterable[CaseHead]) -> list[CaseHead]:
    ordered = sorted(heads)  # case ids are ASCII, so this is the order of their bytes
    assert all(one.case != next_.case for one, next_ in pairwise(ordered)), "a case twice"
    return ordered
