"""An item of a meeting to look at: what was said on it, what was decided, what was assigned to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.acting import step_as_json
from cli.case_views import opened, turns
from cli.layout import table
from cli.options import verb
from cli.output import fields
from cli.words import N_, language, t

if TYPE_CHECKING:
    from aggregates.case_file import CaseFile
    from cli.run import Run

WORDS = {"reply": "opinion", "opine": "opinion", "dissent": "dissenting_opinion"}
"""The acts by which somebody says something on an item, and the fact that holds the words."""


@verb(
    "show",
    N_("Show an item: what was said on it, what was decided and assigned, whose turn it is."),
    zh="查看",
    examples=("agenda show AGD-2022-0001", "agenda show 2022-1", "--json agenda show AGD-2022-0001"),
)
@click.argument("case")
@click.pass_obj
def show(this: Run, /, *, case: str) -> None:
    from aggregates.meeting_decision import assignments_of
    from cli.case_page import as_json, page

    file, context = opened(this, case, "agenda")
    following = turns(this, file, context)
    views, assigned = views_of(file), [dict(row) for row in assignments_of(file)]
    data = as_json(file, [step_as_json(step) for step in following])
    data |= {"views": views, "assignments": assigned}
    lines = page(this, file, following)
    lines += ["", *_views(this, views)] if views else []
    lines += ["", *_assignments(this, assigned)] if assigned else []
    this.out.put(data, lines)


def views_of(file: CaseFile) -> list[dict[str, Any]]:
    """What people said on the item, in the order of the record; what was disowned is left out."""
    return [
        {"act": act.act, "person": act.by.person, "outcome": act.outcome, "words": act.fields.get(WORDS[act.act])}
        for act in file.acts
        if act.act in WORDS and not act.struck
    ]


def _views(this: Run, views: list[dict[str, Any]]) -> list[str]:
    words = this.bookwords
    pairs = []
    for view in views:
        label = t(N_("{act}: {person}"), act=words.act("agenda", view["act"]), person=this.name_of(view["person"]))
        said = t(N_("; ")).join(part for part in (_answer(this, view), view["words"]) if part)
        pairs.append((label, said or "-"))
    return fields(pairs, indent=2)


def _answer(this: Run, view: dict[str, Any]) -> str | None:
    """The answer of a unit, in the language of this run."""
    known, answer = this.book.act("agenda", view["act"]), view["outcome"]
    if known is None or answer is None:
        return None
    return known.outcomes.get(answer, answer) if language() == "zh" else str(answer).replace("_", " ")


def _assignments(this: Run, rows: list[dict[str, Any]]) -> list[str]:
    words = this.bookwords
    heads = [N_("assigned"), N_("lead"), N_("supporting units"), N_("due")]
    body = [
        [
            row["text"],
            words.value("undertaking_unit", row["lead"]),
            words.value("support_units", row["support"]) or "-",
            row["due_on"] or "-",
        ]
        for row in rows
    ]
    return table([t(head) for head in heads], body)


VERBS = (show,)
