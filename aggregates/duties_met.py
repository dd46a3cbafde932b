"""Which acts open a duty, which meet it, and whether it can still be met: the acts of a case against a rule's steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from aggregates.case import CaseState, Done
from aggregates.duty import Duty
from aggregates.rulebook.completions import value_of
from aggregates.rulebook.conditions import truth
from aggregates.rulebook.context import Context
from aggregates.rulebook.due import Due, counts_on, instant_of
from aggregates.rulebook.forms import Deemed
from aggregates.rulebook.linked import with_acts
from aggregates.rulebook.model import Book, Rule
from aggregates.rulebook.offices import IT, Unknown, World, own_holders, words
from aggregates.rulebook.progress import carries_this, counts_as, progress, spared
from aggregates.rulebook.standing import may_do
from aggregates.rulebook.steps import ActStep, AllOf, DecisionStep, Office, Offices, Steps, acts_of, leaves

DECISION = "decision"
UNITS = frozenset({"department", "departments", "office"})
"""The types of facts that name a unit or an office."""


class Opened(NamedTuple):
    """What was opened on a day, by the entry at `index`: the part of the rule's steps that is owed apart.

    It is read in `world`, whose case holds the acts among which to look for it, after the one at `start`. `of`: the
    list that `member` is one of. `opener` is the act itself, where an act opened it and not the passing of time.
    """

    key: str
    rule: Rule
    steps: Steps
    world: World
    on: date
    index: int  # type: ignore[assignment]  # hides tuple.index
    start: int = -1
    opener: Done | None = None
    member: str | None = None
    of: str | None = None

    @property
    def first(self) -> ActStep | None:
        return next(acts_of(self.steps), None)

    @property
    def act(self) -> str:
        return self.first.act if self.first else DECISION

    @property
    def by(self) -> Offices:
        """Whoever must act; for a decision, whoever records it."""
        return self.first.by if self.first else (Office(office=self.world.book.decisions_recorded_by),)


class Met(NamedTuple):
    """The day that counts, the instant where it is known, and the entry; no entry for a decision of another body."""

    on: date
    at: str | None = None
    index: int | None = None  # type: ignore[assignment]  # hides tuple.index


def applies(rule: Rule, world: World) -> bool:
    """Whether a rule surely holds on what is known, and none that it yields to."""

    def holds(each: Rule) -> bool:
        return truth(each.when, lambda fact: value_of(fact, world.facts, world.book.facts)) is True

    others = (world.book.rules[other] for other in rule.yields_to if other in world.book.rules)
    return holds(rule) and not any(holds(other) for other in others)


def opened(rule: Rule, from_: str, steps: Steps, world: World, *, whole: bool = False) -> Iterator[Opened]:
    """What each act of that name opened. `whole`: acts before it count too."""
    for place, opener in enumerate(world.case.done):
        if opener.act != from_ and not counts_as(opener.act, from_, world):
            continue
        since = world if whole else world._replace(case=world.case._replace(done=world.case.done[place:]))
        for part, member, of, own in _shares(steps, since):
            key = f"{rule.id}{part}@{opener.index}"
            here = since._replace(member=member, act=opener.act)
            yield Opened(key, rule, own, here, opener.on, opener.index, -1 if whole else 0, opener, member, of)


def owed(each: Opened, case: CaseState, *, people: bool, due: Due | None, settable: bool) -> Duty:
    """The duty, as the case stands: who owes it, whether and when it was met or ended.

    Args:
        due: when it is due by its own term; where it has none (`settable`), the day the office set counts.
        people: whether to read the roster for who they are.
    """
    facts, met = each.world.facts, met_by(each)
    term = next((term for term in reversed(case.terms) if term.duty == each.key), None) if settable else None
    return Duty(
        key=each.key,
        case=case.case,
        kind=case.kind,
        rule=each.rule.id,
        act=each.act,
        by=tuple(words(office, facts, each.member) for office in each.by),
        people=people_of(each.by, each.act, each.world) if people else (),
        opened_on=each.on,
        opened_index=each.index,
        unit=unit_of(each),
        offices=each.by,
        member=each.member,
        due_on=due.on if due else term.due_on if term else None,
        due_at=due.at if due else None,
        provisional=due is not None and due.provisional,
        settable=settable,
        term=term,
        met_on=met.on if met else None,
        met_at=met.at if met else None,
        met_index=met.index if met else None,
        ended_on=None if met else ended_on(each, case),
        lapsed_index=lapsed_index(case, each.key),
    )


def lapsed_index(case: CaseState, key: str) -> int | None:
    """The entry that noted that this duty was overdue."""
    return next((noted.index for noted in case.noted if noted.what == "lapsed" and noted.duty == key), None)


def met_by(each: Opened) -> Met | None:
    """What met it; None while it is owed."""
    try:
        done = progress(each.steps, each.world, start=each.start)
    except Unknown:
        return None
    if not done.done:
        return None
    if done.last > each.start:
        last = each.world.case.done[done.last]
        return Met(counts_on(last), last.at if instant_of(last) else None, last.index)
    return Met(max(each.on, *_decided(each)))


def ended_on(each: Opened, case: CaseState) -> date | None:
    """The day its case was closed, where none of its acts can be done in the closed case; None while one can."""
    if case.closed is None:
        return None
    for step in acts_of(each.steps):
        defined = each.world.book.act(case.kind, step.act)
        if "." in step.act or (defined and case.closed in defined.still_when):
            return None
    return max(case.closed_on or each.on, each.on)


def people_of(by: Offices, act: str, world: World) -> tuple[str, ...]:
    """Who these are on the day of that world; nobody where it hangs on what is not known."""
    try:
        return tuple(dict.fromkeys(holder.person for holder in may_do(by, world._replace(act=act))))
    except Unknown:
        return ()


def unit_of(each: Opened) -> str | None:
    """The department that owes it, named itself or by a post in it; else the office; None where it is a person's."""
    facts = each.world.book.facts
    for office in each.by:
        name = office.named or office.of
        fact = each.of if name == IT else name
        if fact is not None and fact in facts and facts[fact].type in UNITS:
            value = each.member if name == IT else each.world.facts.get(fact)
            if isinstance(value, str):
                return value
    for office in each.by:
        if office.same_as:
            return next((d.outside or d.by.office for d in each.world.case.done if d.act == office.same_as), None)
    return next((office.office for office in each.by if office.office), None)


