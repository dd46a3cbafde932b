"""The way of a request: which rule takes it on, on each side of each bound, and that the finance bureau comes first."""

from __future__ import annotations

from typing import Any

import pytest

from aggregates.office import funds
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from aggregates.refusals import FactsWanted
from ledger.errors import BadInput
from tests.town import PAPER, TownHall

BOUNDS = {
    "200,000.00": ("tier-1", "review", "zhao"),
    "200,000.01": ("tier-2", "sign", "wang"),
    "1,000,000.00": ("tier-2", "sign", "wang"),
    "1,000,000.01": ("tier-3", None, "wu"),
    "5,000,000.00": ("tier-3", None, "wu"),
    "5,000,000.01": ("tier-4", "submit_to_committee", "han"),
}


@pytest.mark.parametrize(("yuan", "expected"), BOUNDS.items())
def test_each_bound_and_its_neighbour_in_fen_fall_under_their_tier(
    yuan: str, expected: tuple[str, str | None, str], town: TownHall
) -> None:
    case = town.presented(yuan)

    found = town.signed_off(case)

    rule, act, person = expected
    assert {step.rule for step in found.missing} == {f"jiangkou-2022/104/{rule}"}
    assert [(turn.act, turn.holders[0].person) for turn in found.turns] == [(act, person)]
    assert found.undecided == ()


@pytest.mark.parametrize("yuan", BOUNDS)
def test_before_every_tier_the_finance_bureau_presents(yuan: str, town: TownHall) -> None:
    case = town.request(yuan).case
    town.act(case, "report_budget", "feng", budget_report="预算报告")
    town.act(case, "declare", "zhou", source="supplementary", major_project=False)
    town.act(case, "declare", "wu", major_investment_promotion=False)

    turns = town.signed_off(case).turns

    assert [(turn.act, [holder.person for holder in turn.holders]) for turn in turns] == [("present", ["zhou"])]


def test_tier_1_from_request_to_payment(town: TownHall) -> None:
    case = town.presented("200,000.00")

    town.act(case, "review", "zhao", "agree")
    town.act(case, "sign", "liu", "agree")
    paid = town.act(case, "pay", "zhou", payment_reference="2022-05-0007")

    assert town.fund(case).state.closed == "paid"
    assert paid.next == ()
    assert [step.met for step in town.signed_off(case).required] == [True] * 4
    assert {"kind": "advice", "rule": "jiangkou-2022/106/treasury-procedure"} in paid.warnings


def test_tier_4_from_request_to_payment(town: TownHall) -> None:
    case = town.presented("5,000,000.01")

    town.act(case, "submit_to_committee", "han")
    town.decide(case, body="county_committee_standing_committee", outcome="agree")
    town.act(case, "pay", "zhou")

    last = town.signed_off(case).required[-1]
    assert (last.act, last.met, last.decision) == ("committee_approve", True, "DEC-2022-0001")


def test_the_standing_committee_may_also_be_recorded_as_a_step_on_its_paper(town: TownHall) -> None:
    case = town.presented("6,000,000")
    town.act(case, "submit_to_committee", "han")

    town.act(
        case,
        "committee_approve",
        "wu",
        "agree",
        outside="county_committee_standing_committee",
        manner=Manner(enclosures=(PAPER,)),
    )

    assert [turn.act for turn in town.signed_off(case).turns] == ["pay"]
    assert town.fund(case).acts[-1].outside == "county_committee_standing_committee"


def test_one_person_with_both_portfolios_does_both_acts_of_tier_1(town: TownHall) -> None:
    town.charge("health_bureau", "liu")
    case = town.request("200,000.00", department="health_bureau", by="jiang").case
    town.act(case, "report_budget", "jiang", budget_report="预算报告")
    town.act(case, "present", "zhou", source="supplementary", major_project=False)
    town.act(case, "declare", "wu", major_investment_promotion=False)

    town.act(case, "review", "liu", "agree")
    town.act(case, "sign", "liu", "agree")

    offices = [act.by.office for act in town.fund(case).acts if act.act in ("review", "sign")]
    assert offices == ["vice_head", "vice_head_finance"]


def test_an_answer_that_does_not_pass_sends_the_case_back_in_the_same_act(town: TownHall) -> None:
    case = town.presented("350,000")

    town.act(case, "sign", "wang", "disagree", manner=Manner(reason="今年不安排"))

    entries = town.record.case(case)[-2:]
    assert [entry.type for entry in entries] == ["fund-request.signed/1", "fund-request.returned/1"]
    assert entries[0].act == entries[1].act
    assert town.fund(case).state.closed == "returned"
    assert town.signed_off(case).turns == ()


def test_to_disagree_needs_a_reason(town: TownHall) -> None:
    case = town.presented("350,000")

    town.refused(lambda: town.act(case, "sign", "wang", "disagree"), BadInput)


def test_whoever_has_the_turn_may_return_the_case_and_nobody_else(town: TownHall) -> None:
    case = town.presented("350,000")
    refusal = town.refused(lambda: town.act(case, "return", "chen", manner=Manner(reason="材料不全")))

    town.act(case, "return", "wang", manner=Manner(reason="材料不全"))

    assert refusal.rule_ids == ["jiangkou-2022/acts/fund.return"]
    assert town.fund(case).state.closed == "returned"


