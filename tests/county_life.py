"""A year of a made county: what happens in its meetings, its items, its papers, its funds and its leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from aggregates.kinds import kind_of
from ledger.event import Draft
from tests.county_pen import BOOK, LeafOf, Pen, Who
from tests.county_roster import UNITS, clerk_of, head_of, leader_of

RULES = {"book": BOOK.key, "ids": [], "sha256": BOOK.sha256}
HEAD, OFFICE, DESK = Who("wang", "county_head"), Who("wu", "gov_office"), Who("zheng", "gov_office")
FINANCE = Who("zhou", "finance_bureau")
WORKS = (
    "老旧小区改造", "水毁道路修复", "校舍维修", "防汛应急", "乡镇卫生院建设", "饮水安全", "农田整治", "生态修复",
    "招商项目", "污水管网",
)  # fmt: skip
PARTS = (
    "第一标段", "第二标段", "前期工作", "验收整改", "资金拨付", "用地手续", "设备采购", "信息公开",
)  # fmt: skip
MEMBERS = ("wang", "li", "zhao", "liu", "chen")
KIND_WORDS = {"party_group": "党组会议", "executive": "常务会议", "head_office": "县长办公会议"}


def said(case: str, act: str, *, closes: str | None = None, outcome: str | None = None, **facts: Any) -> Draft:
    """The entry of an act; `fields`, `declared` and whatever else its facts hold."""
    kind = kind_of(case)
    assert kind is not None
    whole = {"act": act, **({"outcome": outcome} if outcome else {}), **({"closes": closes} if closes else {}), **facts}
    return Draft(case, kind.type_of(act), whole, RULES)


def linked(other: str, as_: str, case: str, version: int, n: int) -> Draft:
    """That `case`, with the act's n-th entry, names `other`."""
    return Draft(
        other, "case.linked/1", {"as": as_, "case": {"case": case, "leaf": LeafOf(n), "version": version}}, RULES
    )


