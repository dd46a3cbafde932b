"""A small ledger with real keys: two root holders, people, offices, some cases; on any store, or in a list.

The list takes whatever it is given, so that what no store would accept can be forced in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from ledger.application import Store
from ledger.bindings import Bindings
from ledger.case_heads import CaseHead, root_of_heads
from ledger.checkpoint import Checkpoint, Vkey, sign_checkpoint
from ledger.entry import Entry, Recorded, read_payload
from ledger.event import NEW_CASE, Draft, Position, compose, sign_act
from ledger.merkle import CompactRange, root_of_peaks
from ledger.signing import Ed25519Signer, possession
from ledger.source import BoundKey, Head, Row, Source
from tests.ledger.scribe import ORIGIN, START, key_of

NOTE, STRUCK = "note.made/1", "note.struck/1"
FIRST_DAY = "2022-01-01"


@dataclass
class ListSource:
    """A ledger in a list. Tests change `entries` and `head_row` to tamper; `force` checks nothing."""

    entries: list[Row] = field(default_factory=list)
    keys: list[BoundKey] = field(default_factory=list)
    head_row: Head = field(default_factory=lambda: Head(1, ORIGIN, True, 0, (), ""))

    def head(self) -> Head:
        return self.head_row

    def rows(self, start: int, stop: int) -> Iterator[Row]:
        return iter([row for row in self.entries[max(0, start) :] if row.index < stop] if stop > 0 else [])

    def case(self, case: str) -> list[Row]:
        return sorted((row for row in self.entries if row.case == case), key=lambda row: row.version)

    def of_types(self, types: Collection[str], start: int = 0, stop: int | None = None) -> Iterator[Row]:
        return (row for row in self.rows(start, 2**62 if stop is None else stop) if row.type in types)

    def by_id(self, id: str) -> Row | None:
        return next((row for row in self.entries if row.id == id), None)

    def bound_keys(self) -> list[BoundKey]:
        return self.keys

    def close(self) -> None:
        pass

    def force(self, entries: Sequence[Entry]) -> list[int]:
        """Chain the entries, whatever they say, as a store would that did not look."""
        tree = CompactRange(self.head_row.size, self.head_row.peaks)
        bindings = Bindings()
        bindings.keys = {key.keyid: key for key in self.keys}
        indices = []
        for entry in entries:
            payload = read_payload(entry.payload)
            place = (tree.size, payload["case"], payload["version"], payload["id"], payload["type"])
            row = Row(*place, entry.payload, entry.keyid, entry.sig, entry.leaf())
            bindings.take(Recorded.of(row))
            indices.append(tree.size)
            tree.append(row.leaf)
            self.entries.append(row)
            highest = max(self.head_row.highest_at, payload["at"])
            self.head_row = self.head_row._replace(size=tree.size, peaks=tree.freeze(), highest_at=highest)
        self.keys = list(bindings.keys.values())
        return indices

    def recomputed(self) -> None:
        """Make leaves, head and table of keys fit the entries again, as a forger would."""
        rows, self.entries, self.keys = self.entries, [], []
        self.head_row = self.head_row._replace(size=0, peaks=(), highest_at="")
        for row in rows:
            self.force([Entry(row.payload, row.keyid, row.sig)])


class SmallLedger:
    """Writes acts of little meaning by people who may, or, where a test says so, may not."""

    def __init__(self, store: Store | None = None, roots: Sequence[str] = ("wang", "li")) -> None:
        self.store = store
        self.list = ListSource()
        self.roots = tuple(roots)
        self.acts = 0
        self.log = key_of("log")
        self.vkey = Vkey.of(ORIGIN, self.log)
        self.now = START

    @property
    def source(self) -> Source:
        return self.store.source if self.store else self.list

    @property
    def size(self) -> int:
        return self.source.head().size

    def found(self, **changed: Any) -> Recorded:
        roots = [
            {
                "person": person, "name": person, "suite": "ed25519", "public": key_of(person).public.hex(),
                "keyid": key_of(person).keyid, "offline": n > 0,
                "possession": possession(ORIGIN, person, key_of(person)),
            }
            for n, person in enumerate(self.roots)
        ]  # fmt: skip
        log = {
            "suite": "ed25519", "public": self.log.public.hex(), "keyid": self.log.keyid, "vkey": self.vkey.format(),
        }  # fmt: skip
        facts = {
            "format": "govledger/1", "origin": ORIGIN, "training": True, "jurisdiction": "jiangkou",
            "rulebook": {"key": "jiangkou-2022", "sha256": "0" * 64}, "roots": roots, "log": log,
        }  # fmt: skip
        return self.root(Draft("ROOT", "ledger.founded/1", facts | changed))[0]

    def root(self, *drafts: Draft, by: str | None = None, **how: Any) -> list[Recorded]:
        """An act of a root holder, the first unless said otherwise."""
        return self.record(by or self.roots[0], "root", *drafts, **how)

    def confirm(self, *targets: Recorded, by: str | None = None) -> list[Recorded]:
        """Another root holder confirms, each target by an act of its own; nothing where there is one root holder."""
        if len(self.roots) < 2:
            return []
        facts = [(t.case, {"index": t.index, "leaf": t.leaf.hex()}) for t in targets]
        return [self.root(Draft(case, "roster.confirmed/1", f), by=by or self.roots[1])[0] for case, f in facts]

    def enrol(self, person: str, signer: Ed25519Signer | None = None) -> list[Recorded]:
        """Enrolled and a key bound in one act, confirmed."""
        case = f"PER-{person}"
        enrolled = Draft(case, "person.enrolled/1", {"person": person, "name": person.title()})
        given = self.root(enrolled, self.binding(person, signer))
        self.confirm(*given)
        return given

    def binding(self, person: str, signer: Ed25519Signer | None = None, **changed: Any) -> Draft:
        key = signer or key_of(person)
        facts = {
            "suite": key.suite, "public": key.public.hex(), "keyid": key.keyid,
            "possession": possession(ORIGIN, person, key),
        }  # fmt: skip
        return Draft(f"PER-{person}", "key.bound/1", facts | changed)

    def revoke(self, person: str, since: str | None = None, key: Ed25519Signer | None = None) -> Recorded:
        facts = {"keyid": (key or key_of(person)).keyid, "reason": "lost", "compromised_since": since}
        return self.root(Draft(f"PER-{person}", "key.revoked/1", facts))[0]

    def grant(self, person: str, office: str, capacity: str = "hold", **changed: Any) -> Recorded:
        """Given and confirmed."""
        facts = {"person": person, "office": office, "capacity": capacity, "from": FIRST_DAY, "until": None}
        draft = Draft(f"OFC-{office}", "grant.given/1", facts | {"rank": None, "post": None} | changed)
        given = self.root(draft)[0]
        self.confirm(given)
        return given

    def end(self, grant: Recorded, until: str) -> Recorded:
        facts = {"index": grant.index, "leaf": grant.leaf.hex(), "until": until, "reason": "moved on"}
        return self.root(Draft(grant.case, "grant.ended/1", facts))[0]

    def annul(self, target: Recorded) -> Recorded:
        """Not yet confirmed."""
        facts = {"index": target.index, "leaf": target.leaf.hex(), "reason": "forced in"}
        return self.root(Draft("ROOT", "entry.annulled/1", facts))[0]

    def note(self, person: str, office: str, case: str, text: str = "a note", **how: Any) -> Recorded:
        return self.record(person, office, Draft(case, NOTE, {"text": text}), **how)[0]

    def heads(self, **changed: Any) -> Recorded:
        """Case heads as they are, or as changed, signed by the log."""
        size = self.size
        cases: dict[str, CaseHead] = {}
        for row in self.source.rows(0, size):
            cases[row.case] = CaseHead(row.case, row.version, row.leaf)
        facts = {"size": size, "root": root_of_heads(cases.values()).hex(), "cases": len(cases)}
        draft = Draft("HEADS", "case-heads.recorded/1", facts | changed)
        return self.record("log", "log", draft, signer=self.log)[0]

    def checkpoint(self) -> bytes:
        head = self.source.head()
        return sign_checkpoint(Checkpoint(ORIGIN, head.size, root_of_peaks(head.peaks)), self.log)

    def record(self, person: str, office: str, *drafts: Draft, **how: Any) -> list[Recorded]:
        """Writes one act and hands back its entries as they stand."""
        entries = self.compose(person, office, *drafts, **how)
        if self.store is None:
            indices = self.list.force(entries)
        else:
            indices = self.store.append(entries, seen_size=read_payload(entries[0].payload)["seen"]["size"])
        return [Recorded.of(row) for row in self.source.rows(indices[0], indices[-1] + 1)]

    def compose(
        self,
        person: str,
        office: str,
        *drafts: Draft,
        signer: Ed25519Signer | None = None,
        recorded_by: str | None = None,
        acting_for: str | None = None,
        on: date | str | None = None,
        at: datetime | None = None,
        seen: tuple[int, str] | None = None,
        **changed: Any,
    ) -> list[Entry]:
        """The entries of one act, not yet appended; `changed` replaces keys of every payload before it is signed."""
        self.acts += 1
        self.now = at or self.now + timedelta(seconds=1)
        head = self.source.head()
        payloads = compose(
            drafts,
            ledger=ORIGIN,
            act=str(UUID(int=self.acts)),
            at=self.now,
            on=on or "2022-05-06",
            by={"person": person, "office": office, "recorded_by": recorded_by, "acting_for": acting_for},
            seen=seen or (head.size, root_of_peaks(head.peaks).hex()),
            positions={draft.case: self.position(draft.case) for draft in drafts},
        )
        return sign_act([payload | changed for payload in payloads], signer or key_of(recorded_by or person))

    def position(self, case: str) -> Position:
        rows = self.source.case(case)
        return Position(rows[-1].version, rows[-1].leaf.hex()) if rows else NEW_CASE


def spoiled(entry: Entry) -> Entry:
    """The entry with a signature that does not hold."""
    return entry._replace(sig=bytes((entry.sig[0] ^ 1,)) + entry.sig[1:])


def an_office(store: Store | None = None, roots: Sequence[str] = ("wang", "li")) -> SmallLedger:
    """Founded; chen is the county head, zhao his clerk and of the government office, with their keys."""
    ledger = SmallLedger(store, roots)
    ledger.found()
    ledger.enrol("chen")
    ledger.enrol("zhao")
    ledger.grant("chen", "county_head")
    ledger.grant("zhao", "gov_office")
    ledger.grant("zhao", "county_head", "record-for")
    return ledger


def a_small_ledger(store: Store | None = None) -> tuple[SmallLedger, list[bytes]]:
    """One of everything that is lawful, and two checkpoints along the way."""
    ledger = an_office(store)
    ledger.note("zhao", "gov_office", "FND-2022-0001", "请示")
    ledger.note("chen", "county_head", "FND-2022-0001", "同意", recorded_by="zhao")
    ledger.heads()
    early = ledger.checkpoint()
    two = (Draft("FND-2022-0001", NOTE, {"text": "one"}), Draft("FND-2022-0002", NOTE, {"text": "two"}))
    ledger.record("zhao", "gov_office", *two)
    ledger.note("chen", "county_head", "FND-2022-0002", "in person")
    ledger.heads()
    return ledger, [early, ledger.checkpoint()]
