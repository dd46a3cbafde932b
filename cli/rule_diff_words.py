"""A difference of rulebooks in words: one field before and after, the words that changed; and all of it as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cli.bookwords import BookWords
from cli.rule_words import FORMS, value_of
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.rulebook.model import Book, Rule
    from projections.rule_diff import BookDiff, FieldChange, RuleChange

CONTEXT = 12
"""How many letters are shown on either side of words that changed."""


def as_json(found: BookDiff) -> dict[str, Any]:
    """The difference as data, fields before and after both as the book spells them and in words."""
    from cli.rule import plain

    def rule(change: RuleChange) -> dict[str, Any]:
        both = [(field, in_words(field, change, found)) for field in change.fields]
        return {
            "what": change.what,
            "old": change.old.id if change.old else None,
            "new": change.new.id if change.new else None,
            "binding": change.binding,
            "fields": [
                {"field": f.name, "old": plain(f.old), "new": plain(f.new), "old_words": was, "new_words": now}
                for f, (was, now) in both
            ],
        }

    return {
        "old": {"key": found.old.key, "sha256": found.old.sha256},
        "new": {"key": found.new.key, "sha256": found.new.sha256},
        "differs": found.differs(),
        "files": list(found.files),
        "articles": [{**each._asdict(), "parts": [list(part) for part in each.parts]} for each in found.articles],
        "rules": [rule(each) for each in found.rules],
        "parts": [
            {**each._asdict(), "fields": [_fields_as_json(field._asdict()) for field in each.fields]}
            for each in found.parts
        ],
        "open_cases": {"kinds": [each._asdict() for each in found.touched], "transition": found.new.transition},
    }


def _fields_as_json(field: Mapping[str, Any]) -> dict[str, Any]:
    from cli.rule import plain

    return {name: plain(value) for name, value in field.items()}


def marked(parts: Iterable[tuple[str, str]]) -> str:
    """The words that changed with a few on either side: [-taken out-]{+put in+}."""
    shown, pieces = [], list(parts)
    for place, (kind, text) in enumerate(pieces):
        if kind == "=":
            first, last = place == 0, place == len(pieces) - 1
            head, tail = "" if first else text[:CONTEXT], "" if last else text[-CONTEXT:]
            whole = len(text) <= len(head) + len(tail)
            shown.append(text if whole else f"{head}…{tail}")
        else:
            shown.append(f"[-{text}-]" if kind == "-" else f"{{+{text}+}}")
    return "".join(shown)


def in_words(field: FieldChange, change: RuleChange, found: BookDiff) -> tuple[str, str]:
    """A field before and after in words; as data where the words are the same and the data are not."""
    assert change.old is not None and change.new is not None
    old = _in_words(field.name, field.old, change.old, found.old)
    new = _in_words(field.name, field.new, change.new, found.new)
    return (old, new) if old != new else (as_data(field.old), as_data(field.new))


def _in_words(name: str, value: Any, rule: Rule, book: Book) -> str:
    words = BookWords(book)
    if name == "body.acts" and hasattr(rule.body, "acts"):
        return value_of("acts", value, rule, words)
    if value in (None, (), {}, ""):
        return "-"
    if name == "when":
        return t(N_("; ")).join(words.condition(value)) or t(N_("always"))
    if name == "override":
        return words.offices(value)
    if name == "form":
        return t(FORMS[value])
    if name.startswith("body."):
        return value_of(name.removeprefix("body."), value, rule, words).replace("\n", t(N_(" → ")))
    return t(N_("; ")).join(map(str, value)) if isinstance(value, tuple) else str(value)


def as_data(value: Any) -> str:
    from cli.rule import plain

    return json.dumps(plain(value), ensure_ascii=False, default=str)


def part_field(name: str, value: Any, book: Book) -> str:
    """A field of an act, a fact or an office: offices in words, the rest as the book spells it."""
    from aggregates.rulebook.conditions import Condition
    from aggregates.rulebook.steps import Office

    words = BookWords(book)
    if isinstance(value, Condition):
        return t(N_("; ")).join(words.condition(value)) or "-"
    if isinstance(value, tuple) and value and isinstance(value[0], Office):
        return words.offices(value)
    return str(value) if isinstance(value, str) else as_data(value)
