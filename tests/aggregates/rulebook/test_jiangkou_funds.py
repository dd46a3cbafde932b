"""Arts. 104 to 107 of the Jiangkou rules: each enforced rule with a lawful and an unlawful twin."""

from collections.abc import Sequence
from typing import Any

import pytest

from aggregates.rulebook.context import Decision, Verdict
from aggregates.rulebook.refusal import NOT_KNOWN_WHICH

from .paper_town import Paper, decided

TIER = "jiangkou-2022/104/tier-"


def yuan(amount: int) -> int:
    return amount * 100


def request(
    amount_fen: int = yuan(100_000),
    source: str | None = "supplementary",
    decisions: Sequence[Decision] = (),
    **facts: Any,
) -> Paper:
    """A request of the education bureau, presented, with all that the finance bureau and the office declare."""
    paper = Paper(decided=decisions)
    stated = {"department": "education_bureau", "amount_fen": amount_fen, "purpose": "课桌椅"}
    paper.do("request", "zhou", "education_bureau", fields=stated)
    declared = {"major_project": False, **facts} | ({"source": source} if source else {})
    promotion = {"major_investment_promotion": declared.pop("major_investment_promotion", False)}
    paper.do("declare", "chen", "finance_bureau", declared=declared)
    paper.do("declare", "sun", "gov_office", declared=promotion)
    return paper


def presented(amount_fen: int = yuan(100_000), source: str = "supplementary", **facts: Any) -> Paper:
    paper = request(amount_fen, source, **facts)
    if source == "supplementary":
        paper.do("report_budget", "zhou", "education_bureau")
    paper.do("present", "chen", "finance_bureau")
    return paper


def refused(verdict: Verdict) -> list[str]:
    """The rules that refuse, each with its article and its words."""
    assert not verdict.wanted
    assert all(v.article and v.quote and str(v) for v in verdict.violations)
    return [v.rule.removeprefix("jiangkou-2022/") for v in verdict.violations]


# ---- the tiers and their bounds


@pytest.mark.parametrize(
    ("amount_fen", "steps"),
    [
        (1, {("zhao", "review")}),
        (yuan(200_000) - 1, {("zhao", "review")}),
        (yuan(200_000), {("zhao", "review")}),
        (yuan(200_000) + 1, {("wang", "sign")}),
        (yuan(1_000_000) - 1, {("wang", "sign")}),
        (yuan(1_000_000), {("wang", "sign")}),
        (yuan(1_000_000) + 1, {("sun", "decision"), ("director", "decision")}),
        (yuan(5_000_000) - 1, {("sun", "decision"), ("director", "decision")}),
        (yuan(5_000_000), {("sun", "decision"), ("director", "decision")}),
        (yuan(5_000_000) + 1, {("dang", "submit_to_committee")}),
    ],
)
def test_each_tier_takes_its_upper_bound_in_and_its_lower_bound_out(
    amount_fen: int, steps: set[tuple[str, str]]
) -> None:
    """含20万元, 含100万元, 含500万元: to the fen."""
    paper = presented(amount_fen)

    assert paper.steps() == steps


@pytest.mark.parametrize(
    ("amount_fen", "act", "person", "office"),
    [
        (yuan(200_000), "review", "zhao", "vice_head"),
        (yuan(1_000_000), "sign", "wang", "county_head"),
        (yuan(5_000_000), "pay", "chen", "finance_bureau"),
        (yuan(5_000_001), "submit_to_committee", "dang", "party_group"),
    ],
)
def test_the_finance_bureau_presents_before_every_tier(amount_fen: int, act: str, person: str, office: str) -> None:
    paper = request(amount_fen, decisions=[decided("executive", yuan(9_000_000))])
    paper.do("report_budget", "zhou", "education_bureau")
    refusal, only = paper.ask(act, person, office), paper.steps()

    paper.do("present", "chen", "finance_bureau")

    assert refused(refusal) == ["104/finance-bureau-single-channel"]
    assert only == {("chen", "present")}
    assert paper.ask(act, person, office).lawful


