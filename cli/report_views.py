"""The reports themselves: each works out its recipe, makes it, and shows it or writes it to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.acting import here
from cli.options import option, verb
from cli.output import command
from cli.values import day_or_none, read
from cli.words import N_, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from cli.report_make import Made
    from cli.run import Run
    from ledger.record import Record

    F = TypeVar("F", bound=Callable[..., Any])

html = option("--html", metavar="FILE", help=N_("write the report as one HTML file: to print, to send, to publish"))
checkpoint = option(
    "--checkpoint", metavar="FILE", help=N_("report on the record as it stood at this checkpoint; else as it stands")
)
of_month = option("--month", metavar="YYYY-MM", help=N_("the month of the bulletin"))
commented = option("--commentary", metavar="FILE", help=N_("free text; a number in it is a figure, like {done}"))
numbered = option("--number", type=int, metavar="N", help=N_("the number of the issue; else that of the month"))
known = option(
    "--known", type=click.Choice(["then", "now"]), default="now",
    help=N_("then: by what was on record when the month ended; now: with what was entered since"),
)  # fmt: skip


@verb(
    "signoff",
    N_(
        "The sign-off of one case: the route required and the route as it was, who signed when, for whom, and how long "
        "each step took; what is missing, deemed or departed from."
    ),
    zh="审签情况",
    examples=("report signoff FND-2022-0001", "report signoff DOC-2022-0001 --html signoff.html"),
)
@click.argument("case")
@html
@checkpoint
@click.pass_obj
def signoff(this: Run, /, *, case: str, html: str | None, checkpoint: str | None) -> None:
    from cli import naming
    from cli.report_make import SIGNOFF, make, recipe

    name = naming.case(this, case)
    record, note = _at(this, checkpoint)
    give(this, make(this, recipe(SIGNOFF, record, note, this.on(), case=name)), html)


@verb(
    "trail",
    N_(
        "The accountability trail of a person, a department or a case: warnings with duty, article, service, statement "
        "and rescission; in whose hands a case lay and for how long; what was entered late, disowned, corrected."
    ),
    zh="追责链",
    examples=(
        "report trail ITM-2022-0001",
        "report trail zhao --from 2022-06-01 --to 2022-06-30",
        "report trail 县教育局 --html trail.html",
    ),
)
@click.argument("about", metavar="PERSON|UNIT|CASE")
@option("--from", "first", metavar="DATE", help=N_("from this day on; else from the first of the year"))
@option("--to", "last", metavar="DATE", help=N_("up to this day; else to the last entry"))
@option("--kind", "kinds", multiple=True, metavar="KIND", help=N_("only cases of this kind; may be repeated"))
@html
@checkpoint
@click.pass_obj
def trail(
    this: Run,
    /,
    *,
    about: str,
    first: str | None,
    last: str | None,
    kinds: Sequence[str],
    html: str | None,
    checkpoint: str | None,
) -> None:
    from aggregates.kinds import KINDS
    from cli.report_make import TRAIL, make, recipe

    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise BadInput("there is no kind of case {kind}: there are {known}", kind=unknown[0], known=", ".join(KINDS))
    begins, ends = day_or_none(first), day_or_none(last)
    what, key = _concerned(this, about)
    record, note = _at(this, checkpoint)
    params: dict[str, Any] = {"what": what, "about": key, "kinds": list(kinds or KINDS)}
    params |= {"first": begins.isoformat() if begins else None, "last": ends.isoformat() if ends else None}
    give(this, make(this, recipe(TRAIL, record, note, this.on() or ends, **params)), html)


@verb(
    "monthly",
    N_(
        "The monthly bulletin and its annex of supervised items. What the rows add up to is counted a second time from "
        "the bare entries; if the two differ there is no report."
    ),
    zh="通报",
    examples=(
        "report monthly --month 2022-06",
        "report monthly --month 2022-06 --commentary 要求.txt --html bulletin.html",
        "--json report monthly --month 2022-06 --known then",
    ),
)
@of_month
@commented
@numbered
@known
@html
@checkpoint
@click.pass_obj
def monthly(
    this: Run,
    /,
    *,
    month: str | None,
    commentary: str | None,
    number: int | None,
    known: str,
    html: str | None,
    checkpoint: str | None,
) -> None:
    give(this, made_monthly(this, month, commentary, number=number, known=known, checkpoint=checkpoint), html)


def made_monthly(
    this: Run, month: str | None, commentary: str | None, *, number: int | None, known: str, checkpoint: str | None
) -> Made:
    """The bulletin of a month, as of its last day, or of the last entry where the month is not over."""
    from cli.report_make import MONTHLY, make, recipe
    from projections.monthly import days_of
    from projections.report_frame import Reading, size_at_end_of

    if month is None:
        raise BadInput("say which month: --month YYYY-MM")
    first, last = days_of(month)
    record, note = _at(this, checkpoint)
    on = min(this.on() or last, last, Reading(record, this.enclosures).on)
    if on < first:
        raise BadInput("nothing is on record yet of {month}", month=month)
    if known == "then" and (size := size_at_end_of(record, on)) < record.size:
        record = record.before(size)
        note = kept_note(this, size)
    said = _text(commentary) if commentary else None
    params = {"month": month, "known": known, "number": number, "commentary": said}
    return make(this, recipe(MONTHLY, record, note, on, **params))


def give(this: Run, made: Made, html: str | None) -> None:
    """Show a report, and write it to the file that was named."""
    from cli.report_text import page_lines

    lines = page_lines(made.page)
    if html:
        from cli.audit import write

        write(html, made.html())
        check = command(here(this, ("report", "check", html)))
        lines = [t(N_("Written: {file}"), file=html), f"{t(N_('Next:'))} {check}"]
    this.out.put({**made.data, "file": html} if html else made.data, lines)


def kept_note(this: Run, size: int) -> bytes | None:
    """The checkpoint of that size, if it was signed here."""
    path = this.home.checkpoints / f"{size}.note"
    return path.read_bytes() if path.is_file() else None


def _at(this: Run, checkpoint: str | None) -> tuple[Record, bytes | None]:
    """The record that is reported on, and its checkpoint where there is one."""
    if checkpoint is None:
        return this.record, kept_note(this, this.record.size)
    from ledger.checkpoint import open_checkpoint

    note = read(checkpoint, 1_000_000)
    found = open_checkpoint(note, this.record.grants.founding.log)
    if found.size > this.record.size:
        template = "the checkpoint is of {expected} entries, this record has {got}"
        raise BadInput(template, expected=found.size, got=this.record.size)
    return (this.record if found.size == this.record.size else this.record.before(found.size)), note


def _concerned(this: Run, text: str) -> tuple[str, str]:
    """Whether a case, a department or a person is meant, and its key. Raises: BadInput."""
    from cli import naming

    found: list[tuple[str, str]] = []
    refused: BadInput | None = None
    for what, find in (("case", naming.case), ("person", naming.person), ("unit", naming.office)):
        try:
            found.append((what, find(this, text)))
        except BadInput as error:
            refused = error
    if not found and refused:
        raise refused
    return found[0]


def _text(path: str) -> str:
    try:
        return read(path, 1_000_000).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("{file} is not UTF-8 text", file=path) from None


VERBS = (signoff, trail, monthly)
