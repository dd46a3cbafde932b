"""When things are due: every kind of term, just inside and outside, across holidays, months and unpublished years."""

from __future__ import annotations

from datetime import date

import pytest

from aggregates.calendar import shipped
from aggregates.duties import Duty
from tests.aggregates.owed_town import book, case, deadline, owed, the_duty, with_term

FIVE_DAYS = deadline("within = { working_days = 5 }")
ON_A_DAY = deadline('on = "due_on"\nextended_by = "extend"')
PROMPTLY = deadline('undated = "及时"\nextended_by = "extend"')
HAND_IN = 'steps = [{ act = "hand_in", by = { office = "gov_office" } }]\n'
AHEAD = deadline('ahead = { working_days = 5, of = "meets_on" }', case="meeting", from_="plan", steps=HAND_IN)
NEW_YEAR_2027 = """
year = 2027
notices = ["国办发明电〔2026〕0号"]

[[holiday]]
zh = "元旦"
en = "New Year's Day"
from = 2027-01-01
until = 2027-01-03
works = [2027-01-09]

[[holiday]]
zh = "春节"
en = "Spring Festival"
from = 2027-02-05
until = 2027-02-11

[[holiday]]
zh = "清明节"
en = "Qingming Festival"
from = 2027-04-05
until = 2027-04-05

[[holiday]]
zh = "劳动节"
en = "Labour Day"
from = 2027-05-01
until = 2027-05-05

[[holiday]]
zh = "端午节"
en = "Dragon Boat Festival"
from = 2027-06-09
until = 2027-06-09

[[holiday]]
zh = "中秋节"
en = "Mid-Autumn Festival"
from = 2027-09-15
until = 2027-09-15

[[holiday]]
zh = "国庆节"
en = "National Day"
from = 2027-10-01
until = 2027-10-07
"""
COUNTED = {
    "the day itself is day 0": ("working_days = 1", "2022-05-05", "2022-05-06"),
    "a weekend is passed over": ("working_days = 1", "2022-05-13", "2022-05-16"),
    "国庆 2022, whose make-up days are a Saturday and a Sunday": ("working_days = 5", "2022-09-28", "2022-10-10"),
    "国庆 2026, which ends on a make-up Saturday": ("working_days = 5", "2026-09-28", "2026-10-10"),
    "Spring Festival 2023": ("working_days = 5", "2023-01-18", "2023-01-30"),
    "opened inside a holiday": ("working_days = 1", "2022-10-03", "2022-10-08"),
    "calendar days count weekends and holidays": ("calendar_days = 5", "2022-09-28", "2022-10-03"),
    "a month": ("months = 1", "2022-05-06", "2022-06-06"),
    "a month from the last day of January": ("months = 1", "2022-01-31", "2022-02-28"),
    "a month from the last day of January in a leap year": ("months = 1", "2024-01-31", "2024-02-29"),
    "a month from the last day of February is no last day": ("months = 1", "2022-02-28", "2022-03-28"),
    "two months over New Year": ("months = 2", "2022-12-31", "2023-02-28"),
    "a year": ("months = 12", "2024-02-29", "2025-02-28"),
}


def states(duty: Duty, *days: str) -> list[str]:
    return [duty.state(date.fromisoformat(day)) for day in days]


@pytest.mark.parametrize(("term", "opened", "due"), COUNTED.values(), ids=COUNTED.keys())
def test_due_on(term: str, opened: str, due: str) -> None:
    duty = the_duty(deadline(f"within = {{ {term} }}"), case(("open", opened)))

    assert duty.due_on == date.fromisoformat(due)
    assert not duty.provisional


def test_it_is_met_on_the_due_day_and_late_on_the_next() -> None:
    in_time = case(("open", "2026-09-28"), ("do", "2026-10-10"))
    late = case(("open", "2026-09-28"), ("do", "2026-10-11"))

    assert the_duty(FIVE_DAYS, in_time).state(date(2026, 12, 1)) == "met"
    assert the_duty(FIVE_DAYS, late).state(date(2026, 12, 1)) == "met-late"


