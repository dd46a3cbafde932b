"""A year's file: what is taken in, and each fault with the line it stands in."""

from datetime import date

import pytest

from aggregates.calendar import Term, WorkCalendar, shipped
from aggregates.calendar_year import faults, read_year
from ledger.errors import BadInput

GOOD = """\
# 国务院办公厅关于2027年部分节假日安排的通知
year = 2027
notices = ["国办发明电〔2026〕0号"]

[[holiday]]
zh = "元旦"
en = "New Year's Day"
from = 2026-12-31
until = 2027-01-02
works = [2026-12-27]

[[holiday]]
zh = "春节"
en = "Spring Festival"
from = 2027-02-05
until = 2027-02-11
works = [2027-01-31, 2027-02-20]

[[holiday]]
zh = "清明节"
en = "Qingming Festival"
from = 2027-04-05

[[holiday]]
zh = "劳动节"
en = "Labour Day"
from = 2027-05-01
until = 2027-05-05
works = [2027-04-25, 2027-05-08]

[[holiday]]
zh = "端午节"
en = "Dragon Boat Festival"
from = 2027-06-09

[[holiday]]
zh = "中秋节"
en = "Mid-Autumn Festival"
from = 2027-09-15

[[holiday]]
zh = "国庆节"
en = "National Day"
from = 2027-10-01
until = 2027-10-07
works = [2027-09-26, 2027-10-09]
"""


def said(text: str) -> list[str]:
    return [str(fault) for fault in faults(text.encode(), "2027.toml")]


def changed(old: str, new: str) -> list[str]:
    assert GOOD.count(old) == 1, old
    return said(GOOD.replace(old, new))


def test_a_year_adopted_later_ends_what_was_provisional() -> None:
    before, after = shipped(), shipped().with_year(GOOD.encode(), "2027.toml")

    assert before.due(date(2027, 2, 1), 5) == Term(date(2027, 2, 10), unpublished=(2027,))
    assert after.due(date(2027, 2, 1), 5) == Term(date(2027, 2, 15))
    assert after.years == (*before.years, 2027)
    assert after.digest != before.digest
    assert before.years == tuple(range(2012, 2027))


def test_the_new_years_holiday_may_reach_into_the_december_before() -> None:
    after = shipped().with_year(GOOD.encode(), "2027.toml")

    assert shipped().is_working_day(date(2026, 12, 31))
    assert not after.is_working_day(date(2026, 12, 31))
    assert after.day(date(2026, 12, 27)).kind == "make-up"


def test_a_byte_order_mark_and_the_line_ends_of_windows_do_no_harm() -> None:
    windows = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()

    assert faults(windows, "2027.toml") == []
    assert read_year(windows, "2027.toml").holidays == read_year(GOOD.encode(), "2027.toml").holidays


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param(
            "until = 2027-10-07",
            "until = 2028-10-07",
            "2027.toml, line 45: 2028-10-07 lies in another year than 2027",
            id="a day of another year",
        ),
        pytest.param(
            "from = 2026-12-31",
            "from = 2026-11-30",
            "2027.toml, line 8: 2026-11-30 lies in another year than 2027",
            id="a day before the last December",
        ),
        pytest.param(
            "2027-05-08",
            "2027-05-07",
            "2027.toml, line 29: 2027-05-07 is no weekend day, so it cannot be a make-up working day",
            id="a make-up day that is no weekend day",
        ),
        pytest.param(
            "2027-01-31, 2027-02-20",
            "2027-01-31, 2027-01-31",
            "2027.toml, line 17: 2027-01-31 is listed twice",
            id="a make-up day listed twice",
        ),
        pytest.param(
            "from = 2027-04-05",
            "from = 2027-02-11\nuntil = 2027-04-05",
            "2027.toml, line 22: 2027-02-11 is listed twice",
            id="two holidays that overlap",
        ),
        pytest.param(
            "works = [2027-09-26, 2027-10-09]",
            "works = [2027-10-02]",
            "2027.toml, line 46: 2027-10-02 is listed as off and as worked",
            id="a day both off and worked",
        ),
        pytest.param(
            "until = 2027-02-11",
            "until = 2027-02-01",
            "2027.toml, line 16: until 2027-02-01 lies before from 2027-02-05",
            id="a holiday that ends before it begins",
        ),
        pytest.param(
            "from = 2027-06-09",
            'from = "2027-06-09"',
            "2027.toml, line 34: from must be a day written like 2026-01-01",
            id="a day in quotes",
        ),
        pytest.param(
            "until = 2027-05-05",
            "till = 2027-05-05",
            "2027.toml, line 28: unknown key till",
            id="a key that is none",
        ),
        pytest.param(
            'zh = "端午节"', "", "2027.toml, line 31: zh must name the holiday", id="a holiday without a name"
        ),
        pytest.param(
            "year = 2027", "year = 27", "2027.toml, line 2: year must be a year from 2000 to 2050", id="no year"
        ),
        pytest.param(
            "from = 2027-09-15",
            "from = 2027-09-31",
            "2027.toml, line 39: not TOML",
            id="a day that is none",
        ),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, fault: str) -> None:
    assert changed(old, new)[0].startswith(fault)


def test_a_statutory_holiday_left_out_is_a_slip_of_the_hand() -> None:
    without = GOOD[: GOOD.index('[[holiday]]\nzh = "国庆节"')]

    assert [line.split(": ")[1] for line in said(without)] == [
        "2027-10-01 is a statutory holiday (国庆节, National Day) and is not off"
    ]


def test_all_faults_are_told_at_once() -> None:
    worse = GOOD.replace("2027-05-08", "2027-05-07").replace("until = 2027-10-07", "until = 2028-10-07")

    assert [fault.split(":")[0] for fault in said(worse)] == ["2027.toml, line 29", "2027.toml, line 45"]


@pytest.mark.parametrize(
    ("text", "words"),
    [(b"\xff\xfe", "2027.toml is not UTF-8 text"), (b"", "year must be a year"), (b"year = 2027\n", "no .* is listed")],
    ids=["not text", "empty", "no holiday"],
)
def test_what_is_no_calendar_is_refused(text: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_year(text, "2027.toml")


def test_a_calendar_whose_file_holds_another_year_is_refused() -> None:
    calendar = WorkCalendar({2025: shipped().texts[2026]})

    with pytest.raises(BadInput, match="the file of 2025 holds the year 2026"):
        calendar.is_working_day(date(2025, 5, 1))
