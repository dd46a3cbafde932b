"""On which line of a TOML file something stands, found by reading it line by line; it need not be TOML throughout."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aggregates.rulebook.checks.problem import Problem

_TABLE = re.compile(r"^\s*\[(?!\[)\s*(?P<path>[^\]]+?)\s*\]\s*(#.*)?$")
_TABLES = re.compile(r"^\s*\[\[\s*(?P<name>[\w.-]+)\s*\]\]")
_KEY = re.compile(r"""^\s*(?P<key>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_ID = re.compile(r"""^\s*id\s*=\s*["'](?P<id>[^"']*)["']""")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|' + r"'[^']*'")
_LONG = re.compile(r"\"\"\"|'''")
# What a message is about, where its parameters do not say it: the key of the rule that it stands under.
_KEYS = (("the quote", "quote"), ("the id", "id"), ("yields to itself", "yields_to"), ("applies as well", "when"))


MISSING = "the article is missing"
"""It would stand at the end."""


class Block(NamedTuple):
    """A rule, a table or a key with its value: from `first` to `last`, both included, counted from 1."""

    path: tuple[str, ...]
    first: int
    last: int
    id: str | None = None


def located(problem: Problem, text: str) -> Problem:
    """The problem with the line it stands on, as far as there is one."""
    if problem.line is not None:
        return problem
    lines = text.rstrip("\n").split("\n")  # as TOML and editors count: U+2028 in a comment ends no line
    blocks = list(_blocks(lines))
    words = list(_words(problem))
    block = _block(problem, blocks, words)
    if block is None:
        return problem._replace(line=len(lines)) if problem.message == MISSING else problem
    return problem._replace(line=_line(lines, block, words))


def _words(problem: Problem) -> Iterator[str]:
    """What the line may hold, the surest first."""
    yield from (key for said, key in _KEYS if said in problem.message)
    for name in ("name", "rule", "facts", "act", "place", "form"):
        value = problem.params.get(name)
        if isinstance(value, str) and "=" not in value:
            yield from (part for part in reversed(re.split(r"[.,\s]+", value)) if part and not part.isdigit())
            yield value


def _block(problem: Problem, blocks: list[Block], words: list[str]) -> Block | None:
    """The rule of that id, the last where two have it; else the table or key that the place names."""
    ruled = [block for block in blocks if block.id is not None and block.id == problem.where]
    if ruled:
        return ruled[-1]
    named = tuple(part for part in problem.where.split(".") if part and part != "-")
    place = tuple(str(problem.params.get("place", "")).split("."))
    files = ("files", str(problem.params.get("case", "-")))
    for path in (named, place, files):
        for depth in range(len(path), 0, -1):
            found = [each for each in blocks if _ends(each.path, path[:depth])]
            if found:
                return found[0]
    return None


def _ends(path: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether the path is the wanted one, whatever tables it stands in."""
    return path == wanted or (len(path) > len(wanted) and path[-len(wanted) :] == wanted and path[0] in _TOPS)


_TOPS = frozenset({"act", "route", "fact", "article", "office", "post", "meeting_kind", "files", "statement"})


def _line(lines: list[str], block: Block, words: Iterable[str]) -> int:
    for word in words:
        pattern = re.compile(rf"(?<![\w/-]){re.escape(word)}(?![\w/-])")
        for number in range(block.first, block.last + 1):
            if pattern.search(lines[number - 1]):
                return number
    for number in range(block.first, block.last + 1):
        if _ID.match(lines[number - 1]):
            return number
    return block.first


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Every table, every rule and every key at the beginning of a line, each up to the next of its kind."""
    marks = list(_marks(lines))
    for place, (path, first, rank) in enumerate(marks):
        last = next((n for _, n, other in marks[place + 1 :] if other <= rank), len(lines) + 1) - 1
        own = next((m["id"] for line in lines[first - 1 : last] if (m := _ID.match(line))), None) if rank == 1 else None
        yield Block(path, first, max(first, last), own)


def _marks(lines: list[str]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Path, line and rank: 1 for an entry of a list of tables, 2 for a table, 3 for a key."""
    table: tuple[str, ...] = ()
    depth, within, entries = 0, "", 0
    for number, line in enumerate(lines, 1):
        if within:
            within = "" if line.count(within) % 2 else within
            continue
        if depth == 0 and (tables := _TABLES.match(line)):
            table, entries = (tables["name"], str(entries)), entries + 1
            yield table, number, 1
        elif depth == 0 and (head := _TABLE.match(line)):
            table = _parts(head["path"])
            # [rule.reading] belongs to the rule above it
            yield table, number, 3 if table[0] == "rule" else 1 if entries == 0 else 2
        elif depth == 0 and (key := _KEY.match(line)):
            yield (*table, *_parts(key["key"])), number, 3
        long = _LONG.search(line)
        if long and line.count(long[0]) % 2:
            within = long[0]
        else:
            bare = _STRING.sub("", line).split("#", 1)[0]
            depth = max(0, depth + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}")))


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(path))
