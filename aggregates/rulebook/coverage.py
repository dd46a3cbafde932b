"""What a rulebook covers, counted honestly: each rule in exactly one class, each article accounted for or not.

A rule that the program cannot enforce yet is `not_yet`, with why, whatever else could be said of it; what the text says
and no rule holds is `left_out`, with why. That what counts as enforced is held, a test for each rule shows.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from aggregates.rulebook.checks.declared import by_declaration
from aggregates.rulebook.checks.text import articles_of
from aggregates.rulebook.forms import Advises, Deadline, HeldBy, Silent
from aggregates.rulebook.loader import folder_of, load_files, read, table
from aggregates.rulebook.model import EVERYWHERE, Book, Rule
from ledger.errors import BadInput

CASES: Mapping[str, str] = {
    "fund": "FundRequest",
    "office": "Office",
    "meeting": "Meeting",
    "agenda": "Meeting",
    "document": "Document",
    "leave": "LeaveRequest",
    "item": "DecisionItem",
}
BUILT = frozenset(CASES)
"""The case kinds the program has."""
CLASSES = ("enforced", "by_declaration", "undated", "silent", "held_by", "advisory")


def coverage(source: str | Path | Mapping[str, bytes], built: Collection[str] = BUILT) -> dict[str, Any]:
    """The figures of one book: a key, a folder, or its files; `built`: the case kinds the program has.

    `articles_accounted` counts the articles that are encoded or say why not; `by_case` splits the counts of the rules.
    `left_out`: the statements of the text that no rule holds, each with why.

    Raises:
        BadInput: there is no such book, or it does not load.
    """
    files = source if isinstance(source, Mapping) else read(folder_of(source))
    for name in ("articles.toml", "source.txt"):
        if name not in files:
            raise BadInput("the rulebook has no {file}", file=name)
    book = load_files(files)
    listed = table(files["articles.toml"])["article"]
    articles = list(articles_of(files["source.txt"].decode("utf-8")))
    accounted = [a for a in articles if listed.get(a, {}).get("encoded") or listed.get(a, {}).get("why_not")]
    by_case: dict[str, list[Rule]] = {}
    for rule in book.rules.values():
        by_case.setdefault(CASES.get(rule.case, rule.case), []).append(rule)
    return {
        "articles": len(articles),
        "articles_accounted": len(accounted),
        **_counted(book, list(book.rules.values()), built),
        "left_out": left_out(files),
        "by_case": {case: _counted(book, rules, built) for case, rules in by_case.items()},
    }


def left_out(files: Mapping[str, bytes]) -> list[dict[str, str]]:
    """What the text says and no rule of the book holds, statement by statement, with why."""
    data = files.get("left_out.toml")
    rows = table(data).get("statement", ()) if data else ()
    return [{"id": row["id"], "article": row["article"], "why": row["why"]} for row in rows]


def _counted(book: Book, rules: list[Rule], built: Collection[str]) -> dict[str, Any]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(class_of(book, rule, built), []).append(rule)
    counts = {name: len(found.get(name, ())) for name in CLASSES}
    not_yet = [{"rule": rule.id, "why": why_not_yet(rule, built)} for rule in found.get("not_yet", ())]
    return {"rules": len(rules), **counts, "not_yet": not_yet}


def class_of(book: Book, rule: Rule, built: Collection[str] = BUILT) -> str:
    """The one class of a rule.

    `silent`: the text names nobody and a reading of ours fills the gap. `by_declaration`: it binds, but everybody it
    binds himself says the facts that decide. `undated`: a duty without a number, whose age is shown.
    """
    if why_not_yet(rule, built):
        return "not_yet"
    if isinstance(rule.body, Silent) or rule.id.rsplit("/", 1)[-1].startswith("silent-"):
        return "silent"
    if isinstance(rule.body, HeldBy):
        return "held_by"
    if isinstance(rule.body, Advises):
        return "advisory"
    if isinstance(rule.body, Deadline) and rule.body.undated:
        return "undated"
    return "by_declaration" if by_declaration(book, rule) else "enforced"


def why_not_yet(rule: Rule, built: Collection[str] = BUILT) -> str | None:
    """Why the program cannot hold a rule yet, or None."""
    if rule.form == "stands_in" and rule.case == EVERYWHERE:
        return None  # it empowers in every case that is built
    return None if rule.case in built else f"the program has no {CASES.get(rule.case, rule.case)} yet"
