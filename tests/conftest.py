"""Ledgers for tests, on SQLite and on a real PostgreSQL that a wheel brings along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.application import Store, create_store, open_store
from tests.ledger.scribe import ORIGIN, TYPES, Scribe


@pytest.fixture(params=["sqlite"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a ledger, on each store in turn; nothing is there yet."""
    return str(tmp_path / "ledger.db")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty training ledger, not yet founded."""
    create_store(store_url, ORIGIN, training=True)
    with open_store(store_url, TYPES) as opened:
        yield opened


@pytest.fixture
def scribe(store: Store) -> Scribe:
    """A scribe of a training ledger that was just founded."""
    writer = Scribe(store)
    writer.found()
    return writer
