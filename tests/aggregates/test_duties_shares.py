"""What one rule asks of several, in several cases, or of a case that is closed: each duty apart, none too many."""

from __future__ import annotations

from datetime import date
from typing import Any

from aggregates.case import By, Linked
from tests.aggregates.owed_town import DO, OFFICE, case, deadline, done, owed, rule, the_duty

HEALTH = By("wu", "health_bureau")
EACH = 'steps = [{ act = "reply", each = "units", by = { named = "it" } }]\n'
BUT = 'steps = [{ act = "reply", each = "units", by = { named = "it" }, but = [{ named = "unit" }] }]\n'
TWO = ["education_bureau", "health_bureau"]
REPLIES = deadline("within = { working_days = 3 }", from_="ask", steps=EACH)
SIGN = 'steps = [{ act = "sign", by = { office = "county_head" } }]\n'
HEAD = By("wang", "county_head")


def asked(*more: tuple[object, ...]) -> tuple[tuple[object, ...], ...]:
    return (("open", "2022-05-06", {"units": TWO}), ("ask", "2022-05-09"), *more)


def test_each_of_the_units_owes_its_own_answer() -> None:
    duties = owed(REPLIES, case(*asked()))

    assert [duty.key for duty in duties] == ["o/1:education_bureau@11", "o/1:health_bureau@11"]
    assert [(duty.unit, duty.people) for duty in duties] == [
        ("education_bureau", ("zhou",)),
        ("health_bureau", ("wu",)),
    ]


def test_an_answer_meets_the_duty_of_the_unit_that_gave_it() -> None:
    answered = case(*asked(("reply", "2022-05-10", {"by": HEALTH, "outcome": "agree"})))

    assert [duty.state(date(2022, 5, 20)) for duty in owed(REPLIES, answered)] == ["overdue", "met"]


def test_an_answer_that_does_not_pass_leaves_the_duty_open() -> None:
    refused = case(*asked(("reply", "2022-05-10", {"by": HEALTH, "outcome": "disagree"})))

    assert [duty.met_on for duty in owed(REPLIES, refused)] == [None, None]


def test_whom_the_rule_leaves_out_owes_nothing() -> None:
    but_the_unit = deadline("within = { working_days = 3 }", from_="ask", steps=BUT)

    assert [duty.member for duty in owed(but_the_unit, case(*asked()))] == ["health_bureau"]


def test_while_the_list_is_not_known_nobody_owes_anything() -> None:
    assert owed(REPLIES, case(("open", "2022-05-06"), ("ask", "2022-05-09"))) == ()


def test_asked_twice_each_answers_twice() -> None:
    again = case(*asked(("reply", "2022-05-10", {"by": HEALTH, "outcome": "agree"}), ("ask", "2022-05-11")))

    duties = {duty.key: duty.met_on for duty in owed(REPLIES, again)}

    assert duties["o/1:health_bureau@11"] == date(2022, 5, 10)
    assert duties["o/1:health_bureau@13"] is None


def test_each_part_of_an_all_is_a_duty_of_its_own() -> None:
    both = 'steps = [{ all = [{ act = "do", by = { named = "unit" } }, { act = "tell", by = { named = "unit" } }] }]\n'

    duties = owed(deadline('undated = "及时"', steps=both), case(("open", "2022-05-06"), ("tell", "2022-05-07")))

    assert [(duty.key, duty.act, duty.met_on) for duty in duties] == [
        ("o/1.1@10", "do", None),
        ("o/1.2@10", "tell", date(2022, 5, 7)),
    ]


def test_any_of_several_meets_the_one_duty() -> None:
    either = 'steps = [{ act = "tell", by = [{ office = "gov_office" }, { named = "unit" }] }]\n'
    rules = deadline('undated = "公布"', steps=either)

    for who in (OFFICE, By("zhou", "education_bureau")):
        assert the_duty(rules, case(("open", "2022-05-06"), ("tell", "2022-05-07", {"by": who}))).met_on


