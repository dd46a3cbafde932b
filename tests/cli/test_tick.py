"""`govledger tick` as it is typed: what it notes, what it says, who may; a second time there is nothing left."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli

OVERDUE = "2022-05-23"


@pytest.fixture
def late(cli: Cli) -> tuple[Cli, str, str]:
    """A payment whose check was to be made by the 20th, on the 23rd; nobody has made it."""
    case = cli.ready("150,000.00")
    cli("fund", "review", case, "--as", "zhao")
    cli("fund", "approve", case, "--as", "liu")
    cli("fund", "pay", case, "--reference", "国库2022-1", "--as", "zhou")
    [duty, *_] = [each["duty"] for each in cli.json("fund", "signoff", case)["duties"]]
    cli("office", "term", case, duty, "2022-05-20", "--as", "wu")
    cli.day = OVERDUE
    return cli, case, duty


def test_what_is_overdue_is_noted_once(late: tuple[Cli, str, str]) -> None:
    cli, case, duty = late

    first = cli.json("tick", "--as", "wu")
    second = cli.json("tick", "--as", "wu")

    [noted] = first["noted"]
    assert (noted["type"], noted["case"], noted["duty"]) == ("duty.lapsed/1", case, duty)
    assert (noted["since"], first["until"]) == ("2022-05-21", OVERDUE)
    assert second["noted"] == []


def test_on_the_due_day_there_is_nothing_to_note(late: tuple[Cli, str, str]) -> None:
    cli, _, _ = late

    assert cli.json("tick", "--until", "2022-05-20", "--as", "wu")["noted"] == []


def test_a_dry_run_says_what_would_be_noted_and_notes_nothing(late: tuple[Cli, str, str]) -> None:
    cli, case, duty = late

    said = cli("tick", "--dry-run", "--as", "wu").out

    assert "Would be noted: 1" in said
    assert f"2022-05-21  {case}  overdue  {duty}" in said
    assert len(cli.json("tick", "--as", "wu")["noted"]) == 1


def test_it_says_what_it_noted_and_what_to_do_next(late: tuple[Cli, str, str]) -> None:
    cli, _, _ = late

    lines = cli("tick", "--as", "wu").out.splitlines()

    assert lines[0] == "Noted: 1"
    assert lines[-1] == "Next: govledger due"


def test_a_department_does_not_tick_for_the_office(late: tuple[Cli, str, str]) -> None:
    cli, _, _ = late

    assert cli.refused("tick", "--as", "feng", code=4)["kind"] == "authority"


def test_a_day_to_come_is_not_true_yet(late: tuple[Cli, str, str]) -> None:
    cli, _, _ = late

    cli.refused("tick", "--until", "2022-05-24", "--as", "wu", code=2)