def test_the_vice_head_for_finance_signs_tier_1_after_the_vice_head_in_charge_has_reviewed_it() -> None:
    paper = presented(yuan(200_000))

    too_early = paper.ask("sign", "li", "vice_head_finance")
    paper.do("review", "zhao", "vice_head")

    assert refused(too_early) == ["104/tier-1"]
    assert str(too_early.violations[0]) == "sign comes later, review is next"
    assert str(paper.ask("review", "zhao", "vice_head").violations[0]) == "review is on record already"
    assert paper.do("sign", "li", "vice_head_finance").rules[-1] == TIER + "1"
    assert paper.steps() == {("chen", "pay")}


def test_the_review_of_another_vice_head_is_not_that_of_the_vice_head_in_charge() -> None:
    paper = presented(yuan(200_000))

    assert refused(paper.ask("review", "qian", "vice_head")) == ["104/tier-1"]


def test_one_vice_head_in_charge_of_both_does_both_acts() -> None:
    paper = Paper()
    stated = {"department": "finance_bureau", "amount_fen": yuan(100_000), "purpose": "机房"}
    paper.do("request", "chen", "finance_bureau", fields=stated)
    paper.do("declare", "chen", "finance_bureau", declared={"source": "supplementary", "major_project": False})
    paper.do("declare", "sun", "gov_office", declared={"major_investment_promotion": False})
    paper.do("report_budget", "chen", "finance_bureau")
    paper.do("present", "chen", "finance_bureau")

    paper.do("review", "li", "vice_head_finance")
    paper.do("sign", "li", "vice_head_finance")

    assert paper.steps() == {("chen", "pay")}


def test_the_county_head_does_not_sign_in_tier_1_nor_the_vice_head_in_tier_2() -> None:
    one, two = presented(yuan(200_000)), presented(yuan(200_000) + 1)
    one.do("review", "zhao", "vice_head")

    assert refused(one.ask("sign", "wang", "county_head")) == ["104/tier-1"]
    assert refused(two.ask("sign", "li", "vice_head_finance")) == ["104/tier-2"]
    assert two.do("sign", "wang", "county_head").lawful


def test_a_review_is_no_step_of_tier_2() -> None:
    paper = presented(yuan(1_000_000))

    assert refused(paper.ask("review", "zhao", "vice_head")) == ["104/tier-2"]


def test_a_refusal_states_the_facts_compared_and_the_next_lawful_step() -> None:
    paper = presented(yuan(350_000))

    [violation] = paper.ask("sign", "li", "vice_head_finance").violations

    assert violation.rule == TIER + "2"
    assert violation.article == "第一百零四条"
    assert violation.quote == "20万元以上100万元以下(含100万元)由县长审签"
    assert violation.facts == (("source", "supplementary"), ("amount_fen", yuan(350_000)))
    assert str(violation) == "sign is for county_head, not for vice_head_finance"
    assert [(turn.act, turn.holders[0].person) for turn in violation.next] == [("sign", "wang")]


def test_nobody_signs_the_same_request_twice() -> None:
    paper = presented(yuan(1_000_000))
    paper.do("sign", "wang", "county_head")

    assert refused(paper.ask("sign", "wang", "county_head")) == ["104/tier-2"]


# ---- tier 3: a decision, its amount and what it is about


@pytest.mark.parametrize("body", ["executive", "head_office"])
def test_tier_3_is_paid_on_a_decision_of_either_meeting(body: str) -> None:
    paper = presented(yuan(3_000_000), decisions=[decided(body, yuan(3_000_000))])

    assert paper.do("pay", "chen", "finance_bureau").lawful


@pytest.mark.parametrize(
    "decision",
    [
        decided("thematic", yuan(3_000_000)),
        decided("party_group", yuan(3_000_000)),
        decided("executive", yuan(3_000_000), outcome="deferred"),
        decided("executive", yuan(3_000_000), about=("FND-2022-0002",)),
        decided("executive", yuan(3_000_000) - 1),
        decided("executive", None),
        decided("executive", yuan(3_000_000), drawn={"FND-2022-0002": 1}),
    ],
    ids=["another meeting", "the party group", "deferred", "about another", "a fen short", "no amount", "drawn on"],
)
def test_a_decision_that_is_not_one_for_this_amount_does_not_carry_tier_3(decision: Decision) -> None:
    paper = presented(yuan(3_000_000), decisions=[decision])

    assert refused(paper.ask("pay", "chen", "finance_bureau")) == ["104/tier-3"]


