"""Offices given and ended: who holds which, from one day until another, and who may record for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from aggregates.office.desk import ActResult, Desk, Intent, Sight
from aggregates.office.manner import PLAIN, Manner
from aggregates.office.roster_acts import (
    check_reason,
    check_span,
    known_office,
    known_person,
    overlap,
    root_act,
    shown,
    told,
    unknown,
)
from aggregates.roster import HOLD, RECORD_FOR
from aggregates.roster_records import Grant, Unit
from ledger.errors import BadInput
from ledger.event import Draft

if TYPE_CHECKING:
    from aggregates.rulebook.model import OfficeDef

_DAY = timedelta(days=1)


def appoint(
    desk: Desk,
    person: str,
    office: str,
    *,
    from_on: date,
    until_on: date | None = None,
    rank: int | None = None,
    post: str | None = None,
    manner: Manner = PLAIN,
) -> ActResult:
    """Give an office, or a post inside a unit. A lower `rank` stands before a higher one, among several of one office.

    Raises:
        BadInput: unknown person, office or post; a post of one that another holds; a rank that another has.
        NotAuthorised: the desk's person is no root holder.
    """
    return _give(desk, Grant(person, office, HOLD, from_on, until_on, rank, post), manner)


def let_record(
    desk: Desk, person: str, office: str, *, from_on: date, until_on: date | None = None, manner: Manner = PLAIN
) -> ActResult:
    """Let a clerk record what the holder of the office signed on paper.

    Raises:
        BadInput: unknown person or office, or it is so already.
        NotAuthorised: the desk's person is no root holder.
    """
    return _give(desk, Grant(person, office, RECORD_FOR, from_on, until_on), manner)


def end_grant(
    desk: Desk,
    person: str,
    office: str,
    *,
    until_on: date,
    reason: str,
    capacity: str = HOLD,
    index: int | None = None,
    manner: Manner = PLAIN,
) -> ActResult:
    """End an appointment, or the leave to record, after that day; at once, without a confirmation.

    The day before the first ends one that should never have been. `index` names its entry where there are several.

    Raises:
        BadInput: there is none to end, there are several, or the day is not within it.
        NotAuthorised: the desk's person is no root holder.
    """
    why = check_reason(reason)
    said: dict[str, Any] = {"until": until_on.isoformat(), "reason": why}

    def drafts(sight: Sight) -> list[Draft]:
        known_office(sight, office)
        grant = _the_one(sight, person, office, capacity=capacity, until_on=until_on, index=index)
        return [Draft(f"OFC-{office}", "grant.ended/1", {"index": grant.index, "leaf": grant.leaf, **said})]

    return root_act(desk, Intent("grant.ended/1", f"OFC-{office}", said), drafts, manner)


def _give(desk: Desk, wanted: Grant, manner: Manner) -> ActResult:
    office = wanted.office
    facts = {
        "person": wanted.person,
        "office": office,
        "capacity": wanted.capacity,
        **check_span(wanted.from_on, wanted.until_on),
        "rank": wanted.rank,
        "post": wanted.post,
    }

    def drafts(sight: Sight) -> list[Draft]:
        known_person(sight, wanted.person)
        defined = known_office(sight, office)
        _check_post(sight, defined, wanted)
        _check_room(sight, defined, wanted)
        return [Draft(f"OFC-{office}", "grant.given/1", facts)]

    return root_act(desk, Intent("grant.given/1", f"OFC-{office}", facts), drafts, manner)


def _check_post(sight: Sight, defined: OfficeDef | Unit, wanted: Grant) -> None:
    rank, post = wanted.rank, wanted.post
    if rank is not None and rank < 1:
        raise BadInput("a rank is 1 or more, and 1 stands first: {rank}", rank=rank)
    if post is None:
        return
    if not isinstance(defined, Unit):
        raise BadInput("{office} is no unit, so it has no posts inside", office=wanted.office)
    if post not in sight.book.posts:
        near = [key for key, zh in sight.book.posts.items() if zh == post] or sight.book.posts
        raise unknown(
            "{given} is no post inside a unit", "{given} is no post inside a unit: {candidates} are", post, near
        )


def _check_room(sight: Sight, defined: OfficeDef | Unit, wanted: Grant) -> None:
    """What others hold on the same days, or are about to, must leave room."""
    for grant in told(sight, f"OFC-{wanted.office}").grants:
        if grant.capacity != wanted.capacity or not overlap(
            wanted.from_on, wanted.until_on, grant.from_on, grant.until_on
        ):
            continue
        words = {
            "holder": grant.person,
            "office": grant.office,
            "from": shown(grant.from_on),
            "until": shown(grant.until_on),
        }
        if (grant.person, grant.post) == (wanted.person, wanted.post):
            raise BadInput("{holder} has {office} already, from {from} until {until}", **words)
        if wanted.capacity != HOLD or isinstance(defined, Unit):
            continue
        if defined.kind == "post":
            raise BadInput("{office} is held by one: {holder} holds it from {from} until {until}", **words)
        if wanted.rank is not None and grant.rank == wanted.rank:
            raise BadInput(
                "rank {rank} in {office} is that of {holder}, from {from} until {until}", rank=wanted.rank, **words
            )


def _the_one(sight: Sight, person: str, office: str, *, capacity: str, until_on: date, index: int | None) -> Grant:
    """The grant that is meant: given to the person, and not over by that day."""
    theirs = [
        grant
        for grant in told(sight, f"OFC-{office}").grants
        if grant.person == person and grant.capacity == capacity and index in {None, grant.index}
    ]
    open_ = [grant for grant in theirs if grant.until_on is None or grant.until_on >= grant.from_on]
    if not open_:
        raise BadInput("{person} has no such grant of {office} to end", person=person, office=office)
    fitting = [g for g in open_ if g.from_on - _DAY <= until_on and (g.until_on is None or until_on < g.until_on)]
    if not fitting:
        raise BadInput(
            "{until} does not shorten the grant of {office} to {person}, from {from} until {to}",
            **{"from": shown(open_[-1].from_on)},
            until=until_on.isoformat(),
            office=office,
            person=person,
            to=shown(open_[-1].until_on),
        )
    if len(fitting) > 1:
        raise BadInput(
            "{person} has {n} grants of {office}: say which, by the index of its entry ({indexes})",
            person=person,
            n=len(fitting),
            office=office,
            indexes=", ".join(str(grant.index) for grant in fitting),
        )
    return fitting[0]
