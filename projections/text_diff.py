"""What became of each article of a text in another: the same, changed, under another number, gone, new.

Articles are matched by their number and by their words, white space aside: a text that was amended in the middle keeps
the articles behind it, though their numbers moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from aggregates.rulebook.checks.text import squeezed

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
SAME, OUT, IN = "=", "-", "+"
ALIKE_THERE, ALIKE_ELSEWHERE = 0.3, 0.6
"""How much two articles must share to be one: under the same number, and under another."""


class ArticleChange(NamedTuple):
    """One article. `parts`: its words, kept, taken out and put in; none where it only moved."""

    what: str
    old: str | None
    new: str | None
    parts: tuple[tuple[str, str], ...] = ()


def article_changes(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[ArticleChange, ...]:
    """Every article that is not the same in both under the same number, in the order of the new text."""
    before, after = ({name: squeezed(text) for name, text in texts.items()} for texts in (old, new))
    match = _matched(before, after)
    found = []
    for name, text in after.items():
        was = match.get(name)
        if was is None:
            found.append(ArticleChange(ADDED, None, name, ((IN, text),)))
        elif before[was] != text:
            found.append(ArticleChange(CHANGED, was, name, parts(before[was], text)))
        elif was != name:
            found.append(ArticleChange(MOVED, was, name))
    kept = set(match.values())
    gone = (ArticleChange(REMOVED, name, None, ((OUT, text),)) for name, text in before.items() if name not in kept)
    return (*found, *gone)


def _matched(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The old article of each new one: first what is the same, then what stands under its number, then the most alike.

    Each old article is taken once; a new one that is like none has none.
    """
    match = {name: name for name, text in after.items() if before.get(name) == text}
    places: dict[str, list[str]] = {}
    for name, text in before.items():
        if name not in match:
            places.setdefault(text, []).append(name)
    for name, text in after.items():
        if name not in match and places.get(text):
            match[name] = places[text].pop(0)
    taken = set(match.values())
    pairs_before = {name: _pairs(text) for name, text in before.items() if name not in taken}
    pairs_after = {name: _pairs(text) for name, text in after.items() if name not in match}
    likeness = sorted(
        (
            (alike(pairs_before[was], pairs_after[now]), was == now, was, now)
            for was in pairs_before
            for now in pairs_after
        ),
        key=lambda each: (-each[0] - each[1], each[2], each[3]),
    )
    for share, same_number, was, now in likeness:
        if now not in match and was not in taken and share >= (ALIKE_THERE if same_number else ALIKE_ELSEWHERE):
            match[now] = was
            taken.add(was)
    return match


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1)) or frozenset((text,))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the pairs of letters that two texts have in common; between 0 and 1."""
    return len(one & other) / max(len(one | other), 1)


def parts(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """The words kept, taken out and put in, in their order."""
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append((SAME, old[a:b]))
        else:
            found += [(OUT, old[a:b])] if a < b else []
            found += [(IN, new[c:d])] if c < d else []
    return tuple(found)
