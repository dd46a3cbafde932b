"""What tests of reports read: a made county year, opened once, and readings of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from ledger.enclosures import Enclosures
from ledger.record import Record
from ledger.sources import open_source
from projections.report_frame import Reading
from tests.county import County

SMALL = {"meetings": {"executive": 2, "head_office": 2}, "items": 24, "done": 20, "others": 0.04}


@contextmanager
def read(county: County, on: date | None = None, size: int | None = None) -> Iterator[Reading]:
    """The record of a county as it stands, or as it stood at a size."""
    with open_source(county.url) as source:
        record = Record(source)
        yield Reading(record if size is None else record.before(size), Enclosures(county.home / "enclosures"), on=on)
