"""Towns of every book in which every office is held, for people to do at random whatever they can think of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from aggregates.rulebook.loader import load
from tests.town import TownHall, copy_of
from tests.walks.crowd import crowd_of

Crowds = Callable[[str], TownHall]


@pytest.fixture(scope="session")
def crowds_made_once(tmp_path_factory: pytest.TempPathFactory) -> Crowds:
    """The town of each book that every walk copies, founded when it is first asked for."""

    @cache
    def made(key: str) -> TownHall:
        return crowd_of(load(key), tmp_path_factory.mktemp(key))

    return made


@pytest.fixture
def crowd(crowds_made_once: Crowds, tmp_path: Path) -> Iterator[Crowds]:
    """Copies of them, by the keys of their books."""
    opened: list[TownHall] = []

    def copy(key: str) -> TownHall:
        opened.append(copy_of(crowds_made_once(key), tmp_path / f"{key}-{len(opened)}"))
        return opened[-1]

    yield copy
    for town in opened:
        town.store.close()
