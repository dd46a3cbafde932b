"""`govledger item`: decision items: what was assigned to whom until when, and what came of it."""

from __future__ import annotations

import click

from cli.case_noun import CaseNoun
from cli.words import N_


@click.group(
    cls=CaseNoun,
    kind="item",
    elsewhere={
        "cli.item_acts": {
            "open": "立项",
            "assign": "交办",
            "receive-notice": "签收",
            "feed-back": "反馈",
            "report-progress": "报告进展",
            "extend": "延期",
            "urge": "催办",
            "complete": "办结",
            "accept": "销号",
        },
        "cli.item_ladder": {
            "criticise": "通报批评",
            "admonish": "诫勉谈话",
            "propose-reshuffle": "建议调整班子",
            "supervise-jointly": "联合督查",
            "acknowledge": "签收警示",
            "state-position": "陈述意见",
            "rescind": "撤销警示",
        },
        "cli.item_views": {"list": "列出"},
    },
    help=N_(
        "Decision items: opened when a meeting closes or from an instruction, assigned, reported on, urged, completed, "
        "accepted. What follows when nothing is done, the rulebook says."
    ),
    examples=(
        "item open --text 修订投资项目管理办法 --unit edu --origin leader_assignment --due 2022-06-30 --as wu",
        "item urge ITM-2022-0001 ITM-2022-0002 --as wu",
        "item list --open",
    ),
)
def item() -> None:
    pass
