"""A funding request to look at: how it stands and whose turn it is, all requests, the sign-off of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.acting import here, next_lines, step_as_json
from cli.layout import table
from cli.options import option, verb
from cli.output import command, fields
from cli.refusal import CLOSED
from cli.words import N_, language, t

if TYPE_CHECKING:
    from aggregates.case_file import ActOnRecord, CaseFile
    from aggregates.office.ahead import Next
    from aggregates.record_context import RecordContext
    from cli.run import Run


@verb(
    "show",
    N_("Show one request: its facts, what was done by whom, whose turn it is."),
    zh="查看",
    examples=("fund show FND-2022-0001", "fund show 2022-1", "--json fund show FND-2022-0001"),
)
@click.argument("case")
@click.pass_obj
def show(this: Run, /, *, case: str) -> None:
    request, context = opened(this, case)
    following = turns(this, request, context)
    state = request.state
    data = {
        "case": state.case,
        "version": state.version,
        "book": state.book,
        "opened_on": state.opened_on.isoformat() if state.opened_on else None,
        "closed": state.closed,
        "facts": dict(state.facts),
        "proposed": {name: value for name, value in state.proposed.items() if name not in state.facts},
        "acts": [_act_as_json(act) for act in request.acts],
        "decisions": [dict(noted) for noted in request.decisions],
        "notices": [dict(notice) for notice in request.notices],
        "next": [step_as_json(step) for step in following],
    }
    this.out.put(
        data, [*_head(this, request), "", *_acts(this, request.acts), "", *_following(this, request, following)]
    )


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
    from aggregates import case_file
    from aggregates.kinds import KINDS
    from cli import naming

    unit = naming.office(this, department) if department else None
    requested = KINDS["fund"].type_of("request")
    opened = dict.fromkeys(row.case for row in this.source.of_types({requested}, 0, this.record.size))
    requests = (case_file.fold(case, this.record.case(case)) for case in opened)
    found = [
        request
        for request in requests
        if request.state.opened_on is not None
        and (not open_ or request.state.closed is None)
        and unit in (None, request.state.facts.get("department"))
        and year in (None, request.state.opened_on.year)
    ]
    rows = [_row(request) for request in found]
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
            _short(row["purpose"]),
            words.value("amount_fen", row["amount_fen"]),
            _standing(this, request),
        ]
        for row, request in zip(rows, found, strict=True)
    ]
    lines = table(heads, body, frozenset({4})) if rows else []
    following = [f"{t(N_('Next:'))} {command(here(this, ('fund', 'show', rows[-1]['case'])))}"] if rows else []
    this.out.put(rows, [*lines, t(N_("{n} requests"), n=len(rows)), *following])


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

    request, context = opened(this, case)
    found = sign_off(request, this.book, context, this.calendar, this.today())
    this.out.put(as_json(found), report(this, found))


def opened(this: Run, case: str) -> tuple[CaseFile, RecordContext]:
    """A request and what vetting reads of it; from now on the book is that under which it was opened.

    Raises: BadInput if it is not there, or no funding request.
    """
    from aggregates import case_file
    from aggregates.record_context import RecordContext
    from cli import naming
    from cli.books import book_of_case
    from ledger.errors import BadInput

    name = naming.case(this, case)
    request = case_file.fold(name, this.record.case(name))
    if not request.acts:
        raise BadInput(
            "{case} is no funding request; look at it with {command}", case=name, command=f"govledger audit show {name}"
        )
    this.book = book_of_case(this.record, this.enclosures, request.state, this.book)
    return request, RecordContext(this.record, this.roster, lambda: this.calendar)


def turns(this: Run, request: CaseFile, context: RecordContext) -> list[Next]:
    """The next steps, as commands."""
    from aggregates.rulebook.turns import turns
    from cli.refusal import steps

    return steps(turns(request.state, this.book, context, this.today()), request.state.case)


def _head(this: Run, request: CaseFile) -> list[str]:
    words, state = this.bookwords, request.state
    facts = [pair for name, value in state.facts.items() for pair in [(words.fact(name), words.value(name, value))]]
    proposed = [
        (words.fact(name), t(N_("{value} (proposed, not declared)"), value=words.value(name, value)))
        for name, value in state.proposed.items()
        if name not in state.facts
    ]
    marks = [_mark(this, dict(notice)) for notice in request.notices]
    return [
        f"{state.case}  {_standing(this, request)}",
        *fields([*facts, *proposed, *((t(N_("note")), mark) for mark in marks)], indent=2),
    ]


def _acts(this: Run, acts: tuple[ActOnRecord, ...]) -> list[str]:
    heads = [t(N_("step")), t(N_("day")), t(N_("act")), t(N_("by")), t(N_("office")), t(N_("how"))]
    return table(
        heads,
        [
            [
                str(act.version),
                act.on.isoformat(),
                what(this, act),
                this.name_of(act.by.person),
                where(this, act),
                how(act),
            ]
            for act in acts
        ],
    )


def what(this: Run, act: ActOnRecord) -> str:
    """The act with its answer, and what became of it."""
    words = this.bookwords
    known = this.book.act("fund", act.act)
    answer = ""
    if act.outcome:
        zh = known.outcomes.get(act.outcome, act.outcome) if known else act.outcome
        answer = t(N_(": {answer}"), answer=zh if language() == "zh" else act.outcome.replace("_", " "))
    became = t(N_(" (disowned)")) if act.struck else t(N_(" (corrected)")) if act.corrected else ""
    return words.act("fund", act.act) + answer + became


def where(this: Run, act: ActOnRecord) -> str:
    """The office spoken for; whom it stood in for, or whose paper it is."""
    words = this.bookwords
    office = words.office(act.by.office)
    if act.by.acting_for:
        return t(N_("{office}, acting for {other}"), office=office, other=words.office(act.by.acting_for))
    return (
        t(N_("{body}, recorded by {office}"), body=words.office(act.outside), office=office) if act.outside else office
    )


def how(act: ActOnRecord) -> str:
    """Signed in person, or recorded by whom."""
    if act.by.recorded_by is None:
        return t(N_("in person"))
    done = N_("recorded by {clerk}, confirmed") if act.confirmed else N_("recorded by {clerk}")
    return t(done, clerk=act.by.recorded_by)


def _following(this: Run, request: CaseFile, following: list[Next]) -> list[str]:
    if request.state.closed:
        return [f"{t(N_('Next:'))} {command(here(this, ('fund', 'signoff', request.state.case)))}"]
    return next_lines(this, following)


def _standing(this: Run, request: CaseFile) -> str:
    closed = request.state.closed
    return t(CLOSED.get(closed, closed)) if closed else t(N_("in hand"))


def _mark(this: Run, notice: dict[str, Any]) -> str:
    from cli.acting import warning_text

    return warning_text(this, notice)


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


def _act_as_json(act: ActOnRecord) -> dict[str, Any]:
    return {
        "index": act.index,
        "version": act.version,
        "leaf": act.leaf,
        "type": act.type,
        "act": act.act,
        "outcome": act.outcome,
        "by": {
            "person": act.by.person,
            "office": act.by.office,
            "acting_for": act.by.acting_for,
            "recorded_by": act.by.recorded_by,
        },
        "outside": act.outside,
        "on": act.on.isoformat(),
        "at": act.at,
        "fields": dict(act.fields),
        "declared": dict(act.declared),
        "rules": list(act.rules),
        "confirmed": act.confirmed.index if act.confirmed else None,
        "disowned": act.disowned.index if act.disowned else None,
        "corrected": [entry.index for entry in act.corrected],
    }


def _short(text: str) -> str:
    return text if len(text) <= 16 else text[:15] + "..."


VERBS = (show, list_, signoff)
