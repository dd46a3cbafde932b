"""One random walk: people open cases, take their turns, and try whatever else comes to mind.

After every act the case told anew equals the case that was kept up entry by entry, no open case waits for nobody, and
what was refused wrote nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from aggregates import case_file
from aggregates.calendar import shipped
from aggregates.case_file import CaseFile
from aggregates.kinds import KINDS, kind_of
from aggregates.office import acts
from aggregates.office.desk import Desk
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from aggregates.record_context import RecordContext
from aggregates.refusals import FactsWanted, Refused
from aggregates.roster import Roster
from aggregates.rulebook.context import Holder, Turn
from aggregates.rulebook.model import ActDef, Fact
from aggregates.rulebook.turns import turns
from ledger.entry import Recorded
from ledger.errors import BadInput, GovledgerError, NotAuthorised
from tests.town import BOOK, PAPER, TownHall
from tests.walks.crowd import people

LAWFUL_NO = (Refused, FactsWanted, NotAuthorised, BadInput)
UNITS = ("edu_bureau", "health_bureau", "minxiao")
HEADS = {"edu_bureau": "feng", "health_bureau": "jiang"}
FILLED_IN = ("invited", "absent", "excused", "meeting")
"""What the program fills in where nobody says it, and whom a random hand would get wrong."""
TEXTS = ("校舍维修", "=HYPERLINK(1)", "防汛", "<script>")


class Walker:
    """A walk in a town. `cases`: every case there is, kept up entry by entry; `counts`: what came of the tries."""

    def __init__(self, town: TownHall, seed: int) -> None:
        self.town, self.random = town, Random(seed)
        self.people = people(town)
        self.cases: dict[str, CaseFile] = {}
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
        if chance < 0.75:
            return self._turn(self.random.choice(waiting))
        return self._anything(self.random.choice([*self.cases.values()]))

    def _open(self) -> str:
        kind = self.random.choice(list(KINDS))
        opening = [act for act in BOOK.acts[kind].values() if act.opens_case]
        act = self.random.choice(opening)
        facts = {name: value for name in act.records if (value := self.value(name)) is not None}
        if "meeting" in act.records and kind == "agenda" and facts.get("meeting") is None:
            return self._open()
        holder = self._opener(kind, act.key, facts) if self.random.random() < 0.8 else self.random.choice(self.people)
        acts.open_case(self.desk(holder), kind, act.key, facts, manner=self.manner())
        return "opened"

    def _opener(self, kind: str, act: str, facts: Mapping[str, Any]) -> str:
        """Somebody whose it is to open such a case."""
        if kind == "leave":
            return str(facts["applicant"])
        unit = facts.get("department") or facts.get("lead_department")
        if kind == "fund" or (kind, act) == ("document", "draft"):
            return HEADS.get(str(unit), f"{unit}_head")
        return "wu"

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
            body = turn.outside or self.random.choice(turn.decision)
            answer = "agree" if turn.outside else "adopted"
            self.town.decide(file.state.case, body=body, outcome=answer, covers="9,000,000", by=holder.person)
            return "decided"
        assert turn.act is not None
        if "." in turn.act:  # what another case waits for
            return self._anything(file)
        self._do(file, turn.act, holder, self.random.random() < 0.85)
        return "taken"

    def _do(self, file: CaseFile, name: str, holder: Holder, agrees: bool) -> None:
        """The act, and once more with what it was refused for lack of."""
        case, kind = file.state.case, file.state.kind
        defined = BOOK.acts[kind][name]
        said = {fact: value for fact in defined.records if (value := self.value(fact)) is not None}
        said = {fact: value for fact, value in said.items() if self._own(file, fact) and fact not in FILLED_IN}
        if "first_responsible" in said:
            unit = str(file.state.facts.get("undertaking_unit"))
            said["first_responsible"] = HEADS.get(unit, f"{unit}_head")
        if name == "record_attendance":
            said = {"present": self.people}
        asked = Asked(name, self._outcome(defined, agrees), said)
        manner = replace(self.manner(), acting_for=holder.acting_for)
        try:
            acts.do(self.desk(holder.person), case, asked, manner)
        except FactsWanted as wanted:
            first = wanted.wanted[0]
            if not first.holders:
                raise
            self._declare(case, first.fact, first.holders[0])

    def _anything(self, file: CaseFile) -> str:
        """Any act of the book by anybody: most are refused."""
        kind = file.state.kind
        defined = self.random.choice(list(BOOK.acts[kind].values()))
        facts = {name: value for name in defined.records if (value := self.value(name)) is not None}
        asked = Asked(defined.key, self._outcome(defined, self.random.random() < 0.5), facts)
        acts.do(self.desk(self.random.choice(self.people)), file.state.case, asked, self.manner())
        return "tried"

    def _declare(self, case: str, fact: str, holder: Holder) -> None:
        value = self.value(fact)
        manner = replace(self.manner(), acting_for=holder.acting_for)
        acts.do(self.desk(holder.person), case, Asked("declare", None, {fact: value}), manner)

    def _own(self, file: CaseFile, fact: str) -> bool:
        """Whether a fact is still to be said: what is known is not said again."""
        return fact not in file.state.facts

    def _outcome(self, defined: ActDef, agrees: bool) -> str | None:
        known = list(defined.passes if agrees and defined.passes else defined.outcomes)
        return self.random.choice(known) if known else None

    def manner(self) -> Manner:
        return self.town.manner(Manner(reason="按规定办理", enclosures=(PAPER,)))

    def value(self, name: str) -> Any:
        """Some value of a fact; None for one that cannot be had."""
        fact = BOOK.facts[name]
        if fact.derived_from:
            return None
        listed: dict[str, list[Any]] = {
            "one_of": list(fact.values),
            "meeting_kind": list(BOOK.meeting_kinds),
            "flag": [True, False, False],
        }
        if fact.type in listed:
            return self.random.choice(listed[fact.type])
        return self._of_type(name, fact)

    def _of_type(self, name: str, fact: Fact) -> Any:
        match fact.type:
            case "amount_fen":
                return self.random.choice((19_999_999, 20_000_000, 20_000_001, 100_000_000, 500_000_001))
            case "count":
                return self.random.choice((0, 1, 2, 5))
            case "day":
                return (self.town.today + timedelta(days=self.random.choice((0, 1, 7, 20)))).isoformat()
            case "department":
                return self.random.choice(UNITS)
            case "departments":
                return self.random.sample(UNITS, self.random.choice((0, 1, 2)))
            case "matters":
                return self.random.sample(UNITS, self.random.choice((1, 2)))
            case "person":
                return self.random.choice(self.people)
            case "people":
                return self.random.sample(self.people, self.random.choice((3, 12, len(self.people))))
            case "office":
                return self.random.choice(list(BOOK.offices))
            case "case":
                return self._case_for(name)
            case "cases":
                known = [case for case in self.cases if kind_of(case) in (KINDS["fund"], KINDS["document"])]
                return self.random.sample(known, min(len(known), 1))
        return self.random.choice(TEXTS)

    def _case_for(self, fact: str) -> str | None:
        wanted = {"meeting": "meeting", "decided_by": "agenda", "item": "item"}.get(fact)
        known = [case for case, file in self.cases.items() if wanted in (None, file.state.kind)]
        return self.random.choice(known) if known else None

    def turns(self, file: CaseFile) -> tuple[Turn, ...]:
        self.record = record = self.record.renewed()
        context = RecordContext(record, Roster(record), shipped)
        return turns(file.state, BOOK, context, self.town.today)

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


def _short(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if not isinstance(value, list) or len(value) < 4 else len(value) for name, value in facts.items()
    }
