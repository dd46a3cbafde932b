"""What a decision assigns, as it is typed or as it stands in a file: one row for each unit that leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli import naming
from cli.values import day, read
from ledger.errors import BadInput

if TYPE_CHECKING:
    from cli.run import Run

KNOWN = ("text", "lead", "support", "due_on")
SPELLED = {"due": "due_on", "牵头": "lead", "配合": "support", "协办": "support", "时限": "due_on"}


def in_words(this: Run, words: str) -> list[dict[str, Any]]:
    """The rows of `text;lead=unit,unit;support=unit;due=2022-06-30`. Raises: BadInput."""
    text, *rest = [part.strip() for part in words.replace("；", ";").split(";")]
    row: dict[str, Any] = {"text": text}
    for part in rest:
        name, equals, value = part.partition("=")
        key = SPELLED.get(name.strip(), name.strip())
        if not equals or key not in KNOWN[1:] or key in row:
            raise BadInput("{text} is no part of an assignment: lead=, support= and due= are, each once", text=part)
        row[key] = value
    return _rows(this, row)


def in_file(this: Run, path: str) -> list[dict[str, Any]]:
    """The rows of a JSON list, or of a TOML file's `[[assignment]]`. Raises: BadInput."""
    import json
    import tomllib

    content = read(path)
    try:
        loaded = json.loads(content) if path.lower().endswith(".json") else tomllib.loads(content.decode())
        rows = loaded["assignment"] if isinstance(loaded, dict) else loaded
        return [row for each in rows for row in _rows(this, dict(each))]
    except (KeyError, TypeError, ValueError) as fault:
        raise BadInput("{file} holds no assignments: {fault}", file=path, fault=str(fault)) from fault


def _rows(this: Run, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    if unknown := [name for name in row if name not in KNOWN]:
        raise BadInput(
            "an assignment has no {names}; it has: {known}", names=", ".join(unknown), known=", ".join(KNOWN)
        )
    text, leads = str(row.get("text", "")).strip(), _units(this, row.get("lead", ()))
    if not text or not leads:
        raise BadInput("an assignment says what is to be done, and who leads: 'text;lead=unit'")
    due_on = row.get("due_on")
    when = day(str(due_on)).isoformat() if due_on else None
    support = _units(this, row.get("support", ()))
    return [{"text": text, "lead": lead, "support": support, "due_on": when} for lead in leads]


def _units(this: Run, said: str | Sequence[str]) -> list[str]:
    parts = said.replace("、", ",").replace("，", ",").split(",") if isinstance(said, str) else said
    return list(dict.fromkeys(naming.office(this, part.strip()) for part in parts if part.strip()))
