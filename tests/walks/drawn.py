"""Values drawn for the facts of a book: what it lists, both sides of what its rules compare, the names of its town."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from random import Random
from typing import Any

from aggregates.case_file import CaseFile
from aggregates.kinds import KINDS, kind_of
from aggregates.rulebook.completions import domain
from aggregates.rulebook.model import Book, Fact
from tests.town import TownHall
from tests.walks.crowd import units_of

TEXTS = ("校舍维修", "=HYPERLINK(1)", "防汛", "<script>")
YUAN = 9_000_000
LINKS = {"meeting": "meeting", "decided_by": "agenda", "item": "item"}
"""The kinds of case that the program looks for behind these facts."""


class Drawn:
    """Draws for one walk. `cases` are the walk's own, as they come to be."""

    def __init__(self, town: TownHall, random: Random, people: list[str], cases: Mapping[str, CaseFile]) -> None:
        self.town, self.random, self.people, self.cases = town, random, people, cases
        self.units = [unit.key for unit in units_of(town.book)]
        self._numbers: dict[str, tuple[int, ...]] = {}

    @property
    def book(self) -> Book:
        return self.town.book

    def all_of(self, names: tuple[str, ...]) -> dict[str, Any]:
        """A value for each of these facts that can be had."""
        return {name: value for name in names if (value := self.value(name)) is not None}

    def value(self, name: str) -> Any:
        """Some value of a fact; None for one that cannot be had."""
        fact = self.book.facts[name]
        if fact.derived_from:
            return None
        listed: dict[str, list[Any]] = {
            "one_of": list(fact.values),
            "meeting_kind": list(self.book.meeting_kinds),
            "flag": [True, False, False],
        }
        if fact.type in listed:
            return self.random.choice(listed[fact.type])
        return self._of_type(name, fact)

    def _of_type(self, name: str, fact: Fact) -> Any:
        match fact.type:
            case "amount_fen" | "count":
                return self.random.choice(self.numbers(fact))
            case "day":
                return (self.town.today + timedelta(days=self.random.choice((0, 1, 7, 20)))).isoformat()
            case "department":
                return self.random.choice(self.units)
            case "departments":
                return self.random.sample(self.units, self.random.choice((0, 1, 2)))
            case "matters":
                return self.random.sample(self.things, self.random.choice((1, 2)))
            case "person":
                return self.random.choice(self.people)
            case "people":
                return self.random.sample(self.people, self.random.choice((3, 12, len(self.people))))
            case "office":
                return self.random.choice(list(self.book.offices))
            case "case":
                return self._case_for(name)
            case "cases":
                known = [case for case in self.cases if kind_of(case) in (KINDS["fund"], KINDS["document"])]
                return self.random.sample(known, min(len(known), 1))
        return self.random.choice(TEXTS)

    def numbers(self, fact: Fact) -> tuple[int, ...]:
        """Both sides of every bound that a rule sets, and some plain ones."""
        if fact.key not in self._numbers:
            bounds = domain(self.book, fact.key, (rule.when for rule in self.book.rules.values()))
            plain = (YUAN, 100 * YUAN) if fact.type == "amount_fen" else (0, 1, 2, 5)
            self._numbers[fact.key] = (*bounds, *plain)
        return self._numbers[fact.key]

    @cached_property
    def things(self) -> list[str]:
        """What somebody can have charge of: units, and the matters of the book that are a list of such."""
        return [
            *self.units,
            *dict.fromkeys(v for f in self.book.facts.values() if f.type == "matters" for v in f.values),
        ]

    def _case_for(self, fact: str) -> str | None:
        wanted = LINKS.get(fact)
        known = [case for case, file in self.cases.items() if wanted in (None, file.state.kind)]
        return self.random.choice(known) if known else None
