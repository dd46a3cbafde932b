"""What is wrong with a rulebook: where, and what."""

from typing import Any, NamedTuple


class Problem(NamedTuple):
    """One fault. `where`: the rule, act, fact or article; `message` is a template and the key of its words."""

    file: str
    where: str
    message: str
    params: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.message.format(**self.params)}"


class Misshapen(ValueError):
    """What stands in a file has not the shape it must have; the message is the key of its words."""


def problem(file: str, where: str, message: str, /, **params: Any) -> Problem:
    return Problem(file, where, message, params)
