"""A mistake is put right by another entry, by whoever might do the act, before a later step leans on it."""

from __future__ import annotations

from typing import Any

import pytest

from aggregates.office.corrections import correct
from aggregates.office.desk import ActResult
from aggregates.office.manner import Manner
from ledger.errors import BadInput, NotAuthorised
from tests.town import TownHall

WHY = Manner(reason="录入有误")


def corrected(town: TownHall, who: str, index: int, manner: Manner = WHY, **facts: Any) -> ActResult:
    return town.done(lambda m: correct(town.desk(who), index, facts, manner=m), manner)


def test_the_department_corrects_its_amount_before_anybody_leaned_on_it(town: TownHall) -> None:
    filed = town.request("200,000.01")

    corrected(town, "feng", filed.index, amount_fen=20_000_000)

    request = town.fund(filed.case)
    assert request.state.facts["amount_fen"] == 20_000_000
    assert request.acts[0].facts["fields"]["amount_fen"] == 20_000_001
    assert [entry.facts["reason"] for entry in request.acts[0].corrected] == ["录入有误"]


def test_a_corrected_amount_falls_under_its_own_tier(town: TownHall) -> None:
    filed = town.request("200,000.01")
    corrected(town, "feng", filed.index, amount_fen=20_000_000)
    town.act(filed.case, "report_budget", "feng", budget_report="预算报告")
    town.act(filed.case, "present", "zhou", source="supplementary", major_project=False)
    town.act(filed.case, "declare", "wu", major_investment_promotion=False)

    assert [turn.act for turn in town.signed_off(filed.case).turns] == ["review"]


def test_a_declared_fact_is_corrected_by_whoever_declares_it(town: TownHall) -> None:
    case = town.request("350,000").case
    declared = town.act(case, "declare", "zhou", source="in_budget")

    corrected(town, "zhou", declared.index, source="supplementary")

    assert town.fund(case).state.facts["source"] == "supplementary"


def test_once_a_later_step_leans_on_it_there_is_no_correction(town: TownHall) -> None:
    filed = town.request("350,000")
    town.act(filed.case, "present", "zhou")

    refusal = town.refused(lambda: correct(town.desk("feng"), filed.index, {"amount_fen": 1}, manner=WHY))

    assert refusal.rule_ids == ["govledger/leaned-on"]


def test_a_decision_that_was_noted_leans_on_the_request(town: TownHall) -> None:
    filed = town.request("3,000,000")
    town.decide(filed.case, covers="3,000,000")

    town.refused(lambda: correct(town.desk("feng"), filed.index, {"amount_fen": 1}, manner=WHY))


def test_a_declaration_leans_on_nothing(town: TownHall) -> None:
    filed = town.request("350,000")
    town.act(filed.case, "declare", "zhou", source="supplementary")

    corrected(town, "feng", filed.index, purpose="校舍维修二期")

    assert town.fund(filed.case).state.facts["purpose"] == "校舍维修二期"


def test_who_might_not_do_the_act_does_not_correct_it(town: TownHall) -> None:
    filed = town.request("350,000")

    refusal = town.refused(lambda: correct(town.desk("jiang"), filed.index, {"amount_fen": 1}, manner=WHY))

    assert refusal.rule_ids == ["jiangkou-2022/104/silent-who-requests"]


def test_a_correction_is_corrected_again(town: TownHall) -> None:
    filed = town.request("350,000")

    corrected(town, "feng", filed.index, amount_fen=34_000_000)
    corrected(town, "feng", filed.index, amount_fen=33_000_000)

    request = town.fund(filed.case)
    assert request.state.facts["amount_fen"] == 33_000_000
    assert len(request.acts[0].corrected) == 2


NOT_SO: dict[str, tuple[int, dict[str, Any], Manner]] = {
    "without a reason": (0, {"amount_fen": 1}, Manner()),
    "of nothing": (0, {}, WHY),
    "of what it does not say": (0, {"budget_report": "x"}, WHY),
    "to what cannot be": (0, {"amount_fen": -1}, WHY),
    "of what is no act of a case": (-1, {"amount_fen": 1}, WHY),
    "of an entry that is not there": (100, {"amount_fen": 1}, WHY),
}


@pytest.mark.parametrize(("offset", "facts", "manner"), NOT_SO.values(), ids=NOT_SO.keys())
def test_no_correction(offset: int, facts: dict[str, Any], manner: Manner, town: TownHall) -> None:
    filed = town.request("350,000")

    town.refused(lambda: correct(town.desk("feng"), filed.index + offset, facts, manner=manner), BadInput)


def test_without_an_office_nobody_corrects(town: TownHall) -> None:
    filed = town.request("350,000")

    town.refused(lambda: correct(town.desk("sun"), filed.index, {"amount_fen": 1}, manner=WHY), NotAuthorised)
