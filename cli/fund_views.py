"""Funding requests to look at: all of them with their amounts, the sign-off of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.case_page import standing
from cli.case_views import found, last, opened, short
from cli.layout import table
from cli.options import option, verb
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.case_file import CaseFile
    from cli.run import Run


@verb(
    "list",
    N_("List the requests of a year: number, department, purpose, amount, where they stand."),
    zh="列出",
    examples=("fund list", "fund list --open", "fund list --department edu --year 2022"),
)
@option("--open", "open_", is_flag=True, help=N_("only those that are not closed"))
@option("--department", metavar="UNIT", help=N_("of one department"))
@option("--year", type=int, help=N_("of one year"))
@click.pass_obj
def list_(this: Run, /, *, open_: bool, department: str | None, year: int | None) -> None:
    from cli import naming

    unit = naming.office(this, department) if department else None
    requests = [
        request
        for request in found(this, "fund", year, open_=open_)
        if unit in (None, request.state.facts.get("department"))
    ]
    rows = [_row(request) for request in requests]
    words = this.bookwords
    heads = [
        t(N_("case")),
        t(N_("day")),
        words.fact("department"),
        words.fact("purpose"),
        words.fact("amount_fen"),
        t(N_("stands")),
    ]
    body = [
        [
            row["case"],
            row["opened_on"],
            words.value("department", row["department"]),
            short(row["purpose"]),
            words.value("amount_fen", row["amount_fen"]),
            standing(request.state),
        ]
        for row, request in zip(rows, requests, strict=True)
    ]
    lines = table(heads, body, frozenset({4})) if rows else []
    this.out.put(rows, [*lines, t(N_("{n} requests"), n=len(rows)), *last(this, "fund", rows)])


@verb(
    "signoff",
    N_("The sign-off of one request: the route required and the route as it was, step by step."),
    zh="审签情况",
    examples=("fund signoff FND-2022-0001", "--json fund signoff FND-2022-0001"),
)
@click.argument("case")
@click.pass_obj
def signoff(this: Run, /, *, case: str) -> None:
    from cli.signoff_text import report
    from projections.signoff import sign_off
    from projections.signoff_json import as_json

    request, context = opened(this, case, "fund")
    told = sign_off(request, this.book, context, this.calendar, this.today())
    this.out.put(as_json(told), report(this, told))


def _row(request: CaseFile) -> dict[str, Any]:
    state = request.state
    return {
        "case": state.case,
        "opened_on": state.opened_on.isoformat() if state.opened_on else None,
        "department": state.facts.get("department"),
        "purpose": state.facts.get("purpose", ""),
        "amount_fen": state.facts.get("amount_fen"),
        "closed": state.closed,
        "version": state.version,
    }


VERBS = (list_, signoff)
