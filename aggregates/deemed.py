"""An act that nobody did and that counts, once it is noted: how it stands among the acts of its case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from aggregates.case import By, Done

if TYPE_CHECKING:
    from ledger.entry import Recorded


def answers(silence: Done, act: str, office: str) -> bool:
    """Whether that act of that office is what its silence was taken for, done after all."""
    return silence.deemed and (silence.act, silence.by.office) == (act, office)


def with_silence(done: tuple[Done, ...], entry: Recorded) -> tuple[Done, ...]:
    """The acts with the one that a silence counts as, unless it was done after all since it was asked for."""
    facts = entry.facts
    by = By(facts["silent"]["person"], facts["silent"]["office"])
    asked = facts["request"]["index"]
    if any((each.act, each.by.office) == (facts["counts_as"], by.office) and each.index > asked for each in done):
        return done
    deemed = Done(
        act=facts["counts_as"],
        by=by,
        on=date.fromisoformat(facts["since"]),
        version=entry.version,
        outcome=facts.get("outcome"),
        index=entry.index,
        leaf=entry.leaf.hex(),
        at=entry.at,
        rules=(facts["rule"],),
        deemed=True,
    )
    return (*done, deemed)
