"""A replayed case as a page: a time line with whose turn it was, each step with its articles, what was known."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from cli.audit_past import WHAT
from cli.case_page import how, standing, what, where
from cli.layout import inert
from cli.replay_text import change, turn_words
from cli.report_make import framed
from cli.report_words import as_of
from cli.values import shown_instant
from cli.words import N_, language, t
from projections.report_charts import WIDTH
from projections.report_frame import Reading, frame
from projections.report_html import html
from projections.report_page import Chart, Mark, Page, Pairs, Section, Shape, Table, Text

if TYPE_CHECKING:
    from cli.run import Run
    from projections.replay import Replay, Step
    from projections.report_page import Cell

LEFT, ROOM, LINE = 150, WIDTH - 300, 300
MOST_LABELLED = 14


def page(this: Run, found: Replay) -> bytes:
    """The file."""
    record = this.record.before(found.size)
    reading = Reading(record, this.enclosures, on=found.day)
    told = as_of(this, reading, found.file.state)
    stamp = frame(reading, [found.file])
    known = t(N_("as known then")) if found.known == "then" else t(N_("as known now"))
    title = t(N_("Replay of {case}"), case=found.file.state.case)
    sections = (
        Section("", (_head(told, found, known),)),
        Section("", (_line(told, found), *_steps(told, found))),
        Section(t(N_("What came to be known later")), _changed(told, found)),
        Section(t(N_("What came next")), (Text(_next(told, found)),)),
    )
    made = Page(language(), title, "", (), tuple(each for each in sections if each.blocks), (), "", "")
    recipe: dict[str, Any] = {
        "report": "replay",
        "case": found.file.state.case,
        "size": found.size,
        "known": found.known,
        "under": found.under,
        "root": stamp.root,
    }
    return html(framed(told, stamp, made), recipe, inert)


def _head(told: Run, found: Replay, known: str) -> Pairs:
    state = found.file.state
    pairs = [
        (t(N_("stands")), standing(state)),
        (t(N_("known")), f"{known}, {found.day.isoformat()}"),
        (t(N_("rulebook")), f"{found.book.title} [{found.book.key}]"),
    ]
    if found.under:
        pairs.append((t(N_("judged under")), t(N_("{book}: not the book in force"), book=found.under)))
    return Pairs((*pairs, *told.bookwords.facts(state.facts)))


def _line(told: Run, found: Replay) -> Chart:
    """The steps where they stood in time, numbered as in the table."""
    instants = [datetime.fromisoformat(step.act.at) for step in found.steps]
    first, last = instants[0], instants[-1]
    whole = max((last - first).total_seconds(), 1.0)
    shapes = [Shape("line", LEFT, LINE, ROOM, 0, "axis")]
    before = -1_000
    for step, at in zip(found.steps, instants, strict=True):
        place = LEFT + int(ROOM * (at - first).total_seconds() / whole)
        shapes.append(Shape("rect", place - 15, LINE - 90, 30, 90, "green" if step.then is None else "red"))
        if len(found.steps) <= MOST_LABELLED or place - before >= ROOM // MOST_LABELLED:
            shapes.append(Shape("text", place, LINE - 120, text=str(step.act.version), anchor="middle", fill="small"))
            before = place
    for place, at, anchor in ((LEFT, first, "start"), (LEFT + ROOM, last, "end")):
        shapes.append(Shape("text", place, LINE + 140, text=f"{at.date().isoformat()}", anchor=anchor, fill="small"))
    says = "; ".join(f"{step.act.version} {what(told, step.act, found.file.state.kind)}" for step in found.steps)
    return Chart(t(N_("Time line")), says, WIDTH, LINE + 200, tuple(shapes))


def _steps(told: Run, found: Replay) -> tuple[Table]:
    heads = [N_("step"), N_("recorded"), N_("act"), N_("by"), N_("office and how"), N_("lawful then")]
    heads += [N_("under")] if found.under else []
    heads += [N_("by articles"), N_("then next")]
    rows = tuple(_row(told, found, step) for step in found.steps)
    wide = frozenset({len(heads) - 2, len(heads) - 1})
    return (Table(tuple(t(head) for head in heads), rows, wide=wide),)


def _row(told: Run, found: Replay, step: Step) -> tuple[Cell, ...]:
    act = step.act
    law = t(N_("; ")).join(f"{rule.article} “{rule.quote}”" for rule in step.admitted)
    turns = t(N_("; ")).join(turn_words(told, found, turn) for turn in step.turns)
    under = [_verdict(step.under)] if found.under else []
    return (
        str(act.version),
        shown_instant(act.at),
        what(told, act, found.file.state.kind),
        told.name_of(act.by.person),
        f"{where(told, act)}, {how(act)}",
        _verdict(step.then),
        *under,
        law,
        turns,
    )


def _verdict(finding: Any) -> Mark:
    return Mark(t(N_("lawful")), "green") if finding is None else Mark(t(WHAT[finding.what]), "red")


def _changed(told: Run, found: Replay) -> tuple[Text, ...]:
    return tuple(Text(change(told, found, each)) for each in found.changed)


def _next(told: Run, found: Replay) -> str:
    if not found.turns:
        return t(N_("Nothing was open then."))
    return t(N_("; ")).join(turn_words(told, found, turn) for turn in found.turns)
