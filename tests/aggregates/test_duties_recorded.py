"""Duties as the record changes: what is undone, disowned, corrected, given a day, or noted on a case of any kind."""

from __future__ import annotations

from datetime import date

import pytest

from aggregates.duties import Duty
from aggregates.office.confirmations import disown
from aggregates.office.corrections import correct
from aggregates.office.manner import Manner
from aggregates.office.terms import set_term
from tests.aggregates.test_duties import PURPOSE, of_rule
from tests.aggregates.ticking_town import did, opened, tick, under_ladder
from tests.town import PAPER, TownHall


@pytest.fixture
def laddered(town: TownHall) -> TownHall:
    return under_ladder(town)


def of_the_item(town: TownHall, case: str, rule: str = "o/1") -> Duty:
    [duty] = [duty for duty in town.duties(case).values() if duty.rule == rule]
    return duty


def test_what_was_not_accepted_is_owed_again_and_overdue_from_the_day_it_always_was(laddered: TownHall) -> None:
    case = opened(laddered, "2022-05-20")
    did(laddered.on("2022-05-19"), case, "do", "feng")
    assert of_the_item(laddered, case).state(laddered.today) == "met"

    did(laddered.on("2022-05-23"), case, "accept", "wu", "disagree")

    assert of_the_item(laddered, case).state(laddered.today) == "overdue"
    did(laddered.on("2022-05-24"), case, "do", "feng")
    assert of_the_item(laddered, case).state(laddered.today) == "met-late"


def test_what_was_accepted_stays_done(laddered: TownHall) -> None:
    case = opened(laddered, "2022-05-20")
    did(laddered.on("2022-05-19"), case, "do", "feng")

    did(laddered.on("2022-05-23"), case, "accept", "wu", "agree")

    assert of_the_item(laddered, case).state(laddered.today) == "met"


def test_a_disowned_act_opened_nothing(town: TownHall) -> None:
    case = town.request("900,000", purpose=PURPOSE).case
    facts = {"source": "earmarked", "major_project": False, "earmark_purpose": PURPOSE, "received_fen": 90_000_000}
    recorded = town.act(
        case, "receive_funds", "wu", manner=Manner(record_for="finance_bureau", enclosures=(PAPER,)), **facts
    )
    [key] = of_rule(town, case, "104/earmarked-progress-report")

    town.done(lambda m: disown(town.desk("zhou"), recorded.index, manner=m), Manner(reason="未曾到账"))

    assert key not in town.duties(case)


def test_a_corrected_day_is_judged_anew(laddered: TownHall) -> None:
    case = opened(laddered, "2022-05-20")
    first = laddered.record.case(case)[0].index
    laddered.on("2022-05-23")
    assert of_the_item(laddered, case).state(laddered.today) == "overdue"

    wrong = Manner(reason="纪要所写为6月20日")
    laddered.done(lambda m: correct(laddered.desk("wu"), first, {"due_on": "2022-06-20"}, manner=m), wrong)

    assert of_the_item(laddered, case).due_on == date(2022, 6, 20)
    assert of_the_item(laddered, case).state(laddered.today) == "open"


def test_an_item_without_a_day_is_given_one_by_the_office(laddered: TownHall) -> None:
    case = opened(laddered, None)
    key = of_the_item(laddered, case).key

    laddered.done(lambda m: set_term(laddered.desk("wu"), case, key, date(2022, 5, 31), manner=m))

    assert of_the_item(laddered, case).due_on == date(2022, 5, 31)
    assert of_the_item(laddered, case).state(date(2022, 6, 1)) == "overdue"


def test_an_open_rung_is_given_a_day_like_any_duty_without_one(laddered: TownHall) -> None:
    case = opened(laddered, "2022-05-20")
    laddered.on("2022-05-23")
    key = of_the_item(laddered, case, "o/criticise").key

    laddered.done(lambda m: set_term(laddered.desk("wu"), case, key, date(2022, 5, 27), manner=m))

    assert of_the_item(laddered, case, "o/criticise").state(date(2022, 5, 28)) == "overdue"


def test_what_a_tick_noted_stands_on_the_duty(laddered: TownHall) -> None:
    case = opened(laddered, "2022-05-20")

    lapse, rung = tick(laddered.on("2022-05-23").desk("wu"))

    assert lapse.result and rung.result
    duty = of_the_item(laddered, case)
    assert duty.lapsed_index == lapse.result.index
    assert duty.rungs[0].fired_index == rung.result.index
