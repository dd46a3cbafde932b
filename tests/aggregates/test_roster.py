"""The roster read back from a real ledger: who holds what on a day, who has charge, who stands in, who is away."""

from datetime import date
from pathlib import Path

import pytest

from aggregates import roster_lists
from aggregates.calendar import shipped
from aggregates.case import CaseState
from aggregates.office import absence, appointments, delegation, enrolment, portfolios, root_confirmation
from aggregates.record_context import RecordContext
from aggregates.roster import Roster
from aggregates.rulebook.offices import World
from aggregates.rulebook.standing import may_do
from aggregates.rulebook.steps import Office
from ledger.record import Record
from tests.aggregates.roster_hall import BOOK, Hall


def day(text: str) -> date:
    return date.fromisoformat(f"2022-{text}")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """Two root holders; a county head, an executive deputy, three vice heads in rank order, a clerk of the office."""
    hall = Hall(tmp_path)
    hall.staff(
        chen="county_head",
        zhou="executive_deputy",
        wu="vice_head:3",
        zhao="vice_head:1",
        sun="vice_head:2",
        qian="gov_office",
    )
    return hall


def people(holdings: tuple[object, ...]) -> list[str]:
    return [str(holding.person) for holding in holdings]  # type: ignore[attr-defined]


def stand_ins(hall: Hall, expression: Office, on: date, **facts: str) -> list[tuple[str, str | None]]:
    """Who may sign as that on that day, and by which rule where it is not their own office."""
    record = Record(hall.store.source)
    context = RecordContext(record, Roster(record), shipped)
    world = World(BOOK, CaseState("fund", "FND-2022-0001"), context, on, facts, "sign")
    return [(holder.person, holder.rule) for holder in may_do((expression,), world)]


HEAD = Office(office="county_head")


# Holding an office


def test_an_office_is_held_from_the_first_day_to_the_last_and_not_a_day_longer(hall: Hall) -> None:
    appointments.appoint(hall.giver, "qian", "office_director", from_on=day("05-09"), until_on=day("05-20"))
    hall.confirm()

    held = {
        text: people(hall.roster.holders("office_director", day(text))) for text in ("05-08", "05-09", "05-20", "05-21")
    }

    assert held == {"05-08": [], "05-09": ["qian"], "05-20": ["qian"], "05-21": []}


def test_an_appointment_that_nobody_confirmed_gives_no_office(hall: Hall) -> None:
    appointments.appoint(hall.giver, "qian", "office_director", from_on=day("05-06"))

    assert hall.roster.holders("office_director", day("05-06")) == ()
    hall.confirm()
    assert people(hall.roster.holders("office_director", day("05-06"))) == ["qian"]


def test_an_office_ended_is_ended_at_once_without_a_second_root_holder(hall: Hall) -> None:
    appointments.end_grant(hall.giver, "zhao", "vice_head", until_on=day("05-06"), reason="moved to another county")

    assert people(hall.roster.holders("vice_head", day("05-06"))) == ["zhao", "sun", "wu"]
    assert people(hall.roster.holders("vice_head", day("05-07"))) == ["sun", "wu"]


def test_holders_stand_in_order_of_rank(hall: Hall) -> None:
    assert people(hall.roster.holders("vice_head", day("05-06"))) == ["zhao", "sun", "wu"]


def test_the_offices_of_a_person_are_found_from_the_person(hall: Hall) -> None:
    appointments.appoint(hall.giver, "zhao", "party_group_member", from_on=day("05-06"), rank=4)
    hall.confirm()

    offices = [holding.office for holding in hall.roster.offices_of("zhao", day("05-06"))]

    assert offices == ["vice_head", "party_group_member"]
    assert hall.roster.offices_of("nobody", day("05-06")) == ()


def test_the_root_holders_hold_root_and_no_office_besides(hall: Hall) -> None:
    assert people(hall.roster.holders("root", day("05-06"))) == ["wang", "li"]
    assert hall.roster.offices_of("wang", day("05-06")) == ()


def test_a_post_inside_a_unit_is_held_apart_from_the_unit(hall: Hall) -> None:
    enrolment.define_unit(hall.giver, "education_bureau", "department", "县教育局", "education bureau")
    hall.enrol("feng", "jiang")
    appointments.appoint(hall.giver, "feng", "education_bureau", from_on=day("05-06"), post="head")
    appointments.appoint(hall.giver, "jiang", "education_bureau", from_on=day("05-06"))
    hall.confirm()

    roster = hall.roster

    assert people(roster.post_holders("head", "education_bureau", day("05-06"))) == ["feng"]
    assert people(roster.holders("education_bureau", day("05-06"))) == ["feng", "jiang"]
    assert roster.unit_class("education_bureau") == "department"
    assert roster.unit_class("gov_office") is None