def test_the_department_withdraws_before_payment_and_not_after(town: TownHall) -> None:
    case, paid = town.presented("350,000"), town.presented("360,000", purpose="操场")
    town.act(paid, "sign", "wang", "agree")
    town.act(paid, "pay", "zhou")

    town.act(case, "withdraw", "feng", manner=Manner(reason="不再需要"))
    refusal = town.refused(lambda: town.act(paid, "withdraw", "feng", manner=Manner(reason="不再需要")))

    assert town.fund(case).state.closed == "withdrawn"
    assert refusal.violations[0].params == {"closed": "paid"}


def test_another_department_does_not_withdraw(town: TownHall) -> None:
    case = town.presented("350,000")

    town.refused(lambda: town.act(case, "withdraw", "jiang", manner=Manner(reason="不再需要")))


@pytest.mark.parametrize("act", ["present", "sign", "pay", "return", "withdraw", "report_budget", "declare"])
def test_a_closed_case_takes_no_further_step(act: str, town: TownHall) -> None:
    case = town.presented("350,000")
    town.act(case, "withdraw", "feng", manner=Manner(reason="不再需要"))
    who = {"sign": "wang", "report_budget": "feng", "withdraw": "feng", "return": "wang"}.get(act, "zhou")
    outcome = "agree" if act == "sign" else None
    facts: dict[str, Any] = {"within_budget_line": True} if act == "declare" else {}

    refusal = town.refused(lambda: town.act(case, act, who, outcome, manner=Manner(reason="再议"), **facts))

    assert refusal.violations[0].params == {"closed": "withdrawn"}


def test_a_second_signature_of_the_same_office_is_refused(town: TownHall) -> None:
    case = town.presented("350,000")
    town.act(case, "sign", "wang", "agree")

    refusal = town.refused(lambda: town.act(case, "sign", "wang", "agree"))

    assert refusal.rule_ids == ["jiangkou-2022/104/tier-2"]


def test_a_resubmission_is_a_new_case_that_names_the_old_one(town: TownHall) -> None:
    old = town.presented("350,000")
    town.act(old, "return", "wang", manner=Manner(reason="材料不全"))

    new = town.request("350,000", refs=(old,)).case

    assert new != old
    assert [ref["case"] for ref in town.fund(new).refs] == [old]


def test_what_a_department_says_of_the_source_is_a_proposal_and_decides_nothing(town: TownHall) -> None:
    case = town.request("350,000", source="supplementary", matter="other").case

    state = town.fund(case).state

    assert state.proposed == {"source": "supplementary", "matter": "other"}
    assert "source" not in state.facts
    assert [turn.facts for turn in town.signed_off(case).turns] == [("source",)]


def test_a_verdict_that_turns_on_an_unknown_fact_asks_for_it_and_writes_nothing(town: TownHall) -> None:
    case = town.request("150,000", source="supplementary").case
    town.act(case, "report_budget", "feng", budget_report="预算报告")
    town.act(case, "finance_review", "zhou", "agree")
    town.act(case, "present", "zhou")

    wanted = town.refused(lambda: town.act(case, "sign", "zhao", "agree"), FactsWanted)

    first = wanted.wanted[0]
    assert (first.fact, first.proposed) == ("source", "supplementary")
    assert [holder.person for holder in first.holders] == ["zhou"]


def test_nobody_declares_what_is_for_others_to_declare(town: TownHall) -> None:
    case = town.request("350,000").case

    refusal = town.refused(lambda: town.act(case, "declare", "feng", source="in_budget"))

    assert refusal.violations[0].params["by"] == ("finance_bureau",)


def test_a_declared_fact_stays(town: TownHall) -> None:
    case = town.presented("350,000")

    refusal = town.refused(lambda: town.act(case, "declare", "zhou", source="in_budget"))

    assert refusal.violations[0].facts == (("source", "supplementary"),)


def test_a_stated_fact_stays_too(town: TownHall) -> None:
    case = town.request("350,000").case

    town.refused(lambda: town.act(case, "present", "zhou", amount_fen=10_000_000), BadInput)


NOT_SAID_SO = {
    "no such act": Asked("bless"),
    "no such outcome": Asked("sign", "perhaps"),
    "no outcome at all": Asked("sign"),
    "an outcome where there is none": Asked("present", "agree"),
    "no such fact": Asked("present", facts={"weather": "fine"}),
    "no such value": Asked("present", facts={"source": "lottery"}),
    "a fact that the program derives": Asked("present", facts={"portfolios": 2}),
    "nothing declared": Asked("declare"),
    "a stated fact declared": Asked("declare", facts={"purpose": "楼"}),
    "a body outside that is none": Asked("check_use", outside="finance_bureau"),
    "a body outside without its paper": Asked("check_use", outside="discipline_commission"),
}


@pytest.mark.parametrize("asked", NOT_SAID_SO.values(), ids=NOT_SAID_SO.keys())
def test_what_cannot_be_meant_is_bad_input(asked: Asked, town: TownHall) -> None:
    case = town.request("350,000").case

    town.refused(lambda: funds.act(town.desk("zhou"), case, asked), BadInput)
