"""Urgings and warnings of an item: rule, duty, and all that followed: service, statement, rescission."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.duties import all_duties

if TYPE_CHECKING:
    from aggregates.case_file import ActOnRecord, CaseFile
    from aggregates.duty import Duty
    from projections.report_frame import Reading

WARNS = ("urge", "circulate_criticism", "admonish", "recommend_reshuffle")
SERVED, STATED, RESCINDED = "acknowledge_warning", "state_position", "rescind_warning"


class Answer(NamedTuple):
    """What followed a warning: that it was served, what the person concerned said, that it was taken back."""

    act: str
    index: int  # type: ignore[assignment]  # hides tuple.index
    on: date
    person: str
    office: str
    words: str | None


class Warned(NamedTuple):
    """An urging or a warning: on which duty and by which rule, to whom, and all that followed it."""

    case: str
    index: int  # type: ignore[assignment]  # hides tuple.index
    act: str
    on: date
    person: str
    office: str
    target: str | None
    reason: str | None
    due_on: date | None
    rules: tuple[str, ...]
    articles: tuple[str, ...]
    quotes: tuple[str, ...]
    duty: str | None
    struck: bool
    answers: tuple[Answer, ...]

    def answered(self, act: str) -> tuple[Answer, ...]:
        return tuple(each for each in self.answers if each.act == act)


def warned_in(file: CaseFile, reading: Reading) -> Iterator[Warned]:
    """Every urging and warning of an item, in the order of the record."""
    acts = [act for act in file.acts if act.act in WARNS]
    if not acts or file.state.kind != "item":
        return
    book = reading.book(file.state)
    owed = all_duties(file, book, reading.context, reading.calendar, reading.on, people=False)
    for act in acts:
        climbed = (rung.rule for duty in owed for rung in duty.rungs if rung.done_index == act.index)
        rules = [book.rules[each] for each in dict.fromkeys((*act.rules, *climbed)) if each in book.rules]
        yield Warned(
            case=file.state.case,
            index=act.index,
            act=act.act,
            on=act.on,
            person=act.by.person,
            office=act.by.office,
            target=_target(act, file),
            reason=_text(act, "reason_of_warning") or act.facts.get("reason"),
            due_on=_day(act.fields.get("due_on")),
            rules=tuple(rule.id for rule in rules),
            articles=tuple(dict.fromkeys(rule.article for rule in rules)),
            quotes=tuple(dict.fromkeys(rule.quote for rule in rules)),
            duty=_duty_of(act, owed),
            struck=act.struck,
            answers=tuple(_answers(file, act)),
        )


def _target(act: ActOnRecord, file: CaseFile) -> str | None:
    """To whom it went: as said, else the unit that undertakes the item."""
    return _text(act, "target") or file.state.facts.get("undertaking_unit")


def _duty_of(act: ActOnRecord, owed: tuple[Duty, ...]) -> str | None:
    """The duty that the act is about: the one on whose ladder it is a rung, else that to complete the item."""
    climbed = (duty.key for duty in owed for rung in duty.rungs if rung.done_index == act.index)
    return next(climbed, None) or next((duty.key for duty in owed if duty.act == "complete"), None)


def _answers(file: CaseFile, warning: ActOnRecord) -> Iterator[Answer]:
    for act in file.acts:
        of = {**act.fields, **act.declared}.get("of")
        if act.act in (SERVED, STATED, RESCINDED) and not act.struck and str(of) == str(warning.index):
            words = _text(act, "statement") or _text(act, "reason_of_warning") or act.facts.get("reason")
            yield Answer(act.act, act.index, act.on, act.by.person, act.by.office, words)


def _text(act: ActOnRecord, name: str) -> str | None:
    value = act.fields.get(name)
    return value if isinstance(value, str) else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
