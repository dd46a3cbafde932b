"""What a story says is so now: due, overdue, whose turn it is, how a case was closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from aggregates.calendar import WorkCalendar
from aggregates.duties import OVERDUE, all_duties
from aggregates.duty import Duty
from aggregates.record_context import RecordContext
from aggregates.roster import Roster
from aggregates.rulebook.model import Book
from aggregates.rulebook.turns import turns
from tests.town import TownHall


class Standing(NamedTuple):
    """One case as it stands, under the book it keeps and the calendar adopted last."""

    town: TownHall
    case: str
    book: Book
    calendar: WorkCalendar
    cases: Mapping[str, str]

    def check(self, said: Mapping[str, Any]) -> None:
        """What `then` says is so.

        Raises:
            AssertionError: it is not.
        """
        checks = {
            "due": self.due,
            "overdue": self.overdue,
            "state": self.state,
            "no_duty": self.no_duty,
            "rung": self.rung,
            "turn": self.turn,
            "closed": self.closed,
            "open": self.closed,
            "fact": self.fact,
            "links": self.links,
        }
        checks[said["then"]](said)

    def duties(self, on: date | None = None) -> tuple[Duty, ...]:
        record = self.town.record
        context = RecordContext(record, Roster(record), lambda: self.calendar)
        file = self.town.fund(self.case)
        return all_duties(file, self.book, context, self.calendar, on or self.town.today, ahead=True)

    def duty(self, said: Mapping[str, Any], on: date | None = None) -> Duty:
        """The duty meant: the last that the rule opened."""
        found = [each for each in self.duties(on) if each.rule == said["rule"]]
        assert found, f"no such duty; there are {[each.rule for each in self.duties(on)]}"
        return found[-1]

    def due(self, said: Mapping[str, Any]) -> None:
        duty = self.duty(said)
        day = duty.due_on.isoformat() if duty.due_on else "undated"
        assert day == said["on"], f"due on {day}"
        assert duty.provisional is said.get("provisional", False), f"provisional: {duty.provisional}"
        assert set(duty.people) == set(said.get("of", duty.people)), f"owed by {duty.people}"

    def overdue(self, said: Mapping[str, Any]) -> None:
        """Overdue from that day on, and not the day before."""
        first = date.fromisoformat(said["on"])
        before = first - timedelta(days=1)
        assert self.duty(said, before).state(before) != OVERDUE, f"overdue on {before} already"
        assert self.duty(said, first).state(first) == OVERDUE, f"{self.duty(said, first).state(first)} on {first}"

    def state(self, said: Mapping[str, Any]) -> None:
        duty, today = self.duty(said), self.town.today
        assert duty.state(today) == said["is"], f"{duty.state(today)}, due on {duty.due_on}"
        if "light" in said:
            assert duty.light(today, self.calendar, self.book) == said["light"]

    def no_duty(self, said: Mapping[str, Any]) -> None:
        rules = [each.rule for each in self.duties()]
        assert said["rule"] not in rules, "there is such a duty"

    def rung(self, said: Mapping[str, Any]) -> None:
        """A rung of the ladder is open from that day, aimed at that target."""
        found = {
            (each.target, each.open_from) for duty in self.duties() for each in duty.rungs if each.rule == said["rule"]
        }
        wanted = date.fromisoformat(said["from"]) if said.get("from") else None
        targets = {target for target, _ in found} if "target" not in said else {said["target"]}
        assert targets and all((target, wanted) in found for target in targets), f"rungs: {found}"

    def turn(self, said: Mapping[str, Any]) -> None:
        """Exactly these people may move the case now, to that act where one is named."""
        record = self.town.record
        context = RecordContext(record, Roster(record), lambda: self.calendar)
        found = turns(self.town.fund(self.case).state, self.book, context, self.town.today)
        mine = [each for each in found if "to" not in said or each.act == said["to"]]
        people = sorted({holder.person for each in mine for holder in each.holders})
        assert people == sorted(said["of"]), (
            f"it is the turn of {[(t.act or t.facts, [h.person for h in t.holders]) for t in found]}"
        )

    def closed(self, said: Mapping[str, Any]) -> None:
        closed = self.town.fund(self.case).state.closed
        assert closed == said.get("as"), f"closed: {closed}"

    def fact(self, said: Mapping[str, Any]) -> None:
        have = self.town.fund(self.case).state.facts.get(said["name"])
        assert have == said["is"], f"it is {have}"

    def links(self, said: Mapping[str, Any]) -> None:
        """The cases that name this one in that fact are so many, and get these names for what follows."""
        linked = [each.case for each in self.town.fund(self.case).state.linked if each.as_ == said["as"]]
        assert len(linked) == len(said["names"]), f"linked: {linked}"
        if isinstance(self.cases, dict):
            self.cases.update(zip(said["names"], linked, strict=True))