def test_overdue_begins_the_day_after_the_due_day() -> None:
    duty = the_duty(FIVE_DAYS, case(("open", "2026-09-28")))

    assert states(duty, "2026-10-09", "2026-10-10", "2026-10-11") == ["open", "open", "overdue"]
    assert duty.lapsed_on() == date(2026, 10, 11)


def test_what_was_met_in_time_never_lapsed() -> None:
    assert the_duty(FIVE_DAYS, case(("open", "2026-09-28"), ("do", "2026-10-10"))).lapsed_on() is None
    assert the_duty(FIVE_DAYS, case(("open", "2026-09-28"), ("do", "2026-10-12"))).lapsed_on() == date(2026, 10, 11)


# Hours and minutes


def test_hours_count_from_the_instant_of_the_entry() -> None:
    a_day = deadline("within = { hours = 24 }")
    duty = the_duty(a_day, case(("open", "2022-05-06T01:00")))
    assert (duty.due_on, duty.due_at) == (date(2022, 5, 7), "2022-05-07T01:00:00.000000Z")

    to_the_second = the_duty(a_day, case(("open", "2022-05-06T01:00"), ("do", "2022-05-07T01:00")))
    over = the_duty(a_day, case(("open", "2022-05-06T01:00"), ("do", "2022-05-07T01:00:01")))

    assert [to_the_second.state(date(2022, 5, 9)), over.state(date(2022, 5, 9))] == ["met", "met-late"]


def test_a_quarter_of_an_hour_may_end_on_the_next_day_of_the_county() -> None:
    fifteen = deadline("within = { minutes = 15 }")

    before = the_duty(fifteen, case(("open", "2022-05-06T15:44")))
    after = the_duty(fifteen, case(("open", "2022-05-06T15:45")))

    assert [before.due_on, after.due_on] == [date(2022, 5, 6), date(2022, 5, 7)]


def test_hours_of_what_was_entered_on_a_later_day_count_from_the_end_of_its_day() -> None:
    state = case(("open", "2022-05-06", {"at": "2022-05-09T02:00"}))

    assert the_duty(deadline("within = { hours = 2 }"), state).due_at == "2022-05-06T18:00:00.000000Z"


# Ahead of a day


def planned(meets_on: str, *more: tuple[str, str]) -> list[tuple[object, ...]]:
    return [("plan", "2022-09-20", {"kind": "executive", "meets_on": meets_on}), *more]


def meeting(*acts: tuple[object, ...]) -> Duty:
    return the_duty(AHEAD, case(*acts, kind="meeting", name="MTG-2022-0001"))


def test_ahead_is_counted_back_and_the_day_itself_is_not_counted() -> None:
    duty = meeting(*planned("2022-10-12"))

    assert duty.due_on == date(2022, 9, 30)  # 11, 10, the make-up days 9 and 8, 30 September
    assert states(duty, "2022-09-30", "2022-10-01") == ["open", "overdue"]


def test_what_is_opened_too_late_is_late_already() -> None:
    duty = meeting(*planned("2022-09-22"))

    assert duty.due_on == date(2022, 9, 15)
    assert duty.state(date(2022, 9, 20)) == "overdue"


def test_papers_handed_in_before_the_duty_was_opened_meet_it() -> None:
    acts = [("hand_in", "2022-09-19"), *planned("2022-10-12")]

    assert meeting(*acts).state(date(2022, 12, 1)) == "met"


def test_a_meeting_put_off_takes_the_terms_before_it_along() -> None:
    duty = meeting(*planned("2022-10-12"), ("put_off", "2022-09-29", {"meets_on": "2022-10-14"}))

    assert duty.due_on == date(2022, 10, 9)


def test_calendar_days_ahead() -> None:
    ten = deadline('ahead = { calendar_days = 10, of = "meets_on" }', case="meeting", from_="plan", steps=HAND_IN)

    assert the_duty(ten, case(*planned("2022-10-12"), kind="meeting")).due_on == date(2022, 10, 2)


# On a day that was set


def test_on_the_day_that_the_decision_set() -> None:
    duty = the_duty(ON_A_DAY, case(("open", "2022-05-06", {"due_on": "2022-06-30"})))

    assert (duty.due_on, duty.settable) == (date(2022, 6, 30), False)


