"""A report as a page, before it is text or HTML: sections of tables, pairs, sentences and pictures.

Every string is ready to be read and nothing is escaped yet: that is for whoever writes it out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

GREEN, YELLOW, RED, DONE, BLUE, NONE = "green", "yellow", "red", "done", "blue", "none"


class Mark(NamedTuple):
    """A word with a fill, so that it can be told apart in colour, in black and white, and aloud."""

    word: str
    fill: str

    def __str__(self) -> str:
        return self.word


Cell = str | Mark


class Table(NamedTuple):
    """Rows under heads; `right`: columns of numbers; `total`: a last row that sums up; `wide`: columns of prose."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: frozenset[int] = frozenset()
    total: tuple[Cell, ...] | None = None
    wide: frozenset[int] = frozenset()
    caption: str = ""


class Pairs(NamedTuple):
    """Labels and values, a line each."""

    pairs: tuple[tuple[str, str], ...]


class Text(NamedTuple):
    """A paragraph. `note`: small, about the report rather than part of it."""

    text: str
    note: bool = False


class Shape(NamedTuple):
    """One mark of a picture: `rect`, `line` or `text`; its numbers are tenths of a unit, whole."""

    what: str
    x: int
    y: int
    width: int = 0
    height: int = 0
    fill: str = ""
    text: str = ""
    anchor: str = "start"


class Chart(NamedTuple):
    """A picture with what it shows in words, for who cannot see it."""

    title: str
    says: str
    width: int
    height: int
    shapes: tuple[Shape, ...]


Block = Table | Pairs | Text | Chart


class Section(NamedTuple):
    """`aside`: laid on a page of its own, across (an annex)."""

    heading: str
    blocks: tuple[Block, ...]
    aside: bool = False
    label: str = ""


class Masthead(NamedTuple):
    """The head of a bulletin: its name in red, number, who issues it, its day, to whom."""

    name: str
    number: str
    issuer: str
    dated: str
    to: str
    copies: str = ""
    printed: str = ""


class Page(NamedTuple):
    """A whole report. `mark`: what marks it as training, or empty. `foot`: the frame, in words."""

    lang: str
    title: str
    mark: str
    standfirst: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: tuple[tuple[str, str], ...]
    code: str
    note: str
    masthead: Masthead | None = None
    foot_title: str = ""
    qr_says: str = ""


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The page with every string changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, frozenset):
        return value
    if isinstance(value, tuple):
        parts = [mapped(each, change) for each in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value
