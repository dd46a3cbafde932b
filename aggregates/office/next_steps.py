"""What comes next in a case, as commands: the turns of the rules in the words of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aggregates import case_file
from aggregates.kinds import kind_of
from aggregates.office.adoption import under_own_book
from aggregates.office.ahead import Next
from aggregates.record_context import RecordContext
from aggregates.rulebook.turns import turns

if TYPE_CHECKING:
    from aggregates.office.desk import Sight
    from aggregates.rulebook.context import Turn

VERBS: Mapping[str, Mapping[str, str]] = {
    "fund": {
        "finance_review": "review",
        "review": "review",
        "sign": "approve",
        "pay": "pay",
        "report_use": "report-use",
    },
    "meeting": {},
    "agenda": {},
    "document": {},
    "leave": {},
    "item": {},
}
"""The acts of each kind of case that have a verb of their own; every other is noted."""


def following(sight: Sight, case: str) -> tuple[Next, ...]:
    """The next steps of a case on that sight; none where it is closed."""
    file = case_file.fold(case, sight.record.case(case))
    sight = under_own_book(sight, file.state)
    context = RecordContext(sight.record, sight.roster, lambda: sight.calendar)
    return tuple(as_next(turn, case) for turn in turns(file.state, sight.book, context, sight.on))


def as_next(turn: Turn, case: str) -> Next:
    """A turn with the command that takes it; the first of those who may is named in it."""
    people = tuple(dict.fromkeys(holder.person for holder in turn.holders))
    if turn.vacant:
        return Next(turn.act or "appoint", ("office", "appoint"), people, turn.by)
    command = _command(turn, case)
    if turn.holders:
        first = turn.holders[0]
        command += ("--as", first.person)
        command += ("--acting-for", first.acting_for) if first.acting_for else ()
    return Next(turn.act or ("declare" if turn.facts else "record_decision"), command, people, turn.by)


def _command(turn: Turn, case: str) -> tuple[str, ...]:
    kind = kind_of(case)
    noun = kind.key if kind else "fund"
    if turn.facts:
        return (noun, "declare", case, *(f"{fact}=VALUE" for fact in turn.facts))
    if turn.decision:
        return ("decision", "record", "--body", turn.decision[0], "--about", case)
    assert turn.act is not None
    if turn.outside:
        return ("decision", "record", "--body", turn.outside, "--about", case)
    if verb := VERBS.get(noun, {}).get(turn.act):
        return (noun, verb, case)
    return (noun, "note", case, turn.act)
