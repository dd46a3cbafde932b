"""So many acts a period: each whole period is a duty of its own, overdue on the first day of the next."""

from __future__ import annotations

from datetime import date

import pytest

from aggregates.case import By, CaseState
from aggregates.duties import Duty
from aggregates.duties_standing import periods, standing
from tests.aggregates.owed_town import HEAD, book, case, rule
from tests.aggregates.rulebook.paper_town import PaperContext, county

IN_FORCE = date(2022, 4, 25)


def quota(per: str = "month", at_least: int = 1, more: str = "", by: str = "county_head") -> str:
    return rule(
        f'form = "quota"\nact = "convene"\nwhen = {{ kind = "executive" }}\nby = {{ office = "{by}" }}\n'
        f'at_least = {at_least}\nper = "{per}"\n{more}',
        "meeting",
    )


def meeting(
    day: str, number: int, *, kind: str = "executive", by: By = HEAD, counts_on: str | None = None
) -> CaseState:
    name = f"MTG-2022-{number:04d}"
    return case(("convene", day, {"by": by, "counts_on": counts_on, "kind": kind}), kind="meeting", name=name)


def owed(rules: str, on: str, *meetings: CaseState, units: dict[str, str] | None = None) -> dict[str, Duty]:
    context = PaperContext(county())
    context.cases = {each.case: each for each in meetings}
    return {d.key: d for d in standing(context, book(rules), IN_FORCE, date.fromisoformat(on), units=units)}


PERIODS = {
    "months begin with the first whole one": ("month", "2022-07-01", ["2022-05", "2022-06", "2022-07"]),
    "quarters": ("quarter", "2022-12-31", ["2022-Q3", "2022-Q4"]),
    "half-years": ("half_year", "2023-01-01", ["2022-H2", "2023-H1"]),
    "years": ("year", "2024-01-01", ["2023", "2024"]),
    "none is whole yet": ("year", "2022-12-31", []),
}


@pytest.mark.parametrize(("per", "on", "keys"), PERIODS.values(), ids=PERIODS.keys())
def test_periods(per: str, on: str, keys: list[str]) -> None:
    assert [period.key for period in periods(per, IN_FORCE, date.fromisoformat(on))] == keys


def test_a_period_ends_on_its_last_day() -> None:
    days = [(p.first, p.last) for p in periods("quarter", date(2022, 10, 1), date(2023, 1, 1))]

    assert days == [(date(2022, 10, 1), date(2022, 12, 31)), (date(2023, 1, 1), date(2023, 3, 31))]


def test_a_month_without_a_meeting_is_overdue_on_the_first_of_the_next() -> None:
    duty = owed(quota(), "2022-06-01")["o/1@2022-05"]

    assert (duty.due_on, duty.people, duty.case) == (date(2022, 5, 31), ("wang",), "")
    assert [duty.state(date(2022, 5, 31)), duty.state(date(2022, 6, 1))] == ["open", "overdue"]


def test_a_meeting_on_the_last_day_meets_its_month_and_one_on_the_first_the_next() -> None:
    duties = owed(quota(), "2022-06-30", meeting("2022-05-31", 1), meeting("2022-06-01", 2))

    assert [duty.state(date(2022, 7, 1)) for duty in duties.values()] == ["met", "met"]
    assert [duty.met_on for duty in duties.values()] == [date(2022, 5, 31), date(2022, 6, 1)]


def test_a_later_meeting_does_not_make_up_for_a_month_without_one() -> None:
    duties = owed(quota(), "2022-06-30", meeting("2022-06-01", 1), meeting("2022-06-02", 2))

    assert duties["o/1@2022-05"].state(date(2022, 6, 30)) == "overdue"


def test_meetings_of_another_kind_do_not_count() -> None:
    assert owed(quota(), "2022-05-31", meeting("2022-05-09", 1, kind="plenary"))["o/1@2022-05"].met_on is None


def test_two_are_not_met_by_one() -> None:
    first, second = meeting("2022-07-04", 1), meeting("2022-09-30", 2)

    assert owed(quota("quarter", 2), "2022-09-30", first)["o/1@2022-Q3"].met_on is None
    assert owed(quota("quarter", 2), "2022-09-30", first, second)["o/1@2022-Q3"].met_on == date(2022, 9, 30)


def test_a_meeting_entered_late_without_a_paper_meets_its_month_late() -> None:
    late = meeting("2022-05-30", 1, counts_on="2022-06-06")

    assert owed(quota(), "2022-06-30", late)["o/1@2022-05"].state(date(2022, 6, 30)) == "met-late"


def test_where_several_hold_the_office_each_owes_its_own() -> None:
    zhao = By("zhao", "vice_head")

    duties = owed(quota(by="vice_head"), "2022-05-31", meeting("2022-05-09", 1, by=zhao))

    assert {key: duty.met_on for key, duty in duties.items()} == {
        "o/1:zhao@2022-05": date(2022, 5, 9),
        "o/1:qian@2022-05": None,
        "o/1:li@2022-05": None,  # the executive deputy is a vice head too
    }


def test_for_each_unit_one_is_owed() -> None:
    figures = rule(
        'form = "quota"\nact = "tell"\nby = { office = "gov_office" }\n'
        'each = ["department"]\nat_least = 1\nper = "year"\n'
    )
    units = {"education_bureau": "department", "health_bureau": "department", "town": "township"}
    told = case(("tell", "2023-11-30"))

    duties = owed(figures, "2023-12-31", told, units=units)

    assert {key: (duty.met_on, duty.unit) for key, duty in duties.items()} == {
        "o/1:education_bureau@2023": (date(2023, 11, 30), "gov_office"),
        "o/1:health_bureau@2023": (None, "gov_office"),
    }
