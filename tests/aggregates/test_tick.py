"""What has become true is noted once: however often it ticks, whoever ticks, and wherever a tick is cut off."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from aggregates.case import By
from aggregates.office import appointments, cases, enrolment
from aggregates.office.desk import Intent, Plan
from aggregates.office.manner import Manner
from aggregates.office.tick import look
from aggregates.review.judge import acts_of, judge
from aggregates.review.past import Past
from aggregates.service import LAPSED, NOTED_BY_SERVICE, RUNG_OPENED, SERVICE, may_record
from ledger.errors import BadInput, NotAuthorised
from ledger.event import Draft, Position, compose, sign_act
from ledger.signing import possession
from tests.aggregates.ticking_town import (
    at,
    did,
    noted_in,
    opened,
    state_of,
    tick,
    tick_there,
    under_ladder,
)
from tests.town import FROM, ORIGIN, TownHall, copy_of, key_of, new_store, replayed

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def laddered(town: TownHall) -> TownHall:
    """A town in which nothing is verified after each act, for there are many."""
    return under_ladder(town)


@pytest.fixture(params=["sqlite", "postgres"])
def any_laddered(request: pytest.FixtureRequest, town: TownHall, tmp_path: Path) -> Iterator[TownHall]:
    """That town on each store in turn."""
    if request.param == "sqlite":
        yield under_ladder(town)
        return
    made = replayed(town, new_store(request.getfixturevalue("pg_url")), tmp_path / "other")
    yield under_ladder(made)
    made.store.close()


def types_of(town: TownHall) -> list[str]:
    return [type_ for type_, _, _ in noted_in(town).values()]


def test_on_the_due_day_there_is_nothing_to_note_and_on_the_next_the_lapse_and_the_first_rung(
    laddered: TownHall,
) -> None:
    case = opened(laddered, "2022-05-20")

    assert tick(laddered.on("2022-05-20").desk("wu")) == []
    tick(laddered.on("2022-05-21").desk("wu"))

    facts = [facts for _, _, facts in noted_in(laddered).values()]
    duty = f"o/1@{state_of(laddered, case).done[0].index}"
    assert facts == [
        {"due_on": "2022-05-20", "duty": duty, "since": "2022-05-21"},
        {"duty": duty, "rung": "o/criticise", "since": "2022-05-21", "target": "edu_bureau"},
    ]
    laddered.verified()


def test_a_thousand_ticks_write_what_one_does(laddered: TownHall) -> None:
    opened(laddered, "2022-05-20")
    opened(laddered, "2022-05-19")
    laddered.on("2022-05-23")
    once = tick(laddered.desk("wu"))
    size = laddered.size

    desk = laddered.desk("wu")
    for _ in range(999):
        laddered.now += timedelta(seconds=10)
        assert tick(desk) == []

    assert len(once) == 4
    assert laddered.size == size
    laddered.verified()


def the_life_of(town: TownHall, case: str) -> Iterator[str]:
    """The days of an item that is urged twice, each after what was done on it."""
    for day in (date(2022, 5, 20) + timedelta(days=n) for n in range(7)):
        town.on(day.isoformat())
        if day == date(2022, 5, 21):
            did(town, case, "urge", "wu", due_on="2022-05-22")
        if day == date(2022, 5, 23):
            did(town, case, "urge", "wu", due_on="2022-05-24")
        yield day.isoformat()


def test_once_a_month_and_twice_an_hour_write_the_same(laddered: TownHall, tmp_path: Path) -> None:
    laddered.verifying = False
    case, never_met, met_late = (opened(laddered, day) for day in ("2022-05-20", "2022-05-24", "2022-05-19"))
    often = under_ladder(copy_of(laddered, tmp_path / "often"))
    often.verifying = False

    for day in the_life_of(laddered, case):
        if day == "2022-05-23":
            did(laddered, met_late, "do", "feng")
    tick(laddered.on("2022-06-30").desk("wu"))
    for day in the_life_of(often, case):
        if day == "2022-05-23":
            did(often, met_late, "do", "feng")
        for half_hours in range(48):
            at(often, f"{day}T02:00").now += timedelta(minutes=30 * half_hours)
            tick(often.desk("wu" if half_hours % 2 else "zheng"))

    assert noted_in(often) == noted_in(laddered)
    assert sorted(types_of(often)) == sorted([LAPSED] * 3 + [RUNG_OPENED] * (4 + 1 + 1))
    assert never_met in {case for _, case, _ in noted_in(often).values()}
    often.verified()
    often.store.close()


def test_two_clerks_who_tick_at_once_in_two_processes_note_each_thing_once(
    any_laddered: TownHall, tmp_path: Path
) -> None:
    town = any_laddered
    for number in range(6):
        opened(town, f"2022-05-{10 + number}")
    there = [town.store.url] * 2, [tmp_path] * 2, ["wu", "zheng"], ["2022-05-31T01:00"] * 2

    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        theirs = list(pool.map(tick_there, *there))

    assert sorted(theirs[0] + theirs[1]) == sorted(set(theirs[0] + theirs[1]))
    assert sorted(types_of(town)) == [LAPSED] * 6 + [RUNG_OPENED] * 6
    assert tick(town.on("2022-05-31").desk("wu")) == []
    town.verified()


@pytest.mark.parametrize("after", [0, 1, 3, 7])
def test_a_tick_that_is_killed_is_finished_by_the_next(after: int, laddered: TownHall, tmp_path: Path) -> None:
    for number in range(5):
        opened(laddered, f"2022-05-{10 + number}")
    whole = under_ladder(copy_of(laddered, tmp_path / "whole"))
    tick(whole.on("2022-05-31").desk("wu"))
    words = [laddered.store.url, str(tmp_path), "wu", "2022-05-31T01:00"]
    command = [sys.executable, "-m", "tests.aggregates.ticking_town", *words]

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as ticking:
        assert ticking.stdout is not None
        assert ticking.stdout.readline() == "ready\n"
        for _ in range(after):
            ticking.stdout.readline()
        ticking.kill()
        ticking.wait()
    by_then = len(noted_in(laddered))
    tick(laddered.on("2022-06-01").desk("zheng"))

    assert by_then >= after
    assert noted_in(laddered) == noted_in(whole)
    laddered.verified()
    whole.store.close()


def test_up_to_a_day_only_what_was_true_by_then_is_noted(laddered: TownHall) -> None:
    opened(laddered, "2022-05-19")
    opened(laddered, "2022-05-20")
    laddered.on("2022-05-31")

    found = look(laddered.desk("wu"), date(2022, 5, 20))

    assert {each.since for each in found.new} == {date(2022, 5, 20)}
    tick(laddered.desk("wu"), date(2022, 5, 20))
    assert types_of(laddered) == [LAPSED, RUNG_OPENED]
    laddered.refused(lambda: look(laddered.desk("wu"), date(2022, 6, 1)), BadInput)


def test_a_dry_run_writes_nothing(laddered: TownHall) -> None:
    opened(laddered, "2022-05-20")
    laddered.on("2022-05-23")
    size = laddered.size

    assert len(tick(laddered.desk("wu", dry_run=True))) == 2
    assert laddered.size == size


def test_what_was_done_late_between_two_ticks_lapsed_all_the_same(laddered: TownHall) -> None:
    case = opened(laddered, "2022-05-20")
    laddered.on("2022-05-23")
    did(laddered, case, "do", "feng")

    tick(laddered.on("2022-06-30").desk("wu"))

    assert types_of(laddered) == [LAPSED, RUNG_OPENED]


def test_what_was_done_in_time_leaves_nothing_to_note(laddered: TownHall) -> None:
    case = opened(laddered, "2022-05-20")
    laddered.on("2022-05-20")
    did(laddered, case, "do", "feng")

    assert tick(laddered.on("2022-06-30").desk("wu")) == []


def test_what_is_merely_lawful_is_never_noted(laddered: TownHall) -> None:
    case = opened(laddered, "2022-05-20")
    for _ in the_life_of(laddered, case):
        pass

    tick(laddered.on("2022-06-30").desk("wu"))

    assert "o/jointly" not in {facts.get("rung") for _, _, facts in noted_in(laddered).values()}


def test_what_rests_on_a_year_not_published_waits_for_its_calendar(laddered: TownHall) -> None:
    laddered.on("2026-12-31")
    asked = opened(laddered, None, units=["edu_bureau"])
    did(laddered, asked, "ask", "wu")

    found = look(laddered.on("2027-01-20").desk("wu"))

    assert found.new == ()
    assert [duty.key.partition("@")[0] for duty in found.waiting] == ["o/answer:edu_bureau"]


# Who ticks


@pytest.fixture
def service(laddered: TownHall) -> TownHall:
    """That town with a service: a key and a grant like anybody's."""
    root, key = laddered.desk("sun"), key_of("clockwork")
    enrolment.enrol(root, "clockwork", "Clockwork", manner=laddered.manner())
    proof = possession(ORIGIN, "clockwork", key)
    enrolment.bind_key(root, "clockwork", key.suite, key.public, proof, manner=laddered.manner())
    appointments.appoint(root, "clockwork", SERVICE, from_on=FROM, manner=laddered.manner())
    laddered.confirm()
    return laddered


