"""Forms and steps in small books of their own, where the Jiangkou rules on money have no use for them."""

from typing import Any

import pytest

from aggregates.case import By
from aggregates.rulebook.context import Decision
from aggregates.rulebook.declarations import check_value, sort_out
from aggregates.rulebook.loader import load_files
from aggregates.rulebook.model import Book
from ledger.errors import BadInput

from .paper_town import DAY, Paper, county, decided, jiangkou

META = """
key = "small"
title = "small"
in_force_from = 2022-01-01
transition = "none"
late_entry_working_days = 3
passes = ["adopted"]
default_office = "gov_office"
decisions_recorded_by = "gov_office"
lights = {}
[files]
small = ["rules"]
[office]
county_head = { zh = "县长", en = "head", kind = "post" }
vice_head = { zh = "副县长", en = "vice head", kind = "posts" }
gov_office = { zh = "办公室", en = "office", kind = "body" }
finance_bureau = { zh = "财政局", en = "finance bureau", kind = "body" }
[post]
head = "主要负责人"
[meeting_kind]
executive = { zh = "常务会议", en = "executive meeting" }
"""
ACTS = """
[route]
small.way = { zh = "审批", en = "approval", opens = ["go"] }
[act.small]
ask = { zh = "问", en = "ask" }
reply = { zh = "答", en = "reply", outcomes = { yes = "是", no = "否" }, passes = ["yes"] }
sign = { zh = "签", en = "sign" }
go = { zh = "去", en = "go", by = { office = "county_head" } }
"""
FACTS = """
[fact]
urgent = { zh = "急", en = "urgent", type = "flag", declared_by = { office = "gov_office" } }
amount_fen = { zh = "金额", en = "amount", type = "amount_fen" }
kind = { zh = "类", en = "kind", type = "one_of", values = { a = "甲", b = "乙" } }
units = { zh = "单位", en = "units", type = "departments", declared_by = { office = "gov_office" } }
unit = { zh = "单位", en = "unit", type = "department" }
who = { zh = "谁", en = "who", type = "person" }
note = { zh = "说明", en = "note", type = "text" }
day = { zh = "日", en = "day", type = "day" }
known = { zh = "已知", en = "known", type = "flag", derived_from = "case" }
"""
FREE = 'id = "s/1/free"\nform = "silent"\nroute = "way"\nthen = "free"\n'


def small(*rules: str) -> Book:
    """A book with these rules, each the lines of one `[[rule]]` without its words."""
    words = 'article = "第一条"\nquote = "q"\nsays = "s"\n'
    numbered = (
        "[[rule]]\n" + ("" if rule.lstrip().startswith("id") else f'id = "s/1/{place}"\n') + words + rule
        for place, rule in enumerate(rules)
    )
    text = 'case = "small"\n' + "\n".join(numbered)
    files = {"meta.toml": META, "acts.toml": ACTS, "facts.toml": FACTS, "rules.toml": text}
    return load_files({name: content.encode() for name, content in files.items()})


def paper(*rules: str, decisions: tuple[Decision, ...] = (), **facts: Any) -> Paper:
    return Paper(small(*rules), county(), "small", decisions, {"unit": "education_bureau", **facts}, "FND-2022-0001")


def chain(steps: str, more: str = "") -> str:
    return f'form = "chain"\nroute = "way"\nsteps = [{steps}]\n{more}'


HEAD = '{ office = "county_head" }'
OFFICE = '{ office = "gov_office" }'


# ---- departing from a rule


def test_a_rule_that_holds_in_general_is_departed_from_by_whom_it_names_and_with_a_reason() -> None:
    case = paper(FREE, f'form = "forbids"\nact = "go"\noverride = {{ by = {HEAD} }}')

    plain = case.ask("go", "wang", "county_head")
    departed = case.ask("go", "wang", "county_head", overrides=("s/1/1",), reason="防汛")
    without_reason = case.ask("go", "wang", "county_head", overrides=("s/1/1",))

    assert [v.may_override for v in plain.violations] == [True]
    assert departed.lawful and departed.overridden == ("s/1/1",)
    assert not without_reason.lawful


def test_nobody_departs_from_a_rule_without_an_override_nor_anybody_else_from_one_with_it() -> None:
    strict = paper(FREE, 'form = "forbids"\nact = "ask"')
    general = paper(FREE, f'form = "forbids"\nact = "ask"\noverride = {{ by = {HEAD} }}')

    assert not strict.ask("ask", "sun", "gov_office", overrides=("s/1/1",), reason="急").lawful
    [violation] = general.ask("ask", "sun", "gov_office", overrides=("s/1/1",), reason="急").violations
    assert not violation.may_override


# ---- carries


