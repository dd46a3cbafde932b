"""Following a ledger entry by entry, and keeping views of it that take in every entry exactly once.

Entries are dense and commit-ordered, so a position is one number, the index that comes next, and whoever reads on from
it misses nothing. Hints that something was written may be lost: following polls, and hints only make it quick.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event
from typing import Any, Protocol

from ledger.errors import BrokenRecord
from ledger.source import Row, Source

BATCH = 500  # entries a transaction: a transaction an entry makes a rebuild forty times slower
POLL_SECONDS = 1.0


class WaitingSource(Source, Protocol):
    """A source that can tell when to look again."""

    def wait(self, seconds: float) -> None:
        """Returns when something was probably recorded since the last wait, or when the time is over."""
        ...


def read(source: Source, next_index: int, limit: int = BATCH) -> list[Row]:
    """The entries from an index on, at most so many; empty at the end of the ledger.

    Raises: BrokenRecord if the ledger has become shorter than that.
    """
    size = source.head().size
    if next_index > size:
        raise BrokenRecord(
            "the ledger was read up to {expected} entries, and now holds only {got}: its end was cut off",
            index=size, step=3, expected=next_index, got=size,
        )  # fmt: skip
    return list(source.rows(next_index, min(size, next_index + limit)))


def follow(source: WaitingSource, next_index: int, *, stop: Event, poll_seconds: float = POLL_SECONDS) -> Iterator[Row]:
    """All entries from an index on, and then each as it is recorded, until `stop` is set."""
    while not stop.is_set():
        rows = read(source, next_index)
        yield from rows
        next_index += len(rows)
        if not rows:
            source.wait(poll_seconds)


def catch_up(view: Any, name: str, source: Source, take: Callable[[Any, list[Row]], None]) -> int:
    """Feeds a view what it has not taken in yet, and says the index that comes next.

    `view` is a connection of sqlite3 or psycopg in autocommit to wherever the view's tables are. `take` writes a batch
    through it, and must not commit: the batch and the view's position commit together, so that a view that is stopped
    anywhere goes on where it stood, and two that run at once do not both take a batch.
    """
    mark = "?" if isinstance(view, sqlite3.Connection) else "%s"
    view.execute("CREATE TABLE IF NOT EXISTS view_position (view TEXT PRIMARY KEY, next_index BIGINT NOT NULL)")
    begun = f"INSERT INTO view_position VALUES ({mark}, 0) ON CONFLICT (view) DO NOTHING"  # noqa: S608
    view.execute(begun, (name,))
    while True:
        view.execute("BEGIN")
        try:
            # A write first: it takes the lock, and what is read after it is what the other runner left.
            view.execute(f"UPDATE view_position SET next_index = next_index WHERE view = {mark}", (name,))  # noqa: S608
            where = f"SELECT next_index FROM view_position WHERE view = {mark}"  # noqa: S608
            next_index: int = view.execute(where, (name,)).fetchone()[0]
            if rows := read(source, next_index):
                take(view, rows)
                next_index = rows[-1].index + 1
                moved = f"UPDATE view_position SET next_index = {mark} WHERE view = {mark}"  # noqa: S608
                view.execute(moved, (next_index, name))
            view.execute("COMMIT")
        except BaseException:
            with suppress(Exception):  # a connection that broke has rolled back already
                view.execute("ROLLBACK")
            raise
        if not rows:
            return next_index