def test_a_service_may_tick(service: TownHall) -> None:
    case = opened(service, "2022-05-20")

    tick(service.on("2022-05-23").desk("clockwork"))

    assert [(entry.by["person"], entry.by["office"]) for entry in service.record.case(case)[1:]] == [
        ("clockwork", SERVICE),
        ("clockwork", SERVICE),
    ]
    service.verified()


def test_a_service_opens_no_case_and_does_no_act(service: TownHall) -> None:
    said = {"unit": "edu_bureau"}
    free = service.desk("clockwork")

    error = service.refused(
        lambda: cases.open_case(free, "item", "open", said, manner=Manner(office=SERVICE)), Exception
    )

    assert error.exit_code in {3, 4}


def test_a_service_records_lapses_rungs_and_silence_and_nothing_else() -> None:
    allowed = ["duty.lapsed/1", "rung.opened/1", "act.deemed/1"]
    forbidden = ["decision-item.opened/1", "duty.term-set/1", "grant.given/1", "report.published/1"]

    assert all(may_record(each, SERVICE) for each in allowed)
    assert not any(may_record(each, SERVICE) for each in forbidden)
    assert all(may_record(each, "gov_office") for each in [*allowed, *forbidden])


def test_whoever_keeps_no_duties_does_not_tick(laddered: TownHall) -> None:
    opened(laddered, "2022-05-20")
    laddered.on("2022-05-23")

    laddered.refused(lambda: tick(laddered.desk("feng")), NotAuthorised)