def test_what_this_request_drew_itself_does_not_count_against_it() -> None:
    paper = presented(
        yuan(3_000_000), decisions=[decided("executive", yuan(3_000_000), drawn={"FND-2022-0001": yuan(3_000_000)})]
    )

    assert paper.ask("pay", "chen", "finance_bureau").lawful


def test_a_refusal_shows_what_a_decision_covers_and_what_others_drew() -> None:
    paper = presented(
        yuan(3_000_000), decisions=[decided("executive", yuan(5_000_000), drawn={"FND-2022-0002": yuan(3_000_000)})]
    )

    [violation] = paper.ask("pay", "chen", "finance_bureau").violations

    assert dict(violation.facts)["covers_fen:DEC-2022-0001"] == yuan(5_000_000)
    assert dict(violation.facts)["drawn_fen:DEC-2022-0001"] == yuan(3_000_000)


# ---- tier 4 and the two kinds of projects


@pytest.mark.parametrize(
    "facts",
    [
        {"amount_fen": yuan(5_000_000) + 1},
        {"major_project": True, "fiscal_investment_fen": yuan(30_000_000)},
        {"major_investment_promotion": True},
        {"source": "in_budget", "major_investment_promotion": True},
        {"source": "earmarked", "major_project": True, "fiscal_investment_fen": yuan(30_000_000)},
    ],
)
def test_the_party_group_submits_and_the_standing_committee_approves(facts: dict[str, Any]) -> None:
    paper = presented(**facts)
    early = paper.ask("committee_approve", "sun", "gov_office", outside="county_committee_standing_committee")
    assert not early.lawful
    paper.do("submit_to_committee", "dang", "party_group")

    without_paper = paper.ask("committee_approve", "sun", "gov_office")
    paper.do("committee_approve", "sun", "gov_office", outside="county_committee_standing_committee")

    assert refused(without_paper)[0].startswith("104/tier-4")
    facts.get("source") == "in_budget" and paper.do(
        "declare", "chen", "finance_bureau", declared={"within_budget_line": True}
    )
    assert {act for _, act in paper.steps()} == {"pay"}


def test_a_project_of_a_fen_less_than_30_million_stays_on_its_tier() -> None:
    paper = presented(yuan(200_000), major_project=True, fiscal_investment_fen=yuan(30_000_000) - 1)

    assert paper.steps() == {("zhao", "review")}


def test_30_million_that_are_not_a_major_project_stay_on_their_tier() -> None:
    paper = presented(yuan(200_000), major_project=False, fiscal_investment_fen=yuan(30_000_000))

    assert paper.steps() == {("zhao", "review")}


def test_a_recorded_decision_of_the_standing_committee_is_its_approval() -> None:
    decision = decided("county_committee_standing_committee")
    paper = presented(yuan(6_000_000), decisions=[decision])
    before = paper.ask("pay", "chen", "finance_bureau")
    paper.do("submit_to_committee", "dang", "party_group")

    assert refused(before) == ["104/tier-4"]
    assert paper.ask("pay", "chen", "finance_bureau").lawful


@pytest.mark.parametrize("outcome", ["deferred", "not_adopted", "disagree"])
def test_a_decision_of_the_standing_committee_that_does_not_pass_approves_nothing(outcome: str) -> None:
    decision = decided("county_committee_standing_committee", outcome=outcome)
    paper = presented(yuan(6_000_000), decisions=[decision])
    paper.do("submit_to_committee", "dang", "party_group")

    assert refused(paper.ask("pay", "chen", "finance_bureau")) == ["104/tier-4"]


def test_a_party_group_meeting_is_not_the_party_groups_submission() -> None:
    paper = presented(yuan(6_000_000), decisions=[decided("party_group")])

    assert paper.steps() == {("dang", "submit_to_committee")}


# ---- supplementary money needs its report


