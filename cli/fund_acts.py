"""The acts of a funding request as they are typed. What is lawful, the adopted rulebook says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.acting import act, manner
from cli.case_acts import disagreeing, of_any_act
from cli.options import option, verb
from cli.words import N_

if TYPE_CHECKING:
    from cli.run import Run


@verb(
    "request",
    N_("Ask for funds. What the department may not declare, such as the source, is recorded as proposed."),
    zh="申请",
    acts=True,
    examples=(
        "fund request --department edu --amount 200,000.00 --purpose 校舍维修 --source supplementary --as liu",
        "fund request --department edu --amount 350000 --purpose 防汛应急 --fact matter=major_funds --as liu",
    ),
)
@option("--department", required=True, metavar="UNIT", help=N_("the department that asks"))
@option("--amount", required=True, metavar="YUAN", help=N_("in yuan: 200000, 200,000.00"))
@option("--purpose", required=True, metavar="TEXT", help=N_("what for"))
@option(
    "--source",
    metavar="SOURCE",
    help=N_("where the money would come from: in_budget, supplementary, earmarked, non_tax"),
)
@option("--matter", metavar="MATTER", help=N_("the kind of matter, as the rulebook lists them"))
@option("--ref", "refs", multiple=True, metavar="CASE", help=N_("an older request that this one takes up again"))
@of_any_act
@click.pass_obj
def request(
    this: Run,
    /,
    *,
    department: str,
    amount: str,
    purpose: str,
    source: str | None,
    matter: str | None,
    refs: Sequence[str],
    **said: Any,
) -> None:
    from aggregates.money import parse_yuan
    from aggregates.office import funds
    from cli import naming
    from cli.facts import facts as read

    fen = parse_yuan(amount)
    desk = this.desk()
    more = [f"{name}={value}" for name, value in (("source", source), ("matter", matter)) if value]
    stated = read(this, [*said.pop("facts"), *more])
    how = manner(this, **said)
    unit = naming.office(this, department)
    old = [naming.case(this, each, "fund") for each in refs]
    act(
        this,
        lambda: funds.request(
            desk, department=unit, amount_fen=fen, purpose=purpose, facts=stated, refs=old, manner=how
        ),
    )


def _outcome(disagree: bool) -> str:
    return "disagree" if disagree else "agree"


@verb(
    "review",
    N_("Review a request: as the finance bureau, or as the leader in charge, whichever is your turn."),
    zh="审核",
    acts=True,
    examples=("fund review FND-2022-0001 --as fan", "fund review FND-2022-0001 --disagree --reason 依据不足 --as chen"),
)
@click.argument("case")
@disagreeing
@of_any_act
@click.pass_obj
def review(this: Run, /, *, case: str, disagree: bool, **said: Any) -> None:
    from aggregates.office import funds
    from cli import naming
    from cli.facts import facts as read

    desk = this.desk()
    stated = read(this, said.pop("facts"))
    how, which = manner(this, **said), naming.case(this, case, "fund")
    act(this, lambda: funds.review(desk, which, _outcome(disagree), facts=stated, manner=how))


@verb(
    "approve",
    N_("Sign a request, or refuse to."),
    zh="审签",
    acts=True,
    examples=("fund approve FND-2022-0001 --as wang", "fund approve FND-2022-0001 --disagree --reason 缓办 --as wang"),
)
@click.argument("case")
@disagreeing
@of_any_act
@click.pass_obj
def approve(this: Run, /, *, case: str, disagree: bool, **said: Any) -> None:
    from aggregates.office import funds
    from cli import naming
    from cli.facts import facts as read

    desk = this.desk()
    stated = read(this, said.pop("facts"))
    how, which = manner(this, **said), naming.case(this, case, "fund")
    act(this, lambda: funds.approve(desk, which, _outcome(disagree), facts=stated, manner=how))


@verb(
    "pay",
    N_("Pay out; what a decision covers is drawn from it in the same act."),
    zh="拨付",
    acts=True,
    examples=("fund pay FND-2022-0001 --reference 国库2022-0517 --as fan",),
)
@click.argument("case")
@option("--reference", metavar="TEXT", help=N_("the number of the treasury's payment voucher"))
@of_any_act
@click.pass_obj
def pay(this: Run, /, *, case: str, reference: str | None, **said: Any) -> None:
    from aggregates.office import funds
    from cli import naming
    from cli.facts import facts as read

    desk = this.desk()
    more = [f"payment_reference={reference}"] if reference else []
    stated = read(this, [*said.pop("facts"), *more])
    how, which = manner(this, **said), naming.case(this, case, "fund")
    act(this, lambda: funds.pay(desk, which, facts=stated, manner=how))


@verb(
    "report-use",
    N_("Report how the money is used."),
    zh="报告用款",
    acts=True,
    examples=("fund report-use FND-2022-0001 --enclosure 进展.pdf --as liu",),
)
@click.argument("case")
@of_any_act
@click.pass_obj
def report_use(this: Run, /, *, case: str, **said: Any) -> None:
    from aggregates.office import funds
    from cli import naming
    from cli.facts import facts as read

    desk = this.desk()
    stated = read(this, said.pop("facts"))
    how, which = manner(this, **said), naming.case(this, case, "fund")
    act(this, lambda: funds.report_use(desk, which, facts=stated, manner=how))


VERBS = (request, review, approve, pay, report_use)
