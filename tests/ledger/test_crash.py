"""A writer killed at any moment: what was acknowledged is there, and nothing is there by halves."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from random import Random
from time import sleep

from ledger.application import create_store, open_store
from tests.ledger.holding import rows_of_a_whole_ledger
from tests.ledger.scribe import ORIGIN, TYPES, Scribe

APPENDS = 200
ROOT = Path(__file__).parent.parent.parent


def test_a_writer_killed_at_random_moments_of_200_appends_loses_nothing_it_acknowledged(store_url: str) -> None:
    create_store(store_url, ORIGIN, training=False)
    with open_store(store_url, TYPES) as store:
        Scribe(store, training=False).found()
    dice = Random()
    acknowledged: dict[str, int] = {}
    kills = 0

    while len(acknowledged) < APPENDS:
        told, killed = run_and_kill(
            store_url, f"life{kills}", after=dice.randrange(60), and_seconds=dice.uniform(0, 0.005)
        )
        acknowledged |= told
        kills += killed

        # Recovery is no more than opening the ledger again.
        rows = rows_of_a_whole_ledger(store_url)
        assert {row.id: row.index for row in rows if row.id in acknowledged} == acknowledged

    assert kills > 1
    with open_store(store_url, TYPES) as store:
        assert Scribe(store, training=False).note("FND-after") == [len(rows)]


def run_and_kill(url: str, name: str, *, after: int, and_seconds: float) -> tuple[dict[str, int], bool]:
    """What a writer acknowledged before it was killed, so many acts and so long after; and whether it was killed."""
    command = [sys.executable, "-m", "tests.ledger.appending_driver", url, name, str(APPENDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        told = [writer.stdout.readline() for _ in range(after)]
        sleep(and_seconds)
        writer.kill()
        told += writer.stdout.read().splitlines(keepends=True)
        killed = writer.wait() == -signal.SIGKILL
    # The last line may have been cut short by the kill.
    words = [line.split() for line in told if line.endswith("\n")]
    return {entry_id: int(index) for index, entry_id in words}, killed
