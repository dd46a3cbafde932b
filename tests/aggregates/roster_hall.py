"""A small town hall on a training ledger: root holders, people with keys, and a clock that is told the day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregates.calendar import shipped
from aggregates.office import appointments, enrolment, root_confirmation
from aggregates.office.desk import ActResult, Desk
from aggregates.office.founding import found, root_holder
from aggregates.roster import Roster
from aggregates.rulebook.loader import load
from aggregates.types import TYPES
from ledger.application import create_store, open_store
from ledger.checkpoint import Vkey
from ledger.record import Record
from ledger.signing import Ed25519Signer, possession

ORIGIN = "example.gov.cn/jiangkou"
BOOK = load("jiangkou-2022")
FROM = date(2022, 5, 5)


def key_of(name: str) -> Ed25519Signer:
    """The same key for the same name, always."""
    return Ed25519Signer.from_seed(name.encode().ljust(32, b".")[:32])


class Hall:
    """`roots` are the root holders: the first gives, and the last confirms what is given through `staff`."""

    def __init__(self, folder: Path, *, roots: tuple[str, ...] = ("wang", "li"), day: str = "2022-05-06") -> None:
        url = folder / "ledger.db"
        create_store(url, ORIGIN, training=True)
        self.store = open_store(url, TYPES)
        self.now = datetime.fromisoformat(f"{day}T01:00:00+00:00")
        log = key_of("log")
        found(
            self.store,
            jurisdiction="江口县",
            book=BOOK,
            roots=[root_holder(ORIGIN, root, f"{root}某", key_of(f"{root} root")) for root in roots],
            log=log,
            log_vkey=Vkey.of(ORIGIN, log).format(),
            signer=key_of(f"{roots[0]} root"),
            clock=self.clock,
        )
        self.roots = roots

    def clock(self) -> datetime:
        """A second later each time it is looked at."""
        self.now += timedelta(seconds=1)
        return self.now

    def be(self, day: str) -> None:
        """It is the morning of that day."""
        self.now = datetime.fromisoformat(f"{day}T01:00:00+00:00").astimezone(UTC)

    def desk(self, person: str, **more: Any) -> Desk:
        """The desk of that person: a root holder with the root key, anybody else with the own."""
        signer = key_of(f"{person} root" if person in self.roots else person)
        return Desk(self.store, BOOK, shipped(), signer, person, self.clock, **more)

    @property
    def giver(self) -> Desk:
        return self.desk(self.roots[0])

    @property
    def other(self) -> Desk:
        return self.desk(self.roots[-1])

    def confirm(self) -> ActResult | None:
        return root_confirmation.confirm(self.other) if len(self.roots) > 1 else None

    def enrol(self, *people: str) -> None:
        for person in people:
            enrolment.enrol(self.giver, person, f"{person}某")
            key = key_of(person)
            enrolment.bind_key(self.giver, person, key.suite, key.public, possession(ORIGIN, person, key))

    def staff(self, **offices: str) -> None:
        """Enrol people and give each an office, `zhao="vice_head"`, or with a rank `zhao="vice_head:1"`; confirmed."""
        for person, office in offices.items():
            self.enrol(person)
            key, _, rank = office.partition(":")
            appointments.appoint(self.giver, person, key, from_on=FROM, rank=int(rank) if rank else None)
        self.confirm()

    @property
    def roster(self) -> Roster:
        return Roster(Record(self.store.source))

    @property
    def size(self) -> int:
        return self.store.source.head().size
