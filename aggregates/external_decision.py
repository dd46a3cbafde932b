"""What a meeting or a body outside decided, kept on the digest of its paper, and what cases drew on it since.

Nothing here checks a rule: what counts as passing and which body a case needs is the rulebook's business.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from aggregates.case import By
from aggregates.rulebook.context import Decision
from ledger.entry import Recorded

RECORDED = "external-decision.recorded/1"
NOTED = "external-decision.noted/1"
DRAWN = "external-decision.drawn/1"
NOTED_IN = frozenset({NOTED, "decision.noted/1"})
"""How a case notes a decision about it: that of a body outside, or that on an item of a meeting on record."""


class ExternalDecision(NamedTuple):
    """One decision. `drawn`: what each case has drawn on it, in fen; `covers_fen` None: no amount was decided."""

    case: str
    leaf: str
    index: int  # type: ignore[assignment]  # hides tuple.index
    by: By
    on: date
    body: str
    decided_on: date
    reference: str
    outcome: str
    about: tuple[str, ...]
    covers_fen: int | None = None
    enclosures: tuple[Mapping[str, Any], ...] = ()
    drawn: Mapping[str, int] = {}

    @property
    def left_fen(self) -> int | None:
        """What is left of the amount decided, None where none was."""
        return None if self.covers_fen is None else self.covers_fen - sum(self.drawn.values())

    def as_decision(self) -> Decision:
        """The decision as vetting reads it."""
        return Decision(
            self.case,
            1,
            self.leaf,
            self.body,
            self.decided_on,
            self.outcome,
            self.about,
            self.covers_fen,
            self.drawn,
        )


def evolve(decision: ExternalDecision | None, entry: Recorded) -> ExternalDecision | None:
    """The decision after that entry of its case."""
    match entry.type:
        case "external-decision.recorded/1":
            return _recorded(entry)
        case "external-decision.drawn/1" if decision:
            drawn = {**decision.drawn, entry.facts["case"]: entry.facts["amount_fen"]}
            return decision._replace(drawn=drawn)
        case _:
            return decision


def fold(entries: Iterable[Recorded]) -> ExternalDecision | None:
    """The decision that these entries tell of; None if none of them recorded it."""
    decision: ExternalDecision | None = None
    for entry in entries:
        decision = evolve(decision, entry)
    return decision


def _recorded(entry: Recorded) -> ExternalDecision:
    fields = entry.facts["fields"]
    return ExternalDecision(
        case=entry.case,
        leaf=entry.leaf.hex(),
        index=entry.index,
        by=By(**entry.by),
        on=date.fromisoformat(entry.on),
        body=fields["body"],
        decided_on=date.fromisoformat(fields["decided_on"]),
        reference=fields["reference"],
        outcome=fields["outcome"],
        about=tuple(fields["about"]),
        covers_fen=fields["covers_fen"],
        enclosures=tuple(entry.facts.get("enclosures", ())),
    )
