"""Plays a case of `tests/law/cases`: acts told in TOML, done in the town hall one after the other."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

from aggregates.money import parse_yuan
from aggregates.office.desk import ActResult
from aggregates.office.manner import Manner
from tests.town import PAPER, TownHall

CASES = Path(__file__).parent / "cases"
MONEY = ("amount_fen", "fiscal_investment_fen", "received_fen")


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
        acts = (_filled(act, differs) for act in (*self.given, self.act))
        return tuple(act for act in acts if act.pop("if", True))


def twins() -> Iterator[Twin]:
    for path in sorted(CASES.glob("*.toml")):
        for raw in tomllib.loads(path.read_text(encoding="utf-8"))["twin"]:
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


def told(town: TownHall, acts: tuple[Mapping[str, Any], ...]) -> Callable[[], ActResult]:
    """All acts but the last are done, and the last is handed back to be tried; with it the ledger is verified."""
    cases: dict[str, str] = {}
    verifying, town.verifying = town.verifying, False
    for act in acts[:-1]:
        _do(town, act, cases)
    town.verifying = verifying
    return lambda: cast(ActResult, _do(town, acts[-1], cases))


def _do(town: TownHall, act: Mapping[str, Any], cases: dict[str, str]) -> ActResult | None:
    said = dict(act)
    who, does, name = said.pop("who", ""), said.pop("does"), said.pop("case", "it")
    match does:
        case "day":
            town.on(said["is"])
            return None
        case "away":
            return town.away(said["person"], said["until"], said.get("reason", "official_travel"))
        case "delegate":
            return town.delegate(said["to"], said["until"], who, said.get("matter"))
        case "represent_abroad":
            return town.represent_abroad(who, said["occasion"])
        case "pair":
            town.pair(said["a"], said["b"])
            return None
        case "decide":
            about = [cases[each] for each in said.pop("about", ["it"])]
            return town.decide(*about, by=who, **said)
        case "request":
            said.setdefault("department", "edu_bureau")
            result = town.request(said.pop("yuan"), by=who, **said)
            cases[name] = result.case
            return result
    manner = Manner(
        acting_for=said.pop("acting_for", None),
        office=said.pop("office", None),
        reason=said.pop("reason", None),
        enclosures=(PAPER,) if "outside" in said else (),
    )
    answer, outside = said.pop("answer", None), said.pop("outside", None)
    facts = {fact: parse_yuan(value) if fact in MONEY and value != 0 else value for fact, value in said.items()}
    return town.act(cases[name], does, who, answer, outside=outside, manner=manner, **facts)


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
