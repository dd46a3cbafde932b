"""Vetting: may this act be done, now, by these hands, on what is known? Pure, three-valued and lazy.

A rule that hangs on an unknown fact is tried on every completion. If the act is refused in some and lawful in others,
the facts that tell them apart are wanted; nobody is asked for any other. All violations are given at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from aggregates.case import Act, CaseState, Done
from aggregates.rulebook.completions import Completed, Truths, complete, value_of
from aggregates.rulebook.conditions import truth
from aggregates.rulebook.context import Context, Turn, Verdict, Violation, Wanted
from aggregates.rulebook.declarations import asked_for, declarers, may_declare
from aggregates.rulebook.force import Force, bearing, routes_of, trees_of, ways_of
from aggregates.rulebook.forms import Advises, Carries, Deadline, Deemed, Forbids, Only, Rung
from aggregates.rulebook.gates import gated
from aggregates.rulebook.judge import Judgement, judge, may_depart
from aggregates.rulebook.ladder import is_step
from aggregates.rulebook.model import DECLARE, Book, Rule
from aggregates.rulebook.offices import World, words
from aggregates.rulebook.refusal import (
    CLOSED,
    DECLARED_ALREADY,
    NO_SUCH_ACT,
    NOT_KNOWN_WHICH,
    NOT_YET,
    NOT_YOUR_TURN,
    NOT_YOURS_TO_DECLARE,
    OPEN_ALREADY,
    Refusal,
    plain_rule,
    violation,
)
from aggregates.rulebook.steps import acts_of
from aggregates.rulebook.turns import turns

T = TypeVar("T")


def vet(act: Act, case: CaseState, book: Book, context: Context) -> Verdict:
    """The verdict on an act that is asked for in a case, as the case stands before it."""
    known = known_facts(act, case, book)
    facts = {**context.derive(_with_first(act, case), known, book, act.on), **known}
    return _Vetting(act, World(book, case, context, act.on, facts, act.name, None, act.outside)).verdict()


def _with_first(act: Act, case: CaseState) -> CaseState:
    """The case; one that this act opens as it will stand then, because what it is follows from how it began."""
    return case if case.version else case._replace(done=(Done(act.name, act.by, act.on, 1, act.outcome),))


def known_facts(act: Act, case: CaseState, book: Book) -> dict[str, Any]:
    """What is known once the act is done: the case's facts, what the actor states, what he declares.

    A stated fact that only others may declare is a proposal and decides nothing.
    """
    stated = {k: v for k, v in act.fields.items() if k in book.facts and not book.facts[k].declared_by}
    return {**case.facts, **stated, **act.declared}


class _Vetting:
    """One act being vetted: the parts of its verdict."""

    def __init__(self, act: Act, world: World) -> None:
        self.act, self.world = act, world
        self.book, self.case = world.book, world.case

    def verdict(self) -> Verdict:
        if refusals := [*self.out_of_place(), *self.declared()]:
            return self.refused(refusals)
        if self.act.name == DECLARE:
            return Verdict(rules=self.notable(), reads=self.reads())
        completed = self.completed(self.world.facts)
        if wanted := self.wanted(completed):
            return Verdict(wanted=wanted, reads=self.reads())
        judgements = _judgements(completed)
        if any(j.refusals for j in judgements):
            return self.refused(self.reasons(judgements))
        return Verdict(
            rules=tuple(dict.fromkeys((*_common([j.rules for j in judgements]), *self.notable()))),
            notices=tuple(r.id for r in self.named_rules(Advises)),
            overridden=_common([j.overridden for j in judgements]),
            delegations=tuple(dict.fromkeys(leaf for j in judgements for leaf in j.delegations)),
            reads=self.reads(),
            ends=judgements[0].ends,
        )

    def completed(self, facts: Mapping[str, Any]) -> Completed[Judgement | str]:
        """The act judged on every completion of these facts."""
        routes = routes_of(self.book, self.case.kind, self.names)
        bears = bearing(self.book, self.case.kind, self.bearing_rules(), routes)

        def answer(truths: Truths) -> Judgement | str:
            return judge(self.act, Force(self.world, bears, truths))

        return complete(self.book, facts, bears.conditions, answer, _same)

    def reasons(self, judgements: list[Judgement]) -> list[Refusal]:
        """Why the act is refused on every completion: what they have in common; else, why it is if the facts are as
        proposed and nothing out of the ordinary is declared besides.
        """
        if common := _common([j.refusals for j in judgements]):
            return list(common)
        if not self.case.proposed:
            return [self.not_known_which(judgements)]
        completed = self.completed({**self.case.proposed, **self.world.facts})
        judgements = _judgements(completed)
        plainest = min(completed.examples, key=lambda way: sum(v is True for v in completed.examples[way].values()))
        answer = completed.answers[plainest]
        plain = () if isinstance(answer, str) else answer.refusals
        return list(_common([j.refusals for j in judgements]) or plain) or [self.not_known_which(judgements)]

    def not_known_which(self, judgements: list[Judgement]) -> Refusal:
        """Refused on every completion, each time for another reason: instead of all that could be, the fact on which it
        hangs first, with a rule that compares it, that which refuses most often.
        """
        every = [refusal for judgement in judgements for refusal in judgement.refusals]
        compared = [fact for refusal in every for fact in refusal.rule.when.facts()]
        unknown = (f for f in self.book.facts if value_of(f, self.world.facts, self.book.facts) is None)
        first = next((fact for fact in unknown if fact in compared), None)

        def weight(refusal: Refusal) -> tuple[bool, int]:
            often = sum(refusal in judgement.refusals for judgement in judgements)
            return first in set(refusal.rule.when.facts()), often

        return Refusal(max(every, key=weight).rule, NOT_KNOWN_WHICH, {"act": self.act.name, "fact": first})

    def refused(self, refusals: list[Refusal]) -> Verdict:
        violations: list[Violation] = []
        for refusal in refusals:
            found = violation(refusal, self.world, self.following, may_depart(self.act, refusal.rule, self.world))
            if found not in violations:
                violations.append(found)
        return Verdict(violations=tuple(violations), reads=self.reads())

    @cached_property
    def following(self) -> tuple[Turn, ...]:
        """The lawful next steps of the case as it stands."""
        return turns(self.case, self.book, self.world.context, self.act.on) if self.case.version else ()

    def reads(self) -> tuple[str, ...]:
        return tuple(sorted(self.world.context.reads))

    @cached_property
    def names(self) -> frozenset[str]:
        """The act, and all that it could count as."""
        deemed = (r.body for r in self.book.rules_of(self.case.kind) if isinstance(r.body, Deemed))
        return frozenset((self.act.name, *(name for each in deemed for name in each.by_act(self.act.name))))

    def bearing_rules(self) -> Iterator[Rule]:
        """The rules that can bear on this act; of those by which one act counts as another, those whose act is done."""
        on_record = {self.act.name, *(done.act for done in self.case.done)}
        yield from ways_of(self.book, self.case.kind, self.names)
        for rule in self.book.rules_of(self.case.kind):
            match rule.body:
                case Only(acts) | Forbids(acts) | Carries(acts) if self.names & set(acts):
                    yield rule
                case Rung() if is_step(rule, self.act.name):
                    yield rule
                case Deemed() if rule.body.within is None and rule.body.on in on_record:
                    yield rule
        yield from (r for r in self.book.rules.values() if gated(r, self.case.kind, self.act.name))

    def named_rules(self, form: type[Advises]) -> Iterator[Rule]:
        """The rules of advice on this act that surely apply."""
        for rule in self.book.rules_of(self.case.kind):
            if isinstance(rule.body, form) and rule.body.act == self.act.name and self.applies(rule):
                yield rule

    def notable(self) -> tuple[str, ...]:
        """The duties this act meets: their rules name it as a step."""
        return tuple(
            rule.id
            for rule in self.book.rules_of(self.case.kind)
            if isinstance(rule.body, Deadline)
            and any(step.act == self.act.name for tree in trees_of(rule) for step in acts_of(tree))
            and self.applies(rule)
        )

    def applies(self, rule: Rule) -> bool:
        return truth(rule.when, lambda fact: value_of(fact, self.world.facts, self.book.facts)) is True

    def rule_on_act(self) -> Rule:
        """The rule to cite where the case is not open for the act: one that names it and applies, else the book's
        table of acts.
        """
        for rule in filter(self.applies, self.book.rules_of(self.case.kind)):
            act = getattr(rule.body, "act", None) or ()
            named = (act,) if isinstance(act, str) else act
            steps = (step.act for tree in trees_of(rule) for step in acts_of(tree))
            if self.act.name in named or self.act.name in steps:
                return rule
        return plain_rule(self.book, self.case.kind, self.act.name)

    def out_of_place(self) -> Iterable[Refusal]:
        """Whether the case is open for this act at all."""
        defined, closed = self.book.act(self.case.kind, self.act.name), self.case.closed
        plain = plain_rule(self.book, self.case.kind, self.act.name)
        if defined is None and self.act.name != DECLARE:
            yield Refusal(plain, NO_SUCH_ACT, {"act": self.act.name})
        elif closed is not None and not (defined and closed in defined.still_when):
            yield Refusal(self.rule_on_act(), CLOSED, {"closed": closed})
        elif defined and defined.opens_case and self.case.version:
            yield Refusal(self.rule_on_act(), OPEN_ALREADY, {})
        elif defined and (before := [a for a in defined.after if not any(d.act == a for d in self.case.done)]):
            yield Refusal(plain, NOT_YET, {"act": self.act.name, "needed": tuple(before)})
        elif defined and defined.by_turn:
            mine = turns(self.case, self.book, self.world.context, self.act.on)
            if not any(h.person == self.act.by.person for turn in mine for h in turn.holders):
                params = {"act": self.act.name, "office": self.act.by.office}
                yield Refusal(plain, NOT_YOUR_TURN, params)

    def declared(self) -> Iterable[Refusal]:
        """Whether each fact declared with the act is the actor's to declare, and not declared otherwise already."""
        for name, value in self.act.declared.items():
            fact, have = self.book.facts[name], self.case.facts.get(name)
            compares = (r for r in self.book.rules_of(self.case.kind) if name in set(r.when.facts()))
            rule = next(compares, plain_rule(self.book, self.case.kind, DECLARE))
            if have is not None and have != value:
                yield Refusal(rule, DECLARED_ALREADY, {"fact": name}, ((name, have),))
            elif not may_declare(fact, self.act.by, self.world._replace(act=DECLARE, outside=None)):
                by = tuple(words(e, self.world.facts) for e in fact.declared_by)
                params = {"fact": name, "by": by, "office": self.act.by.office}
                yield Refusal(rule, NOT_YOURS_TO_DECLARE, params, ((name, value),))

    def wanted(self, completed: Completed[Judgement | str]) -> tuple[Wanted, ...]:
        """The facts the verdict hangs on, who may declare them, and what was proposed."""
        found = []
        for place, compared in enumerate(completed.wanted()):
            name = asked_for(compared)
            by, holders = declarers(self.book.facts[name], self.world)
            comparing = tuple(r.id for r in self.book.rules_of(self.case.kind) if compared in set(r.when.facts()))
            proposed = self.act.fields.get(name, self.case.proposed.get(name))
            found.append(Wanted(name, by, holders, comparing, proposed, first=place == 0))
        return tuple(found)


def _same(answer: Judgement | str) -> object:
    """Refused or not, and whether it sends the case back: what the completions of the facts are told apart by."""
    return answer if isinstance(answer, str) else (not answer.refusals, answer.ends and not answer.refusals)


def _judgements(completed: Completed[Judgement | str]) -> list[Judgement]:
    return [answer for answer in completed.answers.values() if isinstance(answer, Judgement)]


def _common(lists: list[tuple[T, ...]]) -> tuple[T, ...]:
    """What all of the lists hold."""
    return tuple(each for each in lists[0] if all(each in other for other in lists))
