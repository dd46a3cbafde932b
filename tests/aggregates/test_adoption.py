"""Which rulebook and calendar judge: the founding's, then what two root holders adopted; kept to the byte."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from aggregates.calendar import shipped
from aggregates.office import appointments, funds
from aggregates.office.adoption import adopt_calendar, adopt_rulebook, adopted_books, book_on, calendar_of
from aggregates.office.manner import Manner
from aggregates.office.terms import set_term
from aggregates.rulebook.loader import SHIPPED, digest, read
from ledger.errors import BadInput, NotAuthorised
from tests.town import BOOK, TownHall

FILES = read(SHIPPED / "jiangkou-2022")
FUNDS = FILES["funds.toml"]
LOWERED = {
    **FILES,
    "funds.toml": FUNDS.replace(b"up_to = 20_000_000", b"up_to = 15_000_000")
    .replace(b"over = 20_000_000", b"over = 15_000_000")
    .replace("20万元".encode(), "15万元".encode()),
    "source.txt": FILES["source.txt"].replace("20万元".encode(), "15万元".encode()),
}
CHECKED_LATER = {**FILES, "funds.toml": FUNDS.replace(b'from = "pay"', b'from = "receive_funds"')}
AMENDED = {
    **FILES,
    "meta.toml": FILES["meta.toml"].replace(b"late_entry_working_days = 3", b"late_entry_working_days = 5"),
}
FROM = date(2022, 7, 1)


def adopt(town: TownHall, files: Mapping[str, bytes], who: str = "sun") -> int:
    return town.done(
        lambda m: adopt_rulebook(town.desk(who), files, in_force_from=FROM, changes="补录期限改为五个工作日", manner=m)
    ).index


def days(town: TownHall, on: date) -> int:
    return book_on(town.record, town.enclosures, on).late_entry_working_days


def test_the_founding_puts_the_first_rulebook_in_force(town: TownHall) -> None:
    assert [book.sha256 for book in adopted_books(town.record)] == [BOOK.sha256]
    assert book_on(town.record, town.enclosures, date(2022, 5, 6)).sha256 == BOOK.sha256


def test_an_amended_rulebook_judges_from_its_day_once_it_is_confirmed(town: TownHall) -> None:
    adopt(town, AMENDED)
    assert days(town, FROM) == 3

    town.confirm()

    assert [days(town, on) for on in (date(2022, 6, 30), FROM)] == [3, 5]


def test_the_adopted_bytes_judge_and_not_what_the_program_ships(town: TownHall) -> None:
    adopt(town, AMENDED)
    town.confirm()

    book = book_on(town.record, town.enclosures, FROM)

    assert (book.key, book.sha256) == ("jiangkou-2022", digest(AMENDED))


def test_without_its_bytes_nothing_is_judged(town: TownHall) -> None:
    adopt(town, AMENDED)
    town.confirm()
    for path in town.enclosures.folder.iterdir():
        path.unlink()

    with pytest.raises(BadInput):
        book_on(town.record, town.enclosures, FROM)


def test_a_case_keeps_the_rulebook_it_was_opened_under(town: TownHall) -> None:
    case = town.presented("350,000")
    adopt(town, AMENDED)
    town.confirm()
    town.on("2022-07-05")
    town.book = book_on(town.record, town.enclosures, town.today)

    town.act(case, "sign", "wang", "agree")
    new = town.request("350,000").case

    books = [town.record.case(each)[-1].rules for each in (case, new)]
    assert [rules["sha256"] for rules in books if rules] == [BOOK.sha256, digest(AMENDED)]


def in_july(town: TownHall, files: Mapping[str, bytes]) -> None:
    """The amended book is adopted, confirmed, and in force today."""
    adopt(town, files)
    town.confirm()
    town.on("2022-07-05")
    town.book = book_on(town.record, town.enclosures, town.today)
    assert town.book.sha256 == digest(files)


def test_what_comes_next_is_told_by_the_rulebook_that_the_case_keeps(town: TownHall) -> None:
    case = town.presented("200,000")
    in_july(town, LOWERED)

    result = town.done(lambda m: funds.review(town.desk("zhao"), case, "agree", manner=m))

    assert [step.command for step in result.next] == [("fund", "approve", case, "--as", "liu")]


def test_the_finance_bureau_reviews_by_the_rulebook_that_the_case_keeps(town: TownHall) -> None:
    """Who holds both offices is asked for the review whose turn it is, and the book of today knows of no such turn."""
    case = town.presented("200,000")
    appointments.appoint(town.desk("sun"), "zhao", "finance_bureau", from_on=date(2022, 4, 25), manner=town.manner())
    town.confirm()
    in_july(town, LOWERED)

    result = town.done(lambda m: funds.review(town.desk("zhao"), case, "agree", manner=m))

    act = town.fund(case).act_at(result.index)
    assert act is not None
    assert act.act == "review"


def test_a_duty_keeps_the_rulebook_under_which_it_was_opened(town: TownHall) -> None:
    case = town.presented("350,000")
    town.act(case, "sign", "wang", "agree")
    town.act(case, "pay", "zhou", payment_reference="国库2022-1")
    duty = next(key for key in town.duties(case) if "follow-up-checks" in key)
    in_july(town, CHECKED_LATER)

    town.done(lambda m: set_term(town.desk("wu"), case, duty, date(2022, 7, 29), manner=m))

    town.book = BOOK
    assert town.duties(case)[duty].due_on == date(2022, 7, 29)


def test_a_rulebook_with_faults_is_not_adopted(town: TownHall) -> None:
    faulty = {
        **FILES,
        "funds.toml": FILES["funds.toml"].replace("20万元以下(含20万元)".encode(), "30万元以下".encode()),
    }

    town.refused(lambda: adopt(town, faulty), BadInput)


def test_a_rulebook_in_force_is_not_adopted_again(town: TownHall) -> None:
    adopt(town, AMENDED)
    town.confirm()

    town.refused(lambda: adopt(town, AMENDED), BadInput)


def test_only_a_root_holder_adopts(town: TownHall) -> None:
    town.refused(lambda: adopt(town, AMENDED, who="wang"), NotAuthorised)


def test_until_one_is_adopted_the_shipped_calendar_counts(town: TownHall) -> None:
    assert calendar_of(town.record, town.enclosures).digest == shipped().digest


def test_an_adopted_calendar_counts_once_it_is_confirmed(town: TownHall) -> None:
    year = shipped().texts[2022]
    changed = shipped().with_year(year.replace(b"2022", b"2022") + b"\n# printed again\n", "2022.toml")
    town.done(lambda m: adopt_calendar(town.desk("sun"), changed, manner=m))
    assert calendar_of(town.record, town.enclosures).digest == shipped().digest

    town.confirm()

    assert calendar_of(town.record, town.enclosures).digest == changed.digest


def test_the_calendar_in_force_is_not_adopted_again(town: TownHall) -> None:
    town.done(lambda m: adopt_calendar(town.desk("sun"), shipped(), manner=m))
    town.confirm()

    town.refused(lambda: adopt_calendar(town.desk("sun"), shipped(), manner=Manner()), BadInput)
