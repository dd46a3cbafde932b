"""Between the library's stored events and our entries: canonical text as it was signed, and a closed table of types."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from ledger.entry import Recorded
from ledger.errors import BrokenRecord, GovledgerError, NewerFormat
from ledger.event import CaseEvent
from ledger.source import Row


@dataclass(frozen=True)
class StoredEntry(StoredEvent):
    """An entry on its way into the store; topic and state are its type and its payload's bytes."""

    event: CaseEvent


@dataclass(frozen=True)
class StoredRow(StoredEvent):
    """An entry on its way out of the store."""

    row: Row


class EntryMapper(Mapper[str]):
    """Neither compresses nor encrypts, and resolves no topic: a name in the database never imports code."""

    def __init__(self, types: Collection[str]) -> None:
        super().__init__(JSONTranscoder())
        self.types = frozenset(types)

    def to_stored_event(self, domain_event: Any) -> StoredEntry:
        event: CaseEvent = domain_event
        return StoredEntry(
            event.originator_id, event.originator_version, event.type, event.entry.payload.encode(), event
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The entry as Recorded.

        Raises: NewerFormat for a type that this program does not know; BrokenRecord if the payload is not canonical, or
        the columns are not those of the payload.
        """
        assert isinstance(stored_event, StoredRow)
        row = stored_event.row
        if row.type not in self.types:
            raise NewerFormat(
                "entry {index} is of type {type}, which this program does not know: use a newer one",
                index=row.index,
                type=row.type,
            )
        try:
            recorded = Recorded.of(row)
        except GovledgerError as error:
            raise BrokenRecord(
                "entry {index} of {case} cannot be read: {got}",
                index=row.index, case=row.case, step=2, expected="a canonical payload", got=str(error),
            ) from error  # fmt: skip
        columns = [row.case, row.version, row.id, row.type]
        expected = [recorded.case, recorded.version, recorded.id, recorded.type]
        if columns != expected:
            raise BrokenRecord(
                "the columns of entry {index} of {case} are not those of its payload: expected {expected}, got {got}",
                index=row.index, case=row.case, step=2, expected=expected, got=columns,
            )  # fmt: skip
        return recorded


def stored_row(row: Row) -> StoredRow:
    return StoredRow(row.case, row.version, row.type, row.payload.encode("utf-8", "surrogatepass"), row)
