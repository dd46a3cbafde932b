"""The stories that test a rulebook, read from their folder: what happens line by line, and which rules hang on it.

Only read here, and played nowhere: the tests play them. How a story is written `tests/law/cases/README.md` says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ledger.errors import BadInput

CASES = Path(__file__).parent.parent / "tests" / "law" / "cases"
"""Where the stories of the shipped books stand in a checkout of the source; an installed program has none."""

Line = Mapping[str, Any]


class Story(NamedTuple):
    """One story. `key`: a name for it that stands. `given`: the beginnings that it shares with others, by name.

    `twin`: one act tried twice, the lines before it and itself; `lawful` and `refused` are then what differs.
    """

    key: str
    title: str
    names: tuple[str, ...]
    given: tuple[str, ...]
    lines: tuple[Line, ...]
    twin: bool = False
    lawful: Mapping[str, Any] = {}
    refused: Mapping[str, Any] = {}
    refused_by: tuple[str, ...] = ()


class Person(NamedTuple):
    """Somebody of the stories, and the offices held, each with the post in it or without."""

    who: str
    offices: tuple[tuple[str, str | None], ...]


class Stories(NamedTuple):
    """All stories of one book, the beginnings that several share, the people, and the units by both their names."""

    told: tuple[Story, ...] = ()
    given: Mapping[str, tuple[Line, ...]] = {}
    people: Mapping[str, Person] = {}
    units: Mapping[str, tuple[str, str]] = {}


def folder_of(key: str, said: str | None) -> Path | None:
    """The folder that was named, else that of the book in a checkout of the source; None where there is none.

    Raises:
        BadInput: the folder that was named is not there.
    """
    if said is not None:
        if not Path(said).is_dir():
            raise BadInput("there is no folder {folder}", folder=said)
        return Path(said)
    found = CASES / Path(key).name
    return found if found.is_dir() else None


def stories_in(folder: Path) -> Stories:
    """What a folder of stories tells, in the order of its files.

    Raises:
        BadInput: a file there does not tell stories.
    """
    told: list[Story] = []
    given: dict[str, tuple[Line, ...]] = {}
    people: list[Line] = []
    units: list[Line] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8"))
            given |= {each["name"]: tuple(each["tells"]) for each in found.get("given", ())}
            told += [_story(f"{path.stem}-{n}", raw) for n, raw in enumerate(found.get("story", ()), 1)]
            told += [_twin(f"{path.stem}-t{n}", raw) for n, raw in enumerate(found.get("twin", ()), 1)]
            people += [*found.get("town", ()), *found.get("holder", ())]
            units += [*found.get("town_unit", ()), *found.get("unit", ())]
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise BadInput("{file} tells no stories: {fault}", file=path.name, fault=repr(fault)) from fault
    return Stories(tuple(told), given, _people(people), {u["key"]: (u["zh"], u["en"]) for u in units})


def _story(key: str, raw: Line) -> Story:
    lines = tuple(raw["tells"])
    return Story(key, raw["title"], tuple(raw["names"]), tuple(raw.get("given", ())), lines)


def _twin(key: str, raw: Line) -> Story:
    refused_by = tuple(raw.get("refused_by", (raw["rule"],)))
    lines = (*raw.get("given", ()), raw["act"])
    return Story(key, raw["says"], (raw["rule"],), (), lines, True, raw["lawful"], raw["unlawful"], refused_by)


def _people(rows: list[Line]) -> dict[str, Person]:
    found: dict[str, list[tuple[str, str | None]]] = {}
    for row in rows:
        found.setdefault(row["who"], []).append((row["office"], row.get("post")))
    return {who: Person(who, tuple(offices)) for who, offices in found.items()}
