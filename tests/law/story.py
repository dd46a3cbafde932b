"""Plays what `tests/law/cases` tells: acts in TOML, done in the hall one after the other, and what must be so then."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

from aggregates.calendar import shipped
from aggregates.duties_standing import standing
from aggregates.duty import Duty
from aggregates.kinds import KINDS
from aggregates.money import parse_yuan
from aggregates.office import acts, corrections, terms
from aggregates.office.adoption import adopt_calendar, adopt_rulebook, book_of_digest, book_on, calendar_of
from aggregates.office.desk import ActResult
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from aggregates.office.tick import look, note
from aggregates.record_context import RecordContext
from aggregates.refusals import FactsWanted, Refused
from aggregates.roster import Roster
from aggregates.roster_lists import units
from cli.story_words import OPENING
from ledger.errors import BadInput
from tests.law.state import Standing
from tests.town import PAPER, TownHall

CASES = Path(__file__).parent / "cases"
PEOPLE = "people"
SAID = (
    "who",
    "does",
    "case",
    "answer",
    "acting_for",
    "office",
    "record_for",
    "reason",
    "overrides",
    "outside",
    "on",
    "late",
    "paper",
)
EXPECTED = ("refused_by", "wants", "rules", "fails")


class Twin(NamedTuple):
    """One sentence of the rules, tried twice."""

    file: str
    rule: str
    quote: str
    says: str
    given: tuple[Mapping[str, Any], ...]
    act: Mapping[str, Any]
    lawful: Mapping[str, Any]
    unlawful: Mapping[str, Any]
    refused_by: tuple[str, ...]
    accepted_by: str | None

    def side(self, differs: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
        """Every act of one side, the one under test last; acts that the difference leaves out are gone."""
        said = (_filled(act, differs) for act in (*self.given, self.act))
        return tuple(act for act in said if act.pop("if", True))


class Story(NamedTuple):
    """What happened in the place of that book, day by day; `names`: the rules without which it had gone otherwise."""

    book: str
    file: str
    title: str
    names: tuple[str, ...]
    tells: tuple[Mapping[str, Any], ...]


def _files() -> Iterator[tuple[Path, dict[str, Any]]]:
    """The files of every book, without those that say who is in office."""
    for path in sorted(CASES.glob("*/*.toml")):
        if path.stem != PEOPLE:
            yield path, tomllib.loads(path.read_text(encoding="utf-8"))


def twins() -> Iterator[Twin]:
    for path, table in _files():
        for raw in table.get("twin", ()):
            yield Twin(
                path.stem,
                raw["rule"],
                raw["quote"],
                raw["says"],
                tuple(raw.get("given", ())),
                raw["act"],
                raw["lawful"],
                raw["unlawful"],
                tuple(raw.get("refused_by", (raw["rule"],))),
                raw.get("accepted_by", raw["rule"]),
            )


def stories() -> Iterator[Story]:
    given = {
        (path.parent.name, each["name"]): each["tells"] for path, table in _files() for each in table.get("given", ())
    }
    for path, table in _files():
        book = path.parent.name
        for raw in table.get("story", ()):
            before = [line for name in raw.get("given", ()) for line in given[book, name]]
            yield Story(book, path.stem, raw["title"], tuple(raw.get("names", ())), (*before, *raw["tells"]))


def told(town: TownHall, said: tuple[Mapping[str, Any], ...]) -> Callable[[], ActResult]:
    """All acts but the last are done, and the last is handed back to be tried; with it the ledger is verified."""
    telling = Telling(town)
    verifying, town.verifying, town.looking_ahead = town.verifying, False, False
    for act in said[:-1]:
        telling.do(act)
    town.verifying = verifying
    return lambda: cast(ActResult, telling.do(said[-1]))


def play(town: TownHall, story: Story) -> None:
    """The whole story, every expectation in it checked where it stands; the ledger is verified once it is told.

    Raises:
        AssertionError: something was not as the story says; the line is named.
    """
    telling = Telling(town)
    verifying, town.verifying, town.looking_ahead = town.verifying, False, False
    for number, line in enumerate(story.tells, 1):
        try:
            telling.line(line)
        except AssertionError as wrong:
            raise AssertionError(f"line {number}, {dict(line)}: {wrong}") from wrong
        except (Refused, FactsWanted, BadInput) as refused:
            raise AssertionError(f"line {number}, {dict(line)}: refused: {_why(refused)}") from refused
    town.verifying = verifying
    town.verified()


class Telling:
    """One telling: the town, and the cases by the names that the story gives them."""

    def __init__(self, town: TownHall) -> None:
        self.town = town
        self.cases: dict[str, str] = {}

    def line(self, said: Mapping[str, Any]) -> None:
        """One line of a story: a day, an act with how it ends, or what is so now."""
        if "day" in said:
            self.town.on(said["day"])
        elif said.get("then") == "owed":
            self.owed(said)
        elif "then" in said:
            self.standing(said.get("case", "it")).check(said)
        else:
            act = {key: value for key, value in said.items() if key not in EXPECTED}
            self.ends(act, {key: said[key] for key in EXPECTED if key in said})

    def owed(self, said: Mapping[str, Any]) -> None:
        """What a rule asks for in that period stands so on this day."""
        record, town = self.town.record, self.town
        context = RecordContext(record, Roster(record), lambda: calendar_of(record, town.enclosures))
        known = {unit.office: unit.unit_of for unit in units(Roster(record))}
        found = standing(context, town.book, town.book.in_force_from, town.today, units=known)
        meant = (said["rule"], said["period"], said.get("unit"))
        meant_ones = [each for each in found if meant in _names(each)]
        told = [each.state(town.today) for each in meant_ones]
        assert told == [said["is"]], f"owed: {told}"
        people = {person for each in meant_ones for person in each.people}
        assert people == set(said.get("of", people)), f"owed by {people}"

    def standing(self, name: str) -> Standing:
        town, record = self.town, self.town.record
        opened = record.case(self.cases[name])[0].rules
        book = town.book  # what is at the desks; a test may have taken a rule out of it
        if opened and opened["sha256"] != book.sha256:
            book = book_of_digest(record, town.enclosures, opened["sha256"])
        return Standing(town, self.cases[name], book, calendar_of(record, town.enclosures), self.cases)

    def ends(self, act: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
        """The act is done, and is accepted or refused as expected; what is refused wrote nothing."""
        if "refused_by" in expected:
            refusal = self.town.refused(lambda: self.do(act))
            assert refusal.rule_ids == expected["refused_by"], f"refused by {refusal.rule_ids}"
        elif "wants" in expected:
            wanted = self.town.refused(lambda: self.do(act), FactsWanted)
            assert [each.fact for each in wanted.wanted] == expected["wants"], f"wants {_why(wanted)}"
        elif "fails" in expected:
            failed = self.town.refused(lambda: self.do(act), BadInput)
            assert expected["fails"] in failed.message, failed.message
        else:
            result = self.do(act)
            if "rules" in expected:
                assert result is not None
                assert set(expected["rules"]) <= set(result.rules), f"lawful by {result.rules}"

    def do(self, act: Mapping[str, Any]) -> ActResult | None:
        """One act: of the roster, of the whole record, or of a case."""
        said = dict(act)
        who, does = said.get("who", ""), said["does"]
        if does in ROSTER:
            del said["does"]
            return ROSTER[does](self, said)
        manner = Manner(
            on=date.fromisoformat(said["on"]) if "on" in said else None,
            late_reason=said.get("late"),
            acting_for=said.get("acting_for"),
            office=said.get("office"),
            record_for=said.get("record_for"),
            reason=said.get("reason"),
            overrides=tuple(said.get("overrides", ())),
            enclosures=(PAPER,) if said.keys() & {"outside", "paper", "record_for"} else (),
        )
        facts = self.facts({key: value for key, value in said.items() if key not in SAID})
        more = {"assignments": facts.pop("assignments")} if "assignments" in facts else None
        if does in OPENING:
            return self.opens(does, who, said.get("case", "it"), facts, manner)
        asked = Asked(does, said.get("answer"), facts, said.get("outside"))
        case = self.cases[said.get("case", "it")]
        return self.town.done(lambda m: acts.do(self.town.desk(who), case, asked, m, said=more), manner)

    def opens(self, does: str, who: str, name: str, facts: dict[str, Any], manner: Manner) -> ActResult:
        kind = OPENING[does]
        if kind == "fund":
            facts.setdefault("department", "edu_bureau")
            facts["amount_fen"] = parse_yuan(facts.pop("yuan")) if "yuan" in facts else facts["amount_fen"]
        act = "request" if kind == "leave" else does
        result = self.town.done(lambda m: acts.open_case(self.town.desk(who), kind, act, facts, manner=m), manner)
        self.cases[name] = result.case
        return result

    def facts(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Facts as the record has them: money in fen, cases by their numbers, entries by their index."""
        book = self.town.book
        found: dict[str, Any] = {}
        for name, value in said.items():
            kind = book.facts[name].type if name in book.facts else ""
            if kind == "amount_fen" and value != 0:
                found[name] = parse_yuan(value)
            elif kind == "case":
                found[name] = self.cases.get(value, value)
            elif kind == "cases":
                found[name] = [self.cases.get(each, each) for each in value]
            elif name == "of" and isinstance(value, str):
                found[name] = self.last(value)
            else:
                found[name] = value
        return found

    def last(self, act: str) -> int:
        """The index of the last act of that name in any case told of."""
        record = self.town.record
        return max(e.index for case in self.cases.values() for e in record.case(case) if e.facts.get("act") == act)


