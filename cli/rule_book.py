"""`rule book`: the text article by article with its rules, readings and stories beside it, to be read and signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.layout import inert
from cli.options import option, verb
from cli.output import fields
from cli.words import N_, t

if TYPE_CHECKING:
    from cli.run import Run
    from projections.law_stories import Stories
    from projections.rule_book import Woven

BINDING = frozenset({"enforced", "by_declaration", "undated", "silent"})
"""The classes of rules that a story must show."""


@verb(
    "book",
    N_(
        "A rulebook woven into one HTML file for the legal affairs office: the text article by article, beside it the "
        "rules with their bounds, readings and stories, what is left out and why; and a page to sign."
    ),
    zh="成书",
    examples=("rule book jiangkou-2022", "rule book rules/newtown --out newtown.html --stories cases/newtown"),
)
@click.argument("folder", metavar="KEY|DIR")
@option("--out", metavar="FILE", help=N_("where to write it; else KEY.html here"))
@option(
    "--stories", metavar="DIR",
    help=N_("the folder of its stories; else tests/law/cases/KEY where the program runs from its source"),
)  # fmt: skip
@click.pass_obj
def book(this: Run, /, *, folder: str, out: str | None, stories: str | None) -> None:
    from cli.audit import write
    from cli.books import in_shape
    from cli.rule_book_page import page
    from projections.law_html import render
    from projections.law_stories import Stories, folder_of, stories_in
    from projections.rule_book import weave

    woven = weave(in_shape(folder))
    cases = folder_of(woven.book.key, stories)
    told = stories_in(cases) if cases else Stories()
    file = out or f"{Path(woven.book.key).name}.html"  # nobody has checked the key: the file stays here
    write(file, render("book.html", page(woven, told), inert))
    data = _counted(woven, told) | {"file": file}
    named = [
        (t(N_("rulebook")), f"{woven.book.title} [{woven.book.key}]"),
        (t(N_("articles")), data["articles"]),
        (t(N_("rules")), data["rules"]),
        (t(N_("readings")), data["readings"]),
        (t(N_("stories")), data["stories"] if cases else t(N_("none here: --stories DIR says where they are"))),
        (t(N_("rules that no story names")), len(data["untested"]) if cases else None),
    ]
    this.out.put(data, [*fields(named), t(N_("Written: {file}"), file=file)])


def _counted(woven: Woven, told: Stories) -> dict[str, Any]:
    return {
        "book": woven.book.key,
        "sha256": woven.book.sha256,
        "articles": woven.counts["articles"],
        "rules": len(woven.rules),
        "readings": sum(each.rule.reading is not None for each in woven.rules),
        "left_out": len(woven.counts["left_out"]),
        "stories": len(told.told),
        "untested": untested(woven, told),
    }


def untested(woven: Woven, told: Stories) -> list[str]:
    """The binding rules that no story names."""
    named = {name for story in told.told for name in story.names}
    return [each.rule.id for each in woven.rules if each.kind in BINDING and each.rule.id not in named]


VERBS = (book,)
