"""A rulebook as values: offices, acts, routes, facts, rules. Read by the loader, never changed afterwards."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from aggregates.rulebook.conditions import ALWAYS, Condition
from aggregates.rulebook.forms import Form, StandsIn
from aggregates.rulebook.steps import Offices

DECLARE = "declare"
"""The act that only declares facts. Every case has it; no book lists it."""
EVERYWHERE = "office"
"""The case kind whose `stands_in` rules hold in every case."""


class OfficeDef(NamedTuple):
    """An office of the book. `kind`: post, posts, body, unit or outside. `also`: offices its holder holds with it."""

    key: str
    zh: str
    en: str
    kind: str
    also: tuple[str, ...] = ()
    portfolio: str | None = None
    recorded_by: str | None = None


class MeetingKind(NamedTuple):
    key: str
    zh: str
    en: str


class Fact(NamedTuple):
    """A fact rules compare. `declared_by` empty: the actor states it; `derived_from`: the program knows it."""

    key: str
    zh: str
    en: str
    type: str
    values: Mapping[str, str] = {}
    asked_at: tuple[str, ...] = ()
    declared_by: Offices = ()
    derived_from: str | None = None
    true_when: Condition | None = None
    sealed: bool = False


class ActDef(NamedTuple):
    """An act of a case. `by`: who may do it when no rule gives it to anybody; empty: the book's default office.

    `by_turn`: whoever's turn it is. `opens_case`: its first act. `closes`: the word the case is closed with.
    `still_when`: the closing words after which it may still be done. `after`: the acts that come before it by the order
    of the work, which is the book's table and not the law. `undoes`: earlier acts that no longer count once it is done;
    with `undoes_unless_passes` only where its outcome is not one that passes.
    """

    key: str
    zh: str
    en: str
    by: Offices = ()
    records: tuple[str, ...] = ()
    outcomes: Mapping[str, str] = {}
    passes: tuple[str, ...] = ()
    by_turn: bool = False
    opens_case: bool = False
    closes: str | None = None
    still_when: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    undoes: tuple[str, ...] = ()
    undoes_unless_passes: bool = False


class Route(NamedTuple):
    """A way that ends in a state; `opens` are the acts refused until then; outside `scope` they are free."""

    key: str
    zh: str
    en: str
    opens: tuple[str, ...]
    scope: Condition = ALWAYS


class Reading(NamedTuple):
    """How an open text is read."""

    question: str
    adopted: str
    alternatives: tuple[str, ...] = ()


class Rule(NamedTuple):
    """One sentence of the law, the words it stands in, and what it does."""

    id: str
    article: str
    quote: str
    says: str
    case: str
    form: str
    body: Form
    when: Condition = ALWAYS
    yields_to: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    override: Offices = ()
    reading: Reading | None = None


class _Written(NamedTuple):
    """What stands in a rulebook."""

    key: str
    title: str
    sha256: str
    in_force_from: date
    in_force_until: date | None
    transition: str
    late_entry_working_days: int
    passes: tuple[str, ...]
    default_office: str
    decisions_recorded_by: str
    lights: Mapping[str, object]
    offices: Mapping[str, OfficeDef]
    posts: Mapping[str, str]
    meeting_kinds: Mapping[str, MeetingKind]
    facts: Mapping[str, Fact]
    acts: Mapping[str, Mapping[str, ActDef]]
    routes: Mapping[str, Mapping[str, Route]]
    rules: Mapping[str, Rule]
    cases: tuple[str, ...] | None = None
    masthead: Mapping[str, Any] = {}


class Book(_Written):
    """A rulebook, or the part of it that the case kinds asked for need (`cases`; None: all of it).

    `acts` and `routes` are by case kind, then by key. `passes`: outcomes of a decision that count as decided. `sha256`
    names the whole book, whatever part was read. `masthead`: the head of the bulletin and the columns of its annex.
    What follows from these is found once a book; a book with other rules (`_replace`) is another.
    """

    def rules_of(self, case: str) -> Iterator[Rule]:
        """The rules of one case kind, in the order of the book."""
        return iter(self._by_case.get(case, ()))

    def stand_ins(self, case: str) -> tuple[Rule, ...]:
        """The rules by which somebody may stand in for another in such a case, in the order of the book."""
        return self._stand_ins.get(case, self._stand_ins[EVERYWHERE])

    @cached_property
    def _by_case(self) -> Mapping[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            found.setdefault(rule.case, []).append(rule)
        return found

    @cached_property
    def _stand_ins(self) -> Mapping[str, tuple[Rule, ...]]:
        rules = [rule for rule in self.rules.values() if isinstance(rule.body, StandsIn)]
        cases = {EVERYWHERE, *(rule.case for rule in rules)}
        return {case: tuple(rule for rule in rules if rule.case in {EVERYWHERE, case}) for case in cases}

    @cached_property
    def hats(self) -> Mapping[str, frozenset[str]]:
        """By each office: itself and every office that its holder holds with it."""
        return {key: self._hats(key) for key in self.offices}

    @cached_property
    def held_through(self) -> Mapping[str, tuple[str, ...]]:
        """By each office: itself, and the offices whose holders hold it with theirs, in the order of the book."""
        return {
            key: (key, *(other for other in self.offices if other != key and key in self.hats[other]))
            for key in self.offices
        }

    def _hats(self, office: str) -> frozenset[str]:
        found, left = {office}, [office]
        while left:
            known = self.offices.get(left.pop())
            more = set(known.also) - found if known else set()
            found |= more
            left += more
        return frozenset(found)

    def act(self, case: str, key: str) -> ActDef | None:
        return self.acts.get(case, {}).get(key)
