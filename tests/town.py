"""A town hall for tests: Jiangkou with its people, their keys and the real rulebook, on a training ledger.

`found_town` makes it act by act; a test takes a copy. After every act of a `TownHall` the whole ledger is verified, and
a refusal is checked to have left size and root as they were.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import pytest

from aggregates import case_file
from aggregates.calendar import shipped
from aggregates.case_file import CaseFile
from aggregates.duties import Duty, all_duties
from aggregates.money import parse_yuan
from aggregates.office import (
    absence,
    appointments,
    decisions,
    delegation,
    enrolment,
    funds,
    portfolios,
    root_confirmation,
)
from aggregates.office.ahead import Next
from aggregates.office.desk import ActResult, Desk, Plan
from aggregates.office.founding import found, root_holder
from aggregates.office.manner import Attachment, Manner
from aggregates.office.proposal import Asked
from aggregates.record_context import RecordContext
from aggregates.refusals import Refused
from aggregates.roster import Roster
from aggregates.rulebook.forms import Chain
from aggregates.rulebook.loader import load
from aggregates.rulebook.model import Book
from aggregates.types import TYPES
from ledger.application import Store, create_store, open_store
from ledger.checkpoint import Vkey
from ledger.enclosures import Enclosures
from ledger.entry import Entry, Recorded
from ledger.record import Record
from ledger.signing import Ed25519Signer, possession
from ledger.verify import verify
from projections.signoff import SignOff, sign_off

ORIGIN = "example.gov.cn/jiangkou"
BOOK = load("jiangkou-2022")
ROOTS = ("sun", "qian")
FROM = date(2022, 4, 25)
NAMESPACE = UUID("6b1f4a52-7a4e-4a3e-9d3a-3f0f6c1f9b10")

HOLDERS = (
    ("wang", "county_head", None),
    ("li", "executive_deputy", 1),
    ("zhao", "vice_head", 2),
    ("liu", "vice_head", 3),
    ("liu", "vice_head_finance", None),
    ("chen", "vice_head", 4),
    ("han", "party_group", None),
    ("wu", "gov_office", None),
    ("zheng", "gov_office", None),
    ("tan", "office_director", None),
    ("zhou", "finance_bureau", None),
    ("shen", "audit_bureau", None),
    ("feng", "edu_bureau", None),
    ("jiang", "health_bureau", None),
)
UNITS = (("edu_bureau", "县教育局", "education bureau"), ("health_bureau", "县卫生健康局", "health bureau"))
IN_CHARGE = (("edu_bureau", "zhao"), ("health_bureau", "chen"))
RECORDERS = (("wu", "county_head"), ("zheng", "county_head"), ("wu", "finance_bureau"))
PAPER = Attachment("paper.pdf", "application/pdf", b"%PDF-1.4 a signed paper", salt=bytes(32))


def key_of(name: str) -> Ed25519Signer:
    """The same key for the same name, always."""
    return Ed25519Signer.from_seed(name.encode().ljust(32, b".")[:32])


class Place(NamedTuple):
    """Whose town it is: `clerk` keeps its diary, `leader` heads its government, `deputy` is the office under which a
    deputy has charge of a unit.
    """

    origin: str = ORIGIN
    jurisdiction: str = "江口县"
    clerk: str = "wu"
    leader: str = "wang"
    deputy: str = "vice_head"


PLACE = Place()


class _HastyDesk(Desk):
    """A desk for a test that asks by itself what comes next: after an act it does not look."""

    def _following(self, planned: Plan) -> tuple[Next, ...]:
        return ()


class TownHall:
    """A town at one moment. `now` is the clock, which only the test moves; act ids follow from their number."""

    def __init__(self, store: Store, enclosures: Path, *, book: Book = BOOK, place: Place = PLACE) -> None:
        self.store = store
        self.enclosures = Enclosures(enclosures)
        self.book = book
        self.place = place
        self.now = datetime(2022, 5, 6, 1, 0, tzinfo=UTC)
        self.acts = 0
        self.verifying = True
        self.looking_ahead = True
        self.known = Record(store.source)
        """Remembers what was parsed and whose signature was checked, by its bytes: no desk does it again."""

    # The clock and the desks

    def clock(self) -> datetime:
        return self.now

    def on(self, day: str) -> TownHall:
        """It is nine in the morning of that day."""
        self.now = datetime.fromisoformat(f"{day}T01:00:00+00:00")
        return self

    @property
    def today(self) -> date:
        return (self.now + timedelta(hours=8)).date()

    def desk(self, person: str, **more: Any) -> Desk:
        signer = key_of(f"{person} root" if person in ROOTS else person)
        kind = Desk if self.looking_ahead else _HastyDesk
        desk = kind(self.store, self.book, shipped(), signer, person, self.clock, self.enclosures, **more)
        desk._record = self.known
        return desk

    def manner(self, given: Manner | None = None) -> Manner:
        """The manner with the next act id, unless it has one."""
        given = given or Manner()
        self.acts += 1
        return given if given.act else replace(given, act=str(uuid5(NAMESPACE, str(self.acts))))

    # Acts

    def request(
        self,
        yuan: str = "150,000",
        *,
        department: str = "edu_bureau",
        purpose: str = "校舍维修",
        by: str = "feng",
        refs: tuple[str, ...] = (),
        manner: Manner | None = None,
        **facts: Any,
    ) -> ActResult:
        """A department files a request."""
        return self.done(
            lambda m: funds.request(
                self.desk(by),
                department=department,
                amount_fen=parse_yuan(yuan),
                purpose=purpose,
                facts=facts,
                refs=refs,
                manner=m,
            ),
            manner,
        )

    def act(
        self,
        case: str,
        name: str,
        by: str,
        outcome: str | None = None,
        *,
        outside: str | None = None,
        manner: Manner | None = None,
        **facts: Any,
    ) -> ActResult:
        """Any act of the book on a request."""
        asked = Asked(name, outcome, facts, outside)
        return self.done(lambda m: funds.act(self.desk(by), case, asked, m), manner)

    def decide(
        self,
        *about: str,
        body: str = "executive",
        outcome: str = "adopted",
        covers: str | None = None,
        by: str | None = None,
        manner: Manner | None = None,
    ) -> ActResult:
        """A decision of a meeting or a body outside is recorded on its paper."""
        return self.done(
            lambda m: decisions.record_decision(
                self.desk(by or self.place.clerk),
                body=body,
                decided_on=self.today,
                reference="〔2022〕5号",
                outcome=outcome,
                about=about,
                covers_fen=parse_yuan(covers) if covers else None,
                manner=m,
            ),
            manner or Manner(enclosures=(PAPER,)),
        )

    def presented(self, yuan: str, *, source: str = "supplementary", **facts: Any) -> str:
        """A request as far as the finance bureau takes it: reported, reviewed, its source declared, presented."""
        case = self.request(yuan, **facts).case
        if source == "supplementary":
            self.act(case, "report_budget", "feng", budget_report="预算报告")
        if source in ("in_budget", "non_tax"):
            self.act(case, "finance_review", "zhou", "agree", source=source, within_budget_line=True)
        self.act(case, "present", "zhou", source=source, major_project=False, fiscal_investment_fen=0)
        self.act(case, "declare", "wu", major_investment_promotion=False)
        return case

    def done(self, do: Callable[[Manner], ActResult], manner: Manner | None = None) -> ActResult:
        """The act is recorded, and afterwards the whole ledger verifies."""
        result = do(self.manner(manner))
        self.now += timedelta(minutes=1)
        self.verified()
        return result

    def refused(self, do: Callable[[], object], error: type[Exception] = Refused) -> Any:
        """The error with which the act is refused; nothing was written."""
        before = self.store.source.head()
        try:
            do()
        except error as refusal:
            after = self.store.source.head()
            assert (after.size, after.peaks) == (before.size, before.peaks), "a refused act was recorded"
            return refusal
        raise AssertionError("the act was not refused")

    # What the record says

    def verified(self) -> None:
        if self.verifying:
            report = verify(self.store.source, workers=0)
            assert report.ok, report.as_json()

    @property
    def record(self) -> Record:
        return self.known.renewed()

    def fund(self, case: str) -> CaseFile:
        return case_file.fold(case, self.record.case(case))

    def signed_off(self, case: str) -> SignOff:
        """The way required, the way it went, and whose turn it is."""
        record = self.record
        context = RecordContext(record, Roster(record), shipped)
        return sign_off(self.fund(case), self.book, context, shipped(), self.today)

    def duties(self, case: str, day: str | None = None) -> dict[str, Duty]:
        """The duties of a case by their keys."""
        record = self.record
        context = RecordContext(record, Roster(record), shipped)
        on = date.fromisoformat(day) if day else self.today
        return {each.key: each for each in all_duties(self.fund(case), self.book, context, shipped(), on)}

    @property
    def size(self) -> int:
        return self.store.source.head().size

    # The roster

    def away(self, person: str, until: str, reason: str = "official_travel") -> ActResult:
        return self.done(
            lambda m: absence.record_absence(
                self.desk(self.place.clerk),
                person,
                reason,
                from_on=self.today,
                until_on=date.fromisoformat(until),
                manner=m,
            )
        )

    def delegate(self, to: str, until: str, by: str | None = None, matter: str | None = None) -> ActResult:
        return self.done(
            lambda m: delegation.delegate(
                self.desk(by or self.place.leader),
                to,
                from_on=self.today,
                until_on=date.fromisoformat(until),
                matter=matter,
                manner=m,
            )
        )

    def represent_abroad(self, by: str, occasion: str) -> ActResult:
        return self.done(lambda m: delegation.represent_abroad(self.desk(by), occasion, from_on=self.today, manner=m))

    def end_delegation(self, office: str, to: str, until: str, by: str = "wang") -> ActResult:
        return self.done(
            lambda m: delegation.end_delegation(
                self.desk(by), office, to, until_on=date.fromisoformat(until), reason="收回", manner=m
            )
        )

    def appoint(self, person: str, office: str, from_on: str) -> None:
        self.done(
            lambda m: appointments.appoint(
                self.desk("sun"), person, office, from_on=date.fromisoformat(from_on), manner=m
            )
        )
        self.confirm()

    def revoke(self, person: str) -> ActResult:
        return self.done(lambda m: enrolment.revoke_key(self.desk("sun"), key_of(person).keyid, "遗失", manner=m))

    def charge(self, thing: str, person: str) -> None:
        """From now on that deputy is in charge of it, and whoever was is not."""
        desk, before = self.desk("sun"), self.today - timedelta(days=1)
        [now] = Roster(self.record).in_charge_of(thing, self.today)
        self.done(
            lambda m: portfolios.end_portfolio(desk, thing, now.person, until_on=before, reason="调整分工", manner=m)
        )
        office = self.place.deputy
        self.done(
            lambda m: portfolios.assign_portfolio(desk, thing, person, from_on=self.today, office=office, manner=m)
        )
        self.confirm()

    def pair(self, a: str, b: str) -> None:
        self.done(lambda m: portfolios.pair(self.desk("sun"), a, b, from_on=FROM, manner=m))
        self.confirm()

    def confirm(self) -> ActResult:
        """The second root holder confirms all that waits."""
        return self.done(lambda m: root_confirmation.confirm(self.desk("qian"), manner=m))


def founded(town: TownHall) -> ActResult:
    """Its ledger is founded under its book, by `sun` and `qian`."""
    origin, log = town.place.origin, key_of("log")
    return found(
        town.store,
        jurisdiction=town.place.jurisdiction,
        book=town.book,
        roots=[
            root_holder(origin, root, root.title(), key_of(f"{root} root"), offline=root == "qian") for root in ROOTS
        ],
        log=log,
        log_vkey=Vkey.of(origin, log).format(),
        signer=key_of("sun root"),
        clock=town.clock,
        act=town.manner().act,
    )


def found_town(store: Store, enclosures: Path) -> TownHall:
    """The town on an empty ledger: founded, staffed, every appointment confirmed."""
    town = TownHall(store, enclosures)
    town.verifying = False
    founded(town.on("2022-05-05"))
    root = town.desk("sun")
    for office, zh, en in UNITS:
        enrolment.define_unit(root, office, "department", zh, en, manner=town.manner())
    for person in dict.fromkeys(person for person, _, _ in HOLDERS):
        key = key_of(person)
        proof = possession(ORIGIN, person, key)
        enrolment.enrol(root, person, person.title(), manner=town.manner())
        enrolment.bind_key(root, person, key.suite, key.public, proof, manner=town.manner())
    for person, office, rank in HOLDERS:
        appointments.appoint(root, person, office, from_on=FROM, rank=rank, manner=town.manner())
    for person, office in RECORDERS:
        appointments.let_record(root, person, office, from_on=FROM, manner=town.manner())
    town.confirm()
    for thing, person in IN_CHARGE:
        portfolios.assign_portfolio(root, thing, person, from_on=FROM, manner=town.manner())
    town.confirm()
    town.verifying = True
    town.verified()
    return town.on("2022-05-06")


@pytest.fixture(scope="session")
def town_made_once(tmp_path_factory: pytest.TempPathFactory) -> TownHall:
    """The town that every test copies."""
    folder = tmp_path_factory.mktemp("town")
    return found_town(new_store(folder / "ledger.db"), folder / "enclosures")


@pytest.fixture
def town(town_made_once: TownHall, tmp_path: Path) -> Iterator[TownHall]:
    """A town of one's own, on SQLite, on the morning of 2022-05-06."""
    made = copy_of(town_made_once, tmp_path / "town")
    yield made
    made.store.close()