def test_who_may_record_for_an_office_does_not_hold_it(hall: Hall) -> None:
    appointments.let_record(hall.giver, "qian", "county_head", from_on=day("05-06"), until_on=day("05-31"))
    hall.confirm()

    assert hall.roster.recorders("county_head", day("05-31")) == ("qian",)
    assert hall.roster.recorders("county_head", day("06-01")) == ()
    assert people(hall.roster.holders("county_head", day("05-31"))) == ["chen"]


# Portfolios and pairs


def test_the_charge_of_a_department_is_held_with_a_post_and_lapses_with_it(hall: Hall) -> None:
    enrolment.define_unit(hall.giver, "education_bureau", "department", "县教育局", "education bureau")
    portfolios.assign_portfolio(hall.giver, "education_bureau", "sun", from_on=day("05-06"))
    hall.confirm()

    before = hall.roster.in_charge_of("education_bureau", day("05-10"))
    appointments.end_grant(hall.giver, "sun", "vice_head", until_on=day("05-10"), reason="retired")

    assert [(h.person, h.office, h.rank) for h in before] == [("sun", "vice_head", 2)]
    assert hall.roster.in_charge_of("education_bureau", day("05-11")) == ()


def test_the_charge_of_a_matter_and_of_a_person_are_found_by_their_names(hall: Hall) -> None:
    portfolios.assign_portfolio(hall.giver, "major_project", "zhao", from_on=day("05-06"), until_on=day("05-31"))
    portfolios.assign_portfolio(hall.giver, "qian", "wu", from_on=day("05-06"))
    hall.confirm()

    assert people(hall.roster.in_charge_of("major_project", day("05-31"))) == ["zhao"]
    assert people(hall.roster.in_charge_of("major_project", day("06-01"))) == []
    assert people(hall.roster.in_charge_of("qian", day("05-06"))) == ["wu"]


def test_a_charge_ended_goes_over_the_day_after(hall: Hall) -> None:
    portfolios.assign_portfolio(hall.giver, "major_project", "zhao", from_on=day("05-06"))
    hall.confirm()
    portfolios.end_portfolio(hall.giver, "major_project", "zhao", until_on=day("05-09"), reason="divided anew")
    portfolios.assign_portfolio(hall.giver, "major_project", "sun", from_on=day("05-10"))
    hall.confirm()

    assert people(hall.roster.in_charge_of("major_project", day("05-09"))) == ["zhao"]
    assert people(hall.roster.in_charge_of("major_project", day("05-10"))) == ["sun"]


def test_a_pair_covers_both_ways_until_a_later_one_takes_its_place(hall: Hall) -> None:
    portfolios.pair(hall.giver, "zhao", "sun", from_on=day("05-06"))
    portfolios.pair(hall.giver, "zhao", "wu", from_on=day("05-16"), mutual=False)
    hall.confirm()

    assert hall.roster.paired("zhao", day("05-05")) is None
    assert hall.roster.paired("zhao", day("05-06")) == "sun"
    assert hall.roster.paired("sun", day("05-06")) == "zhao"
    assert hall.roster.paired("zhao", day("05-16")) == "wu"


def test_a_pair_can_be_dissolved(hall: Hall) -> None:
    portfolios.pair(hall.giver, "zhao", "sun", from_on=day("05-06"))
    hall.confirm()
    portfolios.pair(hall.giver, "zhao", None, from_on=day("05-09"))
    hall.confirm()

    assert [hall.roster.paired(person, day("05-09")) for person in ("zhao", "sun")] == [None, None]
    assert hall.roster.paired("sun", day("05-08")) == "zhao"


# Delegation, absence, standing in


def test_a_delegation_is_in_force_from_its_first_day_to_its_last(hall: Hall) -> None:
    made = delegation.delegate(hall.desk("chen"), "zhou", from_on=day("05-09"), until_on=day("05-13"), acts=["sign"])

    in_force = {
        text: len(hall.roster.delegations("county_head", day(text))) for text in ("05-08", "05-09", "05-13", "05-14")
    }
    (given,) = hall.roster.delegations("county_head", day("05-09"))

    assert in_force == {"05-08": 0, "05-09": 1, "05-13": 1, "05-14": 0}
    assert (given.to, given.acts, given.matter, given.leaf) == ("zhou", ("sign",), None, made.leaf)


