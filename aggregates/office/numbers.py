"""The next number of a case: PREFIX-YEAR-0001 and on, without a gap.

Two desks may draw the same number; the append lets one of them have it, and the other draws again.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.record import Record


def next_case(record: Record, prefix: str, on: date) -> str:
    """The first number of that year that no case bears, valid or void."""
    return next_cases(record, prefix, on, 1)[0]


def next_cases(record: Record, prefix: str, on: date, how_many: int) -> list[str]:
    """So many numbers one after the other, from the first that no case bears.

    Numbers are dense, so doubling and then halving finds the end in a few looks.
    """

    def taken(number: int) -> bool:
        return any(row.index < record.size for row in record.source.case(_case(prefix, on.year, number)))

    high = 1
    while taken(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if taken(middle) else (low, middle)
    return [_case(prefix, on.year, number) for number in range(high, high + how_many)]


def _case(prefix: str, year: int, number: int) -> str:
    return f"{prefix}-{year}-{number:04d}"