def test_where_no_day_was_set_nothing_is_overdue_until_one_is() -> None:
    without = case(("open", "2022-05-06"))
    duty = the_duty(ON_A_DAY, without)
    assert (duty.due_on, duty.settable, duty.state(date(2030, 1, 1))) == (None, True, "open")

    set_later = the_duty(ON_A_DAY, case(("open", "2022-05-06"), ("tell", "2022-05-09", {"due_on": "2022-05-31"})))
    by_the_office = the_duty(ON_A_DAY, with_term(without, duty.key, "2022-06-10", "2022-05-09", 20))

    assert [set_later.due_on, by_the_office.due_on] == [date(2022, 5, 31), date(2022, 6, 10)]


def test_an_urging_sets_no_due_day_and_moves_none() -> None:
    urged = ("urge", "2022-07-04", {"due_on": "2022-07-15"})

    assert the_duty(ON_A_DAY, case(("open", "2022-05-06"), urged)).due_on is None
    dated = case(("open", "2022-05-06", {"due_on": "2022-06-30"}), urged)
    assert the_duty(ON_A_DAY, dated).due_on == date(2022, 6, 30)


def test_a_day_that_was_declared_stays_whatever_an_urging_says() -> None:
    declared = case(("open", "2022-05-06"), ("urge", "2022-07-04", {"due_on": "2022-07-15"}))
    declared = declared._replace(facts={**declared.facts, "due_on": "2022-06-30"})

    assert the_duty(ON_A_DAY, declared).due_on == date(2022, 6, 30)


EXTENDED = {
    "on the day before": ("2022-06-29", "2022-07-29", "2022-07-29"),
    "on the due day": ("2022-06-30", "2022-07-29", "2022-06-30"),
    "after it": ("2022-07-01", "2022-07-29", "2022-06-30"),
    "to an earlier day": ("2022-06-29", "2022-06-10", "2022-06-30"),
}


@pytest.mark.parametrize(("on", "until", "due"), EXTENDED.values(), ids=EXTENDED.keys())
def test_an_extension_granted(on: str, until: str, due: str) -> None:
    state = case(("open", "2022-05-06", {"due_on": "2022-06-30"}), ("extend", on, {"due_on": until}))

    assert the_duty(ON_A_DAY, state).due_on == date.fromisoformat(due)


def test_an_extension_entered_late_without_a_paper_counts_from_its_recording() -> None:
    late = {"due_on": "2022-07-29", "counts_on": "2022-07-04"}
    state = case(("open", "2022-05-06", {"due_on": "2022-06-30"}), ("extend", "2022-06-29", late))

    assert the_duty(ON_A_DAY, state).due_on == date(2022, 6, 30)


def test_an_extension_moves_only_what_its_rule_lets_it_move() -> None:
    fixed = deadline('on = "due_on"')
    state = case(("open", "2022-05-06", {"due_on": "2022-06-30"}), ("extend", "2022-06-01", {"due_on": "2022-07-29"}))

    assert the_duty(fixed, state).due_on == date(2022, 6, 30)


def test_a_term_in_days_is_extended_too() -> None:
    extendable = deadline('within = { working_days = 5 }\nextended_by = "extend"')
    state = case(("open", "2022-05-06"), ("extend", "2022-05-11", {"due_on": "2022-05-20"}))

    assert the_duty(extendable, state).due_on == date(2022, 5, 20)


def test_an_extension_may_be_extended_again_before_it_is_over() -> None:
    twice = [("extend", "2022-06-29", {"due_on": "2022-07-08"}), ("extend", "2022-07-07", {"due_on": "2022-07-22"})]

    state = case(("open", "2022-05-06", {"due_on": "2022-06-30"}), *twice)

    assert the_duty(ON_A_DAY, state).due_on == date(2022, 7, 22)


