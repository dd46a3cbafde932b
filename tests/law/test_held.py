"""What the book leaves to the program and no form says: each has a test of the name that the rule gives."""

from __future__ import annotations

from datetime import date

from aggregates.roster import Roster
from tests.law.story import Telling, stories
from tests.town import TownHall

DECIDED = next(each for each in stories() if each.title.startswith("A decision opens one item for every lead"))


def told(hall: TownHall) -> Telling:
    """The story of an item from its proposal to the closing of its meeting."""
    hall.verifying = False
    telling = Telling(hall)
    for line in DECIDED.tells:
        telling.line(line)
    return telling


def test_every_act_names_the_person_who_did_it(hall: TownHall) -> None:
    telling = told(hall)
    roster = Roster(hall.record)

    by = [entry.by for case in telling.cases.values() for entry in hall.record.case(case)]

    assert by
    assert all(roster.person(each["person"]) and each["office"] for each in by)


def test_every_act_carries_its_full_day(hall: TownHall) -> None:
    telling = told(hall)

    days = [entry.on for case in telling.cases.values() for entry in hall.record.case(case)]

    assert days
    assert all(date.fromisoformat(day).isoformat() == day for day in days)


def test_closing_a_meeting_opens_one_item_for_every_lead_of_every_assignment(hall: TownHall) -> None:
    telling = told(hall)
    [assigned] = [line["assignments"] for line in DECIDED.tells if "assignments" in line]

    items = [hall.fund(case).state.facts for case in telling.cases.values() if case.startswith("ITM-")]

    assert [(each["undertaking_unit"], each.get("due_on")) for each in items] == [
        (row["lead"], row.get("due_on")) for row in assigned
    ]
