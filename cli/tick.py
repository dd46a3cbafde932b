"""`govledger tick`: note what has become true and is not on record: lapsed duties, opened rungs, silence that counts.

It may be run by hand once a month or by a timer twice an hour, by several at once: each thing is noted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.layout import table
from cli.options import Verb, option
from cli.output import command, paragraph
from cli.words import N_, t

if TYPE_CHECKING:
    from datetime import date

    from aggregates.happened import Happened
    from aggregates.office.tick import Found, Noted
    from cli.run import Run

WHAT = {
    "duty.lapsed/1": N_("overdue"),
    "rung.opened/1": N_("rung opened"),
    "act.deemed/1": N_("silence counts"),
}
MOST_SHOWN = 20


@click.command(
    "tick",
    cls=Verb,
    help=N_(
        "Note what has become true and is not on record: lapsed duties, opened rungs, acts deemed done. As often as "
        "you like, by a clerk of the government office or by the service: each thing is noted once."
    ),
    examples=("tick", "tick --until 2022-05-31", "tick --dry-run", "tick --as clockwork"),
    zh="计时",
    acts=True,
)
@option("--until", metavar="DATE", help=N_("note what was true by that day; today unless said"))
@click.pass_obj
def tick(this: Run, /, *, until: str | None) -> None:
    from aggregates.kinds import KINDS
    from aggregates.office import tick as office
    from cli.acting import manner
    from cli.audit_report import Progress
    from cli.values import day_or_none

    this.kinds = (*KINDS, "office")
    desk = this.desk()
    last = day_or_none(until)
    found = office.look(desk, last, cases=_worth_a_look(this, last or desk.today))
    noted: list[Noted] = []
    with Progress(this) as at:
        for each in office.note(desk, found.new, last, manner=manner(this)):
            noted.append(each)
            this.recorded = not this.given.dry_run
            at(len(noted), len(found.new))
    _say(this, found, noted, last or desk.today)


def _worth_a_look(this: Run, until: date) -> Iterable[str] | None:
    """The cases of which the views know that something became true; None, all, where silence may count in some book."""
    from aggregates.happened import unnoted
    from aggregates.office.adoption import adopted_books
    from aggregates.rulebook.forms import Deemed
    from cli.viewing import views

    silent = any(isinstance(rule.body, Deemed) and rule.body.within for rule in this.book.rules.values())
    if silent or len({each.sha256 for each in adopted_books(this.record)}) > 1:
        return None
    rows = views(this).duties("WHERE duty_row.due_on < ?", (until.isoformat(),))
    return dict.fromkeys(case.case for case, duty in rows if unnoted(duty, until))


def _say(this: Run, found: Found, noted: Sequence[Noted], until: date) -> None:
    mine = [each for each in noted if each.result is not None]
    data: dict[str, Any] = {
        "until": until.isoformat(),
        "cases": found.cases,
        "noted": [_as_json(each) for each in mine],
        "by_others": len(noted) - len(mine),
        "waiting": [
            {"case": duty.case, "duty": duty.key, "due_on": duty.due_on and duty.due_on.isoformat()}
            for duty in found.waiting
        ],
    }
    if this.given.dry_run:
        data["dry_run"] = True
    head = N_("Would be noted: {n}") if this.given.dry_run else N_("Noted: {n}")
    lines = [t(head, n=len(mine)), *_rows([each.what for each in mine])]
    if data["by_others"]:
        lines.append(t(N_("Noted by others meanwhile: {n}"), n=data["by_others"]))
    if found.waiting:
        template = N_("{n} duties rest on a year whose calendar is not adopted, and wait for it: {cases}")
        cases = dict.fromkeys(duty.case for duty in found.waiting)
        lines += paragraph(t(template, n=len(found.waiting), cases=t(N_(", ")).join(cases)))
    this.out.put(data, [*lines, f"{t(N_('Next:'))} {command(_next(this, found))}"])


def _rows(what: Sequence[Happened]) -> list[str]:
    heads = [t(N_("since")), t(N_("case")), t(N_("what")), t(N_("rule or duty"))]
    rows = [[each.since.isoformat(), each.case, t(WHAT[each.type]), _which(each)] for each in what[:MOST_SHOWN]]
    more = [t(N_("and {n} more"), n=len(what) - MOST_SHOWN)] if len(what) > MOST_SHOWN else []
    return [*table(heads, rows), *more] if rows else []


def _which(each: Happened) -> str:
    """What it is about: the duty, the rung and at whom it is aimed, or whose silence counts as what."""
    facts = each.facts
    if silent := facts.get("silent"):
        return f"{facts['rule']}: {silent['office']} {facts['counts_as']}"
    return f"{facts['rung']}: {facts['target'] or '-'}" if "rung" in facts else str(facts["duty"])


def _as_json(each: Noted) -> dict[str, Any]:
    assert each.result is not None
    return {
        "type": each.what.type,
        "case": each.what.case,
        "index": each.result.index,
        "act": each.result.act,
        **each.what.facts,
    }


def _next(this: Run, found: Found) -> tuple[str, ...]:
    from cli.acting import here

    return here(this, ("calendar", "adopt") if found.waiting else ("due",))