def _names(duty: Duty) -> tuple[tuple[str | None, str | None, str | None], ...]:
    """A standing duty by its rule and period, with the unit that owes it or without."""
    return (duty.rule, duty.period, None), (duty.rule, duty.period, duty.member)


def _decide(telling: Telling, said: dict[str, Any]) -> ActResult:
    """A meeting or a body outside decided, and the office records its paper."""
    about = [telling.cases[each] for each in said.pop("about", ["it"])]
    return telling.town.decide(*about, by=said.pop("who"), **said)


def _correct(telling: Telling, said: dict[str, Any]) -> ActResult:
    """The last act of that name in the case is corrected."""
    case, who, act, reason = telling.cases[said.pop("case", "it")], said.pop("who"), said.pop("act"), said.pop("reason")
    index = max(entry.index for entry in telling.town.record.case(case) if entry.facts.get("act") == act)
    facts = telling.facts(said)
    return telling.town.done(
        lambda m: corrections.correct(telling.town.desk(who), index, facts, manner=m), Manner(reason=reason)
    )


def _term(telling: Telling, said: dict[str, Any]) -> ActResult:
    """The office sets a day for a duty that the text leaves without one."""
    name, rule, town = said.get("case", "it"), said["rule"], telling.town
    [duty] = [each for each in telling.standing(name).duties() if each.rule == rule and each.met_on is None]
    on = date.fromisoformat(said["due_on"])
    desk = town.desk(said["who"])
    return town.done(lambda m: terms.set_term(desk, telling.cases[name], duty.key, on, manner=m))


