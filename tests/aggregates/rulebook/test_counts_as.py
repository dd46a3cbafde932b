"""圈阅 and the ladder: an act that counts as another, and acts that are lawful only once a rung is open."""

from typing import Any

import pytest

from aggregates.rulebook.context import OpenRung

from .hall import PAPER, done, hall, of, people
from .paper_town import Paper

ROSTER = people("wang:county_head", "li:deputy", "zhao:vice_head", "zhou:head@edu")

CHAIN = (
    'case = "document"\nform = "chain"\nroute = "signing"\n'
    'steps = [{ act = "review", by = { office = "vice_head" } }, { act = "sign", by = { office = "county_head" } }]'
)
CIRCLE = 'case = "document"\nform = "deemed"\non = "circle"\ncounts_as = ["review", "sign"]\nwhen = { doubt = false }'
SHUT = 'case = "document"\nform = "forbids"\nact = "sign"\nwhen = { urgent = true }'
BOOK = hall(CHAIN, CIRCLE, SHUT)


def paper(*acts: Any, **facts: Any) -> Paper:
    return of("document", PAPER, *acts, book=BOOK, roster=ROSTER, **{"urgent": False, **facts})


CIRCLED = (done("circle", "zhao", "vice_head"), done("circle", "wang", "county_head"))


# ---- counting as


@pytest.mark.parametrize(("doubt", "lawful"), [(False, True), (True, False)])
def test_two_circles_stand_for_a_review_and_a_signature_unless_words_of_doubt_go_with_them(
    doubt: bool, lawful: bool
) -> None:
    verdict = paper(*CIRCLED, doubt=doubt).ask("issue", "sun", "gov_office")

    assert verdict.lawful == lawful and not verdict.wanted


def test_whether_there_were_words_of_doubt_is_asked_where_it_makes_the_difference_and_nowhere_else() -> None:
    signed = (
        done("review", "zhao", "vice_head", outcome="agree"),
        done("sign", "wang", "county_head", outcome="agree"),
    )

    assert [w.fact for w in paper(*CIRCLED).ask("issue", "sun", "gov_office").wanted] == ["doubt"]
    assert paper(*CIRCLED, *signed).ask("issue", "sun", "gov_office").lawful
    assert not paper(CIRCLED[0]).ask("issue", "sun", "gov_office").wanted
    assert paper(*signed).ask("issue", "sun", "gov_office").lawful


def test_a_circle_is_made_in_the_order_of_the_route_by_whoever_s_turn_it_is() -> None:
    first, second = paper(doubt=False), paper(CIRCLED[0], doubt=False)

    assert first.ask("circle", "zhao", "vice_head").lawful
    assert not first.ask("circle", "wang", "county_head").lawful
    assert second.ask("circle", "wang", "county_head").lawful
    assert not second.ask("circle", "zhao", "vice_head").lawful
    assert second.steps() == {("wang", "sign")}


def test_what_forbids_the_signature_forbids_the_circle_that_stands_for_it() -> None:
    before, at_signing = paper(doubt=False, urgent=True), paper(CIRCLED[0], doubt=False, urgent=True)

    assert before.ask("circle", "zhao", "vice_head").lawful
    assert [v.rule for v in at_signing.ask("circle", "wang", "county_head").violations] == ["h/1/2"]


def test_a_circle_with_words_of_doubt_is_taken_down_and_moves_nothing() -> None:
    doubted = paper(doubt=True)

    assert doubted.ask("circle", "zhao", "vice_head").lawful
    doubted.take_in(doubted.act("circle", "zhao", "vice_head"))
    assert {person for person, act in doubted.steps() if act == "review"} == {"li", "zhao"}


def test_a_circle_never_counts_for_somebody_whose_step_it_is_not() -> None:
    clerk = paper(done("circle", "sun", "gov_office"), CIRCLED[1], doubt=False)

    assert not clerk.ask("issue", "sun", "gov_office").lawful


# ---- the ladder

