"""What a store hands to those who read it: plain rows, and the one protocol that every store and export speaks.

Nothing here is believed: a row is what the store says, and the verifier is who finds out whether it is so.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple, Protocol


class Row(NamedTuple):
    """One entry as it stands in the columns; `payload` is the signed text itself."""

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody misses on a row
    case: str
    version: int
    id: str
    type: str
    payload: str
    keyid: str
    sig: bytes
    leaf: bytes


class Head(NamedTuple):
    """The one head row: format of the tables, origin, the tree's size and peaks, and the latest `at` so far."""

    format: int
    origin: str
    training: bool
    size: int
    peaks: tuple[bytes, ...]
    highest_at: str


class BoundKey(NamedTuple):
    """A key that was bound to a person: bound by the entry at `bound_index`, revoked by the one at `revoked_index`."""

    keyid: str
    person: str
    suite: str
    public: bytes
    bound_index: int
    revoked_index: int | None


class Source(Protocol):
    """A ledger to read from; every range is half open, every iterator in the order of the index."""

    def head(self) -> Head: ...

    def rows(self, start: int, stop: int) -> Iterator[Row]: ...

    def case(self, case: str) -> list[Row]:
        """The entries of one case by version; empty for a case that is not there."""
        ...

    def of_types(self, types: Collection[str], start: int = 0, stop: int | None = None) -> Iterator[Row]: ...

    def by_id(self, id: str) -> Row | None: ...

    def bound_keys(self) -> list[BoundKey]: ...

    def close(self) -> None: ...
