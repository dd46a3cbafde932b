"""A made county of real size: its meetings, items, papers, funds and leave of whole years, in a training ledger.

`make_county(folder, seed)` writes a home that commands run in: `govledger.toml`, `ledger.db`, `enclosures/`. The same
seed makes the same bytes. Every entry is signed and granted, and the ledger verifies; the acts are written past the
store and past the rules, for a hundred thousand of them have to be there in half a minute.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from ledger.application import Store, create_store, open_store
from ledger.entry import Entry, Recorded
from ledger.sources import open_source
from tests.county_life import Lives
from tests.county_pen import ORIGIN, Pen
from tests.county_roster import write_roster

MEETINGS: Mapping[str, int] = {"party_group": 5, "executive": 9, "head_office": 13}
"""A real county year has 27 meetings …"""
ITEMS, DONE = 579, 550
"""… that decide 579 items, of which 550 are done when the year is reported on."""


@dataclass(frozen=True)
class County:
    """A made county. `items`: how many items its meetings opened in all years; `done`: how many of them are done.

    `last_day`: the day on which the last act was recorded.
    """

    home: Path
    seed: int
    years: tuple[int, ...]
    size: int
    meetings: int
    items: int
    done: int
    last_day: date

    @property
    def url(self) -> str:
        return str(self.home / "ledger.db")


def make_county(
    folder: Path,
    seed: int = 1,
    *,
    years: int = 1,
    entries: int | None = None,
    first_year: int = 2022,
    meetings: Mapping[str, int] = MEETINGS,
    items: int = ITEMS,
    done: int = DONE,
    others: float = 1.0,
) -> County:
    """The county in a new folder.

    Args:
        years: how many years of it, from `first_year` on.
        entries: stop with the act that reaches this size; then `years` says nothing.
        meetings, items, done: of each year; smaller ones for a test that has no time.
        others: how many papers, funding requests and leaves beside them: 1.0 is some 250 of each a year.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "enclosures").mkdir()
    (folder / "keys").mkdir()
    (folder / "checkpoints").mkdir()
    settings = f'origin = "{ORIGIN}"\nstore = "ledger.db"\n'
    (folder / "govledger.toml").write_text(settings, encoding="utf-8")
    random = Random(seed)
    with Pen(folder / "ledger.db", random, most=entries) as pen:
        write_roster(pen, date(first_year, 1, 4))
        lives = Lives(pen, random)
        year = first_year
        while (year < first_year + years) if entries is None else (pen.size < entries):
            lives.year(year, meetings, items=items, done=done, others=others)
            year += 1
        return County(
            folder,
            seed,
            tuple(range(first_year, year)),
            pen.size,
            lives.meetings,
            lives.items,
            lives.done,
            pen.last_day,
        )


def copied_to(county: County, url: str) -> Store:
    """The same ledger in another store, act by act: for PostgreSQL."""
    from aggregates.types import TYPES

    create_store(url, ORIGIN, training=True)
    store = open_store(url, TYPES)
    with open_source(county.url) as source:
        rows = list(source.rows(0, county.size))
    while rows:
        first = Recorded.of(rows[0])
        act, rows = rows[: first.part["of"]], rows[first.part["of"] :]
        store.append([Entry(row.payload, row.keyid, row.sig) for row in act], seen_size=first.seen["size"])
    return store
