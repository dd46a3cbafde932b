"""What other cases need before an act of this one: every item on the agenda, before its meeting convenes."""

from collections.abc import Iterator

from aggregates.case import CaseState
from aggregates.rulebook import linked
from aggregates.rulebook.completions import Truths, complete
from aggregates.rulebook.force import Force, bearing
from aggregates.rulebook.forms import Needs
from aggregates.rulebook.model import Rule
from aggregates.rulebook.offices import Unknown, World
from aggregates.rulebook.refusal import NOT_SAID_IN, NOT_YET_IN, Refusal
from aggregates.rulebook.steps import ActStep


def waits_for(act: str, world: World) -> Iterator[Refusal]:
    """Why the act comes too early for a linked case, where a `needs` of its kind names it (`meeting.convene`)."""
    name = f"{world.case.kind}.{act}"
    for rule in world.book.rules.values():
        if isinstance(rule.body, Needs) and rule.case != world.case.kind and name in rule.body.before:
            for case in _waiting(rule.case, world):
                yield from _lacking(rule, case, act, world)


def _waiting(kind: str, world: World) -> tuple[CaseState, ...]:
    """The linked cases that the act is for: the items admitted, other cases while they are open."""
    if kind == linked.AGENDA:
        return linked.on_agenda(world)
    return tuple(case for case in linked.tied(kind, world) if case.closed is None)


def _lacking(rule: Rule, case: CaseState, act: str, world: World) -> Iterator[Refusal]:
    """What that case lacks on every completion of its facts; or the fact on which it hangs."""
    there = linked.world_of(case, world)
    bears = bearing(world.book, case.kind, (rule,))

    def needed(truths: Truths) -> tuple[str, ...] | str:
        force = Force(there, bears, truths)
        if rule in force.maybe and force.unmet(rule):
            force.require([rule])
        try:
            return _words(force, rule) if rule in force.rules else ()
        except Unknown as unknown:
            return unknown.fact

    completed = complete(world.book, there.facts, bears.conditions, needed)
    answers = list(completed.answers.values())
    wanted = completed.wanted()
    if all(answers) and not any(isinstance(answer, str) for answer in answers):
        words = tuple(dict.fromkeys(word for answer in answers for word in answer))
        yield Refusal(rule, NOT_YET_IN, {"act": act, "needed": words, "case": case.case}, (("case", case.case),))
    elif wanted:
        params = {"act": act, "case": case.case, "fact": wanted[0]}
        yield Refusal(rule, NOT_SAID_IN, params, (("case", case.case),))


def _words(force: Force, rule: Rule) -> tuple[str, ...]:
    """The open steps of the rule by their names; none where it is done."""
    words = [
        (open_.step.act,) if isinstance(open_.step, ActStep) else tuple(f"decision:{k}" for k in open_.step.kinds)
        for open_ in force.progress(rule).open
    ]
    return tuple(dict.fromkeys(word for each in words for word in each))
