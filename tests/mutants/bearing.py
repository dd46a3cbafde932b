"""Which cases could notice a mutant, the likeliest first: those that name its rule, then those that do its acts.

A case left out here is not tried; so a mutant is at most called a survivor wrongly, never killed wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tests.mutants.cases import Case
from tests.mutants.mutant import Mutant, Tables, mutated
from tests.mutants.places import GONE, at, walk
from tests.mutants.wording import ACTS

STANDING_IN = frozenset({"away", "delegate", "pair", "name_acting", "represent_abroad"})
OF_META = {"lights": frozenset({"light"}), "late_entry_working_days": frozenset({"late", "on"})}
"""What the lines say that these numbers of the book bear on."""
WORDLESS: frozenset[str] = frozenset()
IN_A_MEETING = frozenset({"notify", "record_attendance", "convene", "close_attendance"})


def bearing(
    mutant: Mutant, tables: Tables, cases: Iterable[Case], seconds: Mapping[tuple[str, str], float]
) -> list[Case]:
    """The cases of its book to be tried, in the order in which they are."""
    mine = [case for case in cases if case.book == mutant.book]
    if not mutant.is_of_rule:
        words = OF_META.get(str(mutant.path[1]))
        return sorted(
            (case for case in mine if words is None or case.says & words), key=lambda case: seconds.get(case.name, 0)
        )
    reaches = [_reach(rule, mutant, tables) for rule in _rules(mutant, tables)]
    found = []
    for case in mine:
        named = 0 if mutant.rule in case.first else 1 if mutant.rule in case.rules else 2
        common = max(each.common(case) for each in reaches)
        if named < 2 or common:
            found.append(((named, -common if named == 2 else 0, seconds.get(case.name, 0)), case))
    return [case for _, case in sorted(found, key=lambda each: each[0])]


def _rules(mutant: Mutant, tables: Tables) -> list[Mapping[str, Any]]:
    """The rule as it is, and as the mutant has it."""
    gone = len(mutant.path) == 3 and mutant.new is GONE
    return [at(each, mutant.path[:3]) for each in ([tables] if gone else [tables, mutated(tables, mutant)])]


class Reach(NamedTuple):
    """What a rule speaks of: acts, kinds of case, and of its facts the words that it asks for."""

    acts: frozenset[str]
    kinds: frozenset[str]
    words: Mapping[str, frozenset[str]]
    standing_in: bool

    def common(self, case: Case) -> int:
        """How many acts of the rule the case does; 0 where it is about other cases, or never says what it asks."""
        if self.standing_in and "acting_for" in case.says:
            return 1
        if not case.kinds & self.kinds or any(not case.values.get(f, WORDLESS) & w for f, w in self.words.items()):
            return 0
        return len(case.does & self.acts)


def _reach(rule: Mapping[str, Any], mutant: Mutant, tables: Tables) -> Reach:
    case = rule.get("case", tables[str(mutant.path[0])]["case"])
    named = [name.rpartition(".") for name in _named(rule, tables, case)]
    kinds = {case, *(other for other, _, _ in named if other)}
    standing_in = rule["form"] == "stands_in"
    if standing_in:
        kinds |= set(tables["acts"]["act"])
    return Reach(frozenset(act for _, _, act in named), frozenset(kinds), _words(rule, tables), standing_in)


def _words(rule: Mapping[str, Any], tables: Tables) -> dict[str, frozenset[str]]:
    """The values that a rule asks for of facts which somebody says; what the program derives no line need say."""
    asked = {**rule.get("when", {}), **({"kind": rule["kind"]} if rule["form"] == "members" else {})}
    facts, found = tables["facts"]["fact"], {}
    for fact, value in asked.items():
        values = [value] if isinstance(value, str) else value
        if fact in facts and "derived_from" not in facts[fact] and isinstance(values, list):
            found[fact] = frozenset(map(str, values))
    return found


def _named(rule: Mapping[str, Any], tables: Tables, case: str) -> Iterator[str]:
    for path, value in walk(rule):
        key = next((part for part in reversed(path) if isinstance(part, str)), "")
        if isinstance(value, str) and (key in ACTS or (key == "on" and rule["form"] == "deemed")):
            yield value
            yield from _route(value, tables, case)
        elif key == "decision":
            yield from ("decide", "decided")
    if "route" in rule:
        yield from _route(rule["route"], tables, case)
    match rule["form"]:
        case "members" | "quorum":
            yield from IN_A_MEETING
        case "stands_in":
            yield from STANDING_IN
        case "rung":
            yield from ("urge", "assign")


def _route(name: str, tables: Tables, case: str) -> Iterator[str]:
    """The acts that a route opens, and the steps that lead there."""
    route = tables["acts"]["route"].get(case, {}).get(name)
    yield from route["opens"] if route else ()
