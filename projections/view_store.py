"""Where views are kept: their own tables beside the ledger, never in it, and thrown away without loss.

A ledger in an SQLite file has them in a file of its own beside it; one in PostgreSQL in the schema `govledger_views`,
written under the desk's role. Where neither can be written, as with a ledger on a medium that is read-only, they are
made in memory for one run.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ledger.errors import StoreUnavailable
from ledger.sources import is_postgres

SCHEMA = "govledger_views"
BUSY_SECONDS = 60.0

TABLES = {
    "view_meta": "name TEXT PRIMARY KEY, value TEXT NOT NULL",
    "view_position": "view TEXT PRIMARY KEY, next_index BIGINT NOT NULL",
    # The cases whose rows have to be made anew, and on what else their rows hang: a case or a type of event.
    "dirty": "case_id TEXT PRIMARY KEY",
    "lean": "on_key TEXT NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (on_key, case_id)",
    "case_row": "case_id TEXT PRIMARY KEY, kind TEXT NOT NULL, opened_on TEXT, opened_index BIGINT NOT NULL, "
    "closed TEXT, closed_on TEXT, unit TEXT, title TEXT, version BIGINT NOT NULL, head_index BIGINT NOT NULL, "
    "head TEXT NOT NULL, until_on TEXT NOT NULL, book TEXT NOT NULL, fault TEXT",
    "duty_row": "case_id TEXT NOT NULL, place BIGINT NOT NULL, opened_on TEXT NOT NULL, due_on TEXT, met_on TEXT, "
    "ended_on TEXT, said TEXT NOT NULL, PRIMARY KEY (case_id, place)",
    # What the rulebooks of these cases say, as far as a list of duties shows it.
    "book_row": "sha256 TEXT PRIMARY KEY, said TEXT NOT NULL",
    "unit_row": "office TEXT PRIMARY KEY, zh TEXT NOT NULL, en TEXT NOT NULL",
    # The first entry of each day, and of no earlier day than any before it.
    "day_row": "day TEXT PRIMARY KEY, first_index BIGINT NOT NULL",
}
_INDEXES = (
    "CREATE INDEX lean_case ON lean (case_id)",
    "CREATE INDEX case_until ON case_row (until_on)",
    "CREATE INDEX case_opened ON case_row (opened_index)",
    "CREATE INDEX duty_owed ON duty_row (met_on, ended_on)",
)


class ViewStore:
    """A connection to the tables of views, in autocommit. `path` None: in memory, or in a database."""

    def __init__(self, connection: Any, path: Path | None = None) -> None:
        self.connection, self.path = connection, path
        self.lite = isinstance(connection, sqlite3.Connection)

    def run(self, statement: str, params: Sequence[object] = ()) -> list[Any]:
        """The rows of a statement, whose parameters are marked with `?` on either store."""
        found = self.connection.execute(statement if self.lite else statement.replace("?", "%s"), params)
        return list(found.fetchall()) if found.description else []

    def many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """The same statement for each of the rows."""
        if rows:
            text = statement if self.lite else statement.replace("?", "%s")
            self.connection.cursor().executemany(text, rows)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; whoever else writes waits from its first write on."""
        self.connection.execute("BEGIN IMMEDIATE" if self.lite else "BEGIN")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            with suppress(Exception):  # a connection that broke has rolled back already
                self.connection.execute("ROLLBACK")
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is read in here is of one moment."""
        self.connection.execute("BEGIN" if self.lite else "BEGIN ISOLATION LEVEL REPEATABLE READ")
        try:
            yield
        finally:
            with suppress(Exception):
                self.connection.execute("ROLLBACK")

    def lock(self) -> None:
        """Waits until no other program makes or writes these tables; in a transaction."""
        if not self.lite:
            self.connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (SCHEMA,))

    def meta(self) -> dict[str, str]:
        """What the tables say of themselves; empty where there are none."""
        known = (
            "SELECT count(*) FROM sqlite_master WHERE name = 'view_meta'"
            if self.lite
            else f"SELECT count(*) FROM pg_tables WHERE schemaname = '{SCHEMA}' AND tablename = 'view_meta'"  # noqa: S608
        )
        return dict(self.run("SELECT name, value FROM view_meta")) if self.run(known)[0][0] else {}

    def make(self, meta: dict[str, str]) -> None:
        """Empty tables in place of whatever is there; in a transaction."""
        for table in TABLES:
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        for table, columns in TABLES.items():
            self.connection.execute(f"CREATE TABLE {table} ({columns if self.lite else _sorted_by_bytes(columns)})")
        for index in _INDEXES:
            self.connection.execute(index)
        self.many("INSERT INTO view_meta VALUES (?, ?)", sorted(meta.items()))

    def close(self) -> None:
        self.connection.close()


def open_view_store(url: str) -> ViewStore:
    """The views of the ledger at that path or address; in memory where there is no writing beside it.

    Raises: StoreUnavailable.
    """
    store = _in_postgres(url) if is_postgres(url) else _beside(Path(url))
    return store or ViewStore(sqlite3.connect(":memory:", isolation_level=None))


def views_file(ledger: Path) -> Path:
    """Where the views of a ledger file lie."""
    return ledger.with_name(f"{ledger.stem}.views.db")


def _beside(ledger: Path) -> ViewStore | None:
    path = views_file(ledger)
    for again in (True, False):
        connection = None
        try:
            connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # what a crash of the machine takes is made anew
            connection.execute("CREATE TABLE IF NOT EXISTS writable (only_row INTEGER)")
            return ViewStore(connection, path)
        except sqlite3.DatabaseError as error:
            if connection is not None:
                connection.close()
            if "locked" in str(error) or "busy" in str(error):
                raise StoreUnavailable(
                    "another program held {path} for more than {seconds} seconds; try again",
                    path=str(path),
                    seconds=int(BUSY_SECONDS),
                ) from error
            if not again or "not a database" not in str(error):
                return None
            path.unlink()  # whatever this is, nothing is lost with it: views are made of the ledger
    return None


def _in_postgres(url: str) -> ViewStore | None:
    import psycopg

    from ledger.postgres_source import connect

    connection = connect(url)
    try:
        connection.execute("SELECT set_config('role', current_database() || '_ledger_writer', false)")
        if connection.execute("SELECT to_regnamespace(%s)", (SCHEMA,)).fetchone() == (None,):
            connection.close()
            return None
        connection.execute(f"SET search_path = {SCHEMA}, pg_temp".encode())
        connection.execute("SET lock_timeout = '60s'")
    except psycopg.Error:  # an auditor who may only read: the views of one run
        connection.close()
        return None
    return ViewStore(connection)


def _sorted_by_bytes(columns: str) -> str:
    """The columns as PostgreSQL is to compare them: as SQLite does, byte by byte."""
    return columns.replace("TEXT", 'TEXT COLLATE "C"')
