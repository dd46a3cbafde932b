"""The store in PostgreSQL: a recorder for the eventsourcing library that appends by one function of the database.

One call is one round trip and one transaction. The function belongs to another role; the role that this program works
under may call it and read, and nothing else (`postgres_making`). If the connection breaks while an act is under way,
the recorder connects again, looks the act up, and sends it once more if it is not there: sending it twice cannot record
it twice, since its id is taken by then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    Connection,
    ConnectionPool,
    ConnectionUnavailableError,
    Notification,
    StoredEvent,
)

from ledger.acceptance import Condition
from ledger.errors import GovledgerError, OutcomeUnknown, StoreUnavailable
from ledger.event import CaseEvent
from ledger.mapper import StoredEntry, StoredRow, stored_row
from ledger.postgres_source import LOCK_SECONDS, connect, shown, translated
from ledger.refusals import refusal
from ledger.source import Row
from ledger.tables import COLUMNS

RECONNECT_SECONDS = 5.0  # how long an act waits for a server that went away under it
_APPEND = b"SELECT ledger_append(%b, %b, %b, %b, %b)"


class PostgresConnection(Connection[Any]):
    """A connection of the pool, psycopg's own inside."""

    def __init__(self, raw: psycopg.Connection[tuple[Any, ...]]) -> None:
        super().__init__()
        self.raw = raw

    def cursor(self) -> Any:
        return self.raw.cursor(binary=True)

    def commit(self) -> None:
        self.raw.commit()

    def rollback(self) -> None:
        self.raw.rollback()

    def _close(self) -> None:
        self.raw.close()
        super()._close()


