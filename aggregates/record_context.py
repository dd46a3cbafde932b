"""What vetting reads besides the case and the book, taken from the record as it stands: the Context of the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from datetime import date
from typing import TYPE_CHECKING, Any

from aggregates import case_file, external_decision, meeting_decision
from aggregates.derived import derived
from aggregates.external_decision import ExternalDecision
from aggregates.kinds import KINDS
from aggregates.rulebook.context import OpenRung

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.case import CaseState, Done
    from aggregates.case_file import CaseFile
    from aggregates.roster import Roster
    from aggregates.rulebook.context import Decision
    from aggregates.rulebook.model import Book
    from ledger.record import Record


class RecordContext:
    """One reading of the record for one vetting; `reads` grows by every case that was leaned on, `read_types` by every
    type of event all of whose entries were.
    """

    def __init__(self, record: Record, roster: Roster, calendar: Callable[[], WorkCalendar]) -> None:
        """`calendar` is called when a rule first counts working days, which few do."""
        self.record = record
        self.roster = roster
        self.read_types: set[str] = set()
        self._calendar = calendar
        self._reads: set[str] = set()
        self._files: dict[str, CaseFile] = {}

    @property
    def calendar(self) -> WorkCalendar:
        return self._calendar()

    @property
    def reads(self) -> Set[str]:
        return self._reads | self.roster.leaned

    def case(self, case: str) -> CaseState:
        """Where another case stands; `version` 0 if it is not there."""
        return self._file(case).state

    def of_kind(self, kind: str, act: str, first: date, last: date) -> tuple[tuple[CaseState, Done], ...]:
        """Every act of that name in cases of that kind between two days, both included, case by case."""
        type_ = KINDS[kind].type_of(act)
        self.read_types.add(type_)
        days = first.isoformat(), last.isoformat()
        # What was done on a day was recorded on it or later; a look at the text spares reading what is of another time.
        rows = self.record.source.of_types({type_}, self.record.first_since(first), self.record.size)
        found = dict.fromkeys(row.case for row in rows if days[0] <= _day(row.payload) <= days[1])
        states = [case_file.fold(case, self.record.case(case)).state for case in found]
        return tuple(
            (state, done) for state in states for done in state.done if done.act == act and first <= done.on <= last
        )

    def derive(self, case: CaseState, facts: Mapping[str, Any], book: Book, on: date) -> Mapping[str, Any]:
        """The facts that nobody states and the program knows, of a case in which these facts are known."""
        return derived(case, facts, book, self, on)

    def decisions(self, case: str) -> tuple[Decision, ...]:
        """The decisions that were noted in that case, of bodies outside and on items of meetings."""
        outside = {decision.case: decision.as_decision() for decision in self.decisions_noted(case)}
        found = []
        for ref in self._noted(case):
            if ref["case"] in outside:
                found.append(outside.pop(ref["case"]))
            elif ref["case"].startswith("AGD-"):
                self._reads.add(ref["case"])
                decision = meeting_decision.of_item(self.record.case(ref["case"]), self)
                found += [decision] if decision and decision.leaf == ref["leaf"] and case in decision.about else []
        return tuple(found)

    def decisions_noted(self, case: str) -> tuple[ExternalDecision, ...]:
        """Those of bodies outside, with all that is recorded of them; one whose own entry is void is left out."""
        found = {}
        for ref in self._noted(case):
            if ref["case"].startswith("AGD-"):
                continue
            self._reads.add(ref["case"])
            decision = external_decision.fold(self.record.case(ref["case"]))
            if decision is not None and decision.leaf == ref["leaf"] and case in decision.about:
                found[decision.case] = decision
        return tuple(found.values())

    def rungs_open(self, case: CaseState, book: Book, on: date) -> tuple[OpenRung, ...]:
        """The rungs that are open on the duties of that case."""
        from aggregates.duties import rungs_open  # few acts climb a ladder

        return tuple(
            OpenRung(duty.key, rung.rule, rung.target, rung.done_index is not None)
            for duty, rung in rungs_open(case, book, self, self.calendar, on)
        )

    def _noted(self, case: str) -> list[Mapping[str, Any]]:
        return [e.facts["decision"] for e in self.record.case(case) if e.type in external_decision.NOTED_IN]

    def _file(self, case: str) -> CaseFile:
        self._reads.add(case)
        if case not in self._files:
            self._files[case] = case_file.fold(case, self.record.case(case))
        return self._files[case]


def _day(payload: str) -> str:
    """The day of an act, read off the canonical text of its payload without parsing it."""
    at = payload.find('"on":"', payload.rfind('"ledger":"'))
    return payload[at + 6 : at + 16]
