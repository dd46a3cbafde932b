"""`govledger meeting`: meetings, from the plan to the items that closing opens."""

from __future__ import annotations

import click

from cli.case_noun import CaseNoun
from cli.words import N_


@click.group(
    cls=CaseNoun,
    kind="meeting",
    also=("agenda", "item"),
    elsewhere={
        "cli.meeting_acts": {
            "plan": "拟定",
            "notify": "通知",
            "record-attendance": "签到",
            "excuse": "准假",
            "postpone": "改期",
            "convene": "召集",
            "chair": "主持",
            "close-attendance": "核定出缺席",
            "close": "散会",
        },
        "cli.meeting_views": {"show": "查看"},
    },
    help=N_(
        "Meetings: planned, notice given, attended, opened, closed. Who must be invited, how many must come and who "
        "may chair, the rulebook says; closing opens an item for everything that was assigned."
    ),
    examples=(
        "meeting plan --kind executive --meets-on 2022-05-20 --place 一楼会议室 --as wu",
        "meeting notify MTG-2022-0001 --as wu",
        "meeting close MTG-2022-0001 --record 记录.pdf --as wu",
    ),
)
def meeting() -> None:
    pass
