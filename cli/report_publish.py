"""`report publish` records the digest of a report; `report check` says whether a file in hand is that report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.acting import act, enclosing, manner
from cli.options import option, verb
from cli.output import fields, paragraph
from cli.report_views import commented, known, made_monthly, numbered, of_month
from cli.values import read
from cli.words import N_, t
from ledger.errors import BadInput, VerificationFailed

if TYPE_CHECKING:
    from cli.report_make import Made
    from cli.run import Run

FAILED = 6
MOST_BYTES = 64 * 2**20


@verb(
    "publish",
    N_(
        "Record that a report was published: its digest as an entry, its file among the enclosures. A file must be the "
        "report that this record gives; with --month the bulletin is made and written first."
    ),
    zh="发布",
    acts=True,
    examples=(
        "report publish bulletin.html --as clerk",
        "report publish --month 2022-06 --html bulletin.html --as clerk",
    ),
)
@click.argument("file", required=False)
@of_month
@commented
@numbered
@known
@option("--html", metavar="FILE", help=N_("with --month: write the bulletin here"))
@enclosing
@click.pass_obj
def publish(
    this: Run,
    /,
    *,
    file: str | None,
    month: str | None,
    commentary: str | None,
    number: int | None,
    known: str,
    html: str | None,
    enclosures: Sequence[str],
) -> None:
    from aggregates.office import reports
    from aggregates.office.manner import Attachment
    from cli.audit import write

    if (file is None) == (month is None):
        raise BadInput("say one of both: the file of a report, or --month")
    if file is None:
        made = made_monthly(this, month, commentary, number=number, known=known, checkpoint=None)
        content, name = made.html(), Path(html or f"{month}.html").name
        if html and not this.given.dry_run:
            write(html, content)
    else:
        content, name = read(file, MOST_BYTES), Path(file).name
        made, differs = remade(this, content)
        if differs:
            raise VerificationFailed("{file} is not the report that this record gives: {why}", file=name, why=differs)
    media = "application/json" if content.lstrip().startswith(b"{") else "text/html"
    given = {key: made.recipe[key] for key in ("report", "size", "root", "lang", "format")}
    how = manner(this, enclosures=enclosures)
    desk = this.desk()
    act(
        this,
        lambda: reports.publish(desk, _month(made), Attachment(name, media, content), given, manner=how),
        t(N_("report published, SHA-256 {digest}"), digest=sha256(content).hexdigest()),
    )


@verb(
    "check",
    N_(
        "Say whether a file in hand is a report of this record: made again from the checkpoint that it names and "
        "compared byte by byte; and whether it was published. Exit 6 if it is not."
    ),
    zh="核对",
    examples=("report check bulletin.html", "--json report check bulletin.json"),
)
@click.argument("file")
@click.pass_obj
def check(this: Run, /, *, file: str) -> int:
    from aggregates.office import reports

    content = read(file, MOST_BYTES)
    digest = sha256(content).hexdigest()
    published = list(reports.publications(this.record, digest))
    try:
        made, differs = remade(this, content)
        given: dict[str, Any] = dict(made.recipe)
    except VerificationFailed as error:
        from cli.failure import sentence
        from projections.report_html import recipe_in

        given, differs = recipe_in(content), sentence(error)
    data = {
        "ok": differs is None,
        "differs": differs,
        "sha256": digest,
        "report": given.get("report"),
        "size": given.get("size"),
        "root": given.get("root"),
        "published": [each._asdict() for each in published],
    }
    holds = N_("{file} is the report that this record gives at {size} entries.")
    fails = N_("{file} is NOT the report that this record gives: {why}")
    said = t(fails, file=file, why=differs) if differs else t(holds, file=file, size=given["size"])
    told = [
        t(
            N_("{case}, step {version}: {day}, {who}"),
            case=p.case,
            version=p.version,
            day=p.on,
            who=this.name_of(p.person),
        )
        for p in published
    ]
    lines = paragraph(said) + fields(
        [("SHA-256", digest), (t(N_("published")), "\n".join(told) or t(N_("this file was not published")))], indent=2
    )
    this.out.put(data, lines)
    return FAILED if differs else 0


def remade(this: Run, content: bytes) -> tuple[Made, str | None]:
    """The report that the file says it is, made anew, and how the file differs from it; None if it does not.

    Raises:
        BadInput: the file is no report.
        VerificationFailed: it is of another record.
    """
    from cli.report_make import checked, make
    from projections.report_html import recipe_in

    made = make(this, checked(recipe_in(content)))
    if content.lstrip().startswith(b"{"):
        return made, _other_data(this, made, json.loads(content))
    ours = made.html()
    if ours == content:
        return made, None
    place = next(
        (n for n, (a, b) in enumerate(zip(ours, content, strict=False)) if a != b), min(len(ours), len(content))
    )
    line = ours[:place].count(b"\n") + 1
    return made, t(N_("it differs from line {line} on"), line=line)


def _other_data(this: Run, made: Made, told: dict[str, Any]) -> str | None:
    """The first key in which the data in hand are not ours; the name of an HTML file written beside them is nothing."""
    from ledger.canonical import encode

    ours = this.out.marked(json.loads(json.dumps(made.data, default=str)))
    assert isinstance(ours, dict)
    for key in sorted((set(ours) | set(told)) - {"file"}):
        if key not in ours or key not in told or encode({key: ours[key]}) != encode({key: told[key]}):
            return t(N_("it differs in {key}"), key=key)
    return None


def _month(made: Made) -> str:
    """The month for which it is published: that of the bulletin, else that of the day it is as of."""
    if "month" in made.recipe:
        return str(made.recipe["month"])
    return str(made.data["frame"]["on"])[:7]


VERBS = (publish, check)