def test_a_rule_that_yields_opens_no_duty_beside_the_other() -> None:
    wide = rule(f'form = "deadline"\nfrom = "open"\nundated = "执行"\n{DO}yields_to = ["o/narrow"]', key="wide")
    narrow = rule(f'form = "deadline"\nfrom = "open"\nwhen = {{ major = true }}\nundated = "按时"\n{DO}', key="narrow")

    def rules_of(**facts: Any) -> list[str | None]:
        return [duty.rule for duty in owed([wide, narrow], case(("open", "2022-05-06"), **facts))]

    assert rules_of(major=True) == ["o/narrow"]
    assert rules_of(major=False) == ["o/wide"]
    assert rules_of() == ["o/wide"]


# Acts of other cases


def test_a_duty_opens_with_an_act_of_the_meeting_that_the_case_names() -> None:
    minutes = deadline("within = { working_days = 3 }", from_="meeting.close", steps=SIGN, case="document")
    meeting = case(("plan", "2022-05-06"), kind="meeting", name="MTG-2022-0001")
    closed = meeting._replace(done=(*meeting.done, done("close", "2022-05-10", 12)))
    draft = ("draft", "2022-05-09", {"meeting": "MTG-2022-0001"})
    paper = case(draft, kind="document", name="DOC-2022-0001")
    signed = paper._replace(done=(*paper.done, done("sign", "2022-05-16", 20, by=HEAD, outcome="agree")))

    assert owed(minutes, paper, others={meeting.case: meeting}) == ()
    duty = the_duty(minutes, signed, others={closed.case: closed})

    assert (duty.key, duty.opened_on, duty.due_on) == ("o/1@12", date(2022, 5, 10), date(2022, 5, 13))
    assert duty.state(date(2022, 6, 1)) == "met-late"


def test_a_duty_is_met_in_the_case_that_names_this_one() -> None:
    steps = SIGN.replace('"sign"', '"document.sign"')
    minutes = deadline("within = { working_days = 3 }", from_="close", steps=steps, case="meeting")
    meeting = case(("plan", "2022-05-06"), ("close", "2022-05-10"), kind="meeting", name="MTG-2022-0001")
    linked = meeting._replace(
        linked=(Linked("meeting", "DOC-2022-0001"),), closed="closed", closed_on=date(2022, 5, 10)
    )
    draft = done("draft", "2022-05-09", 8, meeting="MTG-2022-0001")
    sign = done("sign", "2022-05-13", 20, by=HEAD, outcome="agree")
    paper = case(("draft", "2022-05-09"), kind="document", name="DOC-2022-0001", meeting="MTG-2022-0001")

    def met(outcome: str) -> date | None:
        acts = (draft, sign._replace(outcome=outcome))
        return the_duty(minutes, linked, others={paper.case: paper._replace(done=acts)}).met_on

    assert met("agree") == date(2022, 5, 13)
    assert met("disagree") is None


# A closed case


def test_a_case_sent_back_owes_nothing_any_more() -> None:
    rules = deadline("within = { working_days = 3 }", steps=DO.replace("do", "tell"))
    open_ = case(("open", "2022-05-06"))
    returned = open_._replace(closed="returned", closed_on=date(2022, 5, 9))

    assert the_duty(rules, open_).state(date(2022, 6, 1)) == "overdue"
    assert the_duty(rules, returned).state(date(2022, 6, 1)) == "ended"
    assert the_duty(rules, returned).lapsed_on() is None


def test_what_was_overdue_before_the_case_was_sent_back_did_lapse() -> None:
    rules = deadline("within = { working_days = 3 }", steps=DO.replace("do", "tell"))
    returned = case(("open", "2022-05-06"))._replace(closed="returned", closed_on=date(2022, 5, 12))

    assert the_duty(rules, returned).lapsed_on() == date(2022, 5, 11)


def test_what_may_still_be_done_in_a_closed_case_is_still_owed() -> None:
    finished = case(("open", "2022-05-06"))._replace(closed="done", closed_on=date(2022, 5, 9))

    assert the_duty(deadline("within = { working_days = 3 }"), finished).state(date(2022, 6, 1)) == "overdue"
