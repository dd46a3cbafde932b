"""The store in one SQLite file: a recorder for the eventsourcing library that appends to the tree under one lock.

The lock is SQLite's write lock, taken before anything is read: a transaction that reads first and then writes is
refused at once, however long the busy timeout, when another wrote in between. A commit is on disk before it is
acknowledged (write-ahead log, synchronous=FULL). If the program stops before the commit, nothing was recorded; if it
stops after, everything was: rows, keys and head move in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from eventsourcing.persistence import ApplicationRecorder, ConnectionUnavailableError, Notification, StoredEvent
from eventsourcing.sqlite import SQLiteConnection, SQLiteConnectionPool

from ledger.acceptance import AT_IN_PAYLOAD, Condition, Lookup, accept, utc_now
from ledger.errors import BadInput, StoreUnavailable
from ledger.event import Position
from ledger.mapper import StoredEntry, StoredRow, stored_row
from ledger.refusals import refusal
from ledger.source import BoundKey, Row
from ledger.sqlite_source import APPLICATION_ID, BUSY_SECONDS, SqliteSource, check_file, translated, uri_of
from ledger.tables import COLUMNS, FORMAT, head_of

_AT = f"substr(payload, {AT_IN_PAYLOAD.start + 1}, {AT_IN_PAYLOAD.stop - AT_IN_PAYLOAD.start})"


class SqliteConnection(SQLiteConnection):
    """A connection of the pool, with SQLite's own beside the library's wrapping."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        super().__init__(sqlite_conn=raw, max_age=None)
        self.raw = raw


