"""No command takes a rulebook with a mistake in it: it names the place, shows no traceback, and writes nothing."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from aggregates.rulebook.loader import read
from tests.aggregates.rulebook.mistakes import KINDS, made, put
from tests.cli.conftest import Cli

EXAMPLE = Path(__file__).parent.parent.parent / "docs" / "examples" / "shiqiao-2024"
FILES = read(EXAMPLE)


@pytest.mark.parametrize("kind", KINDS)
def test_a_rulebook_with_a_mistake_is_checked_adopted_and_founded_under_by_no_command(
    kind: str, cli: Cli, tmp_path: Path
) -> None:
    [*places] = made(kind, FILES, "cli", 1)
    for one in places:
        folder = put(tmp_path / "book", one)
        before = _everything(cli.home)

        checked = cli("rule", "check", str(folder), code=2, clock=False)
        adopted = cli("rule", "adopt", str(folder), "--as", "sun", code=2)
        founded = cli(
            "init", "--training", "--origin", "example.gov.cn/x", "--book", str(folder),
            "--home", str(tmp_path / "new"), code=2,
        )  # fmt: skip

        assert _everything(cli.home) == before
        assert not (tmp_path / "new").exists()
        assert one.file in checked.out + checked.told
        for refused in (adopted.told, founded.told):
            assert "Nothing was recorded" in refused or one.disk or "faults" in refused
            assert one.disk or ", line " in refused or "is missing" in refused or "source.txt" in refused
        if one.where:
            assert one.where in checked.out
        for words in (("list", "--book", str(folder)), ("coverage", "--book", str(folder))):
            assert cli("rule", *words, code=None, clock=False).code in {0, 2}


def test_most_kinds_have_a_place_in_the_example() -> None:
    assert sum(1 for kind in KINDS if made(kind, FILES, "cli", 1)) >= 70


def _everything(home: Path) -> dict[str, str]:
    """Every file of a home, by its digest."""
    return {
        str(path.relative_to(home)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }
