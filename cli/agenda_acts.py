"""An item of a meeting until it is heard: proposed, answered, admitted, its papers, moved or put off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.acting import act, manner
from cli.case_acts import do, of_any_act
from cli.case_batch import in_each, plain
from cli.options import option, verb
from cli.words import N_

if TYPE_CHECKING:
    from cli.run import Run

KIND = "agenda"


@verb(
    "propose",
    N_("Propose an item for a meeting. What you may not declare, such as the matter, is recorded as proposed."),
    zh="提出",
    acts=True,
    examples=(
        "agenda propose --meeting MTG-2022-0001 --subject 校舍维修 --lead edu --paper 论证.pdf --as zhao",
        "agenda propose --meeting 2022-1 --subject 防汛资金 --lead edu --about FND-2022-0001 --as zhao",
    ),
)
@option("--meeting", required=True, metavar="MEETING", help=N_("the meeting it is proposed for"))
@option("--subject", required=True, metavar="TEXT", help=N_("what it is about"))
@option("--lead", required=True, metavar="UNIT", help=N_("the department that leads"))
@option("--units", metavar="UNITS", help=N_("the units concerned, with commas"))
@option("--matter", metavar="MATTER", help=N_("the kind of matter, as the rulebook lists them"))
@option("--about", multiple=True, metavar="CASE", help=N_("a case that is to be decided on; may be repeated"))
@option("--solution", metavar="TEXT", help=N_("the solution proposed"))
@option("--paper", metavar="FILE", help=N_("the paper that researches and argues the matter"))
@of_any_act
@click.pass_obj
def propose(this: Run, /, *, enclosures: Sequence[str], about: Sequence[str], paper: str | None, **said: Any) -> None:
    from aggregates.office import acts
    from cli import naming
    from cli.facts import facts as read

    desk = this.desk()
    own = {
        "meeting": naming.case(this, said.pop("meeting"), "meeting"),
        "subject": said.pop("subject"),
        "lead_department": said.pop("lead"),
        "units_concerned": said.pop("units"),
        "matter": said.pop("matter"),
        "about": ",".join(about),
        "proposed_solution": said.pop("solution"),
        "research_paper": Path(paper).name if paper else None,
    }
    stated = read(this, [*said.pop("facts"), *(f"{name}={value}" for name, value in own.items() if value)])
    how = manner(this, enclosures=[*([paper] if paper else []), *enclosures], **said)
    act(this, lambda: acts.open_case(desk, KIND, "propose", stated, manner=how), this.bookwords.act(KIND, "propose"))


@verb(
    "reply",
    N_("Give a unit's opinion on an item."),
    zh="答复意见",
    acts=True,
    examples=("agenda reply AGD-2022-0001 --outcome agree --as jiang",),
)
@click.argument("case")
@option("--outcome", required=True, metavar="ANSWER", help=N_("agree, agree_with_changes, disagree"))
@option("--opinion", metavar="TEXT", help=N_("the opinion itself"))
@of_any_act
@click.pass_obj
def reply(this: Run, /, *, case: str, outcome: str, opinion: str | None, **said: Any) -> None:
    do(this, KIND, case, "reply", outcome=outcome, more=[f"opinion={opinion}"] if opinion else [], **said)


@verb(
    "submit-papers",
    N_("Submit the papers of an item to the office."),
    zh="报送材料",
    acts=True,
    examples=("agenda submit-papers AGD-2022-0001 --paper 汇报材料.pdf --as feng",),
)
@click.argument("case")
@option("--paper", metavar="FILE", help=N_("the papers"))
@of_any_act
@click.pass_obj
def submit_papers(this: Run, /, *, case: str, paper: str | None, enclosures: Sequence[str], **said: Any) -> None:
    more = [f"meeting_papers={Path(paper).name}"] if paper else []
    papers = [*([paper] if paper else []), *enclosures]
    do(this, KIND, case, "submit_papers", more=more, enclosures=papers, **said)


@verb(
    "set-reporting-time",
    N_("Set how many minutes each item is reported for."),
    zh="确定汇报时间",
    acts=True,
    examples=("agenda set-reporting-time AGD-2022-0001 AGD-2022-0002 --minutes 10 --as wu",),
)
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@option("--minutes", metavar="N", required=True, help=N_("the minutes"))
@of_any_act
@click.pass_obj
def set_reporting_time(this: Run, /, *, cases: Sequence[str], minutes: str, **said: Any) -> int:
    return in_each(this, KIND, cases, "set_reporting_time", more=[f"reporting_minutes={minutes}"], **said)


@verb(
    "move",
    N_("Move items to another meeting, where they are admitted anew."),
    zh="改期上会",
    acts=True,
    examples=("agenda move AGD-2022-0003 --to MTG-2022-0002 --as wu",),
)
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@option("--to", required=True, metavar="MEETING", help=N_("the other meeting"))
@of_any_act
@click.pass_obj
def move(this: Run, /, *, cases: Sequence[str], to: str, **said: Any) -> int:
    from cli import naming

    return in_each(this, KIND, cases, "move", stated={"meeting": naming.case(this, to, "meeting")}, **said)


@verb(
    "defer",
    N_("Put an item off, heard or not: it goes back to the pool and waits for another meeting."),
    zh="暂缓",
    acts=True,
    examples=("agenda defer AGD-2022-0003 --reason 材料不全 --as wang",),
)
@click.argument("case")
@of_any_act
@click.pass_obj
def defer(this: Run, /, *, case: str, **said: Any) -> None:
    from aggregates.office import agenda
    from cli import naming

    desk = this.desk()
    said.pop("facts")
    how, which = manner(this, **said), naming.case(this, case, KIND)
    act(this, lambda: agenda.defer(desk, which, how))


coordinate = plain(
    KIND, "coordinate", "coordinate", N_("Coordinate the units that an item concerns."),
    zh="协调", examples=("agenda coordinate AGD-2022-0001 --as tan",),
)  # fmt: skip
collect = plain(
    KIND, "collect", "collect", N_("Collect and sort the items that were proposed."),
    zh="收集整理", examples=("agenda collect AGD-2022-0001 AGD-2022-0002 --as tan",),
)  # fmt: skip
admit = plain(
    KIND, "admit", "admit", N_("Admit items to the agenda; all that an item still lacks is named at once."),
    zh="审定", examples=("agenda admit AGD-2022-0001 AGD-2022-0002 --as wang",),
)  # fmt: skip

VERBS = (propose, reply, coordinate, collect, admit, submit_papers, set_reporting_time, move, defer)
