"""Facts typed on the command line as values of the book: yuan into fen, words into keys, names into handles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aggregates.money import parse_yuan
from cli import naming
from cli.values import day, pairs
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.rulebook.model import Book, Fact
    from cli.run import Run

YES, NO = ("yes", "true", "y", "是"), ("no", "false", "n", "否")


def facts(this: Run, texts: Sequence[str]) -> dict[str, Any]:
    """The facts of `name=value`; a name may also be the Chinese one, an amount may leave `_fen` out.

    Raises: BadInput for a fact or a value that the book does not know.
    """
    return {
        fact.key: value(this, fact, text) for name, text in pairs(texts).items() for fact in [named(this.book, name)]
    }


def named(book: Book, name: str) -> Fact:
    """The fact of that name. Raises: BadInput."""
    for fact in book.facts.values():
        if name in (fact.key, fact.zh, fact.key.removesuffix("_fen")):
            return fact
    from difflib import get_close_matches

    near = get_close_matches(name, list(book.facts), 3, 0.6)
    if near:
        raise BadInput(
            "{name} is no fact of this rulebook; did you mean {candidates}?", name=name, candidates=", ".join(near)
        )
    raise BadInput("{name} is no fact of this rulebook", name=name)


def value(this: Run, fact: Fact, text: str) -> Any:
    """The value that the text says. Raises: BadInput."""
    match fact.type:
        case "flag":
            return _flag(fact, text)
        case "amount_fen":
            return parse_yuan(text)
        case "count":
            return _count(fact, text)
        case "day":
            return day(text).isoformat()
        case "one_of":
            return _key(fact.key, fact.values, text)
        case "meeting_kind":
            return _key(fact.key, {key: kind.zh for key, kind in this.book.meeting_kinds.items()}, text)
        case "department" | "office":
            return naming.office(this, text)
        case "person":
            return naming.person(this, text)
        case "departments":
            return [naming.office(this, each) for each in _listed(text)]
        case "people":
            return [naming.participant(this, each) for each in _listed(text)]
        case "case":
            return naming.case(this, text)
        case "cases":
            return [naming.case(this, each) for each in _listed(text)]
        case "matters":
            return [_key(fact.key, fact.values, each) for each in _listed(text)]
    return text


def key_of(book: Book, fact: str, text: str) -> str:
    """The key of a value by its key or its Chinese word; the text itself where the book does not know the fact."""
    known = book.facts.get(fact)
    return _key(fact, known.values, text) if known else text


def _key(name: str, known: Mapping[str, str], text: str) -> str:
    for key, zh in known.items():
        if text in (key, zh):
            return key
    listed = ", ".join(f"{key} {zh}" for key, zh in known.items())
    raise BadInput("{value} is no value of {fact}; known are: {known}", value=text, fact=name, known=listed)


def _flag(fact: Fact, text: str) -> bool:
    if text.lower() in YES or text.lower() in NO:
        return text.lower() in YES
    raise BadInput("{fact} is yes or no, not {value}", fact=fact.key, value=text)


def _count(fact: Fact, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadInput("{value} is no whole number for {fact}", value=text, fact=fact.key)
    return int(text)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.replace("、", ",").replace("，", ",").split(",") if part.strip()]
