"""The command line under test: a runner that keeps its two streams apart, and a county to act in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import demo_county as county
from cli.main import govledger


@dataclass(frozen=True)
class Said:
    """What one command left: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def told(self) -> str:
        """What stands on stderr, as if it were one line."""
        return " ".join(self.err.split())

    @property
    def error(self) -> dict[str, Any]:
        """The one JSON object on stderr."""
        found: dict[str, Any] = json.loads(self.err)["error"]
        return found


class Cli:
    """Runs commands in one home. `now` is the clock of the training ledger; each command is a minute later."""

    def __init__(self, home: Path, state: Path) -> None:
        self.home, self.state = home, state
        self.lang = "en"
        self.minutes = 0
        self.day = "2022-05-06"

    def __call__(
        self, *words: str, code: int | None = 0, clock: bool = True, input: str | None = None, **env: str
    ) -> Said:
        """Run one command; `code` is the exit code it must have, None for any."""
        self.minutes += 1
        now = ["--now", f"{self.day}T{9 + self.minutes // 60:02}:{self.minutes % 60:02}"] if clock else []
        environ: dict[str, str | None] = {
            "GOVLEDGER_HOME": str(self.home),
            "GOVLEDGER_STATE": str(self.state),
            "GOVLEDGER_LANG": self.lang,
            "GOVLEDGER_PASSPHRASE": None,
            **env,
        }
        result = CliRunner(env=environ).invoke(govledger, [*words, *now], input=input)
        said = Said(result.exit_code, result.stdout, result.stderr)
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        assert code in (None, said.code), f"{words}: {said.code}\n{said.out}\n{said.err}"
        assert "Traceback" not in said.out + said.err
        return said

    def json(self, *words: str, code: int | None = 0, **more: Any) -> Any:
        """The JSON object of a command."""
        return self("--json", *words, code=code, **more).json

    def refused(self, *words: str, code: int) -> dict[str, Any]:
        """The error of a command that is not done; size and root of the ledger are as before."""
        before = self.json("audit", "verify", clock=False)
        error = self("--json", *words, code=code).error
        after = self.json("audit", "verify", clock=False)
        assert (after["size"], after["root"]) == (before["size"], before["root"]), "something was recorded"
        return error

    def request(self, yuan: str = "150,000.00", purpose: str = "校舍维修") -> str:
        """A new request of the education bureau."""
        return str(self.json(*county.request(county.Asked(yuan, purpose)))["case"])

    def ready(self, yuan: str, purpose: str = "校舍维修") -> str:
        """A request presented by the finance bureau, all facts declared."""
        case = self.request(yuan, purpose)
        for words in county.made_ready(case):
            self(*words)
        return case


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county of the demonstration, its roster confirmed; made once, never changed."""
    folder = tmp_path_factory.mktemp("county")
    run = Cli(folder / "home", folder / "state")
    run.day = "2022-05-05"
    roots = [word for root in county.ROOTS for word in ("--root", root)]
    run("init", "--training", "--origin", county.ORIGIN, *roots)
    for words in county.roster():
        run(*words)
    return folder


@pytest.fixture
def cli(founded: Path, tmp_path: Path) -> Iterator[Cli]:
    """Commands in a copy of the county."""
    shutil.copytree(founded / "home", tmp_path / "home")
    yield Cli(tmp_path / "home", tmp_path / "state")


@pytest.fixture
def nowhere(tmp_path: Path) -> Cli:
    """Commands where there is no home yet."""
    return Cli(tmp_path / "home", tmp_path / "state")
