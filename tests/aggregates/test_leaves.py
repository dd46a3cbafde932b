"""Leaves: the days away stand in the diary, whoever was named acts in them, and comes back early is away no longer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aggregates.case_file import CaseFile
from aggregates.office import acts, leaves
from aggregates.office.desk import ActResult
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from aggregates.refusals import FactsWanted, Refused
from aggregates.roster import Roster
from ledger.errors import BadInput, NotAuthorised
from tests.town import PAPER, TownHall

MONDAY, TUESDAY, THURSDAY, FRIDAY = (date(2022, 5, day) for day in (9, 10, 12, 13))


class Hall:
    """Leaves in the town hall. Zhao is in charge of education, Chen of health; Li is the executive deputy."""

    def __init__(self, town: TownHall) -> None:
        self.town = town

    def ask(self, who: str = "zhao", first: date = TUESDAY, last: date = THURSDAY, **more: Any) -> str:
        def asked(manner: Manner) -> ActResult:
            return leaves.request(
                self.town.desk(more.pop("by", who)),
                applicant=who,
                leaves_on=first,
                returns_on=last,
                destination="成都市",
                manner=manner,
                **more,
            )

        case = self.town.done(asked, more.pop("manner", None)).case
        assert case is not None
        return case

    def do(
        self, case: str, act: str, by: str, outcome: str | None = None, manner: Manner | None = None, **facts: Any
    ) -> ActResult:
        asked = Asked(act, outcome, facts)
        return self.town.done(lambda m: acts.do(self.town.desk(by), case, asked, m), manner)

    def refused(
        self, case: str, act: str, by: str, error: type[Exception] = Refused, manner: Manner | None = None, **facts: Any
    ) -> Any:
        made = self.town.manner(manner)
        return self.town.refused(lambda: acts.do(self.town.desk(by), case, Asked(act, None, facts), made), error)

    def ready(self, who: str = "zhao", leader: str = "li", **more: Any) -> str:
        """A leave as far as departure."""
        case = self.ask(who, **more)
        self.do(case, "declare", "wu", leave_kind="business_trip", outside_county=True)
        self.do(case, "report", who)
        self.do(case, "approve", "wang", "agree")
        self.do(case, "name_acting", "wang", acting_leader=leader)
        self.do(case, "inform", who)
        return case

    def gone(self, **more: Any) -> str:
        case = self.ready(**more)
        self.town.on("2022-05-10")
        self.do(case, "depart", more.get("who", "zhao"))
        return case

    def file(self, case: str) -> CaseFile:
        return self.town.fund(case)

    def away(self, person: str, day: date) -> bool:
        return bool(Roster(self.town.record).absences(person, day))


@pytest.fixture
def hall(town: TownHall) -> Hall:
    return Hall(town)


def test_departure_enters_the_days_away_in_the_same_act(hall: Hall) -> None:
    case = hall.ready()
    hall.town.on("2022-05-10")

    departed = hall.do(case, "depart", "zhao")

    entries = [entry for entry in hall.town.record.valid(departed.index) if entry.act == departed.act]
    assert [(entry.case, entry.type) for entry in entries] == [
        (case, "leave-request.departed/1"),
        ("PER-zhao", "absence.recorded/1"),
    ]
    assert entries[1].facts == {
        "person": "zhao",
        "reason": "official_travel",
        "from": "2022-05-10",
        "until": "2022-05-12",
        "leave": case,
    }
    assert [hall.away("zhao", day) for day in (MONDAY, TUESDAY, THURSDAY, FRIDAY)] == [False, True, True, False]


def test_a_leave_begun_a_day_late_is_an_absence_from_that_day(hall: Hall) -> None:
    case = hall.ready()
    hall.town.on("2022-05-11")

    hall.do(case, "depart", "zhao")

    assert [hall.away("zhao", day) for day in (TUESDAY, THURSDAY)] == [False, True]


def test_the_office_enters_the_departure_of_somebody_who_has_left(hall: Hall) -> None:
    case = hall.ready()
    hall.town.on("2022-05-10")

    hall.do(case, "depart", "wu")

    assert hall.away("zhao", THURSDAY)


def test_a_departure_recorded_in_the_leaders_own_name_by_a_clerk_enters_no_diary_and_is_not_taken(hall: Hall) -> None:
    case = hall.ask("wang")
    hall.do(case, "declare", "wu", leave_kind="private", outside_county=True)
    hall.town.on("2022-05-10")
    manner = Manner(record_for="county_head", enclosures=(PAPER,))

    hall.refused(case, "depart", "wu", NotAuthorised, manner=manner)

    assert not hall.away("wang", TUESDAY)


def test_departure_before_it_is_known_why_asks_for_the_kind_of_leave(hall: Hall) -> None:
    case = hall.ask("wang")
    hall.town.on("2022-05-10")

    wanting = hall.refused(case, "depart", "wang", FactsWanted)

    assert [(each.fact, each.by) for each in wanting.wanted] == [("leave_kind", ("gov_office",))]


def test_an_absence_that_stands_in_the_diary_is_not_entered_twice(hall: Hall) -> None:
    case = hall.ready()
    hall.town.on("2022-05-10").away("zhao", "2022-05-12")

    departed = hall.do(case, "depart", "zhao")

    assert [warning["kind"] for warning in departed.warnings] == ["away-already"]
    assert len(Roster(hall.town.record).absences("zhao", THURSDAY)) == 1


def test_coming_back_early_ends_the_absence_that_day(hall: Hall) -> None:
    case = hall.gone()
    hall.town.on("2022-05-11")

    hall.do(case, "come_back", "zhao")

    assert [hall.away("zhao", date(2022, 5, day)) for day in (10, 11, 12)] == [True, True, False]


def test_coming_back_late_is_recorded_and_said(hall: Hall) -> None:
    case = hall.gone()
    hall.town.on("2022-05-16")

    back = hall.do(case, "come_back", "zhao")

    assert back.warnings == ({"kind": "back-late", "until": "2022-05-12"},)


def test_the_report_on_return_ends_the_leave_and_comes_after_the_return(hall: Hall) -> None:
    case = hall.gone()

    hall.refused(case, "report_return", "zhao")
    hall.town.on("2022-05-12")
    hall.do(case, "come_back", "zhao")
    hall.do(case, "report_return", "zhao")

    assert hall.file(case).state.closed == "ended"


def test_naming_who_acts_delegates_for_these_days_and_for_that_leader_alone(hall: Hall) -> None:
    hall.ready(leader="li")

    [made] = Roster(hall.town.record).delegations("county_head", TUESDAY)

    assert (made.to, made.matter, made.acts) == ("li", "zhao", None)
    assert (made.from_on, made.until_on) == (TUESDAY, THURSDAY)


def reviewing(hall: Hall, case: str, by: str, **manner: Any) -> ActResult:
    return hall.do(case, "review", by, "agree", manner=Manner(**manner))


def refused_for(hall: Hall, case: str, act: str, office: str, by: str = "liu") -> None:
    """That person may not do the act for the holder of that office."""
    manner = hall.town.manner(Manner(acting_for=office))
    hall.town.refused(lambda: acts.do(hall.town.desk(by), case, Asked(act, "agree"), manner))


def test_whoever_was_named_acts_for_the_leader_who_is_away(hall: Hall) -> None:
    request = hall.town.presented("150,000.00")
    hall.gone(leader="liu")

    done = reviewing(hall, request, "liu", acting_for="vice_head")

    assert "jiangkou-2022/81/silent-acting-leader-stands-in" in done.rules
    assert hall.file(request).acts[-1].facts["delegations"]


def test_nobody_else_acts_and_the_named_one_not_before_departure(hall: Hall) -> None:
    request = hall.town.presented("150,000.00")
    case = hall.ready(leader="liu")
    hall.town.on("2022-05-10")

    refused_for(hall, request, "review", "vice_head")
    hall.do(case, "depart", "zhao")
    refused_for(hall, request, "review", "vice_head", by="chen")

    assert reviewing(hall, request, "liu", acting_for="vice_head").rules


def test_being_named_for_one_leader_gives_no_power_of_another_nor_of_the_county_head(hall: Hall) -> None:
    mine, big = hall.town.presented("150,000.00"), hall.town.presented("350,000.00")
    health = hall.town.request("150,000.00", department="health_bureau", by="jiang").case
    hall.town.act(health, "report_budget", "jiang", budget_report="预算报告")
    hall.town.act(health, "present", "zhou", source="supplementary", major_project=False, fiscal_investment_fen=0)
    hall.town.act(health, "declare", "wu", major_investment_promotion=False)
    hall.gone(leader="liu")
    hall.town.away("chen", "2022-05-12")
    hall.town.away("wang", "2022-05-12")

    refused_for(hall, health, "review", "vice_head")
    refused_for(hall, big, "sign", "county_head")
    assert reviewing(hall, mine, "liu", acting_for="vice_head").rules


def test_a_delegation_of_other_work_rests_on_its_own_article_and_not_on_the_naming(hall: Hall) -> None:
    request = hall.town.presented("150,000.00")
    hall.town.on("2022-05-10").delegate("liu", "2022-05-12")
    hall.town.away("zhao", "2022-05-12")

    done = reviewing(hall, request, "liu", acting_for="vice_head")

    assert "jiangkou-2022/7/delegated-other-work" in done.rules
    assert "jiangkou-2022/81/silent-acting-leader-stands-in" not in done.rules


def test_whoever_is_away_in_these_days_cannot_be_named(hall: Hall) -> None:
    hall.town.on("2022-05-09").away("li", "2022-05-10")
    case = hall.ask()
    hall.do(case, "report", "zhao")
    hall.do(case, "approve", "wang", "agree")

    refusal = hall.refused(case, "name_acting", "wang", acting_leader="li")

    assert refusal.rule_ids == ["govledger/acting-leader-away"]
    assert "away as well" in str(refusal)


def test_whoever_has_leave_for_one_of_these_days_cannot_be_named(hall: Hall) -> None:
    hall.ready("li", leader="chen", first=THURSDAY, last=FRIDAY)
    case = hall.ask()
    hall.do(case, "report", "zhao")
    hall.do(case, "approve", "wang", "agree")

    assert hall.refused(case, "name_acting", "wang", acting_leader="li").rule_ids == ["govledger/acting-leader-away"]
    hall.do(case, "name_acting", "wang", acting_leader="liu")


def test_whoever_is_back_the_day_before_can_be_named(hall: Hall) -> None:
    hall.town.on("2022-05-09").away("li", "2022-05-09")

    assert hall.ready(leader="li")


def test_the_stand_in_who_was_proposed_is_named_unless_another_is_said(hall: Hall) -> None:
    case = hall.ask(stand_in="chen")
    hall.do(case, "report", "zhao")
    hall.do(case, "approve", "wang", "agree")

    hall.do(case, "name_acting", "wang")

    assert hall.file(case).state.facts["acting_leader"] == "chen"


def test_naming_on_paper_gives_no_delegation_and_says_so(hall: Hall) -> None:
    case = hall.ask()
    hall.do(case, "report", "zhao")
    hall.do(case, "approve", "wang", "agree")

    named = hall.do(
        case, "name_acting", "wu", manner=Manner(record_for="county_head", enclosures=(PAPER,)), acting_leader="li"
    )

    assert [warning["kind"] for warning in named.warnings] == ["no-delegation"]
    assert not Roster(hall.town.record).delegations("county_head", TUESDAY)


def test_an_extension_renews_the_day_of_return_and_the_delegation_and_its_days_are_entered(hall: Hall) -> None:
    case = hall.gone()

    extended = hall.do(case, "extend", "wang", returns_on="2022-05-14")

    assert [warning["kind"] for warning in extended.warnings] == ["days-to-enter"]
    assert hall.file(case).state.facts["returns_on"] == "2022-05-14"
    assert [each.to for each in Roster(hall.town.record).delegations("county_head", FRIDAY)] == ["li"]
    assert not hall.away("zhao", FRIDAY)
    hall.do(case, "record_days", "zhao")
    assert [hall.away("zhao", date(2022, 5, day)) for day in (12, 13, 14, 15)] == [True, True, True, False]
    hall.refused(case, "record_days", "zhao", BadInput)


def test_an_extension_ends_later_and_is_given_by_whoever_approved(hall: Hall) -> None:
    case = hall.gone()

    hall.refused(case, "extend", "wang", BadInput, returns_on="2022-05-12")
    refusal = hall.refused(case, "extend", "li", returns_on="2022-05-14")

    assert "jiangkou-2022/81/silent-extension" in refusal.rule_ids


def test_the_acting_leader_is_there_in_the_days_of_an_extension_too(hall: Hall) -> None:
    case = hall.gone()
    hall.town.on("2022-05-11")
    hall.town.done(
        lambda m: leaves.request(
            hall.town.desk("li"), applicant="li", leaves_on=FRIDAY, returns_on=FRIDAY, destination="成都", manner=m
        )
    )
    hall.do("LVE-2022-0002", "report", "li")
    hall.do("LVE-2022-0002", "approve", "wang", "agree")

    assert hall.refused(case, "extend", "wang", returns_on="2022-05-13").rule_ids == ["govledger/acting-leader-away"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"first": THURSDAY, "last": TUESDAY}, "lies before"),
        ({"stand_in": "zhao"}, "cannot stand in for"),
        ({"stand_in": "nobody"}, "nobody"),
    ],
)
def test_a_request_that_cannot_be_meant_is_not_taken(hall: Hall, said: dict[str, Any], words: str) -> None:
    size = hall.town.size

    with pytest.raises(BadInput, match=words):
        hall.ask(**said)

    assert hall.town.size == size


def test_leave_is_asked_for_by_nobody_else(hall: Hall) -> None:
    with pytest.raises(Refused):
        hall.ask("zhao", by="chen")


def test_a_departure_entered_late_counts_from_its_own_day_and_needs_its_reason(hall: Hall) -> None:
    case = hall.ready()
    hall.town.on("2022-05-20")
    on = Manner(on=date(2022, 5, 10))

    hall.refused(case, "depart", "zhao", BadInput, manner=on)
    hall.do(case, "depart", "zhao", manner=Manner(on=date(2022, 5, 10), late_reason="山区无网络"))

    assert [hall.away("zhao", day) for day in (TUESDAY, FRIDAY)] == [True, False]


def test_what_a_clerk_recorded_is_disowned_and_no_longer_counts(hall: Hall) -> None:
    from aggregates.office import confirmations

    case = hall.ask()
    hall.do(case, "report", "zhao")
    approved = hall.do(case, "approve", "wu", "agree", manner=Manner(record_for="county_head", enclosures=(PAPER,)))
    hall.town.done(
        lambda m: confirmations.disown(hall.town.desk("wang"), approved.index, manner=m), Manner(reason="未批准")
    )

    assert [done.act for done in hall.file(case).state.done] == ["request", "report"]


def test_a_slip_of_the_pen_in_a_request_is_corrected_before_anything_leans_on_it(hall: Hall) -> None:
    from aggregates.office import corrections

    case = hall.ask()
    index = hall.file(case).acts[0].index

    hall.town.done(
        lambda m: corrections.correct(hall.town.desk("zhao"), index, {"destination": "绵阳市"}, manner=m),
        Manner(reason="笔误"),
    )

    assert hall.file(case).state.facts["destination"] == "绵阳市"
