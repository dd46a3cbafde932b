"""Working days: the shipped years against two packages that others maintain, and the rule of counting by its edges."""

import random
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from aggregates.calendar import Term, WorkCalendar, shipped
from aggregates.calendar_year import last_year_reached, statutory_days
from ledger.errors import BadInput

DAY = timedelta(days=1)
CALENDAR = shipped()
FIRST, LAST = date(2012, 1, 1), date(2026, 12, 31)


def every_day(first: date, last: date) -> list[date]:
    return [first + DAY * n for n in range((last - first).days + 1)]


def day_by_day(start: date, working_days: int, step: timedelta) -> date:
    """The rule said plainly: go on one day at a time and count those that are worked."""
    day = start
    while working_days:
        day += step
        working_days -= CALENDAR.is_working_day(day)
    return day


def test_fifteen_years_are_shipped() -> None:
    assert CALENDAR.years == tuple(range(2012, 2027))


def test_every_day_from_2012_to_2026_agrees_with_chinesecalendar() -> None:
    differ = [d for d in every_day(FIRST, LAST) if CALENDAR.is_working_day(d) != chinese_calendar.is_workday(d)]

    assert differ == []


def test_every_day_from_2012_to_2026_agrees_with_holidays() -> None:
    china = holidays.country_holidays("CN", years=range(2012, 2027))

    differ = [d for d in every_day(FIRST, LAST) if CALENDAR.is_working_day(d) != china.is_working_day(d)]

    assert differ == []


def test_the_statutory_days_of_every_unpublished_year_agree_with_holidays() -> None:
    for year in range(2027, last_year_reached() + 1):
        china = holidays.country_holidays("CN", years=year, language="en_US")
        theirs = {day for day, name in china.items() if day.year == year and "observed" not in name}

        assert set(statutory_days(year)) == theirs, year


def test_every_notice_names_its_paper_and_gives_all_statutory_days_off() -> None:
    for year in CALENDAR.years:
        assert CALENDAR.notice(year).notices, year
        assert not [day for day in statutory_days(year) if CALENDAR.is_working_day(day)], year


@pytest.mark.parametrize(
    ("start", "working_days", "end"),
    [
        pytest.param(
            "2026-09-28", 5, "2026-10-10", id="five days from 28 September 2026 end on a Saturday that is worked"
        ),
        pytest.param("2026-09-28", 4, "2026-10-09", id="four of them end the day before"),
        pytest.param("2026-09-28", 6, "2026-10-12", id="the sixth is the Monday: Sunday the 11th is not worked"),
        pytest.param("2022-04-29", 1, "2022-05-05", id="Labour Day 2022 covers 30 April to 4 May"),
        pytest.param("2022-04-29", 3, "2022-05-07", id="Saturday 7 May 2022 is worked for it"),
        pytest.param("2022-01-28", 1, "2022-01-29", id="the Saturday before the Spring Festival of 2022 is worked"),
        pytest.param("2022-01-28", 3, "2022-02-07", id="then come seven days off"),
        pytest.param("2018-12-28", 1, "2018-12-29", id="the notice for 2019 has 29 December 2018 worked"),
        pytest.param("2018-12-28", 2, "2019-01-02", id="and 30 December 2018 to 1 January 2019 off"),
        pytest.param("2022-12-30", 1, "2023-01-03", id="the notice for 2023 begins on 31 December 2022"),
        pytest.param("2020-01-23", 1, "2020-02-03", id="the Spring Festival of 2020 was prolonged to 2 February"),
        pytest.param("2015-09-02", 2, "2015-09-07", id="3 and 4 September 2015 off, Sunday the 6th worked"),
        pytest.param("2026-10-01", 1, "2026-10-08", id="a holiday is day 0 like any other day"),
        pytest.param("2026-10-03", 0, "2026-10-03", id="no working days end on the day itself"),
    ],
)
def test_a_term_ends_on_the_nth_working_day_and_day_0_is_not_counted(start: str, working_days: int, end: str) -> None:
    assert CALENDAR.due(date.fromisoformat(start), working_days) == Term(date.fromisoformat(end))


@pytest.mark.parametrize(
    ("day", "working_days", "end"),
    [
        pytest.param("2026-10-12", 1, "2026-10-10", id="the working day before that Monday is a Saturday"),
        pytest.param("2026-10-12", 5, "2026-09-29", id="five working days before it lie before the holiday"),
        pytest.param("2022-05-05", 1, "2022-04-29", id="the day itself is not counted"),
        pytest.param("2023-01-03", 1, "2022-12-30", id="back over the year's end"),
        pytest.param("2022-05-01", 0, "2022-05-01", id="no working days end on the day itself"),
    ],
)
def test_counted_back_ends_on_the_nth_working_day_before(day: str, working_days: int, end: str) -> None:
    assert CALENDAR.counted_back(date.fromisoformat(day), working_days) == Term(date.fromisoformat(end))


