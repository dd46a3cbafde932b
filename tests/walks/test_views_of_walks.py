"""Views that follow a walk hold in the end what views made anew hold: of every case, duty and reading."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aggregates.types import TYPES
from ledger.application import create_store, open_store
from ledger.enclosures import Enclosures
from ledger.record import Record
from ledger.sources import open_source
from projections.view_store import TABLES, ViewStore
from projections.views import Views, open_views
from tests.town import ORIGIN, TownHall, replayed
from tests.walks.walker import Walker

STEPS, BETWEEN = 150, 25
MADE = tuple(table for table in TABLES if table != "view_meta")


@pytest.fixture(params=["sqlite", "postgres"])
def walking(request: pytest.FixtureRequest, crowd: Callable[[str], TownHall], tmp_path: Path) -> Iterator[TownHall]:
    """The crowded town on either store."""
    town = crowd("walk")
    if request.param == "postgres":
        url = str(request.getfixturevalue("pg_url"))
        create_store(url, ORIGIN, training=True)
        with open_store(url, TYPES) as store:
            yield replayed(town, store, tmp_path)
    else:
        yield town


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


@pytest.mark.parametrize("seed", range(300, 302))
def test_views_that_followed_a_walk_are_those_made_anew(seed: int, walking: TownHall) -> None:
    walking.verifying = False
    walker = Walker(walking, seed)
    for step in range(STEPS):
        if step % BETWEEN == 0:
            followed(walking).close()
        walker.step()

    views = followed(walking)
    whole = told(views)
    views.close()
    assert whole == told(made_anew(views))
    assert len(whole["cases"]) == len(walker.cases) > 5
    assert whole["duties"]
