"""What comes next in a case, as commands: the turns of the rules in the words of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregates import case_file
from aggregates.kinds import KINDS, kind_of
from aggregates.office.adoption import under_own_book
from aggregates.office.ahead import Next
from aggregates.office.verbs import ON_PAPER, command_for
from aggregates.record_context import RecordContext
from aggregates.rulebook.offices import Unknown, World, words
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
    return tuple(as_next(turn, case) for turn in turns(file.state, sight.book, context, sight.on))


def needed_in(sight: Sight, case: str, act: str) -> Next:
    """An act that another case waits for, as the command that does it, and who may do it."""
    state = case_file.fold(case, sight.record.case(case)).state
    sight = under_own_book(sight, state)
    return _as_command(act, state, sight, RecordContext(sight.record, sight.roster, lambda: sight.calendar))


def _as_command(act: str, state: CaseState, sight: Sight, context: RecordContext) -> Next:
    """One act by itself, whether its turn has come or not; where an unknown fact says who may, nobody is named."""
    defined = sight.book.act(state.kind, act)
    world = World(sight.book, state, context, sight.on, state.facts, act)
    by = (defined.by if defined else ()) or (Office(office=sight.book.default_office),)
    try:
        people = tuple(dict.fromkeys(holder.person for holder in may_do(by, world)))
    except Unknown:
        people = ()
    command = (*_verb(act, state.case), *(("--as", people[0]) if people else ()))
    return Next(act, command, people, tuple(words(each, state.facts) for each in by))


def as_next(turn: Turn, case: str) -> Next:
    """A turn with the command that takes it; the first of those who may is named in it."""
    people = tuple(dict.fromkeys(holder.person for holder in turn.holders))
    if turn.vacant:
        return Next(turn.act or "appoint", (*_filling(turn), *(("--as", people[0]) if people else ())), people, turn.by)
    command = _command(turn, case)
    if turn.holders:
        first = turn.holders[0]
        command += ("--as", first.person)
        command += ("--acting-for", first.acting_for) if first.acting_for else ()
    return Next(turn.act or ("declare" if turn.facts else "record_decision"), command, people, turn.by)


def _filling(turn: Turn) -> tuple[str, ...]:
    """The command that fills the first office which might do the act, and which nobody holds."""
    kind, colon, of = (turn.by[0] if turn.by else "").partition("+")[0].partition(":")
    if kind == "in_charge_of":
        return ("office", "portfolio", of, "PERSON", "--from", "DATE")
    if kind == "post":
        post, _, unit = of.partition(":")
        return ("office", "appoint", "PERSON", unit, "--post", post, "--from", "DATE")
    office = "OFFICE" if colon or kind in {"", "chair", "in_person"} else kind
    return ("office", "appoint", "PERSON", office, "--from", "DATE")


def _command(turn: Turn, case: str) -> tuple[str, ...]:
    kind = kind_of(case)
    noun = kind.key if kind else "fund"
    if turn.facts:
        return (noun, "declare", case, *(f"{fact}=VALUE" for fact in turn.facts))
    if body := turn.outside or next(iter(turn.decision), None):
        return ("decision", "record", "--body", body, "--about", case, *ON_PAPER)
    assert turn.act is not None
    return _verb(turn.act, case)


def _verb(act: str, case: str) -> tuple[str, ...]:
    kind = kind_of(case)
    noun = kind.key if kind else "fund"
    if "." in act:  # what this case waits for in another: the close of its meeting
        noun, act = act.split(".", 1)
        case = f"{KINDS[noun].prefix}-..."
    return command_for(noun, act, case)
