"""The acts of an item of a meeting: proposed, agreed on with others, admitted, heard, decided, deferred, moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from aggregates.kinds import KINDS
from aggregates.meeting_decision import DECIDE, MEETING
from aggregates.office import cases
from aggregates.office.cases import NOTHING, More, MoreOf
from aggregates.office.desk import FIRST_LEAF, ActResult, Desk, Sight
from aggregates.office.manner import PLAIN, Manner
from aggregates.office.proposal import Asked, Vetted, rules_of
from aggregates.refusals import refusal
from ledger.canonical import clean_text
from ledger.errors import BadInput
from ledger.event import Draft

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.case_file import CaseFile

KIND = KINDS["agenda"]
PROPOSE, MOVE, DEFER, HEAR = "propose", "move", "defer", "hear"
DEFERRED = "deferred"
NOTED = "decision.noted/1"
OWN = frozenset({"dissenting_opinion", "ground", "opinion"})
"""What somebody says for himself, or a permission for one: the next says it anew."""
OF_A_SITTING = frozenset({"collect", "admit", "submit_papers", "set_reporting_time", "permit_substitute", "attend"}) | {
    HEAR,
    "report_item",
    "end_report",
    "opine",
    DECIDE,
    DEFER,
}
"""The acts that a meeting has to be open for: once it is closed, an item that is left waits for another."""


def propose(desk: Desk, meeting: str, *, facts: Mapping[str, Any], manner: Manner = PLAIN) -> ActResult:
    """Propose an item for a meeting; it gets the next number of the year, and the meeting knows of it.

    Raises:
        BadInput: there is no such meeting, or no such fact.
        Refused: rules forbid it, or the meeting is closed.
        FactsWanted: the verdict turns on a fact that nobody has declared.
    """
    return open_item(desk, {**facts, MEETING: meeting}, manner)


def open_item(desk: Desk, facts: Mapping[str, Any], manner: Manner = PLAIN) -> ActResult:
    return cases.open_case(desk, KIND.key, PROPOSE, facts, manner=manner, more=partial(_placed, PROPOSE))


def act(
    desk: Desk, case: str, asked: Asked, manner: Manner = PLAIN, *, assignments: Sequence[Mapping[str, Any]] = ()
) -> ActResult:
    """Do any act of the book on an item of a meeting.

    A decision that names no case is about those that the item was proposed about; each of them notes it.

    Args:
        assignments: what a decision assigns: `text`, `lead` (a unit), `support` (units), `due_on` (a day, or None).

    Raises:
        BadInput: no such item, act, outcome or fact.
        Refused: rules forbid it, all of them named, or the meeting is closed.
        FactsWanted: the verdict turns on a fact that nobody has declared.
    """
    rows = [assignment(**row) for row in assignments]
    if rows and asked.act != DECIDE:
        raise BadInput("only a decision assigns something")
    if asked.act == DECIDE and asked.outcome != DEFERRED and "about" not in asked.facts:
        about = cases.state_of(desk.look(manner.on), case).facts.get("about")
        asked = asked.filled_in(about=about) if about else asked
    return cases.act(desk, case, asked, manner, more=_more(asked, rows))


def decide(
    desk: Desk,
    case: str,
    outcome: str,
    *,
    about: Sequence[str] = (),
    covers_fen: int | None = None,
    assignments: Sequence[Mapping[str, Any]] = (),
    manner: Manner = PLAIN,
) -> ActResult:
    """Decide an item: for the person in the chair, after hearing all sides. Nobody votes."""
    facts: dict[str, Any] = {"about": list(about)} if about else {}
    facts |= {} if covers_fen is None else {"covers_fen": covers_fen}
    return act(desk, case, Asked(DECIDE, outcome, facts), manner, assignments=assignments)


def move(desk: Desk, case: str, meeting: str, manner: Manner = PLAIN) -> ActResult:
    """Move an item to another meeting, where it is admitted anew."""
    return act(desk, case, Asked(MOVE, None, {MEETING: meeting}), manner)


def defer(desk: Desk, case: str, manner: Manner) -> ActResult:
    """Put an item off: decided so once it was heard, taken off the agenda before; it waits for another meeting."""
    heard = any(done.act == HEAR for done in cases.state_of(desk.look(manner.on), case).done)
    asked = Asked(DECIDE, DEFERRED) if heard else Asked(DEFER)
    return act(desk, case, asked, manner)


def assignment(text: str, lead: str, support: Sequence[str] = (), due_on: str | date | None = None) -> dict[str, Any]:
    """What a decision assigns to one unit, as its entry says it."""
    day = due_on.isoformat() if isinstance(due_on, date) else due_on
    return {"due_on": day, "lead": lead, "support": list(support), "text": clean_text(text)}


def _more(asked: Asked, rows: Sequence[Mapping[str, Any]]) -> MoreOf:
    """What an act on an item does besides its own entry."""
    if asked.act == MOVE:
        return _moved
    if asked.act == DECIDE:
        return partial(_decided, asked, rows)
    return partial(_sitting, asked.act)


def _placed(act: str, sight: Sight, file: CaseFile, found: Vetted) -> More:
    """The meeting that an item is put before is one, and still to come to an end."""
    named = found.stated.fields.get(MEETING)
    if named is None:
        return NOTHING
    meeting = cases.state_of(sight, named)
    if meeting.kind != "meeting":
        raise BadInput("{case} is no meeting", case=named)
    _check_open(meeting, act, file.state.case if file.state.version else None)
    return More(reads={named})


def _moved(sight: Sight, file: CaseFile, found: Vetted) -> More:
    if found.stated.fields.get(MEETING) in {None, file.state.facts.get(MEETING)}:
        raise BadInput("say to which other meeting {case} is moved", case=file.state.case)
    return replace(_placed(MOVE, sight, file, found), said={"renews": [MEETING]})


def _sitting(act: str, sight: Sight, file: CaseFile, found: Vetted) -> More:
    own = sorted(name for name in found.stated.fields if name in OWN)
    more = More({"own": own}) if own else NOTHING
    named = file.state.facts.get(MEETING)
    if act not in OF_A_SITTING or named is None:
        return more
    _check_open(cases.state_of(sight, named), act, file.state.case)
    return replace(more, reads={named})


def _check_open(meeting: CaseState, act: str, case: str | None) -> None:
    if meeting.closed is not None:
        template = "the meeting {meeting} is closed ({closed}): the item is moved to one that is to come"
        raise refusal("meeting-closed", template, act=act, case=case, meeting=meeting.case, closed=meeting.closed)


def _decided(asked: Asked, rows: Sequence[Mapping[str, Any]], sight: Sight, file: CaseFile, found: Vetted) -> More:
    """The note of the decision in every case that it is about, and what it assigns."""
    more = _sitting(DECIDE, sight, file, found)
    about, covers = found.stated.fields.get("about", []), found.stated.fields.get("covers_fen")
    if len(set(about)) < len(about):
        raise BadInput("a decision is about one case or several, each named once (--about CASE)")
    if covers is not None and not about:
        raise BadInput("an amount is decided about a case (--about CASE)")
    if rows and asked.outcome == DEFERRED:
        raise BadInput("what is deferred assigns nothing")
    for other in about:
        _check_takes_note(cases.state_of(sight, other), file.state.case)
    for row in rows:
        _check_assigned(row, sight)
    version = file.state.version + 1
    note = {"decision": {"case": file.state.case, "leaf": FIRST_LEAF, "version": version}}
    drafts = [Draft(other, NOTED, note, rules_of(sight, found)) for other in about]
    said = {**more.said, **({"assignments": list(rows)} if rows else {})}
    return replace(more, said=said, drafts=drafts, onward=file.state.facts.get(MEETING))


def _check_takes_note(state: CaseState, item: str) -> None:
    if state.case == item:
        raise BadInput("an item is not about itself: {case}", case=item)
    if state.closed:
        raise refusal("case-closed", "the case is closed ({closed})", act=DECIDE, case=state.case, closed=state.closed)


def _check_assigned(row: Mapping[str, Any], sight: Sight) -> None:
    for unit in (row["lead"], *row["support"]):
        if sight.roster.unit_class(unit) is None:
            raise BadInput("there is no department {department}", department=unit)
    if row["lead"] in row["support"]:
        raise BadInput("{unit} leads and does not support itself", unit=row["lead"])
    if row["due_on"] is not None and _day(row["due_on"]) < sight.on:
        raise BadInput("{due_on} has passed: a term is a day to come", due_on=row["due_on"])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("{text} is not a day: write it as YYYY-MM-DD, like 2022-05-06", text=text) from None
