"""Our store by itself: one event composed, signed and appended a commit, with no office and no rules."""

import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from benchmarks.plain import FIELDS
from ledger.application import Store, create_store, open_store
from ledger.checkpoint import Vkey
from ledger.entry import Entry
from ledger.event import NEW_CASE, Draft, Position, compose, sign_act
from ledger.merkle import root_of_peaks
from ledger.signing import Ed25519Signer, possession

ORIGIN = "example.gov.cn/bench"
TYPES = frozenset({"ledger.founded/1", "bench.noted/1"})


class Ours:
    """A founded ledger and one root key; every append is one act of one event."""

    def __init__(self, url: str | Path) -> None:
        self.url = str(url)
        create_store(url, ORIGIN, training=False)
        self.store: Store = open_store(url, TYPES)
        self.signer = Ed25519Signer.generate()
        self.cases = 0
        self._found()

    def _found(self) -> None:
        root = {
            "person": "bench",
            "name": "bench",
            "suite": "ed25519",
            "public": self.signer.public.hex(),
            "keyid": self.signer.keyid,
            "offline": False,
            "possession": possession(ORIGIN, "bench", self.signer),
        }
        log = Ed25519Signer.generate()
        facts = {
            "format": "govledger/1",
            "origin": ORIGIN,
            "training": False,
            "jurisdiction": "bench",
            "rulebook": {"key": "bench", "sha256": "0" * 64},
            "roots": [root],
            "log": {
                "suite": "ed25519",
                "public": log.public.hex(),
                "keyid": log.keyid,
                "vkey": Vkey.of(ORIGIN, log).format(),
            },
        }
        self._append([Draft("ROOT", "ledger.founded/1", facts)], {})

    def compose(self, drafts: list[Draft], positions: dict[str, Position]) -> tuple[list[Entry], int]:
        head = self.store.source.head()
        seen = head.size, root_of_peaks(head.peaks).hex()
        now = datetime.now(UTC)
        payloads = compose(
            drafts,
            ledger=ORIGIN,
            act=str(uuid4()),
            at=now,
            on="2022-05-06",
            by={"person": "bench", "office": "root"},
            seen=seen,
            positions=positions,
        )
        return sign_act(payloads, self.signer), head.size

    def _append(self, drafts: list[Draft], positions: dict[str, Position]) -> list[Entry]:
        entries, size = self.compose(drafts, positions)
        self.store.append(entries, seen_size=size, cases={draft.case for draft in drafts})
        return entries

    def draft(self) -> Draft:
        self.cases += 1
        return Draft(f"BNC-{self.cases}", "bench.noted/1", FIELDS)

    def append(self, count: int) -> int:
        """Read the head, compose, sign and append, one event a commit, each in a case of its own."""
        for _ in range(count):
            self._append([self.draft()], {})
        return count

    def append_alone(self, count: int) -> tuple[int, float]:
        """The same, of which the append alone is timed: what the store does with a signed entry."""
        seconds = 0.0
        for _ in range(count):
            draft = self.draft()
            entries, size = self.compose([draft], {})
            started = time.perf_counter()
            self.store.append(entries, seen_size=size, cases={draft.case})
            seconds += time.perf_counter() - started
        return count, seconds

    def fill(self, case: str, events: int, batch: int = 500) -> None:
        """A case of so many events."""
        position = NEW_CASE
        for start in range(0, events, batch):
            count = min(batch, events - start)
            entries = self._append([Draft(case, "bench.noted/1", FIELDS)] * count, {case: position})
            position = Position(position.version + count, entries[-1].leaf().hex())

    def close(self) -> None:
        self.store.close()
