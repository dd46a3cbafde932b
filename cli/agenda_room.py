"""An item in the room: who comes for it, what is said, what is decided and assigned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.acting import act, manner
from cli.case_acts import do, of_any_act
from cli.case_batch import plain
from cli.options import option, verb
from cli.words import N_

if TYPE_CHECKING:
    from cli.run import Run

KIND = "agenda"


@verb(
    "opine",
    N_("Give a view on an item that is being heard."),
    zh="发表意见",
    acts=True,
    examples=("agenda opine AGD-2022-0001 --words 同意，工期可再压缩 --as li",),
)
@click.argument("case")
@option("--words", "text", required=True, metavar="TEXT", help=N_("what is said"))
@of_any_act
@click.pass_obj
def opine(this: Run, /, *, case: str, text: str, **said: Any) -> None:
    do(this, KIND, case, "opine", more=[f"opinion={text}"], **said)


@verb(
    "dissent",
    N_("Keep a dissent beside the decision: it holds nothing up, and nobody erases it."),
    zh="保留意见",
    acts=True,
    examples=("agenda dissent AGD-2022-0001 --words 建议分两年实施 --as liu",),
)
@click.argument("case")
@option("--words", "text", required=True, metavar="TEXT", help=N_("what is said"))
@of_any_act
@click.pass_obj
def dissent(this: Run, /, *, case: str, text: str, **said: Any) -> None:
    do(this, KIND, case, "dissent", more=[f"dissenting_opinion={text}"], **said)


@verb(
    "decide",
    N_("Decide an item, as the person in the chair, after hearing all sides. What is assigned opens items on closing."),
    zh="决定",
    acts=True,
    examples=(
        "agenda decide AGD-2022-0001 --outcome adopted --assign '六月底前完工;lead=edu;due=2022-06-30' --as wang",
        "agenda decide AGD-2022-0001 --outcome adopted --about FND-2022-0001 --covers 5,000,000 --as wang",
        "agenda decide AGD-2022-0002 --outcome adopted_in_principle --assignments 交办.toml --as wang",
    ),
)
@click.argument("case")
@option(
    "--outcome", required=True, metavar="ANSWER", help=N_("adopted, adopted_in_principle, not_adopted, deferred, heard")
)
@option("--about", multiple=True, metavar="CASE", help=N_("a case that is decided on; may be repeated"))
@option("--covers", metavar="YUAN", help=N_("the amount decided, for all these cases together"))
@option(
    "--assign",
    "assigned",
    multiple=True,
    metavar="TEXT;lead=UNIT",
    help=N_("what is assigned: 'text;lead=unit,unit;support=unit;due=2022-06-30'; an item for each that leads"),
)
@option("--assignments", "files", multiple=True, metavar="FILE", help=N_("the same as a TOML or JSON file"))
@of_any_act
@click.pass_obj
def decide(
    this: Run,
    /,
    *,
    case: str,
    outcome: str,
    about: Sequence[str],
    covers: str | None,
    assigned: Sequence[str],
    files: Sequence[str],
    **said: Any,
) -> None:
    from aggregates.office import agenda
    from aggregates.office.proposal import Asked
    from cli import naming
    from cli.assignments import in_file, in_words
    from cli.facts import facts as read

    desk = this.desk()
    own = (("about", ",".join(about)), ("covers_fen", covers))
    stated = read(this, [*said.pop("facts"), *(f"{name}={value}" for name, value in own if value)])
    rows = [row for text in assigned for row in in_words(this, text)]
    rows += [row for path in files for row in in_file(this, path)]
    how, which = manner(this, **said), naming.case(this, case, KIND)
    asked = Asked("decide", answer(this, outcome), stated)
    act(this, lambda: agenda.act(desk, which, asked, how, assignments=rows), this.bookwords.act(KIND, "decide"))


def answer(this: Run, text: str) -> str:
    """The outcome by its key or its Chinese word; the text itself where the book has neither."""
    defined = this.book.act(KIND, "decide")
    known = defined.outcomes if defined else {}
    return next((key for key, zh in known.items() if text in (key, zh)), text)


attend = plain(
    KIND, "attend", "attend", N_("Come for items, as the head of a department concerned."),
    zh="到会", examples=("agenda attend AGD-2022-0001 AGD-2022-0004 --as feng",),
)  # fmt: skip
hear = plain(
    KIND, "hear", "hear", N_("Open an item, as the person in the chair."),
    zh="开始讨论", examples=("agenda hear AGD-2022-0001 --as wang",),
)  # fmt: skip
report = plain(
    KIND, "report", "report_item", N_("Report an item, as the head of the department that leads."),
    zh="汇报", examples=("agenda report AGD-2022-0001 --as feng",),
)  # fmt: skip

VERBS = (attend, hear, report, opine, dissent, decide)
