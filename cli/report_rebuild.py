"""`govledger report rebuild`: the views of the record, made anew from nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.acting import here
from cli.options import verb
from cli.output import command
from cli.words import N_, t

if TYPE_CHECKING:
    from cli.run import Run


@verb(
    "rebuild",
    N_(
        "Make the views anew that lists are read from. They keep up by themselves; nothing is lost with them, and what "
        "is made anew is what was there."
    ),
    zh="重建",
    examples=("report rebuild", "--json report rebuild"),
)
@click.pass_obj
def rebuild(this: Run) -> None:
    from cli.viewing import opened

    views = opened(this).rebuilt()
    cases, duties = (views.store.run(f"SELECT count(*) FROM {table}")[0][0] for table in ("case_row", "duty_row"))  # noqa: S608
    faults = views.faults()
    data = {"size": this.record.size, "cases": cases, "duties": duties, "not_told": faults}
    lines = [t(N_("made anew: {cases} cases, {duties} duties"), cases=f"{cases:,}", duties=f"{duties:,}")]
    if faults:
        lines.append(t(N_("the duties of these cannot be told: {cases}"), cases=", ".join(faults[:8])))
    this.out.put(data, [*lines, f"{t(N_('Next:'))} {command(here(this, ('due',)))}"])


VERBS = (rebuild,)
