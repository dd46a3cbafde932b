"""How an act is done, the same for every act: on which day, in which office, for whom, on what paper.

Here an office is chosen and the person's right to speak for it looked at; whether the rules give that office the act is
vetted afterwards, and the verifier judges key and grant once more from the record alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from aggregates.case import By
from ledger.canonical import clean_text
from ledger.errors import BadInput, NotAuthorised
from ledger.grants import VOID_REASONS

if TYPE_CHECKING:
    from aggregates.office.desk import Desk, Sight
    from ledger.enclosures import Enclosures


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper to be enclosed: its bytes go beside the record, its digest into the entry.

    `salt` is drawn if None; a world that must come out the same twice hands it in.
    """

    name: str
    media: str
    content: bytes
    salt: bytes | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """What may be said of any act.

    `act`: its id, a UUID. `on`: its day, today if None. `office`: the office spoken for, chosen if None. `acting_for`:
    the office stood in for. `record_for`: `OFFICE` or `OFFICE:PERSON`, whose act on paper is recorded here.
    """

    act: str | None = None
    on: date | None = None
    office: str | None = None
    acting_for: str | None = None
    record_for: str | None = None
    late_reason: str | None = None
    reason: str | None = None
    overrides: tuple[str, ...] = ()
    enclosures: tuple[Attachment, ...] = ()


PLAIN = Manner()


@dataclass(slots=True)
class Papers:
    """The attachments of one act, kept once however often the act is planned anew."""

    enclosures: Enclosures | None
    attachments: tuple[Attachment, ...]
    _kept: list[dict[str, Any]] = field(default_factory=list)

    def keep(self, *, dry_run: bool) -> list[dict[str, Any]]:
        """How the entry names them. Called when the act is lawful, so that a refusal leaves no file behind."""
        if dry_run or not self.attachments:
            return []
        if self.enclosures is None:
            raise BadInput("this desk has no folder for enclosures")
        if not self._kept:
            keep = self.enclosures.put
            self._kept = [keep(each.content, each.name, each.media, salt=each.salt) for each in self.attachments]
        return self._kept


def speakers(desk: Desk, sight: Sight, manner: Manner, *, in_person: bool = False) -> tuple[By, ...]:
    """As whom this act can be done: one `By` for each office that the person may speak for on both days.

    Args:
        in_person: the act is never recorded for another.

    Raises:
        NotAuthorised: the key is not this person's, or the office is not theirs.
        BadInput: recording for another without a paper, or without saying for whom.
    """
    if manner.record_for:
        if in_person:
            raise NotAuthorised("this act is done in person and never recorded for another")
        candidates: tuple[By, ...] = (_recorded_for(desk, sight, manner, manner.record_for),)
    else:
        held = dict.fromkeys(holding.office for holding in sight.roster.offices_of(desk.person, sight.on))
        offices = (manner.office,) if manner.office else tuple(held)
        candidates = tuple(By(desk.person, office, manner.acting_for) for office in offices)
    reasons = {by: _may_not(desk, sight, by) for by in candidates}
    may = tuple(by for by, reason in reasons.items() if reason is None)
    if may:
        return may
    for by, reason in reasons.items():
        assert reason is not None
        raise not_authorised(reason, by._asdict(), sight.on)
    raise NotAuthorised("{person} holds no office on {on}", person=desk.person, on=sight.on.isoformat())


def _may_not(desk: Desk, sight: Sight, by: By) -> str | None:
    """Why this desk's key may not speak so, on the day of the act and on the day of its recording; None if it may."""
    grants = sight.record.grants
    days = dict.fromkeys((sight.on.isoformat(), sight.today.isoformat()))
    reasons = (grants.speaks(by._asdict(), desk.signer.keyid, day, sight.size) for day in days)
    return next((reason for reason in reasons if reason), None)


def not_authorised(reason: str, by: Mapping[str, Any], on: date) -> NotAuthorised:
    """The error for a reason of the verifier's: what it would say if the entry stood in the record."""
    return NotAuthorised(
        "{person} may not sign for {office} on {on}: {reason}",
        person=by["recorded_by"] or by["person"],
        office=by["office"],
        on=on.isoformat(),
        reason=VOID_REASONS[reason],
    )


def lateness(sight: Sight, reason: str | None) -> Mapping[str, Any] | None:
    """What the entry says of a late entry; None for one in time.

    Raises:
        BadInput: it is late and no reason is given.
    """
    days = sight.book.late_entry_working_days
    if sight.today <= sight.calendar.due(sight.on, days).on:
        return None
    if not reason:
        raise BadInput(
            "{on} is more than {days} working days back: a late entry needs its reason (--late-reason)",
            on=sight.on.isoformat(),
            days=days,
        )
    return {"reason": clean_text(reason)}


def _recorded_for(desk: Desk, sight: Sight, manner: Manner, record_for: str) -> By:
    office, _, person = record_for.partition(":")
    holders = [holding.person for holding in sight.roster.holders(office, sight.on)]
    if not manner.enclosures:
        raise BadInput("recording for another needs the signed paper (--enclosure FILE)")
    if person and person not in holders:
        raise BadInput("{person} does not hold {office} on {on}", person=person, office=office, on=sight.on.isoformat())
    if not person and len(holders) != 1:
        raise BadInput(
            "{office} is held by {people} on {on}: say whose act it is, {office}:PERSON",
            office=office,
            people=", ".join(holders) or "-",
            on=sight.on.isoformat(),
        )
    leader = person or holders[0]
    if leader == desk.person:
        raise BadInput("{person} signs in person: an act is recorded only for somebody else", person=leader)
    return By(leader, office, manner.acting_for, recorded_by=desk.person)
