"""What is typed, as values: days, instants, numbers of working days, facts, files. Each refusal names what was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from cli.words import N_, language, t
from ledger.errors import BadInput

SHANGHAI = timezone(timedelta(hours=8))
MOST_ENCLOSED = 100 * 2**20  # bytes: a scan is smaller, and all of it is held in memory once
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_WORKING_DAYS = r"([0-9]{1,4})(?:wd|个?工作日)?"


def day(text: str) -> date:
    """The day of YYYY-MM-DD. Raises: BadInput, also for a day that the calendar does not have."""
    try:
        if not re.fullmatch(_DAY, text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("{text} is not a day: write it as YYYY-MM-DD, like 2022-05-06", text=text) from None


def day_or_none(text: str | None) -> date | None:
    """The day, where one was said."""
    return None if text is None else day(text)


def instant(text: str) -> datetime:
    """The instant of an ISO 8601 text; without an offset it is meant in Shanghai. Raises: BadInput."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            "{text} is not an instant: write it like 2022-05-06T09:30, with an offset where it is not that of Shanghai",
            text=text,
        ) from None
    return (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def working_days(text: str) -> int:
    """The number in `5wd`. Raises: BadInput."""
    if not (found := re.fullmatch(_WORKING_DAYS, text)):
        raise BadInput("{text} is not a number of working days: write it like 5wd", text=text)
    return int(found[1])


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """The names and values of `name=value`, each name once. Raises: BadInput."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not name or not equals or not value:
            raise BadInput("{text} is not a fact: write it as name=value, like source=supplementary", text=text)
        if name in found:
            raise BadInput("the fact {name} is said twice", name=name)
        found[name] = value
    return found


def read(path: str, most: int = MOST_ENCLOSED) -> bytes:
    """The bytes of a file that was named. Raises: BadInput if it cannot be read, or is longer than `most`."""
    try:
        with Path(path).expanduser().open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise BadInput("{file} cannot be read: {reason}", file=path, reason=error.strerror or str(error)) from error
    if len(content) > most:
        raise BadInput("{file} is longer than {most} bytes", file=path, most=most)
    return content


def shown_day(when: date) -> str:
    """2026年10月10日(星期六), or 2026-10-10 (Sat)."""
    weekday = t(WEEKDAYS[when.weekday()])
    if language() == "zh":
        return f"{when.year}年{when.month}月{when.day}日(星期{weekday.removeprefix('周')})"
    return f"{when.isoformat()} ({weekday})"


def shown_instant(at: str) -> str:
    """An instant of the record, in Shanghai, to the minute."""
    return datetime.fromisoformat(at).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
