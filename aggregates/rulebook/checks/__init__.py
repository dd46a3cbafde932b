"""Everything that can be said against a rulebook before it judges anybody.

First the shape of its files; if that holds, its names, its quotes and articles, how its rules meet, and who declares
what. What reads the shape is imported when a book is checked: it takes pydantic, and who only asks for a class or an
article of a rule does not.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from aggregates.rulebook.checks import declared, names, quotes, text, ways
from aggregates.rulebook.checks.lines import located
from aggregates.rulebook.checks.problem import Problem
from aggregates.rulebook.checks.text import UNREAD
from aggregates.rulebook.loader import load_files, read, table

FIRST, LAST = ("meta.toml", "facts.toml"), ("acts.toml", "left_out.toml", "source.txt", "articles.toml")

__all__ = ["UNREAD", "Problem", "check", "check_files", "shapely"]


def check(folder: Path) -> list[Problem]:
    """Every problem of the rulebook in that folder; none means that it may be adopted.

    Raises:
        BadInput: there is no rulebook.
    """
    return check_files(read(folder))


def check_files(files: Mapping[str, bytes]) -> list[Problem]:
    """Every problem of a rulebook's files, given by name, each with its line; in the order of mending."""
    return shapely(files) or _placed(_meaning(files), files)


def _rank(file: str) -> int:
    """Where a file stands in the order of mending: what others rest on first, what follows from others last."""
    if file in FIRST:
        return FIRST.index(file)
    return len(FIRST) + (1 + LAST.index(file) if file in LAST else 0)


def shapely(files: Mapping[str, bytes]) -> list[Problem]:
    """What is wrong with the shape of the files; while anything is, nothing else is looked at."""
    from aggregates.rulebook.checks import shape

    return _placed(shape.check(files), files)


def _placed(found: Iterable[Problem], files: Mapping[str, bytes]) -> list[Problem]:
    """Each with its line, in the order of mending."""
    texts = {name: data.decode("utf-8", "replace") for name, data in files.items()}
    placed = [located(each, texts.get(each.file, "")) for each in found]
    return sorted(placed, key=lambda each: (_rank(each.file), each.file, each.line or 0))


def _meaning(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """What is wrong with files that have their shape."""
    from aggregates.rulebook.checks import shape, whole

    book = load_files(files)
    where = {rule["id"]: name for name, rule in shape.rules(files)}
    meta = table(files["meta.toml"])
    for part in (names.check, ways.check, declared.check, whole.check):
        yield from part(book, where)
    yield from names.check_files(book, where, meta)
    yield from whole.check_files(files, meta)
    yield from text.check(book, where, files)
    yield from quotes.check(book, where, text.articles_of(files["source.txt"].decode("utf-8")))
