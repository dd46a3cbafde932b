"""A town in which every office of the book is held, for people to do at random whatever they can think of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.town import TownHall, copy_of, found_town, new_store
from tests.walks.crowd import fill


@pytest.fixture(scope="session")
def crowded_once(tmp_path_factory: pytest.TempPathFactory) -> TownHall:
    """The town that every walk copies."""
    folder = tmp_path_factory.mktemp("crowd")
    return fill(found_town(new_store(folder / "ledger.db"), folder / "enclosures"))


@pytest.fixture
def crowd(crowded_once: TownHall, tmp_path: Path) -> Callable[[str], TownHall]:
    """A copy of it, by a name."""
    return lambda name: copy_of(crowded_once, tmp_path / name)
