"""`govledger agenda`: items of meetings, each a case of its own, from the proposal to the decision."""

from __future__ import annotations

import click

from cli.case_noun import CaseNoun
from cli.words import N_


@click.group(
    cls=CaseNoun,
    kind="agenda",
    also=("meeting",),
    elsewhere={
        "cli.agenda_acts": {
            "propose": "提出",
            "reply": "答复意见",
            "coordinate": "协调",
            "collect": "收集整理",
            "admit": "审定",
            "submit-papers": "报送材料",
            "set-reporting-time": "确定汇报时间",
            "move": "改期上会",
            "defer": "暂缓",
        },
        "cli.agenda_room": {
            "attend": "到会",
            "hear": "开始讨论",
            "report": "汇报",
            "opine": "发表意见",
            "dissent": "保留意见",
            "decide": "决定",
        },
        "cli.agenda_views": {"show": "查看"},
    },
    help=N_(
        "Items of meetings: proposed, agreed on with the units concerned, admitted, heard, decided by the person in "
        "the chair. A deferred item is not lost: it is moved to another meeting."
    ),
    examples=(
        "agenda propose --meeting MTG-2022-0001 --subject 校舍维修 --lead edu --paper 论证.pdf --as zhao",
        "agenda admit AGD-2022-0001 AGD-2022-0002 --as wang",
        "agenda decide AGD-2022-0001 --outcome adopted --assign '六月底前完工;lead=edu;due=2022-06-30' --as wang",
    ),
)
def agenda() -> None:
    pass
