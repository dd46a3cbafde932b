"""The halls in which the stories are told: one for every book, with the people of its `people.toml` in office.

Jiangkou's is the town of all tests, and the people of its file besides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from aggregates.office import appointments, enrolment, portfolios
from aggregates.roster import Roster
from aggregates.rulebook.loader import load
from ledger.signing import possession
from tests.law.story import CASES, PEOPLE
from tests.town import Place, TownHall, copy_of, found_town, founded, key_of, new_store

JIANGKOU = "jiangkou-2022"


@cache
def people_of(book: str) -> Mapping[str, Any]:
    """Who is in office in the place of a book, as its file says."""
    return tomllib.loads((CASES / book / f"{PEOPLE}.toml").read_text(encoding="utf-8"))


def place_of(book: str) -> Place:
    return Place(**{key: value for key, value in people_of(book).items() if key in Place._fields})


def hall_of(book: str, folder: Path) -> TownHall:
    """The hall of a book, founded and staffed in that folder, on the morning of its first day."""
    place, first = place_of(book), people_of(book)["first_day"]
    store = new_store(folder / "ledger.db", place.origin)
    if book == JIANGKOU:
        town = found_town(store, folder / "enclosures")
    else:
        town = TownHall(store, folder / "enclosures", book=load(book), place=place)
    town.verifying = False
    town.on(str(date.fromisoformat(first) - timedelta(days=1)))
    if book == JIANGKOU:
        town.now += timedelta(hours=1)  # the founding was done by then
    else:
        founded(town)
    staffed(town, people_of(book))
    town.verifying = True
    town.verified()
    return town.on(first)


def staffed(town: TownHall, people: Mapping[str, Any]) -> None:
    """Everybody of the list is in office, since the book is in force."""
    root, since = town.desk("sun"), town.book.in_force_from
    for unit in people.get("unit", ()):
        enrolment.define_unit(root, unit["key"], unit["of"], unit["zh"], unit["en"], manner=town.manner())
    roster = Roster(town.record)
    for person in dict.fromkeys(each["who"] for each in people["holder"] if roster.person(each["who"]) is None):
        _enrolled(town, person)
    for each in people["holder"]:
        rank, post = each.get("rank"), each.get("post")
        appointments.appoint(
            root, each["who"], each["office"], from_on=since, rank=rank, post=post, manner=town.manner()
        )
    for each in people.get("recorder", ()):
        appointments.let_record(root, each["who"], each["for"], from_on=since, manner=town.manner())
    town.confirm()
    for each in people.get("in_charge", ()):
        office = each.get("office")
        portfolios.assign_portfolio(root, each["of"], each["who"], from_on=since, office=office, manner=town.manner())
    if people.get("in_charge"):
        town.confirm()


def _enrolled(town: TownHall, person: str) -> None:
    root, key = town.desk("sun"), key_of(person)
    proof = possession(town.place.origin, person, key)
    enrolment.enrol(root, person, person.title(), manner=town.manner())
    enrolment.bind_key(root, person, key.suite, key.public, proof, manner=town.manner())


Halls = Callable[[str], TownHall]


@pytest.fixture(scope="session")
def halls_made_once(tmp_path_factory: pytest.TempPathFactory) -> Halls:
    """The hall of each book that every story copies, founded when it is first asked for."""

    @cache
    def made(book: str) -> TownHall:
        return hall_of(book, tmp_path_factory.mktemp(book))

    return made


@pytest.fixture
def halls(halls_made_once: Halls, tmp_path: Path) -> Iterator[Halls]:
    """Halls of one's own, by their books."""
    opened: list[TownHall] = []

    def copy(book: str) -> TownHall:
        made = copy_of(halls_made_once(book), tmp_path / f"hall-{len(opened)}")
        opened.append(made)
        return made

    yield copy
    for hall in opened:
        hall.store.close()


@pytest.fixture
def hall(halls: Halls) -> TownHall:
    """Jiangkou's, on the morning of 2022-05-06."""
    return halls(JIANGKOU)
