"""The tables of a ledger by plain SQL, as someone with full power over the database would get at them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from ledger.sources import is_postgres


class Raw:
    """Runs statements, each by itself; marks are `?` on both stores."""

    Error = (sqlite3.Error, psycopg.Error)

    def __init__(self, url: str) -> None:
        self.is_sqlite = not is_postgres(url)
        self._connection: Any
        if self.is_sqlite:
            self._connection = sqlite3.connect(url, isolation_level=None)
        else:
            self._connection = psycopg.connect(url, autocommit=True, options="-c search_path=govledger")

    def execute(self, statement: str, *params: object) -> list[Any]:
        """The rows that the statement gives back."""
        marked = statement if self.is_sqlite else statement.replace("?", "%s")
        cursor = self._connection.execute(marked, params)
        return cursor.fetchall() if cursor.description else []

    def unlock(self) -> None:
        """Takes the triggers away: from here on everything can be changed."""
        if self.is_sqlite:
            for (name,) in self.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                self.execute(f"DROP TRIGGER {name}")
        else:
            self.execute("SET session_replication_role = replica")

    def close(self) -> None:
        self._connection.close()


@contextmanager
def raw(url: str) -> Iterator[Raw]:
    tables = Raw(url)
    try:
        yield tables
    finally:
        tables.close()
