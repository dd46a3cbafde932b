"""What comes next in a case, as commands: the turns of the rules in the words of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregates import case_file
from aggregates.kinds import kind_of
from aggregates.meeting_decision import MEETING
from aggregates.office.adoption import under_own_book
from aggregates.office.ahead import Next
from aggregates.office.verbs import VERBS
from aggregates.record_context import RecordContext
from aggregates.rulebook.offices import World, words
from aggregates.rulebook.standing import may_do
from aggregates.rulebook.steps import Office
from aggregates.rulebook.turns import turns

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.office.desk import Sight
    from aggregates.rulebook.context import Turn


def following(sight: Sight, case: str) -> tuple[Next, ...]:
    """The next steps of a case on that sight; none where it is closed."""
    file = case_file.fold(case, sight.record.case(case))
    sight = under_own_book(sight, file.state)
    context = RecordContext(sight.record, sight.roster, lambda: sight.calendar)
    if to_be_moved(file.state, context):
        return (_moving(file.state, sight, context),)
    return tuple(as_next(turn, case) for turn in turns(file.state, sight.book, context, sight.on))


def to_be_moved(state: CaseState, context: RecordContext) -> bool:
    """Whether that is an item left over from a meeting that is closed: it waits to be put before another."""
    meeting = state.facts.get(MEETING) if state.kind == "agenda" and not state.closed else None
    return meeting is not None and context.case(meeting).closed is not None


def _moving(state: CaseState, sight: Sight, context: RecordContext) -> Next:
    defined = sight.book.act("agenda", "move")
    world = World(sight.book, state, context, sight.on, state.facts, "move")
    by = (defined.by if defined else ()) or (Office(office=sight.book.default_office),)
    people = tuple(dict.fromkeys(holder.person for holder in may_do(by, world)))
    command = ("agenda", "move", state.case, "--to", "MEETING", *(("--as", people[0]) if people else ()))
    return Next("move", command, people, tuple(words(each, state.facts) for each in by))


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
