"""`govledger office`: who is on the roster, who holds which office, who confirms, who stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.acting import act, manner
from cli.options import Noun, option
from cli.values import day, day_or_none
from cli.words import N_

if TYPE_CHECKING:
    from aggregates.office.desk import ActResult
    from cli.run import Run


@click.group(
    cls=Noun,
    elsewhere={
        "cli.office_charges": {"portfolio": "分管", "pair": "配对"},
        "cli.office_leaders": {
            "delegate": "委托",
            "absent": "外出",
            "back": "返回",
            "name-cover": "代管",
            "represent-abroad": "外事",
            "term": "定期限",
        },
        "cli.office_lists": {"list": "列出", "show": "查看", "pending": "待确认"},
    },
    help=N_(
        "The roster: people, units, offices from one day until another, charges, delegations, absences. What one root "
        "holder gives takes effect when another confirms it; what is taken away ends at once."
    ),
    examples=(
        "office enrol wang --name 王建国 --as zhao",
        "office appoint wang county_head --from 2022-04-25 --as zhao",
        "office confirm --as sun",
    ),
)
def office() -> None:
    pass


first = option("--from", "from_on", required=True, metavar="DATE", help=N_("the first day"))
until = option("--until", "until_on", metavar="DATE", help=N_("the last day; open if not said"))
last = option("--until", "until_on", required=True, metavar="DATE", help=N_("the last day"))
reason = option("--reason", required=True, metavar="TEXT", help=N_("why"))


@office.verb(
    "enrol",
    N_("Enrol a person under a short handle. A root holder does it."),
    zh="登记",
    acts=True,
    examples=("office enrol wang --name 王建国 --as zhao",),
)
@click.argument("handle")
@option("--name", required=True, help=N_("the name on paper"))
@click.pass_obj
def enrol(this: Run, /, *, handle: str, name: str) -> None:
    from aggregates.office import enrolment

    act(this, lambda: enrolment.enrol(this.desk(root=True), handle, name, manner=manner(this)))


@office.verb(
    "unit",
    N_("Enrol a department or a township under a key."),
    zh="单位",
    acts=True,
    examples=("office unit edu --class department --zh 县教育局 --en 'education bureau' --as zhao",),
)
@click.argument("key")
@option(
    "--class", "unit_of", required=True, metavar="CLASS", help=N_("its class in the rulebook: department, township")
)
@option("--zh", required=True, help=N_("its Chinese name"))
@option("--en", required=True, help=N_("its English name"))
@click.pass_obj
def unit(this: Run, /, *, key: str, unit_of: str, zh: str, en: str) -> None:
    from aggregates.office import enrolment

    act(this, lambda: enrolment.define_unit(this.desk(root=True), key, unit_of, zh, en, manner=manner(this)))


@office.verb(
    "appoint",
    N_("Give a person an office, or a post inside a unit, from a day on."),
    zh="任命",
    acts=True,
    examples=(
        "office appoint wang county_head --from 2022-04-25 --as zhao",
        "office appoint liu edu --post head --from 2022-04-25 --as zhao",
        "office appoint chen vice_head --rank 2 --from 2022-04-25 --as zhao",
    ),
)
@click.argument("person")
@click.argument("office_", metavar="OFFICE")
@first
@until
@option("--rank", type=click.IntRange(min=1), help=N_("the place in rank order among several; 1 stands first"))
@option("--post", metavar="POST", help=N_("the post inside a unit: head, acting_head, deputy_in_charge"))
@click.pass_obj
def appoint(
    this: Run, /, *, person: str, office_: str, from_on: str, until_on: str | None, rank: int | None, post: str | None
) -> None:
    from aggregates.office import appointments
    from cli import naming

    desk = this.desk(root=True)
    act(
        this,
        lambda: appointments.appoint(
            desk,
            naming.person(this, person),
            naming.office(this, office_),
            from_on=day(from_on),
            until_on=day_or_none(until_on),
            rank=rank,
            post=post,
            manner=manner(this),
        ),
    )


@office.verb(
    "record-for",
    N_("Let a clerk record what the holder of an office signs on paper."),
    zh="代录",
    acts=True,
    examples=("office record-for clerk county_head --from 2022-04-25 --as zhao",),
)
@click.argument("person")
@click.argument("office_", metavar="OFFICE")
@first
@until
@click.pass_obj
def record_for(this: Run, /, *, person: str, office_: str, from_on: str, until_on: str | None) -> None:
    from aggregates.office import appointments
    from cli import naming

    desk = this.desk(root=True)
    act(
        this,
        lambda: appointments.let_record(
            desk,
            naming.person(this, person),
            naming.office(this, office_),
            from_on=day(from_on),
            until_on=day_or_none(until_on),
            manner=manner(this),
        ),
    )


@office.verb(
    "end",
    N_("End an office, a leave to record, a charge or a delegation after a day; at once, nobody need confirm."),
    zh="免去",
    acts=True,
    examples=(
        "office end wang county_head --until 2022-05-31 --reason 调任 --as zhao",
        "office end chen edu --what charge --until 2022-05-31 --reason 分工调整 --as zhao",
    ),
)
@click.argument("person")
@click.argument("of")
@option(
    "--what",
    type=click.Choice(["office", "record-for", "charge", "delegation"]),
    default="office",
    help=N_("what ends: the office, the leave to record for it, the charge of it, a delegation of it to the person"),
)
@last
@reason
@option("--index", type=int, help=N_("the index of its entry, where there are several"))
@click.pass_obj
def end(this: Run, /, *, person: str, of: str, what: str, until_on: str, reason: str, index: int | None) -> None:
    from aggregates.office import appointments, delegation, portfolios
    from cli import naming

    desk, who = this.desk(root=what != "delegation"), naming.person(this, person)
    how, until_ = manner(this), day(until_on)

    def do() -> ActResult:
        if what == "charge":
            return portfolios.end_portfolio(
                desk, naming.thing(this, of), who, until_on=until_, reason=reason, manner=how
            )
        held = naming.office(this, of)
        if what == "delegation":
            return delegation.end_delegation(desk, held, who, until_on=until_, reason=reason, index=index, manner=how)
        capacity = "hold" if what == "office" else "record-for"
        return appointments.end_grant(
            desk, who, held, until_on=until_, reason=reason, capacity=capacity, index=index, manner=how
        )

    act(this, do)


@office.verb(
    "confirm",
    N_("Confirm what another root holder gave: everything that waits, or the entries named."),
    zh="确认",
    acts=True,
    examples=("office confirm --as sun", "office confirm 12 13 --as sun"),
)
@click.argument("indexes", nargs=-1, type=int, metavar="[INDEX]...")
@click.pass_obj
def confirm(this: Run, /, *, indexes: tuple[int, ...]) -> None:
    from aggregates.office import root_confirmation

    act(this, lambda: root_confirmation.confirm(this.desk(root=True), list(indexes) or None, manner=manner(this)))


@office.verb(
    "annul",
    N_("List a void entry as annulled, so that verification names it and passes; two root holders."),
    zh="废止",
    acts=True,
    examples=("office annul 91 --reason 伪造 --as zhao",),
)
@click.argument("index", type=int)
@reason
@click.pass_obj
def annul(this: Run, /, *, index: int, reason: str) -> None:
    from aggregates.office import root_confirmation

    act(this, lambda: root_confirmation.annul(this.desk(root=True), index, reason, manner=manner(this)))
