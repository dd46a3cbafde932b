"""A made county of 100,000 entries against one of 10,000: what an act, a list and a replay cost there."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from aggregates.calendar import shipped
from aggregates.office import funds
from aggregates.office.desk import Desk
from aggregates.rulebook.loader import load
from aggregates.types import TYPES
from benchmarks.commands import PROGRAM, cpu
from benchmarks.timing import Results
from ledger.application import open_store
from ledger.enclosures import Enclosures
from ledger.record import Record
from ledger.signing import Ed25519Signer
from ledger.sources import open_source
from projections.replay import replay
from projections.views import open_views
from tests.county import County, make_county

SIZES = (10_000, 100_000)
TIMES = 5  # acts, replays a sample


def run(results: Results, folder: Path) -> None:
    small, large = (make_county(folder / str(size), entries=size) for size in SIZES)
    vetting(results, small, large)
    replaying(results, small, large)
    listing(results, large)


def vetting(results: Results, small: County, large: County) -> None:
    """`vet.N`: an act as far as its signature; each on a sight of its own, as a command has it."""
    results.added(f"vet.{SIZES[1]}", _vetter(large), f"vet.{SIZES[0]}", _vetter(small))


def _vetter(county: County) -> Callable[[], float]:
    store = open_store(county.url, TYPES)
    now = datetime.fromisoformat(store.source.head().highest_at) + timedelta(minutes=1)
    book = load("jiangkou-2022", cases=("fund", "office"))
    signer = Ed25519Signer.from_seed(b"d_unit_01".ljust(32, b"."))
    papers = Enclosures(county.home / "enclosures")
    desk = Desk(store, book, shipped(), signer, "d_unit_01", lambda: now, papers, dry_run=True)

    def request() -> None:
        funds.request(desk, department="unit_01", amount_fen=15_000_000, purpose="校舍维修第一标段")

    return partial(_each, request)


def replaying(results: Results, small: County, large: County) -> None:
    """`replay.N`: the same case of the same age in both."""
    results.costs(f"replay.{SIZES[1]}", _replayer(large), f"replay.{SIZES[0]}", _replayer(small))


def _replayer(county: County) -> Callable[[], float]:
    source, papers = open_source(county.url), Enclosures(county.home / "enclosures")
    return partial(_each, lambda: replay(Record(source), papers, "ITM-2022-0001"))


def listing(results: Results, county: County) -> None:
    """`cpu.due` with its views kept up, and what making them anew takes."""
    with open_source(county.url) as source:
        views = open_views(Record(source), Enclosures(county.home / "enclosures"))
        started = time.process_time()
        views.rebuilt()
        results.once(f"views.rebuild.{SIZES[1]}", time.process_time() - started, unit="s CPU")
        views.close()
    here = {"GOVLEDGER_HOME": str(county.home), "GOVLEDGER_LANG": "zh"}
    due = [*PROGRAM, "--now", f"{county.last_day + timedelta(days=1)}T10:00", "due"]
    results.added("cpu.due", lambda: cpu(due, here), "cpu.help.beside-due", lambda: cpu([*PROGRAM, "--help"], here))


def _each(call: Callable[[], object]) -> float:
    """CPU milliseconds of one call, of several."""
    started = time.process_time()
    for _ in range(TIMES):
        call()
    return (time.process_time() - started) * 1000 / TIMES
