"""What a command loads before it answers: a clerk waits for every import."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

HEAVY = {
    "eventsourcing",
    "psycopg",
    "psycopg_pool",
    "pydantic",
    "cryptography",
    "orjson",
    "bcrypt",
    "sqlite3",
    "tomllib",
}
LOADS = """
import sys
from cli.main import run
run(sys.argv[1:])
print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)
"""
# Not os.times: it counts in hundredths of a second, a tenth of what is measured.
USAGE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(usage.ru_utime + usage.ru_stime)
"""


def loaded(*words: str, **environ: str) -> set[str]:
    """The packages that a command has imported when it ends."""
    command = [sys.executable, "-c", LOADS, *words]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environ}, check=True)
    return set(eval(done.stderr.splitlines()[-1]))


def seconds(command: Sequence[str], **environ: str) -> float:
    """The least CPU time of a process, of several runs: what it takes when nothing else is in the way."""
    runs = 15
    whole = [sys.executable, "-c", USAGE, *command]
    env = {**os.environ, **environ}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # without compiled modules it is the compiler that is measured
    return min(
        float(subprocess.run(whole, capture_output=True, text=True, env=env, check=True).stdout) for _ in range(runs)
    )


def test_help_loads_none_of_what_is_heavy() -> None:
    assert loaded("--help") & HEAVY == set()
    assert loaded("fund", "--help") & HEAVY == set()


def test_showing_a_request_loads_neither_the_writing_side_nor_the_model_library(cli: Cli) -> None:
    case = cli.request()

    here = {"GOVLEDGER_HOME": str(cli.home)}
    assert (
        loaded("fund", "show", case, **here)
        & {"eventsourcing", "psycopg", "psycopg_pool", "pydantic", "bcrypt", "tomllib"}
        == set()
    )


@pytest.mark.parametrize("words", ["compare", "compare quorum", "coverage", "diff jiangkou-2022 dawa-2017"])
def test_reading_the_rulebooks_that_are_shipped_loads_neither_the_check_nor_the_pages(words: str) -> None:
    assert loaded("rule", *words.split()) & {"eventsourcing", "psycopg", "pydantic", "bcrypt", "jinja2"} == set()


@pytest.mark.long
def test_help_costs_at_most_twice_what_click_costs() -> None:
    assert seconds([sys.executable, "-m", "cli.main", "--help"]) <= 2 * seconds([sys.executable, "-c", "import click"])


@pytest.mark.long
def test_showing_a_request_costs_at_most_a_third_more_than_its_libraries(cli: Cli, tmp_path: Path) -> None:
    case = cli.ready("350,000.00")
    libraries = seconds([sys.executable, "-c", "import click, pydantic, cryptography, sqlite3"])

    shown = seconds([sys.executable, "-m", "cli.main", "fund", "show", case], GOVLEDGER_HOME=str(cli.home))

    assert shown <= 1.3 * libraries
