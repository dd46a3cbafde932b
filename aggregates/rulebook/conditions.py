"""Conditions as data, and their truth on facts of which some are unknown.

The keys of a table must all hold; a list means any of its members; `any` and `none_of` where they are written out.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Lookup = Callable[[str], Any]
"""The value of a fact, or None while it is unknown."""


class Bounds(NamedTuple):
    """The side and edge of a number: `over` and `below` leave the bound out, `at_least` and `up_to` take it in."""

    over: int | None = None
    at_least: int | None = None
    up_to: int | None = None
    below: int | None = None

    def holds(self, number: int) -> bool:
        return not (
            (self.over is not None and number <= self.over)
            or (self.at_least is not None and number < self.at_least)
            or (self.up_to is not None and number > self.up_to)
            or (self.below is not None and number >= self.below)
        )

    def edges(self) -> Iterator[int]:
        return (edge for edge in self if edge is not None)


Test = bool | Bounds | tuple[str, ...]
"""What one key asks of its fact: a flag's value, a number's bounds, or any of these values."""


class Condition(NamedTuple):
    """A table of `when`. An empty one always holds."""

    tests: tuple[tuple[str, Test], ...] = ()
    any: "tuple[Condition, ...]" = ()
    none_of: "tuple[Condition, ...]" = ()

    def facts(self) -> Iterator[str]:
        """The facts compared, in the order written, possibly twice."""
        for fact, _ in self.tests:
            yield fact
        for table in (*self.any, *self.none_of):
            yield from table.facts()


ALWAYS = Condition()


def truth(condition: Condition, value: Lookup) -> bool | None:
    """True, False, or None: it hangs on a fact that is unknown.

    A comparison with an unknown fact is unknown. A table is false if one key is false, else unknown if one is unknown;
    a list of tables is true if one is true, else unknown if one is unknown; `none_of` is the reverse.
    """
    known = True
    for fact, test in condition.tests:
        have = value(fact)
        if have is None:
            known = False
        elif not passes(test, have):
            return False
    if condition.any:
        one = _any(condition.any, value)
        if one is False:
            return False
        known = known and one is True
    if condition.none_of:
        one = _any(condition.none_of, value)
        if one is True:
            return False
        known = known and one is False
    return True if known else None


def passes(test: Test, have: Any) -> bool:
    """Whether a known value passes one test."""
    if isinstance(test, Bounds):
        return test.holds(have)
    return have in test if isinstance(test, tuple) else have is test


def _any(tables: tuple[Condition, ...], value: Lookup) -> bool | None:
    answers = [truth(table, value) for table in tables]
    return True if True in answers else None if None in answers else False


def parse(table: Mapping[str, Any]) -> Condition:
    """A condition from its TOML table, which the check of the book has seen or will see."""
    tests: list[tuple[str, Test]] = []
    for key, want in table.items():
        match want:
            case _ if key in {"any", "none_of"}:
                continue
            case bool():
                tests.append((key, want))
            case str():
                tests.append((key, (want,)))
            case dict():
                tests.append((key, Bounds(**want)))
            case _:
                tests.append((key, tuple(want)))
    any_of = tuple(parse(t) for t in table.get("any", ()))
    return Condition(tuple(tests), any_of, tuple(parse(t) for t in table.get("none_of", ())))
