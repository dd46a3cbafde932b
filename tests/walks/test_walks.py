"""Random acts by random people over every kind of case: no case is lost, and nothing is written that was refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aggregates.review.judge import acts_of, judge
from aggregates.review.past import Past
from tests.town import TownHall
from tests.walks.walker import Walker

SEEDS, STEPS = 10, 500


def walk(town: TownHall, seed: int, steps: int) -> Walker:
    town.verifying = False
    walker = Walker(town, seed)
    for _ in range(steps):
        walker.step()
    town.verifying = True
    town.verified()
    return walker


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_act_loses_a_case_and_a_refused_one_writes_nothing(seed: int, crowd: Callable[[str], TownHall]) -> None:
    walker = walk(crowd("walk"), seed, STEPS)

    for file in walker.open_cases():
        walker.waits_for_somebody(file)
    assert sum(walker.counts.values()) == STEPS
    assert len(walker.cases) > 20
    assert {file.state.kind for file in walker.cases.values()} >= {"fund", "meeting", "document", "leave", "item"}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1100))
def test_fifty_thousand_acts_lose_no_case(seed: int, crowd: Callable[[str], TownHall]) -> None:
    walker = walk(crowd("walk"), seed, STEPS)

    for file in walker.open_cases():
        walker.waits_for_somebody(file)


@pytest.mark.parametrize("seed", range(2))
def test_every_act_of_a_walk_is_lawful_when_judged_again(seed: int, crowd: Callable[[str], TownHall]) -> None:
    town = crowd("walk")
    walk(town, 100 + seed, 200)
    record = town.record
    past = Past(record, town.enclosures)

    findings = [judged.finding for act in acts_of(record.valid()) if (judged := judge(act, past)).finding]

    assert findings == []
