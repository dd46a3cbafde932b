"""CPU of whole commands, in processes of their own, against importing what they cannot do without."""

import os
import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.timing import Results
from tests.town import found_town, new_store

CLICK = [sys.executable, "-c", "import click"]
FOUR = [sys.executable, "-c", "import click, pydantic, cryptography, sqlite3"]
PROGRAM = [sys.executable, "-m", "cli.main"]


def run(results: Results, folder: Path) -> None:
    """`cpu.help` and `cpu.fund-show` in milliseconds; their ratios are costs: lower is better."""
    home = folder / "home"
    home.mkdir()
    town = found_town(new_store(home / "ledger.db"), home / "enclosures")
    case = town.presented("350,000.00")
    town.act(case, "sign", "wang", "agree")
    town.store.close()
    (home / "govledger.toml").write_text('origin = "example.gov.cn/jiangkou"\nstore = "ledger.db"\n', encoding="utf-8")
    environment = {"GOVLEDGER_HOME": str(home), "GOVLEDGER_LANG": "zh"}
    show = [*PROGRAM, "--now", "2022-05-07T09:00", "fund", "show", case]
    results.costs("cpu.help", lambda: cpu([*PROGRAM, "--help"], environment), "cpu.import-click", lambda: cpu(CLICK))
    results.costs("cpu.fund-show", lambda: cpu(show, environment), "cpu.import-four", lambda: cpu(FOUR))


def cpu(command: list[str], environment: dict[str, str] | None = None) -> float:
    """User and system milliseconds of a command that must succeed, its modules compiled before."""
    environment = os.environ | (environment or {})
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000
