"""A case at an instant of the past: each step, whether it was lawful then and why, what was known, what came next.

`then` tells the case as its record stood at that instant. `now` tells the acts done by the day of that instant as they
are known now: with what was entered late, corrected, or disowned afterwards. Under another rulebook the steps are
judged by that one, and everything says so.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates import case_file
from aggregates.office.desk import day_of
from aggregates.record_context import RecordContext
from aggregates.review.judge import Finding, judge
from aggregates.review.past import Past
from aggregates.rulebook.turns import turns
from ledger.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregates.case_file import ActOnRecord, CaseFile
    from aggregates.rulebook.context import Turn
    from aggregates.rulebook.model import Book, Rule
    from ledger.enclosures import Enclosures
    from ledger.entry import Recorded
    from ledger.record import Record

THEN, NOW = "then", "now"


class Step(NamedTuple):
    """One act of the case. `admitted`: the rules that its entry names, in the case's own book.

    `then`: why the rules of its day would have refused it, None where it was lawful. `under`: the same by the rulebook
    asked for. `known` are the facts of the case after the act; `turns`, who had the next step then.
    """

    act: ActOnRecord
    admitted: tuple[Rule, ...]
    then: Finding | None
    under: Finding | None
    known: Mapping[str, Any]
    turns: tuple[Turn, ...]


class Changed(NamedTuple):
    """What is known now of an act and was not then: `late`, `corrected`, `confirmed` or `disowned`, by an entry."""

    what: str
    act: ActOnRecord
    index: int  # type: ignore[assignment]  # hides tuple.index
    at: str


class Replay(NamedTuple):
    """The case. `size`: the entries of the record that counted; `day`: that of the instant; `under`: key of the book
    that judged in place of the adopted ones.
    """

    file: CaseFile
    size: int
    day: date
    at: datetime | None
    known: str
    book: Book
    under: str | None
    steps: tuple[Step, ...]
    turns: tuple[Turn, ...]
    changed: tuple[Changed, ...]


def replay(
    record: Record,
    enclosures: Enclosures | None,
    case: str,
    *,
    at: datetime | None = None,
    index: int | None = None,
    known: str = THEN,
    under: Book | None = None,
) -> Replay:
    """The case as it stood at an instant, after an entry of the record, or, with neither, at its end.

    Raises:
        BadInput: there was no such case yet, or the rulebook it was opened under is not here.
    """
    size = record.size if index is None else index + 1
    if at is not None:
        size = record.size_at(at)
    entries = [entry for entry in record.case(case) if entry.index < size]
    if not entries:
        raise BadInput("there was no case {case} then", case=case)
    day = day_of(at) if at else max(date.fromisoformat(entry.on) for entry in entries)
    then = case_file.fold(case, entries)
    now = case_file.fold(case, record.case(case))
    told = then if known == THEN else case_file.retold(now, [act for act in now.acts if act.on <= day])
    past, other = Past(record, enclosures), Past(record, enclosures, under) if under else None
    steps = tuple(_step(record, told, act, past, other) for act in told.acts)
    last = datetime.fromisoformat(entries[-1].at) if at is None else at
    sight = past.at(size if known == THEN else record.size, last, day)
    book = past.book_of(told.state.book) if told.state.book else sight.book
    context = RecordContext(sight.record, sight.roster, lambda: sight.calendar)
    return Replay(
        file=told,
        size=size,
        day=day,
        at=at,
        known=known,
        book=book,
        under=under.key if under else None,
        steps=steps,
        turns=turns(told.state, under or book, context, day),
        changed=_changed(then, now, day),
    )


def _step(record: Record, file: CaseFile, act: ActOnRecord, past: Past, other: Past | None) -> Step:
    entries = _act_at(record, act.index)
    before = [entry for entry in record.case(file.state.case) if entry.index <= act.index]
    state = case_file.fold(file.state.case, before).state
    sight = past.at(act.index + 1, datetime.fromisoformat(act.at), act.on)
    book = past.book_of(state.book) if state.book else sight.book
    context = RecordContext(sight.record, sight.roster, lambda: sight.calendar)
    return Step(
        act=act,
        admitted=tuple(book.rules[rule] for rule in act.rules if rule in book.rules),
        then=judge(entries, past).finding,
        under=judge(entries, other).finding if other else None,
        known=state.facts,
        turns=turns(state, book, context, act.on),
    )


def _act_at(record: Record, index: int) -> list[Recorded]:
    """All entries of the act that the entry at an index belongs to."""
    entry = record.at(index)
    assert entry is not None, "an act of a case is a valid entry"
    part = entry.payload["part"]
    first = index - part["n"]
    found = [record.at(place) for place in range(first, first + part["of"])]
    return [each for each in found if each is not None and each.act == entry.act]


def _changed(then: CaseFile, now: CaseFile, day: date) -> tuple[Changed, ...]:
    """What came to be known after the instant of acts done by its day."""
    found = []
    for act in now.acts:
        if act.on > day:
            continue
        old = then.act_at(act.index)
        if old is None:
            found.append(Changed("late", act, act.index, act.at))
        marks = [("corrected", entry) for entry in act.corrected[len(old.corrected) if old else 0 :]]
        marks += [("confirmed", act.confirmed)] if act.confirmed and not (old and old.confirmed) else []
        marks += [("disowned", act.disowned)] if act.disowned and not (old and old.disowned) else []
        found += [Changed(what, act, entry.index, entry.at) for what, entry in marks]
    return tuple(sorted(found, key=lambda each: each.index))
