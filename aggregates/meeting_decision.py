"""What a meeting is made of that is a case of this record: its items, who chaired it, the decision on an item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aggregates import case_file
from aggregates.rulebook.context import Decision
from aggregates.rulebook.linked import chair_of

if TYPE_CHECKING:
    from aggregates.case import CaseState, Done
    from aggregates.case_file import CaseFile
    from aggregates.rulebook.context import Context
    from ledger.entry import Recorded

DECIDE = "decide"
DRAWN = "agenda-item.drawn/1"
MEETING = "meeting"
"""The fact by which an item names its meeting; moving the item renews it."""
ON_THE_AGENDA = frozenset({"admit", "hear"})
"""What puts an item before a meeting: from then on it is decided, deferred or moved, and never left."""


def of_item(entries: Sequence[Recorded], context: Context) -> Decision | None:
    """The last decision on an item; None while there is none."""
    if not entries:
        return None
    state = case_file.fold(entries[0].case, entries).state
    decided = last_decided(state)
    meeting = context.case(str(state.facts.get(MEETING, "")))
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


def last_decided(item: CaseState) -> Done | None:
    """The act that decided an item, the last of them where it was deferred before."""
    return next((done for done in reversed(item.done) if done.act == DECIDE), None)


def items_of(meeting: CaseState) -> tuple[str, ...]:
    """Every item that ever named this meeting as its own, in the order of the record; some were moved since."""
    return tuple(dict.fromkeys(each.case for each in meeting.linked if each.as_ == MEETING and _is_item(each.case)))


def awaits_decision(item: CaseState) -> bool:
    """Whether an item lies before its meeting: admitted or heard, and since then neither decided nor deferred."""
    if item.closed is not None:
        return False
    before = [place for place, done in enumerate(item.done) if done.act in ON_THE_AGENDA]
    after = [place for place, done in enumerate(item.done) if done.act in {DECIDE, "defer"}]
    return bool(before) and (not after or max(before) > max(after))


def assignments_of(item: CaseFile) -> Iterator[Mapping[str, Any]]:
    """What the decision on an item assigns: `text`, `lead`, `support`, `due_on`."""
    decided = last_decided(item.state)
    act = item.act_at(decided.index) if decided else None
    yield from act.facts.get("assignments", ()) if act else ()


def _is_item(case: str) -> bool:
    return case.startswith("AGD-")
