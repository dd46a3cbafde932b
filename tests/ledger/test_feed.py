"""Following a ledger, and views that take in each entry exactly once, whatever stops them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Event, Thread, Timer
from typing import Any

import psycopg
import pytest

from ledger.application import Store
from ledger.errors import BrokenRecord
from ledger.event import Draft
from ledger.feed import BATCH, catch_up, follow, read
from ledger.source import Row
from ledger.sources import open_source
from tests.ledger.raw import raw
from tests.ledger.scribe import Scribe


@pytest.fixture(params=["sqlite", "postgres"])
def view(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """A database for a view, of either kind, beside a ledger of either kind."""
    if request.param == "sqlite":
        connection: Any = sqlite3.connect(tmp_path / "view.db", isolation_level=None)
    else:
        connection = psycopg.connect(request.getfixturevalue("pg_url"), autocommit=True)
    connection.execute("CREATE TABLE taken (idx BIGINT)")
    yield connection
    connection.close()


def take(view: Any, rows: list[Row]) -> None:
    mark = "?" if isinstance(view, sqlite3.Connection) else "%s"
    view.cursor().executemany(f"INSERT INTO taken VALUES ({mark})", [(row.index,) for row in rows])


def taken(view: Any) -> list[int]:
    return [index for (index,) in view.execute("SELECT idx FROM taken ORDER BY idx").fetchall()]


def many(scribe: Scribe, count: int) -> None:
    scribe.record(*(Draft(f"MNY-{scribe.acts}-{n}", "note.made/1", {}) for n in range(count)))


def test_reading_on_from_a_position_misses_nothing(scribe: Scribe, store: Store) -> None:
    many(scribe, 4)

    assert [row.index for row in read(store.source, 0, 3)] == [0, 1, 2]
    assert [row.index for row in read(store.source, 3, 3)] == [3, 4]
    assert read(store.source, 5) == []


def test_a_view_takes_every_entry_once_in_batches(scribe: Scribe, store: Store, view: Any) -> None:
    many(scribe, BATCH + 200)
    sizes: list[int] = []

    def counting(view: Any, rows: list[Row]) -> None:
        sizes.append(len(rows))
        take(view, rows)

    assert catch_up(view, "all", store.source, counting) == BATCH + 201
    assert catch_up(view, "all", store.source, counting) == BATCH + 201
    scribe.note("FND-1")
    assert catch_up(view, "all", store.source, counting) == BATCH + 202

    assert sizes == [BATCH, 201, 1]
    assert taken(view) == list(range(BATCH + 202))


def test_a_view_that_is_stopped_in_a_batch_goes_on_where_it_stood(scribe: Scribe, store: Store, view: Any) -> None:
    many(scribe, BATCH + 200)

    def stopping(view: Any, rows: list[Row]) -> None:
        take(view, rows)
        if rows[0].index:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catch_up(view, "all", store.source, stopping)
    assert taken(view) == list(range(BATCH))

    assert catch_up(view, "all", store.source, take) == BATCH + 201
    assert taken(view) == list(range(BATCH + 201))


def test_two_views_in_one_database_keep_their_own_positions(scribe: Scribe, store: Store, view: Any) -> None:
    catch_up(view, "one", store.source, take)
    scribe.note("FND-1")
    catch_up(view, "one", store.source, take)
    catch_up(view, "two", store.source, take)

    assert taken(view) == [0, 0, 1, 1]


def test_two_runs_of_one_view_at_once_take_no_entry_twice(scribe: Scribe, store: Store, tmp_path: Path) -> None:
    many(scribe, 3 * BATCH)
    database = tmp_path / "view.db"
    with sqlite3.connect(database) as view:
        view.execute("CREATE TABLE taken (idx BIGINT)")

    def run() -> None:
        mine = sqlite3.connect(database, isolation_level=None, timeout=30)
        catch_up(mine, "all", store.source, take)
        mine.close()

    runs = [Thread(target=run) for _ in range(3)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()

    assert taken(sqlite3.connect(database)) == list(range(3 * BATCH + 1))


def test_a_ledger_that_became_shorter_is_noticed(scribe: Scribe, store: Store, view: Any) -> None:
    many(scribe, 3)
    catch_up(view, "all", store.source, take)
    with raw(store.url) as tables:
        tables.unlock()
        peak = tables.execute("SELECT leaf FROM entry WHERE idx = 0")[0][0]
        tables.execute("UPDATE head SET size = 1, peaks = ?", peak)

    with pytest.raises(BrokenRecord, match="was read up to 4 entries, and now holds only 1"):
        catch_up(view, "all", store.source, take)


def test_following_yields_what_is_recorded_as_soon_as_it_is(scribe: Scribe, store: Store) -> None:
    stop, came = Event(), Queue[int]()

    def run() -> None:
        with open_source(store.url) as source:
            for row in follow(source, 0, stop=stop, poll_seconds=1_000):
                came.put(row.index)

    reader = Thread(target=run)
    reader.start()

    assert came.get(timeout=30) == 0
    for index in range(1, 4):
        scribe.note("FND-1")
        assert came.get(timeout=30) == index
    stop.set()
    scribe.note("FND-1")
    reader.join()


def test_following_looks_again_by_itself_when_no_hint_comes(scribe: Scribe, store: Store) -> None:
    stop = Event()
    with open_source(store.url) as source:
        following = follow(source, 1, stop=stop, poll_seconds=0.05)
        Timer(0.3, stop.set).start()

        assert list(following) == []