def test_a_delegation_lapses_when_its_maker_leaves_the_office(hall: Hall) -> None:
    delegation.delegate(hall.desk("chen"), "zhou", from_on=day("05-06"))
    appointments.end_grant(hall.giver, "chen", "county_head", until_on=day("05-09"), reason="transferred")
    hall.enrol("lin")
    appointments.appoint(hall.giver, "lin", "county_head", from_on=day("05-10"))
    hall.confirm()

    assert len(hall.roster.delegations("county_head", day("05-09"))) == 1
    assert hall.roster.delegations("county_head", day("05-10")) == ()


def test_a_delegation_ended_early_is_over_the_day_after(hall: Hall) -> None:
    delegation.delegate(hall.desk("chen"), "zhou", from_on=day("05-06"), until_on=day("05-20"))
    delegation.end_delegation(hall.desk("chen"), "county_head", "zhou", until_on=day("05-06"), reason="back early")

    assert len(hall.roster.delegations("county_head", day("05-06"))) == 1
    assert hall.roster.delegations("county_head", day("05-07")) == ()


def test_an_absence_covers_its_days_and_ends_early_when_the_person_is_back(hall: Hall) -> None:
    absence.record_absence(hall.desk("qian"), "chen", "official_travel", from_on=day("05-09"), until_on=day("05-13"))
    before = [bool(hall.roster.absences("chen", day(text))) for text in ("05-08", "05-09", "05-13", "05-14")]

    hall.be("2022-05-12")
    absence.end_absence(hall.desk("chen"), "chen", until_on=day("05-11"))

    assert before == [False, True, True, False]
    assert [bool(hall.roster.absences("chen", day(text))) for text in ("05-11", "05-12")] == [True, False]


def test_those_present_stand_in_order_of_rank(hall: Hall) -> None:
    absence.record_absence(hall.desk("qian"), "zhao", "official_travel", from_on=day("05-09"), until_on=day("05-10"))

    assert people(hall.roster.present("vice_head", day("05-08"))) == ["zhao", "sun", "wu"]
    assert people(hall.roster.present("vice_head", day("05-09"))) == ["sun", "wu"]


def test_the_executive_deputy_presides_when_the_head_is_away_and_has_delegated(hall: Hall) -> None:
    delegation.delegate(hall.desk("chen"), "zhou", from_on=day("05-06"))
    away = {"from_on": day("05-09"), "until_on": day("05-10")}
    absence.record_absence(hall.desk("qian"), "chen", "official_travel", **away)

    assert stand_ins(hall, HEAD, day("05-06")) == [("chen", None)]
    assert ("zhou", "jiangkou-2022/5/acting-head-executive-deputy") in stand_ins(hall, HEAD, day("05-09"))


def test_when_both_are_away_the_highest_vice_head_present_presides(hall: Hall) -> None:
    for vice_head in ("zhao", "sun", "wu"):
        delegation.delegate(hall.desk("chen"), vice_head, from_on=day("05-06"))
    for person in ("chen", "zhou", "zhao"):
        absence.record_absence(
            hall.desk("qian"), person, "official_travel", from_on=day("05-09"), until_on=day("05-10")
        )

    acting = [who for who, rule in stand_ins(hall, HEAD, day("05-09")) if rule]

    assert acting == ["sun"]


@pytest.mark.parametrize(
    ("until", "covers"),
    [
        pytest.param("05-06", False, id="two working days are not a longer time"),
        pytest.param("05-07", True, id="three are: Saturday 7 May 2022 is worked"),
    ],
)
def test_the_b_role_covers_a_vice_head_who_is_away_for_three_working_days(hall: Hall, until: str, covers: bool) -> None:
    enrolment.define_unit(hall.giver, "education_bureau", "department", "县教育局", "education bureau")
    portfolios.assign_portfolio(hall.giver, "education_bureau", "zhao", from_on=day("05-05"))
    portfolios.pair(hall.giver, "zhao", "sun", from_on=day("05-05"))
    hall.confirm()
    absence.record_absence(hall.desk("qian"), "zhao", "official_travel", from_on=day("05-05"), until_on=day(until))

    education = Office(in_charge_of="department")
    who = stand_ins(hall, education, day("05-06"), department="education_bureau")

    assert who == [("zhao", None), *([("sun", "jiangkou-2022/5/vice-head-ab-cover")] if covers else [])]


# Lists, and the record as it was