class PostgresPool(ConnectionPool[PostgresConnection]):
    """The library's pool, of connections that work under the writing role."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(pool_timeout=LOCK_SECONDS)

    def _create_connection(self) -> PostgresConnection:
        raw = connect(self.url)
        try:
            raw.execute(
                "SELECT set_config('search_path', 'govledger', false), set_config('lock_timeout', %s, false), "
                "set_config('default_transaction_isolation', 'read committed', false)",
                (f"{LOCK_SECONDS}s",),
            )
            raw.execute("SELECT set_config('role', current_database() || '_ledger_writer', false)")
        except psycopg.Error as error:
            role, user = f"{raw.info.dbname}_ledger_writer", raw.info.user
            raw.close()
            if isinstance(error, (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)):
                raise StoreUnavailable(
                    "the user {user} may not write to this ledger; whoever owns the database runs: "
                    'GRANT "{role}" TO "{user}"',
                    user=user,
                    role=role,
                ) from error
            raise
        return PostgresConnection(raw)


class PostgresRecorder(ApplicationRecorder):
    """Appends entries and reads them back. Notification ids are indices in the tree, from 0."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pool = PostgresPool(url)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """The indices of the entries of one act, durable when this returns.

        Raises: the refusals of `acceptance`, and StoreUnavailable: nothing was recorded. OutcomeUnknown: nobody knows.
        """
        condition: Condition = kwargs["condition"]
        events = [stored.event for stored in stored_events if isinstance(stored, StoredEntry)]
        try:
            first = self._append(events, condition)
        except _LostError:
            first = self._after_a_loss(events, condition)
        return range(first, first + len(events))

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredRow]:
        order = "DESC" if desc else "ASC"
        return self._select(
            f"WHERE case_id = %s AND version > %s AND version <= %s ORDER BY version {order} LIMIT %s",
            (originator_id, gt or 0, 2**31 - 1 if lte is None else lte, limit),
        )

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        first = 0 if start is None else start if inclusive_of_start else start + 1
        found = self._select(
            "WHERE idx >= %s AND idx <= %s AND (%s OR type = ANY (%s)) ORDER BY idx LIMIT %s",
            (first, 2**62 if stop is None else stop, not topics, list(topics), limit),
        )
        return [Notification(s.originator_id, s.originator_version, s.topic, s.state, s.row.index) for s in found]

    def max_notification_id(self) -> int | None:
        found: int | None = self._all("SELECT max(idx) FROM entry")[0][0]
        return found

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Any:
        """Refused: the library's subscription may miss what was saved while it started. `feed` polls."""
        raise StoreUnavailable("a ledger is followed by polling")

    def close(self) -> None:
        self.pool.close()

    def _append(self, events: Sequence[CaseEvent], condition: Condition) -> int:
        """The index of the first entry. Raises: `_LostError` if the connection went away and the outcome with it."""
        params = (
            [event.entry.payload for event in events],
            events[0].entry.keyid,
            [event.entry.sig for event in events],
            list(condition.cases),
            list(condition.types),
        )
        with self._connection() as raw:
            try:
                with raw.cursor(binary=True) as cursor:
                    found = cursor.execute(_APPEND, params, prepare=True).fetchone()
            except psycopg.Error as error:
                if raw.closed:
                    raise _LostError from error
                raise self._refused(error, events) from error
        assert found is not None
        return int(found[0])

    def _refused(self, error: psycopg.Error, events: Sequence[CaseEvent]) -> GovledgerError:
        """What the database said, as the error of ours; the transaction certainly did nothing."""
        if error.sqlstate == "GL001":
            return refusal(error.diag.message_primary or "", **json.loads(error.diag.message_detail or "{}"))
        if isinstance(
            error, psycopg.errors.UniqueViolation
        ):  # the place in the case is free: it is the id, or the index
            if found := self._select("WHERE id = %s", (events[0].payload["id"],)):
                return refusal("twice", act=events[0].payload["act"], index=found[0].row.index)
            return refusal("head", size=self._all("SELECT size FROM head")[0][0])
        if isinstance(error, psycopg.DataError):
            return refusal("payload", key="its form")
        return translated(error, self.url)

    def _after_a_loss(self, events: Sequence[CaseEvent], condition: Condition) -> int:
        """The index of the first entry, found or appended anew. Raises: OutcomeUnknown if the server stays away."""
        deadline = monotonic() + RECONNECT_SECONDS
        while True:
            try:
                return self._found_or_appended(events, condition)
            except (_LostError, StoreUnavailable) as error:
                if monotonic() > deadline:
                    raise OutcomeUnknown(
                        "unknown whether recorded; run again with --id {act}", act=events[0].payload["act"]
                    ) from error
                sleep(0.2)

    def _found_or_appended(self, events: Sequence[CaseEvent], condition: Condition) -> int:
        if (index := self._recorded(events)) is not None:
            return index
        try:
            return self._append(events, condition)
        except (_LostError, StoreUnavailable):
            raise
        except GovledgerError:
            # The server may still have been at work on the transaction given up for lost, and have committed it since.
            # If it has not, it never will: what refuses this one refuses that one too.
            if (index := self._recorded(events)) is not None:
                return index
            raise

    def _recorded(self, events: Sequence[CaseEvent]) -> int | None:
        """The index of the act's first entry, if exactly this entry is recorded."""
        found = self._select("WHERE id = %s AND leaf = %s", (events[0].payload["id"], events[0].leaf))
        return found[0].row.index if found else None

    def _select(self, where: str, params: Sequence[object]) -> list[StoredRow]:
        statement = f"SELECT {COLUMNS} FROM entry {where}"  # noqa: S608
        return [stored_row(Row._make(row)) for row in self._all(statement, params)]

    def _all(self, statement: str, params: Sequence[object] = ()) -> list[Any]:
        """All rows of a statement; a connection that broke while it lay in the pool is passed over."""
        for left in range(self.pool.pool_size, -1, -1):
            with self._connection() as raw:
                try:
                    with raw.cursor(binary=True) as cursor:
                        return cursor.execute(statement.encode(), params).fetchall()
                except psycopg.Error as error:
                    if left and raw.closed:
                        continue
                    raise translated(error, self.url) from error
        raise AssertionError("the last one returned or raised")

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        try:
            connection = self.pool.get_connection()
        except ConnectionUnavailableError as error:
            raise StoreUnavailable("the ledger {path} is too busy; try again", path=shown(self.url)) from error
        try:
            yield connection.raw
        finally:
            if connection.raw.closed:
                connection.close()  # the pool drops a closed connection
            self.pool.put_connection(connection)


class _LostError(Exception):
    """The connection broke while an act was under way: it is recorded, or it is not."""