def test_supplementary_money_is_not_approved_without_a_budget_report() -> None:
    paper = request(yuan(300_000))
    paper.do("present", "chen", "finance_bureau")
    refusal = paper.ask("sign", "wang", "county_head")

    paper.do("report_budget", "zhou", "education_bureau")

    assert refused(refusal) == ["104/department-budget-report"]
    assert paper.ask("sign", "wang", "county_head").lawful


def test_the_report_is_the_requesting_departments_own() -> None:
    paper = request(yuan(300_000))

    assert refused(paper.ask("report_budget", "wu", "health_bureau")) == ["104/department-budget-report"]


# ---- money within the budget, and non-tax money that follows it


@pytest.mark.parametrize("source", ["in_budget", "non_tax"])
def test_the_vice_head_in_charge_signs_after_the_finance_bureaus_review(source: str) -> None:
    paper = presented(yuan(9_000_000), source, within_budget_line=True)
    early = paper.ask("sign", "zhao", "vice_head")

    paper.do("finance_review", "chen", "finance_bureau")

    assert refused(early) == ["104/in-budget-finance-review"]
    assert not paper.ask("sign", "li", "vice_head_finance").lawful
    assert not paper.ask("sign", "wang", "county_head").lawful
    assert paper.do("sign", "zhao", "vice_head").lawful
    assert paper.steps() == {("chen", "pay")}


def test_non_tax_money_cites_its_own_article() -> None:
    paper = presented(yuan(100_000), "non_tax")
    paper.do("finance_review", "chen", "finance_bureau")

    assert refused(paper.ask("sign", "wang", "county_head")) == ["105/non-tax-same-procedure"]
    assert "jiangkou-2022/105/non-tax-same-procedure" in paper.ask("sign", "zhao", "vice_head").rules


def test_money_over_its_line_is_not_signed_as_money_within_the_budget() -> None:
    within, over = (presented(yuan(100_000), "in_budget", within_budget_line=line) for line in (True, False))
    for paper in (within, over):
        paper.do("finance_review", "chen", "finance_bureau")

    assert within.ask("sign", "zhao", "vice_head").lawful
    assert refused(over.ask("sign", "zhao", "vice_head")) == ["104/in-budget-within-line"]
    assert [turn.blocked for turn in over.turns()] == [("jiangkou-2022/104/in-budget-within-line",)]
    assert over.ask("return", "zhao", "vice_head").lawful


def test_the_line_is_asked_for_only_where_the_money_is_within_the_budget() -> None:
    budget, other = presented(yuan(100_000), "in_budget"), presented(yuan(100_000), "non_tax")
    for paper in (budget, other):
        paper.do("finance_review", "chen", "finance_bureau")

    asked = budget.ask("sign", "zhao", "vice_head")

    assert [(w.fact, w.by, w.first) for w in asked.wanted] == [("within_budget_line", ("finance_bureau",), True)]
    assert not asked.violations
    assert other.ask("sign", "zhao", "vice_head").lawful


def test_a_disagreement_sends_the_request_back() -> None:
    paper = presented(yuan(300_000))

    verdict = paper.do("sign", "wang", "county_head", outcome="disagree")

    assert verdict.ends
    assert paper.state.closed == "returned"
    assert paper.turns() == ()
    assert refused(paper.ask("pay", "chen", "finance_bureau"))


# ---- earmarked money


def test_earmarked_money_is_paid_for_its_purpose_and_for_no_other() -> None:
    for purpose, lawful in (("课桌 椅", True), ("办公楼", False)):
        paper = request(yuan(100_000), "earmarked")
        paper.do("receive_funds", "chen", "finance_bureau", declared={"earmark_purpose": purpose})

        verdict = paper.ask("pay", "chen", "finance_bureau")

        assert verdict.lawful == lawful
        if not lawful:
            assert refused(verdict) == ["104/earmarked-use"]
            assert dict(verdict.violations[0].facts)["earmark_purpose"] == "办公楼"


def test_earmarked_money_is_not_paid_before_its_purpose_is_on_record() -> None:
    paper = request(yuan(100_000), "earmarked")

    assert refused(paper.ask("pay", "chen", "finance_bureau")) == ["104/earmarked-use"]


