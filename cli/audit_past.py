"""`govledger audit replay` and `audit rules`: what the rules of the day say of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.layout import inert
from cli.options import option, verb
from cli.output import fields, paragraph
from cli.words import N_, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.review.judge import Finding, Judged
    from cli.run import Run

FAILED = 6
WHAT = {
    "refused": N_("the rules forbade it"),
    "wanted": N_("a fact was wanted that nobody had declared"),
    "not-authorised": N_("this person could not speak so"),
    "not-understood": N_("it cannot be understood as an act"),
    "differs": N_("it says something else than the act comes to"),
    "alone": N_("it stands alone"),
}


@verb(
    "replay",
    N_(
        "Replay a case: each step, whether it was lawful then and by which article, what was known, whose turn it was. "
        "At any instant or entry; as known then, or as known now; under another rulebook, to see what it would say."
    ),
    zh="重演",
    examples=(
        "audit replay FND-2022-0001",
        "audit replay FND-2022-0001 --at 2022-06-30T18:00 --known now",
        "audit replay FND-2022-0001 --index 57 --html replay.html",
    ),
)
@click.argument("case", metavar="CASE")
@option("--at", "at_", metavar="INSTANT", help=N_("as the record stood at that instant"))
@option("--index", type=int, metavar="N", help=N_("as the record stood after that entry"))
@option("--known", type=click.Choice(["then", "now"]), default="then", help=N_("with what was known then, or is now"))
@option("--under", metavar="BOOK", help=N_("judge by this rulebook too: a key, or a folder"))
@option("--html", metavar="FILE", help=N_("write a page with the time line here"))
@click.pass_obj
def replay(
    this: Run, /, *, case: str, at_: str | None, index: int | None, known: str, under: str | None, html: str | None
) -> None:
    from cli import naming
    from cli.replay_text import lines
    from cli.rule import book_in
    from cli.values import instant
    from projections.replay import replay
    from projections.replay_json import as_json

    if at_ is not None and index is not None:
        raise BadInput("say either --at or --index, not both")
    if index is not None and not 0 <= index < this.record.size:
        raise BadInput(
            "there is no entry {index}: the ledger holds {size}, the first is 0", index=index, size=this.record.size
        )
    at = instant(at_) if at_ else None
    name = naming.case(this, case)
    book = book_in(under) if under else None
    found = replay(this.record, this.enclosures, name, at=at, index=index, known=known, under=book)
    this.meet_kind(found.file.state.kind)
    if html:
        from cli.audit import write
        from cli.replay_html import page

        write(html, page(this, found))
    told = [t(N_("Written: {file}"), file=html)] if html else lines(this, found)
    this.out.put(as_json(found), told)


@verb(
    "rules",
    N_(
        "Judge the whole record again by the adopted rules: every act is done once more on the record as it stood "
        "before it. Names each that would have been refused, however well it is signed. Exit 6 if there is one."
    ),
    zh="规则复核",
    examples=("audit rules", "audit rules --from 1200", "--json audit rules copy.db"),
)
@click.argument("ledger", required=False)
@option("--from", "start", type=int, default=0, metavar="N", help=N_("begin at that entry"))
@click.pass_obj
def rules(this: Run, /, *, ledger: str | None, start: int) -> int:
    from aggregates.review.judge import acts_of, judge
    from aggregates.review.past import Past
    from cli.audit import opened
    from cli.audit_report import Progress
    from ledger.record import Record

    record = Record(opened(this, ledger)) if ledger else this.record
    past = Past(record, this.enclosures if this.at_home else None)
    judged: list[Judged] = []
    with Progress(this) as progress:
        for act in acts_of(record.valid(start)):
            judged.append(judge(act, past))
            progress(act[-1].index + 1, record.size)
    return _tell(this, record.size, judged)


def _tell(this: Run, size: int, judged: list[Judged]) -> int:
    from projections.replay_json import finding_as_json

    findings = [each.finding for each in judged if each.finding]
    asked = sum(1 for each in judged if each.judged)
    data = {
        "ok": not findings,
        "size": size,
        "acts": len(judged),
        "judged": asked,
        "findings": [finding_as_json(each) for each in findings],
    }
    head = N_("{size} entries, {acts} acts, {judged} judged by rules: all lawful")
    bad = N_("{size} entries, {acts} acts, {judged} judged by rules: {findings} WOULD HAVE BEEN REFUSED")
    counts: dict[str, Any] = {"size": f"{size:,}", "acts": f"{len(judged):,}", "judged": f"{asked:,}"}
    told = paragraph(t(bad if findings else head, **counts, findings=len(findings)))
    for each in findings:
        told += shown(this, each)
    if findings:
        told.append(f"{t(N_('Next:'))} govledger audit replay {inert(findings[0].case)} --index {findings[0].index}")
    this.out.put(data, told)
    return FAILED if findings else 0


def shown(this: Run, found: Finding) -> list[str]:
    """A finding for people."""
    from cli.refusal import message

    lines = [
        t(
            N_("entry {index}, {case}: {what}"),
            index=found.index,
            case=inert(found.case),
            what=t(WHAT[found.what]),
        )
    ]
    for each in found.violations:
        law = f"{each.article}  [{each.rule}]".strip()
        pairs = [
            (t(N_("rule")), law),
            ("", f"“{each.quote}”" if each.quote else None),
            (t(N_("reason")), message(this, each.message, each.params)),
        ]
        lines += fields(pairs, indent=2)
    if not found.violations:
        pairs = [
            (t(N_("reason")), found.words),
            (t(N_("where")), found.place or None),
            (t(N_("expected")), None if found.expected is None else str(found.expected)),
            (t(N_("got")), None if found.got is None else str(found.got)),
        ]
        lines += fields(pairs, indent=2)
    return lines


VERBS = (replay, rules)
