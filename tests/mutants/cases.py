"""The hand-written cases, stories and twins, as what may fail on a mutant: the rules, acts and kinds each is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from aggregates.rulebook.loader import shipped
from tests.law.hall import JIANGKOU
from tests.law.story import OPENING, Story, Twin, play, stories, told, twins
from tests.town import TownHall

RULES = ("rule", "rules", "refused_by", "overrides", "accepted_by")
"""Where a line names rules."""


class Case(NamedTuple):
    """One story, or one twin with both its sides. `rules`: those it names anywhere, `first` those it hangs on.

    `says` and `values`: the keys of its lines, and the words that stand there.
    """

    told: Story | Twin
    book: str
    title: str
    first: frozenset[str]
    rules: frozenset[str]
    does: frozenset[str]
    kinds: frozenset[str]
    says: frozenset[str]
    values: Mapping[str, frozenset[str]]

    @property
    def name(self) -> tuple[str, str]:
        return self.book, self.title


def cases(books: tuple[str, ...] | None = None) -> Iterator[Case]:
    """Every case of these books, or of all."""
    wanted = books or shipped()
    for story in stories():
        if story.book in wanted:
            yield _case(story, story.book, f"story: {story.title}", story.names, list(story.tells))
    for twin in twins() if JIANGKOU in wanted else ():
        named = {"rules": [twin.rule, *twin.refused_by, *filter(None, [twin.accepted_by])]}
        lines = [*twin.side(twin.lawful), *twin.side(twin.unlawful), named]
        yield _case(twin, JIANGKOU, f"twin: {twin.says}", (twin.rule,), lines)


def _case(told: Story | Twin, book: str, title: str, first: tuple[str, ...], lines: list[Mapping[str, Any]]) -> Case:
    named = [name for line in lines for key in RULES for name in _list(line.get(key))]
    does = frozenset(str(line["does"]) for line in lines if "does" in line)
    kinds = {OPENING[act] for act in does if act in OPENING}
    if "close" in does and "meeting" in kinds:
        kinds.add("item")  # closing opens an item for everything assigned
    says = frozenset(key for line in lines for key in line if key != "on" or "does" in line)
    return Case(
        told, book, title, frozenset(first), frozenset((*first, *named)), does, frozenset(kinds), says, _values(lines)
    )


def _values(lines: list[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """What the lines say of each fact, as far as it is a word."""
    found: dict[str, set[str]] = {}
    for line in lines:
        for key, value in line.items():
            if isinstance(value, str):
                found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def goes_as_told(case: Case, halls: Callable[[], TownHall]) -> bool:
    """Whether a story goes as it is told, and both sides of a twin, each in a hall of its own.

    Whatever a mutant breaks, in the program too, the case has not gone so.
    """
    try:
        if isinstance(case.told, Story):
            play(halls(), case.told)
            return True
        return _accepted(case.told, halls()) and _refused(case.told, halls())
    except Exception:
        return False


def _accepted(twin: Twin, hall: TownHall) -> bool:
    return twin.accepted_by in told(hall, twin.side(twin.lawful))().rules


def _refused(twin: Twin, hall: TownHall) -> bool:
    rules: list[str] = hall.refused(told(hall, twin.side(twin.unlawful))).rule_ids
    return rules == list(twin.refused_by)