def test_a_void_entry_on_the_id_of_a_lapse_does_not_keep_it_from_being_noted(laddered: TownHall) -> None:
    case = opened(laddered, "2022-05-20")
    laddered.on("2022-05-23")
    lapse = next(each for each in look(laddered.desk("wu")).new if each.type == LAPSED)
    record = laddered.record
    size, root = record.seen()
    last = record.case(case)[-1]
    void = compose(
        [Draft(case, LAPSED, lapse.facts)],
        ledger=ORIGIN,
        act=lapse.act_id(ORIGIN),
        at=laddered.now,
        on=laddered.today,
        by=By("feng", "gov_office")._asdict(),
        seen=(size, root),
        positions={case: Position(last.version, last.leaf.hex())},
    )
    laddered.store.append(sign_act(void, key_of("feng")), seen_size=size)

    tick(laddered.desk("wu"))

    assert types_of(laddered) == [LAPSED, RUNG_OPENED]
    assert tick(laddered.desk("zheng")) == []


# Judged afterwards


def findings(town: TownHall) -> list[tuple[str, str]]:
    """What a review of the whole record has against any act."""
    record = town.record
    past = Past(record, town.enclosures, under=town.book)
    judged = (judge(act, past) for act in acts_of(record.valid()))
    return [(each.finding.type, each.finding.what) for each in judged if each.finding]


def forged(town: TownHall, type_: str, case: str, facts: Mapping[str, Any], office: str = "gov_office") -> None:
    """An entry that says so, well signed and granted, past everything that vets."""
    person = "clockwork" if office == SERVICE else "wu"
    rules = {"book": town.book.key, "ids": ["o/1"], "sha256": town.book.sha256}
    plan = Plan(By(person, office), [Draft(case, type_, facts, rules)])
    town.desk(person).act(Intent(type_, case, facts), lambda sight: plan)


def test_what_a_tick_wrote_is_lawful_when_it_is_judged_again(laddered: TownHall) -> None:
    opened(laddered, "2022-05-20")
    asked = opened(laddered, None, units=["edu_bureau"])
    did(laddered, asked, "ask", "wu")
    tick(laddered.on("2022-05-23").desk("wu"))
    assert set(types_of(laddered)) == NOTED_BY_SERVICE

    assert findings(laddered) == []


def test_a_lapse_that_is_none_is_named_by_the_review(laddered: TownHall) -> None:
    case = opened(laddered, "2022-05-20")
    key = f"o/1@{state_of(laddered, case).done[0].index}"
    laddered.on("2022-05-20")

    forged(laddered, LAPSED, case, {"due_on": "2022-05-19", "duty": key, "since": "2022-05-20"})

    assert findings(laddered) == [(LAPSED, "refused")]


def test_a_rung_noted_too_early_is_named_by_the_review(laddered: TownHall) -> None:
    case = opened(laddered, "2022-05-20")
    key = f"o/1@{state_of(laddered, case).done[0].index}"
    laddered.on("2022-05-23")

    rung = {"duty": key, "rung": "o/change", "since": "2022-05-21", "target": "committee"}
    forged(laddered, RUNG_OPENED, case, rung)

    assert findings(laddered) == [(RUNG_OPENED, "refused")]


def test_a_service_that_means_to_record_anything_else_is_stopped_before_it_signs(service: TownHall) -> None:
    case = opened(service, None)
    term = {"due_on": "2022-06-10", "duty": f"o/1@{state_of(service, case).done[0].index}"}

    error = service.refused(lambda: forged(service, "duty.term-set/1", case, term, SERVICE), NotAuthorised)

    assert SERVICE in str(error)
