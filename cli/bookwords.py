"""A rulebook in words: offices, acts, facts and their values, conditions and steps, in the language of this run.

The book brings its own words in both languages, except for the values of facts, which are the law's and Chinese; in
English those stand as their keys, which are English words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aggregates.money import format_yuan
from aggregates.rulebook.conditions import Bounds, Condition, Test
from aggregates.rulebook.model import Book
from aggregates.rulebook.steps import ActStep, AllOf, AnyOf, DecisionStep, Node, Office, Offices, Steps
from cli.words import N_, either, language, t

Names = Callable[[str], str]
"""What a unit or a person is called, by its key."""

EXPRESSIONS = {
    "in_charge_of": N_("whoever is in charge of {of}"),
    "named": N_("{of}"),
    "same_as": N_("whoever did: {of}"),
    "delegated_by": N_("delegated by {of}"),
    "post": N_("{post} of {of}"),
    "in_person": N_("in person"),
    "chair": N_("the chair of the meeting"),
}
BOUNDS = {
    "over": N_("{fact} over {bound}"),
    "at_least": N_("{fact} at least {bound}"),
    "up_to": N_("{fact} up to and including {bound}"),
    "below": N_("{fact} below {bound}"),
}


def same(key: str) -> str:
    return key


class BookWords:
    """The words of one book. `names` says what a unit or a person is called; without it they stand as their keys."""

    def __init__(self, book: Book, names: Names = same) -> None:
        self.book = book
        self.names = names

    def office(self, key: str) -> str:
        known = self.book.offices.get(key)
        if known is not None:
            return either(known.zh, known.en)
        return t(N_("root holder")) if key == "root" else self.names(key)

    def act(self, case: str, key: str) -> str:
        """What an act of that kind of case is called; `document.issue` is one of another kind."""
        other, dot, own = key.partition(".")
        case, key = (other, own) if dot else (case, key)
        known = self.book.act(case, key)
        return either(known.zh, known.en) if known else t(OWN_ACTS.get(key, key))

    def fact(self, key: str) -> str:
        known = self.book.facts.get(key)
        return either(known.zh, known.en) if known else t(OWN_FACTS.get(key, key))

    def value(self, fact: str, value: Any) -> str:
        """A value of a fact as people read it: fen in yuan, flags as yes or no, keys as the law's words."""
        known = self.book.facts.get(fact)
        kind = known.type if known else ""
        if value is None:
            return t(N_("not known"))
        if isinstance(value, bool):
            return t(N_("yes") if value else N_("no"))
        if isinstance(value, int) and (kind == "amount_fen" or fact.partition(":")[0].endswith("_fen")):
            return t(N_("{yuan} yuan"), yuan=format_yuan(value))
        if isinstance(value, Mapping):
            return t(N_("sealed"))
        if isinstance(value, list | tuple):
            return t(N_(", ")).join(self.value(fact, each) for each in value)
        if known and value in known.values:
            return known.values[value] if language() == "zh" else str(value).replace("_", " ")
        if kind == "meeting_kind":
            return self.body(value)
        return self.office(value) if kind in {"department", "departments", "office", "person", "people"} else str(value)

    def body(self, key: str) -> str:
        """A meeting kind, or an office of kind outside."""
        kind = self.book.meeting_kinds.get(key)
        return either(kind.zh, kind.en) if kind else self.office(key)

    def outcome(self, key: str) -> str:
        """The answer of a meeting or a body outside."""
        decide = self.book.act("agenda", "decide")
        zh = decide.outcomes.get(key) if decide else None
        return zh if zh and language() == "zh" else key.replace("_", " ")

    def expression(self, text: str) -> str:
        """An office expression as turns spell it: `county_head`, `in_charge_of:edu+in_person`."""
        return t(N_(", ")).join(self._part(*part.split(":")) for part in text.split("+"))

    def _part(self, kind: str, *of: str) -> str:
        if kind not in EXPRESSIONS:
            return self.office(kind)
        if kind == "post":
            post = self.book.posts.get(of[0], of[0]) if language() == "zh" else of[0].replace("_", " ")
            return t(EXPRESSIONS[kind], post=post, of=self._thing(of[1]))
        if kind == "same_as":
            return t(EXPRESSIONS[kind], of=self.acts_named(of[0])[0])
        return t(EXPRESSIONS[kind], of=self._thing(of[0]) if of else "")

    def acts_named(self, key: str) -> tuple[str, ...]:
        """The names of an act whose kind of case is not said, of each kind in turn; at least its key."""
        names = [self.act(case, key) for case, acts in self.book.acts.items() if key in acts]
        return tuple(dict.fromkeys(names)) or (self.act("", key),)

    def _thing(self, key: str) -> str:
        return self.fact(key.strip("<>")) if key.startswith("<") else self.office(key)

    def offices(self, offices: Offices) -> str:
        return t(N_(" or ")).join(self._office(each) for each in offices)

    def _office(self, office: Office) -> str:
        parts = [self.office(office.office)] if office.office else []
        parts += [t(EXPRESSIONS["in_charge_of"], of=self.fact(office.in_charge_of))] if office.in_charge_of else []
        parts += [self._part("post", office.post, f"<{office.of}>")] if office.post else []
        parts += [self.fact(office.named)] if office.named else []
        parts += [self._part("same_as", office.same_as)] if office.same_as else []
        parts += [t(EXPRESSIONS["chair"])] if office.chair_of else []
        parts += [self._part("delegated_by", office.delegated_by)] if office.delegated_by else []
        parts += [t(EXPRESSIONS["in_person"])] if office.in_person else []
        return t(N_(", ")).join(parts)

    def condition(self, condition: Condition) -> list[str]:
        """What must hold, a phrase each; nothing if it always holds."""
        found = [phrase for fact, test in condition.tests for phrase in self._test(fact, test)]
        if condition.any:
            found.append(t(N_("one of: {these}"), these=self._tables(condition.any)))
        if condition.none_of:
            found.append(t(N_("none of: {these}"), these=self._tables(condition.none_of)))
        return found

    def _tables(self, tables: Iterable[Condition]) -> str:
        return t(N_("; ")).join(t(N_(", ")).join(self.condition(each)) for each in tables)

    def _test(self, fact: str, test: Test) -> list[str]:
        if isinstance(test, Bounds):
            sides = [(side, bound) for side, bound in test._asdict().items() if bound is not None]
            return [t(BOUNDS[side], fact=self.fact(fact), bound=self.value(fact, bound)) for side, bound in sides]
        values = t(N_(" or ")).join(self.value(fact, each) for each in (test if isinstance(test, tuple) else (test,)))
        return [t(N_("{fact}: {value}"), fact=self.fact(fact), value=values)]

    def steps(self, case: str, steps: Steps) -> list[str]:
        """The steps in their order, a line each."""
        return [self.step(case, node) for node in steps]

    def step(self, case: str, node: Node) -> str:
        match node:
            case ActStep():
                return self._act_step(case, node)
            case DecisionStep(kinds, outcome, chair, covers):
                said = [t(N_("decided by {bodies}"), bodies=t(N_(" or ")).join(self.body(kind) for kind in kinds))]
                said += [t(N_("with the answer {answer}"), answer=self._outcomes(outcome))] if outcome else []
                said += [t(N_("chaired by {office}"), office=self.offices(chair))] if chair else []
                said += [t(N_("within the amount decided: {fact}"), fact=self.fact(covers))] if covers else []
                return t(N_(", ")).join(said)
            case AnyOf(nodes):
                return t(N_("; or ")).join(self.step(case, each) for each in nodes)
            case AllOf(nodes):
                return t(N_("; and ")).join(self.step(case, each) for each in nodes)

    def _act_step(self, case: str, step: ActStep) -> str:
        """An act of a ladder or a route, with all that is asked of it."""
        kind, dot, key = step.act.partition(".")
        known = self.book.act(kind, key) if dot else self.book.act(case, step.act)
        act = either(known.zh, known.en) if known else self.act(case, step.act)
        said = [t(N_("{act} by {office}"), act=act, office=self.offices(step.by)) if step.by else act]
        said += [t(N_("to {office}"), office=self.offices(step.to))] if step.to else []
        said += [t(N_("once for each of: {list}"), list=self._thing(f"<{step.each}>"))] if step.each else []
        said += [t(N_("but not by {office}"), office=self.offices(step.but))] if step.but else []
        said += [t(N_("with {facts}"), facts=t(N_(" and ")).join(map(self.fact, step.carries)))] if step.carries else []
        said += [t(N_("later than: {act}"), act=self.act(case, step.after))] if step.after else []
        answers = [known.outcomes.get(each, each) if known and language() == "zh" else each for each in step.outcome]
        said += [t(N_("with the answer {answer}"), answer=t(N_(" or ")).join(answers))] if answers else []
        return t(N_(", ")).join(said)

    def _outcomes(self, outcomes: Iterable[str]) -> str:
        return t(N_(" or ")).join(map(self.outcome, outcomes))

    def facts(self, facts: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
        """Names and values, in their order."""
        pairs = facts.items() if isinstance(facts, Mapping) else facts
        return [(self.fact(name), self.value(name, value)) for name, value in pairs]


OWN_ACTS = {
    "return": N_("return"),
    "withdraw": N_("withdraw"),
    "declare": N_("declare facts"),
}
OWN_FACTS = {
    "person": N_("person"),
    "office": N_("office"),
    "on": N_("day"),
    "it": N_("that unit"),
}
