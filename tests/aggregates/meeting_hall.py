"""A town hall whose meetings are cases: heads of units who come, a thematic meeting of the vice head in charge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from aggregates.case import CaseState
from aggregates.office import acts, agenda, appointments
from aggregates.office.desk import ActResult
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from tests.town import TownHall

HEADS = (("feng", "edu_bureau"), ("jiang", "health_bureau"))
MEETS_ON = "2022-05-09"


class MeetingHall:
    """Meetings of a town. Zhao, in charge of education, calls them; wu is the clerk."""

    def __init__(self, town: TownHall) -> None:
        self.town = town
        for person, unit in HEADS:
            town.done(partial(self._head, person, unit))
        town.confirm()

    def _head(self, person: str, unit: str, manner: Manner) -> ActResult:
        desk, since = self.town.desk("sun"), self.town.today
        return appointments.appoint(desk, person, unit, from_on=since, post="head", manner=manner)

    def do(
        self,
        case: str,
        act: str,
        by: str,
        outcome: str | None = None,
        /,
        *,
        said: Mapping[str, Any] | None = None,
        manner: Manner | None = None,
        **facts: Any,
    ) -> ActResult:
        """Any act in any case."""
        asked = Asked(act, outcome, facts)
        return self.town.done(lambda m: acts.do(self.town.desk(by), case, asked, m, said=said), manner)

    def open(self, kind: str, act: str, by: str, /, manner: Manner | None = None, **facts: Any) -> str:
        """Any case of any kind."""
        return self.town.done(lambda m: acts.open_case(self.town.desk(by), kind, act, facts, manner=m), manner).case

    def state(self, case: str) -> CaseState:
        return self.town.fund(case).state

    def plan(self, day: str = MEETS_ON, kind: str = "thematic", **facts: Any) -> str:
        known = {"lead_department": "edu_bureau", "chair": "zhao"} if kind == "thematic" else {}
        return self.open("meeting", "plan", "wu", kind=kind, meets_on=day, **{**known, **facts})

    def propose(self, meeting: str, subject: str = "校舍维修", units: Sequence[str] = (), **facts: Any) -> str:
        """An item of the education bureau, the units concerned declared, its reporting time set."""
        known = {"meeting": meeting, "subject": subject, "lead_department": "edu_bureau", **facts}
        case = self.open("agenda", "propose", "zhao", **known)
        self.do(case, "declare", "wu", units_concerned=list(units) or ["edu_bureau"])
        self.do(case, "set_reporting_time", "wu", reporting_minutes=10)
        return case

    def opened(self, meeting: str, day: str = MEETS_ON, chair: str = "zhao") -> None:
        """Notice given, attendance taken, the meeting opened on its day."""
        self.do(meeting, "notify", "wu")
        self.town.on(day)
        self.do(meeting, "record_attendance", "wu", present=[chair, "feng"])
        self.do(meeting, "convene", chair)

    def heard(self, item: str, *heads: str, chair: str = "zhao") -> str:
        for head in heads or ("feng",):
            self.do(item, "attend", head)
        self.do(item, "hear", chair)
        return item

    def decided(
        self, item: str, outcome: str = "adopted", *assigned: Mapping[str, Any], chair: str = "zhao", **more: Any
    ) -> ActResult:
        return self.do(item, "decide", chair, outcome, said={"assignments": assigned}, **more)

    def closed(self, meeting: str, by: str = "wu", manner: Manner | None = None) -> ActResult:
        self.do(meeting, "close_attendance", by, reason_of_each_absence="无人缺席")
        return self.do(meeting, "close", by, manner=manner)

    def held(self, *assigned: Mapping[str, Any]) -> tuple[str, str, ActResult]:
        """A meeting of one item from the plan to its close: its case, the item's, the closing act."""
        meeting = self.plan()
        item = self.propose(meeting)
        self.opened(meeting)
        self.decided(self.heard(item), "adopted", *(assigned or (assign(),)))
        return meeting, item, self.closed(meeting)


def assign(
    text: str = "六月底前完工", lead: str = "edu_bureau", support: Sequence[str] = (), due_on: str | None = "2022-06-30"
) -> dict[str, Any]:
    return agenda.assignment(text, lead, support, due_on)
