"""The plain `eventsourcing` library, saving one event a commit, at the durability our store has."""

import os
import time
from datetime import date
from pathlib import Path

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

FIELDS = {
    "ledger": "example.gov.cn/bench",
    "department": "transport_bureau",
    "amount_fen": 35_000_000,
    "purpose": "水毁道路抢修工程第二期路面恢复与边坡支护",
    "office": "county_head",
    "person": "wang",
    "reference": "FND-2022-0001",
    "rules": "jiangkou-2022/104/tier-2",
    "on": date(2022, 5, 6).isoformat(),
}


class Request(Aggregate):
    """An aggregate of the size of ours: nine fields, some 430 bytes of JSON an event."""

    @event("Requested")
    def __init__(self, fields: dict[str, object]) -> None:
        self.fields = fields

    @event("Signed")
    def sign(self, fields: dict[str, object]) -> None:
        self.fields = fields


class PlainSqlite:
    """SQLite in WAL with synchronous=FULL, as our store has it (the library leaves SQLite's default, which is FULL)."""

    def __init__(self, folder: Path) -> None:
        self.app: Application = Application(
            env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "plain.db")}
        )

    def append(self, count: int) -> int:
        for _ in range(count):
            self.app.save(Request(FIELDS))
        return count

    def save_alone(self, count: int) -> tuple[int, float]:
        """The same, of which `save` alone is timed, not the making of the aggregate."""
        seconds = 0.0
        for _ in range(count):
            request = Request(FIELDS)
            started = time.perf_counter()
            self.app.save(request)
            seconds += time.perf_counter() - started
        return count, seconds

    def load(self, events: int) -> object:
        request = Request(FIELDS)
        for _ in range(events - 1):
            request.sign(FIELDS)
        self.app.save(request)
        return request.id

    def close(self) -> None:
        self.app.close()


class PlainPostgres(PlainSqlite):
    """PostgreSQL with the server's own fsync and synchronous_commit, as our store has it."""

    def __init__(self, url: str) -> None:
        from psycopg.conninfo import conninfo_to_dict

        parts = conninfo_to_dict(url)
        env = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": str(parts.get("dbname", "")),
            "POSTGRES_HOST": str(parts.get("host", "")),
            "POSTGRES_PORT": str(parts.get("port", "5432")),
            "POSTGRES_USER": str(parts.get("user", os.environ.get("USER", "postgres"))),
            "POSTGRES_PASSWORD": str(parts.get("password", "")),
        }
        self.app = Application(env=env)
