"""Requests that together pass a tier which each of them keeps below: marked on the record, warned of, never refused.

The text says nothing of splitting; what counts as together is a reading: one department, one purpose, one year.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from aggregates import case_file
from aggregates.kinds import KINDS
from aggregates.rulebook.conditions import Bounds, truth
from aggregates.rulebook.forms import Chain

if TYPE_CHECKING:
    from aggregates.rulebook.model import Book
    from ledger.record import Record

AMOUNT = "amount_fen"
KIND = "adds-up"
FUND = KINDS["fund"]


def adds_up(record: Record, book: Book, facts: Mapping[str, Any], on: date) -> dict[str, Any] | None:
    """The mark for a request about to be filed with these facts, stated or proposed; None where nothing adds up.

    `rule` is the tier that the sum falls under and the single amount does not.
    """
    others = _others(record, facts, on)
    if not others:
        return None
    total = facts[AMOUNT] + sum(others.values())
    for rule in book.rules_of(FUND.key):
        bounded = any(fact == AMOUNT and isinstance(test, Bounds) for fact, test in rule.when.tests)
        if not isinstance(rule.body, Chain) or not bounded:
            continue
        alone = truth(rule.when, facts.get)
        together = truth(rule.when, {**facts, AMOUNT: total}.get)
        if alone is False and together is not False:
            return {"cases": sorted(others), "kind": KIND, "rule": rule.id, "total_fen": total}
    return None


def _others(record: Record, facts: Mapping[str, Any], on: date) -> dict[str, int]:
    """The requests of that department, purpose and year that were not returned or withdrawn, with their amounts."""
    found = {}
    department = json.dumps({"department": facts["department"]}, separators=(",", ":"))[1:-1]
    # A request of this year was recorded in it or later: those of the years before are not looked at.
    start = record.first_since(date(on.year, 1, 1))
    for row in record.source.of_types({FUND.type_of("request")}, start, record.size):
        # A look at the text spares reading and checking every request of the year.
        if department not in row.payload or f'"on":"{on.year}-' not in row.payload:
            continue
        state = case_file.fold(row.case, record.case(row.case)).state
        same = (
            state.opened_on is not None
            and state.opened_on.year == on.year
            and state.facts.get("department") == facts["department"]
            and squeezed(state.facts.get("purpose", "")) == squeezed(facts["purpose"])
        )
        if same and state.closed in (None, "paid"):
            found[row.case] = int(state.facts[AMOUNT])
    return found


def squeezed(text: str) -> str:
    """The purpose without what two clerks write differently: width, case, blanks, punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())
