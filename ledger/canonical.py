"""The one spelling of every recorded value: RFC 8785 JSON, kept to the subset in which no two libraries differ.

Allowed are objects with ASCII keys, arrays, whole numbers below 2^53, text, true, false and null. Within that subset
orjson with sorted keys writes RFC 8785 byte for byte; outside it, it differs without a word, hence the guard.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from ledger.errors import BadInput

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 16

_CASE_ID = re.compile(r"[A-Z]{2,8}(?:-[a-z0-9_]+)*", re.ASCII)
_HANDLE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


def encode(value: Any) -> bytes:
    """The canonical bytes of a value.

    Raises: BadInput for anything outside the subset, naming what and where it matters the character.
    """
    import orjson  # 40 ms that `--help` need not pay; once loaded, the statement costs 0.2 us

    _check((value,), MAX_DEPTH)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def decode(text: str | bytes) -> Any:
    """The value of canonical text.

    Raises: BadInput for what is no JSON, lies outside the subset, or is not spelled the one way: other order of keys,
    a key twice, blanks, another escape.
    """
    import orjson

    try:
        value = orjson.loads(text)
        given = text.encode() if isinstance(text, str) else text
    except ValueError as error:  # also what is not UTF-8, and nesting that orjson itself refuses
        raise BadInput("not canonical JSON: {reason}", reason=str(error)) from error
    if encode(value) != given:
        raise BadInput("not canonical JSON: the same value is spelled otherwise")
    return value


def clean_text(text: str, *, one_line: bool = False) -> str:
    """The text as it may be recorded: NFC; with `one_line` also without tabs and newlines, as names are.

    Raises: BadInput naming the first character that may not be recorded.
    """
    _check_characters(text)
    if one_line and (found := re.search(r"[\t\n\u2028\u2029]", text)):
        raise _bad_character(found.group())
    for character in text:
        # A later Unicode may normalise what this one does not know, and the text would no longer be NFC. Planes 2 and
        # 3 hold nothing but ideographs, which never change: the rare characters of people's names pass.
        if unicodedata.category(character) == "Cn" and not 0x20000 <= ord(character) <= 0x3FFFD:
            raise _bad_character(character)
    return unicodedata.normalize("NFC", text)


def check_case_id(case: str) -> str:
    """The case id itself. Raises: BadInput unless it is well-formed, such as FND-2022-0001 or PER-wang."""
    if len(case) > 64 or not _CASE_ID.fullmatch(case):
        raise BadInput("not a case number: {case}", case=_shown(case))
    return case


def check_handle(handle: str) -> str:
    """The handle of a person or the key of an office itself. Raises: BadInput unless it is well-formed."""
    if not _HANDLE.fullmatch(handle):
        raise BadInput(
            "not a short name: {handle} (a small letter, then at most 39 small letters, digits or underscores)",
            handle=_shown(handle),
        )
    return handle


def _check(values: Iterable[Any], depth: int) -> None:
    """Scalars are looked at in the loop of their container: one call a container, not one a value."""
    for value in values:
        kind = type(value)
        if kind is str:
            # What is printable in ASCII is allowed, and C code decides it; the rest is looked at closely.
            if not value.isascii() or not value.isprintable():
                _check_text(value)
        elif kind is int:
            if not -MAX_INTEGER <= value <= MAX_INTEGER:
                raise BadInput("a whole number of 2^53 or more")
        elif kind is dict or kind is list or kind is tuple:
            if depth == 0:
                raise BadInput("nested deeper than {depth} levels", depth=MAX_DEPTH)
            if kind is dict:
                for key in value:
                    if type(key) is not str or not (key.isascii() and key.isprintable()):
                        raise BadInput("a key that is not plain ASCII: {key}", key=_shown(str(key)))
                value = value.values()  # noqa: PLW2901
            _check(value, depth - 1)
        elif value is not None and kind is not bool:
            raise BadInput("a value of type {type} cannot be recorded", type=kind.__name__)


def _check_text(text: str) -> None:
    _check_characters(text)
    if not unicodedata.is_normalized("NFC", text):
        raise BadInput("text that is not in Unicode normal form C: {text}", text=_shown(text))


def _check_characters(text: str) -> None:
    if not text.isprintable() and (found := _never().search(text)):  # nothing printable is among them
        raise _bad_character(found.group())


@cache
def _never() -> re.Pattern[str]:
    """C0 but tab and newline, DEL and C1; what turns the direction of writing; surrogates; private use; noncharacters.

    Made when it is first needed, which for most records is never: compiling it takes longer than checking them.
    """
    nowhere = "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0xF0000, 0x10000))
    return re.compile(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef"
        f"{nowhere}\U000f0000-\U0010ffff]"
    )


def _bad_character(character: str) -> BadInput:
    name = unicodedata.name(character, unicodedata.category(character))
    return BadInput("a character that may not be recorded: U+{code} ({name})", code=f"{ord(character):04X}", name=name)


def _shown(text: str) -> str:
    """The text in a form that is safe on any terminal, and short."""
    return ascii(text) if len(text) <= 80 else ascii(text[:80]) + "…"
