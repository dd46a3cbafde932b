"""A meeting on the command line as far as a test needs it: planned, opened, its item heard, decided, closed."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli

MEETING, ITEM = "MTG-2022-0001", "AGD-2022-0001"
ASSIGNED = ("--assign", "六月底前完工;lead=edu;due=2022-06-30", "--assign", "再查一遍；牵头=县教育局")


def planned(cli: Cli) -> None:
    """A thematic meeting of the day, with one item about which all is declared."""
    cli(
        "meeting", "plan", "--kind", "thematic", "--meets-on", "2022-05-06",
        "--lead", "edu", "--chair", "赵海", "--as", "wu",
    )  # fmt: skip
    cli("agenda", "propose", "--meeting", MEETING, "--subject", "校舍维修", "--lead", "edu", "--as", "zhao")
    cli("agenda", "declare", ITEM, "units_concerned=edu", "--as", "wu")
    cli("agenda", "set-reporting-time", ITEM, "--minutes", "10", "--as", "wu")


def opened(cli: Cli) -> None:
    """The same, noticed and opened."""
    planned(cli)
    cli("meeting", "notify", MEETING, "--as", "wu")
    cli("meeting", "record-attendance", MEETING, "--present", "zhao,冯雪", "--absent", "li", "--as", "wu")
    cli("meeting", "convene", MEETING, "--as", "zhao")


def heard(cli: Cli) -> None:
    opened(cli)
    cli("agenda", "attend", ITEM, "--as", "feng")
    cli("agenda", "hear", ITEM, "--as", "zhao")


def decided(cli: Cli, *assigned: str) -> None:
    heard(cli)
    cli("agenda", "decide", ITEM, "--outcome", "通过", *(assigned or ASSIGNED), "--as", "zhao")


def closed(cli: Cli, *assigned: str) -> None:
    decided(cli, *assigned)
    cli("meeting", "close-attendance", MEETING, "--reasons", "李明赴省开会", "--as", "wu")
    cli("meeting", "close", MEETING, "--as", "wu")


def paper(folder: Path, name: str, content: bytes = b"%PDF-1.4 on paper") -> str:
    """A file to be enclosed."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return str(folder / name)
