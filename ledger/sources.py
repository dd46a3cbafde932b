"""Opens a ledger for reading, whichever store it lies in; imports the driver of that store and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.postgres_source import PostgresSource
    from ledger.sqlite_source import SqliteSource


def is_postgres(url: str | Path) -> bool:
    """Whether this names a PostgreSQL database; everything else is the path of an SQLite file."""
    return str(url).startswith(("postgresql://", "postgres://"))


def open_source(url: str | Path) -> SqliteSource | PostgresSource:
    """The ledger at a path or a postgresql:// address, read-only.

    Raises: BadInput if there is no ledger, StoreUnavailable if it cannot be reached, NewerFormat.
    """
    if is_postgres(url):
        from ledger.postgres_source import PostgresSource

        return PostgresSource(str(url))
    from ledger.sqlite_source import SqliteSource

    return SqliteSource(url)
