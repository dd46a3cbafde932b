"""What offices say of themselves: delegations, absences, who covers, who represents abroad, a day for a duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.acting import act, late, manner
from cli.options import option, verb
from cli.values import day, day_or_none
from cli.words import N_

if TYPE_CHECKING:
    from cli.run import Run

first = option("--from", "from_on", required=True, metavar="DATE", help=N_("the first day"))
until = option("--until", "until_on", metavar="DATE", help=N_("the last day; open if not said"))


@verb(
    "delegate",
    N_("Delegate acts of your own office to somebody, in person: all acts or some, all matters or one."),
    zh="委托",
    acts=True,
    examples=("office delegate chen --from 2022-05-09 --until 2022-05-13 --act sign --as wang",),
)
@click.argument("to")
@first
@until
@option("--act", "acts", multiple=True, metavar="ACT", help=N_("an act, like sign or fund.sign; may be repeated"))
@option("--matter", metavar="MATTER", help=N_("for one matter or one unit alone"))
@late
@click.pass_obj
def delegate(
    this: Run,
    /,
    *,
    to: str,
    from_on: str,
    until_on: str | None,
    acts: tuple[str, ...],
    matter: str | None,
    late_reason: str | None,
) -> None:
    from aggregates.office import delegation
    from cli import naming

    desk = this.desk()
    act(
        this,
        lambda: delegation.delegate(
            desk,
            naming.person(this, to),
            from_on=day(from_on),
            until_on=day_or_none(until_on),
            acts=acts or None,
            matter=naming.thing(this, matter) if matter else None,
            manner=manner(this, late_reason=late_reason),
        ),
    )


@verb(
    "absent",
    N_("Record that a person is away: by the person, or by the government office."),
    zh="外出",
    acts=True,
    examples=("office absent wang --why official_travel --from 2022-05-09 --until 2022-05-13 --as clerk",),
)
@click.argument("person")
@option("--why", required=True, metavar="REASON", help=N_("the reason, as the rulebook names it: official_travel"))
@first
@until
@late
@click.pass_obj
def absent(this: Run, /, *, person: str, why: str, from_on: str, until_on: str | None, late_reason: str | None) -> None:
    from aggregates.office import absence
    from cli import facts, naming

    desk = this.desk()
    act(
        this,
        lambda: absence.record_absence(
            desk,
            naming.person(this, person),
            facts.key_of(this.book, absence.REASON, why),
            from_on=day(from_on),
            until_on=day_or_none(until_on),
            manner=manner(this, late_reason=late_reason),
        ),
    )


@verb(
    "back",
    N_("Record that a person was away no longer than a day."),
    zh="返回",
    acts=True,
    examples=("office back wang --until 2022-05-11 --as clerk",),
)
@click.argument("person")
@option("--until", "until_on", required=True, metavar="DATE", help=N_("the last day away"))
@late
@click.pass_obj
def back(this: Run, /, *, person: str, until_on: str, late_reason: str | None) -> None:
    from aggregates.office import absence
    from cli import naming

    desk = this.desk()
    how = manner(this, late_reason=late_reason)
    act(this, lambda: absence.end_absence(desk, naming.person(this, person), until_on=day(until_on), manner=how))


@verb(
    "name-cover",
    N_("Name who covers a leader who is away for a longer time; in person."),
    zh="代管",
    acts=True,
    examples=("office name-cover chen luo --from 2022-05-09 --until 2022-05-13 --as wang",),
)
@click.argument("away")
@click.argument("cover")
@first
@until
@option("--handover", metavar="TEXT", help=N_("the note on the work handed over"))
@late
@click.pass_obj
def name_cover(
    this: Run,
    /,
    *,
    away: str,
    cover: str,
    from_on: str,
    until_on: str | None,
    handover: str | None,
    late_reason: str | None,
) -> None:
    from aggregates.office import delegation
    from cli import naming

    desk = this.desk()
    act(
        this,
        lambda: delegation.name_cover(
            desk,
            naming.person(this, away),
            naming.person(this, cover),
            from_on=day(from_on),
            until_on=day_or_none(until_on),
            handover=handover,
            manner=manner(this, late_reason=late_reason),
        ),
    )


@verb(
    "represent-abroad",
    N_("Record that you represent the government in foreign affairs; in person, on a delegation."),
    zh="外事",
    acts=True,
    examples=("office represent-abroad 友城代表团来访 --from 2022-05-09 --as chen",),
)
@click.argument("occasion")
@first
@until
@late
@click.pass_obj
def represent_abroad(
    this: Run, /, *, occasion: str, from_on: str, until_on: str | None, late_reason: str | None
) -> None:
    from aggregates.office import delegation

    desk = this.desk()
    act(
        this,
        lambda: delegation.represent_abroad(
            desk,
            occasion,
            from_on=day(from_on),
            until_on=day_or_none(until_on),
            manner=manner(this, late_reason=late_reason),
        ),
    )


@verb(
    "term",
    N_("Set a day for a duty that the text leaves without one; then it can be overdue. By the government office."),
    zh="定期限",
    acts=True,
    examples=("office term FND-2022-0001 jiangkou-2022/107/handle-problems@91 2022-06-30 --as clerk",),
)
@click.argument("case")
@click.argument("duty")
@click.argument("due_on", metavar="DATE")
@option("--reason", metavar="TEXT", help=N_("why this day"))
@late
@click.pass_obj
def term(this: Run, /, *, case: str, duty: str, due_on: str, reason: str | None, late_reason: str | None) -> None:
    from aggregates.office import terms
    from cli import naming

    desk = this.desk()
    which, how = naming.case(this, case), manner(this, reason=reason, late_reason=late_reason)
    act(this, lambda: terms.set_term(desk, which, duty, day(due_on), manner=how))


VERBS = (delegate, absent, back, name_cover, represent_abroad, term)
