"""Everybody a book speaks of: each office held, units of each class with their posts, each unit and matter in a
deputy's charge. All of it is found in the book.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from aggregates.calendar import shipped
from aggregates.derived_case import COMPONENT_HEAD
from aggregates.office import appointments, enrolment, portfolios
from aggregates.office.roster_acts import known_matters
from aggregates.rulebook.model import Book
from aggregates.rulebook.steps import Office
from ledger.signing import possession
from tests.town import Place, TownHall, founded, key_of, new_store

HELD = ("post", "posts", "body")
FIRST_OF_ITS_CLASS = ("甲", "乙")
"""So many units has the first class of the book; each of the others has one."""


class Unit(NamedTuple):
    key: str
    of: str
    zh: str
    en: str


def crowd_of(book: Book, folder: Path) -> TownHall:
    """The town of a book, founded in that folder, with everybody in place and all of it confirmed."""
    clerk, deputy = holder(book, book.decisions_recorded_by), deputy_of(book)
    place = Place(f"example.gov.cn/{book.key}", book.title, clerk, clerk, deputy)
    town = TownHall(new_store(folder / "ledger.db", place.origin), folder / "enclosures", book=book, place=place)
    town.verifying = False
    founded(town.on(shipped().due(book.in_force_from, 5).on.isoformat()))
    _appointed(town)
    town.confirm()
    _in_charge(town)
    town.confirm()
    town.verifying = True
    town.verified()
    town.now += timedelta(minutes=1)
    return town


def holder(book: Book, office: str) -> str:
    """Who holds that office: named after it, and after its place in the book where the name is long."""
    return f"{office[:24]}_{list(book.offices).index(office)}"


def second(town: TownHall) -> str:
    """The other deputy."""
    return holder(town.book, town.place.deputy) + "_b"


def units_of(book: Book) -> list[Unit]:
    """Two units of the first class, one of every other."""
    found: list[Unit] = []
    for office in book.offices.values():
        if office.kind == "unit":
            marks = FIRST_OF_ITS_CLASS[:1] if found else FIRST_OF_ITS_CLASS
            found += [
                Unit(f"{office.key[:20]}_u{n}", office.key, f"{office.zh}{mark}", f"{office.en} {n}")
                for n, mark in enumerate(marks, 1)
            ]
    return found


def deputy_of(book: Book) -> str:
    """The office of a deputy with a charge: the one that rules name with it, else the first of several hands."""
    named = [each.office for each in _expressions(book) if each.in_charge_of and each.office]
    several = [office.key for office in book.offices.values() if office.kind == "posts"]
    return next(iter((*named, *several)))


def _expressions(book: Book) -> list[Office]:
    """Every office expression in the rules."""
    found: list[Office] = []
    left: list[object] = [rule.body for rule in book.rules.values()]
    while left:
        each = left.pop()
        if isinstance(each, Office):
            found.append(each)
        elif isinstance(each, tuple):
            left.extend(reversed(each))
    return found


def _appointed(town: TownHall) -> None:
    """Each office by one person, that of deputies by two; each post of each unit; one head sits in the government."""
    book, root = town.book, town.desk("sun")
    for unit in units_of(book):
        enrolment.define_unit(root, *unit, manner=town.manner())
    for office in book.offices.values():
        if office.kind in HELD:
            _appoint(town, holder(book, office.key), office.key, rank=1 if office.key == town.place.deputy else None)
    _appoint(town, second(town), town.place.deputy, rank=2)
    for number, unit in enumerate(units_of(book)):
        for post in book.posts:
            _appoint(town, f"{unit.key}_{post}"[:40], unit.key, post=post)
        if number == 0 and COMPONENT_HEAD in book.offices:
            _appoint(town, f"{unit.key}_head", COMPONENT_HEAD)


def _in_charge(town: TownHall) -> None:
    """The two deputies have charge of the units by turns, and of the matters."""
    things = [*(unit.key for unit in units_of(town.book)), *known_matters(town.book)]
    deputy, root = town.place.deputy, town.desk("sun")
    for number, thing in enumerate(things):
        person = second(town) if number % 2 else holder(town.book, deputy)
        portfolios.assign_portfolio(root, thing, person, from_on=town.today, office=deputy, manner=town.manner())


def _appoint(town: TownHall, person: str, office: str, *, rank: int | None = None, post: str | None = None) -> None:
    root, key = town.desk("sun"), key_of(person)
    if not town.record.case(f"PER-{person}"):
        enrolment.enrol(root, person, person.replace("_", " ").title(), manner=town.manner())
        proof = possession(town.place.origin, person, key)
        enrolment.bind_key(root, person, key.suite, key.public, proof, manner=town.manner())
    since = town.book.in_force_from
    appointments.appoint(root, person, office, from_on=since, rank=rank, post=post, manner=town.manner())
