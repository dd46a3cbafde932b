"""Views that follow a walk hold in the end what views made anew hold: of every case, duty and reading, under every
rulebook, on either store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aggregates.rulebook.loader import shipped
from aggregates.types import TYPES
from ledger.application import create_store, open_store
from ledger.enclosures import Enclosures
from ledger.record import Record
from ledger.sources import open_source
from projections.view_store import TABLES, ViewStore
from projections.views import Views, open_views
from tests.town import TownHall, replayed
from tests.walks.conftest import Crowds
from tests.walks.walker import Walker

BOOKS = shipped()
STORES = ("sqlite", "postgres")
STEPS, BETWEEN = 120, 25
MADE = tuple(table for table in TABLES if table != "view_meta")


@pytest.fixture
def walking(request: pytest.FixtureRequest, crowd: Crowds, tmp_path: Path) -> Iterator[Callable[[str, str], TownHall]]:
    """The crowded town of a book on either store."""
    opened: list[TownHall] = []

    def made(book: str, store: str) -> TownHall:
        town = crowd(book)
        if store == "postgres":
            url = str(request.getfixturevalue("pg_url"))
            create_store(url, town.place.origin, training=True)
            town = replayed(town, open_store(url, TYPES), tmp_path)
            opened.append(town)
        town.verifying = False
        return town

    yield made
    for town in opened:
        town.store.close()


def followed(town: TownHall) -> Views:
    """The views beside the ledger, opened as a command opens them, and caught up."""
    record = Record(open_source(town.store.url))
    return open_views(record, Enclosures(town.enclosures.folder)).caught_up()


def made_anew(views: Views) -> Views:
    """The same ledger's views in another place, from nothing."""
    memory = ViewStore(sqlite3.connect(":memory:", isolation_level=None))
    return Views(memory, Record(views.record.source), views.enclosures).rebuilt()


def told(views: Views) -> dict[str, Any]:
    """All that the views hold, row by row and as it is read."""
    rows: dict[str, Any] = {table: sorted(views.store.run(f"SELECT * FROM {table}")) for table in MADE}
    return {**rows, "cases": views.case_rows(), "duties": views.duties(), "units": views.units()}


def same_as_made_anew(town: TownHall) -> dict[str, Any]:
    """What the views tell, which is what views made anew tell."""
    views = followed(town)
    whole = told(views)
    views.close()
    assert whole == told(made_anew(views))
    return whole


@pytest.mark.parametrize("book", BOOKS)
def test_views_that_followed_a_walk_are_those_made_anew(book: str, walking: Callable[[str, str], TownHall]) -> None:
    town = walking(book, STORES[BOOKS.index(book) % 2])
    walker = Walker(town, 300)
    for step in range(STEPS):
        if step % BETWEEN == 0:
            followed(town).close()
        walker.step()

    whole = same_as_made_anew(town)
    assert len(whole["cases"]) == len(walker.cases) > 5
    assert whole["duties"]


@pytest.mark.parametrize("store", STORES)
def test_so_they_are_at_every_fifth_step(store: str, walking: Callable[[str, str], TownHall]) -> None:
    town = walking(BOOKS[STORES.index(store)], store)
    walker = Walker(town, 301)
    for step in range(60):
        walker.step()
        if step % 5 == 4:
            same_as_made_anew(town)

    assert len(walker.cases) > 3