def _amend(telling: Telling, said: dict[str, Any]) -> ActResult:
    """The text is amended: words of a file of the book are replaced, and both root holders adopt it from that day."""
    from aggregates.rulebook.loader import SHIPPED, read

    town, files = telling.town, dict(read(SHIPPED / telling.town.book.key))
    for file, old, new in said["replace"]:
        assert old.encode() in files[file], f"{old} is not in {file}"
        files[file] = files[file].replace(old.encode(), new.encode())
    from_on = date.fromisoformat(said["from"])
    result = town.done(
        lambda m: adopt_rulebook(town.desk("sun"), files, in_force_from=from_on, changes=said["changes"], manner=m)
    )
    town.confirm()
    return result


def _turn_over(telling: Telling, said: dict[str, Any]) -> None:
    """From now on the book in force that day is at every desk."""
    telling.town.book = book_on(telling.town.record, telling.town.enclosures, telling.town.today)


def _publish_year(telling: Telling, said: dict[str, Any]) -> ActResult:
    """The State Council has published the holidays of a year, and both root holders adopt them."""
    town, path = telling.town, CASES / said["file"]
    calendar = shipped().with_year(path.read_bytes(), path.name)
    result = town.done(lambda m: adopt_calendar(town.desk("sun"), calendar, manner=m))
    town.confirm()
    return result


def _tick(telling: Telling, said: dict[str, Any]) -> None:
    """Whoever ticks notes what has become true."""
    desk = telling.town.desk(said["who"])
    list(note(desk, look(desk).new))


def _day(telling: Telling, said: dict[str, Any]) -> None:
    telling.town.on(said["is"])


def _pair(telling: Telling, said: dict[str, Any]) -> None:
    telling.town.pair(said["a"], said["b"])


def _charge(telling: Telling, said: dict[str, Any]) -> None:
    telling.town.charge(said["thing"], said["person"])


ROSTER: Mapping[str, Callable[[Telling, dict[str, Any]], ActResult | None]] = {
    "day": _day,
    "away": lambda t, said: t.town.away(said["person"], said["until"], said.get("reason", "official_travel")),
    "delegate": lambda t, said: t.town.delegate(said["to"], said["until"], said.get("who"), said.get("matter")),
    "represent_abroad": lambda t, said: t.town.represent_abroad(said["who"], said["occasion"]),
    "pair": _pair,
    "charge": _charge,
    "decided": _decide,
    "correct": _correct,
    "term": _term,
    "amend": _amend,
    "turn_over": _turn_over,
    "publish_year": _publish_year,
    "tick": _tick,
}
"""What is done beside the acts of a case. `decided`: a decision is recorded on its paper."""


def _why(refused: Refused | FactsWanted | BadInput) -> object:
    if isinstance(refused, Refused):
        return refused.rule_ids
    return [each.fact for each in refused.wanted] if isinstance(refused, FactsWanted) else str(refused)


def _filled(act: Mapping[str, Any], differs: Mapping[str, Any]) -> dict[str, Any]:
    """The act with what differs put in: a value `{name}` stands for it."""
    filled = {}
    for key, value in act.items():
        if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
            if value[1:-1] in differs:
                filled[key] = differs[value[1:-1]]
        else:
            filled[key] = value
    return filled


assert set(OPENING.values()) <= set(KINDS), "a kind of case that the record does not know"
