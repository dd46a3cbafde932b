"""docs/cli.md is true: it names every command that there is, and none that there is not."""

from __future__ import annotations

import re
from pathlib import Path

import click

from cli.main import govledger

PAGE = (Path(__file__).parent.parent.parent / "docs" / "cli.md").read_text(encoding="utf-8")


def commands() -> set[str]:
    context = click.Context(govledger)
    found: set[str] = set()
    for noun in govledger.list_commands(context):
        command = govledger.get_command(context, noun)
        verbs = command.list_commands(context) if isinstance(command, click.Group) else []
        found |= {f"{noun} {verb}" for verb in verbs} or {noun}
    return found


def test_the_page_lists_every_command_and_no_other() -> None:
    listed = re.findall(r"^\| `([a-z-]+(?: [a-z-]+)?)", PAGE[PAGE.index("## Commands") :], re.MULTILINE)

    assert sorted(listed) == sorted(commands())


def test_the_page_names_every_global_option() -> None:
    named = set(re.findall(r"`(--[a-z-]+)", PAGE[: PAGE.index("## Exit codes")]))

    assert named >= {"--home", "--as", "--record-for", "--id", "--dry-run", "--json", "--no-input", "--passphrase-file"}
