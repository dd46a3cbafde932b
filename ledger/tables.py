"""The tables that a ledger has on either store: their format, their columns, the head row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.errors import NewerFormat
from ledger.source import Head

FORMAT = 1
COLUMNS = "idx, case_id, version, id, type, payload, keyid, sig, leaf"
PAGE = 2_000  # rows a query: no transaction stays open while the caller works on what was read


def head_of(row: Sequence[Any]) -> Head:
    """The head row, its peaks cut apart."""
    format_, origin, training, size, peaks, highest_at = row
    cut = tuple(peaks[i : i + 32] for i in range(0, len(peaks), 32))
    return Head(format_, origin, bool(training), size, cut, highest_at)


def check_format(format: int, where: str) -> None:
    """Raises: NewerFormat for a format that this program does not know."""
    if format > FORMAT:
        raise NewerFormat(
            "{where} is a ledger of format {format}; this program knows formats up to {known}: use a newer one",
            where=where,
            format=format,
            known=FORMAT,
        )
