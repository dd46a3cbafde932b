"""Office expressions against the roster: who holds one in their own right, and whether an act is theirs.

An expression answers for a day, a case and its known facts. Standing in for another is in `standing`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from aggregates.case import By, CaseState, Done
from aggregates.rulebook import linked
from aggregates.rulebook.context import Context, Delegation, Holding
from aggregates.rulebook.forms import Deemed
from aggregates.rulebook.model import Book
from aggregates.rulebook.steps import Office, Offices

IT = "it"
"""The member an `each` runs over; in `stands_in`, the unit of the office replaced."""


class Unknown(Exception):
    """An expression, a list or an amount hangs on a fact that nobody has given yet."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


class World(NamedTuple):
    """What an expression is read against: a case, the facts known in it, a day, and the act in question.

    `member` is the `it` of an `each`; `outside` the office of kind outside whose act is being recorded. `deemed`: the
    rules in force by which one act counts as another.
    """

    book: Book
    case: CaseState
    context: Context
    on: date
    facts: Mapping[str, Any]
    act: str = ""
    member: str | None = None
    outside: str | None = None
    deemed: tuple[Deemed, ...] = ()

    def value(self, fact: str) -> Any:
        """What the fact names.

        Raises:
            Unknown: it is not known.
        """
        found = self.member if fact == IT else self.facts.get(fact)
        if found is None:
            raise Unknown(fact)
        return found


def speaks_as(book: Book, office: str) -> frozenset[str]:
    """That office and every office its holder holds with it: an executive deputy is also a vice head."""
    return book.hats.get(office) or frozenset({office})


def is_outside(book: Book, office: str | None) -> bool:
    known = book.offices.get(office or "")
    return known is not None and known.kind == "outside"


def office_holders(world: World, office: str) -> tuple[Holding, ...]:
    """Who holds an office, by that very key or with another office; one entry a person, the exact office first."""
    found: dict[str, Holding] = {}
    for key in world.book.held_through.get(office, (office,)):
        for holding in world.context.roster.holders(key, world.on):
            known = found.setdefault(holding.person, holding)
            if known.rank is None and holding.rank is not None:
                found[holding.person] = known._replace(rank=holding.rank)
    return tuple(found.values())


def own_holders(expression: Office, world: World) -> tuple[Holding, ...]:
    """Who meets every key of the expression in their own right, on that day.

    Raises:
        Unknown: it hangs on a fact that is not known.
    """
    ways = list(_ways(expression, world))
    met = ways[0]
    for way in ways[1:]:
        people = {holding.person for holding in way}
        met = tuple(holding for holding in met if holding.person in people)
    if expression.delegated_by:
        met = tuple(h for h in met if delegation(expression.delegated_by, h.person, world))
    return met


def _ways(expression: Office, world: World) -> Iterator[tuple[Holding, ...]]:
    """The holders by each key on its own; the office comes first, so that it names the hat worn."""
    book, roster, on = world.book, world.context.roster, world.on
    if office := expression.office:
        recorded_by = book.offices[office].recorded_by if is_outside(book, office) else None
        yield office_holders(world, recorded_by or office)
    if expression.in_charge_of:
        yield roster.in_charge_of(world.value(expression.in_charge_of), on)
    if expression.post and expression.of:
        units = world.value(expression.of)
        many = units if isinstance(units, list | tuple) else (units,)
        yield tuple(h for unit in many for h in roster.post_holders(expression.post, unit, on))
    if expression.named:
        yield _named(world.value(expression.named), world)
    if expression.same_as:
        yield _same_as(expression.same_as, world)
    if expression.chair_of:
        yield _chairs(world)


def _named(name: str, world: World) -> tuple[Holding, ...]:
    """A person, in whatever office; or all who speak for a unit."""
    return (
        world.context.roster.offices_of(name, world.on)[:1] if _is_person(name, world) else office_holders(world, name)
    )


def _is_person(name: str, world: World) -> bool:
    roster = world.context.roster
    return name not in world.book.offices and not roster.unit_class(name) and bool(roster.offices_of(name, world.on))