def test_nobody_signs_for_earmarked_money() -> None:
    paper = request(yuan(100_000), "earmarked")

    assert paper.steps() == {("chen", "pay")}
    assert refused(paper.ask("sign", "wang", "county_head")) == ["104/silent-earmarked"]


# ---- who requests, pays, follows up


def test_a_department_requests_for_itself_only() -> None:
    stated = {"department": "education_bureau", "amount_fen": 1, "purpose": "纸"}
    own = Paper().ask("request", "zhou", "education_bureau", fields=stated)
    another = Paper().ask("request", "wu", "health_bureau", fields=stated)

    assert own.lawful
    assert refused(another) == ["104/silent-who-requests"]


def test_only_the_finance_bureau_pays_and_only_what_is_approved() -> None:
    paper = presented(yuan(300_000))
    early = paper.ask("pay", "chen", "finance_bureau")
    paper.do("sign", "wang", "county_head")

    assert refused(early) == ["104/tier-2"]
    assert refused(paper.ask("pay", "sun", "gov_office")) == ["106/silent-who-pays"]
    verdict = paper.do("pay", "chen", "finance_bureau")
    assert verdict.notices == ("jiangkou-2022/106/treasury-procedure",)
    assert paper.state.closed == "paid"


def test_after_payment_the_money_is_followed_and_nothing_else_is_done() -> None:
    paper = presented(yuan(300_000))
    paper.do("sign", "wang", "county_head")
    paper.do("pay", "chen", "finance_bureau")

    assert paper.do("check_use", "shen", "audit_bureau").rules == ("jiangkou-2022/107/follow-up-checks",)
    assert not paper.ask("check_use", "wu", "health_bureau").lawful
    paper.do("find_problem", "shen", "audit_bureau")
    assert refused(paper.ask("handle_problem", "chen", "finance_bureau")) == ["107/handle-problems"]
    assert paper.ask("handle_problem", "shen", "audit_bureau").lawful
    assert paper.ask("report_use", "zhou", "education_bureau").lawful
    assert refused(paper.ask("sign", "wang", "county_head"))


def test_a_check_by_the_discipline_commission_is_recorded_on_its_paper() -> None:
    paper = presented(yuan(300_000))
    paper.do("sign", "wang", "county_head")
    paper.do("pay", "chen", "finance_bureau")

    assert paper.ask("check_use", "sun", "gov_office", outside="discipline_commission").lawful
    assert not paper.ask("check_use", "sun", "gov_office").lawful
    assert not paper.ask("check_use", "sun", "gov_office", outside="county_committee").lawful
    assert refused(paper.ask("find_problem", "sun", "gov_office")) == ["107/silent-who-finds-problems"]


def test_the_provincial_measures_are_shown_where_non_tax_money_is_known_and_nowhere_else() -> None:
    paper = Paper(facts={"source": "non_tax"})
    paper.state = Paper().state
    stated = {"department": "finance_bureau", "amount_fen": 1, "purpose": "纸"}
    unknown = paper.ask("request", "chen", "finance_bureau", fields=stated)
    known = paper.ask("request", "chen", "finance_bureau", fields=stated, declared={"source": "non_tax"})

    assert unknown.notices == ()
    assert known.notices == ("jiangkou-2022/105/non-tax-remittance",)


# ---- facts: who declares them, and when they are asked for


def test_a_proposed_source_decides_nothing() -> None:
    paper = Paper()
    stated = {"department": "education_bureau", "amount_fen": 1, "purpose": "纸", "source": "earmarked"}
    paper.do("request", "zhou", "education_bureau", fields=stated)

    assert "source" not in paper.state.facts
    assert [turn.facts for turn in paper.turns()] == [("source",)]
    paper.do("receive_funds", "chen", "finance_bureau", declared={"earmark_purpose": "纸"})
    [wanted, *_] = paper.ask("pay", "chen", "finance_bureau").wanted
    assert (wanted.fact, wanted.by, wanted.holders[0].person) == ("source", ("finance_bureau",), "chen")


