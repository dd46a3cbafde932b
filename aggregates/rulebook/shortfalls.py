"""What the record falls short of: fields that are missing or wrong, steps still open, decisions that do not reach."""

from collections.abc import Iterator
from typing import Any

from aggregates.rulebook.conditions import passes
from aggregates.rulebook.forms import Carries
from aggregates.rulebook.model import Rule
from aggregates.rulebook.offices import World, own_holders, words
from aggregates.rulebook.progress import Open
from aggregates.rulebook.refusal import MISSING, MUST_BE, NOT_ONE_OF, Refusal
from aggregates.rulebook.steps import DecisionStep, Office


def lacking(rule: Rule, body: Carries, world: World) -> Iterator[Refusal]:
    """What the record lacks or holds wrongly for an act.

    Raises:
        Unknown: an office hangs on a fact that is not known.
    """
    facts = world.facts
    compared = [other for other in body.must_be.values() if isinstance(other, str)]
    wanted = dict.fromkeys((*body.fields, *body.one_of, *body.must_be, *compared))
    if missing := tuple(fact for fact in wanted if facts.get(fact) is None):
        yield Refusal(rule, MISSING, {"fields": missing})
        return
    for fact, allowed in body.one_of.items():
        if not passes(allowed, facts[fact]):
            yield Refusal(rule, NOT_ONE_OF, {"fact": fact, "values": allowed}, ((fact, facts[fact]),))
    for fact, other in body.must_be.items():
        if isinstance(other, Office):
            if facts[fact] not in {holding.person for holding in own_holders(other, world)}:
                yield Refusal(rule, MUST_BE, {"fact": fact, "other": words(other, facts)}, ((fact, facts[fact]),))
        elif _squeezed(facts[fact]) != _squeezed(facts[other]):
            both = ((fact, facts[fact]), (other, facts[other]))
            yield Refusal(rule, MUST_BE, {"fact": fact, "other": other}, both)


def step_words(step: Open) -> tuple[str, ...]:
    """An open step by its name: the act, or any of the kinds of meeting that may decide."""
    if isinstance(step.step, DecisionStep):
        return tuple(f"decision:{kind}" for kind in step.step.kinds)
    return (step.step.act,)


def decided(step: Open, world: World) -> Iterator[tuple[str, Any]]:
    """How the decisions on record fall short: who chaired; the amount, what was decided and what others drew on it."""
    if not isinstance(step.step, DecisionStep) or not (step.step.covers or step.step.chair):
        return
    if step.step.covers:
        yield step.step.covers, world.facts.get(step.step.covers)
    for decision in world.context.decisions(world.case.case):
        if decision.body in step.step.kinds and step.step.chair:
            yield f"chair:{decision.case}", decision.chair
        if decision.body in step.step.kinds and step.step.covers:
            drawn = sum(fen for other, fen in decision.drawn.items() if other != world.case.case)
            yield f"covers_fen:{decision.case}", decision.covers_fen
            yield f"drawn_fen:{decision.case}", drawn


def _squeezed(value: Any) -> Any:
    """A text without its white space; other values as they are."""
    return "".join(value.split()) if isinstance(value, str) else value
