"""`govledger report`: what can be read off the record, on paper: sign-off, accountability trail, monthly bulletin."""

from __future__ import annotations

import click

from cli.options import Noun
from cli.words import N_


@click.group(
    cls=Noun,
    elsewhere={
        "cli.report_views": {"signoff": "审签情况", "trail": "追责链", "monthly": "通报"},
        "cli.report_publish": {"publish": "发布", "check": "核对"},
        "cli.report_rebuild": {"rebuild": "重建"},
    },
    help=N_(
        "Reports of the record, for the terminal, as JSON, or as one HTML file: the same checkpoint gives the same "
        "bytes, and every report says what it was made from, so that anybody with the record can check it."
    ),
    examples=(
        "report signoff FND-2022-0001 --html signoff.html",
        "report monthly --month 2022-06 --html bulletin.html",
        "report check bulletin.html",
    ),
)
def report() -> None:
    pass
