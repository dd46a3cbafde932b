"""Office expressions and step trees as data: who, and in what order."""

from collections.abc import Iterator
from typing import NamedTuple


class Office(NamedTuple):
    """One office expression: all its keys must hold at once."""

    office: str | None = None
    in_charge_of: str | None = None
    chair_of: str | None = None
    post: str | None = None
    of: str | None = None
    named: str | None = None
    same_as: str | None = None
    delegated_by: str | None = None
    in_person: bool = False


Offices = tuple[Office, ...]
"""Any of these."""


class ActStep(NamedTuple):
    """An act that must be on record, once, or once for `each` member of a list fact."""

    act: str
    by: Offices
    to: Offices = ()
    each: str | None = None
    but: Offices = ()
    carries: tuple[str, ...] = ()
    after: str | None = None
    outcome: tuple[str, ...] = ()


class DecisionStep(NamedTuple):
    """A decision about this case, by a meeting of one of these kinds; `covers`: the amount it must leave room for."""

    kinds: tuple[str, ...]
    outcome: tuple[str, ...] = ()
    chair: Offices = ()
    covers: str | None = None


class AnyOf(NamedTuple):
    """One of these is enough."""

    nodes: "tuple[Node, ...]"


class AllOf(NamedTuple):
    """All of these, in any order."""

    nodes: "tuple[Node, ...]"


Node = ActStep | DecisionStep | AnyOf | AllOf
Steps = tuple[Node, ...]
"""In this order."""


def leaves(steps: Steps) -> Iterator[ActStep | DecisionStep]:
    """Every act and decision of a tree, in the order written."""
    for node in steps:
        if isinstance(node, AnyOf | AllOf):
            yield from leaves(node.nodes)
        else:
            yield node


def acts_of(steps: Steps) -> Iterator[ActStep]:
    """Every act of a tree, in the order written."""
    return (leaf for leaf in leaves(steps) if isinstance(leaf, ActStep))
