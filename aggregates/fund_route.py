"""Which decision a payment spends: the one that the way of the case rests on for its amount."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from aggregates.rulebook.completions import complete, settled
from aggregates.rulebook.force import Force, bearing
from aggregates.rulebook.forms import Chain, Needs, Silent
from aggregates.rulebook.offices import World
from aggregates.rulebook.progress import carries_this
from aggregates.rulebook.steps import DecisionStep, leaves

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.rulebook.context import Context
    from aggregates.rulebook.model import Book


def covering(case: CaseState, book: Book, context: Context, *, act: str, on: date) -> str | None:
    """The decision whose amount the act spends: the first that covers it, in the order they were noted.

    None where no step of the way asks for an amount to be covered. The act itself has been found lawful before, so on
    every completion of facts that are still unknown it rests on the same steps.
    """
    world = World(book, case, context, on, case.facts, act)
    rules = (rule for rule in book.rules_of(case.kind) if isinstance(rule.body, Chain | Silent | Needs))
    bears = bearing(book, case.kind, rules)
    conditions = bears.conditions
    answers = complete(book, case.facts, conditions, lambda truths: Force(world, bears, settled(conditions, truths)))
    ways = answers.answers.values()
    for way in ways:
        for rule in (*way.chains_opening(act), *way.needs_before(act)):
            for step in leaves(way.steps(rule)):
                if isinstance(step, DecisionStep) and step.covers:
                    decisions = context.decisions(case.case)
                    return next((each.case for each in decisions if carries_this(step, each, world)), None)
    return None
