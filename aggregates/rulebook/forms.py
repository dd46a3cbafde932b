"""The closed set of forms: what a rule can say. Each is a value with its own fields.

`docs/rulebook-grammar.md` explains them. A form whose meaning changes gets a new name (`chain/2`), so that a
new program never rewrites an old verdict.
"""

from collections.abc import Mapping
from typing import NamedTuple

from aggregates.rulebook.steps import Office, Offices, Steps


class Chain(NamedTuple):
    """Fixes a route: its steps, perhaps none, or those of the rule `as_`."""

    route: str
    steps: Steps = ()
    as_: str | None = None


class Needs(NamedTuple):
    """Refused until these steps are on record: `before` these acts, or before the first step of these routes."""

    before: tuple[str, ...]
    steps: Steps


class Only(NamedTuple):
    """These acts may be done only by these offices; all such rules in force together give the power."""

    act: tuple[str, ...]
    by: Offices


class Forbids(NamedTuple):
    """These acts are refused while the rule's condition holds."""

    act: tuple[str, ...]


class Carries(NamedTuple):
    """The record must hold these facts when the act is done; `must_be` compares one with another fact or an office."""

    act: tuple[str, ...]
    fields: tuple[str, ...]
    one_of: Mapping[str, tuple[str, ...]]
    must_be: Mapping[str, str | Office]


class Share(NamedTuple):
    """A share of the members, compared by multiplying: no fraction is ever rounded."""

    parts: int
    of: int


class Quorum(NamedTuple):
    """These acts need a share of that day's members present."""

    at: tuple[str, ...]
    more_than: Share | None = None
    at_least: Share | None = None


class Members(NamedTuple):
    """Who sits in a kind of meeting, who attends (列席), who must be invited `before` which act."""

    kind: str
    members: Offices = ()
    attend: Offices = ()
    attend_by_item: Offices = ()
    before: str | None = None


class StandsIn(NamedTuple):
    """Who may act for an office. `acts` None: every act. `absent`: the offices whose holders must all be away."""

    for_: Office
    by: Offices
    acts: tuple[str, ...] | None
    absent: tuple[str, ...] = ()
    order: str | None = None
    under: Steps = ()


class Ahead(NamedTuple):
    """A term counted back from the day in the fact `of`, that day not counted."""

    of: str
    working_days: int | None = None
    calendar_days: int | None = None


class Deadline(NamedTuple):
    """From an event these steps are due. Exactly one of `within` (unit, number), `ahead`, `on`, `undated` is set."""

    from_: str
    steps: Steps
    within: tuple[str, int] | None = None
    ahead: Ahead | None = None
    on: str | None = None
    undated: str | None = None
    late: str = "recorded"
    extended_by: str | None = None


class Quota(NamedTuple):
    """So many acts per period by each holder: too few is a duty, too many is refused.

    `same`: only cases with the same value of that fact are counted together.
    """

    act: str
    by: Offices
    per: str
    each: tuple[str, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    same: str | None = None


class Deemed(NamedTuple):
    """An act that counts as others (圈阅); or, `within` a term, silence upon it, once that is on record.

    `extended_by`: the act by which a later day was agreed on in time.
    """

    on: str
    counts_as: tuple[str, ...]
    within: tuple[str, int] | None = None
    extended_by: str | None = None

    def by_act(self, act: str) -> tuple[str, ...]:
        """What an act of that name itself counts as; nothing where it is silence upon it that counts."""
        return self.counts_as if self.on == act and self.within is None else ()


class Rung(NamedTuple):
    """A step of an escalation: after `urged` urgings (0: overdue), or after an act, with one of these outcomes."""

    steps: Steps
    urged: int | None = None
    act: str | None = None
    duty: tuple[str, ...] = ()
    optional: bool = False
    outcome: tuple[str, ...] = ()


class Silent(NamedTuple):
    """The text names nobody for this route: `refuse`, or `free`."""

    route: str
    then: str


class HeldBy(NamedTuple):
    """A test of the program holds it, or another rule says the same sentence."""

    test: str | None = None
    rule: str | None = None


class Advises(NamedTuple):
    """Shown at this act, never enforced, and why."""

    act: str
    because: str


Form = (
    Chain
    | Needs
    | Only
    | Forbids
    | Carries
    | Quorum
    | Members
    | StandsIn
    | Deadline
    | Quota
    | Deemed
    | Rung
    | Silent
    | HeldBy
    | Advises
)