def _same_as(act: str, world: World) -> tuple[Holding, ...]:
    """Who did that act here: for a body, a unit or a body outside, all who speak for it; else the person."""
    found: dict[str, Holding] = {}
    for done in world.case.done:
        if done.act != act:
            continue
        office = done.by.office
        post = office in world.book.offices and world.book.offices[office].kind in {"post", "posts"}
        who = (Holding(done.by.person, office),) if post and not done.outside else office_holders(world, office)
        found |= {holding.person: holding for holding in who}
    return tuple(found.values())


def _chairs(world: World) -> tuple[Holding, ...]:
    """Who chaired this or the linked meeting; before that, whoever is to; nobody while neither is known."""
    found: dict[str, Holding] = {}
    for meeting in linked.tied(linked.MEETING, world):
        done, person = linked.chairing(meeting), linked.chair_of(meeting)
        if done:
            found[done.by.person] = Holding(done.by.person, done.by.office)
        elif person:
            held = world.context.roster.offices_of(person, world.on)
            found |= {holding.person: holding for holding in held[:1]}
    return tuple(found.values())


def delegation(office: str, person: str, world: World) -> Delegation | None:
    """A recorded delegation by that office to that person, in force that day, for this act and matter."""
    matters = {v for v in world.facts.values() if isinstance(v, str)} | {world.member}
    for key in world.book.offices:
        if office not in speaks_as(world.book, key):
            continue
        for given in world.context.roster.delegations(key, world.on):
            if (
                given.to == person
                and (given.acts is None or {world.act, f"{world.case.kind}.{world.act}"} & set(given.acts))
                and (given.matter is None or given.matter in matters)
            ):
                return given
    return None


def wears(office: str, expression: Office, world: World) -> bool:
    """Whether an act done in this office is done in the office that the expression speaks of."""
    book = world.book
    known = book.offices.get(office)
    if expression.office:
        wanted = book.offices[expression.office]
        return (wanted.recorded_by or expression.office) in speaks_as(book, office)
    if expression.in_charge_of:
        return known is not None and known.kind in {"post", "posts"}
    if expression.post:
        return known is None or known.kind in {"post", "posts"}
    if expression.named:
        name = world.value(expression.named)
        return _is_person(name, world) or name in speaks_as(book, office)
    if expression.chair_of:
        return True  # one person, in whatever office
    return any(
        office == d.by.office or d.by.office in speaks_as(book, office)
        for d in world.case.done
        if d.act == expression.same_as
    )


def right_body(expression: Office, world: World) -> bool:
    """Whether the paper recorded is that of the body the expression names; no paper where it names none."""
    if expression.same_as:
        bodies = {d.outside for d in world.case.done if d.act == expression.same_as}
        return world.outside in bodies
    return world.outside == (expression.office if is_outside(world.book, expression.office) else None)


def did(offices: Offices, done: Done, world: World) -> bool:
    """Whether an act on record was done by one of these, on its day. Its delegation was judged when it was done."""
    then = world._replace(on=done.on, act=done.act, outside=done.outside)
    return any(right_body(e, then) and _did(e._replace(delegated_by=None), done.by, then) for e in offices)


def _did(expression: Office, by: By, then: World) -> bool:
    if by.acting_for is None:
        if not wears(by.office, expression, then):
            return False
        only_office = expression == Office(office=expression.office, in_person=expression.in_person)
        return only_office or any(h.person == by.person for h in own_holders(expression, then))
    if expression.office:
        return expression.office in speaks_as(then.book, by.acting_for)
    return any(by.acting_for in speaks_as(then.book, h.office) for h in own_holders(expression, then))


def words(expression: Office, facts: Mapping[str, Any], member: str | None = None) -> str:
    """The expression on these facts, in keys: `county_head`, `in_charge_of:health_bureau+delegated_by:county_head`."""

    def name(fact: str) -> str:
        return str((member if fact == IT else facts.get(fact)) or f"<{fact}>")

    parts = [expression.office] if expression.office else []
    parts += [f"in_charge_of:{name(expression.in_charge_of)}"] if expression.in_charge_of else []
    parts += [f"post:{expression.post}:{name(expression.of or '')}"] if expression.post else []
    parts += [f"named:{name(expression.named)}"] if expression.named else []
    parts += [f"same_as:{expression.same_as}"] if expression.same_as else []
    parts += ["chair"] if expression.chair_of else []
    parts += [f"delegated_by:{expression.delegated_by}"] if expression.delegated_by else []
    parts += ["in_person"] if expression.in_person else []
    return "+".join(parts)
