"""What a case draws on a decision, written into the decision's own case: so nothing is spent twice."""

from collections.abc import Mapping
from typing import Any

from aggregates.external_decision import DRAWN
from ledger.event import Draft

DRAWN_ON_ITEM = "agenda-item.drawn/1"


def draw(decision: str, case: str, amount_fen: int, rules: Mapping[str, Any]) -> Draft:
    """The entry in the case of the decision, that of a body outside or that of an item of a meeting on record."""
    type_ = DRAWN_ON_ITEM if decision.startswith("AGD-") else DRAWN
    return Draft(decision, type_, {"amount_fen": amount_fen, "case": case}, rules)
