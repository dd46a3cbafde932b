"""Reads a ledger in PostgreSQL with psycopg alone; the twin of `sqlite_source`.

Needs no more than SELECT on the three tables, and never writes: the session is read-only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from threading import RLock
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.errors import BadInput, GovledgerError, StoreUnavailable
from ledger.source import BoundKey, Head, Row
from ledger.tables import COLUMNS, PAGE, check_format, head_of

CHANNEL = "govledger"  # each append notifies it of the new size: a hint to look, not to be relied on
LOCK_SECONDS = 60
OLDEST_SERVER = 130_000  # IS NORMALIZED

# A peer that vanished without a word is noticed within half a minute; what the address itself says comes first.
_PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "application_name": "govledger",
}


class PostgresSource:
    """The entries of one database, read-only. Usable from several threads."""

    def __init__(self, url: str) -> None:
        """Raises: BadInput for a database without a ledger, StoreUnavailable, NewerFormat."""
        self.url = url
        self._lock = RLock()
        self._listening: psycopg.Connection[tuple[Any, ...]] | None = None
        self._connection = _reading(url)
        try:
            self.head()
        except BaseException:
            self._connection.close()
            raise

    def __reduce__(self) -> tuple[type[PostgresSource], tuple[str]]:
        # Pickled, it is opened anew on the other side: how a worker process of the verifier gets at the ledger.
        return PostgresSource, (self.url,)

    def __enter__(self) -> PostgresSource:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def head(self) -> Head:
        found = self._all("SELECT format, origin, training, size, peaks, highest_at FROM govledger.head")
        if not found:
            raise BadInput("not a ledger: {path}", path=shown(self.url))
        check_format(found[0][0], shown(self.url))
        return head_of(found[0])

    def rows(self, start: int, stop: int) -> Iterator[Row]:
        while start < stop:
            page = self._rows("WHERE idx >= %s AND idx < %s ORDER BY idx LIMIT %s", (start, stop, PAGE))
            yield from page
            if len(page) < PAGE:
                return
            start = page[-1].index + 1

    def case(self, case: str) -> list[Row]:
        return self._rows("WHERE case_id = %s ORDER BY version", (case,))

    def of_types(self, types: Collection[str], start: int = 0, stop: int | None = None) -> Iterator[Row]:
        before = 2**62 if stop is None else stop
        while start < before:
            page = self._rows(
                "WHERE type = ANY (%s) AND idx >= %s AND idx < %s ORDER BY idx LIMIT %s",
                (sorted(types), start, before, PAGE),
            )
            yield from page
            if len(page) < PAGE:
                return
            start = page[-1].index + 1

    def by_id(self, id: str) -> Row | None:
        found = self._rows("WHERE id = %s", (id,))
        return found[0] if found else None

    def bound_keys(self) -> list[BoundKey]:
        order = 'ORDER BY bound_index, keyid COLLATE "C"'
        found = self._all(f"SELECT * FROM govledger.bound_key {order}")  # noqa: S608
        return [BoundKey(*row) for row in found]

    def wait(self, seconds: float) -> None:
        """Returns when somebody has probably written since the last wait, or when the time is over."""
        try:
            if self._listening is None or self._listening.closed:
                self._listening = connect(self.url)
                self._listening.execute(f"LISTEN {CHANNEL}".encode())
                return  # what was written before it listened is found by looking
            for _ in self._listening.notifies(timeout=seconds, stop_after=1):
                pass
        except psycopg.Error as error:
            raise translated(error, self.url) from error

    def close(self) -> None:
        self._connection.close()
        if self._listening is not None:
            self._listening.close()

    def _rows(self, where: str, params: Sequence[object]) -> list[Row]:
        return [Row._make(row) for row in self._all(f"SELECT {COLUMNS} FROM govledger.entry {where}", params)]  # noqa: S608

    def _all(self, statement: str, params: Sequence[object] = ()) -> list[Any]:
        """All rows of a statement; asked again on a new connection if this one went away: reading twice is harmless."""
        with self._lock:
            try:
                if self._connection.closed:
                    self._connection = _reading(self.url)
                try:
                    return self._fetched(statement, params)
                except psycopg.OperationalError:
                    if not self._connection.closed:
                        raise
                    self._connection = _reading(self.url)
                    return self._fetched(statement, params)
            except psycopg.Error as error:
                raise translated(error, self.url) from error

    def _fetched(self, statement: str, params: Sequence[object]) -> list[Any]:
        with self._connection.cursor(binary=True) as cursor:
            return cursor.execute(statement.encode(), params).fetchall()


def connect(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    """A new connection, each statement its own transaction. Raises: BadInput for a bad address, StoreUnavailable."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise BadInput("not the address of a PostgreSQL database: {reason}", reason=str(error).strip()) from error
    try:
        connection = psycopg.connect(make_conninfo("", **{**_PATIENCE, **given}), autocommit=True)
    except psycopg.Error as error:
        raise StoreUnavailable(
            "the database {url} cannot be reached: {reason}", url=shown(url), reason=_first_line(error)
        ) from error
    if connection.info.server_version < OLDEST_SERVER:
        connection.close()
        raise StoreUnavailable("the database {url} is older than PostgreSQL 13", url=shown(url))
    return connection


def _reading(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    connection = connect(url)
    connection.execute("SET default_transaction_read_only = on")
    return connection


def shown(url: str) -> str:
    """The address without its password."""
    return make_conninfo("", **{key: value for key, value in conninfo_to_dict(url).items() if key != "password"})


def translated(error: psycopg.Error, url: str) -> GovledgerError:
    """The error of ours that says what PostgreSQL's means, where the statement certainly did nothing."""
    where, reason = shown(url), _first_line(error)
    if isinstance(error, (errors.UndefinedTable, errors.UndefinedFunction, errors.InvalidSchemaName)):
        return BadInput("no ledger in this database: {url}", url=where)
    if isinstance(error, errors.InsufficientPrivilege):
        return StoreUnavailable("the database {url} does not let you do this: {reason}", url=where, reason=reason)
    if isinstance(error, errors.LockNotAvailable):
        return StoreUnavailable(
            "another program held the ledger {path} for more than {seconds} seconds; try again",
            path=where,
            seconds=LOCK_SECONDS,
        )
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return StoreUnavailable("the ledger {path} may only be read: nothing was recorded", path=where)
    if isinstance(error, errors.DiskFull):
        return StoreUnavailable("the disk that holds {path} is full: nothing was recorded", path=where)
    return StoreUnavailable("the ledger {path} cannot be used: {reason}", path=where, reason=reason)


def _first_line(error: psycopg.Error) -> str:
    return str(error.diag.message_primary or error).strip().partition("\n")[0]
