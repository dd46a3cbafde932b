"""One act judged on what is known, and on each completion of what is not, as far as the verdict hangs on it.

A rule of which it is not settled whether it is in force counts only where it would refuse the act (or alone admit it):
then that has to be settled first, unless the act is refused anyway.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from aggregates.case import Act
from aggregates.rulebook.completions import Undecided, value_of
from aggregates.rulebook.conditions import Condition, truth
from aggregates.rulebook.elsewhere import waits_for
from aggregates.rulebook.force import Force, hanging, trees_of
from aggregates.rulebook.forms import Carries, Forbids, Needs, Only, Rung, Silent
from aggregates.rulebook.gates import against, gated
from aggregates.rulebook.ladder import climb, is_step
from aggregates.rulebook.model import Rule
from aggregates.rulebook.offices import Unknown, World, words
from aggregates.rulebook.progress import Open, outcomes, spared
from aggregates.rulebook.refusal import (
    ALREADY,
    FORBIDDEN,
    IN_PERSON,
    MISSING,
    NO_STAND_IN,
    NOBODY,
    NOT_A_STEP,
    NOT_YET,
    NOT_YOURS,
    TOO_EARLY,
    Refusal,
    plain_rule,
)
from aggregates.rulebook.shortfalls import decided, lacking, step_words
from aggregates.rulebook.standing import Power, power, why_not
from aggregates.rulebook.steps import ActStep, Offices, acts_of


class Judgement(NamedTuple):
    """Why the act is refused, or the rules that admit it. `ends`: its outcome sends the case back."""

    refusals: tuple[Refusal, ...]
    rules: tuple[str, ...]
    delegations: tuple[str, ...]
    ends: bool
    overridden: tuple[str, ...]


def judge(act: Act, force: Force) -> Judgement | str:
    """The judgement, or the unknown fact that an expression, a list or an amount hangs on.

    What is refused whatever that fact may be is refused, and the fact is not asked for.

    Raises:
        Undecided: the verdict hangs on whether some rules are in force, which is not settled.
    """
    hearing = _Hearing(act, force)
    unknown = None
    for part in hearing.parts():
        before = len(hearing.refusals)
        try:
            part()
        except (Unknown, Undecided) as lacking:
            if isinstance(lacking, Undecided):
                hearing.open += lacking.conditions
            else:
                unknown = unknown or lacking
            if part == hearing.as_a_step:
                del hearing.refusals[before:]  # what speaks against one of its steps does not yet speak against all
    judgement = hearing.judgement()
    if judgement.refusals:
        return judgement
    if hearing.open:
        raise Undecided(force.all_if_few(hearing.open))
    return judgement if unknown is None else unknown.fact


def may_depart(act: Act, rule: Rule, world: World) -> bool:
    """Whether the rule lets this actor depart from it (原则上, 一般)."""
    return bool(rule.override) and power(rule.override, act.by, world) is not None


class _Hearing:
    """What is gathered while one act is judged: reasons to refuse, rules that admit."""

    def __init__(self, act: Act, force: Force) -> None:
        self.act, self.force, self.world = act, force, force.world
        self.refusals: list[Refusal] = []
        self.rules: dict[str, None] = {}
        self.delegations: dict[str, None] = {}
        self.ends = False
        self.open: list[Condition] = []

    def parts(self) -> tuple[Callable[[], None], ...]:
        """What is asked of an act, each part by itself, so that all reasons are named at once."""
        return (
            self.forbidden,
            self.what_comes_first,
            self.what_other_cases_need,
            self.as_a_step,
            self.only,
            self.carries,
            self.gates,
            self.ladder,
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The act, and the acts it counts as (圈阅) that are now an open step of some rule."""
        others = [n for rule in self.force.world.deemed for n in rule.by_act(self.act.name)]
        if not others:
            return (self.act.name,)
        ways = [self.force.route_rule(route) for route in self.force.routes]
        rules = (*ways, *(r for r in self.force.rules if isinstance(r.body, Needs)))
        asked = {s.step.act for r in rules for s in self.force.progress(r).open if isinstance(s.step, ActStep)}
        return (self.act.name, *(name for name in dict.fromkeys(others) if name in asked))

    @cached_property
    def rungs(self) -> list[Rule]:
        """The rungs in force that this act is a step of."""
        return [rule for rule in self.force.rules if is_step(rule, self.act.name)]

    def judgement(self) -> Judgement:
        overridden = [refusal.rule.id for refusal in self.refusals if self.departs(refusal.rule)]
        left = tuple(refusal for refusal in self.refusals if refusal.rule.id not in overridden)
        return Judgement(left, tuple(self.rules), tuple(self.delegations), self.ends, tuple(dict.fromkeys(overridden)))

    def refuse(self, rule: Rule, message: str, facts: tuple[tuple[str, Any], ...] = (), **params: Any) -> None:
        self.refusals.append(Refusal(rule, message, params, facts))

    def admit(self, rule: Rule | None, given: Power | None = None) -> None:
        if rule:
            self.rules.setdefault(rule.id)
        if given:
            self.rules.update(dict.fromkeys(given.rules))
            self.delegations.update({given.delegation: None} if given.delegation else {})

    def doubt(self, *rules: Rule) -> None:
        """The verdict hangs on whether these are in force, unless the actor departs from them anyway."""
        self.open += hanging(self.world.book, (rule for rule in rules if not self.departs(rule)))

    def departs(self, rule: Rule) -> bool:
        """Whether the actor departs from a rule that lets him, and says why."""
        return rule.id in self.act.overrides and bool(self.act.reason) and may_depart(self.act, rule, self.world)

    def refuses(self, part: Callable[[Rule], None], rule: Rule) -> bool:
        """Whether that part of the hearing would refuse the act by this rule, were it in force."""
        before = len(self.refusals), dict(self.rules), dict(self.delegations)
        try:
            part(rule)
            refused = len(self.refusals) > before[0]
        except (Unknown, Undecided):
            refused = True
        del self.refusals[before[0] :]
        self.rules, self.delegations = before[1:]
        return refused

    def weigh(self, part: Callable[[Rule], None], concerned: Callable[[Rule], bool]) -> None:
        """That part of the hearing by each rule concerned: those in force, and in doubt those that would refuse."""
        for rule in self.force.rules:
            if concerned(rule):
                part(rule)
        self.doubt(*(rule for rule in self.force.maybe if concerned(rule) and self.refuses(part, rule)))

    def forbidden(self) -> None:
        self.doubt(*(r for r in self.force.maybe if isinstance(r.body, Forbids) and set(self.names) & set(r.body.act)))
        for rule in dict.fromkeys(rule for name in self.names for rule in self.force.forbidding(name)):
            self.refuse(rule, FORBIDDEN, act=self.act.name)

    def what_comes_first(self) -> None:
        """The route that opens this act, and all that is needed before it."""
        opening = [rule for name in self.names for rule in self.force.chains_opening(name)]
        needed = [rule for name in self.names for rule in self.force.needs_before(name)]
        unmet = [rule for rule in self.force.maybe if isinstance(rule.body, Needs) and self.force.unmet(rule)]
        self.doubt(*(rule for name in self.names for rule in self.force.needs_before(name, unmet)))
        lacking = None
        for rule in dict.fromkeys((*opening, *needed)):
            try:
                self.comes_first(rule)
            except Unknown as unknown:  # what another rule says may settle it
                lacking = lacking or unknown
        if lacking:
            raise lacking

    def comes_first(self, rule: Rule) -> None:
        """One rule of what comes first: done, or refused for want of it."""
        if isinstance(rule.body, Silent) and rule.body.then == "refuse":
            self.refuse(rule, NOBODY, act=self.act.name)
        elif self.force.progress(rule).done:
            self.admit(rule)
        else:
            self.out_of_order(rule, NOT_YET)

    def what_other_cases_need(self) -> None:
        """What is needed in another case first: every item of the agenda before the meeting convenes."""
        self.refusals += waits_for(self.act.name, self.force.world)

    def gates(self) -> None:
        self.weigh(self.gate, lambda rule: gated(rule, self.world.case.kind, self.act.name))

    def gate(self, rule: Rule) -> None:
        before = len(self.refusals)
        self.refusals += against(rule, self.act, self.world)
        self.admit(rule if len(self.refusals) == before else None)

    def ladder(self) -> None:
        """An act that is a step of an escalation climbs a rung that is open, unless some other step asks for it."""
        if self.step_rules():
            return
        if not self.rungs:
            self.doubt(*(rule for rule in self.force.maybe if is_step(rule, self.act.name)))
            return
        climbed = climb(self.rungs, self.act, self.world)
        self.refusals += climbed.refusals if climbed.rule is None else ()
        self.admit(climbed.rule, climbed.given)
        for rule in dict.fromkeys(rule for rule, _ in climbed.others):
            self.not_yours(rule, [(step.by, None) for other, step in climbed.others if other is rule])

    def out_of_order(self, rule: Rule, message: str) -> None:
        """Refused because other steps are next; with how the decisions on record fall short."""
        open_ = self.force.progress(rule).open
        needed = tuple(dict.fromkeys(word for step in open_ for word in step_words(step)))
        facts = tuple(fact for step in open_ for fact in decided(step, self.world))
        self.refuse(rule, message, facts, act=self.act.name, needed=needed)

    def as_a_step(self) -> None:
        """The act as a step: of a route, or of what is needed; else whoever may do it outside steps."""
        rules = self.step_rules()
        perhaps = self.step_needs(self.force.maybe)
        if not rules:
            perhaps += [] if self.rungs else [rule for rule in self.force.maybe if is_step(rule, self.act.name)]
            self.doubt(*perhaps)
            if not self.rungs and not perhaps:
                self.outside_steps()
            return
        against: list[Refusal] = []
        admitted = False
        for rule in rules:
            before = len(self.refusals)
            if self.as_step_of(rule):
                admitted = True
            else:
                against += self.refusals[before:]
                del self.refusals[before:]
        if not admitted and perhaps:
            self.doubt(*perhaps)
            return
        self.refusals += [] if admitted else against

    def step_rules(self) -> list[Rule]:
        """The rules that have this act as a step: chains of routes in scope, and what is still needed."""
        routes = dict.fromkeys(route for name in self.names for route in self.force.routes_with(name))
        return [*(self.force.route_rule(route) for route in routes), *self.step_needs(self.force.rules)]

    def step_needs(self, rules: Sequence[Rule]) -> list[Rule]:
        """The `needs` of these that still ask for this act."""
        names = set(self.names)
        return [rule for rule in rules if isinstance(rule.body, Needs) and names & self._left(rule)]

    def _left(self, rule: Rule) -> set[str]:
        """The acts still left in a rule; one that has no step of this name is not asked, whatever it hangs on."""
        if not {step.act for step in acts_of(self.force.steps(rule))} & set(self.names):
            return set()
        return {step.act for step in self.force.progress(rule).left}

    def as_step_of(self, rule: Rule) -> bool:
        """Whether the act is an open step of the rule for this actor; if not, it is refused."""
        here = self.force.progress(rule)
        steps = [step for step in here.open if isinstance(step.step, ActStep) and step.step.act in self.names]
        if steps:
            return self.take(rule, steps)
        names = set(self.names)
        if names & {step.act for step in acts_of(self.force.steps(rule))}:
            self.out_of_order(rule, TOO_EARLY if names & self._left(rule) else ALREADY)
        elif isinstance(rule.body, Silent):
            self.refuse(rule, NOT_A_STEP, act=self.act.name, needed=self.force.routes[rule.body.route].opens)
        else:
            self.out_of_order(rule, NOT_A_STEP if here.open else ALREADY)
        return False

    def take(self, rule: Rule, steps: list[Open]) -> bool:
        """Take the first of these open steps that is this actor's."""
        for step, member in steps:
            assert isinstance(step, ActStep)
            world = self.world._replace(member=member)
            given = power(step.by, self.act.by, world)
            if given and self.act.by.person not in spared(step, world):
                self.admit(rule, given)
                allowed = outcomes(step, world) if step.act == self.act.name else ()
                no = bool(allowed and self.act.outcome and self.act.outcome not in allowed)
                self.ends = self.ends or (no and not self.goes_on())
                said = {**self.act.fields, **self.act.declared}
                if lacking := tuple(fact for fact in step.carries if said.get(fact) is None):
                    self.refuse(rule, MISSING, fields=lacking)
                return True
        self.not_yours(rule, [(step.by, member) for step, member in steps if isinstance(step, ActStep)])
        return False

    def goes_on(self) -> bool:
        """Whether a rung stands after just this answer, which then sends nothing back."""
        rungs = (r for r in self.world.book.rules_of(self.world.case.kind) if isinstance(r.body, Rung))
        after = (r for r in rungs if isinstance(r.body, Rung) and r.body.act == self.act.name)
        return any(self.act.outcome in r.body.outcome and self.holds(r) for r in after if isinstance(r.body, Rung))

    def holds(self, rule: Rule) -> bool:
        return truth(rule.when, lambda fact: value_of(fact, self.world.facts, self.world.book.facts)) is True

    def not_yours(self, rule: Rule, by: list[tuple[Offices, str | None]]) -> None:
        """Refused to this actor: because it is in person, because nobody stands in so, or because it is another's."""
        actor, offices = self.act.by, tuple(e for offices, _ in by for e in offices)
        if actor.recorded_by and any(
            power(each, actor._replace(recorded_by=None), self.world._replace(member=m)) for each, m in by
        ):
            self.refuse(rule, IN_PERSON, act=self.act.name)
            return
        if actor.acting_for and (against := why_not(actor, offices, self.world)):
            for stands_in, facts in against:
                self.refuse(stands_in, NO_STAND_IN, facts, office=actor.office, acting_for=actor.acting_for)
            return
        who = tuple(dict.fromkeys(words(e, self.world.facts, member) for each, member in by for e in each))
        self.refuse(rule, NOT_YOURS, act=self.act.name, by=who, office=actor.acting_for or actor.office)

    def outside_steps(self) -> None:
        """An act that no step now asks for."""
        defined = self.world.book.act(self.world.case.kind, self.act.name)
        if self.force.only(self.act.name) or (defined and defined.by_turn):
            return
        if perhaps := self.perhaps_only():
            self.doubt(*perhaps)
            return
        offices = self.force.power_outside_steps(self.act.name)
        if given := power(offices, self.act.by, self.world):
            self.admit(None, given)
            return
        rules = self.world.book.rules_of(self.world.case.kind)
        names = (r for r in rules if any(s.act == self.act.name for tree in trees_of(r) for s in acts_of(tree)))
        plain = plain_rule(self.world.book, self.world.case.kind, self.act.name)
        self.not_yours(next(names, plain), [(offices, None)])

    def only(self) -> None:
        """All `only` rules in force together give the power."""
        rules = list(dict.fromkeys(rule for name in self.names for rule in self.force.only(name)))
        given = [(r, power(r.body.by, self.act.by, self.world)) for r in rules if isinstance(r.body, Only)]
        if not any(how for _, how in given) and (perhaps := self.perhaps_only()):
            self.doubt(*perhaps)
            return
        for rule, how in given:
            if how:
                self.admit(rule, how)
            elif not any(other for _, other in given) and isinstance(rule.body, Only):
                self.not_yours(rule, [(rule.body.by, None)])

    def perhaps_only(self) -> list[Rule]:
        """The `only` rules on this act of which it is not settled whether they are in force."""
        names = set(self.names)
        return [rule for rule in self.force.maybe if isinstance(rule.body, Only) and names & set(rule.body.act)]

    def carries(self) -> None:
        self.weigh(self.carry, lambda rule: isinstance(rule.body, Carries) and self.act.name in rule.body.act)

    def carry(self, rule: Rule) -> None:
        assert isinstance(rule.body, Carries)
        wrong = list(lacking(rule, rule.body, self.world))
        self.refusals += wrong
        self.admit(None if wrong else rule)
