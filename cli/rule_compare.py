"""`rule compare`: the same question in several rulebooks, side by side where they are few, one below the other else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import click

from cli.layout import columns, inert, pad, table, wrap
from cli.options import option, verb
from cli.output import paragraph
from cli.words import N_, either, language, t

if TYPE_CHECKING:
    from aggregates.rulebook.model import Book, Rule
    from cli.bookwords import BookWords
    from cli.run import Run
    from projections.compare_page import BookAnswer, Compared, ComparePage, RuleLine
    from projections.rule_compare import Answer, Asked, Topic

MOST_BESIDE, LEAST_WIDTH = 3, 36
"""More books than that, or columns narrower than that, and one block a book is easier to read."""
NOTHING = N_("The text says nothing of it that a rule holds.")


@verb(
    "compare",
    N_(
        "The same question in all rulebooks: who signs, within which bounds, by which term, each with its article. "
        "Without a topic: which topics there are."
    ),
    zh="比较",
    examples=("rule compare", "rule compare funds", "rule compare 会议纪要 --book jiangkou-2022 --book rules/newtown"),
)
@click.argument("topic", required=False)
@option("--book", "books", multiple=True, metavar="KEY|DIR", help=N_("a rulebook, may be repeated; else all shipped"))
@option("--html", metavar="FILE", help=N_("write the comparison as one HTML file"))
@click.pass_obj
def compare(this: Run, /, *, topic: str | None, books: Sequence[str], html: str | None) -> None:
    from aggregates.rulebook.loader import shipped
    from cli.rule import book_in
    from projections import rule_compare

    if topic is None:
        _list(this)
        return
    about = rule_compare.topic(topic)
    read = [book_in(each) for each in dict.fromkeys(books or shipped())]
    asked = rule_compare.compare(about, read)
    made = page(about, read, asked)
    data: dict[str, Any] = {
        "topic": about.key,
        "books": [{"key": each.key, "sha256": each.sha256, "title": each.title} for each in read],
        "questions": [_as_json(each, shown) for each, shown in zip(asked, made.questions, strict=True)],
    }
    if html:
        from cli.audit import write
        from projections.law_html import render

        write(html, render("compare.html", made, inert))
        this.out.put({**data, "file": html}, [t(N_("Written: {file}"), file=html)])
        return
    this.out.put(data, _lines(made, shutil.get_terminal_size((100, 24)).columns))


def _list(this: Run) -> None:
    from projections.rule_compare import topics

    data = [
        {
            "topic": each.key,
            "zh": each.zh,
            "en": each.en,
            "questions": [{"zh": q.zh, "en": q.en} for q in each.questions],
        }
        for each in topics()
    ]
    rows = [
        [each.key, either(each.zh, each.en) if number == 0 else "", either(question.zh, question.en)]
        for each in topics()
        for number, question in enumerate(each.questions)
    ]
    shown = [[row[0] if row[1] else "", *row[1:]] for row in rows]
    heads = [t(N_("topic")), t(N_("about")), t(N_("question"))]
    this.out.put(data, [*table(heads, shown), t(N_("One of them: {command}"), command="govledger rule compare TOPIC")])


def page(about: Topic, books: Sequence[Book], asked: Sequence[Asked]) -> ComparePage:
    """The comparison in the words of each place, in the language of this run."""
    from cli.bookwords import BookWords
    from projections.compare_page import BookHead, Compared, ComparePage

    words = {id(book): BookWords(book) for book in books}
    questions = tuple(
        Compared(either(q.zh, q.en), tuple(_shown(answer, words[id(answer.book)]) for answer in answers))
        for q, answers in asked
    )
    title = t(N_("Rules compared: {topic}"), topic=either(about.zh, about.en))
    heads = (t(N_("place")), t(N_("article")), t(N_("applies when")), t(N_("what is asked")), t(N_("words")))
    says = t(
        N_("Each answer is a rule of the book, in the order of the book; bounds and offices in the words of the place.")
    )
    known = tuple(BookHead(b.title, b.key, b.sha256, b.in_force_from.isoformat()) for b in books)
    return ComparePage(language(), title, says, known, questions, heads, len(books) <= MOST_BESIDE)


def _shown(answer: Answer, words: BookWords) -> BookAnswer:
    from projections.compare_page import BookAnswer

    lines = tuple(_line(rule, words) for rule in answer.rules)
    return BookAnswer(f"{answer.book.title} [{answer.book.key}]", "" if lines else t(NOTHING), lines)


def _line(rule: Rule, words: BookWords) -> RuleLine:
    from aggregates.rulebook.coverage import class_of
    from cli.rule_brief import brief
    from projections.compare_page import RuleLine

    kind = class_of(words.book, rule)
    mark = {"silent": N_("the text is silent"), "advisory": N_("shown, never enforced")}.get(kind, "")
    when = t(N_("; ")).join(words.condition(rule.when))
    read = rule.reading.adopted if rule.reading and kind == "silent" else ""
    return RuleLine(rule.id, rule.article, rule.quote, when, brief(rule, words), t(mark), read)


def _as_json(asked: Asked, shown: Compared) -> dict[str, Any]:
    from cli.rule import as_json

    return {
        "question": shown.question,
        "answers": [
            {
                "book": answer.book.key,
                "says": answer.says,
                "rules": [
                    {**as_json(rule, answer.book), "in_words": {"when": line.when, "asks": line.asks}}
                    for rule, line in zip(answer.rules, words.rules, strict=True)
                ],
            }
            for answer, words in zip(asked.answers, shown.answers, strict=True)
        ],
    }


def _lines(made: ComparePage, width: int) -> Iterator[str]:
    """The page on a terminal of that width."""
    width = min(max(width, 78), 200)
    each = (width - 3 * (len(made.books) - 1)) // len(made.books)
    yield made.title
    for asked in made.questions:
        yield ""
        yield from paragraph(f"== {asked.question}", width=width)
        if 1 < len(made.books) <= MOST_BESIDE and each >= LEAST_WIDTH:
            yield from _beside(asked.answers, each)
        else:
            yield from (line for answer in asked.answers for line in _block(answer, width - 2))


def _block(answer: BookAnswer, width: int) -> Iterator[str]:
    yield ""
    yield from (f"  {line}" for line in _book(answer, width))


def _beside(answers: Sequence[BookAnswer], width: int) -> Iterator[str]:
    for row in zip_longest(*(_book(answer, width) for answer in answers), fillvalue=""):
        yield " | ".join(pad(cell, width) if columns(cell) < width else cell for cell in row).rstrip(" |")


def _book(answer: BookAnswer, width: int) -> list[str]:
    """What one book says, in lines of that width."""
    lines = [*_wrapped(answer.title, width, 0), *_wrapped(answer.nothing, width, 2)]
    for rule in answer.rules:
        short = rule.rule.partition("/")[2]
        lines += _wrapped(f"{rule.article} [{short}]" + (f" ({rule.mark})" if rule.mark else ""), width, 0)
        lines += _wrapped(t(N_("if {when}"), when=rule.when), width, 2) if rule.when else []
        lines += _wrapped(rule.asks, width, 2)
        lines += _wrapped(t(N_("read as: {reading}"), reading=rule.reading), width, 2) if rule.reading else []
    return lines


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    return [" " * indent + line for line in wrap(inert(text), width - indent)] if text else []


VERBS = (compare,)
