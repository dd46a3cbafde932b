"""Quorum, invitations, quotas and leads: just inside the bound and just outside, in small books of their own."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

import pytest

from aggregates.case import CaseState, Done
from aggregates.rulebook.forms import Quorum, Share
from aggregates.rulebook.gates import needed_for, period_of

from .hall import ITEM, MEETING, case, done, hall, meeting, people
from .paper_town import DAY, Paper

SIT = 'form = "members"\nkind = "executive"\nmembers = [{ office = "county_head" }, { office = "vice_head" }]'
HALF = 'form = "quorum"\nmore_than = { parts = 1, of = 2 }\nat = ["convene"]'
THIRDS = 'form = "quorum"\nat_least = { parts = 2, of = 3 }\nat = ["convene"]'
HELD = ("wang:county_head", "li:deputy", "zhao:vice_head", "qian:vice_head", "li:vice_head")


def sheet(*present: str) -> Done:
    return done("record_attendance", present=list(present))


# ---- quorum


@pytest.mark.parametrize("share", [Share(p, n) for n in range(1, 8) for p in range(1, n + 1)])
@pytest.mark.parametrize("more_than", [True, False])
def test_what_a_quorum_needs_is_the_first_number_that_passes_the_share(share: Share, more_than: bool) -> None:
    body = Quorum(("convene",), share, None) if more_than else Quorum(("convene",), None, share)

    for members in range(1, 60):
        bound = members * Fraction(share.parts, share.of)
        enough = [n for n in range(members + 2) if (n > bound if more_than else n >= bound)]
        assert needed_for(body, members) == enough[0], (members, share)


@pytest.mark.parametrize(("rule", "needed"), [(HALF, 3), (THIRDS, 3)])
def test_a_meeting_convenes_with_its_quorum_and_not_with_one_fewer(rule: str, needed: int) -> None:
    """The county head, his deputy, who is a vice head besides, and two vice heads are four members."""
    book, roster = hall(SIT, rule), people(*HELD)

    for size in range(5):
        for present in combinations(("wang", "li", "zhao", "qian"), size):
            verdict = meeting(sheet(*present), book=book, roster=roster).ask("convene", "li", "deputy")

            assert verdict.lawful == (size >= needed), present
            if not verdict.lawful:
                [violation] = verdict.violations
                assert violation.rule == "h/1/1"
                assert violation.facts == (("present", size), ("members", 4), ("needed", needed))


def test_half_of_the_members_is_not_more_than_half() -> None:
    paper = meeting(sheet("wang", "li"), book=hall(SIT, HALF), roster=people(*HELD))

    [violation] = paper.ask("convene", "li", "deputy").violations

    assert str(violation) == "2 of 4 members are present, 3 are needed"


def test_whoever_attends_without_sitting_counts_for_no_quorum() -> None:
    paper = meeting(sheet("wang", "li", "sun", "guest"), book=hall(SIT, HALF), roster=people(*HELD))

    assert not paper.ask("convene", "li", "deputy").lawful


def test_attendance_sheets_add_up() -> None:
    paper = meeting(sheet("wang", "li"), sheet("zhao", "wang"), book=hall(SIT, HALF), roster=people(*HELD))

    assert paper.ask("convene", "li", "deputy").lawful


def test_a_meeting_nobody_sits_in_has_no_quorum() -> None:
    assert not meeting(book=hall(SIT, THIRDS), roster=people("li:deputy@x")).ask("convene", "li", "deputy").lawful


def test_a_quorum_may_be_asked_for_at_the_decision_on_an_item() -> None:
    at_decision = HALF.replace('"convene"', '"agenda.decide"')
    book, roster = hall(SIT, at_decision), people(*HELD)
    item = Paper(book, roster, "agenda", case=ITEM)
    item.state = case("agenda", ITEM, done("propose"), facts={"meeting": MEETING})

    for present, lawful in ((("li", "wang"), False), (("li", "wang", "qian"), True)):
        item.beside(meeting(sheet(*present), done("convene", "li", "deputy"), book=book, roster=roster).state)
        assert item.ask("decide", "li", "deputy", outcome="adopted").lawful == lawful


# ---- who is invited

ASKED = (
    'form = "members"\nkind = "executive"\nbefore = "notify"\n'
    'attend = [{ office = "deputy" }, { office = "committee" }]\n'
    'attend_by_item = [{ post = "head", of = "unit" }, { post = "head", of = "units" }]'
)
HEADS = (*HELD, "zhou:head@edu", "wu:head@health", "shen:head@audit")


def agenda_item(*acts: str, **facts: object) -> CaseState:
    return case("agenda", ITEM, *(done(act) for act in acts), facts={"meeting": MEETING, **facts})


def test_everybody_who_must_be_invited_is_and_each_who_is_not_is_named() -> None:
    paper = meeting(book=hall(ASKED), roster=people(*HEADS))
    paper.beside(agenda_item("propose", "admit", unit="edu", units=["health", "edu"]))
    must = ("li", "committee", "zhou", "wu")

    for size in range(5):
        for invited in combinations(must, size):
            verdict = paper.ask("notify", "sun", "gov_office", fields={"invited": [*invited, "guest"]})

            assert verdict.lawful == (size == 4)
            missing = tuple(who for who in must if who not in invited)
            assert [v.params["missing"] for v in verdict.violations] == ([missing] if missing else [])


def test_the_lists_of_all_notices_count_together() -> None:
    paper = meeting(done("notify", invited=["li"]), book=hall(ASKED), roster=people(*HEADS))

    assert paper.ask("notify", "sun", "gov_office", fields={"invited": ["committee"]}).lawful
    assert not paper.ask("notify", "sun", "gov_office", fields={"invited": ["guest"]}).lawful


@pytest.mark.parametrize("acts", [(), ("propose",)])
def test_an_item_that_is_not_admitted_brings_nobody(acts: tuple[str, ...]) -> None:
    paper = meeting(book=hall(ASKED), roster=people(*HEADS))
    paper.beside(agenda_item(*acts, unit="edu", units=[]))

    assert paper.ask("notify", "sun", "gov_office", fields={"invited": ["li", "committee"]}).lawful


def test_an_item_that_does_not_say_whom_it_concerns_holds_the_notice_back() -> None:
    paper = meeting(book=hall(ASKED), roster=people(*HEADS))
    paper.beside(agenda_item("propose", "admit", unit="edu"))

    verdict = paper.ask("notify", "sun", "gov_office", fields={"invited": ["li", "committee", "zhou"]})

    assert [v.params for v in verdict.violations] == [{"act": "notify", "case": ITEM, "fact": "units"}]


def test_another_kind_of_meeting_invites_whom_it_likes() -> None:
    paper = meeting(book=hall(ASKED), roster=people(*HEADS), kind="thematic")

    assert paper.ask("notify", "sun", "gov_office", fields={"invited": []}).lawful


# ---- so many times and no more

TWICE = (
    'form = "quota"\nact = "convene"\nby = { office = "county_head" }\nper = "month"\nat_most = 2\n'
    'when = { kind = "executive" }\noverride = { by = { office = "deputy" } }'
)


@pytest.mark.parametrize("per", ["month", "quarter", "half_year", "year"])
def test_every_day_lies_in_its_period_and_periods_follow_each_other(per: str) -> None:
    day = date(2021, 1, 1)
    while day < date(2025, 1, 1):
        first, last = period_of(per, day)
        assert first <= day <= last
        assert period_of(per, first) == period_of(per, last) == (first, last)
        assert period_of(per, last + timedelta(days=1))[0] == last + timedelta(days=1)
        day += timedelta(days=1)


def held(*days: date, kind: str = "executive") -> list[CaseState]:
    return [
        case("meeting", f"MTG-2022-1{n:03d}", done("convene", "li", "deputy", on=day), facts={"kind": kind})
        for n, day in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("days", "lawful"),
    [
        ([], True),
        ([date(2022, 5, 2)], True),
        ([date(2022, 5, 1), date(2022, 5, 31)], False),
        ([date(2022, 4, 30), date(2022, 5, 1)], True),
        ([date(2022, 5, 31), date(2022, 6, 1)], True),
    ],
)
def test_a_third_meeting_in_a_month_is_refused_and_the_months_are_those_of_the_calendar(
    days: list[date], lawful: bool
) -> None:
    paper = meeting(book=hall(TWICE), roster=people(*HELD))
    paper.beside(*held(*days))

    verdict = paper.ask("convene", "zhao", "vice_head")

    assert verdict.lawful == lawful
    assert [v.rule for v in verdict.violations] == ([] if lawful else ["h/1/0"])


@pytest.mark.parametrize(
    ("units", "lawful"), [(["edu", "edu"], False), (["edu", "health"], True), ([None, "edu"], True)]
)
def test_with_a_fact_that_must_be_the_same_each_of_its_values_has_a_count_of_its_own(
    units: list[str | None], lawful: bool
) -> None:
    paper = meeting(book=hall(TWICE + '\nsame = "unit"'), roster=people(*HELD), unit="edu")
    paper.beside(
        *(each._replace(facts={**each.facts, "unit": of}) for each, of in zip(held(DAY, DAY), units, strict=True))
    )

    assert paper.ask("convene", "zhao", "vice_head").lawful == lawful


def test_meetings_of_another_kind_are_not_counted() -> None:
    paper = meeting(book=hall(TWICE), roster=people(*HELD))
    paper.beside(*held(DAY, DAY, DAY, kind="thematic"))

    assert paper.ask("convene", "zhao", "vice_head").lawful


def test_whoever_may_depart_from_a_quota_does_so_with_a_reason() -> None:
    paper = meeting(book=hall(TWICE), roster=people(*HELD))
    paper.beside(*held(DAY, DAY))

    plain = paper.ask("convene", "li", "deputy")
    departed = paper.ask("convene", "li", "deputy", overrides=("h/1/0",), reason="防汛")
    other = paper.ask("convene", "zhao", "vice_head", overrides=("h/1/0",), reason="防汛")

    assert [v.may_override for v in plain.violations] == [True]
    assert departed.lawful and departed.overridden == ("h/1/0",)
    assert not other.lawful


# ---- a lead that is a condition

AHEAD = (
    'form = "deadline"\nfrom = "plan"\nahead = { working_days = 3, of = "meets_on" }\nlate = "refused"\n'
    'steps = [{ act = "notify", by = { office = "gov_office" } }]'
)


@pytest.mark.parametrize(("day", "lawful"), [(date(2022, 5, 10), True), (date(2022, 5, 11), False)])
def test_a_notice_three_working_days_ahead_is_lawful_and_a_day_later_refused(day: date, lawful: bool) -> None:
    """The meeting is on Friday 13 May; the three days before it are 12, 11 and 10."""
    paper = meeting(done("plan"), book=hall(AHEAD), roster=people(*HELD), meets_on="2022-05-13")

    verdict = paper.ask("notify", "sun", "gov_office", on=day)

    assert verdict.lawful == lawful
    assert [v.params["due_on"] for v in verdict.violations] == ([] if lawful else ["2022-05-10"])


def test_the_same_late_notice_where_late_is_recorded_is_lawful() -> None:
    late = AHEAD.replace("refused", "recorded")
    paper = meeting(done("plan"), book=hall(late), roster=people(*HELD), meets_on="2022-05-13")

    assert paper.ask("notify", "sun", "gov_office", on=date(2022, 5, 12)).lawful


def test_what_was_done_in_time_may_be_done_again_late() -> None:
    told = done("notify", on=date(2022, 5, 9))
    paper = meeting(done("plan"), told, book=hall(AHEAD), roster=people(*HELD), meets_on="2022-05-13")

    assert paper.ask("notify", "sun", "gov_office", on=date(2022, 5, 12)).lawful


def test_a_lead_before_a_day_nobody_has_set_is_wanted() -> None:
    paper = meeting(done("plan"), book=hall(AHEAD), roster=people(*HELD))

    assert [w.fact for w in paper.ask("notify", "sun", "gov_office").wanted] == ["meets_on"]


@pytest.mark.parametrize(("day", "lawful"), [(DAY + timedelta(days=5), True), (DAY + timedelta(days=6), False)])
def test_a_term_from_an_act_runs_from_that_act(day: date, lawful: bool) -> None:
    within = AHEAD.replace('ahead = { working_days = 3, of = "meets_on" }', "within = { calendar_days = 5 }")
    book, roster = hall(within), people(*HELD)

    assert meeting(done("plan"), book=book, roster=roster).ask("notify", "sun", "gov_office", on=day).lawful == lawful
    assert meeting(book=book, roster=roster).ask("notify", "sun", "gov_office", on=day).lawful
