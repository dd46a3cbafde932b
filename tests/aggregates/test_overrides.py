"""原则上: a rule that may be departed from, by whom it names, with a reason; the entry says so."""

from __future__ import annotations

from aggregates.office.manner import Manner
from aggregates.rulebook.steps import Office
from ledger.errors import BadInput
from tests.town import BOOK, TownHall

RULE = "jiangkou-2022/104/in-budget-within-line"
HEDGED = BOOK._replace(
    rules={**BOOK.rules, RULE: BOOK.rules[RULE]._replace(override=(Office(office="vice_head"),))},
)


def beyond_the_line(town: TownHall) -> str:
    """A request within the budget that is over its unspent line, presented."""
    case = town.request("80,000").case
    town.act(case, "finance_review", "zhou", "agree", source="in_budget", within_budget_line=False, major_project=False)
    town.act(case, "declare", "wu", major_investment_promotion=False)
    town.act(case, "present", "zhou")
    return case


def test_whom_the_rule_names_departs_from_it_with_a_reason_and_the_entry_says_so(town: TownHall) -> None:
    town.book = HEDGED
    case = beyond_the_line(town)

    town.act(case, "sign", "zhao", "agree", manner=Manner(overrides=(RULE,), reason="抢险急需"))

    act = town.fund(case).acts[-1]
    assert (act.facts["overrides"], act.facts["reason"]) == ([RULE], "抢险急需")


def test_without_a_reason_nobody_departs(town: TownHall) -> None:
    town.book = HEDGED
    case = beyond_the_line(town)

    town.refused(lambda: town.act(case, "sign", "zhao", "agree", manner=Manner(overrides=(RULE,))), BadInput)


def test_from_a_rule_without_a_hedge_nobody_departs(town: TownHall) -> None:
    case = beyond_the_line(town)
    manner = Manner(overrides=(RULE,), reason="抢险急需")

    refusal = town.refused(lambda: town.act(case, "sign", "zhao", "agree", manner=manner))

    assert refusal.rule_ids == [RULE]


def test_the_refusal_offers_the_departure_only_to_whom_the_rule_names(town: TownHall) -> None:
    town.book = HEDGED
    case = beyond_the_line(town)

    refusal = town.refused(lambda: town.act(case, "sign", "zhao", "agree"))

    assert [violation.may_override for violation in refusal.violations] == [True]
