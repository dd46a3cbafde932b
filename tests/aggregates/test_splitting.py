"""Requests of one department, purpose and year that together pass a tier are warned of and marked, never refused."""

from __future__ import annotations

import pytest

from aggregates.office import funds
from aggregates.office.manner import Manner
from aggregates.office.splitting import squeezed
from tests.aggregates.test_desk import slow
from tests.town import TownHall


def test_three_requests_that_together_pass_a_tier_are_warned_of_and_marked(town: TownHall) -> None:
    first = town.request("80,000.00", source="supplementary")
    second = town.request("80,000.00", source="supplementary")
    third = town.request("40,000.01", source="supplementary")

    mark = {
        "cases": [first.case, second.case],
        "kind": "adds-up",
        "rule": "jiangkou-2022/104/tier-2",
        "total_fen": 20_000_001,
    }
    assert (first.warnings, second.warnings) == ((), ())
    assert third.warnings == (mark,)
    assert town.fund(third.case).notices == (mark,)


def test_exactly_on_the_tier_nothing_is_passed(town: TownHall) -> None:
    town.request("80,000.00", source="supplementary")
    town.request("80,000.00", source="supplementary")

    assert town.request("40,000.00", source="supplementary").warnings == ()


OTHERS = {
    "another purpose": {"purpose": "操场"},
    "another department": {"department": "health_bureau", "by": "jiang"},
}


@pytest.mark.parametrize("differs", OTHERS.values(), ids=OTHERS.keys())
def test_what_is_not_the_same_does_not_add_up(differs: dict[str, str], town: TownHall) -> None:
    town.request("150,000", source="supplementary")

    assert town.request("150,000", source="supplementary", **differs).warnings == ()  # type: ignore[arg-type]


def test_another_year_does_not_add_up(town: TownHall) -> None:
    town.request("150,000", source="supplementary")
    town.on("2023-01-03")

    assert town.request("150,000", source="supplementary").warnings == ()


def test_a_request_that_went_back_does_not_add_up(town: TownHall) -> None:
    case = town.request("150,000", source="supplementary").case
    town.act(case, "withdraw", "feng", manner=Manner(reason="合并申请"))

    assert town.request("150,000", source="supplementary").warnings == ()


def test_one_that_was_paid_still_does(town: TownHall) -> None:
    case = town.presented("150,000")
    town.act(case, "review", "zhao", "agree")
    town.act(case, "sign", "liu", "agree")
    town.act(case, "pay", "zhou")

    assert town.request("150,000", source="supplementary").warnings[0]["cases"] == [case]


def test_money_within_the_budget_has_no_tier_to_pass(town: TownHall) -> None:
    town.request("150,000", source="in_budget")

    assert town.request("150,000", source="in_budget").warnings == ()


def test_while_the_source_is_unknown_a_tier_that_may_apply_is_passed(town: TownHall) -> None:
    town.request("150,000")

    assert town.request("150,000").warnings[0]["rule"] == "jiangkou-2022/104/tier-2"


def test_of_two_requests_at_once_the_second_is_marked(town: TownHall) -> None:
    desk = slow(town.desk("feng"), lambda: town.request("150,000", source="supplementary"))

    result = funds.request(
        desk,
        department="edu_bureau",
        amount_fen=15_000_000,
        purpose="校舍维修",
        facts={"source": "supplementary"},
    )

    assert result.warnings[0]["cases"] == ["FND-2022-0001"]


def test_two_clerks_write_one_purpose_in_two_ways() -> None:
    assert squeezed("校舍 维修(一期)") == squeezed("校舍维修（一期）")
    assert squeezed("Ｃ栋 维修") == squeezed("c栋维修")
    assert squeezed("校舍维修一期") != squeezed("校舍维修二期")