def reach(from_: str, steps: Steps, world: World) -> World:
    """The world with the acts of other cases that the rule speaks of (`meeting.close`), in the order of the record."""
    asked = [from_, *(name for step in acts_of(steps) for name in (step.act, step.after) if name)]
    return with_acts([name for name in asked if "." in name], world)


def world_of(case: CaseState, book: Book, context: Context, on: date) -> World:
    """The case as its duties are read: its facts with those derived, and what counts as another act in it."""
    facts = {**context.derive(case, case.facts, book, on), **case.facts}
    world = World(book, case, context, on, facts)
    deemed = (rule for rule in book.rules_of(case.kind) if isinstance(rule.body, Deemed))
    return world._replace(deemed=tuple(r.body for r in deemed if isinstance(r.body, Deemed) and applies(r, world)))


def _shares(steps: Steps, world: World) -> Iterator[tuple[str, str | None, str | None, Steps]]:
    """What is owed apart: each part of an `all`, each member of an `each` is a duty of its own."""
    parts = steps[0].nodes if len(steps) == 1 and isinstance(steps[0], AllOf) else None
    for number, own in enumerate([(node,) for node in parts] if parts else [steps], 1):
        part = f".{number}" if parts else ""
        if len(own) == 1 and isinstance(own[0], ActStep) and own[0].each:
            step = own[0]
            for member in members_of(step, world):
                yield f"{part}:{member}", member, step.each, (step._replace(each=None),)
        else:
            yield part, None, None, own


def members_of(step: ActStep, world: World) -> list[str]:
    """Those somebody must act for, less whom `but` leaves out; none while the list is not known."""
    assert step.each is not None
    members = []
    try:
        for member in world.value(step.each):
            here = world._replace(member=member)
            could = {holder.person for office in step.by for holder in own_holders(office, here)} if step.but else set()
            members += [] if could and could <= spared(step, here) else [member]
    except Unknown:
        return []
    return members


def _decided(each: Opened) -> list[date]:
    """The days of the decisions that met it where no act did."""
    case = each.world.case.case
    outside = {office.office for step in acts_of(each.steps) for office in step.by}
    steps = [leaf for leaf in leaves(each.steps) if isinstance(leaf, DecisionStep)]
    return [
        decision.on
        for decision in each.world.context.decisions(case)
        if decision.body in outside or any(carries_this(step, decision, each.world) for step in steps)
    ]
