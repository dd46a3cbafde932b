"""`govledger fund`: funding requests. Verbs are imported when they are called: who looks need not load the acts."""

from __future__ import annotations

import click

from cli.options import Noun
from cli.words import N_


@click.group(
    cls=Noun,
    elsewhere={
        "cli.fund_acts": {
            "request": "申请",
            "review": "审核",
            "approve": "审签",
            "pay": "拨付",
            "report-use": "报告用款",
            "note": "记录",
            "return": "退回",
            "withdraw": "撤回",
        },
        "cli.fund_answers": {"declare": "认定", "confirm": "确认", "disown": "否认", "correct": "更正"},
        "cli.fund_views": {"show": "查看", "list": "列出", "signoff": "审签情况"},
    },
    help=N_(
        "Funding requests: asked for by a department, reviewed, signed or decided by whom the rules name for the "
        "source and amount, paid, reported on. What the rules forbid is refused, with article and words."
    ),
    examples=(
        "fund request --department edu --amount 200,000.00 --purpose 校舍维修 --source supplementary --as liu",
        "fund review FND-2022-0001 --as chen",
        "fund show FND-2022-0001",
    ),
)
def fund() -> None:
    pass
