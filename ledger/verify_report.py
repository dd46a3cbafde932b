"""What a verification found, for readers and for machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ledger.errors import BrokenRecord
from ledger.void import VOID_REASONS

STEPS = {
    1: "format and density",
    2: "canonical bytes, columns as signed",
    3: "leaves, root, what entries saw",
    4: "checkpoints in hand",
    5: "founding",
    6: "signatures, keys and grants",
    7: "case chains and case heads",
    8: "instants",
    9: "rules",
}

# What a reader must know besides, however good the record; the words are templates.
WARNINGS = {
    "training": "this is a training ledger: its instants are invented",
    "one-root": "this ledger has one root holder, {person}: what one person gives takes effect without a second",
    "no-fingerprint": "no fingerprint of the founding is in hand: that this is the right ledger is not shown",
    "no-checkpoint": "no checkpoint is in hand: that nothing was cut off or rewritten is not shown",
    "log-key-untold": "the log's key comes from the record itself, whose founding is not compared with a fingerprint",
    "signatures-sampled": "signatures: all of root holders and the log, one in {one_in} of the others",
    "signatures-unchecked": "signatures were not checked",
}


class Caution(NamedTuple):
    """`code` is a key of WARNINGS."""

    code: str
    params: dict[str, Any]

    def __str__(self) -> str:
        return WARNINGS[self.code].format_map(self.params)


class Step(NamedTuple):
    """`ran`: carried out over the whole record, or until it found a break. What did not run is not ok."""

    step: int
    name: str
    ran: bool
    ok: bool


class Void(NamedTuple):
    """A well-chained entry that is no valid act; `reason` is a key of VOID_REASONS."""

    index: int  # type: ignore[assignment]  # hides tuple.index
    case: str
    type: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        return {**self._asdict(), "says": VOID_REASONS[self.reason]}


class Questioned(NamedTuple):
    """A valid entry signed when, as a later revocation says, the key may have been in other hands."""

    index: int  # type: ignore[assignment]  # hides tuple.index
    case: str
    type: str
    revocation: int

    def as_json(self) -> dict[str, Any]:
        return {**self._asdict(), "reason": "compromised-since"}


@dataclass(slots=True)
class Report:
    """`size` and `root` are those of the tree as recomputed, or as the head row claims where that was not reached.

    `void` holds the entries that await annulment, `annulled` the others; `checkpoint` is the largest one in hand.
    """

    origin: str
    training: bool
    size: int
    root: str
    fingerprint: str | None = None
    checkpoint: tuple[int, str] | None = None
    breaks: list[BrokenRecord] = field(default_factory=list)
    ran: set[int] = field(default_factory=set)
    void: list[Void] = field(default_factory=list)
    annulled: list[Void] = field(default_factory=list)
    questioned: list[Questioned] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is broken and nothing void awaits annulment; questioned entries do not change it."""
        return not self.breaks and not self.void

    @property
    def first_break(self) -> BrokenRecord | None:
        """The break at the lowest index, of several there the one that the earliest step found."""
        return min(self.breaks, key=lambda b: (b.index is None, b.index or 0, b.step or 0), default=None)

    @property
    def steps(self) -> list[Step]:
        broken = {each.step for each in self.breaks}
        ran = self.ran | broken
        faulty = broken | ({6} if self.void else set())
        return [Step(n, name, n in ran, n in ran and n not in faulty) for n, name in STEPS.items()]

    def warn(self, code: str, **params: Any) -> None:
        self.warnings.append(Caution(code, params))

    def as_json(self) -> dict[str, Any]:
        first = self.first_break
        return {
            "ok": self.ok,
            "origin": self.origin,
            "training": self.training,
            "size": self.size,
            "root": self.root,
            "fingerprint": self.fingerprint,
            "checkpoint": {"size": self.checkpoint[0], "root": self.checkpoint[1]} if self.checkpoint else None,
            "steps": [step._asdict() for step in self.steps],
            "first_break": first
            and {
                "index": first.index,
                "case": first.case,
                "step": first.step,
                "expected": first.expected,
                "got": first.got,
                "says": str(first),
            },
            "void": [each.as_json() for each in self.void],
            "annulled": [each.as_json() for each in self.annulled],
            "questioned": [each.as_json() for each in self.questioned],
            "warnings": [{"code": each.code, "says": str(each)} for each in self.warnings],
        }
