"""Plays a story of `tests/law/cases/jiangkou-2022`: what people did, one act after the other, and how each went."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from aggregates.calendar import shipped
from aggregates.money import parse_yuan
from aggregates.office import absence, acts, delegation
from aggregates.office.desk import ActResult
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from aggregates.record_context import RecordContext
from aggregates.refusals import FactsWanted, Refused
from aggregates.roster import Roster
from aggregates.rulebook.turns import turns
from ledger.errors import GovledgerError
from tests.town import PAPER, TownHall

FOLDER = Path(__file__).parent / "cases" / "jiangkou-2022"
OPENS = {"plan": "meeting", "propose": "agenda", "draft": "document", "register": "document", "open": "item"}
MONEY = ("amount_fen", "covers_fen", "received_fen", "fiscal_investment_fen")
OF_A_STEP = frozenset(
    {"day", "who", "does", "case", "opens", "names", "answer", "outside", "acting_for", "office", "record_for"}
    | {"reason", "late", "overrides", "assigns", "refused", "wanted", "on_day"}
)


class Story(NamedTuple):
    """A story. `rules`: without any one of them it goes otherwise."""

    file: str
    title: str
    rules: tuple[str, ...]
    steps: tuple[Mapping[str, Any], ...]


class Otherwise(AssertionError):
    """A step went otherwise than the story tells."""


def stories() -> Iterator[Story]:
    files = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
    given = {each["name"]: each["steps"] for file in files.values() for each in file.get("given", ())}
    for name, file in files.items():
        for raw in file.get("story", ()):
            steps = [step for each in raw.get("given", ()) for step in given[each]] + raw["steps"]
            yield Story(name, raw["title"], tuple(raw["rules"]), tuple(steps))


def play(town: TownHall, story: Story) -> None:
    """Every step of the story, in its order.

    Raises:
        Otherwise: a step was accepted that the story has refused, or the other way round, or found something else.
    """
    told = _Told(town)
    for number, step in enumerate(story.steps, 1):
        try:
            told.step(step)
        except Otherwise as wrong:
            raise Otherwise(f"{story.title}: step {number}, {step.get('who', '')} {step['does']}: {wrong}") from wrong


class _Told:
    """A story as far as it has been told. `cases`: the cases by the names the story gives them."""

    def __init__(self, town: TownHall) -> None:
        self.town = town
        self.cases: dict[str, str] = {}

    def step(self, step: Mapping[str, Any]) -> None:
        if "day" in step:
            self.town.on(str(step["day"]))
        looks = {"due": self._due, "stands": self._stands, "turn": self._turn, "opened": self._opened}
        if step["does"] in looks:
            looks[step["does"]](step)
            return
        went = self._went(step)
        meant = [f"refused by {rule}" for rule in step.get("refused", ())] + [
            f"wanting {fact}" for fact in step.get("wanted", ())
        ]
        if went != meant:
            raise Otherwise(f"{', '.join(went) or 'accepted'} instead of {', '.join(meant) or 'accepted'}")

    def _went(self, step: Mapping[str, Any]) -> list[str]:
        size = self.town.size
        try:
            result = self.town.done(self._doing(step), _manner(step))
        except Refused as refusal:
            went = [f"refused by {rule}" for rule in dict.fromkeys(refusal.rule_ids)]
        except FactsWanted as wanting:
            went = [f"wanting {each.fact}" for each in wanting.wanted if each.first]
        except GovledgerError as fault:
            raise Otherwise(str(fault)) from fault
        else:
            if "names" in step:
                self.cases[step["names"]] = result.case or ""
            return []
        if self.town.size != size:
            raise Otherwise("a refused act was recorded")
        return went

    def _doing(self, step: Mapping[str, Any]) -> Callable[[Manner], ActResult]:
        who, does = step.get("who", ""), step["does"]
        town, said = self.town, {key: self._filled(key, v) for key, v in step.items() if key not in OF_A_STEP}
        match does:
            case "away":
                until = date.fromisoformat(said["until"])
                reason = said.get("because", "official_travel")
                return lambda m: absence.record_absence(
                    town.desk(who), said["person"], reason, from_on=town.today, until_on=until, manner=m
                )
            case "delegate":
                until = date.fromisoformat(said["until"])
                return lambda m: delegation.delegate(
                    town.desk(who), said["to"], from_on=town.today, until_on=until, matter=said.get("matter"), manner=m
                )
        opens = step.get("opens") or OPENS.get(does)
        words = {"assignments": step["assigns"]} if "assigns" in step else None
        if opens:
            return lambda m: acts.open_case(town.desk(who), opens, does, said, said=words, manner=m)
        asked = Asked(does, step.get("answer"), said, step.get("outside"))
        return lambda m: acts.do(town.desk(who), self.cases[step["case"]], asked, m, said=words)

    def _filled(self, key: str, value: Any) -> Any:
        """What stands in a step, with `{name}` for the case of that name and yuan for amounts."""
        if isinstance(value, list):
            return [self._filled(key, each) for each in value]
        if isinstance(value, str) and value.startswith("{"):
            return self.cases[value[1:-1]]
        return parse_yuan(value) if key in MONEY and isinstance(value, str) else value

    def _due(self, step: Mapping[str, Any]) -> None:
        """A duty of that rule is due on that day, or has no day; and stands as the story says."""
        duties = self.town.duties(self.cases[step["case"]]).values()
        found = [each for each in duties if each.rule == step["rule"]]
        told = [(each.due_on.isoformat() if each.due_on else None, each.state(self.town.today)) for each in found]
        if (step.get("on"), step["state"]) not in told:
            raise Otherwise(f"the duties of {step['rule']} are {told}")

    def _stands(self, step: Mapping[str, Any]) -> None:
        """The case is closed with that word, or open."""
        closed = self.town.fund(self.cases[step["case"]]).state.closed
        if closed != step.get("closed"):
            raise Otherwise(f"the case is {closed or 'open'}")

    def _turn(self, step: Mapping[str, Any]) -> None:
        """It is exactly these people's turn, and one of the next acts is that one."""
        record = self.town.record
        context = RecordContext(record, Roster(record), shipped)
        found = turns(self.town.fund(self.cases[step["case"]]).state, self.town.book, context, self.town.today)
        who = sorted({holder.person for turn in found for holder in turn.holders})
        if who != sorted(step["of"]) or step.get("act") not in {None, *(turn.act for turn in found)}:
            raise Otherwise(f"it is the turn of {who} to {[turn.act for turn in found]}")

    def _opened(self, step: Mapping[str, Any]) -> None:
        """Exactly these items were opened of that decision: each lead with its day."""
        linked = self.town.fund(self.cases[step["case"]]).state.linked
        files = [self.town.fund(each.case).state.facts for each in linked if each.case.startswith("ITM-")]
        found = sorted((facts["undertaking_unit"], facts.get("due_on")) for facts in files)
        told = sorted((each["lead"], each.get("due_on")) for each in step["items"])
        if found != told:
            raise Otherwise(f"the items opened are {found}")


def _manner(step: Mapping[str, Any]) -> Manner:
    return Manner(
        on=date.fromisoformat(step["on_day"]) if "on_day" in step else None,
        office=step.get("office"),
        acting_for=step.get("acting_for"),
        record_for=step.get("record_for"),
        late_reason=step.get("late"),
        reason=step.get("reason"),
        overrides=tuple(step.get("overrides", ())),
        enclosures=(PAPER,) if "outside" in step else (),
    )
