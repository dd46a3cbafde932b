"""The demonstration runs as a program, tells the truth, and leaves nothing behind unless asked to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

SECONDS = 15
TIERS = {"jiangkou-2022/104/tier-1", "jiangkou-2022/104/tier-2", "jiangkou-2022/104/tier-3", "jiangkou-2022/104/tier-4"}


def demo(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The demonstration as a process, with a HOME and a folder for temporary files of its own."""
    folder = tmp_path / "tmp"
    folder.mkdir(exist_ok=True)
    environ = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(folder), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "cli.main", "demo", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environ, check=False)


@pytest.mark.parametrize(("lang", "refused"), [("en", "refused: "), ("zh", "拒绝")])
def test_the_demo_ends_well_within_its_time_and_leaves_nothing(tmp_path: Path, lang: str, refused: str) -> None:
    started = time.monotonic()

    done = demo(tmp_path, "--lang", lang)

    assert done.returncode == 0, done.stdout + done.stderr
    assert time.monotonic() - started < SECONDS
    assert done.stderr == ""
    assert done.stdout.count(refused) >= 5
    for quote in ("20万元以下(含20万元)", "20万元以上100万元以下(含100万元)由县长审签", "第一百零四条"):
        assert quote in done.stdout.replace("\n          ", "")
    assert list((tmp_path / "tmp").iterdir()) == []
    done.stdout.encode("gbk")


def test_the_demo_as_json_gives_what_was_refused_verified_and_found(tmp_path: Path) -> None:
    done = demo(tmp_path, "--json")

    found = json.loads(done.stdout)
    assert (found["ok"], found["training"]) == (True, True)
    assert set(found["refused"]) >= TIERS
    assert found["tampered"]["case"] == "FND-2022-0002"
    assert found["tampered"]["expected"] != found["tampered"]["got"]


def test_a_home_that_is_kept_can_be_played_with(nowhere: Cli, tmp_path: Path) -> None:
    home = tmp_path / "county"

    done = demo(tmp_path, "--keep", str(home))
    nowhere.home = home
    listed = nowhere.json("fund", "list")

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"--home {home}" in done.stdout
    assert [row["amount_fen"] for row in listed][:6] == [
        20_000_000, 20_000_001, 100_000_000, 100_000_001, 500_000_000, 500_000_001,
    ]  # fmt: skip
    assert nowhere.json("audit", "verify", clock=False)["ok"] is True
    for line in done.stdout[done.stdout.index("To play with:") if "To play with:" in done.stdout else 0 :].splitlines():
        if line.startswith("  govledger "):
            words = line.split()[1:]
            assert nowhere(*words, clock=False).code == 0


def test_a_folder_that_holds_something_is_not_taken_for_the_demo(tmp_path: Path) -> None:
    home = tmp_path / "county"
    home.mkdir()
    (home / "mine.txt").write_text("mine")

    done = demo(tmp_path, "--keep", str(home))

    assert done.returncode == 2
    assert "is there already" in " ".join(done.stderr.split())
    assert [path.name for path in home.iterdir()] == ["mine.txt"]