@pytest.mark.parametrize(
    ("stated", "lawful"),
    [
        ({"kind": "a", "who": "wang", "note": "好"}, True),
        ({"kind": "b", "who": "wang", "note": "好"}, False),
        ({"kind": "a", "who": "sun", "note": "好"}, False),
        ({"kind": "a", "who": "wang"}, False),
        ({}, False),
    ],
)
def test_what_an_act_carries_is_there_and_is_what_it_must_be(stated: dict[str, Any], lawful: bool) -> None:
    carries = (
        f'form = "carries"\nact = "ask"\nfields = ["note"]\none_of = {{ kind = ["a"] }}\nmust_be = {{ who = {HEAD} }}'
    )
    case = paper(FREE, carries)

    verdict = case.ask("ask", "sun", "gov_office", fields=stated)

    assert verdict.lawful == lawful
    assert [v.rule for v in verdict.violations] == ([] if lawful else ["s/1/1"])


def test_a_step_that_carries_a_fact_is_not_taken_without_it() -> None:
    case = paper(chain(f'{{ act = "ask", by = {OFFICE}, carries = ["note"] }}'))

    assert not case.ask("ask", "sun", "gov_office").lawful
    assert case.ask("ask", "sun", "gov_office", fields={"note": "好"}).lawful
    case.take_in(case.act("ask", "sun", "gov_office"))
    assert {act for _, act in case.steps()} == {"ask"}


# ---- in person, and by the same hand


def test_what_is_done_in_person_nobody_records_for_another() -> None:
    case = paper(chain('{ act = "sign", by = { office = "county_head", in_person = true } }'))

    own, recorded = (case.ask("sign", "wang", "county_head", recorded_by=hand) for hand in (None, "sun"))

    assert own.lawful
    assert [str(v) for v in recorded.violations] == ["sign is done in person, nobody records it for another"]


def test_the_same_hand_is_the_person_and_for_a_body_anybody_of_it() -> None:
    ask = f'{{ act = "ask", by = [{OFFICE}, {{ office = "vice_head" }}] }}'
    steps = ask + ', { act = "sign", by = { same_as = "ask" } }'
    by_a_person, by_a_body = paper(chain(steps)), paper(chain(steps))
    by_a_person.do("ask", "zhao", "vice_head")
    by_a_body.do("ask", "sun", "gov_office")
    by_a_body.roster.offices.append(by_a_body.roster.offices[0]._replace(person="tian", office="gov_office"))

    assert by_a_person.ask("sign", "zhao", "vice_head").lawful
    assert not by_a_person.ask("sign", "qian", "vice_head").lawful
    assert by_a_body.ask("sign", "tian", "gov_office").lawful


def test_standing_in_that_another_kind_of_case_settles_does_not_reach_here() -> None:
    stands_in = 'form = "stands_in"\nfor = { office = "county_head" }\nby = { office = "vice_head" }\nacts = "all"\n'
    verdicts = [
        paper(chain(f'{{ act = "sign", by = {HEAD} }}'), f'{stands_in}case = "{kind}"').ask(
            "sign", "zhao", "vice_head", acting_for="county_head"
        )
        for kind in ("small", "office", "meeting")
    ]

    assert [verdict.lawful for verdict in verdicts] == [True, True, False]


# ---- routes


def test_a_route_that_the_text_gives_to_nobody_refuses_what_it_opens() -> None:
    case = paper('id = "s/1/silent-x"\nform = "silent"\nroute = "way"\nthen = "refuse"')

    [violation] = case.ask("go", "wang", "county_head").violations
    [turn] = case.turns()

    assert str(violation) == "the text gives go to nobody"
    assert turn.blocked == ("s/1/silent-x",)


def test_a_chain_without_steps_asks_for_no_signature_but_for_what_is_needed() -> None:
    case = paper(chain(""), f'form = "needs"\nbefore = "way"\nsteps = [{{ act = "ask", by = {OFFICE} }}]')

    assert not case.ask("go", "wang", "county_head").lawful
    case.do("ask", "sun", "gov_office")
    assert case.ask("go", "wang", "county_head").lawful


def test_a_book_with_a_gap_stops_at_it_and_names_the_route() -> None:
    case = paper(chain("", "when = { urgent = true }"), urgent=False)

    with pytest.raises(BadInput, match="does not fix the route way"):
        case.ask("go", "wang", "county_head")


def test_a_step_after_another_act_waits_for_it() -> None:
    case = paper(chain(f'{{ act = "sign", by = {HEAD}, after = "ask" }}'))
    early, waiting = case.ask("sign", "wang", "county_head"), case.steps()

    case.do("ask", "sun", "gov_office")

    assert not early.lawful
    assert waiting == {("sun", "ask"), ("director", "ask")} or waiting == {("sun", "ask")}
    assert case.ask("sign", "wang", "county_head").lawful


def test_a_decision_may_come_between_two_acts() -> None:
    ask, sign = f'{{ act = "ask", by = {OFFICE} }}', f'{{ act = "sign", by = {HEAD} }}'
    steps = f'{ask}, {{ decision = {{ kinds = ["executive"] }} }}, {sign}'
    case = paper(chain(steps))
    case.do("ask", "sun", "gov_office")
    before = case.ask("sign", "wang", "county_head")

    case.context.decided.append(decided("executive"))

    assert not before.lawful
    assert case.ask("sign", "wang", "county_head").lawful