def test_counting_by_rank_agrees_with_counting_day_by_day() -> None:
    chance = random.Random(20120101)
    for _ in range(1_500):
        start, n = FIRST + DAY * chance.randrange(200, 5_200), chance.randrange(0, 90)

        assert CALENDAR.due(start, n).on == day_by_day(start, n, DAY)
        assert CALENDAR.counted_back(start, n).on == day_by_day(start, n, -DAY)


def test_the_days_between_a_start_and_its_due_day_are_the_term() -> None:
    chance = random.Random(5)
    for _ in range(500):
        start, n = FIRST + DAY * chance.randrange(0, 5_400), chance.randrange(0, 400)
        end = CALENDAR.due(start, n).on

        assert CALENDAR.working_days_between(start, end) == n
        assert CALENDAR.working_days_between(end, start) == -n


def test_an_absence_is_counted_with_both_its_ends() -> None:
    assert CALENDAR.working_days_in(date(2022, 5, 5), date(2022, 5, 5)) == 1
    assert CALENDAR.working_days_in(date(2022, 4, 30), date(2022, 5, 4)) == 0
    assert CALENDAR.working_days_in(date(2022, 4, 29), date(2022, 5, 7)) == 4
    assert CALENDAR.working_days_in(date(2022, 5, 6), date(2022, 5, 5)) == 0


def test_a_term_that_reaches_an_unpublished_year_is_provisional() -> None:
    assert CALENDAR.due(date(2026, 12, 28), 3) == Term(date(2026, 12, 31))
    assert CALENDAR.due(date(2026, 12, 28), 4) == Term(date(2027, 1, 4), unpublished=(2027,))
    assert CALENDAR.due(date(2026, 12, 31), 1).provisional
    assert CALENDAR.due(date(2027, 1, 1), 1).provisional


def test_a_term_counted_back_out_of_an_unpublished_year_is_provisional() -> None:
    assert CALENDAR.counted_back(date(2027, 1, 5), 1) == Term(date(2027, 1, 4), unpublished=(2027,))
    assert CALENDAR.counted_back(date(2027, 1, 1), 1) == Term(date(2026, 12, 31))
    assert CALENDAR.counted_back(date(2027, 1, 4), 1) == Term(date(2026, 12, 31), unpublished=(2027,))


def test_an_unpublished_year_knows_the_statutory_days_and_no_make_up_days() -> None:
    spring_festival = [date(2027, 2, day) for day in (5, 6, 7, 8)]

    assert [CALENDAR.day(day).zh for day in spring_festival] == ["春节"] * 4
    assert CALENDAR.is_working_day(date(2027, 2, 9))
    assert all(CALENDAR.day(day).provisional for day in spring_festival)
    assert not any(CALENDAR.day(day).kind == "make-up" for day in every_day(date(2027, 1, 1), date(2027, 12, 31)))


def test_a_calendar_does_not_guess_about_years_it_cannot_know() -> None:
    for day in (date(2011, 12, 31), date(last_year_reached() + 1, 1, 1)):
        with pytest.raises(BadInput, match="the calendar reaches from 2012 to 2050"):
            CALENDAR.is_working_day(day)


@pytest.mark.parametrize("working_days", [-1, 2_001])
def test_a_number_of_working_days_that_cannot_be_meant_is_refused(working_days: int) -> None:
    with pytest.raises(BadInput, match="is no number of working days"):
        CALENDAR.due(date(2022, 1, 4), working_days)


def test_explain_counts_aloud() -> None:
    steps = CALENDAR.explain(date(2026, 9, 28), 5)

    assert [(str(s.day)[5:], s.kind, s.count) for s in steps] == [
        ("09-28", "working", 0),
        ("09-29", "working", 1),
        ("09-30", "working", 2),
        ("10-01", "holiday", None),
        ("10-02", "holiday", None),
        ("10-03", "holiday", None),
        ("10-04", "holiday", None),
        ("10-05", "holiday", None),
        ("10-06", "holiday", None),
        ("10-07", "holiday", None),
        ("10-08", "working", 3),
        ("10-09", "working", 4),
        ("10-10", "make-up", 5),
    ]
    assert (steps[3].zh, steps[3].en) == ("国庆节", "National Day")
    assert (steps[-1].zh, steps[-1].en) == ("国庆节", "National Day")


def test_explain_counts_back_and_says_what_is_provisional() -> None:
    steps = CALENDAR.explain(date(2027, 1, 4), 1, back=True)

    assert [(str(s.day), s.kind, s.provisional, s.count) for s in steps] == [
        ("2027-01-04", "working", True, 0),
        ("2027-01-03", "weekend", True, None),
        ("2027-01-02", "weekend", True, None),
        ("2027-01-01", "holiday", True, None),
        ("2026-12-31", "working", False, 1),
    ]


def test_the_calendar_is_named_by_its_bytes_year_by_year() -> None:
    same = WorkCalendar(CALENDAR.texts)
    other = WorkCalendar({**CALENDAR.texts, 2026: CALENDAR.texts[2026] + b"\n"})

    assert same.digest == CALENDAR.digest
    assert other.digest != CALENDAR.digest
    assert [year for year in CALENDAR.years if other.versions[year] != CALENDAR.versions[year]] == [2026]
