"""`govledger leave`: leaves of leaders, of the office, of heads of units. Verbs are imported when they are called."""

from __future__ import annotations

import click

from cli.case_noun import CaseNoun
from cli.words import N_


@click.group(
    cls=CaseNoun,
    kind="leave",
    elsewhere={
        "cli.leave_acts": {
            "request": "请假",
            "report": "报告",
            "approve": "批准",
            "name-acting": "明确代行",
            "inform": "告知",
            "report-dates": "报告行止日期",
            "file-in-writing": "书面报备",
            "depart": "外出",
            "extend": "续假",
            "record-days": "登记续假",
            "come-back": "返回",
            "report-return": "销假",
        },
        "cli.leave_form": {"form": "请假审批表"},
    },
    help=N_(
        "Leaves: asked for, approved or filed as the rules have it for the post and the days, begun, extended, ended. "
        "Departure enters the absence, and naming who acts meanwhile gives that power for these days."
    ),
    examples=(
        "leave request --from 2022-05-10 --until 2022-05-12 --to 成都市 --stand-in li --as zhao",
        "leave approve LVE-2022-0001 --as wang",
        "leave depart LVE-2022-0001 --as zhao",
    ),
)
def leave() -> None:
    pass
