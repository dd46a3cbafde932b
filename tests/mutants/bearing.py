"""Which cases could notice a mutant, the likeliest first: those that name its rule, then those that do its acts.

A case left out here is not tried; so a mutant is at most called a survivor wrongly, never killed wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.mutants.cases import Case
from tests.mutants.mutant import Mutant, Tables, mutated
from tests.mutants.places import GONE, at, walk
from tests.mutants.wording import ACTS

STANDING_IN = frozenset({"away", "delegate", "pair", "name_acting", "represent_abroad"})
IN_A_MEETING = frozenset({"notify", "record_attendance", "convene", "close_attendance"})


def bearing(
    mutant: Mutant, tables: Tables, cases: Iterable[Case], seconds: Mapping[tuple[str, str], float]
) -> list[Case]:
    """The cases of its book to be tried, in the order in which they are."""
    mine = [case for case in cases if case.book == mutant.book]
    if not mutant.is_of_rule:
        return sorted(mine, key=lambda case: (_unlike(case, mutant), seconds.get(case.name, 0)))
    acts, kinds = _acts(mutant, tables)
    found = []
    for case in mine:
        named = 0 if mutant.rule in case.first else 1 if mutant.rule in case.rules else 2
        common = case.does & acts
        if named < 2 or (common and case.kinds & kinds) or (acts >= STANDING_IN and "acting_for" in case.says):
            found.append(((named, -len(common) if named == 2 else 0, seconds.get(case.name, 0)), case))
    return [case for _, case in sorted(found, key=lambda each: each[0])]


def _unlike(case: Case, mutant: Mutant) -> bool:
    """Whether a case says nothing of what a number outside the rules is about."""
    words = {"lights": ("light",), "late_entry_working_days": ("late", "on")}
    return not any(word in case.says for word in words.get(str(mutant.path[1]), ()))


def _acts(mutant: Mutant, tables: Tables) -> tuple[frozenset[str], frozenset[str]]:
    """The acts that the rule speaks of, as it is or as the mutant has it, and the kinds of case they belong to."""
    rules = [at(tables, mutant.path[:3])]
    if not (len(mutant.path) == 3 and mutant.new is GONE):
        rules.append(at(mutated(tables, mutant), mutant.path[:3]))
    acts, kinds = set[str](), set[str]()
    for rule in rules:
        case = rule.get("case", tables[mutant.path[0]]["case"])
        kinds.add(case)
        for name in _named(rule, tables, case):
            other, _, act = name.rpartition(".")
            acts.add(act)
            kinds.update([other] if other else [])
        if rule["form"] == "stands_in":
            kinds |= set(tables["acts"]["act"])
    return frozenset(acts), frozenset(kinds)


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
