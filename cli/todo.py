"""`govledger todo`: what waits for one person, as a digest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.acting import here
from cli.layout import table
from cli.options import Verb
from cli.output import command
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.office.desk import Sight
    from cli.run import Run
    from projections.todo import Waiting

WHAT = {
    "turn": N_("my turn"),
    "duty": N_("I owe it"),
    "confirm": N_("to confirm"),
    "confirm-roster": N_("to confirm, as root holder"),
}


@click.command(
    "todo",
    cls=Verb,
    help=N_(
        "What waits for one person: the next steps of open cases, also those taken for another, what is owed, what is "
        "to be confirmed. What has the nearest day stands first."
    ),
    examples=("todo --as wu", "todo --as 王建国", "--json todo --as wu"),
    zh="待办",
)
@click.pass_obj
def todo(this: Run) -> None:
    from cli.viewing import views
    from projections.todo import todo as waiting

    person = this.person()
    found = waiting(views(this), sight(this), person)
    rows = [_as_json(each) for each in found]
    lines = _table(this, found) if found else [t(N_("nothing waits for {person}"), person=this.name_of(person))]
    following = [f"{t(N_('Next:'))} {command(here(this, found[0].next.command))}"] if found else []
    this.out.put(rows, [*lines, *following])


def sight(this: Run) -> Sight:
    """The record as it is read now, under the rules of every kind of case; each rulebook is read once."""
    from aggregates.kinds import KINDS
    from aggregates.office.adoption import book_of_digest
    from aggregates.office.desk import Sight

    for kind in KINDS:
        this.meet_kind(kind)
    read = {this.book.sha256: this.book}

    def own(digest: str) -> Any:
        if digest not in read:
            read[digest] = book_of_digest(this.record, this.enclosures, digest)
        return read[digest]

    return Sight(
        record=this.record,
        roster=this.roster,
        book=this.book,
        calendar=this.calendar,
        size=this.record.size,
        root="",
        at=this.now(),
        on=this.today(),
        enclosures=this.enclosures,
        own_book=own,
    )


def _table(this: Run, found: Sequence[Waiting]) -> list[str]:
    from cli.due_rows import LIGHTS, short

    words = this.bookwords
    heads = [N_("light"), N_("case"), N_("item"), N_("what"), N_("why"), N_("due"), N_("left (wd)")]
    body = []
    for each in found:
        owed, case = each.owed, each.case
        act = words.act(case.kind, each.act) if case else t(N_("confirm"))
        why = t(WHAT[each.what])
        why = t(N_("{why}, for {office}"), why=why, office=words.office(each.acting_for)) if each.acting_for else why
        due = owed.duty.due_on if owed else None
        body.append(
            [
                t(LIGHTS[owed.light]) if owed else "-",
                case.case if case else "-",
                short(case.title or "-") if case else "-",
                act,
                why,
                due.isoformat() if due else "-",
                "-" if owed is None or owed.left is None else str(owed.left),
            ]
        )
    return [*table([t(head) for head in heads], body, frozenset({6})), t(N_("{n} in all"), n=len(found))]


def _as_json(each: Waiting) -> dict[str, Any]:
    owed, case = each.owed, each.case
    due = owed.duty.due_on if owed else None
    return {
        "what": each.what,
        "case": case.case if case else None,
        "kind": case.kind if case else None,
        "title": case.title if case else None,
        "act": each.act,
        "acting_for": each.acting_for,
        "due_on": due.isoformat() if due else None,
        "light": owed.light if owed else None,
        "left_working_days": owed.left if owed else None,
        "duty": owed.duty.key if owed else None,
        "command": list(each.next.command),
    }
