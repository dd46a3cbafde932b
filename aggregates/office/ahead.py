"""What comes next, as a value that costs nothing to import."""

from typing import NamedTuple


class Next(NamedTuple):
    """A lawful next step: the act, the words that do it, and the people whose turn it is (empty: nobody holds it)."""

    act: str
    command: tuple[str, ...]
    people: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
