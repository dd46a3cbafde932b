"""Tries every mutant, over the cores; ends with 1 if fewer than 95 % are noticed in some book."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TypeVar

from aggregates.rulebook.loader import shipped
from tests.mutants.bearing import bearing
from tests.mutants.cases import Case, cases
from tests.mutants.kill import Bench, Verdict, original
from tests.mutants.mutant import Mutant
from tests.mutants.report import enough, figures, page, survivors
from tests.mutants.sample import mutants

PAGE = Path(__file__).parent.parent.parent / "docs" / "mutants.md"
Name = tuple[str, str]
T = TypeVar("T")


class Worker:
    """What one process keeps: its bench, and the cases by their names."""

    bench: Bench
    cases: dict[Name, Case]


def _begin(folder: str, books: tuple[str, ...]) -> None:
    Worker.bench = Bench(Path(mkdtemp(dir=folder)))
    Worker.cases = {case.name: case for case in cases(books)}


def _as_it_is(name: Name) -> tuple[Name, float, bool]:
    """How long the case takes on the book as it is, and whether it goes as told there."""
    case, began = Worker.cases[name], time.perf_counter()
    went = Worker.bench.goes_as_told(case, original(case.book).book)
    return name, time.perf_counter() - began, went


def _try(task: tuple[Mutant, list[Name]]) -> Verdict:
    mutant, names = task
    return Worker.bench.tried(mutant, (Worker.cases[name] for name in names))


def run(books: tuple[str, ...], jobs: int, made: Sequence[Mutant] | None = None) -> tuple[list[Verdict], list[Name]]:
    """The verdicts on these mutants, or on all of these books, in their order; and the cases that go wrong as it is."""
    all_cases = list(cases(books))
    if made is None:
        made = [mutant for key in books for mutant in mutants(key, original(key).tables)]
    # Spawned, not forked: the same on every system.
    with TemporaryDirectory() as folder, get_context("spawn").Pool(jobs, _begin, (folder, books)) as pool:
        seconds, broken = dict[Name, float](), list[Name]()
        for name, took, went in _shown(
            "cases", pool.imap_unordered(_as_it_is, [c.name for c in all_cases]), len(all_cases)
        ):
            seconds[name] = took
            broken += [] if went else [name]
        sound = [case for case in all_cases if case.name not in broken]
        tasks = [(m, [c.name for c in bearing(m, original(m.book).tables, sound, seconds)]) for m in made]
        verdicts = list(_shown("mutants", pool.imap(_try, tasks), len(tasks)))
    return verdicts, broken


def _shown(what: str, found: Iterator[T], of: int) -> Iterator[T]:
    """The same, with a line of progress now and then."""
    began = time.monotonic()
    for number, each in enumerate(found, 1):
        if number % 50 == 0 or number == of:
            print(f"{what}: {number} of {of}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        yield each


def main(said: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument(
        "book", nargs="*", help="the books; without any, all that are shipped, and docs/mutants.md is written"
    )
    parser.add_argument("-j", "--jobs", type=int, default=cpu_count() or 1)
    given = parser.parse_args(said)
    books = tuple(given.book) or shipped()
    began = time.monotonic()
    verdicts, broken = run(books, given.jobs)
    print(f"{time.monotonic() - began:.0f} s")
    if not given.book:
        PAGE.write_text(page(verdicts), encoding="utf-8")
    return told(verdicts, broken)


def told(verdicts: Sequence[Verdict], broken: Sequence[Name]) -> int:
    """Prints the survivors and the figures; 1 if that is not enough, or a case goes wrong on the book as it is."""
    for name in broken:
        print(f"goes otherwise on the book as it is: {': '.join(name)}")
    for each in survivors(verdicts):
        print(f"survived: {each.mutant}")
    print(page(verdicts).split("## By book")[1].split("## Survivors")[0])
    print(f"{len(verdicts)} mutants, {figures(verdicts).survived} survived")
    return 0 if enough(verdicts) and not broken else 1
