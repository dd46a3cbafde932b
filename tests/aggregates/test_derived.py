"""The facts that nobody states: each follows from what is on record, and no book has one that the program lacks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from aggregates.calendar import shipped as shipped_calendar
from aggregates.case import By, CaseState, Done
from aggregates.derived import FACTS, derived
from aggregates.record_context import RecordContext
from aggregates.roster import Roster
from aggregates.rulebook.loader import load, shipped
from aggregates.rulebook.model import Book
from tests.aggregates.rulebook.paper_town import PaperContext, county, jiangkou
from tests.law.hall import hall, halls, halls_made_once
from tests.town import TownHall

__all__ = ["hall", "halls", "halls_made_once"]
ON = date(2022, 5, 6)
FENG = By("feng", "edu_bureau")


def done(act: str, by: By = FENG, outcome: str | None = None, index: int = 0, **fields: Any) -> Done:
    return Done(act, by, ON, 1, outcome, fields=fields, index=index)


def follows(kind: str, facts: Mapping[str, Any], *acts: Done, context: PaperContext | None = None) -> dict[str, Any]:
    """What is derived of a case of that kind."""
    case = CaseState(kind, f"{kind}-1", len(acts), facts=facts, done=acts)
    return derived(case, facts, jiangkou(), context or PaperContext(county()), ON)


@pytest.mark.parametrize("book", [load(key) for key in shipped()], ids=lambda book: book.key)
def test_no_book_derives_what_the_program_does_not_know(book: Book) -> None:
    assert {key for key, fact in book.facts.items() if fact.derived_from} <= FACTS


def test_what_the_book_does_not_know_is_left_out() -> None:
    lean = jiangkou()._replace(facts={"direction": jiangkou().facts["direction"]})
    case = CaseState("document", "DOC-2022-0001", 1, done=(done("draft"),))

    assert derived(case, {}, lean, PaperContext(county()), ON) == {"direction": "out"}


def test_a_request_for_funds_derives_nothing() -> None:
    assert follows("fund", {"department": "edu_bureau"}, done("request")) == {}


@pytest.mark.parametrize(("act", "way"), [("draft", "out"), ("register", "to_government")])
def test_a_paper_goes_the_way_it_was_opened(act: str, way: str) -> None:
    assert follows("document", {}, done(act), done("consult", index=1))["direction"] == way


@pytest.mark.parametrize(
    ("units", "touches"),
    [(["edu_bureau"], False), (["edu_bureau", "health_bureau"], True), ([], False), (None, None)],
)
def test_other_units_are_touched_when_one_besides_the_lead_is_named(
    units: list[str] | None, touches: bool | None
) -> None:
    facts = {"lead_department": "edu_bureau"} | ({"units_concerned": units} if units is not None else {})

    assert follows("agenda", facts).get("touches_other_units") is touches


def answer(outcome: str, unit: str, index: int) -> Done:
    return done("reply", By(unit, unit), outcome, index)


@pytest.mark.parametrize(
    ("acts", "agreement"),
    [
        ((), "agreed"),
        ((answer("agree_with_changes", "jiang", 1),), "agreed"),
        ((answer("agree", "jiang", 1), answer("disagree", "shen", 2)), "disputed"),
        ((answer("disagree", "jiang", 1), answer("agree", "jiang", 2)), "agreed"),
        ((answer("agree", "jiang", 1), done("record_disagreement", index=2)), "disputed"),
        ((done("report_no_agreement", index=1),), "disputed"),
    ],
    ids=["nobody asked", "changes wanted", "one no", "a no taken back", "recorded", "reported"],
)
def test_it_is_disputed_while_a_units_last_answer_is_no_or_since_that_was_recorded(
    acts: tuple[Done, ...], agreement: str
) -> None:
    assert follows("agenda", {}, *acts)["agreement"] == agreement


def test_opinions_were_asked_for_once_one_was_given() -> None:
    assert follows("document", {}, done("draft"))["consulted"] is False
    assert follows("document", {}, done("draft"), answer("disagree", "jiang", 1))["consulted"] is True


def meeting(*acts: str, closed: str | None = None, **facts: Any) -> PaperContext:
    """A meeting of the record in which these acts were done, at the indexes 10, 11 …"""
    context = PaperContext(county())
    noted = tuple(done(act, index=10 + place) for place, act in enumerate(acts))
    context.cases["MTG-1"] = CaseState(
        "meeting", "MTG-1", 1, facts={"kind": "executive", **facts}, done=noted, closed=closed
    )
    return context


ITEM = {"meeting": "MTG-1", "lead_department": "edu_bureau"}


def test_the_agenda_is_fixed_by_the_notice() -> None:
    assert follows("agenda", ITEM, done("propose"), context=meeting("plan"))["agenda_fixed"] is False
    assert follows("agenda", ITEM, done("propose"), context=meeting("plan", "notify"))["agenda_fixed"] is True


def test_a_meeting_sits_from_its_opening_until_its_close() -> None:
    opened, closed = meeting("notify", "convene"), meeting("notify", "convene", "close", closed="held")

    assert follows("agenda", ITEM, done("propose"), context=meeting("notify"))["in_session"] is False
    assert follows("agenda", ITEM, done("propose"), context=opened)["in_session"] is True
    assert follows("agenda", ITEM, done("propose"), context=closed)["in_session"] is False


@pytest.mark.parametrize(
    ("index", "ad_hoc"), [(10, False), (12, True), (-1, True)], ids=["before", "after", "being proposed now"]
)
def test_a_motion_is_an_item_proposed_after_the_meeting_was_opened(index: int, ad_hoc: bool) -> None:
    assert (
        follows("agenda", ITEM, done("propose", index=index), context=meeting("notify", "convene"))["ad_hoc"] is ad_hoc
    )


def test_nothing_is_a_motion_while_the_meeting_is_not_opened() -> None:
    assert follows("agenda", ITEM, done("propose", index=-1), context=meeting("notify"))["ad_hoc"] is False


def test_an_item_knows_the_kind_of_its_meeting_and_minutes_do_too() -> None:
    assert follows("agenda", ITEM, done("propose"), context=meeting())["kind"] == "executive"
    assert follows("document", {"meeting": "MTG-1"}, done("draft"), context=meeting())["meeting_kind"] == "executive"


@pytest.mark.parametrize(("used", "over"), [(15, False), (16, True)])
def test_a_report_is_too_long_when_it_takes_more_than_its_time(used: int, over: bool) -> None:
    timed = done("set_reporting_time", reporting_minutes=15)

    facts = {**ITEM, "minutes_used": used}
    assert follows("agenda", facts, done("propose"), timed, context=meeting())["over_reporting_time"] is over


@pytest.mark.parametrize(
    ("leaves", "returns", "whole", "working"),
    [
        ("2022-05-09", "2022-05-09", 0, 1),
        ("2022-05-09", "2022-05-10", 1, 2),
        ("2022-09-30", "2022-10-08", 8, 2),
    ],
    ids=["there and back in a day", "one day or more (一天以上)", "across the national holiday"],
)
def test_days_away_run_from_the_first_to_the_day_of_return(leaves: str, returns: str, whole: int, working: int) -> None:
    found = follows("leave", {"leaves_on": leaves, "returns_on": returns}, done("request"))

    assert (found["whole_days_away"], found["working_days_away"]) == (whole, working)


def test_days_away_are_unknown_until_both_days_are_said() -> None:
    assert "whole_days_away" not in follows("leave", {"leaves_on": "2022-05-09"}, done("request"))


# What stands in the roster


def known_of(hall: TownHall, kind: str, facts: Mapping[str, Any], *acts: Done) -> dict[str, Any]:
    """What is derived of a case in the county hall."""
    record = hall.record
    context = RecordContext(record, Roster(record), shipped_calendar)
    return derived(CaseState(kind, f"{kind}-1", 1, facts=facts, done=acts), facts, hall.book, context, ON)


def test_an_applicant_is_what_he_holds_from_the_highest_post_down(hall: TownHall) -> None:
    posts = {
        who: known_of(hall, "leave", {"applicant": who}).get("applicant_is")
        for who in ("wang", "li", "zhao", "tan", "he", "gu", "feng")
    }

    assert posts == {
        "wang": "county_head",
        "li": "county_leader",
        "zhao": "county_leader",
        "tan": "office_director",
        "he": "office_deputy_director",
        "gu": "department_head",
        "feng": "other",
    }


def test_the_b_role_is_whoever_is_paired(hall: TownHall) -> None:
    assert "b_role" not in known_of(hall, "leave", {"applicant": "zhao"})

    hall.pair("zhao", "chen")

    assert known_of(hall, "leave", {"applicant": "zhao"})["b_role"] == "chen"


@pytest.mark.parametrize(
    ("matters", "count"), [([], 1), (["edu_bureau"], 1), (["edu_bureau", "health_bureau"], 2), (["nobodys"], None)]
)
def test_portfolios_are_counted_by_the_leaders_who_have_them(
    hall: TownHall, matters: list[str], count: int | None
) -> None:
    """What lies in nobody's charge is a gap in the roster, and the count is unknown."""
    facts = {"lead_department": "edu_bureau", "matters": matters}

    assert known_of(hall, "document", facts, done("draft")).get("portfolios") == count


def test_a_department_undertakes_and_a_body_that_is_none_does_not(hall: TownHall) -> None:
    units = {
        unit: known_of(hall, "item", {"undertaking_unit": unit}).get("undertaker_is_component_department")
        for unit in ("edu_bureau", "finance_bureau", "gov_office")
    }

    assert units == {"edu_bureau": True, "finance_bureau": True, "gov_office": False}