def test_a_line_that_the_signer_himself_states_is_not_known() -> None:
    paper = presented(yuan(100_000), "in_budget")
    paper.do("finance_review", "chen", "finance_bureau")

    asked = paper.ask("sign", "zhao", "vice_head", fields={"within_budget_line": True})

    assert [(w.fact, w.proposed) for w in asked.wanted] == [("within_budget_line", True)]


def test_a_refusal_before_the_way_is_known_gives_the_reasons_of_the_way_proposed() -> None:
    paper = Paper()
    stated = {"department": "education_bureau", "amount_fen": yuan(300_000), "purpose": "纸"}
    paper.do("request", "zhou", "education_bureau", fields=stated)
    anyway = paper.ask("sign", "wang", "county_head")
    paper.state = paper.state._replace(proposed={"source": "supplementary"})

    proposed = paper.ask("sign", "wang", "county_head")

    [unknown] = anyway.violations
    assert (unknown.message, unknown.params["fact"]) == (NOT_KNOWN_WHICH, "source")
    assert {turn.facts for turn in unknown.next} == {("source",)}
    found = {v.rule.removeprefix("jiangkou-2022/104/"): v.facts for v in proposed.violations}
    assert set(found) == {"department-budget-report", "finance-bureau-single-channel"}
    assert found["department-budget-report"] == (("proposed:source", "supplementary"),)


def test_a_case_is_opened_once() -> None:
    paper = request()
    stated = {"department": "education_bureau", "amount_fen": 1, "purpose": "纸"}

    assert refused(paper.ask("request", "zhou", "education_bureau", fields=stated)) == ["104/silent-who-requests"]


def test_the_department_cannot_declare_the_source_of_its_own_money() -> None:
    paper = Paper()
    stated = {"department": "education_bureau", "amount_fen": 1, "purpose": "纸"}
    verdict = paper.ask("request", "zhou", "education_bureau", fields=stated, declared={"source": "earmarked"})

    [violation] = verdict.violations
    assert str(violation) == "source is declared by finance_bureau, not by education_bureau"


def test_a_fact_once_declared_is_not_declared_otherwise() -> None:
    paper = request(yuan(100_000), "in_budget")

    again = paper.ask("declare", "chen", "finance_bureau", declared={"source": "in_budget"})
    otherwise = paper.ask("declare", "chen", "finance_bureau", declared={"source": "earmarked"})

    assert again.lawful
    assert not otherwise.lawful


def test_the_finance_bureau_presents_without_being_asked_for_the_source() -> None:
    paper = request(yuan(100_000), None)

    assert paper.ask("present", "chen", "finance_bureau").lawful


def test_investment_is_asked_for_only_of_a_major_project() -> None:
    paper = Paper()
    stated = {"department": "education_bureau", "amount_fen": yuan(300_000), "purpose": "纸"}
    paper.do("request", "zhou", "education_bureau", fields=stated)
    paper.do("report_budget", "zhou", "education_bureau")
    paper.do("present", "chen", "finance_bureau", declared={"source": "supplementary"})

    first = paper.ask("sign", "wang", "county_head")
    paper.do("declare", "chen", "finance_bureau", declared={"major_project": False})
    second = paper.ask("sign", "wang", "county_head")

    assert [w.fact for w in first.wanted if w.first] == ["major_project"]
    assert [w.fact for w in second.wanted] == ["major_investment_promotion"]


def test_whoever_has_the_turn_returns_and_nobody_else() -> None:
    paper = presented(yuan(300_000))

    assert paper.ask("return", "wang", "county_head", reason="材料不全").lawful
    assert not paper.ask("return", "zhao", "vice_head").lawful
    assert paper.ask("withdraw", "zhou", "education_bureau").lawful
    assert not paper.ask("withdraw", "wu", "health_bureau").lawful


def test_where_nobody_holds_the_office_whoever_may_appoint_has_the_turn() -> None:
    paper = presented(yuan(300_000))
    paper.roster.offices = [h for h in paper.roster.offices if h.office != "county_head"]

    [turn] = paper.turns()

    assert turn.vacant
    assert [h.person for h in turn.holders] == ["gen"]