def test_the_lists_say_who_is_who_on_a_day(hall: Hall) -> None:
    enrolment.define_unit(hall.giver, "education_bureau", "department", "县教育局", "education bureau")
    portfolios.assign_portfolio(hall.giver, "education_bureau", "sun", from_on=day("05-06"))
    hall.confirm()
    delegation.delegate(hall.desk("chen"), "zhou", from_on=day("05-09"))
    absence.record_absence(hall.desk("qian"), "wu", "private_or_sick", from_on=day("05-09"))

    record, roster = Record(hall.store.source), hall.roster

    assert roster_lists.people(record)["zhao"] == "zhao某"
    assert [unit.office for unit in roster_lists.units(roster)] == ["education_bureau"]
    assert [(g.office, g.person) for g in roster_lists.grants(roster, day("05-06"))][:2] == [
        ("county_head", "chen"),
        ("executive_deputy", "zhou"),
    ]
    assert roster_lists.grants(roster, day("05-04")) == ()
    assert [(p.of, p.person) for p in roster_lists.portfolios(roster, day("05-06"))] == [("education_bureau", "sun")]
    assert [made.to for made in roster_lists.delegations(roster, day("05-09"))] == ["zhou"]
    assert roster_lists.delegations(roster, day("05-08")) == ()
    assert [away.person for away in roster_lists.absences(roster, day("05-09"))] == ["wu"]


def test_the_ledgers_own_answer_and_the_list_of_grants_agree_on_every_day(hall: Hall) -> None:
    appointments.appoint(hall.giver, "qian", "office_director", from_on=day("05-09"), until_on=day("05-20"))
    appointments.appoint(hall.giver, "wu", "party_group_member", from_on=day("05-12"))
    hall.confirm()
    appointments.end_grant(hall.giver, "qian", "office_director", until_on=day("05-16"), reason="another task")
    appointments.appoint(hall.giver, "sun", "party_group_member", from_on=day("05-12"))
    roster = hall.roster

    for number in range(1, 32):
        on = date(2022, 5, number)
        listed = {(grant.person, grant.office) for grant in roster_lists.grants(roster, on)}
        asked = {(h.person, h.office) for office in BOOK.offices for h in roster.holders(office, on)}

        assert listed == asked, on


def test_an_act_of_long_ago_is_judged_by_the_roster_of_its_time(hall: Hall) -> None:
    size = hall.size
    delegation.delegate(hall.desk("chen"), "zhou", from_on=day("05-06"))
    appointments.end_grant(hall.giver, "zhao", "vice_head", until_on=day("05-05"), reason="never began")

    then = Roster(Record(hall.store.source), size)

    assert people(then.holders("vice_head", day("05-06"))) == ["zhao", "sun", "wu"]
    assert then.delegations("county_head", day("05-06")) == ()
    assert people(hall.roster.holders("vice_head", day("05-06"))) == ["sun", "wu"]


def test_what_waited_then_waits_still_in_the_roster_of_that_time(hall: Hall) -> None:
    portfolios.pair(hall.giver, "zhao", "sun", from_on=day("05-06"))
    size = hall.size
    hall.confirm()

    assert Roster(Record(hall.store.source), size).paired("zhao", day("05-06")) is None
    assert hall.roster.paired("zhao", day("05-06")) == "sun"


def test_the_roster_names_every_case_it_leaned_on(hall: Hall) -> None:
    roster = hall.roster
    roster.absences("chen", day("05-06"))
    roster.holders("county_head", day("05-06"))
    roster.in_charge_of("major_project", day("05-06"))

    assert roster.leaned == {
        "PER-chen",
        "OFC-county_head",
        "OFC-major_project",
        "OFC-matter_major_project",
        "PER-major_project",
    }


def test_with_one_root_holder_everything_has_effect_at_once_and_is_warned_of(tmp_path: Path) -> None:
    hall = Hall(tmp_path, roots=("wang",))

    result = enrolment.enrol(hall.giver, "chen", "陈某")
    appointments.appoint(hall.giver, "chen", "county_head", from_on=day("05-06"))

    assert [warning["kind"] for warning in result.warnings] == ["one-root-holder"]
    assert people(hall.roster.holders("county_head", day("05-06"))) == ["chen"]
    assert roster_lists.pending(Record(hall.store.source)) == ()


def test_what_waits_is_listed_until_it_is_confirmed_or_ended(hall: Hall) -> None:
    first = appointments.appoint(hall.giver, "qian", "office_director", from_on=day("05-06"))
    second = portfolios.pair(hall.giver, "zhao", "sun", from_on=day("05-06"), mutual=False)
    waiting = [(each.index, each.person) for each in roster_lists.pending(Record(hall.store.source))]

    appointments.end_grant(hall.giver, "qian", "office_director", until_on=day("05-05"), reason="a slip of the pen")
    left = [each.index for each in roster_lists.pending(Record(hall.store.source))]
    root_confirmation.confirm(hall.other, [second.index])

    assert waiting == [(first.index, "wang"), (second.index, "wang")]
    assert left == [second.index]
    assert roster_lists.pending(Record(hall.store.source)) == ()
