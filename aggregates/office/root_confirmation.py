"""The second root holder's word: what one gave takes effect when another confirms it; and void entries are annulled."""

from __future__ import annotations

from collections.abc import Sequence

from aggregates.office.desk import ActResult, Desk, Intent, Sight
from aggregates.office.manner import PLAIN, Manner
from aggregates.office.roster_acts import check_reason, root_act
from aggregates.roster_lists import pending
from aggregates.roster_records import Pending
from ledger.errors import BadInput, NotAuthorised
from ledger.event import Draft
from ledger.grants import VOID_REASONS


def confirm(desk: Desk, indexes: Sequence[int] | None = None, *, manner: Manner = PLAIN) -> ActResult:
    """Confirm what another root holder gave: these entries, or all that wait; in one act.

    Raises:
        BadInput: nothing waits, or not that entry.
        NotAuthorised: the desk's person is no root holder, or gave it and so cannot confirm it.
    """

    def drafts(sight: Sight) -> list[Draft]:
        waiting = {each.index: each for each in pending(sight.record)}
        chosen = list(waiting.values()) if indexes is None else [_waiting(waiting, index) for index in indexes]
        others = [each for each in chosen if each.person != desk.person]
        if not chosen:
            raise BadInput("nothing waits for a confirmation")
        if not others or (indexes is not None and len(others) < len(chosen)):
            raise NotAuthorised(
                "what {person} gave, another root holder confirms: {roots}",
                person=desk.person,
                roots=", ".join(root for root in sight.record.grants.root_holders if root != desk.person) or "-",
            )
        return [Draft(each.case, "roster.confirmed/1", {"index": each.index, "leaf": each.leaf}) for each in others]

    return root_act(desk, Intent("roster.confirmed/1"), drafts, manner)


def annul(desk: Desk, index: int, reason: str, *, manner: Manner = PLAIN) -> ActResult:
    """List a void entry as annulled, so that verification names it and passes. Only void entries can be.

    Raises:
        BadInput: there is no such entry, it is valid, or it is annulled already.
        NotAuthorised: the desk's person is no root holder.
    """
    why = check_reason(reason)

    def drafts(sight: Sight) -> list[Draft]:
        entry = sight.record.raw_at(index)
        if entry is None:
            raise BadInput("there is no entry {index}", index=index)
        void = sight.record.grants.judge(entry)
        if void is None:
            raise BadInput("entry {index} is valid: it can be corrected, not annulled", index=index)
        if sight.record.grants.annulled(index):
            raise BadInput("entry {index} is annulled already ({reason})", index=index, reason=VOID_REASONS[void])
        sight.roster.leaned.add(entry.case)
        return [Draft("ROOT", "entry.annulled/1", {"index": index, "leaf": entry.leaf.hex(), "reason": why})]

    return root_act(desk, Intent("entry.annulled/1", "ROOT", {"index": index, "reason": why}), drafts, manner)


def _waiting(waiting: dict[int, Pending], index: int) -> Pending:
    if index not in waiting:
        raise BadInput("entry {index} waits for no confirmation", index=index)
    return waiting[index]
