"""Everybody the book speaks of: each office held, each unit with its posts and somebody in charge of it."""

from __future__ import annotations

import json
from datetime import date, timedelta

from aggregates.office import appointments, enrolment, portfolios
from ledger.signing import possession
from tests.town import BOOK, HOLDERS, ORIGIN, UNITS, TownHall, key_of

FROM = date(2022, 1, 1)
TOWNSHIP = ("minxiao", "闵孝镇", "Minxiao township")
POSTS = {"edu_bureau": "feng", "health_bureau": "jiang"}
SEVERAL = ("posts", "body")


def fill(town: TownHall) -> TownHall:
    """The town with everybody in place, all of it confirmed."""
    town.verifying = False
    town.on("2022-05-06")
    root = town.desk("sun")
    enrolment.define_unit(root, TOWNSHIP[0], "township", TOWNSHIP[1], TOWNSHIP[2], manner=town.manner())
    town.confirm()
    held = {office for _, office, _ in HOLDERS}
    for number, office in enumerate(o for o in BOOK.offices.values() if o.kind in ("post", *SEVERAL)):
        if office.key not in held:
            _appoint(town, f"p{number}", office.key, rank=None)
    for unit in (*(key for key, _, _ in UNITS), TOWNSHIP[0]):
        for post in BOOK.posts:
            if post == "head" and unit in POSTS:
                continue
            _appoint(town, f"{unit}_{post}", unit, post=post)
    town.confirm()
    for thing, person in ((TOWNSHIP[0], "liu"), *((matter, "zhao") for matter in _matters(town))):
        portfolios.assign_portfolio(root, thing, person, from_on=town.today, office="vice_head", manner=town.manner())
    town.confirm()
    town.verifying = True
    town.verified()
    town.now += timedelta(minutes=1)
    return town


def people(town: TownHall) -> list[str]:
    """Everybody who holds an office today."""
    rows = town.store.source.of_types({"grant.given/1"})
    return sorted({json.loads(row.payload)["facts"]["person"] for row in rows})


def _appoint(town: TownHall, person: str, office: str, *, rank: int | None = None, post: str | None = None) -> None:
    root, key = town.desk("sun"), key_of(person)
    if not town.record.case(f"PER-{person}"):
        enrolment.enrol(root, person, person.title(), manner=town.manner())
        proof = possession(ORIGIN, person, key)
        enrolment.bind_key(root, person, key.suite, key.public, proof, manner=town.manner())
    appointments.appoint(root, person, office, from_on=FROM, rank=rank, post=post, manner=town.manner())


def _matters(town: TownHall) -> tuple[str, ...]:
    return tuple(BOOK.facts["matter"].values)
