"""What is said of acts on record: facts declared, recorded acts confirmed or disowned, mistakes corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from aggregates.kinds import KINDS, kind_of
from cli.acting import act, enclosing, late, manner
from cli.options import Verb, option, verb
from cli.words import N_
from ledger.errors import BadInput

if TYPE_CHECKING:
    from cli.run import Run

DECLARED: Mapping[str, str] = {
    "fund": "source=supplementary --as fan",
    "document": "major=no urgent=no --as wu",
    "leave": "leave_kind=business_trip outside_county=yes --as wu",
    "meeting": "papers_to_return=no --as wu",
    "agenda": "matter=major_project --as wu",
    "item": "major=no --as wu",
}
CORRECTED: Mapping[str, str] = {
    "fund": "purpose=校舍维修",
    "document": "title=关于防汛工作的通知",
    "leave": "destination=成都市",
    "meeting": "meets_on=2022-05-20",
    "agenda": "proposed_solution=分两年实施",
    "item": "text=修订投资项目管理办法",
}
"""Examples: facts that are declared, and that are corrected."""


def verbs(kind: str) -> tuple[Verb, ...]:
    """The verbs of a kind of case: declare, confirm, disown, correct."""
    first = f"{KINDS[kind].prefix}-2022-0001"
    return (_declare(kind, first), _confirm(kind, first), _disown(kind), _correct(kind, first))


def _declare(kind: str, first: str) -> Verb:
    @verb(
        "declare",
        N_("Declare facts of a case, and do nothing else: by whom the rulebook names for each."),
        zh="认定",
        acts=True,
        examples=(f"{kind} declare {first} {DECLARED[kind]}",),
    )
    @click.argument("case")
    @click.argument("facts", nargs=-1, required=True, metavar="NAME=VALUE...")
    @enclosing
    @late
    @click.pass_obj
    def declare(
        this: Run, /, *, case: str, facts: Sequence[str], enclosures: Sequence[str], late_reason: str | None
    ) -> None:
        from aggregates.office import cases
        from cli import naming
        from cli.facts import facts as read

        desk = this.desk()
        which, said = naming.case(this, case, kind), read(this, facts)
        how = manner(this, enclosures=enclosures, late_reason=late_reason)
        act(this, lambda: cases.declare(desk, which, said, manner=how))

    return declare


def _confirm(kind: str, first: str) -> Verb:
    @verb(
        "confirm",
        N_("Confirm an act that a clerk recorded for a leader: by the leader, or by a second clerk."),
        zh="确认",
        acts=True,
        examples=(f"{kind} confirm 57 --as wang", f"{kind} confirm {first}:4 --as wang"),
    )
    @click.argument("entry", metavar="INDEX|CASE:VERSION")
    @late
    @click.pass_obj
    def confirm(this: Run, /, *, entry: str, late_reason: str | None) -> None:
        from aggregates.office import confirmations

        desk = this.desk()
        which, how = index_of(this, entry, kind), manner(this, late_reason=late_reason)
        act(this, lambda: confirmations.confirm(desk, which, manner=how))

    return confirm


def _disown(kind: str) -> Verb:
    @verb(
        "disown",
        N_("Say that what was recorded in your name was not done so: it stays on record and no longer counts."),
        zh="否认",
        acts=True,
        examples=(f"{kind} disown 57 --reason 未曾签批 --as wang",),
    )
    @click.argument("entry", metavar="INDEX|CASE:VERSION")
    @option("--reason", required=True, metavar="TEXT", help=N_("why"))
    @click.pass_obj
    def disown(this: Run, /, *, entry: str, reason: str) -> None:
        from aggregates.office import confirmations

        desk = this.desk()
        which, how = index_of(this, entry, kind), manner(this, reason=reason)
        act(this, lambda: confirmations.disown(desk, which, manner=how))

    return disown


def _correct(kind: str, first: str) -> Verb:
    @verb(
        "correct",
        N_("Correct what an act said, before a later step leans on it: by whoever might do the act."),
        zh="更正",
        acts=True,
        examples=(f"{kind} correct {first}:1 {CORRECTED[kind]} --reason 笔误 --as liu",),
    )
    @click.argument("entry", metavar="INDEX|CASE:VERSION")
    @click.argument("facts", nargs=-1, required=True, metavar="NAME=VALUE...")
    @option("--reason", required=True, metavar="TEXT", help=N_("why"))
    @enclosing
    @late
    @click.pass_obj
    def correct(
        this: Run,
        /,
        *,
        entry: str,
        facts: Sequence[str],
        reason: str,
        enclosures: Sequence[str],
        late_reason: str | None,
    ) -> None:
        from aggregates.office import corrections
        from cli.facts import facts as read

        desk = this.desk()
        which, said = index_of(this, entry, kind), read(this, facts)
        how = manner(this, reason=reason, enclosures=enclosures, late_reason=late_reason)
        act(this, lambda: corrections.correct(desk, which, said, manner=how))

    return correct


def index_of(this: Run, text: str, noun: str) -> int:
    """The index of an entry that was named by it, or by case and version; `2022-1` is of the noun's kind.

    Raises: BadInput.
    """
    from cli.audit_entry import entries

    if not text.isdigit() and ":" not in text:
        raise BadInput("{text} is a case: say which of its acts, like {text}:3", text=text)
    found = entries(this, text, noun)[0]
    if kind := kind_of(found.case):
        this.meet_kind(kind.key)
    return found.index
