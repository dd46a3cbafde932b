"""A case of any kind to look at: how it stands and whose turn it is; and all cases of a kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from aggregates.kinds import KINDS
from cli.acting import here, step_as_json
from cli.layout import table
from cli.options import Verb, option, verb
from cli.output import command
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.case_file import CaseFile
    from aggregates.duty import Duty
    from aggregates.office.ahead import Next
    from aggregates.record_context import RecordContext
    from cli.run import Run

COLUMNS: Mapping[str, tuple[str, str]] = {
    "fund": ("department", "purpose"),
    "meeting": ("kind", "meets_on"),
    "agenda": ("lead_department", "subject"),
    "document": ("lead_department", "title"),
    "leave": ("applicant", "destination"),
    "item": ("undertaking_unit", "text"),
}
"""The two facts by which a case of a kind is told apart in a list: whose it is, and what it is about."""
LONGEST = 16  # columns of a list are for finding a case; `show` tells it whole


def verbs(kind: str) -> tuple[Verb, ...]:
    """The verbs of a kind of case: show and list."""
    return (_show(kind), _list(kind))


def _show(kind: str) -> Verb:
    first = f"{KINDS[kind].prefix}-2022-0001"

    @verb(
        "show",
        N_("Show one case: its facts, what was done by whom, whose turn it is."),
        zh="查看",
        examples=(f"{kind} show {first}", f"{kind} show 2022-1", f"--json {kind} show {first}"),
    )
    @click.argument("case")
    @click.pass_obj
    def show(this: Run, /, *, case: str) -> None:
        from cli.case_page import as_json, owed, owed_as_json, page

        file, context = opened(this, case, kind)
        following, left = turns(this, file, context), duties_left(this, file, context)
        data = as_json(file, [step_as_json(step) for step in following])
        data |= {"duties": [owed_as_json(duty, this.today()) for duty in left]}
        this.out.put(data, [*page(this, file, following), *owed(this, left)])

    return show


def _list(kind: str) -> Verb:
    @verb(
        "list",
        N_("List the cases of this kind: number, day, whose, what about, where they stand."),
        zh="列出",
        examples=(f"{kind} list", f"{kind} list --open", f"{kind} list --unit edu --year 2022"),
    )
    @option("--open", "open_", is_flag=True, help=N_("only those that are not closed"))
    @option("--unit", metavar="UNIT", help=N_("of one department, office or person"))
    @option("--year", type=int, help=N_("of one year"))
    @click.pass_obj
    def list_(this: Run, /, *, open_: bool, unit: str | None, year: int | None) -> None:
        from cli import naming

        named = naming.owner(this, unit) if unit else None
        files = [file for file in found(this, kind, year, open_=open_) if named in (None, *_owners(file))]
        rows = [_row(file) for file in files]
        this.out.put(rows, [*_table(this, kind, files), t(N_("{n} cases"), n=len(rows)), *last(this, kind, rows)])

    return list_


def last(this: Run, kind: str, rows: list[dict[str, Any]]) -> list[str]:
    """The command that shows the last of them."""
    return [f"{t(N_('Next:'))} {command(here(this, (kind, 'show', rows[-1]['case'])))}"] if rows else []


def found(this: Run, kind: str, year: int | None = None, *, open_: bool = False) -> Iterator[CaseFile]:
    """Every case of a kind, in the order of the record. The one place that knows how they are found."""
    from aggregates import case_file

    prefix = f"{KINDS[kind].prefix}-{'' if year is None else f'{year}-'}"
    opening = {KINDS[kind].type_of(act.key) for act in this.book.acts.get(kind, {}).values() if act.opens_case}
    rows = this.source.of_types(opening, 0, this.record.size)
    for case in dict.fromkeys(row.case for row in rows if row.case.startswith(prefix)):
        file = case_file.fold(case, this.record.case(case))
        if file.state.opened_on is not None and not (open_ and file.state.closed):
            yield file


def opened(this: Run, case: str, kind: str | None = None) -> tuple[CaseFile, RecordContext]:
    """A case and what vetting reads of it; from now on the book is that under which it was opened.

    Raises: BadInput if it is not there, or not of that kind.
    """
    from aggregates import case_file
    from aggregates.record_context import RecordContext
    from cli import naming
    from cli.books import book_of_case
    from ledger.errors import BadInput

    name = naming.case(this, case, kind)
    file = case_file.fold(name, this.record.case(name))
    if not file.acts:
        looking = f"govledger audit show {name}"
        raise BadInput("{case} is no case that rules move; look at it with {command}", case=name, command=looking)
    this.book = book_of_case(this.record, this.enclosures, file.state, this.book)
    return file, RecordContext(this.record, this.roster, lambda: this.calendar)


def turns(this: Run, file: CaseFile, context: RecordContext) -> list[Next]:
    """The next steps, as commands."""
    from aggregates.rulebook.turns import turns
    from cli.refusal import steps

    return steps(turns(file.state, this.book, context, this.today()), file.state.case)


def duties_left(this: Run, file: CaseFile, context: RecordContext) -> list[Duty]:
    """What is owed in this case and not met, the earliest first."""
    from aggregates.duties import duties

    today = this.today()
    found = duties(file.state, this.book, context, this.calendar, today)
    return [duty for duty in found if duty.state(today) in {"open", "overdue"}]


def _table(this: Run, kind: str, files: list[CaseFile]) -> list[str]:
    from cli.case_page import standing

    if not files:
        return []
    words, columns = this.bookwords, COLUMNS[kind]
    heads = [t(N_("case")), t(N_("day")), *(words.fact(fact) for fact in columns), t(N_("stands"))]
    body = [
        [
            file.state.case,
            str(file.state.opened_on),
            *(short(words.value(fact, said)) if (said := _said(file, fact)) is not None else "-" for fact in columns),
            standing(file.state),
        ]
        for file in files
    ]
    return table(heads, body)


def _row(file: CaseFile) -> dict[str, Any]:
    state = file.state
    whose, about = COLUMNS[state.kind]
    return {
        "case": state.case,
        "opened_on": state.opened_on.isoformat() if state.opened_on else None,
        "unit": _said(file, whose),
        "about": _said(file, about),
        "closed": state.closed,
        "version": state.version,
    }


def _owners(file: CaseFile) -> tuple[Any, ...]:
    """Whose a case is, and who first spoke in it."""
    return (_said(file, COLUMNS[file.state.kind][0]), file.acts[0].by.person, file.acts[0].by.office)


def _said(file: CaseFile, fact: str) -> Any:
    """A fact, or else what was proposed for it."""
    return file.state.facts.get(fact, file.state.proposed.get(fact))


def short(text: str) -> str:
    """As much of a text as a list has room for."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "..."
