"""One case of the roster as it stands: what the entries of a person (PER-…) or of an office (OFC-…) add up to.

Pure, and it checks nothing but whose word counts: units, portfolios and pairs come from a root holder and take effect
with the confirmation of another; a delegation comes from the holder of the office in person; an absence from the person
or the government office. What ends something (grants, portfolios, delegations, absences) takes effect at once.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from aggregates.roster_records import (
    Away,
    Grant,
    Key,
    Made,
    Pair,
    Pending,
    Person,
    Portfolio,
    RosterCase,
    Unit,
)
from ledger.entry import Recorded

ROOT: Final = "root"
GOV_OFFICE: Final = "gov_office"  # keeps the diary of absences
AT_ONCE: Final = frozenset(
    {"key.revoked/1", "grant.ended/1", "portfolio.ended/1", "delegation.ended/1", "absence.ended/1"}
)
CONFIRMED: Final = "roster.confirmed/1"
_BY_ROOT: Final = frozenset({"unit.enrolled/1", "portfolio.assigned/1", "portfolio.ended/1", "cover.paired/1"})


Dated = TypeVar("Dated", Grant, Portfolio, Made, Away)
Effect = Callable[[Recorded], int | None]


def fold(entries: Iterable[Recorded], effect: Effect, size: int | None = None) -> RosterCase:
    """The case as the record of `size` entries tells it (None: all of them).

    `effect` gives the index at which an entry takes effect, None while it waits for a confirmation.
    """
    state = RosterCase()
    for entry in entries:
        if size is not None and entry.index >= size:
            break
        if entry.type == CONFIRMED:
            continue
        if not _may_say(entry):
            state = state._replace(void=(*state.void, entry.index))
            continue
        since = entry.index if entry.type in AT_ONCE else effect(entry)
        if since is None or (size is not None and since >= size):
            state = state._replace(pending=(*state.pending, _pending(entry)))
            continue
        try:
            state = evolve(state, entry)
        except (KeyError, TypeError, ValueError, AttributeError):  # signed and granted, yet not what its type promises
            state = state._replace(void=(*state.void, entry.index))
    return state


def covers(from_on: date, until_on: date | None, on: date) -> bool:
    """Whether the day lies in the span; both ends are included, None is open."""
    return from_on <= on and (until_on is None or on <= until_on)


def evolve(state: RosterCase, entry: Recorded) -> RosterCase:
    """The case with one more entry in effect.

    Raises:
        KeyError, TypeError, ValueError: the facts are not well-formed.
    """
    facts, index, leaf = entry.facts, entry.index, entry.leaf.hex()
    match entry.type:
        case "person.enrolled/1":
            return state._replace(person=Person(_text(facts["person"]), _text(facts["name"]), index))
        case "key.bound/1":
            key = Key(_text(facts["keyid"]), _text(facts["suite"]), _text(facts["public"]), index)
            return state._replace(keys=(*state.keys, key))
        case "key.revoked/1":
            return state._replace(keys=tuple(_revoked(key, facts["keyid"], index) for key in state.keys))
        case "unit.enrolled/1":
            unit = Unit(_text(facts["office"]), _text(facts["unit_of"]), _text(facts["zh"]), _text(facts["en"]), index)
            return state._replace(unit=unit)
        case "grant.given/1":
            return state._replace(grants=(*state.grants, _grant(facts, index, leaf)))
        case "grant.ended/1":
            return state._replace(grants=_cut(state.grants, facts))
        case "portfolio.assigned/1":
            who = (_text(facts["of"]), _text(facts["person"]), _text(facts["office"]))
            return state._replace(portfolios=(*state.portfolios, Portfolio(*who, *_span(facts), index, leaf)))
        case "portfolio.ended/1":
            return state._replace(portfolios=_cut(state.portfolios, facts))
        case "cover.paired/1":
            b = None if facts["b"] is None else _text(facts["b"])
            return state._replace(pairs=(*state.pairs, Pair(_text(facts["a"]), b, *_span(facts), index)))
        case "delegation.made/1":
            return state._replace(delegations=(*state.delegations, _made(entry)))
        case "delegation.ended/1":
            return state._replace(delegations=_cut(state.delegations, facts))
        case "absence.recorded/1":
            away = Away(_text(facts["person"]), _text(facts["reason"]), *_span(facts), index, leaf)
            return state._replace(absences=(*state.absences, away))
        case "absence.ended/1":
            return state._replace(absences=_cut(state.absences, facts))
    return state


def _may_say(entry: Recorded) -> bool:
    """Whose word counts, and in which case; the ledger has seen to it that the signer holds the office it names."""
    by, facts, case = entry.by, entry.facts, entry.case
    in_person = by["acting_for"] is None and by["recorded_by"] is None
    if entry.type in _BY_ROOT:
        return bool(by["office"] == ROOT and in_person)
    match entry.type:
        case "delegation.made/1":
            return bool(in_person and case == f"OFC-{by['office']}" and facts.get("office") == by["office"])
        case "delegation.ended/1":
            return bool(in_person and (by["office"] == ROOT or case == f"OFC-{by['office']}"))
        case "absence.recorded/1" | "absence.ended/1":
            theirs = entry.case == f"PER-{by['person']}" and by["recorded_by"] is None
            of_this_case = entry.type == "absence.ended/1" or case == f"PER-{facts.get('person')}"
            return bool(of_this_case and (theirs or by["office"] in {GOV_OFFICE, ROOT}))
    return True


def _pending(entry: Recorded) -> Pending:
    on = date.fromisoformat(entry.on)
    return Pending(entry.index, entry.leaf.hex(), entry.case, entry.type, entry.by["person"], on, entry.facts)


def _grant(facts: Mapping[str, Any], index: int, leaf: str) -> Grant:
    names = (_text(facts["person"]), _text(facts["office"]), _text(facts["capacity"]))
    return Grant(*names, *_span(facts), facts["rank"], facts["post"], index, leaf)


def _made(entry: Recorded) -> Made:
    facts = entry.facts
    acts = None if facts["acts"] is None else tuple(_text(act) for act in facts["acts"])
    matter = None if facts["matter"] is None else _text(facts["matter"])
    names = (_text(facts["office"]), entry.by["person"], _text(facts["to"]), acts, matter)
    return Made(*names, *_span(facts), entry.index, entry.leaf.hex())


def _revoked(key: Key, keyid: str, index: int) -> Key:
    return key._replace(revoked_index=index) if key.keyid == keyid and key.revoked_index is None else key


def _cut(items: tuple[Dated, ...], facts: Mapping[str, Any]) -> tuple[Dated, ...]:
    """The items, the one that the facts name ended on their day; nothing is prolonged so."""
    until = date.fromisoformat(facts["until"])
    return tuple(
        each._replace(until_on=until if each.until_on is None else min(each.until_on, until))
        if each.index == facts["index"]
        else each
        for each in items
    )


def _span(facts: Mapping[str, Any]) -> tuple[date, date | None]:
    until = facts["until"]
    return date.fromisoformat(facts["from"]), None if until is None else date.fromisoformat(until)


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError(value)
    return value
