"""`govledger tick` as it is typed: what it notes, what it says, who may; a second time there is nothing left."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli
from tests.cli.meeting_desk import closed

BOTH = ("ITM-2022-0001", "ITM-2022-0002")
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


# Items of a meeting


@pytest.fixture
def items(cli: Cli) -> Cli:
    """Two items in hand: the first due on 2022-06-30, the second without a day."""
    closed(cli)
    cli("item", "assign", *BOTH, "--as", "wu")
    cli("item", "receive-notice", *BOTH, "--as", "feng")
    return cli


def of_item(cli: Cli, case: str) -> str:
    """The key of the duty to complete an item."""
    [key] = [row["key"] for row in cli.json("due", "--undated") if row["case"] == case and row["act"] == "complete"]
    return str(key)


def test_an_item_without_a_day_is_given_one_and_lapses_the_day_after(items: Cli) -> None:
    key = of_item(items, BOTH[1])

    items("office", "term", BOTH[1], key, "2022-06-10", "--as", "wu")

    items.day = "2022-06-11"
    [noted] = items.json("tick", "--as", "wu")["noted"][:1]
    assert (noted["case"], noted["duty"], noted["since"]) == (BOTH[1], key, "2022-06-11")


def test_the_ladder_of_an_item_is_noted_as_it_opens_and_each_rung_once(items: Cli) -> None:
    def noted(day: str) -> list[str]:
        items.day = day
        rows = items.json("tick", "--as", "wu")["noted"]
        return [row.get("rung", row["duty"]).rpartition("/")[2].partition("@")[0] for row in rows]

    assert noted("2022-06-30") == []
    assert noted("2022-07-01") == ["complete-on-time", "step-1-circulated-criticism"]
    items("item", "urge", BOTH[0], "--due", "2022-07-08", "--as", "wu")
    assert noted("2022-07-08") == []
    assert noted("2022-07-09") == ["step-2-admonition", "step-2-admonition"]
    assert noted("2022-07-10") == []
