"""One random walk under any book: people open cases, take their turns, and try whatever else comes to mind.

After every act the case told anew equals the case that was kept up entry by entry, no open case waits for nobody, and
what was refused wrote nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from aggregates import case_file
from aggregates.calendar import shipped
from aggregates.case_file import CaseFile
from aggregates.kinds import DECLARE, KINDS, kind_of
from aggregates.office import absence, acts
from aggregates.office.desk import Desk
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from aggregates.record_context import RecordContext
from aggregates.refusals import FactsWanted, Refused
from aggregates.roster import Roster
from aggregates.rulebook.completions import value_of
from aggregates.rulebook.conditions import truth
from aggregates.rulebook.context import Holder, Turn
from aggregates.rulebook.forms import Carries, Only
from aggregates.rulebook.model import ActDef
from aggregates.rulebook.offices import Unknown, World
from aggregates.rulebook.standing import may_do
from aggregates.rulebook.steps import Office, Offices
from aggregates.rulebook.turns import turns
from ledger.entry import Recorded
from ledger.errors import BadInput, GovledgerError, NotAuthorised
from tests.town import PAPER, TownHall
from tests.walks.drawn import Drawn

LAWFUL_NO = (Refused, FactsWanted, NotAuthorised, BadInput)
FILLED_IN = frozenset(
    {
        ("notify", "invited"),
        ("record_attendance", "absent"),
        ("close_attendance", "absent"),
        ("excuse", "excused"),
        ("decide", "about"),
        ("urge", "due_on"),
    }
)
"""What the program fills in, or the rest follows from, where nobody says it."""


class Walker:
    """A walk in a town. `cases`: every case there is, kept up entry by entry; `counts`: what came of the tries."""

    def __init__(self, town: TownHall, seed: int) -> None:
        self.town, self.book, self.random = town, town.book, Random(seed)
        self.people = people(town)
        self.cases: dict[str, CaseFile] = {}
        self.drawn = Drawn(town, self.random, self.people, self.cases)
        self.kinds = [kind for kind in KINDS if self.book.acts.get(kind)]
        self.taken_in = town.size
        self.record = town.record
        self.counts: Counter[str] = Counter()

    def step(self) -> None:
        """One try by somebody."""
        before = self.town.size
        self.town.now += timedelta(minutes=self.random.choice((1, 7, 60, 60 * 24)))
        try:
            what = self._try()
        except LAWFUL_NO as no:
            assert self.town.size == before, "a refused act was recorded"
            assert not isinstance(no, Refused) or all(each.rule for each in no.violations), no
            self.counts[type(no).__name__] += 1
        except GovledgerError as error:
            raise AssertionError(f"an answer that is none of the law's: {error!r}") from error
        else:
            self.counts[what] += 1
            self._take_in()

    def desk(self, person: str) -> Desk:
        """Somebody's desk; a signature that anybody has checked is not checked again."""
        desk = self.town.desk(person)
        desk._record = self.record = self.record.renewed()
        return desk

    def open_cases(self) -> list[CaseFile]:
        return [file for file in self.cases.values() if file.state.closed is None]

    def _try(self) -> str:
        waiting = self.open_cases()
        chance = self.random.random()
        if not waiting or chance < 0.12:
            return self._open()
        if chance < 0.14:
            return self._away()
        if chance < 0.75:
            return self._turn(self.random.choice(waiting))
        return self._anything(self.random.choice([*self.cases.values()]))

    def _open(self) -> str:
        """A new case; where the first thought is refused, a second and a third."""
        before = self.town.size
        for _ in range(2):
            try:
                return self._opened()
            except LAWFUL_NO:
                assert self.town.size == before, "a refused act was recorded"
        return self._opened()

    def _opened(self) -> str:
        kind = self.random.choice(self.kinds)
        act = self.random.choice([act for act in self.book.acts[kind].values() if act.opens_case])
        facts = self.drawn.all_of(act.records)
        if "meeting" in act.records and kind == "agenda" and facts.get("meeting") is None:
            return self._opened()
        opener = self._opener(kind, act, facts) if self.random.random() < 0.8 else self.random.choice(self.people)
        self._completed(
            lambda more: acts.open_case(self.desk(opener), kind, act.key, {**facts, **more}, manner=self.manner()), {}
        )
        return "opened"

    def _opener(self, kind: str, act: ActDef, facts: Mapping[str, Any]) -> str:
        """Somebody to whom the book gives it to open such a case."""
        rules = (rule.body for rule in self.book.rules_of(kind))
        only = [by for body in rules if isinstance(body, Only) and act.key in body.act for by in body.by]
        by = (*only, *act.by) or (Office(office=self.book.default_office),)
        world = self._world(case_file.empty(f"{KINDS[kind].prefix}-0000-0000"), facts)
        able = [holder.person for each in by for holder in _who((each,), world)]
        return self.random.choice(able or self.people)

    def _away(self) -> str:
        """Somebody is away for some days, for one of the reasons that the book has."""
        reasons = self.book.facts.get("absence_reason")
        if reasons is None:
            return self._open()
        until = self.town.today + timedelta(days=self.random.choice((0, 2, 9)))
        clerk = self.desk(self.town.place.clerk)
        who, why = self.random.choice(self.people), self.random.choice(list(reasons.values))
        absence.record_absence(clerk, who, why, from_on=self.town.today, until_on=until, manner=self.manner())
        return "away"

    def _turn(self, file: CaseFile) -> str:
        """The step that is next, by one whose turn it is, with what is wanted for it."""
        open_turns = [turn for turn in self.turns(file) if turn.holders and not turn.blocked and not turn.vacant]
        if not open_turns:
            return self._anything(file)
        turn = self.random.choice(open_turns)
        holder = self.random.choice(turn.holders)
        if turn.facts:
            self._declare(file.state.case, turn.facts[0], holder)
            return "declared"
        if turn.decision or turn.outside:
            self._decided(file, turn, holder)
            return "decided"
        assert turn.act is not None
        if "." in turn.act:  # what another case waits for
            return self._anything(file)
        self._do(file, turn.act, holder)
        return "taken"

    def _decided(self, file: CaseFile, turn: Turn, holder: Holder) -> None:
        """A meeting, or a body outside, has decided about the case, and its paper is recorded."""
        defined = self.book.act(file.state.kind, turn.act or "")
        passing = (defined.passes if defined and turn.outside else None) or self.book.passes
        body = turn.outside or self.random.choice(turn.decision)
        self.town.decide(file.state.case, body=body, outcome=passing[0], covers="9,000,000", by=holder.person)

    def _do(self, file: CaseFile, name: str, holder: Holder) -> None:
        """The act, and once more with what it was refused for lack of."""
        case, kind = file.state.case, file.state.kind
        defined = self.book.acts[kind][name]
        unsaid = tuple(f for f in defined.records if f not in file.state.facts and (name, f) not in FILLED_IN)
        said = self.drawn.all_of(unsaid)
        said |= self._must_be(file, name, said)
        said |= {fact: self.people for fact in said if self.book.facts[fact].type == "people"}
        asked = Asked(name, self._outcome(defined, self.random.random() < 0.85), said)
        manner = replace(self.manner(), acting_for=holder.acting_for)
        desk, known = self.desk(holder.person), file.state.facts
        try:
            self._completed(lambda more: acts.do(desk, case, replace(asked, facts={**said, **more}), manner), known)
        except FactsWanted as wanted:
            first = wanted.wanted[0]
            if not first.holders:
                raise
            self._declare(case, first.fact, first.holders[0])
        except Refused as refused:
            if not self._declared_first(file, refused):
                raise

    def _declared_first(self, file: CaseFile, refused: Refused) -> bool:
        """What the record lacks for the act is declared by somebody who may, if it is such a fact."""
        world = self._world(file, file.state.facts)
        for fact in _lacking(refused):
            declared_by = self.book.facts[fact].declared_by if fact in self.book.facts else ()
            if fact not in world.facts and (able := _who(declared_by, world)):
                self._declare(file.state.case, fact, able[0])
                return True
        return False

    def _completed(self, do: Callable[[Mapping[str, Any]], object], known: Mapping[str, Any]) -> None:
        """The act, and once more with the facts that its record was refused for lack of: as known, else drawn."""
        try:
            do({})
        except Refused as refused:
            more = self.drawn.all_of(tuple(fact for fact in _lacking(refused) if fact in self.book.facts))
            more |= {fact: known[fact] for fact in more if fact in known}
            if not more:
                raise
            do(more)

    def _must_be(self, file: CaseFile, act: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """What the rules in force ask the record of this act to hold, as they want it."""
        found: dict[str, Any] = {}
        world = self._world(file, {**file.state.facts, **said})
        for rule in self.book.rules_of(file.state.kind):
            if not isinstance(rule.body, Carries) or act not in rule.body.act:
                continue
            if truth(rule.when, lambda fact: value_of(fact, world.facts, self.book.facts)) is False:
                continue
            lacking = (f for f in rule.body.fields if f not in world.facts and (act, f) not in FILLED_IN)
            found |= self.drawn.all_of(tuple(lacking))
            found |= {fact: self.random.choice(values) for fact, values in rule.body.one_of.items()}
            for fact, wanted in rule.body.must_be.items():
                if isinstance(wanted, str):
                    found |= {fact: world.facts[wanted]} if wanted in world.facts else {}
                elif able := _who((wanted,), world):
                    found[fact] = able[0].person
        return found

    def _anything(self, file: CaseFile) -> str:
        """Any act of the book by anybody: most are refused."""
        defined = self.random.choice(list(self.book.acts[file.state.kind].values()))
        outcome = self._outcome(defined, self.random.random() < 0.5)
        asked = Asked(defined.key, outcome, self.drawn.all_of(defined.records))
        acts.do(self.desk(self.random.choice(self.people)), file.state.case, asked, self.manner())
        return "tried"

    def _declare(self, case: str, fact: str, holder: Holder) -> None:
        manner = replace(self.manner(), acting_for=holder.acting_for)
        asked = Asked(DECLARE, None, {fact: self.drawn.value(fact)})
        acts.do(self.desk(holder.person), case, asked, manner)

    def _outcome(self, defined: ActDef, agrees: bool) -> str | None:
        known = list(defined.passes if agrees and defined.passes else defined.outcomes)
        return self.random.choice(known) if known else None

    def manner(self) -> Manner:
        return self.town.manner(Manner(reason="按规定办理", enclosures=(PAPER,)))

    def turns(self, file: CaseFile) -> tuple[Turn, ...]:
        return turns(file.state, self.book, self._context(), self.town.today)

    def _context(self) -> RecordContext:
        self.record = record = self.record.renewed()
        return RecordContext(record, Roster(record), shipped)

    def _world(self, file: CaseFile, facts: Mapping[str, Any]) -> World:
        return World(self.book, file.state, self._context(), self.town.today, facts)

    def _take_in(self) -> None:
        """The new entries, case by case: what was kept up equals what is told anew, and somebody has the turn."""
        touched: dict[str, None] = {}
        for row in self.town.store.source.rows(self.taken_in, self.town.size):
            entry = Recorded.of(row)
            if kind_of(entry.case):
                kept = self.cases.get(entry.case) or case_file.empty(entry.case)
                self.cases[entry.case] = case_file.evolve(kept, entry)
                touched.setdefault(entry.case)
        self.taken_in = self.town.size
        self.record = record = self.record.renewed()
        for case in touched:
            file = self.cases[case]
            assert file == case_file.fold(case, record.case(case)), case
            assert not file.unread, (case, file.unread)
            self.waits_for_somebody(file)

    def waits_for_somebody(self, file: CaseFile) -> None:
        state = file.state
        found = self.turns(file)
        if state.closed is not None:
            assert found == (), state
            return
        assert found, f"nobody can move {state.case}: {_short(state.facts)} {[d.act for d in state.done]}"
        for turn in found:
            assert turn.holders, f"nobody has the turn {turn} in {state.case}"
            known = [self.book.facts[fact] for fact in turn.facts]
            assert all(fact.declared_by or fact.derived_from for fact in known), f"nobody can declare {turn.facts}"


def people(town: TownHall) -> list[str]:
    """Everybody who was given an office."""
    rows = town.store.source.of_types({"grant.given/1"})
    return sorted({json.loads(row.payload)["facts"]["person"] for row in rows})


def _lacking(refused: Refused) -> list[str]:
    """The facts for want of which an act was refused."""
    return [fact for each in refused.violations for fact in each.params.get("fields", ())]


def _who(by: Offices, world: World) -> tuple[Holder, ...]:
    """Who may act as one of these; nobody while it hangs on what is not known."""
    try:
        return may_do(by, world)
    except Unknown:
        return ()


def _short(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if not isinstance(value, list) or len(value) < 4 else len(value) for name, value in facts.items()
    }
