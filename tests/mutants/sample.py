"""All mutants of a book that are made, and of the others a sample: always the same, and spread over the kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.mutants.mutant import SAMPLED, Mutant, Tables
from tests.mutants.places import Path
from tests.mutants.quantities import quantities
from tests.mutants.wording import wording

DRAWN = 200
"""So many are drawn of each book."""


def mutants(key: str, tables: Tables) -> list[Mutant]:
    """Every number, comparison and unit of a book, and its part of the sample."""
    return [*quantities(key, tables), *sampled(list(wording(key, tables)), DRAWN)]


def sampled(found: list[Mutant], number: int) -> list[Mutant]:
    """So many of them, as many of each kind as there are; of one place, a list being one, at most one of a kind."""
    places: dict[tuple[str, Path], Mutant] = {}
    for each in sorted(found, key=lambda each: each.drawn):
        places.setdefault((each.kind, _place(each.path)), each)
    of = defaultdict(list)
    for each in places.values():
        of[each.kind].append(each)
    return list(_in_turn([of[kind] for kind in SAMPLED], number))


def _place(path: Path) -> Path:
    return path[:-1] if len(path) > 3 and isinstance(path[-1], int) else path


def _in_turn(kinds: list[list[Mutant]], number: int) -> Iterator[Mutant]:
    """One of each kind, then the next of each, until there are enough."""
    left = [list(reversed(kind)) for kind in kinds]
    while number and any(left):
        for kind in left:
            if kind and number:
                number -= 1
                yield kind.pop()