class Lives:
    """`items` opened so far, and `done`: how many of them are."""

    def __init__(self, pen: Pen, random: Random) -> None:
        self.pen, self.random = pen, random
        self.meetings = self.items = self.done = 0

    def year(self, year: int, meetings: Mapping[str, int], *, items: int, done: int, others: float) -> None:
        kinds = [kind for kind, count in meetings.items() for _ in range(count)]
        self.random.shuffle(kinds)
        shares = [items // len(kinds) + (n < items % len(kinds)) for n in range(len(kinds))]
        first = date(year, 1, 17)
        # What is left open at the end of the year is of its later meetings.
        late = range(items * 2 // 3, items)
        open_ = set(self.random.sample(late, items - done))
        number = 0
        for n, (kind, share) in enumerate(zip(kinds, shares, strict=True)):
            day = first + timedelta(days=round(n * 290 / len(kinds)))
            self._meeting(kind, day, [place not in open_ for place in range(number, number + share)])
            number += share
        for count, lives in ((260, self._paper), (300, self._fund), (240, self._leave)):
            for _ in range(round(count * others)):
                lives(date(year, 1, 10) + timedelta(days=self.random.randrange(320)))
        self.pen.play(datetime(year + 1, 1, 4, tzinfo=UTC))

    # Meetings

    def _meeting(self, kind: str, day: date, ends: Sequence[bool]) -> None:
        self.pen.put(day - timedelta(days=12), lambda at: self._plan(at, kind, day, ends))

    def _plan(self, at: datetime, kind: str, day: date, ends: Sequence[bool]) -> None:
        pen, random = self.pen, self.random
        case = pen.number("MTG", at.year)
        self.meetings += 1
        told = {"kind": kind, "meets_on": day.isoformat()}
        fields = {"chair": "wang", "place": "县政府三楼会议室"}
        pen.act(at, OFFICE, [said(case, "plan", declared=told, fields=fields)])
        count = max(1, len(ends) // 3)
        agenda: list[str] = []
        for n in range(count):
            unit = random.choice(UNITS)[0]
            pen.put(pen.after(at, 1 + n % 3), lambda at, unit=unit: self._propose(at, case, unit, agenda))  # type: ignore[misc]
        pen.put(pen.after(at, 5), lambda at: pen.act(at, DESK, [said(case, "notify", fields={"invited": [*MEMBERS]})]))
        pen.put(day, lambda at: self._sits(at, case, kind, agenda, ends))

    def _propose(self, at: datetime, meeting: str, unit: str, agenda: list[str]) -> None:
        pen, random = self.pen, self.random
        case = pen.number("AGD", at.year)
        agenda.append(case)
        mine, title = Who(head_of(unit), unit), f"{random.choice(WORKS)}{random.choice(PARTS)}"
        fields = {
            "subject": title,
            "lead_department": unit,
            "meeting": meeting,
            "proposed_solution": f"拟同意实施{title}",
            "research_paper": "调研报告",
        }
        proposed = {"matter": "other"}
        pen.act(
            at, mine, [said(case, "propose", fields=fields, proposed=proposed), linked(meeting, "meeting", case, 1, 0)]
        )
        others = sorted(random.sample([u for u, _, _ in UNITS if u != unit], 2))
        later = at + timedelta(hours=1)
        declared = {"matter": "other", "units_concerned": others}
        pen.put_at(later, lambda at: pen.act(at, OFFICE, [said(case, "declare", declared=declared)]))
        pen.put_at(later + timedelta(minutes=5), lambda at: pen.act(at, mine, [said(case, "consult")]))
        for n, other in enumerate(others):
            theirs = Who(clerk_of(other), other)
            answer = said(case, "reply", outcome="agree" if random.random() < 0.8 else "agree_with_changes")
            pen.put_at(later + timedelta(minutes=20 + n), lambda at, t=theirs, a=answer: pen.act(at, t, [a]))  # type: ignore[misc]
        pen.put(pen.after(at, 2), lambda at: pen.act(at, HEAD, [said(case, "admit")]))
        pen.put(pen.after(at, 3), lambda at: pen.act(at, mine, [said(case, "submit_papers")]))

    def _sits(self, at: datetime, case: str, kind: str, agenda: list[str], ends: Sequence[bool]) -> None:
        pen = self.pen
        pen.act(at, OFFICE, [said(case, "record_attendance", fields={"present": [*MEMBERS], "absent": []})])
        pen.act(at, HEAD, [said(case, "convene")])
        shares: list[list[bool]] = [list(ends[n :: len(agenda)]) for n in range(len(agenda))]
        opened: list[tuple[str, bool, dict[str, Any]]] = []
        for item, share in zip(agenda, shares, strict=True):
            pen.act(at, HEAD, [said(item, "hear")])
            assignments = [self._assignment(at) for _ in share]
            decided = said(
                item, "decide", outcome="adopted", closes="decided", fields={"about": []}, assignments=assignments
            )
            pen.act(at, HEAD, [decided])
            opened += [(item, end, given) for end, given in zip(share, assignments, strict=True)]
        pen.act(at, OFFICE, [said(case, "close_attendance")])
        self._closes(at, case, opened)
        pen.put(pen.after(at, 2), lambda at: self._minutes(at, case, kind))

    def _assignment(self, at: datetime) -> dict[str, Any]:
        random = self.random
        lead, support = random.sample([unit for unit, _, _ in UNITS], 2)
        due = self.pen.after(at, random.choice((10, 15, 20, 30, 40)))
        text = f"{random.choice(WORKS)}{random.choice(PARTS)}"
        return {"text": text, "lead": lead, "support": [support], "due_on": due.isoformat()}

    def _closes(self, at: datetime, meeting: str, opened: Sequence[tuple[str, bool, dict[str, Any]]]) -> None:
        """The meeting closes and opens the items that it decided, each with a lead of its own, in one act."""
        pen = self.pen
        drafts = [said(meeting, "close", closes="held")]
        started = []
        for agenda, end, given in opened:
            case = pen.number("ITM", at.year)
            fields = {
                "text": given["text"],
                "undertaking_unit": given["lead"],
                "support_units": given["support"],
                "due_on": given["due_on"],
                "decided_by": agenda,
                "meeting": meeting,
            }
            n = len(drafts)
            drafts.append(said(case, "open", fields=fields, declared={"origin": "meeting_decision"}))
            drafts += [linked(agenda, "decided_by", case, 1, n), linked(meeting, "meeting", case, 1, n)]
            started.append((case, end, given))
        pen.act(at, OFFICE, drafts)
        for case, end, given in started:
            self.items += 1
            self._item(at, case, given["lead"], date.fromisoformat(given["due_on"]), end)

    # Items

    def _item(self, at: datetime, case: str, unit: str, due: date, ends: bool) -> None:
        pen, random = self.pen, self.random
        clerk = Who(clerk_of(unit), unit)
        assign = said(case, "assign", fields={"first_responsible": head_of(unit)})
        pen.put(pen.after(at, 1), lambda at: pen.act(at, DESK, [assign]))
        pen.put(pen.after(at, 2), lambda at: pen.act(at, clerk, [said(case, "receive_notice")]))
        for n in range(random.choice((1, 2, 2, 3))):
            report = said(case, "report_progress", fields={"progress": f"已完成{20 * (n + 1)}%"})
            pen.put(pen.after(at, 4 + 2 * n), lambda at, report=report: pen.act(at, clerk, [report]))  # type: ignore[misc]
        if not ends:
            return self._stays_open(case, unit, due)
        late = random.random() < 0.12
        if random.random() < 0.05 and not late:
            leader = leader_of(unit)
            office = "executive_deputy" if leader == "li" else "vice_head"
            due = due + timedelta(days=14)
            extended = said(case, "extend", fields={"due_on": due.isoformat()}, reason="用地手续未完成")
            pen.put(pen.after(at, 9), lambda at: pen.act(at, Who(leader, office), [extended]))
        when = due + timedelta(days=random.randrange(8, 20)) if late else due - timedelta(days=random.randrange(0, 4))
        if late:
            self._urged(case, due)
        when = min(max(when, pen.after(at, 10)), date(at.year, 12, 22))  # done within the year that is reported on
        pen.put(when, lambda at: self._completes(at, case, clerk))
        return None

    def _completes(self, at: datetime, case: str, clerk: Who) -> None:
        pen = self.pen
        pen.act(at, clerk, [said(case, "complete", fields={"progress": "已全面完成"})])
        pen.put(pen.after(at, 1), lambda at: self._accepts(at, case))

    def _accepts(self, at: datetime, case: str) -> None:
        self.pen.act(at, DESK, [said(case, "accept", outcome="agree", closes="done")])
        self.done += 1

    def _urged(self, case: str, due: date) -> None:
        pen = self.pen
        term = due + timedelta(days=7)
        urge = said(case, "urge", fields={"due_on": term.isoformat()}, reason="逾期未完成")
        pen.put(due + timedelta(days=1), lambda at: pen.act(at, DESK, [urge]))

    def _stays_open(self, case: str, unit: str, due: date) -> None:
        """Past its day it is urged, and the department is criticised; now and then the talk follows."""
        pen, random = self.pen, self.random
        if random.random() < 0.6:
            self._urged(case, due)
            told = {"target": unit, "reason_of_warning": "逾期未完成议决事项"}
            criticised = said(case, "circulate_criticism", fields=told)
            pen.put(due + timedelta(days=2), lambda at: pen.act(at, DESK, [criticised]))
            if random.random() < 0.5:
                leader = leader_of(unit)
                office = "executive_deputy" if leader == "li" else "vice_head"
                talk = said(case, "admonish", fields={**told, "target": head_of(unit)})
                pen.put(due + timedelta(days=10), lambda at: pen.act(at, Who(leader, office), [talk]))

    # Papers, funds, leave

    def _steps(self, day: date, steps: Sequence[tuple[int, Who, Draft]]) -> None:
        """Acts so many working days after a day, in this order."""
        pen = self.pen
        start = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
        for n, (days, who, draft) in enumerate(steps):
            at = datetime.combine(pen.after(start, days + 1), datetime.min.time(), UTC) + timedelta(
                hours=1, minutes=9 * n
            )
            pen.put_at(at, lambda at, who=who, draft=draft: pen.act(at, who, [draft]))  # type: ignore[misc]

    def _minutes(self, at: datetime, meeting: str, kind: str) -> None:
        pen = self.pen
        case = pen.number("DOC", at.year)
        declared = {"doc_type": "minutes", "name_of": "county_government", "issuers": 1, "matter": "other"}
        fields = {
            "title": f"{KIND_WORDS[kind]}纪要",
            "lead_department": "gov_office",
            "body": "纪要",
            "meeting": meeting,
        }
        draft = said(case, "draft", fields=fields, declared=declared)
        pen.act(at, OFFICE, [draft, linked(meeting, "meeting", case, 1, 0)])
        self._steps((at + timedelta(hours=8)).date(), self._out(case, at.year))

    def _out(self, case: str, year: int) -> list[tuple[int, Who, Draft]]:
        number = {"document_number": f"江府发〔{year}〕{self.random.randrange(1, 400)}号"}
        return [
            (0, Who("tan", "office_director"), said(case, "check_draft", outcome="agree")),
            (1, HEAD, said(case, "sign", outcome="agree")),
            (1, OFFICE, said(case, "number", fields=number)),
            (2, OFFICE, said(case, "seal")),
            (2, OFFICE, said(case, "set_publication", fields={"publication": "published"})),
            (2, OFFICE, said(case, "issue", fields={"channel": "e_government_platform"}, closes="issued")),
            (4, OFFICE, said(case, "archive")),
        ]

    def _paper(self, day: date) -> None:
        unit = self.random.choice(UNITS)[0]
        if self.random.random() < 0.4:
            self.pen.put(day, lambda at: self._outgoing(at, unit))
        else:
            self.pen.put(day, lambda at: self._incoming(at, unit))

    def _outgoing(self, at: datetime, unit: str) -> None:
        case, work = self.pen.number("DOC", at.year), self.random.choice(WORKS)
        fields = {"title": f"关于{work}的通知", "lead_department": unit, "body": "正文"}
        proposed = {"doc_type": "outgoing", "name_of": "gov_office"}
        self.pen.act(at, Who(head_of(unit), unit), [said(case, "draft", fields=fields, proposed=proposed)])
        declared = {"doc_type": "outgoing", "name_of": "gov_office", "issuers": 1, "matter": "other"}
        self._steps(
            (at + timedelta(hours=8)).date(),
            [(0, OFFICE, said(case, "declare", declared=declared)), *self._out(case, at.year)],
        )

    def _incoming(self, at: datetime, unit: str) -> None:
        case, work = self.pen.number("DOC", at.year), self.random.choice(WORKS)
        leader = leader_of(unit)
        vice = Who(leader, "executive_deputy" if leader == "li" else "vice_head")
        fields = {"title": f"关于{work}的请示", "lead_department": unit, "body": "正文"}
        declared = {"doc_type": "request", "purpose_of_paper": "approval", "matter": "other"}
        self.pen.act(at, OFFICE, [said(case, "register", fields=fields, declared=declared)])
        steps = [
            (0, OFFICE, said(case, "present")),
            (1, vice, said(case, "approve", outcome="agree", fields={"opinion": "同意,请抓紧落实"})),
            (2, OFFICE, said(case, "reply_to_sender", fields={"opinion": "同意"}, closes="answered")),
            (3, OFFICE, said(case, "archive")),
        ]
        # One in thirty is still on somebody's desk.
        self._steps((at + timedelta(hours=8)).date(), steps[: 1 if self.random.random() < 0.03 else 4])

    def _fund(self, day: date) -> None:
        self.pen.put(day, self._asks)

    def _asks(self, at: datetime) -> None:
        random = self.random
        unit = random.choice(UNITS)[0]
        case, leader = self.pen.number("FND", at.year), leader_of(unit)
        vice = Who(leader, "executive_deputy" if leader == "li" else "vice_head")
        mine = Who(clerk_of(unit), unit)
        fen = random.choice((5, 8, 12, 15, 18, 20, 25, 35, 60, 88)) * 1_000_000
        fields = {"department": unit, "amount_fen": fen, "purpose": f"{random.choice(WORKS)}{random.choice(PARTS)}"}
        asked = said(case, "request", fields=fields, proposed={"source": "supplementary", "matter": "other"})
        self.pen.act(at, mine, [asked])
        source = {"source": "supplementary", "major_project": False, "fiscal_investment_fen": 0}
        signer = HEAD if fen > 20_000_000 else Who("li", "executive_deputy")
        steps = [
            (0, mine, said(case, "report_budget", fields={"budget_report": "预算报告"})),
            (1, FINANCE, said(case, "present", declared=source)),
            (1, OFFICE, said(case, "declare", declared={"major_investment_promotion": False, "matter": "other"})),
            (2, vice, said(case, "review", outcome="agree")),
            (3, signer, said(case, "sign", outcome="agree")),
            (5, FINANCE, said(case, "pay", fields={"payment_reference": f"国库{at:%m%d}-{case[-4:]}"})),
            (25, mine, said(case, "report_use")),
        ]
        back = said(case, "withdraw", reason="项目取消")
        how = random.random()
        steps = steps[:3] if how < 0.03 else [*steps[:3], (2, mine, back)] if how < 0.06 else steps
        self._steps((at + timedelta(hours=8)).date(), steps)

    def _leave(self, day: date) -> None:
        self.pen.put(day, self._goes)

    def _goes(self, at: datetime) -> None:
        random, pen = self.random, self.pen
        unit = random.choice(UNITS)[0]
        case, person = pen.number("LVE", at.year), head_of(unit)
        me = Who(person, unit)
        first, last = pen.after(at, 2), pen.after(at, 2 + random.choice((1, 2, 3, 5)))
        fields = {
            "applicant": person,
            "leaves_on": first.isoformat(),
            "returns_on": last.isoformat(),
            "destination": random.choice(("贵阳", "铜仁", "北京", "县内")),
        }
        proposed = {"leave_kind": "private", "outside_county": True}
        pen.act(at, me, [said(case, "request", fields=fields, proposed=proposed)])
        back = len(pen_days(pen, at, last))
        steps = [
            (0, OFFICE, said(case, "declare", declared={"leave_kind": "business_trip", "outside_county": True})),
            (0, HEAD, said(case, "approve", outcome="agree")),
            (1, me, said(case, "depart")),
            (back, me, said(case, "come_back")),
            (back, me, said(case, "report_return", closes="ended")),
        ]
        self._steps((at + timedelta(hours=8)).date(), steps)


def pen_days(pen: Pen, start: datetime, last: date) -> range:
    """As many numbers as there are working days from an instant until that day."""
    return range(sum(1 for n in range(40) if pen.after(start, n) < last))
