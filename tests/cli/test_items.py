"""Decision items on the command line: many at once, their lights, the ladder upon them."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.cli.conftest import Cli
from tests.cli.meeting_desk import closed

BOTH = ("ITM-2022-0001", "ITM-2022-0002")


@pytest.fixture
def desk(cli: Cli) -> Cli:
    """A desk with two items of a meeting in hand, the first due on 2022-06-30."""
    closed(cli)
    cli("item", "assign", *BOTH, "--as", "wu")
    cli("item", "receive-notice", *BOTH, "--as", "feng")
    return cli


def test_one_command_urges_many_items_each_by_an_act_of_its_own(desk: Cli) -> None:
    said = desk("item", "urge", *BOTH, "--as", "wu").out
    urged = desk.json("item", "urge", *BOTH, "--as", "wu")

    assert "2 of 2 recorded" in said
    assert [row["case"] for row in urged] == list(BOTH)
    assert len({row["act"] for row in urged}) == 2


def test_the_same_urging_of_many_again_is_recorded_once(desk: Cli) -> None:
    given = str(UUID(int=7))
    first = desk.json("item", "urge", *BOTH, "--as", "wu", "--id", given)

    again = desk.json("item", "urge", *BOTH, "--as", "wu", "--id", given)

    assert [row["index"] for row in again] == [row["index"] for row in first]
    assert all(row["repeated"] for row in again)


def test_of_many_those_that_the_rules_refuse_are_named_and_the_others_recorded(desk: Cli) -> None:
    desk("item", "complete", BOTH[0], "--progress", "已完工", "--as", "feng")

    said = desk("item", "accept", *BOTH, "--as", "wu", code=3)

    assert "1 of 2 recorded" in said.out
    assert f"in {BOTH[1]}" in said.told
    assert desk.json("item", "show", BOTH[0], clock=False)["closed"] == "done"
    assert desk.json("item", "show", BOTH[1], clock=False)["closed"] is None


def test_an_item_that_is_not_accepted_is_in_hand_again(desk: Cli) -> None:
    desk("item", "complete", BOTH[0], "--progress", "已完工", "--as", "feng")

    said = desk("item", "accept", BOTH[0], "--disagree", "--reason", "质量不达标", "--as", "wu")

    assert f"Next: govledger item complete {BOTH[0]}" in said.out


def test_items_are_listed_with_their_lights(desk: Cli) -> None:
    rows = desk.json("item", "list")

    assert [(row["case"], row["light"], row["due_on"]) for row in rows] == [
        (BOTH[0], "green", "2022-06-30"),
        (BOTH[1], "grey", None),
    ]
    assert "2 items: GREEN 1, - 1" in desk("item", "list").out


def test_what_is_overdue_is_red_and_urging_it_is_the_next_command(desk: Cli) -> None:
    desk.day, desk.minutes = "2022-07-01", 0

    listed = desk("item", "list", "--light", "red")

    assert "RED" in listed.out
    assert f"Next: govledger item urge {BOTH[0]}" in listed.out
    assert [row["days_left"] for row in desk.json("item", "list", "--light", "red")] == [-1]


def test_an_item_is_opened_from_an_instruction(cli: Cli) -> None:
    said = cli.json(
        "item", "open", "--text", "整改隐患", "--unit", "县教育局", "--origin", "领导同志交办",
        "--due", "2022-05-20", "--as", "wu",
    )  # fmt: skip

    assert said["case"] == "ITM-2022-0001"
    assert cli.json("item", "list", "--unit", "edu")[0]["text"] == "整改隐患"


def test_a_warning_is_given_signed_for_answered_and_taken_back(desk: Cli) -> None:
    desk.day, desk.minutes = "2022-07-01", 0
    given = desk.json("item", "criticise", BOTH[0], "--ground", "逾期未完成", "--as", "wu")
    entry = f"{given['case']}:{given['version']}"

    desk("item", "acknowledge", entry, "--as", "feng")
    desk("item", "state-position", entry, "--words", "因汛期停工", "--as", "feng")
    desk("item", "rescind", str(given["index"]), "--words", "情况属实", "--as", "wu")

    acts = [act["act"] for act in desk.json("item", "show", BOTH[0], clock=False)["acts"]]
    assert acts[-4:] == ["circulate_criticism", "acknowledge_warning", "state_position", "rescind_warning"]
    error = desk.refused("item", "state-position", entry, "--words", "再说", "--as", "feng", code=3)
    assert error["violations"][0]["rule"] == "govledger/rescinded"


def test_nobody_is_admonished_before_an_urging_is_unmet(desk: Cli) -> None:
    error = desk.refused("item", "admonish", BOTH[0], "--to", "冯雪", "--ground", "逾期", "--as", "zhao", code=3)

    assert error["violations"][0]["rule"] == "jiangkou-2022/58-10/step-2-admonition"


def test_an_extension_after_the_term_says_that_it_moves_nothing(desk: Cli) -> None:
    desk.day, desk.minutes = "2022-07-01", 0

    said = desk("item", "extend", BOTH[0], "--due", "2022-07-31", "--as", "zhao")

    assert "the term 2022-06-30 is over" in said.out


def test_an_item_without_cases_is_a_usage_error(cli: Cli) -> None:
    assert cli("item", "urge", "--as", "wu", code=2).err
