"""A rulebook before it judges: checked, file by file and line by line, and adopted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.acting import act, manner
from cli.layout import inert, wrap
from cli.options import option, verb
from cli.output import paragraph
from cli.values import day
from cli.words import N_, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.rulebook.checks import Problem
    from cli.run import Run

WIDTH, SHOWN = 100, 20
NEXT = {
    "shape": N_(
        "Mend the shape of these files first: names, quotes, numbers and routes are looked at once every file has it."
    ),
    "meaning": N_("Mend these, from the top, and check again: one mistake often shows in several places."),
    "unread": N_(
        "Read on at {article}: write what it says as rules and name them under `encoded` in articles.toml, or say "
        "there in `why_not` why nothing of it can be held."
    ),
    "whole": N_(
        "Count what it holds with `rule coverage`, try it in a training ledger with `init --training --book`, then "
        "found the ledger with `init --book`, or adopt it where one stands."
    ),
}


@verb(
    "check",
    N_(
        "Check a rulebook: quotes found in their articles, names known, routes without gap or overlap; what to do next."
    ),
    zh="检查",
    examples=("rule check rules/jiangkou-2027", "rule check jiangkou-2022", "--json rule check rules/jiangkou-2027"),
)
@click.argument("folder", metavar="DIR|KEY")
@click.pass_obj
def check(this: Run, /, *, folder: str) -> int:
    from aggregates.rulebook.checks import UNREAD, check_files, shapely
    from cli.books import book_files

    files = book_files(folder)
    found = check_files(files)
    unread = [each.where for each in found if each.message == UNREAD]
    faults = [each for each in found if each.message != UNREAD]
    step = "meaning" if faults else "unread" if unread else "whole"
    if faults and shapely(files):
        step = "shape"
    advice = t(NEXT[step], article=unread[0]) if step == "unread" else t(NEXT[step])
    data: dict[str, Any] = {
        "ok": not found,
        "problems": [str(each) for each in found],
        "faults": [_as_data(each) for each in faults],
        "unread": unread,
        "next": advice,
    }
    lines = [*_listed(faults), *_unread(unread), *_counted(folder, faults, unread)]
    this.out.put(data, [*lines, *_next(folder, step, advice)])
    return 2 if found else 0


def _as_data(problem: Problem) -> dict[str, Any]:
    """A fault as data; its words in the language of the reader."""
    return {
        "file": problem.file,
        "line": problem.line,
        "where": problem.where,
        "message": _said(problem.message, problem.params),
        "hints": [_said(*hint) for hint in problem.hints],
    }


def _said(message: str, params: Mapping[str, Any]) -> str:
    filled = {name: t(value) if name == "fault" else value for name, value in params.items()}
    return t(message, **filled) if filled else t(message)


def in_words(problem: Problem) -> str:
    """One fault with its file and line, in the language of the reader."""
    file = t(N_(", ")).join((problem.file, t(N_("line {n}"), n=problem.line))) if problem.line else problem.file
    said = (_said(problem.message, problem.params), *(_said(*hint) for hint in problem.hints))
    return ": ".join(each for each in (file, problem.where, t(N_("; ")).join(said)) if each != "-")


def _listed(faults: Sequence[Problem]) -> list[str]:
    """The faults by their files: line, rule, what is wrong there, and what may help."""
    lines: list[str] = []
    for file, group in groupby(faults, lambda each: each.file):
        lines.append(file)
        for each in group:
            place = t(N_("line {n}"), n=each.line) if each.line else ""
            head = "  ".join(part for part in (place, each.where if each.where != "-" else "") if part)
            lines += [f"  {inert(head)}"] if head else []
            lines += _indented(_said(each.message, each.params), 6)
            for hint in each.hints:
                lines += _indented("-> " + _said(*hint), 6)
        lines.append("")
    return lines


def _unread(articles: Sequence[str]) -> list[str]:
    if not articles:
        return []
    head = t(N_("{n} articles not yet accounted for (articles.toml):"), n=len(articles))
    first = t(N_(", ")).join(articles[:SHOWN])
    more = t(N_("{articles} and {n} more"), articles=first, n=len(articles) - SHOWN) if len(articles) > SHOWN else first
    return [head, *_indented(more, 2), ""]


def _indented(text: str, by: int) -> list[str]:
    return [" " * by + inert(line) for line in wrap(text, WIDTH - by)]


def _counted(folder: str, faults: Sequence[Problem], unread: Sequence[str]) -> list[str]:
    if not faults and not unread:
        return [t(N_("{folder}: no fault found"), folder=folder)]
    return [t(N_("{n} faults"), n=len(faults) + len(unread))]


def _next(folder: str, step: str, advice: str) -> list[str]:
    commands = {
        "whole": (f"rule coverage --book {folder}", f"rule adopt {folder} --as PERSON"),
    }.get(step, (f"rule check {folder}",))
    return [*paragraph(advice), *(f"{t(N_('Next:'))} govledger {words}" for words in commands)]


@verb(
    "adopt",
    N_("Adopt a rulebook: from its day on it judges, to the byte as adopted. A root holder does it, another confirms."),
    zh="采用",
    acts=True,
    examples=("rule adopt rules/jiangkou-2027 --from 2027-01-01 --changes 修订第一百零四条 --as zhao",),
)
@click.argument("folder", metavar="DIR|KEY")
@option("--from", "from_on", metavar="DATE", help=N_("in force from; else the day the rulebook itself names"))
@option("--changes", metavar="TEXT", help=N_("what changed, in text or in reading"))
@click.pass_obj
def adopt(this: Run, /, *, folder: str, from_on: str | None, changes: str | None) -> None:
    from aggregates.office.adoption import adopt_rulebook
    from aggregates.rulebook.loader import load_files
    from cli.books import checked

    if not Path(folder).is_dir() and "/" in folder:
        raise BadInput("there is no folder {folder}", folder=folder)
    files = checked(folder)
    first = day(from_on) if from_on else load_files(files).in_force_from
    desk = this.desk(root=True)
    act(this, lambda: adopt_rulebook(desk, files, in_force_from=first, changes=changes, manner=manner(this)))


VERBS = (check, adopt)
