"""The words of the command line, in Chinese and in English: one catalogue, chosen once a run.

A message is its own English text, with `{names}` for what goes in; the catalogue holds the Chinese. Quotes of the law
are data, stay Chinese in either language and never pass through here.
"""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from struct import unpack_from

DOMAIN = "govledger"
LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("zh", "en")


class Catalogue:
    """The messages of an .mo file, each found by halving: one command says twenty of its thousand."""

    def __init__(self, data: bytes = b"") -> None:
        self._data = data
        magic, _, self._size, self._ids, self._texts = unpack_from("<5I", data) if data else (_MAGIC, 0, 0, 0, 0)
        assert magic == _MAGIC, "an .mo file as our tools write it"

    def find(self, message: str) -> str:
        """The message's own words in this language; the message where it has none."""
        wanted = message.encode()
        low, high = 0, self._size
        while low < high:
            middle = (low + high) // 2
            found = self._text(self._ids, middle).split(b"\0")[0]  # a message with a plural holds both
            if found == wanted:
                return self._text(self._texts, middle).split(b"\0")[0].decode() or message
            low, high = (middle + 1, high) if found < wanted else (low, middle)
        return message

    def _text(self, table: int, number: int) -> bytes:
        length, start = unpack_from("<2I", self._data, table + 8 * number)
        return self._data[start : start + length]


_MAGIC = 0x950412DE
_catalogue = Catalogue()
_language = "en"


def N_(message: str) -> str:  # noqa: N802  # the name that extraction tools look for
    """Marks a message that is translated later, where it is shown."""
    return message


def t(message: str, /, **params: object) -> str:
    """The message in the language of this run, filled in."""
    text = _catalogue.find(message) if message else message
    return text.format(**params) if params else text


def language() -> str:
    """The language of this run: `zh` or `en`."""
    return _language


def either(zh: str | None, en: str | None) -> str:
    """Of two wordings that came as data, the one for this run; the other where it is missing."""
    return (zh or en or "") if _language == "zh" else (en or zh or "")


def chosen(args: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language asked for: `--lang` wherever it stands, then GOVLEDGER_LANG, then the locale; else English."""
    for position, arg in enumerate(args):
        if arg == "--":
            break
        value = args[position + 1] if arg == "--lang" and position + 1 < len(args) else arg.removeprefix("--lang=")
        if arg.startswith("--lang") and value in LANGUAGES:
            return value
    if environ.get("GOVLEDGER_LANG") in LANGUAGES:
        return environ["GOVLEDGER_LANG"]
    return _of_the_locale(environ)


def use(name: str) -> None:
    """Make `name` the language of this run, for our words and for click's own."""
    global _catalogue, _language  # noqa: PLW0603  # one language a run is the point
    found = LOCALE / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
    _catalogue = Catalogue(found.read_bytes() if found.is_file() else b"")
    _language = name
    # click asks the standard library for its words: the same catalogue answers, in the language just chosen.
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = name


def _of_the_locale(environ: Mapping[str, str]) -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(variable):
            return "zh" if environ[variable].lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import ctypes

        primary = ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF
        return "zh" if primary == 0x04 else "en"
    return "en"
