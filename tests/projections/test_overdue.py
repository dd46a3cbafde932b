"""What is owed on a day, as known that day and as known now."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aggregates.calendar import shipped
from aggregates.office.manner import Manner
from ledger.record import Record
from ledger.sources import open_source
from projections.overdue import NOW, THEN, Owed, compared, owed
from projections.views import Views, open_views
from tests.county import County, make_county
from tests.town import PAPER, TownHall

CALENDAR = shipped()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    meetings = {"party_group": 1, "executive": 2, "head_office": 1}
    return make_county(tmp_path_factory.mktemp("overdue") / "county", meetings=meetings, items=40, done=30, others=0.05)


def views_of(url: str) -> Views:
    return open_views(Record(open_source(url)), None)


def shown(found: tuple[Owed, ...]) -> list[tuple[Any, ...]]:
    return [(each.case.case, each.duty, each.light, each.state, each.left) for each in found]


@pytest.fixture
def hall(town: TownHall) -> TownHall:
    town.verifying = False
    return town


def arrives(hall: TownHall, case: str, purpose: str) -> None:
    """The earmarked money arrives, of whose use the department must report."""
    hall.act(
        case,
        "receive_funds",
        "zhou",
        source="earmarked",
        major_project=False,
        earmark_purpose=purpose,
        received_fen=15_000_000,
    )


def test_the_most_urgent_stands_first_and_what_has_no_day_last(county: County) -> None:
    found = owed(views_of(county.url), CALENDAR, county.last_day)

    days = [each.duty.due_on for each in found]
    dated = [day for day in days if day]
    assert dated == sorted(dated)
    assert days == [*dated, *[None] * (len(days) - len(dated))]
    assert [each.case.case for each in found if each.overdue]


def test_every_item_that_is_not_done_is_owed_by_its_lead(county: County) -> None:
    views = views_of(county.url).caught_up()

    found = owed(views, CALENDAR, county.last_day, undated=False)

    open_items = {row.case: row.unit for row in views.case_rows("WHERE kind = 'item' AND closed IS NULL")}
    assert len(open_items) == 10
    assert {each.case.case: each.duty.unit for each in found if each.duty.act == "complete"} == open_items


@pytest.mark.parametrize("day", ["2022-04-20", "2022-07-01", "2022-09-15"])
def test_the_list_of_a_past_day_is_that_of_a_ledger_that_ended_with_it(
    day: str, county: County, tmp_path: Path
) -> None:
    when = date.fromisoformat(day)
    views = views_of(county.url).caught_up()
    size = views.size_at_end_of(when)
    assert size is not None

    class Ended:
        """The same source, of which nothing is seen that came later."""

        def __init__(self) -> None:
            self.source = open_source(county.url)
            self.url = str(tmp_path / "ended.db")

        def __getattr__(self, name: str) -> Any:
            return getattr(self.source, name)

        def head(self) -> Any:
            return self.source.head()._replace(size=size)

        def case(self, case: str) -> Any:
            return [row for row in self.source.case(case) if row.index < size]

    ended = open_views(Record(Ended()), None)  # type: ignore[arg-type]

    assert shown(owed(views, CALENDAR, when, known=THEN)) == shown(owed(ended, CALENDAR, when, known=NOW))


def test_what_was_known_on_a_day_never_changes_whatever_is_recorded_later(hall: TownHall) -> None:
    cases = [hall.request("150,000").case, hall.request("90,000", purpose="桌椅").case]
    arrives(hall, cases[0], "校舍")
    kept: dict[date, list[tuple[Any, ...]]] = {}

    for day in ("2022-05-10", "2022-05-12", "2022-05-16", "2022-05-19"):
        hall.on(day)
        before = hall.today.replace(day=hall.today.day - 1)
        kept[before] = shown(owed(views_of(hall.store.url), CALENDAR, before))
        if day == "2022-05-12":
            arrives(hall, cases[1], "桌椅")
        hall.away("li", hall.today.isoformat())
        if day == "2022-05-16":
            hall.act(cases[0], "report_use", "feng")

        for past, was in kept.items():
            assert shown(owed(views_of(hall.store.url), CALENDAR, past)) == was, past
    assert all(kept.values())


def test_what_was_entered_late_shows_in_what_is_known_now_of_the_day_and_not_in_what_was_known_then(
    hall: TownHall,
) -> None:
    case = hall.request("150,000").case
    hall.on("2022-05-09")
    arrives(hall, case, "校舍")
    day = hall.today
    hall.on("2022-05-11")
    hall.act(case, "report_use", "feng", manner=Manner(on=date(2022, 5, 9), enclosures=(PAPER,)))
    views = views_of(hall.store.url)

    then, now = owed(views, CALENDAR, day), owed(views, CALENDAR, day, known=NOW)

    gone = [each for each in compared(then, now) if each.since == "gone"]
    assert [(each.case.case, each.duty.act) for each in gone] == [(case, "report_use")]
    assert {each.since for each in compared(then, then)} == {"same"}


def test_at_the_day_of_the_last_entry_then_and_now_are_the_same(county: County) -> None:
    views = views_of(county.url)

    then, now = (owed(views, CALENDAR, county.last_day, known=known) for known in (THEN, NOW))

    assert shown(then) == shown(now)
