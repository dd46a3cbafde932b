"""Desks that act at the same moment, on both stores: whatever order wins, the ledger verifies."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from aggregates.office import enrolment, funds
from aggregates.office.proposal import Asked
from aggregates.types import TYPES
from ledger.application import open_store
from ledger.errors import NotAuthorised
from tests.aggregates.test_desk import slow
from tests.town import TownHall, key_of, new_store, replayed

EACH = 4


@pytest.fixture(params=["sqlite", "postgres"])
def any_town(request: pytest.FixtureRequest, town: TownHall, tmp_path: Path) -> Iterator[TownHall]:
    """The town on each store in turn."""
    if request.param == "sqlite":
        yield town
        return
    made = replayed(town, new_store(request.getfixturevalue("pg_url")), tmp_path / "other")
    yield made
    made.store.close()


def test_a_revocation_and_an_approval_race_and_the_revocation_wins(any_town: TownHall) -> None:
    case = any_town.presented("350,000")
    desk = slow(any_town.desk("wang"), lambda: any_town.revoke("wang"))

    with pytest.raises(NotAuthorised):
        funds.act(desk, case, Asked("sign", "agree"))

    assert any_town.fund(case).state.done[-1].act == "present"
    any_town.verified()


def test_a_revocation_and_an_approval_race_and_the_approval_wins(any_town: TownHall) -> None:
    case = any_town.presented("350,000")
    desk = slow(any_town.desk("sun"), lambda: any_town.act(case, "sign", "wang", "agree"))

    enrolment.revoke_key(desk, key_of("wang").keyid, "遗失")

    assert any_town.fund(case).state.done[-1].act == "sign"
    any_town.verified()


def file_some(url: str, folder: Path, who: int) -> list[str]:
    """What one process does: files requests, one after the other."""
    with open_store(url, TYPES) as store:
        town = TownHall(store, folder)
        return [
            funds.request(
                town.desk("feng"), department="edu_bureau", amount_fen=100, purpose=f"第{who}处第{number}件"
            ).case
            for number in range(EACH)
        ]


def test_four_processes_number_their_requests_without_a_gap_or_a_double(any_town: TownHall, tmp_path: Path) -> None:
    url = any_town.store.url

    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        filed = list(pool.map(file_some, [url] * 4, [tmp_path] * 4, range(4)))

    cases = sorted(case for each in filed for case in each)
    assert cases == [f"FND-2022-{number:04d}" for number in range(1, 4 * EACH + 1)]
    assert all(any_town.fund(case).state.version == 1 for case in cases)
    any_town.verified()
