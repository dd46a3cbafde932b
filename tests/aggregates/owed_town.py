"""Duties in small books of their own: rules written in the grammar, cases put together act by act, nothing stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from aggregates.calendar import WorkCalendar, shipped
from aggregates.case import By, CaseState, Done, TermSet
from aggregates.duties import Duty, duties
from aggregates.rulebook.loader import load_files
from aggregates.rulebook.model import Book
from tests.aggregates.rulebook.paper_town import PaperContext, county

META = """
key = "owed"
title = "owed"
in_force_from = 2022-01-01
transition = "none"
late_entry_working_days = 3
passes = ["adopted"]
default_office = "gov_office"
decisions_recorded_by = "gov_office"
lights = { green_until_working_days_left = 2, yellow_until_working_days_left = 0, red_from = "overdue" }
[files]
item = ["items"]
office = ["items"]
meeting = ["meetings"]
document = ["papers"]
[office]
county_head = { zh = "县长", en = "head", kind = "post" }
executive_deputy = { zh = "常务副县长", en = "executive deputy", kind = "post", also = ["vice_head"] }
vice_head = { zh = "副县长", en = "vice head", kind = "posts" }
gov_office = { zh = "办公室", en = "office", kind = "body" }
tick_service = { zh = "自动登记服务", en = "tick service", kind = "body" }
finance_bureau = { zh = "财政局", en = "finance bureau", kind = "body" }
department = { zh = "部门", en = "department", kind = "unit" }
committee = { zh = "县委", en = "committee", kind = "outside", recorded_by = "gov_office" }
[post]
head = "主要负责人"
[meeting_kind]
executive = { zh = "常务会议", en = "executive meeting" }
plenary = { zh = "全体会议", en = "plenary meeting" }
"""
ACTS = """
[route]
[act.item]
open = { zh = "立项", en = "open", opens_case = true, records = ["unit", "units", "due_on", "major"] }
ask = { zh = "征求意见", en = "ask", by = { office = "gov_office" } }
reply = { zh = "答复", en = "reply", outcomes = { agree = "同意", disagree = "不同意" }, passes = ["agree"] }
settle = { zh = "协调", en = "settle" }
urge = { zh = "督促", en = "urge", by = { office = "gov_office" }, records = ["due_on"] }
extend = { zh = "延期", en = "extend", by = { office = "county_head" }, records = ["due_on"] }
do = { zh = "完成", en = "do", still_when = ["done"] }
tell = { zh = "报告", en = "tell" }
criticise = { zh = "通报批评", en = "criticise", records = ["target"], still_when = ["done"] }
talk = { zh = "诫勉谈话", en = "admonish", records = ["target"], still_when = ["done"] }
propose_change = { zh = "建议调整", en = "propose a change", records = ["target"], still_when = ["done"] }
inspect_jointly = { zh = "联合督查", en = "inspect jointly", still_when = ["done"] }
return = { zh = "退回", en = "return", by = { office = "gov_office" }, closes = "returned" }
finish = { zh = "销号", en = "finish", by = { office = "gov_office" }, closes = "done" }
[act.item.accept]
zh = "验收"
en = "accept"
by = { office = "gov_office" }
outcomes = { agree = "同意", disagree = "不同意" }
passes = ["agree"]
undoes = ["do"]
undoes_unless_passes = true
[act.item.answer]
zh = "复函"
en = "answer"
by = { named = "unit" }
outcomes = { agree = "同意", disagree = "不同意" }
passes = ["agree", "disagree"]
[act.meeting]
plan = { zh = "拟定", en = "plan", opens_case = true, records = ["kind", "meets_on"] }
put_off = { zh = "改期", en = "put off", records = ["meets_on"] }
convene = { zh = "召开", en = "convene" }
close = { zh = "散会", en = "close", closes = "closed" }
hand_in = { zh = "报送材料", en = "hand in papers" }
[act.document]
draft = { zh = "起草", en = "draft", opens_case = true, records = ["meeting"] }
sign = { zh = "签发", en = "sign", outcomes = { agree = "同意", disagree = "不同意" }, passes = ["agree"] }
"""
FACTS = """
[fact]
major = { zh = "重要", en = "major", type = "flag" }
unit = { zh = "承办单位", en = "unit", type = "department" }
units = { zh = "有关单位", en = "units", type = "departments" }
target = { zh = "对象", en = "target", type = "office" }
due_on = { zh = "时限", en = "due on", type = "day" }
kind = { zh = "类别", en = "kind", type = "meeting_kind" }
meets_on = { zh = "开会日", en = "meets on", type = "day" }
meeting = { zh = "会议", en = "meeting", type = "case" }
"""
DO = 'steps = [{ act = "do", by = { named = "unit" } }]\n'
UNIT = {"unit": "education_bureau"}
OFFICE, HEAD, EDU = By("sun", "gov_office"), By("wang", "county_head"), By("zhou", "education_bureau")
WHO = {"ask": OFFICE, "open": OFFICE, "urge": OFFICE, "extend": HEAD, "hand_in": OFFICE, "plan": OFFICE}


def rule(text: str, case: str = "item", key: str = "1") -> str:
    """One rule without its words; `key` is the last part of its id."""
    return f'[[rule]]\nid = "o/{key}"\narticle = "一"\nquote = "q"\nsays = "s"\ncase = "{case}"\n{text}'


def deadline(term: str, *, key: str = "1", from_: str = "open", steps: str = DO, case: str = "item") -> str:
    """A deadline of that term: `within = { working_days = 5 }` and the like."""
    return rule(f'form = "deadline"\nfrom = "{from_}"\n{term}\n{steps}', case, key)


def book(*rules: str) -> Book:
    """A book with these rules."""
    text = 'case = "item"\n' + ("\n".join(rules) if rules else "rule = []\n")
    empty = 'case = "{}"\nrule = []\n'
    files = {"meta.toml": META, "acts.toml": ACTS, "facts.toml": FACTS, "items.toml": text}
    files |= {"meetings.toml": empty.format("meeting"), "papers.toml": empty.format("document")}
    return load_files({name: content.encode() for name, content in files.items()})


def done(act: str, day: str, index: int, *, by: By | None = None, at: str | None = None, **more: Any) -> Done:
    """An act of that day; `day` may hold an instant in UTC, `2022-05-06T01:00`. Other keywords are its fields."""
    on = date.fromisoformat(day[:10])
    instant = datetime.fromisoformat(at or (day if "T" in day else f"{day}T01:00")).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    outcome, counts = more.pop("outcome", None), more.pop("counts_on", None)
    counts_on = date.fromisoformat(counts) if counts else None
    by = by or WHO.get(act, EDU)
    return Done(act, by, on, index, outcome, fields=more, index=index, at=instant, counts_on=counts_on)


def case(*acts: tuple[Any, ...], kind: str = "item", name: str = "ITM-2022-0001", **facts: Any) -> CaseState:
    """A case with these acts, each (act, day) or (act, day, {fields}), at the indexes 10, 11 and on."""
    told: list[Done] = []
    known = {**(UNIT if kind == "item" else {}), **facts}
    for index, (act, day, *more) in enumerate(acts, 10):
        told.append(done(act, day, index, **(more[0] if more else {})))
        known = {**told[-1].fields, **known}
    return CaseState(kind, name, version=len(told), facts=known, done=tuple(told), opened_on=told[0].on)


def owed(
    rules: Book | str | Iterable[str],
    state: CaseState,
    on: str = "2022-05-06",
    *,
    calendar: WorkCalendar | None = None,
    others: Mapping[str, CaseState] | None = None,
) -> tuple[Duty, ...]:
    """The duties of that case under that book on that day."""
    these = rules if isinstance(rules, Book) else book(*([rules] if isinstance(rules, str) else rules))
    context = PaperContext(county())
    context.cases = dict(others or {})
    return duties(state, these, context, calendar or shipped(), date.fromisoformat(on))


def the_duty(rules: Book | str | Iterable[str], state: CaseState, on: str = "2022-05-06", **more: Any) -> Duty:
    """The one duty of that case."""
    [duty] = owed(rules, state, on, **more)
    return duty


def with_term(state: CaseState, duty: str, due_on: str, on: str, index: int) -> CaseState:
    """The case after the office has set that duty a day."""
    term = TermSet(duty, date.fromisoformat(due_on), date.fromisoformat(on), index, OFFICE, None)
    return state._replace(terms=(*state.terms, term))
