"""Who may say what: which facts an actor states, which he may declare, and which he can only propose."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from aggregates.case import By, CaseState
from aggregates.rulebook.context import Context, Holder
from aggregates.rulebook.model import DECLARE, Book, Fact
from aggregates.rulebook.offices import Unknown, World, words
from aggregates.rulebook.standing import may_do, power
from ledger.errors import BadInput

NUMBERS = {"amount_fen", "count"}
LISTS = {"departments", "people", "matters", "cases"}


FOLLOWS_FROM: Mapping[str, str] = {"touches_other_units": "units_concerned"}
"""Derived facts that are known as soon as somebody has declared another."""


class Stated(NamedTuple):
    """What an actor says: `fields` are his to state, `declared` his to declare; `proposed` decides nothing."""

    fields: Mapping[str, Any]
    declared: Mapping[str, Any]
    proposed: Mapping[str, Any]


def sort_out(stated: Mapping[str, Any], *, by: By, case: CaseState, book: Book, context: Context, on: date) -> Stated:
    """What of this the actor states, declares and merely proposes.

    Raises:
        BadInput: a fact is unknown, is derived and so nobody's to state, or its value cannot be.
    """
    fields: dict[str, Any] = {}
    declared: dict[str, Any] = {}
    proposed: dict[str, Any] = {}
    for name, value in stated.items():
        fact = check_value(book, name, value)
        if not fact.declared_by:
            fields[name] = value
        elif may_declare(fact, by, World(book, case, context, on, {**case.facts, **stated}, DECLARE)):
            declared[name] = value
        else:
            proposed[name] = value
    return Stated(fields, declared, proposed)


def may_declare(fact: Fact, by: By, world: World) -> bool:
    """Whether this actor is of those who declare the fact."""
    try:
        return power(fact.declared_by, by, world) is not None
    except Unknown:
        return False


def asked_for(fact: str) -> str:
    """The fact to be declared so that this one is known: itself, or what it follows from."""
    return FOLLOWS_FROM.get(fact, fact)


def declarers(fact: Fact, world: World) -> tuple[tuple[str, ...], tuple[Holder, ...]]:
    """Who declares a fact: the offices in words, and the people who hold them that day."""
    here = world._replace(act=DECLARE)
    try:
        return tuple(words(e, world.facts) for e in fact.declared_by), may_do(fact.declared_by, here)
    except Unknown:
        return tuple(words(e, world.facts) for e in fact.declared_by), ()


def check_value(book: Book, name: str, value: Any) -> Fact:
    """The fact of that name, if this can be its value.

    Raises:
        BadInput: there is no such fact, nobody states it, or the value is not of its type.
    """
    fact = book.facts.get(name)
    if fact is None:
        raise BadInput("{fact} is no fact of this rulebook", fact=name)
    if fact.derived_from:
        raise BadInput("{fact} follows from the record: nobody states it", fact=name)
    if not _fits(fact, book, value):
        allowed = ", ".join(fact.values or book.meeting_kinds) if fact.type in {"one_of", "meeting_kind"} else fact.type
        raise BadInput("{value} is no value of {fact}: {allowed}", value=value, fact=name, allowed=allowed)
    return fact


def _fits(fact: Fact, book: Book, value: Any) -> bool:
    match fact.type:
        case "flag":
            return isinstance(value, bool)
        case "one_of":
            return value in fact.values
        case "meeting_kind":
            return value in book.meeting_kinds
        case "day":
            return isinstance(value, str) and _is_day(value)
        case kind if kind in NUMBERS:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case kind if kind in LISTS:
            return isinstance(value, list | tuple) and all(isinstance(member, str) and member for member in value)
    return isinstance(value, str) and bool(value.strip())


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
