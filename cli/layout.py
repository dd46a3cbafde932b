"""Text in columns: how wide it stands on a screen, and wrapping and tables by that width.

A Chinese character is two columns wide, a combining mark none. Lines may break between any two wide characters, never
before closing punctuation; Latin words, ids and options stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

NOT_FIRST = frozenset(",.;:!?)]}%、。，；：！？）】》」』”’…")
NOT_LAST = frozenset("([{（【《「『“‘")
# What may turn, hide or move text on a screen: control characters, and the marks that change its direction.
ACTIVE = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"


def inert(text: str) -> str:
    """One line in which nothing steers a terminal: control and direction characters are written out (`\\x1b`)."""
    # What is printable holds none of them, and almost everything is: the pattern is seldom needed.
    return text if text.isprintable() else re.sub(ACTIVE, _written_out, text)


def _written_out(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\u{code:04x}" if code > 0xFF else found.group().encode("unicode_escape").decode("ascii")


def columns(text: str) -> int:
    """How many columns the text takes."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def pad(text: str, width: int) -> str:
    """The text and blanks up to `width` columns."""
    return text + " " * (width - columns(text))


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; a piece that is wider by itself stands alone. Empty text is one empty line."""
    lines, line, used = [], "", 0
    for piece in _pieces(text):
        if line and used + columns(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line, used = "", 0
        kept = piece if line else piece.lstrip()
        line, used = line + kept, used + columns(kept)
    return [*lines, line.rstrip()]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset()) -> list[str]:
    """The rows under their heads, two blanks between columns; the columns in `right` end flush."""
    body = [[inert(cell) for cell in row] for row in rows]
    widths = [max(map(columns, column)) for column in zip(heads, *body, strict=True)]
    return [
        "  ".join(
            _cell(cell, width, place in right) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [list(heads), *body]
    ]


def _cell(text: str, width: int, right: bool) -> str:
    return " " * (width - columns(text)) + text if right else pad(text, width)


def _width(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in {"Mn", "Me", "Cf"} else 1


def _pieces(text: str) -> list[str]:
    """What must stay together: a Latin word and its blanks, a wide character and its marks, a `command`."""
    pieces: list[str] = []
    quoted = False
    for character in text:
        last = pieces[-1] if pieces else ""
        glued = quoted or (bool(last) and _glued(last, character))
        quoted ^= character == "`"
        if glued:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _glued(last: str, character: str) -> bool:
    if last[-1] == " ":
        return character == " "
    return (
        character in NOT_FIRST
        or last[-1] in NOT_LAST
        or character == " "
        or (_width(character) < 2 and _width(last[-1]) < 2)
    )
