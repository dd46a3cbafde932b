"""`govledger rule`: the written rules, what each does to a case, and how much of the text is accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import Noun, option
from cli.output import fields, paragraph
from cli.words import N_, language, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.rulebook.model import Book, Rule
    from aggregates.rulebook.steps import Office
    from cli.bookwords import BookWords
    from cli.run import Run

FORMS = {
    "chain": N_("fixes the route"),
    "needs": N_("asks for steps before an act"),
    "only": N_("gives the act to an office"),
    "forbids": N_("forbids"),
    "carries": N_("asks what the record must hold"),
    "quorum": N_("asks for a quorum"),
    "members": N_("says who sits and attends"),
    "stands_in": N_("says who may stand in"),
    "deadline": N_("sets a term"),
    "quota": N_("sets a number for a period"),
    "deemed": N_("an act counts as another"),
    "rung": N_("a step of escalation"),
    "silent": N_("the text is silent"),
    "held_by": N_("held otherwise"),
    "advises": N_("shown, never enforced"),
}


@click.group(
    cls=Noun,
    elsewhere={
        "cli.rule_work": {"why": "为何", "coverage": "覆盖", "check": "检查", "adopt": "采用"},
    },
    help=N_(
        "The written work rules: every rule with its article and words, what it does to a case, and how it is read."
    ),
    examples=("rule list --case fund", "rule show jiangkou-2022/104/tier-2", "rule why FND-2022-0001"),
)
def rule() -> None:
    pass


which = option(
    "--book", metavar="KEY|DIR", help=N_("the rulebook; else the one this ledger adopted, else the one shipped")
)


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

    law = this.book_named(book)
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
                *_of_the_form(found, words),
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


def _of_the_form(found: Rule, words: BookWords) -> list[tuple[str, Any]]:
    """What the form holds, field by field, the names of acts, steps and offices in words."""
    shown: list[tuple[str, Any]] = []
    for name, value in found.body._asdict().items():
        label = t(FIELDS.get(name, name.rstrip("_")))
        if value in (None, (), "", {}, False):
            continue
        if name in {"steps", "under"}:
            shown.append((label, "\n".join(words.steps(found.case, value))))
        elif name in {"act", "before", "at", "from_", "acts"}:
            acts = value if isinstance(value, tuple) else (value,)
            shown.append((label, t(N_(", ")).join(_act_or_route(words, found.case, each) for each in acts)))
        elif name in {"by", "members", "attend", "attend_by_item"}:
            shown.append((label, words.offices(value)))
        elif name == "for_":
            shown.append((label, words.offices((value,))))
        elif name == "fields":
            shown.append((label, t(N_(", ")).join(words.fact(each) for each in value)))
        elif name == "must_be":
            shown.append((label, "\n".join(_must_be(words, fact, other) for fact, other in value.items())))
        else:
            shown.append((label, _plainly(value)))
    return shown


def _must_be(words: BookWords, fact: str, other: str | Office) -> str:
    wanted = words.fact(other) if isinstance(other, str) else words.offices((other,))
    return t(N_("{fact}: {value}"), fact=words.fact(fact), value=wanted)


def _act_or_route(words: BookWords, case: str, key: str) -> str:
    route = words.book.routes.get(case, {}).get(key)
    return (route.zh if language() == "zh" else route.en) if route else words.act(case, key)


def _plainly(value: Any) -> str:
    made = plain(value)
    if isinstance(made, dict):
        return ", ".join(f"{name}: {each}" for name, each in made.items())
    return ", ".join(map(str, made)) if isinstance(made, list) else str(made)


FIELDS = {
    "route": N_("route"),
    "steps": N_("steps"),
    "as_": N_("as"),
    "before": N_("before"),
    "act": N_("act"),
    "by": N_("by"),
    "for_": N_("for"),
    "acts": N_("acts"),
    "absent": N_("while away"),
    "order": N_("order"),
    "under": N_("under"),
    "fields": N_("must hold"),
    "must_be": N_("must be"),
    "one_of": N_("one of"),
    "from_": N_("from"),
    "within": N_("within"),
    "ahead": N_("ahead"),
    "on": N_("on"),
    "undated": N_("no number; the text says"),
    "late": N_("if late"),
    "then": N_("then"),
    "because": N_("why"),
    "test": N_("held by the test"),
    "rule": N_("held by the rule"),
}


def _short(found: Rule) -> list[str]:
    words = found.says if language() == "en" else f"“{found.quote}”"
    return [f"{found.id}  {found.article}  [{found.form}]", *paragraph(words, indent=4)]


def book_in(text: str) -> Book:
    """The book of a key that is shipped, or of a folder. Raises: BadInput."""
    from aggregates.rulebook.loader import load, shipped

    if text not in shipped() and not Path(text).is_dir():
        raise BadInput(
            "there is no rulebook {text}: say a folder, or one of {known}", text=text, known=", ".join(shipped())
        )
    return load(text)
