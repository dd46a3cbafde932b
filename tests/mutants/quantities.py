"""Every number of a book one more and one less, every comparison taken for its neighbour, every unit for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aggregates.rulebook.loader import NOT_RULES
from tests.mutants.mutant import COMPARISON, NUMBER, UNIT, Mutant, Tables
from tests.mutants.places import Path, at, walk

SIDES = {"over": "at_least", "at_least": "over", "up_to": "below", "below": "up_to"}
SHARES = {"more_than": "at_least", "at_least": "more_than"}
COUNTS = {"at_least": "at_most", "at_most": "at_least"}
TERMS = {
    "working_days": ("calendar_days",),
    "calendar_days": ("working_days",),
    "hours": ("minutes", "calendar_days"),
    "minutes": ("hours",),
    "months": ("calendar_days",),
}
PERIODS = ("month", "quarter", "half_year", "year")
NO_NUMBERS = ("articles", "left_out")
"""Files without a number that anything compares."""


def quantities(key: str, tables: Tables) -> Iterator[Mutant]:
    """Every mutant of a number, a comparison or a unit, in the order of the files."""
    money = _money(tables)
    for stem in sorted(set(tables) - set(NO_NUMBERS)):
        for path, value in walk(tables[stem], (stem,)):
            rule = _rule(tables, path)
            for kind, place, new in (*_number(path, value, money), *_side(path, value), *_unit(path, value)):
                yield Mutant(key, rule, place, kind, at(tables, place), new)


def _rule(tables: Tables, path: Path) -> str:
    """The rule that a place belongs to, or else its file."""
    if len(path) > 2 and path[1] == "rule" and path[0] not in NOT_RULES:
        return str(at(tables, path[:3])["id"])
    return f"{path[0]}.toml"


def _money(tables: Tables) -> dict[str, list[int]]:
    """Every bound in which the book compares a sum of money, by its fact, in order."""
    facts = {name: set[int]() for name, fact in tables["facts"]["fact"].items() if fact["type"] == "amount_fen"}
    for path, value in walk(tables):
        if len(path) > 2 and path[-2] in facts and path[-1] in SIDES and _is_number(value):
            facts[str(path[-2])].add(value)
    return {fact: sorted(bounds) for fact, bounds in facts.items()}


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(path: Path, value: Any, money: Mapping[str, list[int]]) -> Iterator[tuple[str, Path, Any]]:
    """One more and one less; a sum of money also by a tier: the next bound of that fact, or ten times the sum."""
    if not _is_number(value):
        return
    others = [value + 1, *([value - 1] if value else [])]
    bounds = money.get(str(path[-2]), []) if path[-1] in SIDES else []
    if value in bounds:
        place = bounds.index(value)
        others += bounds[place + 1 : place + 2] or [10 * value]
        others += bounds[place - 1 : place] if place else [value // 10]
    yield from ((NUMBER, path, other) for other in dict.fromkeys(others) if other != value)


def _side(path: Path, value: Any) -> Iterator[tuple[str, Path, Any]]:
    """A bound that takes its number in leaves it out, and the other way round; at least is at most."""
    if not isinstance(value, Mapping):
        return
    form = value.get("form")
    turned = SHARES if form == "quorum" else COUNTS if form == "quota" else {} if form else SIDES
    if not form and not (value and set(value) <= set(SIDES) and all(map(_is_number, value.values()))):
        return
    for side, other in turned.items():
        if side in value and other not in value:
            yield COMPARISON, path, {other if key == side else key: each for key, each in value.items()}


def _unit(path: Path, value: Any) -> Iterator[tuple[str, Path, Any]]:
    """The number of another unit; of a quota, in another period."""
    if path[-1] == "per" and value in PERIODS:
        yield from ((UNIT, path, other) for other in PERIODS if other != value)
    if path[-1] in ("within", "ahead") and isinstance(value, Mapping):
        for unit in TERMS.keys() & value.keys():
            for other in TERMS[unit]:
                if path[-1] == "within" or other in ("working_days", "calendar_days"):
                    yield UNIT, path, {other if key == unit else key: each for key, each in value.items()}
