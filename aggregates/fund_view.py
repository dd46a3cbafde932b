"""A funding request as people read it: the way required and the way it went, who has the turn, what is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from aggregates import fund_request, fund_route
from aggregates.duties import Duty, duties
from aggregates.record_context import RecordContext
from aggregates.rulebook.turns import turns

if TYPE_CHECKING:
    from aggregates.calendar import WorkCalendar
    from aggregates.external_decision import ExternalDecision
    from aggregates.fund_request import ActOnRecord, FundRequest
    from aggregates.fund_route import Step
    from aggregates.roster import Roster
    from aggregates.rulebook.context import Turn
    from aggregates.rulebook.model import Book
    from ledger.record import Record

IN_PERSON, RECORDED, CONFIRMED, DISOWNED = "in-person", "recorded", "confirmed", "disowned"


@dataclass(frozen=True, slots=True)
class ActView:
    """One act as it was done. `hand`: in person, or recorded for another and confirmed, disowned, or not answered yet.

    `waited_seconds` and `waited_working_days`: since the act before it; 0 for the first. `revoked_index`: a revocation
    says that the key may have been in other hands by then, so the act is questioned.
    """

    act: ActOnRecord
    hand: str
    waited_seconds: int
    waited_working_days: int
    revoked_index: int | None = None


@dataclass(frozen=True, slots=True)
class FundView:
    """A request on one day. `status`: open, or the word it was closed with."""

    case: str
    version: int
    status: str
    opened_on: date | None
    facts: Mapping[str, Any]
    proposed: Mapping[str, Any]
    steps: tuple[Step, ...]
    acts: tuple[ActView, ...]
    turns: tuple[Turn, ...]
    duties: tuple[Duty, ...]
    decisions: tuple[ExternalDecision, ...]
    notices: tuple[Mapping[str, Any], ...]
    refs: tuple[Mapping[str, Any], ...]
    unread: tuple[int, ...]

    @property
    def hands(self) -> Mapping[str, int]:
        """How many acts were signed in person, recorded, confirmed, disowned."""
        return {hand: sum(act.hand == hand for act in self.acts) for hand in (IN_PERSON, RECORDED, CONFIRMED, DISOWNED)}


def view(
    record: Record, case: str, *, roster: Roster, book: Book, calendar: WorkCalendar, today: date
) -> FundView | None:
    """The request as it stands on that day; None where there is none of that number."""
    request = fund_request.fold(case, record.case(case))
    if not request.state.version or not request.acts:
        return None
    context = RecordContext(record, roster, calendar)
    state = request.state
    return FundView(
        case=case,
        version=state.version,
        status=state.closed or "open",
        opened_on=state.opened_on,
        facts=state.facts,
        proposed={name: value for name, value in state.proposed.items() if name not in state.facts},
        steps=fund_route.steps(state, book, context, today),
        acts=_acts(request, record, calendar),
        turns=turns(state, book, context, today),
        duties=duties(request, book, context, calendar, today),
        decisions=context.decisions_noted(case),
        notices=request.notices,
        refs=request.refs,
        unread=request.unread,
    )


@dataclass(frozen=True, slots=True)
class FundLine:
    """A request in a list. `waits_for`: the people whose turn it is."""

    case: str
    status: str
    opened_on: date
    department: str
    amount_fen: int
    purpose: str
    source: str | None
    next_acts: tuple[str, ...]
    waits_for: tuple[str, ...]


def lines(record: Record, *, roster: Roster, book: Book, calendar: WorkCalendar, today: date) -> tuple[FundLine, ...]:
    """All requests on record, in the order of their filing."""
    found = []
    for entry in record.of_types({fund_request.REQUESTED}):
        state = fund_request.fold(entry.case, record.case(entry.case)).state
        if entry.version != 1 or state.opened_on is None:
            continue
        now = turns(state, book, RecordContext(record, roster, calendar), today)
        found.append(
            FundLine(
                case=entry.case,
                status=state.closed or "open",
                opened_on=state.opened_on,
                department=str(state.facts.get("department", "")),
                amount_fen=int(state.facts.get("amount_fen", 0)),
                purpose=str(state.facts.get("purpose", "")),
                source=state.facts.get("source"),
                next_acts=tuple(turn.act or ("declare" if turn.facts else "decide") for turn in now),
                waits_for=tuple(dict.fromkeys(holder.person for turn in now for holder in turn.holders)),
            )
        )
    return tuple(found)


def _acts(request: FundRequest, record: Record, calendar: WorkCalendar) -> tuple[ActView, ...]:
    entries = {entry.index: entry for entry in record.case(request.state.case)}
    found = []
    before = request.acts[0]
    for act in request.acts:
        waited = datetime.fromisoformat(act.at) - datetime.fromisoformat(before.at)
        found.append(
            ActView(
                act,
                _hand(act),
                int(waited.total_seconds()),
                calendar.working_days_between(before.on, act.on),
                record.grants.questioned(entries[act.index]),
            )
        )
        before = act
    return tuple(found)


def _hand(act: ActOnRecord) -> str:
    if act.disowned:
        return DISOWNED
    if act.by.recorded_by is None:
        return IN_PERSON
    return CONFIRMED if act.confirmed else RECORDED
