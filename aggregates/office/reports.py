"""A report published: its digest into the record, its file beside it. The record does not judge what it says.

A publication is a case of its own, one a month: RPT-2022-06 holds whatever was published for June, in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.office.desk import ActResult, Desk, Intent, Plan, Sight
from aggregates.office.manner import PLAIN, Manner, Papers, speakers
from ledger.errors import NotAuthorised
from ledger.event import Draft

if TYPE_CHECKING:
    from aggregates.office.manner import Attachment
    from ledger.record import Record

PUBLISHED, PREFIX = "report.published/1", "RPT"


class Published(NamedTuple):
    """One publication on record. `sha256`: of the file itself, without a salt: whoever holds it can compare."""

    case: str
    version: int
    index: int  # type: ignore[assignment]  # hides tuple.index
    on: str
    person: str
    office: str
    sha256: str
    size: int
    name: str


def publish(
    desk: Desk, month: str, file: Attachment, made_from: Mapping[str, Any], *, manner: Manner = PLAIN
) -> ActResult:
    """Record that a report was published: by the office that the book lets do what it gives to nobody else.

    Args:
        month: YYYY-MM, for which it is published.
        made_from: the checkpoint and the kind of report.

    Raises:
        NotAuthorised: not one who may speak for that office.
    """
    papers = Papers(desk.enclosures, (file, *manner.enclosures))
    digest = sha256(file.content).hexdigest()
    case = f"{PREFIX}-{month}"

    def plan(sight: Sight) -> Plan:
        office = sight.book.default_office
        also = {office} | {key for key, each in sight.book.offices.items() if office in each.also}
        by = next((by for by in speakers(desk, sight, manner) if by.office in also), None)
        if by is None:
            raise NotAuthorised("reports are published by {office}", office=office)
        said = {"sha256": digest, "size": len(file.content), "name": file.name, "report": dict(made_from)}
        kept = papers.keep(dry_run=desk.dry_run)
        return Plan(by, [Draft(case, PUBLISHED, {**said, "enclosures": kept})])

    return desk.act(Intent(PUBLISHED, case, {"sha256": digest}), plan, act=manner.act, on=manner.on)


def publications(record: Record, digest: str | None = None) -> Iterator[Published]:
    """What was published, in order; with `digest`, only files of that SHA-256."""
    for entry in record.of_types({PUBLISHED}):
        facts = entry.facts
        if digest in (None, facts.get("sha256")):
            by = entry.by
            yield Published(
                entry.case,
                entry.version,
                entry.index,
                entry.on,
                by["person"],
                by["office"],
                str(facts["sha256"]),
                int(facts["size"]),
                str(facts["name"]),
            )
