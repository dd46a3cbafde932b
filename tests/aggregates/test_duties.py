"""What is owed: undated duties age and are never overdue until the office sets a day; recorded acts want confirming."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aggregates.calendar import shipped
from aggregates.office.confirmations import confirm
from aggregates.office.manner import Manner
from aggregates.office.terms import set_term
from aggregates.refusals import Refused
from ledger.errors import BadInput, NotAuthorised
from tests.town import PAPER, TownHall

PURPOSE = "农村义务教育营养改善"
BY_CHECK = {1: "discipline_commission", 2: "finance_bureau", 3: "audit_bureau"}


def received(town: TownHall) -> str:
    """A request for earmarked money, which has arrived."""
    case = town.request("900,000", purpose=PURPOSE).case
    town.act(
        case,
        "receive_funds",
        "zhou",
        source="earmarked",
        major_project=False,
        earmark_purpose=PURPOSE,
        received_fen=90_000_000,
    )
    town.act(case, "declare", "wu", major_investment_promotion=False)
    return case


def paid(town: TownHall) -> str:
    case = received(town)
    town.act(case, "pay", "zhou")
    return case


def of_rule(town: TownHall, case: str, rule: str, day: str | None = None) -> list[str]:
    return [key for key in town.duties(case, day) if key.startswith(f"jiangkou-2022/{rule}")]


def test_the_report_on_earmarked_money_is_owed_from_its_arrival_and_met_by_the_department(town: TownHall) -> None:
    case = received(town)
    [key] = of_rule(town, case, "104/earmarked-progress-report")
    duty = town.duties(case)[key]
    assert (duty.state(town.today), duty.word, duty.people) == ("open", "及时", ("feng",))

    town.on("2022-05-20").act(case, "report_use", "feng")

    met = town.duties(case)[key]
    assert (met.state(town.today), met.met_on) == ("met", date(2022, 5, 20))


def test_supplementary_money_owes_no_such_report(town: TownHall) -> None:
    case = town.presented("350,000")

    assert of_rule(town, case, "104/earmarked-progress-report") == []


def test_another_department_does_not_report_for_it(town: TownHall) -> None:
    case = received(town)

    refusal = town.refused(lambda: town.act(case, "report_use", "jiang"))

    assert refusal.rule_ids == ["jiangkou-2022/104/earmarked-progress-report"]


def test_each_of_the_three_owes_its_own_check_of_every_payment(town: TownHall) -> None:
    case = paid(town)
    keys = of_rule(town, case, "107/follow-up-checks")
    assert len(keys) == 3

    town.act(case, "check_use", "shen")
    town.act(case, "check_use", "wu", outside="discipline_commission", manner=Manner(enclosures=(PAPER,)))

    states = [town.duties(case)[key].state(town.today) for key in keys]
    assert states == ["met", "open", "met"]
    assert [town.duties(case)[key].by for key in keys] == [(body,) for body in BY_CHECK.values()]


def test_before_the_payment_no_check_is_owed(town: TownHall) -> None:
    assert of_rule(town, received(town), "107/follow-up-checks") == []


def test_a_problem_is_dealt_with_by_the_body_that_found_it(town: TownHall) -> None:
    case = paid(town)
    town.act(case, "find_problem", "shen")
    [key] = of_rule(town, case, "107/handle-problems")

    refusal = town.refused(lambda: town.act(case, "handle_problem", "zhou"))
    town.act(case, "handle_problem", "shen")

    assert refusal.rule_ids == ["jiangkou-2022/107/handle-problems"]
    assert town.duties(case)[key].state(town.today) == "met"


def test_every_problem_is_a_duty_of_its_own(town: TownHall) -> None:
    case = paid(town)
    town.act(case, "find_problem", "shen")
    town.act(case, "handle_problem", "shen")
    town.act(case, "find_problem", "shen")

    states = [town.duties(case)[key].state(town.today) for key in of_rule(town, case, "107/handle-problems")]

    assert states == ["met", "open"]


@pytest.mark.parametrize("day", ["2022-05-07", "2022-12-31", "2026-05-06"])
def test_an_undated_duty_shows_its_age_and_is_never_overdue(day: str, town: TownHall) -> None:
    case = paid(town)
    duty = town.duties(case)[of_rule(town, case, "107/follow-up-checks")[0]]

    today = date.fromisoformat(day)

    assert duty.state(today) == "open"
    assert duty.age(today, shipped())[0] == (today - date(2022, 5, 6)).days


def test_the_age_is_counted_in_calendar_days_and_in_working_days(town: TownHall) -> None:
    case = paid(town)
    duty = town.duties(case)[of_rule(town, case, "107/follow-up-checks")[0]]

    assert duty.age(date(2022, 5, 9), shipped()) == (3, 2)


def test_once_the_office_has_set_a_day_it_is_overdue_from_the_day_after(town: TownHall) -> None:
    case = paid(town)
    key = of_rule(town, case, "107/follow-up-checks")[2]

    town.done(lambda m: set_term(town.desk("wu"), case, key, date(2022, 6, 10), manner=m))

    duty = town.duties(case)[key]
    assert [duty.state(date(2022, 6, day)) for day in (10, 11)] == ["open", "overdue"]
    town.on("2022-06-13").act(case, "check_use", "shen")
    assert town.duties(case)[key].state(town.today) == "met-late"


def test_a_term_of_one_duty_leaves_the_others_without(town: TownHall) -> None:
    case = paid(town)
    keys = of_rule(town, case, "107/follow-up-checks")

    town.done(lambda m: set_term(town.desk("wu"), case, keys[0], date(2022, 6, 10), manner=m))

    assert [town.duties(case)[key].state(date(2022, 7, 1)) for key in keys] == ["overdue", "open", "open"]


def test_a_term_is_moved_while_it_runs_and_not_once_it_is_over(town: TownHall) -> None:
    case = paid(town)
    key = of_rule(town, case, "107/follow-up-checks")[2]
    town.done(lambda m: set_term(town.desk("wu"), case, key, date(2022, 6, 10), manner=m))

    town.on("2022-06-10").done(lambda m: set_term(town.desk("wu"), case, key, date(2022, 6, 17), manner=m))
    town.on("2022-06-18")
    refusal = town.refused(lambda: set_term(town.desk("wu"), case, key, date(2022, 6, 30)))

    assert refusal.rule_ids == ["govledger/term-closed"]


NO_TERM = {
    "by another office": ("zhou", "{key}", date(2022, 6, 10), NotAuthorised),
    "of no such duty": ("wu", "jiangkou-2022/107/follow-up-checks.9@1", date(2022, 6, 10), BadInput),
    "on a day that has passed": ("wu", "{key}", date(2022, 5, 5), BadInput),
}


@pytest.mark.parametrize(("who", "key", "day", "error"), NO_TERM.values(), ids=NO_TERM.keys())
def test_no_term(who: str, key: str, day: date, error: type[Exception], town: TownHall) -> None:
    case = paid(town)
    key = key.format(key=of_rule(town, case, "107/follow-up-checks")[2])

    town.refused(lambda: set_term(town.desk(who), case, key, day), error)


def test_a_duty_that_is_met_takes_no_term(town: TownHall) -> None:
    case = paid(town)
    town.act(case, "check_use", "shen")
    key = of_rule(town, case, "107/follow-up-checks")[2]

    town.refused(lambda: set_term(town.desk("wu"), case, key, date(2022, 6, 10)), Refused)


def test_what_meets_a_duty_late_on_record_counts_from_its_recording_unless_a_paper_shows_the_day(
    town: TownHall,
) -> None:
    with_paper, without = paid(town), received(town)
    town.act(without, "pay", "zhou")
    town.on("2022-05-27")
    late: dict[str, Any] = {"on": date(2022, 5, 16), "late_reason": "检查组外出"}

    town.act(with_paper, "check_use", "shen", manner=Manner(**late, enclosures=(PAPER,)))
    town.act(without, "check_use", "shen", manner=Manner(**late))

    met = [town.duties(case)[of_rule(town, case, "107/follow-up-checks")[2]].met_on for case in (with_paper, without)]
    assert met == [date(2022, 5, 16), date(2022, 5, 27)]


def test_what_was_recorded_for_a_leader_wants_confirming_within_three_working_days(town: TownHall) -> None:
    case = town.presented("350,000")
    recorded = town.act(case, "sign", "wu", "agree", manner=Manner(record_for="county_head", enclosures=(PAPER,)))
    key = f"confirm@{recorded.index}"

    duty = town.duties(case)[key]

    assert (duty.people, duty.due_on) == (("wang",), date(2022, 5, 10))
    assert [duty.state(date(2022, 5, day)) for day in (10, 11)] == ["open", "overdue"]
    town.done(lambda m: confirm(town.desk("wang"), recorded.index, manner=m))
    assert town.duties(case)[key].state(town.today) == "met"
