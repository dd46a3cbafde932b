"""The ladder on an overdue duty: which urgings count, from which day a rung may be climbed, and against whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aggregates.calendar import shipped
from aggregates.case import By, CaseState
from aggregates.duties import Duty, RungState, rungs_open
from tests.aggregates.owed_town import OFFICE, book, case, deadline, owed, rule, with_term
from tests.aggregates.rulebook.paper_town import PaperContext, county

ON_TIME = deadline('on = "due_on"\nextended_by = "extend"')
CRITICISE = '{ act = "criticise", by = { office = "gov_office" }, to = [{ named = "unit" }] }'
TALK = '{{ act = "talk", by = {{ in_charge_of = "unit" }}, to = [{to}] }}'
TALKS = ", ".join(TALK.format(to=to) for to in ('{ post = "head", of = "unit" }', '{ in_charge_of = "unit" }'))
CHANGE = '{ act = "propose_change", by = { office = "county_head" }, to = [{ office = "committee" }] }'
JOINTLY = '{ act = "inspect_jointly", by = { office = "gov_office" } }'


def rung(key: str, after: str, steps: str, more: str = "") -> str:
    return rule(f'form = "rung"\nduty = ["o/1"]\nafter = {after}\nsteps = [{steps}]\n{more}', key=key)


LADDER = (
    ON_TIME,
    rung("criticise", "{ urged = 0 }", CRITICISE),
    rung("talk", "{ urged = 1 }", f"{{ all = [{TALKS}] }}"),
    rung("change", "{ urged = 2 }", CHANGE),
    rung("jointly", "{ urged = 2 }", JOINTLY, "optional = true"),
)
OPENED = ("open", "2022-05-06", {"due_on": "2022-06-30"})
FIRST = ("urge", "2022-07-01", {"due_on": "2022-07-08"})
SECOND = ("urge", "2022-07-11", {"due_on": "2022-07-15"})
LEADER = By("zhao", "vice_head")


def item(*acts: tuple[Any, ...]) -> CaseState:
    return case(OPENED, *acts)


def duty_of(state: CaseState, on: str = "2022-12-30") -> Duty:
    return next(duty for duty in owed(LADDER, state, on) if duty.rule == "o/1")


def open_from(state: CaseState) -> dict[str, date | None]:
    """The first day of each rung; the talks are two of a kind."""
    return {each.rule.removeprefix("o/"): each.open_from for each in duty_of(state).rungs}


def the_rungs(state: CaseState, name: str) -> list[RungState]:
    return [each for each in duty_of(state).rungs if each.rule == f"o/{name}"]


def test_the_first_rung_opens_the_day_after_the_due_day() -> None:
    [first] = the_rungs(item(), "criticise")

    assert first.open_from == date(2022, 7, 1)
    assert [first.is_open(date(2022, 6, 30)), first.is_open(date(2022, 7, 1))] == [False, True]


def test_each_urging_unmet_opens_the_next_rung_the_day_after_its_term() -> None:
    assert open_from(item(FIRST, SECOND)) == {
        "criticise": date(2022, 7, 1),
        "talk": date(2022, 7, 9),
        "change": date(2022, 7, 16),
        "jointly": date(2022, 7, 16),
    }


def test_while_an_urging_is_missing_its_rung_stays_closed() -> None:
    assert open_from(item(FIRST))["change"] is None
    assert open_from(item())["talk"] is None


URGED = {
    "on the due day": ("2022-06-30", False),
    "the day after it": ("2022-07-01", True),
    "before it": ("2022-06-01", False),
}


@pytest.mark.parametrize(("on", "counts"), URGED.values(), ids=URGED.keys())
def test_an_urging_counts_only_once_the_term_is_over(on: str, counts: bool) -> None:
    duty = duty_of(item(("urge", on, {"due_on": "2022-07-08"})))

    assert [each.counts for each in duty.urged] == [counts]


@pytest.mark.parametrize(("on", "counts"), [("2022-07-08", False), ("2022-07-09", True)])
def test_a_second_urging_counts_only_once_the_term_of_the_first_is_over(on: str, counts: bool) -> None:
    state = item(FIRST, ("urge", on, {"due_on": "2022-07-22"}))

    assert open_from(state)["change"] == (date(2022, 7, 23) if counts else None)


def test_an_urging_without_a_day_gives_five_working_days() -> None:
    assert open_from(item(("urge", "2022-09-28")))["talk"] == date(2022, 10, 11)


def test_an_urging_entered_late_without_a_paper_counts_from_its_recording() -> None:
    late = ("urge", "2022-07-01", {"due_on": "2022-07-08", "counts_on": "2022-07-06"})

    assert duty_of(item(late)).urged[0].on == date(2022, 7, 6)


def test_what_was_done_before_a_rung_opened_keeps_it_closed_for_ever() -> None:
    in_time = open_from(item(FIRST, ("do", "2022-07-08"), SECOND))
    on_that_day = open_from(item(FIRST, ("do", "2022-07-09"), SECOND))

    assert (in_time["criticise"], in_time["talk"]) == (date(2022, 7, 1), None)
    assert on_that_day["talk"] == date(2022, 7, 9)


def test_an_extension_before_the_due_day_takes_the_ladder_along() -> None:
    assert open_from(item(("extend", "2022-06-29", {"due_on": "2022-07-29"})))["criticise"] == date(2022, 7, 30)
    assert open_from(item(("extend", "2022-07-01", {"due_on": "2022-07-29"})))["criticise"] == date(2022, 7, 1)


def test_a_duty_without_a_day_has_no_ladder_until_the_office_sets_one() -> None:
    undated = case(("open", "2022-05-06"), FIRST)
    assert set(open_from(undated).values()) == {None}

    dated = with_term(undated, "o/1@10", "2022-05-31", "2022-05-10", 20)

    assert open_from(dated)["criticise"] == date(2022, 6, 1)


def test_the_two_talks_are_two_rungs_each_aimed_at_its_own() -> None:
    talks = the_rungs(item(FIRST), "talk")

    assert [each.target for each in talks] == ["post:head:education_bureau", "in_charge_of:education_bureau"]


def test_a_talk_with_one_of_the_two_leaves_the_other_to_be_held() -> None:
    held = ("talk", "2022-07-12", {"by": LEADER, "target": "in_charge_of:education_bureau"})

    talks = the_rungs(item(FIRST, held), "talk")

    assert [each.done_on for each in talks] == [None, date(2022, 7, 12)]


def test_a_talk_with_the_person_who_holds_the_post_is_with_the_post() -> None:
    held = ("talk", "2022-07-12", {"by": LEADER, "target": "zhao"})

    assert [each.done_on for each in the_rungs(item(FIRST, held), "talk")] == [None, date(2022, 7, 12)]


def test_what_was_done_before_the_rung_opened_does_not_climb_it() -> None:
    early = ("criticise", "2022-06-30", {"by": OFFICE, "target": "education_bureau"})
    in_time = ("criticise", "2022-07-01", {"by": OFFICE, "target": "education_bureau"})

    assert [the_rungs(item(act), "criticise")[0].done_index for act in (early, in_time)] == [None, 11]


def test_criticism_of_another_unit_climbs_no_rung() -> None:
    other = ("criticise", "2022-07-01", {"by": OFFICE, "target": "health_bureau"})

    assert the_rungs(item(other), "criticise")[0].done_index is None


def test_an_open_rung_is_a_duty_of_whoever_must_climb_it_until_it_is_climbed() -> None:
    def owed_by_rule(state: CaseState, on: str) -> dict[str, Duty]:
        return {duty.rule or "": duty for duty in owed(LADDER, state, on)}

    assert set(owed_by_rule(item(), "2022-06-30")) == {"o/1"}
    opened = owed_by_rule(item(), "2022-07-01")
    assert (opened["o/criticise"].people, opened["o/criticise"].settable) == (("sun",), True)
    assert opened["o/criticise"].opened_on == date(2022, 7, 1)

    climbed = item(("criticise", "2022-07-04", {"by": OFFICE, "target": "education_bureau"}))

    assert owed_by_rule(climbed, "2022-07-05")["o/criticise"].state(date(2022, 7, 5)) == "met"


def test_what_is_merely_lawful_is_owed_by_nobody() -> None:
    assert "o/jointly" not in {duty.rule for duty in owed(LADDER, item(FIRST, SECOND), "2022-12-30")}
    assert the_rungs(item(FIRST, SECOND), "jointly")[0].optional


def test_the_rungs_open_on_a_day() -> None:
    def names(on: str) -> list[str]:
        found = rungs_open(item(FIRST), book(*LADDER), PaperContext(county()), shipped(), date.fromisoformat(on))
        return [each.rule.removeprefix("o/") for _, each in found]

    assert names("2022-06-30") == []
    assert names("2022-07-08") == ["criticise"]
    assert names("2022-07-09") == ["criticise", "talk", "talk"]


def test_a_rung_after_an_act_is_owed_from_that_act_on() -> None:
    settle = rule(
        'form = "rung"\nafter = { act = "reply", outcome = ["disagree"] }\n'
        'steps = [{ act = "settle", by = { office = "county_head" } }]',
        key="settle",
    )
    refused, agreed = ({"outcome": outcome} for outcome in ("disagree", "agree"))

    [duty] = owed(settle, case(("open", "2022-05-06"), ("reply", "2022-05-09", refused)))

    assert (duty.opened_on, duty.people, duty.due_on) == (date(2022, 5, 9), ("wang",), None)
    assert owed(settle, case(("open", "2022-05-06"), ("reply", "2022-05-09", agreed))) == ()
