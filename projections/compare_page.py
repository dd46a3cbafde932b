"""A comparison of rulebooks as a page, every string ready to be read and nothing escaped yet."""

from __future__ import annotations

from typing import NamedTuple


class BookHead(NamedTuple):
    """A book that is compared: its title, its key, its digest, from when it holds."""

    title: str
    key: str
    sha256: str
    from_on: str


class RuleLine(NamedTuple):
    """A rule as an answer: where it stands, when it applies, what it asks. `reading`: how the open text is read.

    `mark`: what is to be said of it before all else (the text is silent; shown, never enforced), or nothing.
    """

    rule: str
    article: str
    quote: str
    when: str
    asks: str
    mark: str = ""
    reading: str = ""


class BookAnswer(NamedTuple):
    """What one book answers. `nothing`: what is said where no rule does, else empty."""

    title: str
    nothing: str
    rules: tuple[RuleLine, ...]


class Compared(NamedTuple):
    question: str
    answers: tuple[BookAnswer, ...]


class ComparePage(NamedTuple):
    """`heads`: the heads of the table; `beside`: the books stand in columns, else one below the other."""

    lang: str
    title: str
    standfirst: str
    books: tuple[BookHead, ...]
    questions: tuple[Compared, ...]
    heads: tuple[str, ...]
    beside: bool
