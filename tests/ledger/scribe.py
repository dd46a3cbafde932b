"""A scribe writes acts of no meaning into a store: the least that a test of the store itself needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from ledger.application import Store
from ledger.entry import Entry, Recorded
from ledger.event import NEW_CASE, Draft, Position, compose, sign_act
from ledger.merkle import root_of_peaks
from ledger.signing import Ed25519Signer, possession

ORIGIN = "example.gov.cn/jiangkou"
NEUTRAL = frozenset(
    (
        "ledger.founded/1", "entry.annulled/1", "roster.confirmed/1", "person.enrolled/1", "key.bound/1",
        "key.revoked/1", "grant.given/1", "grant.ended/1", "case-heads.recorded/1",
    )
)  # fmt: skip
TYPES = NEUTRAL | {"note.made/1", "note.struck/1"}
START = datetime(2022, 5, 6, 1, 2, 3, 4, tzinfo=UTC)


def key_of(name: str) -> Ed25519Signer:
    """The same key for the same name, always."""
    return Ed25519Signer.from_seed(name.encode().ljust(32, b".")[:32])


class Scribe:
    """Writes with one root key. In a training ledger its clock ticks a second an act, and act ids count up."""

    def __init__(self, store: Store, name: str = "wang", *, training: bool = True) -> None:
        self.store = store
        self.name = name
        self.signer = key_of(name)
        self.training = training
        self.acts = 0

    def found(self) -> list[int]:
        """The founding: the scribe and li are roots."""
        roots = [
            {
                "person": person, "name": person, "suite": "ed25519", "public": key_of(person).public.hex(),
                "keyid": key_of(person).keyid, "offline": False,
                "possession": possession(ORIGIN, person, key_of(person)),
            }
            for person in (self.name, "li")
        ]  # fmt: skip
        log = key_of("log")
        facts = {
            "format": "govledger/1", "origin": ORIGIN, "training": self.training, "jurisdiction": "jiangkou",
            "rulebook": {"key": "jiangkou-2022", "sha256": "0" * 64}, "roots": roots,
            "log": {"suite": "ed25519", "public": log.public.hex(), "keyid": log.keyid, "vkey": "-"},
        }  # fmt: skip
        return self.record(Draft("ROOT", "ledger.founded/1", facts))

    def note(self, case: str, text: str = "a note", **how: Any) -> list[int]:
        return self.record(Draft(case, "note.made/1", {"text": text}), **how)

    def record(self, *drafts: Draft, cases: Collection[str] = (), types: Collection[str] = (), **how: Any) -> list[int]:
        """Writes one act on the ledger as it stands now."""
        seen = how.pop("seen", None) or self.seen()
        entries = self.compose(*drafts, seen=seen, **how)
        return self.store.append(entries, seen_size=seen[0], cases=cases, types=types)

    def compose(
        self,
        *drafts: Draft,
        seen: tuple[int, str] | None = None,
        positions: Mapping[str, Position] | None = None,
        at: datetime | str | None = None,
        act: str | None = None,
        signer: Ed25519Signer | None = None,
        **changed: Any,
    ) -> list[Entry]:
        """The entries of one act, not yet appended; `changed` replaces keys of every payload before it is signed."""
        payloads = compose(
            drafts,
            ledger=ORIGIN,
            act=act or self._next_act(),
            at=at or self._now(),
            on="2022-05-06",
            by={"person": self.name, "office": "root"},
            seen=seen or self.seen(),
            positions=positions if positions is not None else {d.case: self.position(d.case) for d in drafts},
        )
        return sign_act([{**payload, **changed} for payload in payloads], signer or self.signer)

    def position(self, case: str) -> Position:
        rows = self.store.source.case(case)
        return Position(rows[-1].version, rows[-1].leaf.hex()) if rows else NEW_CASE

    def seen(self) -> tuple[int, str]:
        head = self.store.source.head()
        return head.size, root_of_peaks(head.peaks).hex()

    def case(self, case: str) -> list[Recorded]:
        return self.store.load(case, list)

    def _next_act(self) -> str:
        self.acts += 1
        return str(UUID(int=self.acts)) if self.training else str(uuid4())

    def _now(self) -> datetime:
        return START + timedelta(seconds=self.acts) if self.training else datetime.now(UTC)