class SqlitePool(SQLiteConnectionPool):
    """The library's pool, of connections that are durable, wait for the lock, and never create a file."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(db_name=uri_of(Path(path), "rw"), pool_timeout=BUSY_SECONDS)

    def _create_connection(self) -> SqliteConnection:
        raw = sqlite3.connect(
            self.db_name, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS
        )
        try:
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = FULL")
            check_file(raw, self.path)
        except BaseException:
            raw.close()
            raise
        return SqliteConnection(raw)


class SqliteRecorder(ApplicationRecorder):
    """Appends entries and reads them back. Notification ids are indices in the tree, from 0."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.pool = SqlitePool(path)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """The indices of the entries of one act, on disk when this returns.

        Raises: what `accept` raises, and StoreUnavailable; in every case nothing was recorded.
        """
        condition: Condition = kwargs["condition"]
        events = [stored.event for stored in stored_events if isinstance(stored, StoredEntry)]
        with self._connection() as connection:
            execute = connection.execute
            execute("BEGIN IMMEDIATE")
            head = head_of(execute("SELECT format, origin, training, size, peaks, highest_at FROM head").fetchone())
            accepted = accept(events, head, utc_now(), condition, _lookup(connection))
            try:
                connection.executemany("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?)", accepted.rows)
            except sqlite3.IntegrityError as error:  # the place in the case is free: it is the id, or the index
                if taken := execute("SELECT idx FROM entry WHERE id = ?", (accepted.rows[0].id,)).fetchone():
                    raise refusal("twice", act=events[0].payload["act"], index=taken[0]) from error
                raise refusal("head", size=head.size) from error
            if accepted.bound:
                connection.executemany("INSERT INTO bound_key VALUES (?,?,?,?,?,?)", accepted.bound)
            if accepted.revoked:
                connection.executemany("UPDATE bound_key SET revoked_index = ? WHERE keyid = ?", accepted.revoked)
            execute(
                "UPDATE head SET size = ?, peaks = ?, highest_at = ? WHERE only_row = 1",
                (accepted.tree.size, b"".join(accepted.tree.peaks), accepted.highest_at),
            )
            execute("COMMIT")
        return [row.index for row in accepted.rows]

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredRow]:
        return self._select(
            f"WHERE case_id = ? AND version > ? AND version <= ? ORDER BY version {'DESC' if desc else 'ASC'} LIMIT ?",
            (originator_id, gt or 0, 2**62 if lte is None else lte, -1 if limit is None else limit),
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
        among = f"AND type IN ({', '.join('?' * len(topics))})" if topics else ""
        found = self._select(
            f"WHERE idx >= ? AND idx <= ? {among} ORDER BY idx LIMIT ?",
            (first, 2**62 if stop is None else stop, *topics, limit),
        )
        return [Notification(s.originator_id, s.originator_version, s.topic, s.state, s.row.index) for s in found]

    def max_notification_id(self) -> int | None:
        with self._connection() as connection:
            found: int | None = connection.execute("SELECT max(idx) FROM entry").fetchone()[0]
        return found

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Any:
        """Refused, as by the library's own recorder for SQLite: `feed` polls."""
        raise StoreUnavailable("a ledger in SQLite is followed by polling")

    def close(self) -> None:
        self.pool.close()

    def _select(self, where: str, params: Sequence[object]) -> list[StoredRow]:
        with self._connection() as connection:
            found = connection.execute(f"SELECT {COLUMNS} FROM entry {where}", params).fetchall()  # noqa: S608
        return [stored_row(Row._make(row)) for row in found]

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection of the pool; what is left of a failed transaction is rolled back."""
        try:
            connection = self.pool.get_connection()
        except sqlite3.Error as error:
            raise translated(error, self.path) from error
        except ConnectionUnavailableError as error:
            raise StoreUnavailable("the ledger {path} is too busy; try again", path=self.path) from error
        assert isinstance(connection, SqliteConnection)
        raw = connection.raw
        try:
            yield raw
        except sqlite3.Error as error:
            raise translated(error, self.path) from error
        finally:
            try:
                if raw.in_transaction:
                    raw.rollback()
            except sqlite3.Error:
                connection.close()  # the pool drops a closed connection
            self.pool.put_connection(connection)


def _lookup(connection: sqlite3.Connection) -> Lookup:
    execute = connection.execute

    def position(case: str) -> tuple[Position, str] | None:
        found = execute(
            f"SELECT version, leaf, {_AT} FROM entry WHERE case_id = ? ORDER BY version DESC LIMIT 1",  # noqa: S608
            (case,),
        ).fetchone()
        return (Position(found[0], found[1].hex()), found[2]) if found else None

    def key(keyid: str) -> BoundKey | None:
        found = execute("SELECT * FROM bound_key WHERE keyid = ?", (keyid,)).fetchone()
        return BoundKey._make(found) if found else None

    def since(index: int) -> Iterator[tuple[int, str, str]]:
        yield from execute("SELECT idx, case_id, type FROM entry WHERE idx >= ?", (index,))

    return Lookup(position, key, since)


def create(path: Path, origin: str, training: bool) -> None:
    """An empty ledger file. One that is there already and not yet founded is taken as it is.

    Raises: BadInput if the path holds anything else, StoreUnavailable.
    """
    if path.exists():
        return _check_unfounded(path, origin, training)
    # Made aside and moved into place: a program that stops half-way leaves no half of a ledger under this name.
    draft = path.with_name(path.name + ".new")
    try:
        draft.unlink(missing_ok=True)
        connection = sqlite3.connect(uri_of(draft, "rwc"), uri=True, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.executescript("BEGIN;" + (files("ledger") / "schema" / "sqlite.sql").read_text("utf-8"))
            head = "INSERT INTO head VALUES (1, ?, ?, ?, 0, x'', '')"
            connection.execute(head, (FORMAT, origin, int(training)))
            connection.execute("COMMIT")
        finally:
            connection.close()
        draft.rename(path)
    except sqlite3.Error as error:
        raise translated(error, str(path)) from error
    except OSError as error:
        raise StoreUnavailable(
            "the ledger {path} cannot be made: {reason}", path=str(path), reason=error.strerror or str(error)
        ) from error
    return None


def _check_unfounded(path: Path, origin: str, training: bool) -> None:
    source = SqliteSource(path)
    try:
        head = source.head()
    finally:
        source.close()
    if head.size or (head.origin, head.training) != (origin, training):
        raise BadInput("there is a ledger here already, {origin}: {path}", origin=head.origin, path=str(path))
