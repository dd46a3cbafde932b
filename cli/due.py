"""`govledger due`: what is owed and what is overdue, on any day, as it was known then or as it is known now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.options import Verb, option
from cli.words import N_, t

if TYPE_CHECKING:
    from datetime import date

    from cli.run import Run
    from projections.overdue import Owed

FOUND = 5
"""The exit code that says: what --fail-on asked for is there."""


@click.command(
    "due",
    cls=Verb,
    help=N_(
        "What is owed, the most urgent first: overdue, due, and with --undated what has no day. With --on, as the "
        "record stood when that day ended; --known now takes what was entered or corrected since."
    ),
    examples=("due", "due --within 7wd --unit edu", "due --on 2022-06-30 --known now", "due --fail-on overdue"),
    zh="到期",
)
@option("--known", type=click.Choice(["then", "now"]), help=N_("as known on that day, or as known now"))
@option("--within", metavar="N", help=N_("overdue, or due within so many working days, like 7wd"))
@option("--unit", metavar="UNIT", help=N_("owed by one department or office"))
@option("--person", metavar="PERSON", help=N_("owed by one person, also acting for another"))
@option("--undated", is_flag=True, help=N_("also what the text leaves without a day, with its age"))
@option("--standing", is_flag=True, help=N_("also what is owed every month, quarter or year, by no single case"))
@option("--fail-on", "fail_on", type=click.Choice(["overdue"]), help=N_("exit with 5 if such a one is listed"))
@option("--csv", "csv_file", metavar="FILE", help=N_("write a table for a spreadsheet; - is the standard output"))
@click.pass_obj
def due(
    this: Run,
    /,
    *,
    known: str | None,
    within: str | None,
    unit: str | None,
    person: str | None,
    undated: bool,
    standing: bool,
    fail_on: str | None,
    csv_file: str | None,
) -> int:
    from cli import due_rows, naming
    from cli.values import working_days

    day = this.today()
    found, without = listed(this, day, known, all_=undated or bool(unit or person))
    found = [*found, *(of_no_case(this, day, known) if standing else ())]
    if unit:
        key = naming.office(this, unit)
        found = [each for each in found if key in due_rows.units(each)]
    if person:
        found = due_rows.owed_by(this, found, naming.person(this, person), day)
    most = working_days(within) if within else None
    dated = [each for each in found if each.duty.due_on is not None]
    shown = dated if most is None else [each for each in dated if each.left is not None and each.left <= most]
    no_day = [each for each in found if each.duty.due_on is None]
    shown += no_day if undated else []
    _say(this, shown, 0 if undated else without or len(no_day), day, csv_file)
    late = any(each.overdue and each.since != "gone" for each in shown)
    return FOUND if fail_on and late else 0


def listed(this: Run, day: date, known: str | None, *, all_: bool) -> tuple[Sequence[Owed], int]:
    """What was owed that day, and how many more have no day and are left out; with `now`, against what was known then.

    `all_`: leave none out. Neither is one left out of a past day, which has to be told anew in any case.
    """
    from cli.viewing import views
    from projections.overdue import NOW, THEN, compared, owed

    here, past = views(this), views(this).size_at_end_of(day) is not None
    if not (all_ or past):
        return owed(here, this.calendar, day, known=NOW, undated=False), here.count_undated(day)
    then = owed(here, this.calendar, day, known=THEN)
    return (compared(then, owed(here, this.calendar, day, known=NOW)) if known == NOW and past else then), 0


def of_no_case(this: Run, day: date, known: str | None) -> Sequence[Owed]:
    """The standing duties, on the record as it stood when that day ended, or as it stands now."""
    from dataclasses import replace

    from aggregates.roster import Roster
    from cli.todo import sight
    from cli.viewing import views
    from projections.overdue import standing_owed

    now, size = sight(this), views(this).size_at_end_of(day)
    if size is None or known == "now":
        return standing_owed(now)
    record = this.record.before(size)
    return standing_owed(replace(now, record=record, roster=Roster(record, size), size=size))


def _say(this: Run, shown: Sequence[Owed], without: int, day: date, csv_file: str | None) -> None:
    from cli import due_rows
    from cli.viewing import views

    if csv_file:
        due_rows.write_csv(this, shown, csv_file)
        if csv_file == "-":
            return
    data: list[dict[str, Any]] = [due_rows.as_json(each, day) for each in shown]
    lines = due_rows.table_of(this, shown)
    if without:
        lines.append(t(N_("{n} more have no day: --undated"), n=without))
    if faults := views(this).faults():
        this.out.note(t(N_("the duties of these cannot be told: {cases}"), cases=", ".join(faults[:8])))
    this.out.put(data, [*lines, *due_rows.following(this, shown)])
