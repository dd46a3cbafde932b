"""A decision on an item of a meeting that is a case of this record, as vetting reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aggregates import case_file
from aggregates.rulebook.context import Decision

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.rulebook.context import Context
    from ledger.entry import Recorded

DECIDE = "decide"
DRAWN = "agenda-item.drawn/1"


def of_item(entries: Sequence[Recorded], context: Context) -> Decision | None:
    """The last decision on an item; None while there is none."""
    if not entries:
        return None
    state = case_file.fold(entries[0].case, entries).state
    decided = next((done for done in reversed(state.done) if done.act == DECIDE), None)
    meeting = context.case(str(state.facts.get("meeting", "")))
    if decided is None or not meeting.version:
        return None
    return Decision(
        case=state.case,
        version=decided.version,
        leaf=decided.leaf,
        body=str(meeting.facts.get("kind", "")),
        on=decided.on,
        outcome=decided.outcome or "",
        about=tuple(decided.fields.get("about", ())),
        covers_fen=decided.fields.get("covers_fen"),
        drawn={e.facts["case"]: e.facts["amount_fen"] for e in entries if e.type == DRAWN},
        chair=chair_of(meeting),
    )


def chair_of(meeting: CaseState) -> str | None:
    """Who chaired a meeting: whoever did so; before that, whoever was to."""
    for act in ("chair", "convene"):
        for done in reversed(meeting.done):
            if done.act == act:
                return str(done.by.person)
    named = meeting.facts.get("chair")
    return str(named) if named else None