def copy_of(town: TownHall, folder: Path) -> TownHall:
    """The same town in a folder of its own, on SQLite."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(town.store.url)) as there, closing(sqlite3.connect(folder / "ledger.db")) as here:
        there.backup(here)
    return _like(town, open_store(folder / "ledger.db", TYPES), folder)


def replayed(town: TownHall, store: Store, folder: Path) -> TownHall:
    """The same town on another, empty store: its very entries, appended act by act."""
    rows = list(town.store.source.rows(0, town.size))
    while rows:
        first = Recorded.of(rows[0])
        act, rows = rows[: first.part["of"]], rows[first.part["of"] :]
        entries = [Entry(row.payload, row.keyid, row.sig) for row in act]
        store.append(entries, seen_size=first.seen["size"])
    return _like(town, store, folder)


def new_store(url: str | Path, origin: str = ORIGIN) -> Store:
    """An empty training ledger at that place."""
    create_store(url, origin, training=True)
    return open_store(url, TYPES)


def without(book: Book, dropped: str) -> Book:
    """The book as if it lacked this rule; who followed its steps has them as its own, and nobody yields to it."""
    steps = book.rules[dropped].body
    left = {}
    for key, rule in book.rules.items():
        body = rule.body
        if isinstance(body, Chain) and body.as_ == dropped and isinstance(steps, Chain):
            body = body._replace(steps=steps.steps, as_=None)
        if key != dropped:
            left[key] = rule._replace(body=body, yields_to=tuple(other for other in rule.yields_to if other != dropped))
    return book._replace(rules=left)


def _like(town: TownHall, store: Store, folder: Path) -> TownHall:
    made = TownHall(store, folder / "enclosures", book=town.book, place=town.place)
    made.now, made.acts = town.now, town.acts
    made.known = Record(store.source, _checked=town.known._checked, _parsed=town.known._parsed)
    return made
