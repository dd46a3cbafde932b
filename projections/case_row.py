"""A case as a list shows it; it costs nothing to import."""

from datetime import date
from typing import NamedTuple


class CaseRow(NamedTuple):
    """What a list says of a case. `until_on`: the last day that counted. `fault`: why its duties cannot be told."""

    case: str
    kind: str
    opened_on: date | None
    opened_index: int
    closed: str | None
    closed_on: date | None
    unit: str | None
    title: str | None
    version: int
    head_index: int
    head: str
    until_on: date
    book: str
    fault: str | None = None

    @property
    def open(self) -> bool:
        return self.closed is None and self.opened_on is not None
