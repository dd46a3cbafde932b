"""A mutant of a rulebook: one place, what stood there, and what stands there instead; and the book it makes."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from aggregates.rulebook.loader import NOT_RULES, _book, digest, read, table
from aggregates.rulebook.loader import SHIPPED as BOOKS
from aggregates.rulebook.model import Book
from tests.mutants.places import GONE, Path, changed, written

SEED = "govledger mutants"
Tables = Mapping[str, Any]
"""The parsed files of a book by their names without `.toml`."""

NUMBER, COMPARISON, UNIT = "number", "comparison", "unit"
OFFICE, ACT, WHEN, ORDER, DELETION, FORCE = "office", "act", "when", "order", "deletion", "force"
EVERY = (NUMBER, COMPARISON, UNIT)
"""All of these are made."""
SAMPLED = (OFFICE, ACT, WHEN, ORDER, DELETION, FORCE)
"""Of these a sample is made."""


class Mutant(NamedTuple):
    """`rule`: its id, or the file of a table that is no rule. `path` begins with the file; people read `place`."""

    book: str
    rule: str
    path: Path
    kind: str
    old: Any
    new: Any

    @property
    def place(self) -> str:
        """Where in the rule, or in the file."""
        inner = self.path[3:] if self.is_of_rule else self.path[1:]
        return written(inner) or "the rule"

    @property
    def is_of_rule(self) -> bool:
        return self.path[1] == "rule"

    @property
    def drawn(self) -> str:
        """What decides whether it is in the sample: as good as drawn by lot, and the same next year."""
        whole = self.new if self.kind == ORDER else ""  # steps that begin alike look alike when cut
        return sha256(f"{SEED}|{self.rule}|{self.place}|{self.kind}|{self.change}{whole}".encode()).hexdigest()

    @property
    def change(self) -> str:
        """What stood there, and what stands there now; of two tables or lists only where they differ."""
        old, new = self.old, self.new
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            old, new = ({k: v for k, v in a.items() if b.get(k) != v} for a, b in ((old, new), (new, old)))
        if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            old, new = ([x for x, y in zip(a, b, strict=True) if x != y] for a, b in ((old, new), (new, old)))
        return f"{said(old)} → {said(new)}"

    def __str__(self) -> str:
        return f"{self.kind}: {self.rule}: {self.place}: {self.change}"


def said(value: Any) -> str:
    """A value as it would stand in the file, without its quotes; a long one from its beginning."""
    if value is GONE:
        return "(gone)"
    words = repr(value).replace("'", "") if not isinstance(value, bool) else str(value).lower()
    return words if len(words) <= 70 else f"{words[:67]}…"


def tables_of(key: str) -> tuple[dict[str, Any], str]:
    """The files of a shipped book, parsed once, and its digest."""
    files = read(BOOKS / key)
    parsed = {name[:-5]: table(data) for name, data in files.items() if name.endswith(".toml")}
    return parsed, digest(files)


def book_from(tables: Tables, sha: str) -> Book:
    """The book that these tables make. Any error of a table that is no rulebook's goes through."""
    stems = [stem for stem in sorted(tables) if stem not in NOT_RULES]
    return _book(tables["meta"], tables, stems, sha, None)


def mutated(tables: Tables, mutant: Mutant) -> dict[str, Any]:
    """The tables with the mutant's place changed. Where a rule goes, whatever only points to it goes as well."""
    made: dict[str, Any] = changed(tables, mutant.path, mutant.new)
    if len(mutant.path) == 3 and mutant.new is GONE:
        return {stem: _without(each, mutant.rule) if stem not in NOT_RULES else each for stem, each in made.items()}
    return made


def _without(file: Any, gone: str) -> Any:
    """The rules of a file, none of which yields to that one or stands beside it."""
    rules = [
        {key: [name for name in value if name != gone] if key in ("yields_to", "beside") else value for key, value in r}
        for r in (rule.items() for rule in file.get("rule", ()))
    ]
    return {**file, "rule": rules}
