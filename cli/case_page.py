"""A case as lines: how it stands, what is known, what was done by whom under which article, what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cli.acting import next_lines, warning_text
from cli.layout import inert, table
from cli.output import fields
from cli.refusal import CLOSED
from cli.words import N_, language, t

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.case_file import ActOnRecord, CaseFile
    from aggregates.duty import Duty
    from aggregates.office.ahead import Next
    from cli.run import Run


def page(this: Run, file: CaseFile, following: Sequence[Next]) -> list[str]:
    """The whole page of a case."""
    ahead = next_lines(this, following)
    return [*head(this, file), "", *acts(this, file), *(["", *ahead] if ahead else [])]


def head(this: Run, file: CaseFile) -> list[str]:
    """Its number, how it stands, what is known, what is only proposed, which cases name it."""
    words, state = this.bookwords, file.state
    known = words.facts(state.facts)
    proposed = [
        (words.fact(name), t(N_("{value} (proposed, not declared)"), value=words.value(name, value)))
        for name, value in state.proposed.items()
        if name not in state.facts
    ]
    named = [(t(N_("named by")), f"{each.case} ({words.fact(each.as_)})") for each in state.linked]
    marks = [(t(N_("note")), warning_text(this, dict(notice))) for notice in file.notices]
    return [f"{state.case}  {standing(state)}", *fields([*known, *proposed, *named, *marks], indent=2)]


def acts(this: Run, file: CaseFile) -> list[str]:
    """Every act on record, a row each."""
    heads = [N_("step"), N_("day"), N_("act"), N_("by"), N_("office"), N_("article"), N_("how")]
    rows = [
        [
            str(act.version),
            act.on.isoformat(),
            what(this, act, file.state.kind),
            this.name_of(act.by.person),
            where(this, act),
            article(this, act),
            how(act),
        ]
        for act in file.acts
    ]
    return table([t(each) for each in heads], rows)


def owed(this: Run, left: Sequence[Duty]) -> list[str]:
    """What is owed, a line each: by whom, until when, or how the text puts it."""
    words, lines = this.bookwords, []
    for duty in left:
        who = t(N_(", ")).join(this.name_of(person) for person in duty.people[:4])
        until = duty.due_on.isoformat() if duty.due_on else duty.word or "-"
        act = words.act(duty.kind, duty.act)
        lines.append(f"{t(N_('owed'))}  {inert(t(N_('{act}: {who}, {until}'), act=act, who=who or '-', until=until))}")
    return ["", *lines] if lines else []


def owed_as_json(duty: Duty, today: date) -> dict[str, Any]:
    """One duty as data."""
    return {
        "key": duty.key,
        "rule": duty.rule,
        "act": duty.act,
        "people": list(duty.people),
        "due_on": duty.due_on.isoformat() if duty.due_on else None,
        "state": duty.state(today),
    }


def standing(state: CaseState) -> str:
    """In hand, or the word the case was closed with."""
    return t(CLOSED.get(state.closed, state.closed)) if state.closed else t(N_("in hand"))


def what(this: Run, act: ActOnRecord, kind: str = "fund") -> str:
    """The act with its answer, and what became of it."""
    known = this.book.act(kind, act.act)
    answer = ""
    if act.outcome:
        zh = known.outcomes.get(act.outcome, act.outcome) if known else act.outcome
        answer = t(N_(": {answer}"), answer=zh if language() == "zh" else act.outcome.replace("_", " "))
    became = t(N_(" (disowned)")) if act.struck else t(N_(" (corrected)")) if act.corrected else ""
    return this.bookwords.act(kind, act.act) + answer + became


def where(this: Run, act: ActOnRecord) -> str:
    """The office spoken for; whom it stood in for, or whose paper it is."""
    words = this.bookwords
    office = words.office(act.by.office)
    if act.by.acting_for:
        return t(N_("{office}, acting for {other}"), office=office, other=words.office(act.by.acting_for))
    return (
        t(N_("{body}, recorded by {office}"), body=words.office(act.outside), office=office) if act.outside else office
    )


def article(this: Run, act: ActOnRecord) -> str:
    """The articles of the rules that admitted it, each once; none where only the book's own table of acts did."""
    rules = (this.book.rules.get(rule) for rule in act.rules)
    return t(N_(", ")).join(dict.fromkeys(rule.article for rule in rules if rule))


def how(act: ActOnRecord) -> str:
    """Signed in person, or recorded by whom."""
    if act.by.recorded_by is None:
        return t(N_("in person"))
    done = N_("recorded by {clerk}, confirmed") if act.confirmed else N_("recorded by {clerk}")
    return t(done, clerk=act.by.recorded_by)


def as_json(file: CaseFile, following: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The same as data."""
    state = file.state
    return {
        "case": state.case,
        "version": state.version,
        "book": state.book,
        "opened_on": state.opened_on.isoformat() if state.opened_on else None,
        "closed": state.closed,
        "facts": dict(state.facts),
        "proposed": {name: value for name, value in state.proposed.items() if name not in state.facts},
        "linked": [each._asdict() for each in state.linked],
        "acts": [act_as_json(act) for act in file.acts],
        "decisions": [dict(noted) for noted in file.decisions],
        "notices": [dict(notice) for notice in file.notices],
        "next": list(following),
    }


def act_as_json(act: ActOnRecord) -> dict[str, Any]:
    """One act as data."""
    return {
        "index": act.index,
        "version": act.version,
        "leaf": act.leaf,
        "type": act.type,
        "act": act.act,
        "outcome": act.outcome,
        "by": act.by._asdict(),
        "outside": act.outside,
        "on": act.on.isoformat(),
        "at": act.at,
        "fields": dict(act.fields),
        "declared": dict(act.declared),
        "rules": list(act.rules),
        "confirmed": act.confirmed.index if act.confirmed else None,
        "disowned": act.disowned.index if act.disowned else None,
        "corrected": [entry.index for entry in act.corrected],
    }
