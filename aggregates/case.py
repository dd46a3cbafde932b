"""What every case has in common: who acts, what was done, where the case stands, what is asked for.

A case kind may keep a richer state of its own; vetting and turns read only what stands here. Nothing here checks a
rule. All are named tuples, which load in an eighth of the time of data classes; that `index` hides `tuple.index`
nobody misses.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple


class By(NamedTuple):
    """Who acts: the person, the office spoken for, the office stood in for, if any, and the recording hand, if any."""

    person: str
    office: str
    acting_for: str | None = None
    recorded_by: str | None = None


class Done(NamedTuple):
    """An act on record in this case, in the order of the record.

    `outside` is the office of kind outside whose act it is, recorded on its paper by `by`. `fields` holds what the
    entry itself carries: stated fields and declared facts together. `at`: the writer's clock, in UTC. `counts_on`: the
    day that counts for a term, that of recording where the act was entered late and no paper shows its day; None: `on`.
    `deemed`: nobody did it; silence counts as it.
    """

    act: str
    by: By
    on: date
    version: int
    outcome: str | None = None
    outside: str | None = None
    fields: Mapping[str, Any] = {}
    index: int = -1  # type: ignore[assignment]  # hides tuple.index
    leaf: str = ""
    at: str = ""
    counts_on: date | None = None
    rules: tuple[str, ...] = ()
    deemed: bool = False


class Linked(NamedTuple):
    """A case that names this one, and the fact in which it does: a meeting's items, its minutes."""

    as_: str
    case: str


class TermSet(NamedTuple):
    """The day that the office set for a duty which the text leaves without one."""

    duty: str
    due_on: date
    on: date
    index: int  # type: ignore[assignment]  # hides tuple.index
    by: By
    reason: str | None


class Noted(NamedTuple):
    """What the record itself noted of a duty, once: that it lapsed, or that a rung of its escalation opened.

    `what`: `lapsed` or `rung`; `rule` and `target` are those of the rung.
    """

    what: str
    duty: str
    rule: str | None
    target: str | None
    on: date
    index: int  # type: ignore[assignment]  # hides tuple.index


class CaseState(NamedTuple):
    """Where one case stands. `facts` holds the known facts only: what is missing there is unknown.

    `proposed` holds what somebody stated who may not declare it; it decides nothing. `closed` is None, or the word
    the case was closed with: returned, withdrawn, paid …, on the day `closed_on`; `version` 0 is a case not yet opened.
    `linked`: the cases that name this one, in the order of the record.
    """

    kind: str
    case: str
    version: int = 0
    head: str = ""
    opened_on: date | None = None
    book: str = ""
    facts: Mapping[str, Any] = {}
    proposed: Mapping[str, Any] = {}
    done: tuple[Done, ...] = ()
    closed: str | None = None
    linked: tuple[Linked, ...] = ()
    terms: tuple[TermSet, ...] = ()
    noted: tuple[Noted, ...] = ()
    closed_on: date | None = None


class Act(NamedTuple):
    """An act asked for: to be vetted, then recorded.

    `name` is the act's key inside its case kind. `fields` are stated by the actor (facts without `declared_by`),
    `declared` are facts somebody of their `declared_by` declares with this act. `overrides` are ids of rules departed
    from, with `reason`.
    """

    name: str
    by: By
    on: date
    outcome: str | None = None
    fields: Mapping[str, Any] = {}
    declared: Mapping[str, Any] = {}
    overrides: tuple[str, ...] = ()
    reason: str | None = None
    outside: str | None = None
