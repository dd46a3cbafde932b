"""The annex of the bulletin (督办台账) in words: a row an item, in the columns that the book names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.report_words import listed
from cli.words import N_, either, t
from projections.report_page import Mark, Table, Text

if TYPE_CHECKING:
    from datetime import date

    from cli.run import Run
    from projections.monthly import Item, Monthly
    from projections.report_page import Cell

LIGHTS = {"red": N_("red"), "yellow": N_("yellow"), "green": N_("green"), "grey": N_("-")}
STATES = {
    "done": N_("done"),
    "done-late": N_("done late"),
    "waiting": N_("completed, to be accepted"),
    "in-hand": N_("in hand"),
    "overdue": N_("overdue"),
    "dropped": N_("taken off"),
}
COLUMNS = {
    "number": N_("No."),
    "case": N_("docket no."),
    "source": N_("source"),
    "reference": N_("paper"),
    "opened_on": N_("docketed on"),
    "text": N_("decided item"),
    "requirement": N_("requirement"),
    "leader": N_("leader in charge"),
    "unit": N_("lead unit"),
    "support": N_("supporting units"),
    "responsible": N_("responsible"),
    "due_on": N_("term"),
    "frequency": N_("feedback"),
    "progress": N_("progress"),
    "problems": N_("problems"),
    "next": N_("next step"),
    "state": N_("stands"),
    "light": N_("light"),
    "urged": N_("urged"),
    "extended": N_("extensions"),
    "closed_on": N_("closed on"),
    "articles": N_("by article"),
    "remarks": N_("remarks"),
}
PROSE = {"source", "text", "progress", "unit", "support", "urged"}


def annex(told: Run, found: Monthly) -> tuple[Table | Text, ...]:
    """The rows and, below them, what they add up to."""
    keys = told.book.masthead.get("columns") or tuple(COLUMNS)
    rows = tuple(tuple(_cell(told, item, key) for key in keys) for item in found.items)
    total = found.total
    sums = t(
        N_("{all} items: {done} done, {open} in hand ({overdue} overdue), {dropped} taken off"),
        all=total.all,
        done=total.done,
        open=total.open,
        overdue=total.overdue,
        dropped=total.dropped,
    )
    wide = frozenset(place for place, key in enumerate(keys) if key in PROSE)
    right = frozenset(place for place, key in enumerate(keys) if key == "number")
    return (Table(tuple(t(COLUMNS[key]) for key in keys), rows, right, wide=wide), Text(sums))


def _cell(told: Run, item: Item, key: str) -> Cell:
    words = told.bookwords
    day = {"opened_on": item.opened_on, "due_on": item.due_on, "closed_on": item.closed_on}
    match key:
        case "number":
            return str(item.number)
        case "case":
            return item.case
        case "source":
            return source_of(told, item)
        case "reference":
            return item.decided_by or "-"
        case "opened_on" | "due_on" | "closed_on":
            shown = day[key]
            mark = t(N_(" (provisional)")) if key == "due_on" and item.provisional else ""
            return f"{shown.isoformat()}{mark}" if shown else "-"
        case "text":
            return item.text
        case "leader":
            return told.name_of(item.leader) if item.leader else "-"
        case "unit":
            return words.office(item.unit)
        case "support":
            return listed([words.office(unit) for unit in item.support]) or "-"
        case "responsible":
            return told.name_of(item.responsible) if item.responsible else "-"
        case "progress":
            return item.progress or "-"
    return _standing(item, key)


def _standing(item: Item, key: str) -> Cell:
    match key:
        case "state":
            late = t(N_(", {n} working days"), n=item.days_late) if item.state == "overdue" and item.days_late else ""
            return t(STATES[item.state]) + late
        case "light":
            closed = item.state in {"done", "done-late"}
            lit = item.light if item.light in {"red", "yellow", "green"} else "done" if closed else "none"
            return Mark(t(N_("done") if closed else LIGHTS.get(item.light, N_("-"))), lit)
        case "urged":
            return t(N_("{n}, last {day}"), n=item.urged, day=_short(item.urged_on)) if item.urged_on else "-"
        case "extended":
            return listed([day.isoformat() for day in item.extended]) or "-"
        case "articles":
            return listed(list(item.articles)) or "-"
    return ""


def source_of(told: Run, item: Item) -> str:
    """The kind of meeting and its day, or the origin."""
    kind = source(told, item.meeting_kind or item.origin)
    return f"{kind} {_short(item.met_on)}" if item.met_on else kind


def _short(day: date) -> str:
    """A day of the year that the report is about: 6月30日, 06-30."""
    return either(f"{day.month}月{day.day}日", f"{day.month:02}-{day.day:02}")


def source(told: Run, key: str) -> str:
    """A kind of meeting, or another origin."""
    kind = told.book.meeting_kinds.get(key)
    return either(kind.zh, kind.en) if kind else told.bookwords.value("origin", key)
