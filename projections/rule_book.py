"""A rulebook woven: its text article by article, beside each the rules that hold it, with the places of their words.

Pure: the bytes of a book in, values out; what a rule is called in words is for whoever prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from aggregates.rulebook.coverage import class_of, coverage
from aggregates.rulebook.loader import load_files, table
from aggregates.rulebook.model import Book, Rule
from projections.rule_text import ArticleText, Span, chapters_of, place_of, spans_of


class Held(NamedTuple):
    """A rule in the book. `number`: its place, by article and words. `kind`: the class it is counted in.

    `paragraph`: that in which its words begin; None where the text does not have them.
    """

    number: int
    rule: Rule
    kind: str
    paragraph: int | None


class LeftOut(NamedTuple):
    """What the text says and no rule holds."""

    id: str
    article: str
    why: str


class Note(NamedTuple):
    """What the book says of an article or an item of it: what it is about, and why it is not encoded, or in part."""

    article: str
    about: str
    why_not: str


class Article(NamedTuple):
    """An article with all that the book has to say of it; `paragraphs`: its text, cut where quotes begin and end."""

    name: str
    notes: tuple[Note, ...]
    paragraphs: tuple[tuple[Span, ...], ...]
    rules: tuple[Held, ...]
    left_out: tuple[LeftOut, ...]


class Chapter(NamedTuple):
    title: str
    before: tuple[str, ...]
    articles: tuple[Article, ...]


class Woven(NamedTuple):
    """The whole. `astray`: rules and statements whose article the text does not have."""

    book: Book
    notice: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    counts: Mapping[str, Any]
    astray: tuple[Held | LeftOut, ...]

    @property
    def rules(self) -> tuple[Held, ...]:
        """Every rule, in the order of the text."""
        own = [held for chapter in self.chapters for article in chapter.articles for held in article.rules]
        return (*own, *(each for each in self.astray if isinstance(each, Held)))


def weave(files: Mapping[str, bytes]) -> Woven:
    """The woven book of these files.

    Raises:
        BadInput: they are no rulebook that this program can read.
    """
    book = load_files(files)
    notice, chapters = chapters_of(files["source.txt"].decode("utf-8"))
    counts = coverage(files)
    notes = [
        Note(name, str(row.get("about", "")), str(row.get("why_not", "")))
        for name, row in table(files["articles.toml"])["article"].items()
    ]
    left = [LeftOut(row["id"], row["article"], row["why"]) for row in counts["left_out"]]
    texts = {text.name: text for chapter in chapters for text in chapter.articles}
    number, woven = 0, {}
    for name, text in texts.items():
        held = _held(book, text, number)
        number += len(held)
        own = tuple(note for note in notes if base(note.article) == name)
        woven[name] = Article(name, own, _spans(text, held), held, tuple(x for x in left if base(x.article) == name))
    lost = [rule for rule in book.rules.values() if base(rule.article) not in texts]
    stray = [Held(number + n, rule, class_of(book, rule), None) for n, rule in enumerate(lost, 1)]
    return Woven(
        book,
        notice,
        tuple(Chapter(each.title, each.before, tuple(woven[a.name] for a in each.articles)) for each in chapters),
        counts,
        (*stray, *(each for each in left if base(each.article) not in texts)),
    )


def base(article: str) -> str:
    """The article of an item: 第五十八条 of 第五十八条(十)."""
    return article.partition("(")[0].partition("（")[0]


def item(article: str) -> str:
    """The item alone: 十 of 第五十八条(十), nothing of an article."""
    return article.removeprefix(base(article)).strip("()（）")


def _held(book: Book, text: ArticleText, before: int) -> tuple[Held, ...]:
    """The rules of an article by where their words begin; those whose words it does not have come last."""
    whole = "".join(text.paragraphs)
    found = []
    for rule in book.rules.values():
        if base(rule.article) == text.name:
            place = place_of(rule.quote, whole, item(rule.article))
            found.append((place or (len(whole) + 1, 0), rule, place))
    found.sort(key=lambda each: each[0])
    return tuple(
        Held(before + n, rule, class_of(book, rule), _paragraph(place[0], text) if place else None)
        for n, (_, rule, place) in enumerate(found, 1)
    )


def _paragraph(at: int, text: ArticleText) -> int:
    """The paragraph in which that letter of the article stands."""
    end = 0
    for number, paragraph in enumerate(text.paragraphs):
        end += len(paragraph)
        if at < end:
            return number
    raise AssertionError("the place is in the text")


def _spans(text: ArticleText, held: tuple[Held, ...]) -> tuple[tuple[Span, ...], ...]:
    return spans_of(text.paragraphs, {each.rule.id: (each.rule.quote, item(each.rule.article)) for each in held})
