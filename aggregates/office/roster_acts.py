"""What the acts on the roster share: a root holder's hand, people and offices that exist, spans that run forward.

A root holder acts in person and as such: nobody records it for another, nobody stands in. With two or more of them,
what one gives takes effect when another confirms it; what one takes away ends at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from aggregates.case import By
from aggregates.office.ahead import Next
from aggregates.office.desk import ActResult, Desk, Intent, Plan, Sight
from aggregates.office.manner import Manner, lateness, not_authorised
from aggregates.roster_fold import ROOT, fold
from aggregates.roster_lists import people
from aggregates.roster_records import RosterCase, Unit
from ledger.canonical import check_handle, clean_text
from ledger.errors import BadInput, NotAuthorised
from ledger.grants_case import AT_ONCE

if TYPE_CHECKING:
    from aggregates.rulebook.model import Book, OfficeDef
    from ledger.event import Draft

ONE_ROOT_HOLDER: Mapping[str, Any] = {"kind": "one-root-holder"}


def root_act(desk: Desk, intent: Intent, drafts: Callable[[Sight], Sequence[Draft]], manner: Manner) -> ActResult:
    """Record what a root holder says; `drafts` looks at the record and raises to refuse.

    Raises:
        BadInput: a late entry without its reason.
        NotAuthorised: the person is no root holder, signs with another key than the root key, or for somebody else.
    """

    def plan(sight: Sight) -> Plan:
        by = root_hand(desk, sight, manner)
        late = lateness(sight, manner.late_reason)
        made = drafts(sight)
        if late:
            made = [replace(draft, facts={**draft.facts, "late": dict(late)}) for draft in made]
        needs = sight.record.grants.founding.needs_confirmation
        return Plan(
            by,
            made,
            cases=frozenset(sight.roster.leaned),
            then=_to_confirm if needs and intent.type not in AT_ONCE else None,
            warnings=() if needs else (ONE_ROOT_HOLDER,),
        )

    return desk.act(intent, plan, act=manner.act, on=manner.on)


def root_hand(desk: Desk, sight: Sight, manner: Manner) -> By:
    """The root holder at this desk, in person."""
    roots = sight.record.grants.founding.roots
    if manner.record_for or manner.acting_for or manner.office not in {None, ROOT}:
        raise NotAuthorised("a root holder acts in person, for nobody else and in no other office")
    if desk.person not in roots:
        raise NotAuthorised(
            "this is for a root holder ({roots}); {person} is none", roots=", ".join(roots), person=desk.person
        )
    by = By(desk.person, ROOT)
    if roots[desk.person].keyid != desk.signer.keyid:
        raise not_authorised("not-a-root", _as_json(by), sight.on)
    return by


def told(sight: Sight, case: str) -> RosterCase:
    """What a case says once everything that waits in it is confirmed: two appointments must not wait for one post."""
    sight.roster.leaned.add(case)
    return fold(sight.record.case(case), lambda entry: entry.index)


def known_person(sight: Sight, person: str) -> str:
    """The handle itself of somebody who is enrolled, or about to be.

    Raises:
        BadInput: nobody is; names those that come near.
    """
    person = clean_text(person, one_line=True)
    if person in sight.record.grants.root_holders or (is_handle(person) and told(sight, f"PER-{person}").person):
        return person
    everybody = people(sight.record)
    near = [handle for handle, name in everybody.items() if name == person]
    raise unknown(
        "nobody is enrolled as {given}",
        "nobody is enrolled as {given}: did you mean {candidates}?",
        person,
        near or get_close_matches(person, everybody, n=3, cutoff=0.6),
    )


def known_office(sight: Sight, office: str) -> OfficeDef | Unit:
    """An office that a person can hold: a post or body of the book, or a unit that is enrolled.

    Raises:
        BadInput: there is none of that key; it is a class of units; it is an office outside.
    """
    office = clean_text(office, one_line=True)
    if unit := known_unit(sight, office):
        return unit
    defined = sight.book.offices.get(office)
    if defined is None:
        raise _unknown_office(sight, office)
    if defined.kind == "unit":
        raise BadInput("{office} is a class of units: name one of them", office=office)
    if defined.kind == "outside":
        raise BadInput("{office} is an office outside: nobody holds it here", office=office)
    return defined


def _unknown_office(sight: Sight, office: str) -> BadInput:
    names = {key: defined.zh for key, defined in sight.book.offices.items()} | units_by_name(sight)
    near = [key for key, zh in names.items() if zh == office]
    return unknown(
        "no office is called {given}",
        "no office is called {given}: did you mean {candidates}?",
        office,
        near or get_close_matches(office, names, n=3, cutoff=0.6),
    )


def known_unit(sight: Sight, office: str) -> Unit | None:
    """The unit of that key, enrolled or about to be."""
    return told(sight, f"OFC-{office}").unit if is_handle(office) else None


def units_by_name(sight: Sight) -> dict[str, str]:
    """The units enrolled, or about to be: key -> Chinese name."""
    entries = sight.record.of_types({"unit.enrolled/1"})
    return {entry.facts["office"]: entry.facts["zh"] for entry in entries if entry.by["office"] == ROOT}


def known_matters(book: Book) -> dict[str, str]:
    """The matters that somebody can have charge of: key -> Chinese name."""
    found: dict[str, str] = {}
    for fact in book.facts.values():
        if fact.key == "matter" or fact.type == "matters":
            found |= fact.values
    return found | {office.portfolio: office.zh for office in book.offices.values() if office.portfolio}


def check_span(from_on: date, until_on: date | None) -> dict[str, str | None]:
    """The two days as facts hold them.

    Raises:
        BadInput: the last day lies before the first.
    """
    if until_on is not None and until_on < from_on:
        raise BadInput(
            "the last day {until} lies before the first {first}", until=until_on.isoformat(), first=from_on.isoformat()
        )
    return {"from": from_on.isoformat(), "until": until_on.isoformat() if until_on else None}


def overlap(a_from: date, a_until: date | None, b_from: date, b_until: date | None) -> bool:
    """Whether two spans, both ends included, share a day."""
    return (b_until is None or a_from <= b_until) and (a_until is None or b_from <= a_until)


def check_reason(reason: str) -> str:
    """The reason, which there must be."""
    cleaned = clean_text(reason).strip()
    if not cleaned:
        raise BadInput("a reason is needed")
    return cleaned


def shown(day: date | None) -> str:
    """A day in an error; an open end is `…`."""
    return day.isoformat() if day else "…"


def unknown(bare: str, with_candidates: str, given: str, near: Iterable[str]) -> BadInput:
    """The error for a name that is none, with those that come near."""
    candidates = list(dict.fromkeys(near))
    if not candidates:
        return BadInput(bare, given=given)
    return BadInput(with_candidates, given=given, candidates=", ".join(candidates))


def is_handle(text: str) -> bool:
    """Whether it is spelled like the handle of a person or the key of an office."""
    try:
        check_handle(text)
    except BadInput:
        return False
    return True


def _to_confirm(sight: Sight) -> tuple[Next, ...]:
    return (Next("confirm", ("office", "confirm"), sight.record.grants.root_holders, (ROOT,)),)


def _as_json(by: By) -> dict[str, str | None]:
    return {"person": by.person, "office": by.office, "acting_for": None, "recorded_by": None}
