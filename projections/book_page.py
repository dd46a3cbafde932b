"""A woven rulebook as a page: every string ready to be read and nothing escaped yet, every link by its number."""

from __future__ import annotations

from typing import NamedTuple

HELD, SILENT, SHOWN = "held", "silent", "shown"


class Piece(NamedTuple):
    """A piece of the text. `fill`: held, silent, shown, or nothing; `rule`: the card it leads to, 0 for none.

    `ends`: the numbers of the rules whose words end here.
    """

    text: str
    fill: str = ""
    rule: int = 0
    ends: tuple[int, ...] = ()


class Told(NamedTuple):
    """A story, or a beginning that several share, under its number."""

    number: int
    title: str
    lines: tuple[str, ...]


class ReadingPart(NamedTuple):
    question: str
    adopted: str
    alternatives: tuple[str, ...]


class Card(NamedTuple):
    """A rule beside its words. `untested`: what is said where no story names it, or nothing."""

    number: int
    article: str
    rule: str
    mark: str
    says: str
    fields: tuple[tuple[str, str], ...]
    reading: ReadingPart | None
    stories: tuple[tuple[int, str], ...]
    untested: str


class Row(NamedTuple):
    """Paragraphs of an article and the rules whose words begin there."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    cards: tuple[Card, ...]


class ArticlePart(NamedTuple):
    number: int
    name: str
    about: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: tuple[tuple[str, str], ...]
    stories: tuple[Told, ...]


class ChapterPart(NamedTuple):
    number: int
    title: str
    before: tuple[str, ...]
    articles: tuple[ArticlePart, ...]


class Grid(NamedTuple):
    """A table of plain words."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class ToSign(NamedTuple):
    """One reading on the page to sign: its rule, its article, its question."""

    number: int
    article: str
    question: str


class BookLabels(NamedTuple):
    """The words of the page itself."""

    contents: str
    notice: str
    legend: str
    held: str
    silent: str
    shown: str
    free: str
    question: str
    adopted: str
    otherwise: str
    tested_by: str
    left_out: str
    stories: str
    beginnings: str
    other_stories: str
    astray: str
    sign: str
    sign_says: str
    as_adopted: str
    other: str
    article: str


class BookPage(NamedTuple):
    """The whole. `front`: title and value; `notes`: sentences under it; `to_fill`: the empty lines to sign on."""

    lang: str
    title: str
    key: str
    front: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    labels: BookLabels
    counts: Grid
    notice: tuple[str, ...]
    chapters: tuple[ChapterPart, ...]
    astray: tuple[Card, ...]
    astray_left_out: tuple[tuple[str, str], ...]
    other_stories: tuple[Told, ...]
    beginnings: tuple[Told, ...]
    annexes: tuple[Grid, ...]
    to_sign: tuple[ToSign, ...]
    to_fill: tuple[str, ...]
