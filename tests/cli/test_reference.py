"""docs/cli.md says what the program does: its commands, its exit codes, the keys of its JSON."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from cli import demo_county as county
from tests.cli.conftest import Cli
from tests.cli.meeting_desk import closed
from tests.cli.reference import PAGE, page

TEXT = PAGE.read_text(encoding="utf-8")
OTHERS = dict(
    re.findall(r"^\| (`[a-z].*?`.*?) \| (.*) \|$", TEXT[TEXT.index("### Others") : TEXT.index("## Commands")], re.M)
)


def test_the_table_of_commands_is_that_of_the_program() -> None:
    """`python -m tests.cli.reference` makes it anew."""
    assert page() == TEXT


def keys(cell: str) -> set[str]:
    """The keys in a cell of the table: the last words in backquotes."""
    return set(cell.replace("`: rows of `", "` rows of `").split("`")[1].split())


@pytest.fixture(scope="module")
def world(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A county with a bit of everything: a paid request, a decision, a checkpoint."""
    import shutil

    folder = tmp_path_factory.mktemp("reference")
    shutil.copytree(founded / "home", folder / "home")
    cli = Cli(folder / "home", folder / "state")
    paper = folder / "纪要.txt"
    paper.write_text("会议同意。", encoding="utf-8")
    case = cli.ready("3,000,000.00")
    cli(*county.decided("executive", "〔2022〕5号", "adopted", str(paper), case, covers="3,000,000"))
    cli("fund", "pay", case, "--reference", "国库", "--as", "zhou")
    cli("office", "enrol", "gu", "--name", "顾新", "--as", "sun")
    closed(cli)
    cli("audit", "checkpoint")
    return cli


SAID: dict[str, tuple[str, ...]] = {
    "`fund show`": ("fund", "show", "2022-1"),
    "`fund list`": ("fund", "list"),
    "`fund signoff`": ("fund", "signoff", "2022-1"),
    "`meeting show`": ("meeting", "show", "2022-1"),
    "`item show`": ("item", "show", "2022-1"),
    "`item list`": ("item", "list"),
    "`decision show`, rows of `decision list`": ("decision", "list"),
    "`office list offices`": ("office", "list"),
    "`office pending`": ("office", "pending"),
    "`key list`": ("key", "list"),
    "`rule list`": ("rule", "list"),
    "`rule show`": ("rule", "show", "104/tier-2"),
    "`rule why`": ("rule", "why", "2022-1"),
    "`rule check`": ("rule", "check", "jiangkou-2022"),
    "`rule new`": ("rule", "new", "xin-2025", "--out", "{folder}/xin-2025"),
    "`rule compare`": ("rule", "compare", "funds", "--book", "jiangkou-2022"),
    "`rule book`": ("rule", "book", "jiangkou-2022", "--out", os.devnull),
    "`rule diff`": ("rule", "diff", "jiangkou-2022", "jiangkou-2022"),
    "`calendar show YEAR`": ("calendar", "show", "2022"),
    "`calendar explain`": ("calendar", "explain", "--from", "2022-05-06", "--within", "3wd"),
    "`audit show`": ("audit", "show", "3"),
    "`audit replay`": ("audit", "replay", "FND-2022-0001"),
    "`audit rules`": ("audit", "rules"),
    "`audit checkpoint`": ("audit", "checkpoint"),
    "`audit proof`": ("audit", "proof", "3"),
    "`doctor`": ("doctor",),
}


def test_every_object_of_the_page_is_tried_here() -> None:
    assert set(OTHERS) - {"`demo`"} == set(SAID)


@pytest.mark.parametrize("command", SAID, ids=lambda command: command.replace("`", ""))
def test_the_page_names_the_keys_that_a_command_gives(world: Cli, command: str, tmp_path: Path) -> None:
    words = [word.format(folder=tmp_path) for word in SAID[command]]
    given: Any = world.json(*words, clock=words[0] != "rule")
    row = given[0] if isinstance(given, list) else given

    assert row.keys() - {"training"} == keys(OTHERS[command])


def test_the_page_names_every_exit_code_of_the_program() -> None:
    from cli import main

    table = {int(code): meaning for code, meaning in re.findall(r"^\| (\d+) \| (.*?) \|$", TEXT, re.M)}
    assert main.__doc__ is not None
    told = {
        int(code)
        for code in re.findall(
            r"\b(\d+) (?:done|our|usage|refused|may|a condition|verif|changed|an import|store|interr)", main.__doc__
        )
    }

    assert set(table) == told == {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 130}
