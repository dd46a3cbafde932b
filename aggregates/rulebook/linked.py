"""The other cases a case is tied to, and the acts there: a meeting and its items, its minutes, what it decided about.

A case is tied to those it names in a fact of type `case` or `cases`, to those that still name it, and to the items of a
meeting that decided about it. Every case that is looked at is leaned on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from aggregates.kinds import kind_of

if TYPE_CHECKING:
    from aggregates.case import CaseState, Done
    from aggregates.rulebook.offices import World

MEETING, AGENDA = "meeting", "agenda"
ADMIT = "admit"
CHAIRING = ("chair", "convene")
"""The acts by which somebody is in the chair, the first that is on record."""


def tied(kind: str, world: World) -> tuple[CaseState, ...]:
    """The cases of that kind that this one is tied to, itself if it is one; else those tied to it through an item."""
    if world.case.kind == kind:
        return (world.case,)
    near = dict.fromkeys(_named(world.case, world))
    if found := _of_kind(kind, near, world):
        return found
    near |= dict.fromkeys(decision.case for decision in world.context.decisions(world.case.case))
    further = [name for item in _of_kind(AGENDA, near, world) for name in _forward(item, world)]
    return _of_kind(kind, {**near, **dict.fromkeys(further)}, world)


def on_agenda(world: World) -> tuple[CaseState, ...]:
    """The items of this meeting that were admitted and are still open."""
    items = tied(AGENDA, world)
    return tuple(item for item in items if item.closed is None and any(done.act == ADMIT for done in item.done))


def over(world: World) -> bool:
    """Whether this is an item of a meeting that has been held or called off: it can only be moved to another."""
    named = world.facts.get(MEETING)
    return world.case.kind == AGENDA and bool(named) and world.context.case(str(named)).closed is not None


def chairing(meeting: CaseState) -> Done | None:
    """The act by which somebody took the chair of a meeting; None while nobody did."""
    for act in CHAIRING:
        found: Done | None = next((done for done in reversed(meeting.done) if done.act == act), None)
        if found:
            return found
    return None


def chair_of(meeting: CaseState) -> str | None:
    """Who chaired a meeting; before that, whoever is to."""
    if done := chairing(meeting):
        return done.by.person
    named = meeting.facts.get("chair")
    return str(named) if named else None


def with_acts(names: Iterable[str], world: World) -> World:
    """The world in which the acts of other cases that these names speak of (`meeting.close`) stand among those of this
    one, in the order of the record. Of an act that has outcomes only one that passes counts.
    """
    found = []
    for kind in dict.fromkeys(name.partition(".")[0] for name in names if "." in name):
        for other in tied(kind, world):
            for done in other.done:
                known = world.book.act(kind, done.act)
                if not known or not known.passes or done.outcome in known.passes:
                    found.append(done._replace(act=f"{kind}.{done.act}"))
    if not found:
        return world
    acts = tuple(sorted((*world.case.done, *found), key=lambda each: each.index))
    return world._replace(case=world.case._replace(done=acts))


def world_of(case: CaseState, world: World) -> World:
    """The same day, seen from another case."""
    derived = world.context.derive(case, case.facts, world.book, world.on)
    return world._replace(case=case, facts={**derived, **case.facts}, act="", member=None, outside=None)


def _named(case: CaseState, world: World) -> Iterator[str]:
    """The cases that this one names, and those that name it."""
    yield from _forward(case, world)
    for linked in case.linked:
        yield linked.case


def _forward(case: CaseState, world: World) -> Iterator[str]:
    known = world.facts if case is world.case else case.facts
    for fact, value in known.items():
        defined = world.book.facts.get(fact)
        if defined and defined.type == "case" and value:
            yield str(value)
        elif defined and defined.type == "cases":
            yield from map(str, value)


def _of_kind(kind: str, cases: Iterable[str], world: World) -> tuple[CaseState, ...]:
    """Those of that kind that are on record; one that once named this case and no longer does is left out."""
    found = []
    for name in cases:
        known = kind_of(name)
        if known and known.key == kind:
            other = world.context.case(name)
            if other.version and _still_names(other, world):
                found.append(other)
    return tuple(found)


def _still_names(other: CaseState, world: World) -> bool:
    facts = [linked.as_ for linked in world.case.linked if linked.case == other.case]
    return not facts or any(world.case.case in (other.facts.get(fact), *_many(other, fact)) for fact in facts)


def _many(other: CaseState, fact: str) -> Iterable[str]:
    value = other.facts.get(fact)
    return value if isinstance(value, list | tuple) else ()
