"""Where things stand in the tables of a rulebook: walking them, and a copy with one place changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

Path = tuple[str | int, ...]


class _Gone:
    """Nothing stands there any more."""

    def __repr__(self) -> str:
        return "gone"

    def __reduce__(self) -> str:
        return "GONE"


GONE: Final = _Gone()


def changed(table: Any, path: Path, new: Any) -> Any:
    """The same table with that place changed, the rest shared; with `GONE` the key or the member is taken out."""
    key, rest = path[0], path[1:]
    made: Any = list(table) if isinstance(table, list) else dict(table)
    if rest:
        made[key] = changed(table[key], rest, new)
    elif new is GONE:
        del made[key]
    else:
        made[key] = new
    return made


def at(table: Any, path: Path) -> Any:
    """What stands there."""
    for key in path:
        table = table[key]
    return table


def walk(table: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every table, list and value, outer ones first, in the order written."""
    yield path, table
    if isinstance(table, Mapping):
        for key, value in table.items():
            yield from walk(value, (*path, key))
    elif isinstance(table, list):
        for place, value in enumerate(table):
            yield from walk(value, (*path, place))


def written(path: Path) -> str:
    """A place as one reads it: `steps[0].by.office`."""
    said = ""
    for key in path:
        said += f"[{key}]" if isinstance(key, int) else f".{key}" if said else str(key)
    return said
