"""Small books of meetings, items, papers and orders, and cases of them put together by hand."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from aggregates.case import By, CaseState, Done, Linked
from aggregates.rulebook.context import Holding
from aggregates.rulebook.loader import load_files
from aggregates.rulebook.model import Book

from .paper_town import DAY, Paper, PaperRoster

META = """
key = "hall"
title = "hall"
in_force_from = 2022-01-01
transition = "none"
late_entry_working_days = 3
passes = ["adopted"]
default_office = "gov_office"
decisions_recorded_by = "gov_office"
lights = {}
[files]
meeting = ["rules"]
[office]
county_head = { zh = "县长", en = "head", kind = "post" }
deputy = { zh = "常务副县长", en = "executive deputy", kind = "post", also = ["vice_head"] }
vice_head = { zh = "副县长", en = "vice head", kind = "posts" }
gov_office = { zh = "办公室", en = "office", kind = "body" }
committee = { zh = "县委", en = "committee", kind = "outside", recorded_by = "gov_office" }
[post]
head = "主要负责人"
[meeting_kind]
executive = { zh = "常务会议", en = "executive meeting" }
thematic = { zh = "专题会议", en = "thematic meeting" }
"""
ACTS = """
[route]
document.signing = { zh = "签发", en = "signing", opens = ["issue"] }
[act.meeting]
plan = { zh = "拟定", en = "plan", opens_case = true, records = ["kind", "meets_on", "chair"] }
notify = { zh = "通知", en = "notify", records = ["invited"] }
record_attendance = { zh = "签到", en = "attendance", records = ["present"] }
convene = { zh = "召开", en = "convene", by = { office = "vice_head" } }
close = { zh = "散会", en = "close", by = { chair_of = "meeting" }, closes = "held" }
[act.agenda]
propose = { zh = "提出", en = "propose", opens_case = true, records = ["meeting"] }
submit = { zh = "报送", en = "submit" }
admit = { zh = "审定", en = "admit" }
[act.agenda.decide]
zh = "决定"
en = "decide"
by = { chair_of = "meeting" }
outcomes = { adopted = "通过", deferred = "暂缓" }
passes = ["adopted"]
[act.document]
draft = { zh = "起草", en = "draft", opens_case = true, records = ["meeting"] }
revise = { zh = "修改", en = "revise" }
review = { zh = "审核", en = "review", outcomes = { agree = "同意", disagree = "不同意" }, passes = ["agree"] }
sign = { zh = "签发", en = "sign", outcomes = { agree = "同意", disagree = "不同意" }, passes = ["agree"] }
circle = { zh = "圈阅", en = "circle" }
issue = { zh = "印发", en = "issue" }
[act.item]
open = { zh = "立项", en = "open", opens_case = true }
complete = { zh = "完成", en = "complete", outcomes = { yes = "是", no = "否" }, passes = ["yes"] }
criticise = { zh = "批评", en = "criticise", records = ["target"] }
inspect = { zh = "督查", en = "inspect" }
"""
FACTS = """
[fact]
kind = { zh = "种类", en = "kind", type = "meeting_kind" }
meets_on = { zh = "日期", en = "day", type = "day" }
chair = { zh = "主持人", en = "chair", type = "person" }
invited = { zh = "通知", en = "invited", type = "people" }
present = { zh = "到会", en = "present", type = "people" }
meeting = { zh = "会议", en = "meeting", type = "case" }
unit = { zh = "单位", en = "unit", type = "department" }
units = { zh = "单位", en = "units", type = "departments", declared_by = { office = "gov_office" } }
urgent = { zh = "急", en = "urgent", type = "flag", declared_by = { office = "gov_office" } }
doubt = { zh = "异议", en = "doubt", type = "flag", declared_by = { office = "gov_office" } }
target = { zh = "对象", en = "target", type = "text" }
"""
MEETING, ITEM, PAPER = "MTG-2022-0001", "AGD-2022-0001", "DOC-2022-0001"


def hall(*rules: str) -> Book:
    """A book with these rules, each the lines of one `[[rule]]` without its words; its number is its place."""
    words = 'article = "第一条"\nquote = "q"\nsays = "s"\n'
    text = 'case = "meeting"\n' + "\n".join(f'[[rule]]\nid = "h/1/{n}"\n{words}{r}' for n, r in enumerate(rules))
    files = {"meta.toml": META, "acts.toml": ACTS, "facts.toml": FACTS, "rules.toml": text}
    return load_files({name: content.encode() for name, content in files.items()})


def people(*held: str) -> PaperRoster:
    """A roster in which `name:office` holds that office, and `name:head@unit` is the head of a unit."""
    roster = PaperRoster(offices=[Holding("gen", "root"), Holding("sun", "gov_office")])
    for name, office in (one.split(":") for one in held):
        post, at, unit = office.partition("@")
        if at:
            roster.posts.append((post, unit, Holding(name, unit)))
            roster.units[unit] = "department"
        else:
            roster.offices.append(Holding(name, office))
    return roster


def done(act: str, person: str = "sun", office: str = "gov_office", on: date = DAY, **kwargs: Any) -> Done:
    version = kwargs.pop("version", 1)
    return Done(act, By(person, office), on, version, kwargs.pop("outcome", None), None, kwargs, version)


def case(kind: str, name: str, *acts: Done, facts: Mapping[str, Any], **kwargs: Any) -> CaseState:
    numbered = tuple(
        act if act.index > 1 else act._replace(version=place, index=place) for place, act in enumerate(acts, 1)
    )
    return CaseState(kind, name, version=1 + len(acts), facts=facts, done=numbered, **kwargs)


def meeting(*acts: Done, book: Book, roster: PaperRoster, **facts: Any) -> Paper:
    """An executive meeting in which these acts are on record, told of the item AGD-2022-0001."""
    paper = Paper(book, roster, "meeting", case=MEETING)
    known = {"kind": "executive", **facts}
    paper.state = case("meeting", MEETING, *acts, facts=known, linked=(Linked("meeting", ITEM),))
    paper.beside(paper.state)
    return paper


def of(kind: str, name: str, *acts: Done, book: Book, roster: PaperRoster, **facts: Any) -> Paper:
    """A case of that kind, tied to the meeting MTG-2022-0001."""
    paper = Paper(book, roster, kind, case=name)
    paper.state = case(kind, name, *acts, facts=facts)
    return paper
