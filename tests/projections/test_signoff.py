"""The sign-off of a case: what was required beside what was done, and everything in it that a reader must not miss."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from aggregates.calendar import shipped
from aggregates.office import confirmations
from aggregates.office.manner import Manner
from aggregates.record_context import RecordContext
from aggregates.roster import Roster
from projections.signoff import CONFIRMED, DISOWNED, IN_PERSON, RECORDED, SignOff, sign_off
from projections.signoff_json import as_json
from tests.aggregates.meeting_hall import MeetingHall
from tests.town import PAPER, TownHall

SINGLE_CHANNEL = "jiangkou-2022/104/finance-bureau-single-channel"
TIER_1, TIER_2, TIER_3 = (f"jiangkou-2022/104/tier-{n}" for n in (1, 2, 3))


def report(town: TownHall, case: str, on: date | None = None) -> SignOff:
    """The sign-off of a case as the record tells it now."""
    record = town.record
    context = RecordContext(record, Roster(record), shipped)
    return sign_off(town.fund(case), town.book, context, shipped(), on or town.today)


def steps(found: SignOff) -> dict[tuple[str, str], bool]:
    """Which steps were required, and which of them are met."""
    return {(step.rule, step.act or ",".join(step.bodies)): step.met for step in found.required}


def test_a_request_just_filed_names_the_facts_on_which_its_route_hangs(town: TownHall) -> None:
    found = report(town, town.request("150,000").case)

    assert "source" in found.undecided
    assert found.required == ()
    assert [taken.act.act for taken in found.taken] == ["request"]


def test_every_step_is_required_by_its_rule_and_met_by_its_act(town: TownHall) -> None:
    case = town.presented("200,000.00")
    town.act(case, "review", "zhao", "agree")

    found = report(town, case)

    assert steps(found) == {
        ("jiangkou-2022/104/department-budget-report", "report_budget"): True,
        (SINGLE_CHANNEL, "present"): True,
        (TIER_1, "review"): True,
        (TIER_1, "sign"): False,
    }
    assert [(step.rule, step.act) for step in found.missing] == [(TIER_1, "sign")]
    [signature] = [turn for turn in found.turns if turn.act == "sign"]
    assert [holder.person for holder in signature.holders] == ["liu"]
    assert all(step.quote and step.article == "第一百零四条" for step in found.required)


def test_one_fen_over_the_bound_another_signature_is_required(town: TownHall) -> None:
    assert (TIER_2, "sign") in steps(report(town, town.presented("200,000.01")))
    assert (TIER_1, "sign") not in steps(report(town, town.presented("200,000.01")))


def test_a_decision_of_a_meeting_meets_the_step_it_covers(town: TownHall) -> None:
    case = town.presented("3,000,000.00")
    before = report(town, case)
    decided = town.decide(case, covers="3,000,000")

    found = report(town, case)

    assert steps(before)[TIER_3, "executive,head_office"] is False
    [step] = [step for step in found.required if step.bodies]
    assert (step.decision, step.entry, step.met) == (decided.case, None, True)
    [decision] = found.decisions
    assert (decision["covers_fen"], decision["left_fen"]) == (300_000_000, 300_000_000)


def test_a_declared_fact_is_named_with_the_rules_that_it_leaves_out(town: TownHall) -> None:
    case = town.presented("350,000.00")

    found = {each.fact: each for each in report(town, case).switched_off}

    assert found["major_project"].rules == ("jiangkou-2022/104/tier-4-investment-project",)
    assert found["major_project"].person == "zhou"
    assert found["major_investment_promotion"].person == "wu"
    assert "jiangkou-2022/104/in-budget-vice-head-sign" in found["source"].rules
    assert TIER_2 not in found["source"].rules


def test_signed_in_person_recorded_confirmed_and_disowned_are_counted_apart(town: TownHall) -> None:
    case = town.presented("350,000.00")
    town.act(case, "sign", "wu", "agree", manner=Manner(record_for="county_head", enclosures=(PAPER,)))
    recorded = report(town, case)
    index = recorded.taken[-1].act.index
    town.done(lambda m: confirmations.confirm(town.desk("wang"), index, manner=m))
    confirmed = report(town, case)

    assert (recorded.counted(RECORDED), recorded.counted(CONFIRMED)) == (1, 0)
    assert (confirmed.counted(RECORDED), confirmed.counted(CONFIRMED)) == (0, 1)
    assert confirmed.counted(IN_PERSON) == len(confirmed.taken) - 1
    assert confirmed.taken[-1].act.by.person == "wang"
    assert confirmed.taken[-1].act.by.recorded_by == "wu"


def test_what_was_disowned_is_shown_and_meets_nothing(town: TownHall) -> None:
    case = town.presented("350,000.00")
    town.act(case, "sign", "wu", "agree", manner=Manner(record_for="county_head", enclosures=(PAPER,)))
    index = report(town, case).taken[-1].act.index
    town.done(lambda m: confirmations.disown(town.desk("wang"), index, manner=replace(m, reason="未曾签批")))

    found = report(town, case)

    assert found.counted(DISOWNED) == 1
    assert found.taken[-1].act.index == index
    assert steps(found)[TIER_2, "sign"] is False


def test_the_time_of_each_step_is_told_in_seconds_and_in_working_days(town: TownHall) -> None:
    """Filed on Friday the 6th; the Saturday after it is a make-up working day, the Sunday is not."""
    case = town.presented("350,000.00")
    last = report(town, case).taken[-1]
    signed_at = town.on("2022-05-09").now
    town.act(case, "sign", "wang", "agree")

    taken = report(town, case).taken

    assert (taken[0].seconds, taken[0].working_days) == (None, None)
    waited = signed_at - (town.now - timedelta(minutes=1))
    assert waited == timedelta(0)
    assert taken[-1].working_days == 2
    assert taken[-1].seconds is not None
    assert taken[-1].seconds > 2 * 86_400
    assert last.working_days == 0


def test_a_stand_in_and_the_delegation_it_rests_on_are_shown(town: TownHall) -> None:
    town.away("wang", "2022-05-20")
    town.delegate("li", "2022-05-20")
    case = town.presented("350,000.00")
    town.act(case, "sign", "li", "agree", manner=Manner(acting_for="county_head"))

    found = report(town, case)
    told = as_json(found)["acts"][-1]

    assert steps(found)[TIER_2, "sign"] is True
    assert (told["person"], told["acting_for"]) == ("li", "county_head")
    assert len(told["delegations"]) == 1


def test_duties_are_told_with_their_age_and_never_overdue_without_a_day(town: TownHall) -> None:
    case = town.presented("350,000.00")
    town.act(case, "sign", "wang", "agree")
    town.act(case, "pay", "zhou", payment_reference="国库1")

    told = as_json(report(town, case, date(2023, 5, 6)))["duties"]

    assert len(told) == 3
    assert {duty["state"] for duty in told} == {"open"}
    assert {duty["due_on"] for duty in told} == {None}
    assert {duty["age_days"] for duty in told} == {365}


def test_the_report_as_json_holds_the_whole_of_it(town: TownHall) -> None:
    case = town.presented("350,000.00")
    town.act(case, "sign", "wang", "agree")

    told = as_json(report(town, case))

    assert (told["case"], told["closed"], told["undecided"]) == (case, None, [])
    assert told["missing"] == []
    assert [act["act"] for act in told["acts"]][:3] == ["request", "report_budget", "present"]
    assert told["signed"] == {"in-person": len(told["acts"]), "recorded": 0, "recorded-confirmed": 0, "disowned": 0}
    assert told["facts"]["amount_fen"] == 35_000_000


def test_the_sign_off_of_an_outgoing_paper_asks_for_its_route_and_not_for_a_payment(town: TownHall) -> None:
    hall = MeetingHall(town)
    facts = {"title": "关于校舍维修的通知", "lead_department": "gov_office", "body": "正文"}
    case = hall.open("document", "draft", "wu", manner=Manner(enclosures=(PAPER,)), **facts)

    found = report(town, case)

    assert found.request.state.kind == "document"
    assert found.undecided or {step.act for step in found.required} & {"sign", "check_draft"}
    assert all(step.rule.startswith("jiangkou-2022/") for step in found.required)


def test_the_sign_off_of_an_item_tells_its_acts_and_its_dated_duties(town: TownHall) -> None:
    hall = MeetingHall(town)
    facts = {
        "text": "修订办法",
        "undertaking_unit": "edu_bureau",
        "origin": "leader_assignment",
        "due_on": "2022-05-20",
    }
    item = hall.open("item", "open", "wu", **facts)
    hall.do(item, "assign", "wu")
    hall.do(item, "receive_notice", "feng")

    found = report(town, item, date(2022, 5, 23))

    assert [taken.act.act for taken in found.taken] == ["open", "assign", "receive_notice"]
    assert {duty.act for duty in found.duties if duty.state(found.on) == "overdue"} >= {"complete"}
    assert as_json(found)["case"] == item


def test_a_delegation_is_told_by_its_place_in_the_record(town: TownHall) -> None:
    town.away("wang", "2022-05-20")
    made = town.delegate("li", "2022-05-20")
    case = town.presented("350,000.00")
    town.act(case, "sign", "li", "agree", manner=Manner(acting_for="county_head"))

    assert report(town, case).taken[-1].rests_on == (f"{made.case}:{made.version}",)
