"""The acts of a meeting as they are typed. What is lawful, the adopted rulebook says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.acting import act, manner
from cli.case_acts import do, of_any_act, plain
from cli.options import option, verb
from cli.words import N_

if TYPE_CHECKING:
    from cli.run import Run

KIND = "meeting"


@verb(
    "plan",
    N_("Plan a meeting; it gets the next number of the year."),
    zh="拟定",
    acts=True,
    examples=(
        "meeting plan --kind executive --meets-on 2022-05-20 --place 一楼会议室 --as wu",
        "meeting plan --kind thematic --meets-on 2022-05-12 --lead edu --chair zhao --as wu",
    ),
)
@option("--kind", required=True, metavar="KIND", help=N_("executive, plenary, thematic, ..., as the rulebook lists"))
@option("--meets-on", "meets_on", required=True, metavar="DATE", help=N_("the day on which it meets"))
@option("--place", metavar="TEXT", help=N_("where"))
@option("--chair", metavar="PERSON", help=N_("who is to chair"))
@option("--lead", metavar="UNIT", help=N_("the department whose matter it is, for a meeting of one field of work"))
@of_any_act
@click.pass_obj
def plan(
    this: Run, /, *, kind: str, meets_on: str, place: str | None, chair: str | None, lead: str | None, **said: Any
) -> None:
    from aggregates.office import acts
    from cli.facts import facts as read

    desk = this.desk()
    own = (("kind", kind), ("meets_on", meets_on), ("place", place), ("chair", chair), ("lead_department", lead))
    stated = read(this, [*said.pop("facts"), *(f"{name}={value}" for name, value in own if value)])
    how = manner(this, **said)
    act(this, lambda: acts.open_case(desk, KIND, "plan", stated, manner=how), this.bookwords.act(KIND, "plan"))


@verb(
    "notify",
    N_("Give notice of a meeting; unless people are named, to all whom the rules and the items call for."),
    zh="通知",
    acts=True,
    examples=("meeting notify MTG-2022-0001 --as wu", "meeting notify MTG-2022-0001 --invite 赵海,县教育局 --as wu"),
)
@click.argument("case")
@option("--invite", "invited", metavar="NAMES", help=N_("people, or offices of bodies outside, with commas"))
@of_any_act
@click.pass_obj
def notify(this: Run, /, *, case: str, invited: str | None, **said: Any) -> None:
    do(this, KIND, case, "notify", more=_listed("invited", invited), **said)


@verb(
    "record-attendance",
    N_("Record who has come and who has not; several sheets add up."),
    zh="签到",
    acts=True,
    examples=(
        "meeting record-attendance MTG-2022-0001 --present wang,li,zhao,liu --absent han --as wu",
        "meeting record-attendance MTG-2022-0001 --present 县纪委监委 --enclosure 签到表.pdf --as wu",
    ),
)
@click.argument("case")
@option("--present", metavar="NAMES", required=True, help=N_("who has come, with commas"))
@option("--absent", metavar="NAMES", help=N_("who has not"))
@of_any_act
@click.pass_obj
def record_attendance(this: Run, /, *, case: str, present: str, absent: str | None, **said: Any) -> None:
    more = [*_listed("present", present), *_listed("absent", absent)]
    do(this, KIND, case, "record_attendance", more=more, **said)


@verb(
    "excuse",
    N_("Excuse somebody from a meeting, with the reason."),
    zh="准假",
    acts=True,
    examples=("meeting excuse MTG-2022-0001 han --reason 赴省开会 --as wu",),
)
@click.argument("case")
@click.argument("people", nargs=-1, required=True, metavar="PERSON...")
@of_any_act
@click.pass_obj
def excuse(this: Run, /, *, case: str, people: Sequence[str], **said: Any) -> None:
    do(this, KIND, case, "excuse", more=_listed("excused", ",".join(people)), **said)


@verb(
    "postpone",
    N_("Put a meeting on another day; notice is given anew."),
    zh="改期",
    acts=True,
    examples=("meeting postpone MTG-2022-0001 --meets-on 2022-05-23 --reason 防汛 --as wu",),
)
@click.argument("case")
@option("--meets-on", "meets_on", required=True, metavar="DATE", help=N_("the day on which it meets"))
@option("--place", metavar="TEXT", help=N_("where"))
@option("--chair", metavar="PERSON", help=N_("who is to chair"))
@of_any_act
@click.pass_obj
def postpone(this: Run, /, *, case: str, meets_on: str, place: str | None, chair: str | None, **said: Any) -> None:
    own = (("meets_on", meets_on), ("place", place), ("chair", chair))
    do(this, KIND, case, "postpone", more=[f"{name}={value}" for name, value in own if value], **said)


@verb(
    "close-attendance",
    N_("Close the attendance sheet: why each of the absent, late or leaving was so. The reasons are sealed."),
    zh="核定出缺席",
    acts=True,
    examples=("meeting close-attendance MTG-2022-0001 --reasons 韩梅赴省开会 --as wu",),
)
@click.argument("case")
@option("--reasons", metavar="TEXT", help=N_("the reason of each absence, or that there was none"))
@option("--absent", metavar="NAMES", help=N_("who has not"))
@of_any_act
@click.pass_obj
def close_attendance(this: Run, /, *, case: str, reasons: str | None, absent: str | None, **said: Any) -> None:
    more = [*([f"reason_of_each_absence={reasons}"] if reasons else []), *_listed("absent", absent)]
    do(this, KIND, case, "close_attendance", more=more, **said)


@verb(
    "close",
    N_("Close a meeting with its verbatim record; everything its decisions assigned becomes an item of its own."),
    zh="散会",
    acts=True,
    examples=("meeting close MTG-2022-0001 --record 记录.pdf --as wu",),
)
@click.argument("case")
@option("--record", metavar="FILE", help=N_("the verbatim record, which closes with the meeting"))
@of_any_act
@click.pass_obj
def close(this: Run, /, *, case: str, record: str | None, enclosures: Sequence[str], **said: Any) -> None:
    more = [f"verbatim_record={Path(record).name}"] if record else []
    papers = [*([record] if record else []), *enclosures]
    do(this, KIND, case, "close", more=more, enclosures=papers, **said)


def _listed(fact: str, names: str | None) -> list[str]:
    return [f"{fact}={names}"] if names else []


convene = plain(
    KIND, "convene", "convene", N_("Convene and open a meeting: by whom the rules let convene it, with a quorum."),
    zh="召集", examples=("meeting convene MTG-2022-0001 --as wang",),
)  # fmt: skip
chair = plain(
    KIND, "chair", "chair", N_("Take the chair of a meeting that somebody else convened."),
    zh="主持", examples=("meeting chair MTG-2022-0001 --as li",),
)  # fmt: skip

VERBS = (plan, notify, record_attendance, excuse, postpone, convene, chair, close_attendance, close)
