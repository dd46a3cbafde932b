"""The monthly bulletin on a county year of real size, and what happens when its totals do not equal its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aggregates.office.manner import Manner
from ledger.errors import BadInput, VerificationFailed
from projections.monthly import Monthly, days_of, monthly
from projections.monthly_counts import Count, counted, percent, shares_add_up
from projections.monthly_events import lives, reconcile
from projections.report_frame import Reading, frame, size_at_end_of
from tests.aggregates.meeting_hall import MeetingHall
from tests.county import County, make_county
from tests.projections.reports import SMALL, read
from tests.town import TownHall

YEAR_END = date(2022, 12, 31)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(tmp_path_factory.mktemp("county") / "home")


@pytest.fixture(scope="module")
def reading(county: County) -> Iterator[Reading]:
    with read(county, YEAR_END) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(reading: Reading) -> Monthly:
    return monthly(reading, "2022-12", "now")


def test_a_county_year_is_550_of_579_done_and_29_open_which_is_95_percent(found: Monthly) -> None:
    total = found.total

    assert (total.all, total.done, total.open, total.dropped) == (579, 550, 29, 0)
    assert found.figures["done_percent"].text == "95.0%"
    assert found.figures["open_percent"].text == "5.0%"
    assert found.figures["meetings"].text == "27"
    assert len(found.items) == 579


def test_every_table_adds_up_to_the_rows(found: Monthly) -> None:
    for groups in (found.by_kind, found.by_unit, found.by_meeting):
        for name in Count._fields:
            assert sum(getattr(count, name) for _, count in groups) == getattr(found.total, name), name
    assert sum(found.ages) == found.months[-1].open_at_end == 29
    assert sum(month.opened for month in found.months) == 579
    assert sum(month.done for month in found.months) == 550


def test_the_meetings_are_five_of_the_party_group_nine_executive_thirteen_of_the_head(found: Monthly) -> None:
    kinds = Counter({item.meeting: item.meeting_kind for item in found.items}.values())

    assert kinds == {"party_group": 5, "executive": 9, "head_office": 13}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"done": 549, "open": 30}, "all done"),
        ({"all": 578}, "all total"),
        ({"urged": 0}, "all urged"),
        ({"dropped": 1}, "all dropped"),
    ],
)
def test_a_total_that_is_not_that_of_the_entries_is_no_report_and_the_difference_is_named(
    reading: Reading, found: Monthly, changed: dict[str, int], named: str
) -> None:
    forged = found._replace(total=found.total._replace(**changed))

    with pytest.raises(VerificationFailed) as refusal:
        reconcile(forged, lives(reading.record, YEAR_END), date(2022, 1, 1))

    assert refusal.value.params["what"] == named


def test_a_row_left_out_is_no_report(reading: Reading, found: Monthly) -> None:
    rows = found.items[1:]

    with pytest.raises(VerificationFailed):
        reconcile(found._replace(items=rows), lives(reading.record, YEAR_END), date(2022, 1, 1))
    with pytest.raises(VerificationFailed):
        reconcile(found._replace(items=rows, total=counted(rows)), lives(reading.record, YEAR_END), date(2022, 1, 1))


def test_an_open_item_past_its_term_is_overdue_and_red_and_no_other_is(found: Monthly) -> None:
    for item in found.items:
        late = item.open and item.completed_on is None and item.due_on is not None and item.due_on < YEAR_END
        assert (item.state == "overdue") == late
        assert (item.light == "red" and item.open) == late


def test_the_bulletin_of_june_as_known_then_is_the_same_whatever_was_recorded_later(county: County) -> None:
    june = date(2022, 6, 30)
    with read(county) as whole:
        size = size_at_end_of(whole.record, june)
        later = whole.record.before(size + 500)
        assert size_at_end_of(later, june) == size
    with read(county, june, size) as then:
        known = monthly(then, "2022-06", "then")

    assert known.on == june
    assert all(item.opened_on <= june for item in known.items)
    assert all(item.closed_on is None or item.closed_on <= june for item in known.items)


def test_two_readings_of_the_same_record_give_the_same_data(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    for folder in ("a", "b"):
        with read(make_county(tmp_path / folder, **SMALL), date(2022, 6, 30)) as reading:  # type: ignore[arg-type]
            told.append(monthly(reading, "2022-06", "now").as_json())

    assert told[0] == told[1]
    assert told[0]["items"]


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (550, 579, "95.0"),
        (29, 579, "5.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 8, "12.5"),
        (1, 2000, "0.1"),
        (0, 0, "0.0"),
    ],
)
def test_a_share_has_one_decimal_and_a_half_is_rounded_up(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


def test_three_equal_shares_do_not_add_up_and_the_report_knows_it() -> None:
    assert not shares_add_up(Count(all=3, done=1, open=1, dropped=1))
    assert shares_add_up(Count(all=579, done=550, open=29))


@pytest.mark.parametrize("text", ["2022", "2022-13", "2022-6", "June", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        days_of(text)


def test_what_was_entered_late_is_known_now_and_was_not_known_then(town: TownHall) -> None:
    """Completed on the 19th and entered on the 27th: on the 20th nobody could read of it."""
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
    town.on("2022-05-27")
    late = Manner(on=date(2022, 5, 19), late_reason="因网络故障补录")
    hall.do(item, "complete", "feng", manner=late, progress="已修订")
    day = date(2022, 5, 20)
    whole = town.record

    now = monthly(Reading(whole, town.enclosures, on=day), "2022-05", "now")
    then = monthly(Reading(whole.before(size_at_end_of(whole, day)), town.enclosures, on=day), "2022-05", "then")

    assert [(row.case, row.state) for row in now.items] == [(item, "waiting")]
    assert [(row.case, row.state) for row in then.items] == [(item, "in-hand")]
    [entry] = frame(Reading(whole, town.enclosures, on=day), now.files).late
    assert (entry.on, entry.recorded_on, entry.reason) == (date(2022, 5, 19), date(2022, 5, 27), "因网络故障补录")


def test_an_item_returned_or_disowned_is_taken_off_and_stands_in_the_rows(town: TownHall) -> None:
    hall = MeetingHall(town)
    facts = {
        "text": "修订办法",
        "undertaking_unit": "edu_bureau",
        "origin": "leader_assignment",
        "due_on": "2022-05-20",
    }
    kept, withdrawn = (hall.open("item", "open", "wu", **facts) for _ in range(2))
    hall.do(withdrawn, "withdraw", "wu", manner=Manner(reason="重复立项"))

    found = monthly(Reading(town.record, town.enclosures), "2022-05", "now")

    assert [(row.case, row.state) for row in found.items] == [(kept, "in-hand"), (withdrawn, "dropped")]
    assert (found.total.all, found.total.open, found.total.dropped) == (2, 1, 1)
