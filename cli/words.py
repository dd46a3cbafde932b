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

DOMAIN = "govledger"
LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("zh", "en")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def N_(message: str) -> str:  # noqa: N802  # the name that extraction tools look for
    """Marks a message that is translated later, where it is shown."""
    return message


def t(message: str, /, **params: object) -> str:
    """The message in the language of this run, filled in."""
    text = _catalogue.gettext(message) if message else message
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
    if found.is_file():
        with found.open("rb") as file:
            _catalogue = gettext.GNUTranslations(file)
    else:
        _catalogue = gettext.NullTranslations()
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
