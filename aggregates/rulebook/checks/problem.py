"""What is wrong with a rulebook: where, and what, and what may help."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, NamedTuple

Hint = tuple[str, dict[str, Any]]
"""A template, the key of its words, and what fills it."""
FEW, LONGEST = 12, 200


class Problem(NamedTuple):
    """One fault. `where`: the rule, act, fact or article; `message` is a template and the key of its words.

    `line`: where it stands in the file, the first line being 1; None where nothing stands that could be pointed at.
    `hints`: what may help to mend it.
    """

    file: str
    where: str
    message: str
    params: dict[str, Any]
    line: int | None = None
    hints: tuple[Hint, ...] = ()

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        said = [self.message.format(**self.params), *(message.format(**params) for message, params in self.hints)]
        return f"{place}: {self.where}: {'; '.join(said)}"


class Misshapen(ValueError):
    """What stands in a file has not the shape it must have; the message is the key of its words."""


def problem(file: str, where: str, message: str, /, **params: Any) -> Problem:
    return Problem(file, where, message, params)


def hint(message: str, /, **params: Any) -> Hint:
    return message, params


def near(name: object, known: Iterable[str]) -> tuple[Hint, ...]:
    """What an unknown name may have meant: the known one nearest to it, or all of them where they are few."""
    names = sorted(set(known))
    found = get_close_matches(str(name), names, 1, 0.6) if len(str(name)) <= LONGEST else []
    if found:
        return (hint("did you mean {near}?", near=found[0]),)
    return (hint("known are {names}", names=", ".join(names)),) if 0 < len(names) <= FEW else ()
