"""What came of the mutants: figures by book and by kind, and every survivor; whether that is enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tests.mutants.kill import Verdict
from tests.mutants.mutant import EVERY, SAMPLED

ENOUGH = 95
"""Of a hundred mutants so many are noticed, in every book and in all together."""
HEAD = """# Mutants of the rulebooks

One thing of a rulebook is made wrong at a time, and the check of the book or a hand-written case of `tests/law/cases`
must notice: a bound one fen higher, working days taken for calendar days, another office, two steps swapped, a rule
left out. `make mutants` makes every mutant of a number, a comparison or a unit, and draws a sample over the other kinds
that stays the same from run to run; it fails where fewer than {enough} % are noticed in a book or in all. What is not
made, and why, stands in `tests/mutants/wording.py`. This page is what the last run wrote.
"""


class Figures(NamedTuple):
    """How many mutants there were, and what noticed them."""

    made: int
    check: int
    case: int

    @property
    def survived(self) -> int:
        return self.made - self.check - self.case

    @property
    def enough(self) -> bool:
        return (self.check + self.case) * 100 >= ENOUGH * self.made

    def row(self, name: str) -> str:
        share = f"{100 * (self.check + self.case) / self.made:.1f} %" if self.made else "-"
        return f"| {name} | {self.made} | {self.check} | {self.case} | {self.survived} | {share} |"


def figures(verdicts: Iterable[Verdict]) -> Figures:
    by = [verdict.by for verdict in verdicts]
    check = sum(each is not None and each.startswith("check: ") for each in by)
    return Figures(len(by), check, len(by) - check - by.count(None))


def enough(verdicts: Sequence[Verdict]) -> bool:
    """Whether enough were noticed, in every book and in all together; nothing tried is not enough."""
    books = {verdict.mutant.book for verdict in verdicts}
    each = [figures(v for v in verdicts if v.mutant.book == book) for book in books]
    return bool(verdicts) and all(found.enough for found in (*each, figures(verdicts)))


def page(verdicts: Sequence[Verdict]) -> str:
    """The figures as a page, with the survivors of every book."""
    said = [HEAD.format(enough=ENOUGH), "## By book", "", *_table("book", verdicts, [v.mutant.book for v in verdicts])]
    said += ["", "## By kind", "", *_table("kind", verdicts, [v.mutant.kind for v in verdicts])]
    parts = Counter(v.by for v in verdicts if v.by and v.by.startswith("check: "))
    said += ["", "Noticed by the check: " + ", ".join(f"{n} by {p[7:]}" for p, n in parts.most_common()) + "."]
    said += ["", "## Survivors", ""]
    for book in dict.fromkeys(v.mutant.book for v in verdicts):
        left = survivors([v for v in verdicts if v.mutant.book == book])
        said += [f"### {book}", "", *([f"- {each.mutant}".replace("|", "\\|") for each in left] or ["None."]), ""]
    return "\n".join(said)


def survivors(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """What nothing noticed: bounds and units first, then whole rules and steps."""
    order = {kind: place for place, kind in enumerate((*EVERY, *SAMPLED))}
    left = [verdict for verdict in verdicts if verdict.by is None]
    return sorted(left, key=lambda each: (order[each.mutant.kind], each.mutant.rule, each.mutant.place))


def _table(of: str, verdicts: Sequence[Verdict], names: Sequence[str]) -> list[str]:
    rows = [
        f"| {of} | made | by the check | by a case | survived | noticed |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in dict.fromkeys(sorted(names, key=_rank)):
        rows.append(figures(v for v, its in zip(verdicts, names, strict=True) if its == name).row(name))
    return [*rows, figures(verdicts).row("all")]


def _rank(name: str) -> tuple[int, str]:
    kinds = (*EVERY, *SAMPLED)
    return (kinds.index(name) if name in kinds else 0, name)
