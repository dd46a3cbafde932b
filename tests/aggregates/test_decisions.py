"""Decisions of meetings and bodies outside: what they are about, what they cover, and that nothing is spent twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from aggregates import external_decision
from aggregates.external_decision import ExternalDecision
from aggregates.office import decisions, funds
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from aggregates.refusals import Refused
from ledger.errors import BadInput, NotAuthorised
from tests.aggregates.test_desk import slow
from tests.town import PAPER, TownHall


def decision(town: TownHall, case: str) -> ExternalDecision:
    found = external_decision.fold(town.record.case(case))
    assert found is not None
    return found


def test_one_decision_of_3_000_000_does_not_carry_two_requests_of_3_000_000(town: TownHall) -> None:
    first = town.presented("3,000,000", purpose="校舍维修")
    second = town.presented("3,000,000", purpose="操场")
    made = town.decide(first, second, covers="3,000,000")
    town.act(first, "pay", "zhou")

    refusal = town.refused(lambda: town.act(second, "pay", "zhou"))

    assert refusal.rule_ids == ["jiangkou-2022/104/tier-3"]
    facts = dict(refusal.violations[0].facts)
    assert facts["amount_fen"] == facts[f"covers_fen:{made.case}"] == facts[f"drawn_fen:{made.case}"] == 300_000_000
    assert decision(town, made.case).left_fen == 0


def test_a_decision_carries_what_it_is_about_and_nothing_else(town: TownHall) -> None:
    meant = town.presented("3,000,000", purpose="校舍维修")
    other = town.presented("3,000,000", purpose="操场")
    town.decide(meant, covers="6,000,000")

    refusal = town.refused(lambda: town.act(other, "pay", "zhou"))

    assert refusal.rule_ids == ["jiangkou-2022/104/tier-3"]
    town.act(meant, "pay", "zhou")


def test_a_decision_carries_requests_up_to_its_amount_to_the_fen(town: TownHall) -> None:
    first = town.presented("1,500,000.00", purpose="校舍维修")
    second = town.presented("1,500,000.00", purpose="操场")
    made = town.decide(first, second, covers="3,000,000.00")

    town.act(first, "pay", "zhou")
    town.act(second, "pay", "zhou")

    assert decision(town, made.case).drawn == {first: 150_000_000, second: 150_000_000}


def test_a_second_decision_carries_what_the_first_no_longer_does(town: TownHall) -> None:
    first = town.presented("3,000,000", purpose="校舍维修")
    second = town.presented("3,000,000", purpose="操场")
    town.decide(first, second, covers="3,000,000")
    town.act(first, "pay", "zhou")

    again = town.decide(second, body="head_office", covers="3,000,000")
    town.act(second, "pay", "zhou")

    assert decision(town, again.case).drawn == {second: 300_000_000}


def test_two_payments_at_once_do_not_both_draw_on_one_decision(town: TownHall) -> None:
    first = town.presented("3,000,000", purpose="校舍维修")
    second = town.presented("3,000,000", purpose="操场")
    made = town.decide(first, second, covers="3,000,000")
    desk = slow(town.desk("zhou"), lambda: town.act(second, "pay", "zhou"))

    with pytest.raises(Refused):
        funds.act(desk, first, Asked("pay"))

    assert decision(town, made.case).drawn == {second: 300_000_000}
    town.verified()


def test_a_decision_without_an_amount_covers_none(town: TownHall) -> None:
    case = town.presented("3,000,000")
    town.decide(case)

    town.refused(lambda: town.act(case, "pay", "zhou"))


def test_the_same_act_records_the_decision_and_notes_it_in_every_case(town: TownHall) -> None:
    first, second = town.presented("3,000,000"), town.presented("2,000,000", purpose="操场")

    made = town.decide(first, second, covers="5,000,000")

    entries = list(town.record.of_types({"external-decision.recorded/1", "external-decision.noted/1"}))
    assert [entry.case for entry in entries] == [made.case, first, second]
    assert len({entry.act for entry in entries}) == 1
    note = {"case": made.case, "leaf": made.leaf, "version": 1}
    assert [entry.facts for entry in entries[1:]] == [{"decision": note}] * 2


def test_a_decision_that_was_not_adopted_leaves_the_case_to_be_returned(town: TownHall) -> None:
    case = town.presented("3,000,000")

    town.decide(case, outcome="not_adopted", covers="3,000,000")

    assert [turn.decision for turn in town.signed_off(case).turns] == [("executive", "head_office")]
    town.act(case, "return", "wu", manner=Manner(reason="常务会议未通过"))
    assert town.fund(case).state.closed == "returned"


def test_decisions_are_numbered_by_year_without_a_gap(town: TownHall) -> None:
    cases = [town.presented("3,000,000", purpose=str(n)) for n in range(3)]

    numbers = [town.decide(case, covers="3,000,000").case for case in cases]

    assert numbers == ["DEC-2022-0001", "DEC-2022-0002", "DEC-2022-0003"]


NOT_SO: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "a body that is none": ({"body": "choir"}, BadInput),
    "an office that is not outside": ({"body": "finance_bureau"}, BadInput),
    "an outcome that is none": ({"outcome": "perhaps"}, BadInput),
    "a case that is none": ({"about": ["FND-2022-0099"]}, BadInput),
    "about nothing": ({"about": []}, BadInput),
    "about one case twice": ({"about": ["FND-2022-0001", "FND-2022-0001"]}, BadInput),
    "a day to come": ({"decided_on": date(2022, 6, 1)}, BadInput),
    "no amount": ({"covers_fen": 0}, BadInput),
    "without its paper": ({"manner": Manner()}, BadInput),
    "a direction mark in its number": ({"reference": "\u202e5号"}, BadInput),
}


@pytest.mark.parametrize(("differs", "error"), NOT_SO.values(), ids=NOT_SO.keys())
def test_what_is_no_decision_is_bad_input(differs: dict[str, Any], error: type[Exception], town: TownHall) -> None:
    case = town.presented("3,000,000")
    said: dict[str, Any] = {
        "body": "executive",
        "decided_on": town.today - timedelta(days=1),
        "reference": "〔2022〕5号",
        "outcome": "adopted",
        "about": [case],
        "covers_fen": 300_000_000,
        "manner": Manner(enclosures=(PAPER,)),
    }

    town.refused(lambda: decisions.record_decision(town.desk("wu"), **{**said, **differs}), error)


def test_only_the_government_office_records_decisions(town: TownHall) -> None:
    case = town.presented("3,000,000")

    town.refused(lambda: town.decide(case, by="zhou", covers="3,000,000"), NotAuthorised)


def test_so_does_its_director_whose_turn_it_is_too(town: TownHall) -> None:
    case = town.presented("3,000,000")

    recorded = town.decide(case, by="tan", covers="3,000,000")

    assert [note["case"] for note in town.fund(case).decisions] == [recorded.case]


CLOSING: dict[str, Callable[[TownHall, str], object]] = {
    "returned": lambda town, case: town.act(case, "return", "wu", manner=Manner(reason="材料不全")),
    "withdrawn": lambda town, case: town.act(case, "withdraw", "feng", manner=Manner(reason="不再需要")),
}


@pytest.mark.parametrize("closing", CLOSING.values(), ids=CLOSING.keys())
def test_a_closed_case_is_not_decided_on(closing: Callable[[TownHall, str], object], town: TownHall) -> None:
    case = town.presented("3,000,000")
    closing(town, case)

    refusal = town.refused(lambda: town.decide(case, covers="3,000,000"))

    assert refusal.rule_ids == ["govledger/case-closed"]
