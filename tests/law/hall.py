"""The hall in which the stories are told: the town of all tests, and the people of `cases/people.toml` besides."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from aggregates.office import appointments, enrolment, portfolios
from aggregates.roster import Roster
from ledger.signing import possession
from tests.town import FROM, ORIGIN, TownHall, copy_of, key_of

PEOPLE = Path(__file__).parent / "cases" / "people.toml"


def staffed(town: TownHall) -> TownHall:
    """The town with everybody of the list in office."""
    people = tomllib.loads(PEOPLE.read_text(encoding="utf-8"))
    verifying, now, town.verifying = town.verifying, town.now, False
    root = town.on("2022-05-05").desk("sun")
    town.now += timedelta(hours=1)  # the founding was done by then
    for unit in people["unit"]:
        enrolment.define_unit(root, unit["key"], unit["of"], unit["zh"], unit["en"], manner=town.manner())
    roster = Roster(town.record)
    for person in dict.fromkeys(each["who"] for each in people["holder"] if roster.person(each["who"]) is None):
        key = key_of(person)
        proof = possession(ORIGIN, person, key)
        enrolment.enrol(root, person, person.title(), manner=town.manner())
        enrolment.bind_key(root, person, key.suite, key.public, proof, manner=town.manner())
    for each in people["holder"]:
        appointments.appoint(
            root,
            each["who"],
            each["office"],
            from_on=FROM,
            rank=each.get("rank"),
            post=each.get("post"),
            manner=town.manner(),
        )
    town.confirm()
    for each in people["in_charge"]:
        portfolios.assign_portfolio(root, each["of"], each["who"], from_on=FROM, manner=town.manner())
    town.confirm()
    town.verifying, town.now = verifying, now
    return town


@pytest.fixture(scope="session")
def hall_made_once(town_made_once: TownHall, tmp_path_factory: pytest.TempPathFactory) -> TownHall:
    """The hall that every story copies."""
    return staffed(copy_of(town_made_once, tmp_path_factory.mktemp("hall") / "hall"))


@pytest.fixture
def hall(hall_made_once: TownHall, tmp_path: Path) -> Iterator[TownHall]:
    """A hall of one's own, on the morning of 2022-05-06."""
    made = copy_of(hall_made_once, tmp_path / "hall")
    yield made
    made.store.close()
