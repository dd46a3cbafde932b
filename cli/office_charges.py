"""Who has charge of what, and who covers whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from cli.acting import act, manner
from cli.options import option, verb
from cli.values import day, day_or_none
from cli.words import N_

if TYPE_CHECKING:
    from cli.run import Run

first = option("--from", "from_on", required=True, metavar="DATE", help=N_("the first day"))
until = option("--until", "until_on", metavar="DATE", help=N_("the last day; open if not said"))


@verb(
    "portfolio",
    N_("Give a leader charge of a department, a matter or a person."),
    zh="分管",
    acts=True,
    examples=("office portfolio edu chen --from 2022-04-25 --as zhao",),
)
@click.argument("of")
@click.argument("person")
@first
@until
@click.pass_obj
def portfolio(this: Run, /, *, of: str, person: str, from_on: str, until_on: str | None) -> None:
    from aggregates.office import portfolios
    from cli import naming

    desk = this.desk(root=True)
    given = this.given.office
    act(
        this,
        lambda: portfolios.assign_portfolio(
            desk,
            naming.thing(this, of),
            naming.person(this, person),
            from_on=day(from_on),
            until_on=day_or_none(until_on),
            office=naming.office(this, given) if given else None,
            manner=replace(manner(this), office=None),
        ),
    )


@verb(
    "pair",
    N_("Pair two leaders as A and B roles: each covers the other's longer absences."),
    zh="配对",
    acts=True,
    examples=(
        "office pair chen luo --from 2022-04-25 --as zhao",
        "office pair chen --nobody --from 2022-06-01 --as zhao",
    ),
)
@click.argument("a")
@click.argument("b", required=False)
@first
@until
@option("--one-way", is_flag=True, help=N_("the second covers the first, not the other way round"))
@option("--nobody", is_flag=True, help=N_("end the pair"))
@click.pass_obj
def pair(
    this: Run, /, *, a: str, b: str | None, from_on: str, until_on: str | None, one_way: bool, nobody: bool
) -> None:
    from aggregates.office import portfolios
    from cli import naming
    from cli.words import t

    if (b is None) is not nobody:
        raise click.UsageError(t(N_("say who covers, or --nobody")))
    desk = this.desk(root=True)
    act(
        this,
        lambda: portfolios.pair(
            desk,
            naming.person(this, a),
            naming.person(this, b) if b else None,
            from_on=day(from_on),
            until_on=day_or_none(until_on),
            mutual=not one_way,
            manner=manner(this),
        ),
    )


VERBS = (portfolio, pair)
