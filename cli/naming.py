"""Who and what is meant: people, offices, cases by their ids, their names, or as much of them as tells them apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cli.words import either
from ledger.errors import BadInput

if TYPE_CHECKING:
    from cli.run import Run

_LOOSE = re.compile(r"(?:([A-Za-z]{2,8})-?)?([0-9]{4})-([0-9]{1,6})", re.ASCII)


def person(this: Run, text: str) -> str:
    """The handle of the person meant by a handle, a name, or the beginning of either. Raises: BadInput."""
    if _is_handle(text) and this.roster.person(text):
        return text
    known = people(this)
    if text in known:
        return text
    return _one(
        text,
        {handle: (handle, name) for handle, name in known.items()},
        BadInput("nobody is enrolled as {text}", text=text),
    )


def _is_handle(text: str) -> bool:
    from ledger.canonical import check_handle

    try:
        return bool(check_handle(text))
    except BadInput:
        return False


def people(this: Run) -> Mapping[str, str]:
    """Everybody: handle -> name."""
    from aggregates.roster_lists import people

    return people(this.record)


def name_of(this: Run, handle: str) -> str:
    """What a person is called; the handle where nobody is enrolled under it."""
    if handle == "log":
        return handle
    known = this.roster.person(handle)
    return known.name if known else handle


def office(this: Run, text: str) -> str:
    """The key of the office or unit meant by a key, a name, or the beginning of either. Raises: BadInput."""
    known = offices(this)
    if text in known or text == "root":
        return text
    return _one(
        text,
        {key: (key, *names) for key, names in known.items()},
        BadInput("no office is called {text}", text=text),
    )


def offices(this: Run) -> dict[str, tuple[str, str]]:
    """The offices of the book and the units enrolled, or about to be: key -> names in Chinese and in English."""
    found = {key: (each.zh, each.en) for key, each in this.book.offices.items()}
    for entry in this.record.of_types({"unit.enrolled/1"}):
        if entry.by["office"] == "root":
            found[entry.facts["office"]] = (entry.facts["zh"], entry.facts["en"])
    return found


def thing(this: Run, text: str) -> str:
    """What somebody can have charge of: a unit, a matter of the book, a person; as it stands if it is none of these."""
    units = {key for key in offices(this) if key not in this.book.offices}
    if text in units or text in people(this):
        return text
    for fact in this.book.facts.values():
        for key, zh in fact.values.items() if fact.key == "matter" or fact.type == "matters" else ():
            if text in (key, zh):
                return key
    for find in (office, person):
        try:
            return find(this, text)
        except BadInput:
            continue
    return text


def owner(this: Run, text: str) -> str:
    """The unit, office or person meant, whose cases are looked for. Raises: BadInput."""
    try:
        return office(this, text)
    except BadInput:
        return person(this, text)


def participant(this: Run, text: str) -> str:
    """Who is meant by a person's name, or by that of an office, as bodies outside come. Raises: BadInput."""
    try:
        return person(this, text)
    except BadInput as nobody:
        try:
            return office(this, text)
        except BadInput:
            raise nobody from None


def target(this: Run, text: str) -> str:
    """At whom a warning is aimed: a unit, a person, an office, or `post:POST:UNIT`. Raises: BadInput."""
    from aggregates.office.invitations import POST

    return text if text.startswith(POST) else participant(this, text)


def unit_or_person(this: Run, key: str) -> str:
    """What a unit or a person is called, for the words of a book."""
    if unit := this.roster.unit(key):
        return either(unit.zh, unit.en)
    known = this.roster.person(key)
    return known.name if known else key


def case(this: Run, text: str, kind: str | None = None) -> str:
    """The case meant by its id, its id loosely written (`fnd-2022-1`, `2022-1`), or its beginning.

    Raises: BadInput, also for a case that is not of the kind asked for.
    """
    from aggregates.kinds import KINDS

    spelled = _spelled(text, KINDS[kind].prefix if kind else "FND")
    if _is_there(this, spelled):
        return _met(this, spelled, kind)
    near = [case for case in _opened(this, kind) if case.startswith(text.upper())]
    if len(near) == 1:
        return _met(this, near[0], kind)
    if near:
        raise BadInput("{text} may be several: {candidates}", text=text, candidates=", ".join(near[:8]))
    raise BadInput("there is no case {case} in this ledger, {origin}", case=text, origin=this.home.origin)


def _is_there(this: Run, case: str) -> bool:
    from ledger.canonical import check_case_id

    try:
        return bool(this.record.raw_case(check_case_id(case)))
    except BadInput:
        return False


def _met(this: Run, case: str, kind: str | None) -> str:
    """The case, whose rules will be asked from now on. Raises: BadInput if it is of another kind than asked for."""
    from aggregates.kinds import kind_of

    known = kind_of(case)
    if kind is not None and (known is None or known.key != kind):
        looking = f"govledger {known.key if known else 'audit'} show {case}"
        raise BadInput(
            "{case} is not of the kind {kind}; look at it with {command}", case=case, kind=kind, command=looking
        )
    if known is not None:
        this.meet_kind(known.key)
    return case


def _opened(this: Run, kind: str | None) -> list[str]:
    """The cases of a kind, or of every kind, and decisions of bodies outside, in the order of the record."""
    from aggregates.kinds import KINDS

    opening = {
        KINDS[key].type_of(act.key)
        for key in ((kind,) if kind else KINDS)
        for act in this.book.acts.get(key, {}).values()
        if act.opens_case
    }
    opening |= set() if kind else {"external-decision.recorded/1"}
    return list(dict.fromkeys(row.case for row in this.source.of_types(opening)))


def _spelled(text: str, prefix: str) -> str:
    if loose := _LOOSE.fullmatch(text):
        return f"{(loose[1] or prefix).upper()}-{loose[2]}-{int(loose[3]):04d}"
    return text


def _one(text: str, known: Mapping[str, tuple[str, ...]], none: BadInput) -> str:
    """The only key of which one of the names is the text, or else begins with it. Raises: BadInput."""
    for fits in (str.__eq__, str.startswith):
        found = [key for key, names in known.items() if any(fits(name.casefold(), text.casefold()) for name in names)]
        if len(found) == 1:
            return found[0]
        if found:
            candidates = ", ".join(f"{key} {known[key][1]}" for key in found[:8])
            raise BadInput("{text} may be several: {candidates}", text=text, candidates=candidates)
    from difflib import get_close_matches

    names = {name: key for key, names in known.items() for name in names}
    near = dict.fromkeys(names[name] for name in get_close_matches(text, list(names), 3, 0.6))
    if not near:
        raise none
    raise BadInput("{text} is not known here: did you mean {candidates}?", text=text, candidates=", ".join(near))
