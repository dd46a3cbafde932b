"""How far the steps of a rule are on record: done or not, what is open next, and what is still left."""

from collections.abc import Iterator
from typing import NamedTuple

from aggregates.case import Done
from aggregates.kinds import kind_of
from aggregates.rulebook.context import Decision
from aggregates.rulebook.linked import MEETING, chairing
from aggregates.rulebook.offices import World, did, is_outside, own_holders
from aggregates.rulebook.steps import ActStep, AllOf, AnyOf, DecisionStep, Node, Steps


class Open(NamedTuple):
    """A step that is next in its tree: an act, for a `member` where it is one of many, or a decision."""

    step: ActStep | DecisionStep
    member: str | None = None


class Progress(NamedTuple):
    """Where a tree of steps stands. `last`: the place in the case's acts where it was completed."""

    done: bool
    open: tuple[Open, ...]
    left: tuple[ActStep, ...]
    last: int = -1


def progress(steps: Steps, world: World, start: int = -1) -> Progress:
    """How far these steps, in this order, are on record after the act at place `start`.

    Raises:
        Unknown: a step hangs on a fact that is not known.
    """
    open_: tuple[Open, ...] = ()
    left: tuple[ActStep, ...] = ()
    last, waiting = start, False
    for node in steps:
        here = _node(node, world, last)
        if waiting or not here.done:
            left += here.left if not waiting else tuple(_acts(node))
            open_ = open_ if waiting else here.open
            waiting = True
        last = here.last
    return Progress(not waiting, open_, left, last)


def _node(node: Node, world: World, start: int) -> Progress:
    match node:
        case ActStep():
            return _act(node, world, start)
        case DecisionStep():
            decided = any(carries_this(node, decision, world) for decision in world.context.decisions(world.case.case))
            return Progress(decided, () if decided else (Open(node),), (), start)
        case AnyOf(nodes):
            parts = [_node(part, world, start) for part in nodes]
            if finished := [part.last for part in parts if part.done]:
                return Progress(True, (), (), min(finished))
        case AllOf(nodes):
            parts = [_node(part, world, start) for part in nodes]
            if all(part.done for part in parts):
                return Progress(True, (), (), max((part.last for part in parts), default=start))
    unfinished = [part for part in parts if not part.done]
    return Progress(
        False,
        tuple(o for part in unfinished for o in part.open),
        tuple(a for part in unfinished for a in part.left),
        start,
    )


def _acts(node: Node) -> Iterator[ActStep]:
    if isinstance(node, ActStep):
        yield node
    elif isinstance(node, AnyOf | AllOf):
        for part in node.nodes:
            yield from _acts(part)


def _act(step: ActStep, world: World, start: int) -> Progress:
    after = _after(step, world)
    if after is None:
        assert step.after is not None
        return Progress(False, (Open(ActStep(step.after, ())),), (step,), start)
    last, missing = start, []
    for member in _members(step, world):
        place = _place(step, world._replace(member=member) if member else world, start, max(start, after))
        if place is None:
            missing.append(Open(step, member))
        else:
            last = max(last, place)
    return Progress(not missing, tuple(missing), (step,) if missing else (), last)


def _members(step: ActStep, world: World) -> list[str | None]:
    """None once for a plain step; for `each`, the members somebody must act for."""
    if step.each is None:
        return [None]
    return [m for m in world.value(step.each) if not step.but or not _left_out(step, world._replace(member=m))]


def _left_out(step: ActStep, world: World) -> bool:
    """Whether everybody who could act for this member is one of `but`; where nobody could, nobody is left out."""
    could = {h.person for expression in step.by for h in own_holders(expression, world)}
    return bool(could) and could <= spared(step, world)


def spared(step: ActStep, world: World) -> set[str]:
    """The people `but` leaves out."""
    return {h.person for expression in step.but for h in own_holders(expression, world)}


def _after(step: ActStep, world: World) -> int | None:
    """The place of the act this step must come after: -1 where there is none to wait for, None while it is not done."""
    if step.after is None:
        return -1
    return next((place for place, done in enumerate(world.case.done) if done.act == step.after), None)


def _place(step: ActStep, world: World, start: int, after: int) -> int | None:
    """Where the first act later than `after` stands that satisfies the step; `start` if a body outside decided it."""
    for place, done in enumerate(world.case.done):
        if place > after and _satisfies(step, done, world):
            return place
    outside = {e.office for e in step.by if is_outside(world.book, e.office)}
    decided = (d for d in world.context.decisions(world.case.case) if d.body in outside and world.case.case in d.about)
    return start if any(d.outcome in {*outcomes(step, world), *world.book.passes} for d in decided) else None


def _satisfies(step: ActStep, done: Done, world: World) -> bool:
    allowed = () if done.act != step.act else outcomes(step, world)
    return (
        (done.act == step.act or counts_as(done.act, step.act, world))
        and (not allowed or done.outcome in allowed)
        and all(done.fields.get(fact) is not None for fact in step.carries)
        and did(step.by, done, world)
        and not (step.but and done.by.person in spared(step, world))
    )


def counts_as(done: str, act: str, world: World) -> bool:
    """Whether an act of one name counts as one of the other (圈阅)."""
    return any(done == rule.on and act in rule.counts_as for rule in world.deemed if rule.within is None)


def outcomes(step: ActStep, world: World) -> tuple[str, ...]:
    """The outcomes that satisfy the step; none: any act does."""
    known = world.book.act(world.case.kind, step.act)
    return step.outcome or (known.passes if known else ())


def carries_this(step: DecisionStep, decision: Decision, world: World) -> bool:
    """Whether a decision is the one the step asks for, and has room for the amount besides what others drew on it.

    Raises:
        Unknown: the amount is not known.
    """
    case = world.case.case
    if decision.body not in step.kinds or case not in decision.about:
        return False
    if decision.outcome not in (step.outcome or world.book.passes):
        return False
    if step.chair and not _was_chaired(step, decision, world):
        return False
    if step.covers is None:
        return True
    drawn = sum(fen for other, fen in decision.drawn.items() if other != case)
    return decision.covers_fen is not None and drawn + int(world.value(step.covers)) <= decision.covers_fen


def _was_chaired(step: DecisionStep, decision: Decision, world: World) -> bool:
    """Whether one of these was in the chair: held the office that day, or took the chair standing in for it."""
    then = world._replace(on=decision.on)
    if any(h.person == decision.chair for expression in step.chair for h in own_holders(expression, then)):
        return True
    item = world.context.case(decision.case) if kind_of(decision.case) else None
    meeting = world.context.case(str(item.facts.get(MEETING, ""))) if item else None
    took = chairing(meeting) if meeting else None
    return took is not None and did(step.chair, took, world)
