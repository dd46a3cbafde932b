"""The text of a rulebook in its chapters, articles and paragraphs, and where in it the words of each rule stand.

The articles are those the check of a book knows; here they are only cut at their lines, and no word is lost or moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from aggregates.rulebook.checks.text import ARTICLE, PLAIN, articles_of

CHAPTER = re.compile(r"\s*第\s*[一二三四五六七八九十百]+\s*[章节编](?![^\s]*[，。；：、,;:])")


class ArticleText(NamedTuple):
    """An article by its number (第七条) and its paragraphs, in their order."""

    name: str
    paragraphs: tuple[str, ...]


class ChapterText(NamedTuple):
    """A chapter: its heading, empty before the first one, lines that stand before its articles, and these."""

    title: str
    before: tuple[str, ...]
    articles: tuple[ArticleText, ...]


class Span(NamedTuple):
    """A piece of a paragraph. `within`: the quotes it is part of; `ends`: those that end with it; by their keys."""

    text: str
    within: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


def chapters_of(source: str) -> tuple[tuple[str, ...], tuple[ChapterText, ...]]:
    """What stands before the first chapter (the notice), and the chapters. A text without chapters is a single one."""
    articles = articles_of(source)
    first = ARTICLE.search(source) or next((each for each in PLAIN.finditer(source) if each[1] == "一"), None)
    notice, title, before = _headed(_lines(source[: first.start()] if first else source))
    found: list[ChapterText] = []
    inside: list[ArticleText] = []
    for name, body in articles.items():
        lines, following, after = _headed(_lines(body))
        inside.append(ArticleText(name, tuple(lines)))
        if following:
            found.append(ChapterText(title, tuple(before), tuple(inside)))
            title, before, inside = following, after, []
    return tuple(notice), (*found, ChapterText(title, tuple(before), tuple(inside)))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _headed(lines: list[str]) -> tuple[list[str], str, list[str]]:
    """The lines before the last heading (of a chapter, and of its first section), the heading, the lines after it."""
    at = [place for place, line in enumerate(lines) if CHAPTER.match(line) and len(line) <= 40]
    if not at:
        return lines, "", []
    first = at[-1]
    while first - 1 in at:
        first -= 1
    return lines[:first], " ".join(lines[first : at[-1] + 1]), lines[at[-1] + 1 :]


def spans_of(paragraphs: Sequence[str], quotes: Mapping[str, tuple[str, str]]) -> tuple[tuple[Span, ...], ...]:
    """Each paragraph cut where the quotes begin and end. `quotes`: key -> (words, their item or nothing)."""
    text = "".join(paragraphs)
    places = {key: place for key, (words, item) in quotes.items() if (place := place_of(words, text, item))}
    cuts = sorted({0, len(text), *_starts(paragraphs), *(edge for place in places.values() for edge in place)})
    pieces = [
        (
            first,
            Span(
                text[first:last],
                tuple(key for key, (begins, ends) in places.items() if begins <= first < ends),
                tuple(key for key, (_, ends) in places.items() if ends == last),
            ),
        )
        for first, last in pairwise(cuts)
    ]
    starts = [*_starts(paragraphs), len(text)]
    return tuple(tuple(span for at, span in pieces if first <= at < last) for first, last in pairwise(starts))


def place_of(words: str, text: str, item: str = "") -> tuple[int, int] | None:
    """Where the words first stand, white space aside: begin and end. If they stand in the item (十), there."""
    kept = [place for place, letter in enumerate(text) if not letter.isspace()]
    squeezed = "".join(text[place] for place in kept)
    wanted = "".join(words.split())
    begin = 0
    for marker in (f"({item})", f"（{item}）") if item else ():
        begin = max(begin, squeezed.find(marker))
    at = squeezed.find(wanted, begin)
    at = squeezed.find(wanted) if at < 0 else at
    return None if at < 0 or not wanted else (kept[at], kept[at + len(wanted) - 1] + 1)


def _starts(paragraphs: Iterable[str]) -> list[int]:
    found, at = [], 0
    for each in paragraphs:
        found.append(at)
        at += len(each)
    return found
