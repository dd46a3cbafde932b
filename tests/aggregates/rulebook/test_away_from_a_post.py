"""Somebody stands in for the head of a unit while that very head is away, and on no other day."""

from __future__ import annotations

import pytest

from aggregates.rulebook.context import Absence

from .hall import PAPER, hall, of, people
from .paper_town import DAY

SIGN = (
    'form = "chain"\nroute = "signing"\ncase = "document"\n'
    'steps = [{ act = "sign", by = { post = "head", of = "unit" } }]'
)
STANDS_IN = (
    'form = "stands_in"\ncase = "office"\nfor = { post = "head", of = "it" }\n'
    'by = { office = "deputy" }\nacts = "all"\nabsent = ["head"]'
)


@pytest.mark.parametrize(("away", "lawful"), [("feng", True), ("jiang", False), (None, False)])
def test_the_deputy_signs_for_the_head_of_a_unit_only_while_that_head_is_away(away: str | None, lawful: bool) -> None:
    roster = people("feng:head@edu", "jiang:head@health", "li:deputy")
    if away:
        roster.away.append(Absence(away, "official_travel", DAY, DAY))
    paper = of("document", PAPER, book=hall(SIGN, STANDS_IN), roster=roster, unit="edu")

    verdict = paper.ask("sign", "li", "deputy", outcome="agree", acting_for="edu")

    assert verdict.lawful == lawful
