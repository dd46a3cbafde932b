"""`govledger rule`: the written rules, what each does to a case, and how much of the text is accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import Noun, option
from cli.output import fields, paragraph
from cli.rule_words import FORMS, form
from cli.words import N_, language, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.rulebook.model import Book, Rule
    from cli.bookwords import BookWords
    from cli.run import Run


@click.group(
    cls=Noun,
    elsewhere={
        "cli.rule_compare": {"compare": "比较"},
        "cli.rule_book": {"book": "成书"},
        "cli.rule_diff": {"diff": "差异"},
        "cli.rule_work": {"why": "为何", "coverage": "覆盖"},
        "cli.rule_new": {"new": "新建"},
        "cli.rule_check": {"check": "检查", "adopt": "采用"},
    },
    help=N_(
        "The written work rules: every rule with its article and words, what it does to a case, and how it is read."
    ),
    examples=("rule list --case fund", "rule show jiangkou-2022/104/tier-2", "rule why FND-2022-0001"),
)
def rule() -> None:
    pass


which = option("--book", metavar="KEY|DIR", help=N_("the rulebook; else the one that this ledger adopted"))


@rule.verb(
    "list",
    N_("List the rules of a book: article, form, and what each says."),
    zh="列出",
    examples=("rule list", "rule list --case fund --form chain"),
)
@option("--case", "kind", metavar="KIND", help=N_("of one kind of case: fund, office, meeting, document, leave, item"))
@option("--form", type=click.Choice(sorted(FORMS)), metavar="FORM", help=N_("of one form: chain, needs, only, ..."))
@option("--article", metavar="ARTICLE", help=N_("of one article: 104, or as the text writes it"))
@which
@click.pass_obj
def list_(this: Run, /, *, kind: str | None, form: str | None, article: str | None, book: str | None) -> None:
    found = [
        each
        for each in this.book_named(book).rules.values()
        if (kind is None or each.case == kind)
        and (form is None or each.form == form)
        and (article is None or article in {each.article, *each.id.split("/")[1:2]})
    ]
    rows = [
        {"rule": r.id, "article": r.article, "case": r.case, "form": r.form, "quote": r.quote, "says": r.says}
        for r in found
    ]
    lines = [line for each in found for line in _short(each)]
    this.out.put(
        rows,
        [*lines, t(N_("{n} rules; one of them in full: {command}"), n=len(rows), command="govledger rule show RULE")],
    )


@rule.verb(
    "show",
    N_("Show one rule in full: article, the law's words, condition, steps, and how it is read where the text is open."),
    zh="查看",
    examples=("rule show jiangkou-2022/104/tier-2", "rule show 104/tier-2"),
)
@click.argument("rule_id", metavar="RULE")
@which
@click.pass_obj
def show(this: Run, /, *, rule_id: str, book: str | None) -> None:
    from cli.bookwords import BookWords

    law = this.book_named(book, rule_id)
    found = named(law, rule_id)
    this.out.put(as_json(found, law), in_full(found, BookWords(law)))


def named(book: Book, text: str) -> Rule:
    """The rule of that id, or the only one whose id ends so. Raises: BadInput."""
    if text in book.rules:
        return book.rules[text]
    ending = [each for each in book.rules.values() if each.id.endswith("/" + text)]
    if len(ending) == 1:
        return ending[0]
    from difflib import get_close_matches

    near = [each.id for each in ending] or get_close_matches(text, list(book.rules), 3, 0.4)
    raise BadInput(
        "there is no rule {rule} in {book}; near it: {near}", rule=text, book=book.key, near=", ".join(near) or "-"
    )


def as_json(found: Rule, book: Book) -> dict[str, Any]:
    """A rule as the JSON of `rule show`; the condition and the body of the form as the book spells them."""
    reading = found.reading
    return {
        "rule": found.id,
        "book": {"key": book.key, "sha256": book.sha256},
        "article": found.article,
        "quote": found.quote,
        "says": found.says,
        "case": found.case,
        "form": found.form,
        "when": plain(found.when),
        "body": plain(found.body),
        "yields_to": list(found.yields_to),
        "beside": list(found.beside),
        "override": plain(found.override),
        "reading": reading
        and {"question": reading.question, "adopted": reading.adopted, "alternatives": list(reading.alternatives)},
    }


def plain(value: Any) -> Any:
    """A value of the book as JSON: named fields that say something, lists, texts, numbers."""
    if hasattr(value, "_asdict"):
        return {
            name.rstrip("_"): plain(each) for name, each in value._asdict().items() if each not in (None, (), False)
        }
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return {name: plain(each) for name, each in value.items()} if isinstance(value, dict) else value


def in_full(found: Rule, words: BookWords) -> list[str]:
    """A rule for people: every field that says something."""
    reading = found.reading
    return [
        found.id,
        *fields(
            [
                (t(N_("text")), f"{words.book.title} {found.article}"),
                (t(N_("words")), f"“{found.quote}”"),
                (t(N_("in short")), found.says if language() == "en" else None),
                (t(N_("form")), f"{t(FORMS[found.form])} [{found.form}]"),
                (t(N_("applies when")), "\n".join(words.condition(found.when)) or t(N_("always"))),
                *form(found, words),
                (t(N_("yields to")), "\n".join(found.yields_to)),
                (t(N_("beside")), "\n".join(found.beside)),
                (t(N_("may depart")), words.offices(found.override)),
                (t(N_("open question")), reading and reading.question),
                (t(N_("read as")), reading and reading.adopted),
                (t(N_("or else")), reading and "\n".join(reading.alternatives)),
            ],
            indent=2,
        ),
    ]


def _short(found: Rule) -> list[str]:
    words = found.says if language() == "en" else f"“{found.quote}”"
    return [f"{found.id}  {found.article}  [{found.form}]", *paragraph(words, indent=4)]


def whose(rule: str) -> str:
    """The shipped book that a rule is of, by its id; the only one, where one is shipped. Raises: BadInput."""
    from aggregates.rulebook.loader import shipped

    known, key = shipped(), rule.split("/", maxsplit=1)[0]
    if key in known or len(known) == 1:
        return key if key in known else known[0]
    raise BadInput(
        "no ledger is here whose rulebook could be meant: say --book DIR, or --book with one of {known}",
        known=", ".join(known),
    )


def book_in(text: str) -> Book:
    """The book of a key that is shipped, or of a folder. Raises: BadInput."""
    from aggregates.rulebook.loader import load_files, shipped
    from cli.books import in_shape

    if text not in shipped() and not Path(text).is_dir():
        raise BadInput(
            "there is no rulebook {text}: say a folder, or one of {known}", text=text, known=", ".join(shipped())
        )
    return load_files(in_shape(text))
