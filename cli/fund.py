"""`govledger fund`: funding requests. Verbs are imported when they are called: who looks need not load the acts."""

from __future__ import annotations

import click

from cli.case_noun import CaseNoun
from cli.words import N_


@click.group(
    cls=CaseNoun,
    kind="fund",
    elsewhere={
        "cli.fund_acts": {
            "request": "申请",
            "review": "审核",
            "approve": "审签",
            "pay": "拨付",
            "report-use": "报告用款",
        },
        "cli.fund_views": {"list": "列出", "signoff": "审签情况"},
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