STEP_1 = (
    'case = "item"\nform = "rung"\nduty = ["h/1/9"]\nafter = { urged = 0 }\n'
    'steps = [{ act = "criticise", by = { office = "gov_office" }, to = [{ named = "unit" }] }]'
)
STEP_2 = (
    'case = "item"\nform = "rung"\nduty = ["h/1/9"]\nafter = { urged = 1 }\n'
    'steps = [{ act = "criticise", by = { office = "deputy" }, to = [{ post = "head", of = "unit" }] }]'
)
AFTER_ACT = (
    'case = "item"\nform = "rung"\nafter = { act = "complete", outcome = ["no"] }\noptional = true\n'
    'steps = [{ act = "inspect", by = { office = "deputy" } }]'
)
LADDER = hall(STEP_1, STEP_2, AFTER_ACT)


def order(*acts: Any, rungs: tuple[OpenRung, ...] = ()) -> Paper:
    item = of("item", "ITM-2022-0001", *acts, book=LADDER, roster=ROSTER, unit="edu")
    item.context.rungs += rungs
    return item


FIRST = OpenRung("d@1", "h/1/0", "edu", climbed=False)
SECOND = OpenRung("d@1", "h/1/1", "post:head:edu", climbed=False)


def test_a_step_of_the_ladder_is_refused_until_its_rung_is_open() -> None:
    shut = order().ask("criticise", "sun", "gov_office", fields={"target": "edu"})

    assert [v.rule for v in shut.violations] == ["h/1/0", "h/1/1"]
    verdict = order(rungs=(FIRST,)).ask("criticise", "sun", "gov_office", fields={"target": "edu"})
    assert verdict.lawful and verdict.rules == ("h/1/0",)


@pytest.mark.parametrize("target", ["health", "wang", None])
def test_it_is_aimed_at_whom_the_rung_names(target: str | None) -> None:
    fields = {"target": target} if target else {}

    verdict = order(rungs=(FIRST,)).ask("criticise", "sun", "gov_office", fields=fields)

    assert "h/1/0" in {v.rule for v in verdict.violations}


@pytest.mark.parametrize("target", ["zhou", "post:head:edu"])
def test_a_post_in_a_unit_is_named_as_such_or_by_the_person_in_it(target: str) -> None:
    opened = order(rungs=(FIRST, SECOND))

    assert opened.ask("criticise", "li", "deputy", fields={"target": target}).rules == ("h/1/1",)
    assert not opened.ask("criticise", "sun", "gov_office", fields={"target": target}).lawful


def test_a_rung_is_climbed_once_for_each_duty_and_target() -> None:
    twice = (FIRST._replace(climbed=True), FIRST._replace(duty="d@2"))

    assert not order(rungs=twice[:1]).ask("criticise", "sun", "gov_office", fields={"target": "edu"}).lawful
    assert order(rungs=twice).ask("criticise", "sun", "gov_office", fields={"target": "edu"}).lawful


def test_a_rung_that_is_open_is_climbed_by_those_it_names_and_nobody_else() -> None:
    [violation] = [
        v
        for v in order(rungs=(SECOND,)).ask("criticise", "sun", "gov_office", fields={"target": "zhou"}).violations
        if v.rule == "h/1/1"
    ]

    assert str(violation) == "criticise is for deputy, not for gov_office"


@pytest.mark.parametrize(("outcome", "lawful"), [(None, False), ("yes", False), ("no", True)])
def test_a_rung_after_an_act_opens_with_that_act_and_that_outcome(outcome: str | None, lawful: bool) -> None:
    acts = [done("complete", outcome=outcome)] if outcome else []

    assert order(*acts).ask("inspect", "li", "deputy").lawful == lawful


UP = (
    'case = "document"\nform = "rung"\nafter = { act = "review", outcome = ["disagree"] }\n'
    'steps = [{ act = "revise", by = { office = "gov_office" } }]'
)


@pytest.mark.parametrize(("rules", "ends"), [((CHAIN,), True), ((CHAIN, UP), False)])
def test_a_no_sends_the_case_back_unless_a_rung_stands_after_it(rules: tuple[str, ...], ends: bool) -> None:
    case = of("document", PAPER, book=hall(*rules), roster=ROSTER)

    verdict = case.ask("review", "zhao", "vice_head", outcome="disagree")

    assert verdict.lawful and verdict.ends == ends
    if not ends:
        assert not case.ask("revise", "sun", "gov_office").lawful
        case.take_in(case.act("review", "zhao", "vice_head", outcome="disagree"))
        assert case.ask("revise", "sun", "gov_office").lawful
