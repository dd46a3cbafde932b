"""The county seat of the stories: the town hall with everybody a meeting needs, each by an appointment on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregates.office import appointments, enrolment
from aggregates.roster import Roster
from ledger.signing import possession
from tests.town import FROM, ORIGIN, TownHall, copy_of, key_of, town_made_once

__all__ = ["seat", "seat_made_once", "town_made_once"]

UNITS = (
    ("finance_county_bureau", "department", "县财政局", "county finance bureau"),
    ("minxiao_town", "township", "闵孝镇", "Minxiao town"),
)
APPOINTED = (
    ("wang", "party_group_secretary", None),
    ("li", "party_group_deputy_secretary", None),
    ("han", "party_group_member", None),
    ("gao", "party_group_member", None),
    ("fu", "office_deputy_director", None),
    ("deng", "development_reform_head", None),
    ("jin", "finance_head", None),
    ("shen", "audit_head", None),
    ("yao", "justice_head", None),
    ("ma", "supervision_office_head", None),
    ("mei", "media_centre_head", None),
    ("feng", "component_department_head", None),
    ("jiang", "component_department_head", None),
    ("xu", "component_department_head", None),
    ("tu", "township_head", None),
    ("bao", "dispatched_body_head", None),
    ("feng", "edu_bureau", "head"),
    ("fang", "edu_bureau", "acting_head"),
    ("fei", "edu_bureau", "deputy_in_charge"),
    ("jiang", "health_bureau", "head"),
    ("tu", "minxiao_town", "head"),
)
"""An executive meeting has eight members here, a plenary twelve."""


@pytest.fixture(scope="session")
def seat_made_once(town_made_once: TownHall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownHall]:
    """The seat that every story copies."""
    made = copy_of(town_made_once, tmp_path_factory.mktemp("seat"))
    made.verifying = False
    root = made.desk("sun")
    for office, of, zh, en in UNITS:
        enrolment.define_unit(root, office, of, zh, en, manner=made.manner())
    roster = Roster(made.record)
    for person in dict.fromkeys(person for person, _, _ in APPOINTED if roster.person(person) is None):
        key = key_of(person)
        enrolment.enrol(root, person, person.title(), manner=made.manner())
        proof = possession(ORIGIN, person, key)
        enrolment.bind_key(root, person, key.suite, key.public, proof, manner=made.manner())
    for person, office, post in APPOINTED:
        appointments.appoint(root, person, office, from_on=FROM, post=post, manner=made.manner())
    made.confirm()
    made.verifying = True
    made.verified()
    yield made
    made.store.close()


@pytest.fixture
def seat(seat_made_once: TownHall, tmp_path: Path) -> Iterator[TownHall]:
    """A seat of one's own, on the morning of 2022-05-06."""
    made = copy_of(seat_made_once, tmp_path / "seat")
    yield made.on("2022-05-06")
    made.store.close()