def test_the_day_that_the_office_set_for_an_undated_duty_is_extended_like_any() -> None:
    state = case(("open", "2022-05-06"))
    key = the_duty(PROMPTLY, state).key
    extended = case(("open", "2022-05-06"), ("extend", "2022-06-09", {"due_on": "2022-06-20"}))

    assert the_duty(PROMPTLY, with_term(state, key, "2022-06-10", "2022-05-09", 10)).due_on == date(2022, 6, 10)
    assert the_duty(PROMPTLY, with_term(extended, key, "2022-06-10", "2022-05-09", 10)).due_on == date(2022, 6, 20)


def test_a_term_set_by_the_office_does_not_move_a_day_that_the_text_fixes() -> None:
    state = case(("open", "2022-05-06"))
    key = the_duty(FIVE_DAYS, state).key

    assert the_duty(FIVE_DAYS, with_term(state, key, "2022-06-10", "2022-05-09", 20)).due_on == date(2022, 5, 12)


def test_what_meets_it_late_without_a_paper_counts_from_its_recording() -> None:
    state = case(("open", "2022-05-06"), ("do", "2022-05-12", {"counts_on": "2022-05-20"}))

    duty = the_duty(FIVE_DAYS, state)

    assert (duty.met_on, duty.state(date(2022, 6, 1))) == (date(2022, 5, 20), "met-late")


# A year that is not published yet


def test_a_day_in_a_year_nobody_has_published_is_provisional() -> None:
    inside = the_duty(FIVE_DAYS, case(("open", "2026-12-24")))
    beyond = the_duty(FIVE_DAYS, case(("open", "2026-12-25")))

    assert (inside.due_on, inside.provisional) == (date(2026, 12, 31), False)
    assert (beyond.due_on, beyond.provisional) == (date(2027, 1, 4), True)


def test_once_the_year_is_adopted_the_day_is_judged_anew() -> None:
    with_2027 = shipped().with_year(NEW_YEAR_2027.encode(), "2027.toml")
    state = case(("open", "2026-12-31"))

    before, after = the_duty(FIVE_DAYS, state), the_duty(FIVE_DAYS, state, calendar=with_2027)

    assert (before.due_on, before.provisional) == (date(2027, 1, 8), True)
    assert (after.due_on, after.provisional) == (date(2027, 1, 8), False)
    six = deadline("within = { working_days = 6 }")
    assert the_duty(six, state).due_on == date(2027, 1, 11)
    assert the_duty(six, state, calendar=with_2027).due_on == date(2027, 1, 9)  # a make-up Saturday


# Lights

LIGHTS = {
    "three working days left": ("2022-05-09", "green"),
    "two": ("2022-05-10", "green"),
    "one": ("2022-05-11", "yellow"),
    "on the due day": ("2022-05-12", "yellow"),
    "the day after": ("2022-05-13", "red"),
}


@pytest.mark.parametrize(("day", "light"), LIGHTS.values(), ids=LIGHTS.keys())
def test_the_light_with(day: str, light: str) -> None:
    rules = book(FIVE_DAYS)
    duty = the_duty(rules, case(("open", "2022-05-06")))

    assert duty.light(date.fromisoformat(day), shipped(), rules) == light


def test_what_has_no_day_or_is_met_is_grey() -> None:
    undated, dated = book(PROMPTLY), book(FIVE_DAYS)
    met = the_duty(dated, case(("open", "2022-05-06"), ("do", "2022-05-30")))

    assert the_duty(undated, case(("open", "2022-05-06"))).light(date(2030, 1, 1), shipped(), undated) == "grey"
    assert met.light(date(2022, 5, 31), shipped(), dated) == "grey"


def test_days_late_are_working_days() -> None:
    duty = the_duty(FIVE_DAYS, case(("open", "2022-05-13")))  # due on Friday the 20th

    days = [date(2022, 5, 20), date(2022, 5, 22), date(2022, 5, 23), date(2022, 5, 27)]

    assert [duty.days_late(day, shipped()) for day in days] == [0, 0, 1, 5]
    assert [duty.days_left(day, shipped()) for day in days] == [0, 0, -1, -5]
    assert owed(FIVE_DAYS, case(("open", "2022-05-13"), ("do", "2022-05-24")))[0].days_late(days[-1], shipped()) == 2
