"""The acts of a decision item as they are typed; most of them in as many items as are named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.acting import act, manner
from cli.case_acts import of_any_act
from cli.case_batch import in_each, plain
from cli.options import option, verb
from cli.words import N_

if TYPE_CHECKING:
    from cli.run import Run

KIND = "item"
several = click.argument("cases", nargs=-1, required=True, metavar="ITEM...")
progress = option("--progress", metavar="TEXT", help=N_("how it stands"))


@verb(
    "open",
    N_("Open an item from an instruction or another source; those of a meeting are opened when it closes."),
    zh="立项",
    acts=True,
    examples=(
        "item open --text 修订投资项目管理办法 --unit edu --origin leader_assignment --due 2022-06-30 --as wu",
        "item open --text 整改消防隐患 --unit edu --support 县财政局 --origin supervision_finding --as wu",
    ),
)
@option("--text", required=True, metavar="TEXT", help=N_("what is to be done"))
@option("--unit", required=True, metavar="UNIT", help=N_("the unit that undertakes it"))
@option("--support", metavar="UNITS", help=N_("the units that support it, with commas"))
@option(
    "--origin",
    required=True,
    metavar="ORIGIN",
    help=N_("leader_assignment, office_referral, ..., as the rulebook lists"),
)
@option("--due", metavar="DATE", help=N_("until when; without it the item only ages"))
@of_any_act
@click.pass_obj
def open_(
    this: Run, /, *, text: str, unit: str, support: str | None, origin: str, due: str | None, **said: Any
) -> None:
    from aggregates.office import acts
    from cli.facts import facts as read

    desk = this.desk()
    own = (
        ("text", text),
        ("undertaking_unit", unit),
        ("support_units", support),
        ("origin", origin),
        ("due_on", due),
    )
    stated = read(this, [*said.pop("facts"), *(f"{name}={value}" for name, value in own if value)])
    how = manner(this, **said)
    act(this, lambda: acts.open_case(desk, KIND, "open", stated, manner=how), this.bookwords.act(KIND, "open"))


@verb(
    "assign",
    N_("Assign items to the units that undertake them: the notice goes out."),
    zh="交办",
    acts=True,
    examples=(
        "item assign ITM-2022-0001 ITM-2022-0002 --as wu",
        "item assign ITM-2022-0001 --responsible 冯雪 --as wu",
    ),
)
@several
@option("--responsible", metavar="PERSON", help=N_("who is responsible first"))
@of_any_act
@click.pass_obj
def assign(this: Run, /, *, cases: Sequence[str], responsible: str | None, **said: Any) -> int:
    more = [f"first_responsible={responsible}"] if responsible else []
    return in_each(this, KIND, cases, "assign", more=more, **said)


@verb(
    "urge",
    N_("Urge items on, each with a new term: five working days unless a day is said."),
    zh="催办",
    acts=True,
    examples=("item urge ITM-2022-0001 ITM-2022-0002 --as wu", "item urge ITM-2022-0001 --due 2022-07-15 --as wu"),
)
@several
@option("--due", metavar="DATE", help=N_("until when"))
@of_any_act
@click.pass_obj
def urge(this: Run, /, *, cases: Sequence[str], due: str | None, **said: Any) -> int:
    return in_each(this, KIND, cases, "urge", more=[f"due_on={due}"] if due else [], **said)


@verb(
    "extend",
    N_("Extend the term of items, before it is over."),
    zh="延期",
    acts=True,
    examples=("item extend ITM-2022-0001 --due 2022-07-31 --reason 汛期停工 --as zhao",),
)
@several
@option("--due", required=True, metavar="DATE", help=N_("until when"))
@of_any_act
@click.pass_obj
def extend(this: Run, /, *, cases: Sequence[str], due: str, **said: Any) -> int:
    return in_each(this, KIND, cases, "extend", more=[f"due_on={due}"], **said)


@verb(
    "feed-back",
    N_("Feed back on the handling of items."),
    zh="反馈",
    acts=True,
    examples=("item feed-back ITM-2022-0001 --progress 已完成设计 --as feng",),
)
@several
@progress
@of_any_act
@click.pass_obj
def feed_back(this: Run, /, *, cases: Sequence[str], progress: str | None, **said: Any) -> int:
    return in_each(this, KIND, cases, "feed_back", more=_how(progress), **said)


@verb(
    "report-progress",
    N_("Report the progress of items."),
    zh="报告进展",
    acts=True,
    examples=("item report-progress ITM-2022-0001 --progress 主体完工 --as feng",),
)
@several
@progress
@of_any_act
@click.pass_obj
def report_progress(this: Run, /, *, cases: Sequence[str], progress: str | None, **said: Any) -> int:
    return in_each(this, KIND, cases, "report_progress", more=_how(progress), **said)


@verb(
    "complete",
    N_("Say that items are completed."),
    zh="办结",
    acts=True,
    examples=("item complete ITM-2022-0001 --progress 已竣工验收 --enclosure 验收单.pdf --as feng",),
)
@several
@progress
@of_any_act
@click.pass_obj
def complete(this: Run, /, *, cases: Sequence[str], progress: str | None, **said: Any) -> int:
    return in_each(this, KIND, cases, "complete", more=_how(progress), **said)


@verb(
    "accept",
    N_("Accept items as done, which closes them; or not, and they are to be completed anew."),
    zh="销号",
    acts=True,
    examples=(
        "item accept ITM-2022-0001 ITM-2022-0002 --as wu",
        "item accept ITM-2022-0003 --disagree --reason 质量不达标 --as wu",
    ),
)
@several
@option("--disagree", is_flag=True, help=N_("not accepted: to be completed anew; needs --reason"))
@of_any_act
@click.pass_obj
def accept(this: Run, /, *, cases: Sequence[str], disagree: bool, **said: Any) -> int:
    return in_each(this, KIND, cases, "accept", outcome="disagree" if disagree else "agree", **said)


def _how(progress: str | None) -> list[str]:
    return [f"progress={progress}"] if progress else []


receive_notice = plain(
    KIND, "receive-notice", "receive_notice", N_("Sign for the notices of items, as the unit that undertakes them."),
    zh="签收", examples=("item receive-notice ITM-2022-0001 ITM-2022-0002 --as feng",),
)  # fmt: skip

VERBS = (open_, assign, receive_notice, feed_back, report_progress, extend, urge, complete, accept)
