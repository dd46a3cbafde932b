"""A duty as a row of text and back: all that reading it needs, so that nobody folds the case again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.case import By, TermSet
from aggregates.duty import Duty, RungState, Urging

if TYPE_CHECKING:
    from aggregates.rulebook.model import Book
    from aggregates.rulebook.steps import Offices

_DAYS = ("opened_on", "due_on", "met_on", "ended_on")


def as_text(duty: Duty) -> str:
    """The duty without who its people are, which is asked on the day of reading; what was recorded in somebody's name
    is that person's to confirm, whatever office the person holds now.
    """
    kept = duty._replace(people=duty.people if duty.rule is None else ())
    said = {name: _plain(value) for name, value in kept._asdict().items()}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def of_text(text: str) -> Duty:
    """The duty that was written so."""
    from aggregates.rulebook.steps import Office

    said: dict[str, Any] = json.loads(text)
    said |= {name: _day(said[name]) for name in _DAYS}
    said |= {"by": tuple(said["by"]), "people": tuple(said["people"])}
    said["offices"] = _offices(Office, said["offices"])
    said["urged"] = tuple(
        Urging(**{**each, "on": _day(each["on"]), "due_on": _day(each["due_on"])}) for each in said["urged"]
    )
    said["rungs"] = tuple(_rung(each) for each in said["rungs"])
    if term := said["term"]:
        days = {"due_on": _day(term["due_on"]), "on": _day(term["on"])}
        said["term"] = TermSet(**{**term, **days, "by": By(**term["by"])})
    return Duty(**said)


class BookWordsRow(NamedTuple):
    """What a rulebook says, as far as a list of duties shows it: so that a list need not read the whole book.

    `lights`: as the book has them. `articles`: by rule. `acts`, by `kind.act`, and `offices`: Chinese and English.
    """

    key: str
    title: str
    lights: Mapping[str, Any]
    articles: Mapping[str, str]
    acts: Mapping[str, tuple[str, str]]
    offices: Mapping[str, tuple[str, str]]

    def act(self, duty: Duty) -> tuple[str, str]:
        key = duty.act if "." in duty.act else f"{duty.kind}.{duty.act}"
        return self.acts.get(key, (duty.act, duty.act))


def book_as_text(book: Book) -> str:
    """A rulebook as a row: the articles of rules from which duties come, the words of all acts."""
    articles = {key: rule.article for key, rule in book.rules.items() if rule.form in OWES}
    acts = {f"{kind}.{key}": (act.zh, act.en) for kind, known in book.acts.items() for key, act in known.items()}
    offices = {key: (office.zh, office.en) for key, office in book.offices.items()}
    row = BookWordsRow(book.key, book.title, book.lights, articles, acts, offices)
    return json.dumps(row._asdict(), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


OWES = frozenset({"deadline", "rung", "quota"})
"""The forms of rules from which duties come."""


def book_of_text(text: str) -> BookWordsRow:
    """The book that was written so."""
    said = json.loads(text)
    pairs = {name: {key: (zh, en) for key, (zh, en) in said[name].items()} for name in ("acts", "offices")}
    return BookWordsRow(**{**said, **pairs})


def _offices(make: Any, said: list[dict[str, Any]]) -> Offices:
    return tuple(make(**each) for each in said)


def _rung(said: Mapping[str, Any]) -> RungState:
    return RungState(**{**said, "open_from": _day(said["open_from"]), "done_on": _day(said["done_on"])})


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "_asdict"):
        return {name: _plain(each) for name, each in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value
