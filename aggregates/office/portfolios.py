"""Who has charge (分管) of a department, a matter or a person, and who covers whom (AB角)."""

from __future__ import annotations

from datetime import date, timedelta

from aggregates.office.desk import ActResult, Desk, Intent, Sight
from aggregates.office.manner import PLAIN, Manner
from aggregates.office.roster_acts import (
    check_reason,
    check_span,
    is_handle,
    known_matters,
    known_person,
    known_unit,
    overlap,
    root_act,
    shown,
    told,
    units_by_name,
    unknown,
)
from aggregates.roster import HOLD, matter_case
from aggregates.roster_records import Grant
from ledger.errors import BadInput
from ledger.event import Draft

_DAY = timedelta(days=1)


def assign_portfolio(
    desk: Desk,
    thing: str,
    person: str,
    *,
    from_on: date,
    until_on: date | None = None,
    office: str | None = None,
    manner: Manner = PLAIN,
) -> ActResult:
    """Give a person charge of a unit, a matter of the book, or another person, with an office the person holds then.

    Raises:
        BadInput: unknown thing or person, no office to have charge with, or it is in other hands on those days.
        NotAuthorised: the desk's person is no root holder.
    """
    span = check_span(from_on, until_on)
    said = {"of": thing, "person": person, **span}

    def drafts(sight: Sight) -> list[Draft]:
        case = _case_of(sight, thing)
        known_person(sight, person)
        for other in told(sight, case).portfolios:
            if other.of == thing and overlap(from_on, until_on, other.from_on, other.until_on):
                raise BadInput(
                    "{thing} is in the charge of {person} from {from} until {until}: end that first",
                    **{"from": shown(other.from_on)},
                    thing=thing,
                    person=other.person,
                    until=shown(other.until_on),
                )
        held = _office(sight, person, from_on, office)
        return [Draft(case, "portfolio.assigned/1", {**said, "office": held})]

    return root_act(desk, Intent("portfolio.assigned/1", None, said), drafts, manner)


def end_portfolio(
    desk: Desk, thing: str, person: str, *, until_on: date, reason: str, manner: Manner = PLAIN
) -> ActResult:
    """End the charge of a thing after that day; at once, without a confirmation.

    Raises:
        BadInput: the person has no such charge, or the day does not shorten it.
        NotAuthorised: the desk's person is no root holder.
    """
    said = {"until": until_on.isoformat(), "reason": check_reason(reason)}

    def drafts(sight: Sight) -> list[Draft]:
        case = _case_of(sight, thing)
        theirs = [each for each in told(sight, case).portfolios if each.of == thing and each.person == person]
        fitting = [
            each
            for each in theirs
            if each.from_on - _DAY <= until_on and (each.until_on is None or until_on < each.until_on)
        ]
        if not fitting:
            raise BadInput(
                "{person} has no charge of {thing} that {until} would shorten",
                person=person,
                thing=thing,
                until=until_on.isoformat(),
            )
        return [Draft(case, "portfolio.ended/1", {"index": fitting[-1].index, "leaf": fitting[-1].leaf, **said})]

    return root_act(desk, Intent("portfolio.ended/1", None, said), drafts, manner)


def pair(
    desk: Desk,
    a: str,
    b: str | None,
    *,
    from_on: date,
    until_on: date | None = None,
    mutual: bool = True,
    manner: Manner = PLAIN,
) -> ActResult:
    """Pair two people as A and B role (AB角): from that day `b` covers `a`, and with `mutual` also `a` covers `b`.

    A later pair takes the place of an earlier one; `b` None ends the pair of `a`, and of whom `a` was paired with.

    Raises:
        BadInput: unknown people, or one person twice.
        NotAuthorised: the desk's person is no root holder.
    """
    span = check_span(from_on, until_on)
    if a == b:
        raise BadInput("{person} cannot cover {person}", person=a)

    def drafts(sight: Sight) -> list[Draft]:
        known_person(sight, a)
        other = known_person(sight, b) if b else sight.roster.paired(a, from_on)
        made = [Draft(f"PER-{a}", "cover.paired/1", {"a": a, "b": b, **span})]
        if mutual and other:
            made.append(Draft(f"PER-{other}", "cover.paired/1", {"a": other, "b": a if b else None, **span}))
        return made

    return root_act(desk, Intent("cover.paired/1", f"PER-{a}", {"a": a, "b": b, **span}), drafts, manner)


def _case_of(sight: Sight, thing: str) -> str:
    """The case that holds who has charge of it."""
    if known_unit(sight, thing):
        return f"OFC-{thing}"
    matters = known_matters(sight.book)
    if thing in matters:
        return matter_case(thing)
    if thing in sight.record.grants.root_holders or (is_handle(thing) and told(sight, f"PER-{thing}").person):
        return f"PER-{thing}"
    from difflib import get_close_matches

    names = units_by_name(sight) | matters
    near = [key for key, zh in names.items() if zh == thing] or get_close_matches(thing, names, n=3, cutoff=0.6)
    raise unknown(
        "{given} is no unit, no matter and no person",
        "{given} is no unit, no matter and no person: did you mean {candidates}?",
        thing,
        near,
    )


def _office(sight: Sight, person: str, on: date, office: str | None) -> str:
    """The post that the person holds, or is about to, and has charge with."""
    held = [grant for key in sight.roster.offices_ever_granted(person) for grant in _held(sight, key, person, on)]
    posts = [
        grant.office
        for grant in sorted(held, key=lambda each: (each.rank is None, each.rank or 0, each.index))
        if (defined := sight.book.offices.get(grant.office)) and defined.kind in {"post", "posts"}
    ]
    if office is None and posts:
        return posts[0]
    if office not in posts:
        raise BadInput(
            "{person} holds no {office} on {on}: a charge goes with a post of the book",
            person=person,
            office=office or "post",
            on=on.isoformat(),
        )
    return office


def _held(sight: Sight, office: str, person: str, on: date) -> list[Grant]:
    return [
        grant
        for grant in told(sight, f"OFC-{office}").grants
        if grant.person == person and grant.capacity == HOLD and overlap(grant.from_on, grant.until_on, on, on)
    ]
