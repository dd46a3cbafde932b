"""What vetting reads besides the case and the book, taken from the record as it stands: the Context of the rules."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import TYPE_CHECKING

from aggregates import external_decision
from aggregates.external_decision import ExternalDecision

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.roster import Roster
    from aggregates.rulebook.context import Decision
    from ledger.record import Record


class RecordContext:
    """One reading of the record for one vetting; `reads` grows by every case that was leaned on."""

    def __init__(self, record: Record, roster: Roster, calendar: Callable[[], WorkCalendar]) -> None:
        """`calendar` is called when a rule first counts working days, which few do."""
        self.record = record
        self.roster = roster
        self._calendar = calendar
        self._reads: set[str] = set()

    @property
    def calendar(self) -> WorkCalendar:
        return self._calendar()

    @property
    def reads(self) -> Set[str]:
        return self._reads | self.roster.leaned

    def decisions(self, case: str) -> tuple[Decision, ...]:
        """The decisions that were noted in that case."""
        return tuple(decision.as_decision() for decision in self.decisions_noted(case))

    def decisions_noted(self, case: str) -> tuple[ExternalDecision, ...]:
        """The same with everything that is recorded of them; one whose own entry is void or another is left out."""
        found = {}
        for entry in self.record.case(case):
            if entry.type != external_decision.NOTED:
                continue
            ref = entry.facts["decision"]
            self._reads.add(ref["case"])
            decision = external_decision.fold(self.record.case(ref["case"]))
            if decision is not None and decision.leaf == ref["leaf"] and case in decision.about:
                found[decision.case] = decision
        return tuple(found.values())
