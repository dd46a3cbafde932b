"""All decision items with their lights: whose, until when, how many working days are left, how often urged."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.acting import here
from cli.case_views import found, last, short
from cli.layout import table
from cli.options import option, verb
from cli.output import command
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.case_file import CaseFile
    from aggregates.duty import Duty
    from cli.run import Run

LIGHTS = {"red": N_("RED"), "yellow": N_("YELLOW"), "green": N_("GREEN"), "grey": N_("-")}
PRESSING = tuple(LIGHTS)
"""The most pressing first."""


@verb(
    "list",
    N_("List the items with their lights: whose, until when, working days left, how often urged."),
    zh="列出",
    examples=("item list --open", "item list --unit edu --light red", "item list --year 2022"),
)
@option("--open", "open_", is_flag=True, help=N_("only those that are not closed"))
@option("--unit", metavar="UNIT", help=N_("of one unit"))
@option("--light", type=click.Choice(["red", "yellow", "green"]), help=N_("of one light"))
@option("--year", type=int, help=N_("of one year"))
@click.pass_obj
def list_(this: Run, /, *, open_: bool, unit: str | None, light: str | None, year: int | None) -> None:
    from cli import naming

    whose = naming.office(this, unit) if unit else None
    rows = [_row(this, file) for file in found(this, "item", year, open_=open_)]
    rows = [row for row in rows if whose in (None, row["unit"]) and light in (None, row["light"])]
    lines = _table(this, rows) if rows else []
    counts = [t(N_("{light} {n}"), light=t(LIGHTS[key]), n=_count(rows, key)) for key in PRESSING if _count(rows, key)]
    ending = t(N_("{n} items: {lights}"), n=len(rows), lights=t(N_(", ")).join(counts) or "-")
    this.out.put(rows, [*lines, ending, *_next(this, rows)])


def _row(this: Run, file: CaseFile) -> dict[str, Any]:
    state, today = file.state, this.today()
    duty = _pressing(this, file, today)
    due_on = duty.due_on if duty else None
    return {
        "case": state.case,
        "light": duty.light(today, this.calendar, this.book) if duty else "grey",
        "text": state.facts.get("text"),
        "unit": state.facts.get("undertaking_unit"),
        "due_on": due_on.isoformat() if due_on else None,
        "days_left": duty.days_left(today, this.calendar) if duty else None,
        "provisional": duty.provisional if duty else False,
        "urged": sum(1 for done in state.done if done.act == "urge"),
        "closed": state.closed,
        "decided_by": state.facts.get("decided_by"),
    }


def _pressing(this: Run, file: CaseFile, today: date) -> Duty | None:
    """The duty of the unit that presses most; None where nothing is owed any more."""
    from aggregates.duties import duties
    from aggregates.record_context import RecordContext
    from cli.books import book_of_case

    if file.state.closed:
        return None
    book = book_of_case(this.record, this.enclosures, file.state, this.book)
    context = RecordContext(this.record, this.roster, lambda: this.calendar)
    owed = duties(file.state, book, context, this.calendar, today, people=False)
    mine = [duty for duty in owed if duty.met_on is None and duty.unit == file.state.facts.get("undertaking_unit")]
    return min(mine, key=lambda duty: _urgency(this, duty, today), default=None)


def _urgency(this: Run, duty: Duty, today: date) -> tuple[int, date]:
    return PRESSING.index(duty.light(today, this.calendar, this.book)), duty.due_on or date.max


def _table(this: Run, rows: list[dict[str, Any]]) -> list[str]:
    from cli.refusal import CLOSED

    words = this.bookwords
    heads = [
        N_("light"),
        N_("item"),
        N_("decided item"),
        N_("lead"),
        N_("due"),
        N_("left(wd)"),
        N_("stands"),
        N_("urged"),
    ]
    body = [
        [
            t(LIGHTS[row["light"]]),
            row["case"],
            short(row["text"] or "-"),
            words.value("undertaking_unit", row["unit"]) if row["unit"] else "-",
            (row["due_on"] or "-") + (t(N_(" (provisional)")) if row["provisional"] else ""),
            "-" if row["days_left"] is None else str(row["days_left"]),
            t(CLOSED.get(row["closed"], row["closed"])) if row["closed"] else t(N_("in hand")),
            t(N_("{n}x"), n=row["urged"]) if row["urged"] else "-",
        ]
        for row in rows
    ]
    return table([t(head) for head in heads], body, frozenset({5}))


def _count(rows: list[dict[str, Any]], light: str) -> int:
    return sum(1 for row in rows if row["light"] == light)


def _next(this: Run, rows: list[dict[str, Any]]) -> list[str]:
    """Urge what is overdue, all in one line; else look at the last."""
    late = [row["case"] for row in rows if row["light"] == "red"]
    if late:
        return [f"{t(N_('Next:'))} {command(here(this, ('item', 'urge', *late)))}"]
    return last(this, "item", rows)


VERBS = (list_,)
