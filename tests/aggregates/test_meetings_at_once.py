"""Desks that work on one meeting at the same moment, on both stores: nothing is lost and the ledger verifies."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from aggregates.office import agenda, items, meetings
from aggregates.refusals import Refused
from aggregates.types import TYPES
from ledger.application import open_store
from ledger.errors import Conflict
from tests.aggregates.meeting_hall import MeetingHall, assign
from tests.aggregates.test_desk import slow
from tests.town import TownHall, new_store, replayed


@pytest.fixture(params=["sqlite", "postgres"])
def hall(request: pytest.FixtureRequest, town: TownHall, tmp_path: Path) -> Iterator[MeetingHall]:
    """A hall on each store in turn."""
    if request.param == "sqlite":
        yield MeetingHall(town)
        return
    made = replayed(town, new_store(request.getfixturevalue("pg_url")), tmp_path / "other")
    yield MeetingHall(made)
    made.store.close()


def propose_one(url: str, folder: Path, meeting: str, who: int) -> str:
    """What one process does: proposes an item, again while another desk was quicker."""
    facts = {"subject": f"第{who}项", "lead_department": "edu_bureau"}
    with open_store(url, TYPES) as store:
        town = TownHall(store, folder).on("2022-05-07")
        while True:
            try:
                return agenda.propose(town.desk("zhao"), meeting, facts=facts).case
            except Conflict:
                continue


def test_two_clerks_propose_to_one_meeting_at_once_and_it_knows_both(hall: MeetingHall, tmp_path: Path) -> None:
    meeting = hall.plan()
    url = hall.town.store.url

    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        proposed = list(pool.map(propose_one, [url] * 2, [tmp_path] * 2, [meeting] * 2, range(2)))

    assert sorted(proposed) == ["AGD-2022-0001", "AGD-2022-0002"]
    assert sorted(each.case for each in hall.state(meeting).linked) == sorted(proposed)
    hall.town.verified()


def test_an_item_opened_while_a_meeting_closes_moves_the_numbers_on(hall: MeetingHall) -> None:
    meeting = hall.plan()
    item = hall.propose(meeting)
    hall.opened(meeting)
    hall.decided(hall.heard(item), "adopted", assign(), assign("再查"))
    hall.do(meeting, "close_attendance", "wu", reason_of_each_absence="无人缺席")
    facts = {"text": "抢修", "undertaking_unit": "edu_bureau", "origin": "leader_assignment"}
    desk = slow(hall.town.desk("wu"), lambda: items.open_item(hall.town.desk("zheng"), facts))

    closed = meetings.close(desk, meeting)

    assert closed.opened == ("ITM-2022-0002", "ITM-2022-0003")
    assert hall.state("ITM-2022-0001").facts["text"] == "抢修"
    hall.town.verified()


def test_an_item_heard_while_the_meeting_closes_keeps_it_open(hall: MeetingHall) -> None:
    meeting = hall.plan()
    item = hall.propose(meeting)
    hall.opened(meeting)
    hall.do(item, "attend", "feng")
    hall.do(meeting, "close_attendance", "wu", reason_of_each_absence="无人缺席")
    desk = slow(hall.town.desk("wu"), lambda: hall.do(item, "hear", "zhao"))

    with pytest.raises(Refused) as refusal:
        meetings.close(desk, meeting)

    assert refusal.value.rule_ids == ["govledger/items-left"]
    assert hall.state(meeting).closed is None
    hall.town.verified()
