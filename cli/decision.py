"""`govledger decision`: what a meeting or a body outside decided, entered on its paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.acting import act, enclosing, here, late, manner
from cli.layout import table
from cli.options import Noun, option
from cli.output import command, fields
from cli.values import day
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.external_decision import ExternalDecision
    from cli.run import Run

EXAMPLE = (
    "decision record --body executive --on-day 2022-05-10 --reference 〔2022〕5号 --outcome adopted "
    "--about FND-2022-0003 --covers 3,000,000 --enclosure 纪要.pdf --as clerk"
)


@click.group(
    cls=Noun,
    help=N_("Decisions made elsewhere, by a meeting or a body outside: about named cases, perhaps covering an amount."),
    examples=(
        EXAMPLE,
        "decision list",
    ),
)
def decision() -> None:
    pass


@decision.verb(
    "record",
    N_("Record a decision on the digest of its paper; every case it is about keeps a note of it."),
    zh="登记",
    acts=True,
    examples=(EXAMPLE,),
)
@option(
    "--body", required=True, metavar="BODY", help=N_("the meeting or the body outside: executive, head_office, ...")
)
@option("--on-day", "decided_on", metavar="DATE", help=N_("the day it was decided; else the day of the act"))
@option("--reference", required=True, metavar="TEXT", help=N_("the number of its paper"))
@option(
    "--outcome",
    default="adopted",
    metavar="ANSWER",
    help=N_("adopted, adopted_in_principle, not_adopted, deferred, agree, ..."),
)
@option("--about", multiple=True, required=True, metavar="CASE", help=N_("a case it is about; may be repeated"))
@option("--covers", metavar="YUAN", help=N_("the amount decided, for all these cases together"))
@enclosing
@late
@click.pass_obj
def record(
    this: Run,
    /,
    *,
    body: str,
    decided_on: str | None,
    reference: str,
    outcome: str,
    about: Sequence[str],
    covers: str | None,
    enclosures: Sequence[str],
    late_reason: str | None,
) -> None:
    from aggregates.money import parse_yuan
    from aggregates.office import decisions
    from cli import naming

    covered = parse_yuan(covers) if covers else None
    on = day(decided_on) if decided_on else None
    desk = this.desk()
    cases = [naming.case(this, each) for each in about]
    how = manner(this, enclosures=enclosures, late_reason=late_reason)
    act(
        this,
        lambda: decisions.record_decision(
            desk,
            body=body_of(this, body),
            decided_on=on or this.today(),
            reference=reference,
            outcome=outcome,
            about=cases,
            covers_fen=covered,
            manner=how,
        ),
    )


@decision.verb(
    "show",
    N_("Show one decision: body, day, outcome, what it is about, what it covers and what is left."),
    zh="查看",
    examples=("decision show DEC-2022-0001",),
)
@click.argument("case")
@click.pass_obj
def show(this: Run, /, *, case: str) -> None:
    from aggregates import external_decision
    from cli import naming
    from ledger.errors import BadInput

    name = naming.case(this, case)
    found = external_decision.fold(this.record.case(name))
    if found is None:
        raise BadInput("{case} is no decision", case=name)
    data, words = as_json(found), this.bookwords
    lines = [
        name,
        *fields(
            [
                (t(N_("body")), words.body(found.body)),
                (t(N_("decided on")), found.decided_on.isoformat()),
                (t(N_("reference")), found.reference),
                (t(N_("outcome")), words.outcome(found.outcome)),
                (t(N_("about")), ", ".join(found.about)),
                (t(N_("covers")), None if found.covers_fen is None else words.value("amount_fen", found.covers_fen)),
                (
                    t(N_("drawn")),
                    "\n".join(f"{each} {words.value('amount_fen', fen)}" for each, fen in found.drawn.items()),
                ),
                (t(N_("left")), None if found.left_fen is None else words.value("amount_fen", found.left_fen)),
                (t(N_("papers")), "\n".join(f"{each['name']} {each['sha256']}" for each in found.enclosures)),
                (t(N_("recorded by")), f"{this.name_of(found.by.person)} {found.by.person}"),
            ],
            indent=2,
        ),
        f"{t(N_('Next:'))} {command(here(this, ('fund', 'show', found.about[0])))}",
    ]
    this.out.put(data, lines)


@decision.verb("list", N_("List the decisions that were recorded."), zh="列出", examples=("decision list",))
@click.pass_obj
def list_(this: Run) -> None:
    from aggregates import external_decision

    cases = dict.fromkeys(row.case for row in this.source.of_types({external_decision.RECORDED}, 0, this.record.size))
    folded = (external_decision.fold(this.record.case(case)) for case in cases)
    found = [each for each in folded if each is not None]
    words = this.bookwords
    heads = [t(N_("case")), t(N_("decided on")), t(N_("body")), t(N_("outcome")), t(N_("about")), t(N_("left"))]
    body = [
        [
            each.case,
            each.decided_on.isoformat(),
            words.body(each.body),
            words.outcome(each.outcome),
            ", ".join(each.about),
            "-" if each.left_fen is None else words.value("amount_fen", each.left_fen),
        ]
        for each in found
    ]
    lines = table(heads, body, frozenset({5})) if found else []
    this.out.put([as_json(each) for each in found], [*lines, t(N_("{n} decisions"), n=len(found))])


def as_json(found: ExternalDecision) -> dict[str, Any]:
    return {
        "case": found.case,
        "index": found.index,
        "body": found.body,
        "decided_on": found.decided_on.isoformat(),
        "reference": found.reference,
        "outcome": found.outcome,
        "about": list(found.about),
        "covers_fen": found.covers_fen,
        "drawn": dict(found.drawn),
        "left_fen": found.left_fen,
        "enclosures": [dict(each) for each in found.enclosures],
    }


def body_of(this: Run, text: str) -> str:
    """The key of a meeting kind or a body outside by its key or its Chinese name; the text itself where it is none."""
    book = this.book
    named = {kind.zh: kind.key for kind in book.meeting_kinds.values()} | {
        each.zh: each.key for each in book.offices.values()
    }
    return named.get(text, text)