# ---- lists


EACH = '{ act = "reply", each = "units", by = { named = "it" } }'


def test_every_unit_of_a_list_answers_and_only_for_itself() -> None:
    case = paper(chain(EACH), units=["education_bureau", "health_bureau"])
    case.do("reply", "zhou", "education_bureau")

    assert case.steps() == {("wu", "reply")}
    assert not case.ask("reply", "zhou", "education_bureau").lawful
    case.do("reply", "wu", "health_bureau")
    assert case.steps() == {("wang", "go")}


def test_an_empty_list_asks_nobody() -> None:
    assert paper(chain(EACH), units=[]).steps() == {("wang", "go")}


def test_a_list_that_nobody_has_given_is_wanted() -> None:
    case = paper(chain(EACH))

    asked = case.ask("go", "wang", "county_head")

    assert [(w.fact, w.by) for w in asked.wanted] == [("units", ("gov_office",))]
    assert [turn.facts for turn in case.turns()] == [("units",)]


def test_what_is_refused_in_any_case_is_refused_without_asking_for_the_list() -> None:
    case = paper(chain(EACH), 'form = "forbids"\nact = "go"')

    verdict = case.ask("go", "wang", "county_head")

    assert [v.rule for v in verdict.violations] == ["s/1/1"]
    assert not verdict.wanted


def test_what_one_rule_lacks_in_any_case_is_named_though_another_hangs_on_the_list() -> None:
    case = paper(chain(EACH), f'form = "needs"\nbefore = "go"\nsteps = [{{ act = "ask", by = {OFFICE} }}]')

    verdict = case.ask("go", "wang", "county_head")

    assert [(v.rule, v.params["needed"]) for v in verdict.violations] == [("s/1/1", ("ask",))]
    assert not verdict.wanted


def test_an_amount_that_a_decision_must_cover_is_wanted_where_it_is_not_known() -> None:
    steps = '{ decision = { kinds = ["executive"], covers = "amount_fen" } }'
    case = paper(chain(steps), decisions=(decided("executive", 100),))

    assert [w.fact for w in case.ask("go", "wang", "county_head").wanted] == ["amount_fen"]


def test_an_answer_that_the_step_lists_satisfies_it_though_it_does_not_pass() -> None:
    asked_is_enough = f'{{ act = "reply", by = {OFFICE}, outcome = ["yes", "no"] }}'
    case, strict = paper(chain(asked_is_enough)), paper(chain(f'{{ act = "reply", by = {OFFICE} }}'))

    open_, back = (each.do("reply", "sun", "gov_office", outcome="no") for each in (case, strict))

    assert (open_.ends, back.ends) == (False, True)
    assert case.steps() == {("wang", "go")}


# ---- stating and declaring


def test_what_is_said_is_stated_declared_or_proposed() -> None:
    case = paper(FREE)
    said = {"note": "好", "urgent": True}

    office = sort_out(said, by=By("sun", "gov_office"), case=case.state, book=case.book, context=case.context, on=DAY)
    head = sort_out(said, by=By("wang", "county_head"), case=case.state, book=case.book, context=case.context, on=DAY)

    assert (office.fields, office.declared, office.proposed) == ({"note": "好"}, {"urgent": True}, {})
    assert (head.fields, head.declared, head.proposed) == ({"note": "好"}, {}, {"urgent": True})


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("nothing", "x"),
        ("known", True),
        ("urgent", "yes"),
        ("urgent", 1),
        ("amount_fen", -1),
        ("amount_fen", True),
        ("amount_fen", 1.5),
        ("kind", "c"),
        ("day", "2022-02-30"),
        ("day", "20220506"),
        ("units", "education_bureau"),
        ("units", [""]),
        ("note", " "),
    ],
)
def test_a_value_that_cannot_be_is_refused_at_the_door(fact: str, value: Any) -> None:
    with pytest.raises(BadInput):
        check_value(small(FREE), fact, value)


@pytest.mark.parametrize("fact", ["source", "amount_fen", "purpose", "major_project", "department"])
def test_a_value_that_can_be_is_taken(fact: str) -> None:
    value = {"source": "earmarked", "amount_fen": 0, "purpose": "纸", "major_project": False, "department": "x"}[fact]

    assert check_value(jiangkou(), fact, value).key == fact


def test_an_act_that_the_book_does_not_know_is_refused_by_the_table_of_acts() -> None:
    [violation] = paper(FREE).ask("dance", "sun", "gov_office").violations

    assert (violation.rule, violation.quote) == ("small/acts/small.dance", "")


def test_an_act_of_nobody_in_particular_is_the_offices() -> None:
    case = paper(FREE)

    assert case.ask("ask", "sun", "gov_office").lawful
    assert [v.rule for v in case.ask("ask", "wang", "county_head").violations] == ["small/acts/small.ask"]
