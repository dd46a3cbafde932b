"""Random acts by random people under every rulebook, over every kind of case: no case is lost, and nothing is written
that was refused.
"""

from __future__ import annotations

import pytest

from aggregates.review.judge import acts_of, judge
from aggregates.review.past import Past
from aggregates.rulebook.loader import shipped
from tests.town import TownHall
from tests.walks.conftest import Crowds
from tests.walks.walker import Walker

STEPS = 500
BOOKS = shipped()
under_every_book = pytest.mark.parametrize("book", BOOKS)


def walk(town: TownHall, seed: int, steps: int) -> Walker:
    town.verifying = False
    walker = Walker(town, seed)
    for _ in range(steps):
        walker.step()
    town.verifying = True
    town.verified()
    return walker


@under_every_book
@pytest.mark.parametrize("seed", range(2))
def test_no_act_loses_a_case_and_a_refused_one_writes_nothing(book: str, seed: int, crowd: Crowds) -> None:
    walker = walk(crowd(book), seed, STEPS)

    for file in walker.open_cases():
        walker.waits_for_somebody(file)
    assert sum(walker.counts.values()) == STEPS
    assert len(walker.cases) > 20
    assert {file.state.kind for file in walker.cases.values()} >= {"fund", "meeting", "document", "leave", "item"}
    assert sum(walker.counts[each] for each in ("taken", "declared", "decided")) > STEPS / 10


@pytest.mark.long
@under_every_book
@pytest.mark.parametrize("seed", range(1000, 1020))
def test_fifty_thousand_acts_lose_no_case(book: str, seed: int, crowd: Crowds) -> None:
    walker = walk(crowd(book), seed, STEPS)

    for file in walker.open_cases():
        walker.waits_for_somebody(file)


@under_every_book
def test_every_act_of_a_walk_is_lawful_when_judged_again(book: str, crowd: Crowds) -> None:
    town = crowd(book)
    walk(town, 100, 100)
    record = town.record
    past = Past(record, town.enclosures)

    findings = [judged.finding for act in acts_of(record.valid()) if (judged := judge(act, past)).finding]

    assert findings == []
