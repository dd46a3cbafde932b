"""What the roster holds, as values: people, keys, units, grants, portfolios, delegations, absences, pairs.

`index` is that of the entry which says so; that it hides `tuple.index` nobody misses.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple


class Person(NamedTuple):
    """A person of the roster; `name` is the name on paper."""

    person: str
    name: str
    index: int  # type: ignore[assignment]  # hides tuple.index


class Key(NamedTuple):
    """A key bound to the person of the case; `revoked_index` None: still good."""

    keyid: str
    suite: str
    public: str
    index: int  # type: ignore[assignment]  # hides tuple.index
    revoked_index: int | None = None


class Unit(NamedTuple):
    """A unit of the county: `unit_of` is its class in the book, `department` or `township`."""

    office: str
    unit_of: str
    zh: str
    en: str
    index: int  # type: ignore[assignment]  # hides tuple.index


class Grant(NamedTuple):
    """An office given to a person from one day until another, both included; `capacity` is `hold` or `record-for`.

    A lower `rank` stands before a higher one; `post` is a post inside a unit.
    """

    person: str
    office: str
    capacity: str
    from_on: date
    until_on: date | None = None
    rank: int | None = None
    post: str | None = None
    index: int = -1  # type: ignore[assignment]  # hides tuple.index
    leaf: str = ""


class Portfolio(NamedTuple):
    """The charge (分管) of a unit, a person or a matter, held with an office: it lapses with the office."""

    of: str
    person: str
    office: str
    from_on: date
    until_on: date | None
    index: int  # type: ignore[assignment]  # hides tuple.index
    leaf: str


class Made(NamedTuple):
    """A delegation by the holder `by_person` of `office`: it lapses when that person no longer holds the office."""

    office: str
    by_person: str
    to: str
    acts: tuple[str, ...] | None
    matter: str | None
    from_on: date
    until_on: date | None
    index: int  # type: ignore[assignment]  # hides tuple.index
    leaf: str


class Away(NamedTuple):
    """An absence from one day until another, both included."""

    person: str
    reason: str
    from_on: date
    until_on: date | None
    index: int  # type: ignore[assignment]  # hides tuple.index
    leaf: str


class Pair(NamedTuple):
    """From that day `a` is covered by `b`; `b` None: by nobody any more."""

    a: str
    b: str | None
    from_on: date
    until_on: date | None
    index: int  # type: ignore[assignment]  # hides tuple.index


class Pending(NamedTuple):
    """An entry of a root holder that waits for the confirmation of another."""

    index: int  # type: ignore[assignment]  # hides tuple.index
    leaf: str
    case: str
    type: str
    person: str
    on: date
    facts: Mapping[str, Any]


class RosterCase(NamedTuple):
    """What one case says; `void` are the indexes of entries that say nothing: not theirs to say, or not well-formed."""

    person: Person | None = None
    unit: Unit | None = None
    keys: tuple[Key, ...] = ()
    grants: tuple[Grant, ...] = ()
    portfolios: tuple[Portfolio, ...] = ()
    delegations: tuple[Made, ...] = ()
    absences: tuple[Away, ...] = ()
    pairs: tuple[Pair, ...] = ()
    pending: tuple[Pending, ...] = ()
    void: tuple[int, ...] = ()
