"""Reads a ledger in an SQLite file with the standard library alone: what reports, views and the auditor stand on.

Nothing here writes, and nothing here is believed by the verifier: a row is handed over as it stands, even where its
text is no UTF-8 (then with lone surrogates, which no canonical payload holds).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from ledger.errors import BadInput, StoreUnavailable
from ledger.source import BoundKey, Head, Row
from ledger.tables import COLUMNS, PAGE, check_format, head_of

APPLICATION_ID = 0x676F766C  # "govl", in the file's header: tells a ledger from any other SQLite file
BUSY_SECONDS = 60.0
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables

_LOOK_SECONDS = 0.05


class SqliteSource:
    """The entries of one SQLite file, read-only. Usable from several threads."""

    def __init__(self, path: str | Path) -> None:
        """Raises: BadInput for a missing file and for one that is no ledger, StoreUnavailable, NewerFormat."""
        self.url = str(path)
        self._version: list[Any] = []
        self._connection = _connect(Path(path))
        try:
            self._connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
            check_file(self._connection, self.url)
        except BaseException:
            self._connection.close()
            raise

    def __reduce__(self) -> tuple[type[SqliteSource], tuple[str]]:
        # Pickled, it is opened anew on the other side: how a worker process of the verifier gets at the ledger.
        return SqliteSource, (self.url,)

    def __enter__(self) -> SqliteSource:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def head(self) -> Head:
        found = self._all("SELECT format, origin, training, size, peaks, highest_at FROM head")
        if not found:
            raise BadInput("not a ledger: {path}", path=self.url)
        check_format(found[0][0], self.url)
        return head_of(found[0])

    def rows(self, start: int, stop: int) -> Iterator[Row]:
        while start < stop:
            page = self._rows("WHERE idx >= ? AND idx < ? ORDER BY idx LIMIT ?", (start, stop, PAGE))
            yield from page
            if len(page) < PAGE:
                return
            start = page[-1].index + 1

    def case(self, case: str) -> list[Row]:
        return self._rows("WHERE case_id = ? ORDER BY version", (case,))

    def of_types(self, types: Collection[str], start: int = 0, stop: int | None = None) -> Iterator[Row]:
        marks = ", ".join("?" * len(types))
        before = 2**62 if stop is None else stop
        while start < before:
            page = self._rows(
                f"WHERE type IN ({marks}) AND idx >= ? AND idx < ? ORDER BY idx LIMIT ?",
                (*sorted(types), start, before, PAGE),
            )
            yield from page
            if len(page) < PAGE:
                return
            start = page[-1].index + 1

    def by_id(self, id: str) -> Row | None:
        found = self._rows("WHERE id = ?", (id,))
        return found[0] if found else None

    def bound_keys(self) -> list[BoundKey]:
        order = "ORDER BY bound_index, keyid"
        found = self._all(f"SELECT * FROM bound_key {order}")  # noqa: S608
        return [BoundKey(*row) for row in found]

    def wait(self, seconds: float) -> None:
        """Returns when another connection has probably written since the last wait, or when the time is over."""
        deadline = monotonic() + seconds
        while (version := self._all("PRAGMA data_version")) == self._version and (left := deadline - monotonic()) > 0:
            sleep(min(left, _LOOK_SECONDS))
        self._version = version

    def close(self) -> None:
        self._connection.close()

    def _rows(self, where: str, params: Sequence[object]) -> list[Row]:
        return [Row._make(row) for row in self._all(f"SELECT {COLUMNS} FROM entry {where}", params)]  # noqa: S608

    def _all(self, statement: str, params: Sequence[object] = ()) -> list[Any]:
        try:
            return self._connection.execute(statement, params).fetchall()
        except sqlite3.OperationalError as error:
            if "decode to UTF-8" not in str(error):
                raise translated(error, self.url) from error
            return self._leniently(statement, params)
        except sqlite3.Error as error:
            raise translated(error, self.url) from error

    def _leniently(self, statement: str, params: Sequence[object]) -> list[Any]:
        self._connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            return self._connection.execute(statement, params).fetchall()
        except sqlite3.Error as error:
            raise translated(error, self.url) from error
        finally:
            self._connection.text_factory = str


def uri_of(path: Path, mode: str) -> str:
    """The file: URI of a path, so that opening never creates a file by mistake."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def check_file(connection: sqlite3.Connection, path: str) -> None:
    """Raises: BadInput unless the file is a ledger; NewerFormat, StoreUnavailable."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreUnavailable(
            "this Python brings SQLite {version}; a ledger needs {oldest} or newer",
            version=sqlite3.sqlite_version,
            oldest=".".join(map(str, OLDEST_SQLITE)),
        )
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        found = connection.execute("SELECT format FROM head").fetchone() if application == APPLICATION_ID else None
    except sqlite3.Error as error:
        raise translated(error, path) from error
    if found is None:
        raise BadInput("not a ledger: {path}", path=path)
    check_format(found[0], path)


def translated(error: sqlite3.Error, path: str) -> Exception:
    """The error of ours that says what SQLite's means."""
    reason = str(error)
    if "not a database" in reason or "no such table" in reason:
        return BadInput("not a ledger: {path}", path=path)
    if "locked" in reason or "busy" in reason:
        return StoreUnavailable(
            "another program held the ledger {path} for more than {seconds} seconds; try again",
            path=path,
            seconds=int(BUSY_SECONDS),
        )
    if "readonly" in reason:
        return StoreUnavailable("the ledger {path} may only be read: nothing was recorded", path=path)
    if "full" in reason:
        return StoreUnavailable("the disk that holds {path} is full: nothing was recorded", path=path)
    return StoreUnavailable("the ledger {path} cannot be used: {reason}", path=path, reason=reason)


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise BadInput("no ledger here: {path} does not exist", path=str(path))
    if not path.is_file():
        raise BadInput("not a ledger: {path}", path=str(path))
    # A ledger on a medium that cannot be written has no room for SQLite's shared memory file. Where there is no
    # write-ahead log, nothing can be pending, and it may be read as unchanging.
    unchanging = not path.with_name(path.name + "-wal").exists()
    for uri in (uri_of(path, "ro"), uri_of(path, "ro") + "&immutable=1")[: 2 if unchanging else 1]:
        connection = None
        try:
            connection = sqlite3.connect(
                uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS
            )
            connection.execute("PRAGMA schema_version").fetchone()
            return connection
        except sqlite3.Error as error:
            failed = translated(error, str(path))
            cause = error
            if connection is not None:
                connection.close()
            if isinstance(failed, BadInput):
                break
    raise failed from cause
