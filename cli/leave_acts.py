"""The acts of a leave as they are typed. What is lawful, the adopted rulebook says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.acting import act, manner
from cli.case_acts import answering, do, of_any_act, plain
from cli.options import option, verb
from cli.words import N_

if TYPE_CHECKING:
    from cli.run import Run

KIND, LVE = "leave", "LVE-2022-0001"


@verb(
    "request",
    N_("Ask for leave. What the applicant may not declare, such as the kind, is recorded as proposed."),
    zh="请假",
    acts=True,
    examples=(
        "leave request --from 2022-05-10 --until 2022-05-12 --to 成都市 --kind business_trip --stand-in li --as zhao",
    ),
)
@option("--from", "first", required=True, metavar="DATE", help=N_("the first day away"))
@option("--until", "last", required=True, metavar="DATE", help=N_("the day of return, which is a day away too"))
@option("--to", "destination", required=True, metavar="PLACE", help=N_("where to"))
@option("--kind", "leave_kind", metavar="KIND", help=N_("business_trip, private, sick"))
@option("--stand-in", metavar="PERSON", help=N_("who is proposed to act meanwhile"))
@option("--applicant", metavar="PERSON", help=N_("whose leave it is; yours, unless it is recorded for another"))
@of_any_act
@click.pass_obj
def request(
    this: Run,
    /,
    *,
    first: str,
    last: str,
    destination: str,
    leave_kind: str | None,
    stand_in: str | None,
    applicant: str | None,
    **said: Any,
) -> None:
    from aggregates.office import leaves
    from cli import naming
    from cli.facts import facts as read
    from cli.values import day

    desk = this.desk()
    stated = read(this, [*said.pop("facts"), *([f"leave_kind={leave_kind}"] if leave_kind else [])])
    how = manner(this, **said)
    whose = naming.person(this, applicant) if applicant else desk.person
    instead = naming.person(this, stand_in) if stand_in else None
    first_day, last_day = day(first), day(last)
    act(
        this,
        lambda: leaves.request(
            desk,
            applicant=whose,
            leaves_on=first_day,
            returns_on=last_day,
            destination=destination,
            stand_in=instead,
            facts=stated,
            manner=how,
        ),
        this.bookwords.act(KIND, "request"),
    )


@verb(
    "name-acting",
    N_("Name who acts for the leader meanwhile: whoever was proposed, unless another is said."),
    zh="明确代行",
    acts=True,
    examples=(f"leave name-acting {LVE} --leader li --as wang",),
)
@click.argument("case")
@option("--leader", metavar="PERSON", help=N_("who acts"))
@of_any_act
@click.pass_obj
def name_acting(this: Run, /, *, case: str, leader: str | None, **said: Any) -> None:
    do(this, KIND, case, "name_acting", more=[f"acting_leader={leader}"] if leader else [], **said)


@verb(
    "file-in-writing",
    N_("File the absence in writing with the office."),
    zh="书面报备",
    acts=True,
    examples=(f"leave file-in-writing {LVE} --filing 外出报备表 --as feng",),
)
@click.argument("case")
@option("--filing", metavar="TEXT", help=N_("the filing form, by its name or number"))
@of_any_act
@click.pass_obj
def file_in_writing(this: Run, /, *, case: str, filing: str | None, **said: Any) -> None:
    do(this, KIND, case, "file_in_writing", more=[f"filing={filing}"] if filing else [], **said)


@verb(
    "extend",
    N_("Extend a leave: by whoever approved it."),
    zh="续假",
    acts=True,
    examples=(f"leave extend {LVE} --until 2022-05-14 --as wang",),
)
@click.argument("case")
@option("--until", "last", required=True, metavar="DATE", help=N_("the new day of return"))
@of_any_act
@click.pass_obj
def extend(this: Run, /, *, case: str, last: str, **said: Any) -> None:
    do(this, KIND, case, "extend", more=[f"returns_on={last}"], **said)


VERBS = (
    request,
    plain(KIND, "report", "report", N_("Report to whoever approves, in writing or orally."),
          zh="报告", examples=(f"leave report {LVE} --as zhao",)),
    answering(KIND, "approve", "approve", N_("Approve a leave, or refuse to."),
              zh="批准", examples=(f"leave approve {LVE} --as wang",
                                  f"leave approve {LVE} --disagree --reason 近期有重要会议 --as wang")),
    name_acting,
    plain(KIND, "inform", "inform", N_("Tell the office where to, and from when until when."),
          zh="告知", examples=(f"leave inform {LVE} --as zhao",)),
    plain(KIND, "report-dates", "report_dates", N_("Report the dates to the linked county leader."),
          zh="报告行止日期", examples=(f"leave report-dates {LVE} --as du",)),
    file_in_writing,
    plain(KIND, "depart", "depart", N_("Depart: the days away are entered in the same act."),
          zh="外出", examples=(f"leave depart {LVE} --as zhao",)),
    extend,
    plain(KIND, "record-days", "record_days", N_("Enter the further days of a leave extended after departure."),
          zh="登记续假", examples=(f"leave record-days {LVE} --as zhao",)),
    plain(KIND, "come-back", "come_back", N_("Come back: days of the leave that are left are days away no longer."),
          zh="返回", examples=(f"leave come-back {LVE} --as zhao",)),
    plain(KIND, "report-return", "report_return", N_("Report on return (销假), and close the leave."),
          zh="销假", examples=(f"leave report-return {LVE} --as zhao",)),
)  # fmt: skip
