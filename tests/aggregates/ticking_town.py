"""A town under a small book with a ladder and with consent by silence: what ticks are tested on."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from aggregates import case_file
from aggregates.office import cases
from aggregates.office.desk import ActResult, Desk
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from aggregates.office.tick import Noted, look, note
from aggregates.rulebook.model import Book
from aggregates.service import NOTED_BY_SERVICE
from aggregates.types import TYPES
from ledger.application import Store, open_store
from tests.aggregates.owed_town import book, deadline, rule
from tests.aggregates.test_ladder import CHANGE, CRITICISE, JOINTLY, ON_TIME, rung
from tests.town import TownHall

TALK = '{ act = "talk", by = { in_charge_of = "unit" }, to = [{ post = "head", of = "unit" }] }'
TALK_TO_LEADER = '{ act = "talk", by = { in_charge_of = "unit" }, to = [{ in_charge_of = "unit" }] }'
ANSWERS = 'steps = [{ act = "answer", each = "units", by = { named = "it" } }]'


@cache
def ladder_book() -> Book:
    """Items due on a day, three rungs and an optional one; units that are asked and say nothing have agreed."""
    return book(
        ON_TIME,
        rung("criticise", "{ urged = 0 }", CRITICISE),
        rung("talk", "{ urged = 1 }", f"{{ all = [{TALK}, {TALK_TO_LEADER}] }}"),
        rung("change", "{ urged = 2 }", CHANGE),
        rung("jointly", "{ urged = 2 }", JOINTLY, "optional = true"),
        rule(f'form = "needs"\nbefore = "finish"\n{ANSWERS}', key="asked"),
        rule(
            'form = "deemed"\non = "ask"\ncounts_as = ["answer"]\n'
            'within = { working_days = 3 }\nextended_by = "extend"',
            key="silence",
        ),
        deadline("within = { working_days = 3 }", key="answer", from_="ask", steps=ANSWERS),
    )


def under_ladder(town: TownHall) -> TownHall:
    """The town under that book."""
    town.book = ladder_book()
    return town


def opened(town: TownHall, due_on: str | None, **facts: Any) -> str:
    """A new item of the education bureau."""
    said = {"unit": "edu_bureau", **({"due_on": due_on} if due_on else {}), **facts}
    return town.done(lambda m: cases.open_case(town.desk("wu"), "item", "open", said, manner=m)).case


def did(town: TownHall, case: str, act: str, by: str, outcome: str | None = None, **facts: Any) -> ActResult:
    """An act on an item; one that refuses says why."""
    manner = Manner(reason="不可行") if outcome == "disagree" else None
    return town.done(lambda m: cases.act(town.desk(by), case, Asked(act, outcome, facts), m), manner)


def tick(desk: Desk, until: Any = None) -> list[Noted]:
    """One tick: what was found, noted."""
    return list(note(desk, look(desk, until).new, until))


def noted_in(town: TownHall) -> dict[str, tuple[str, str, Mapping[str, Any]]]:
    """What ticks have written: the type, the case and the facts by the id of the act."""
    found = town.record.of_types(NOTED_BY_SERVICE)
    told = [(entry.act, (entry.type, entry.case, entry.facts)) for entry in found]
    assert len(dict(told)) == len(told), "one thing was noted twice"
    return dict(told)


def state_of(town: TownHall, case: str) -> Any:
    return case_file.fold(case, town.record.case(case)).state


def at(town: TownHall, when: str) -> TownHall:
    """The clock at that instant of UTC."""
    town.now = datetime.fromisoformat(when).replace(tzinfo=UTC)
    return town


def tick_there(url: str, folder: Path, who: str, now: str) -> list[str]:
    """What one process does: ticks once, and says which of its findings it noted itself."""
    with open_store(url, TYPES) as store:
        return [str(each.what.what) for each in tick(_desk(store, folder, who, now)) if each.result]


def _desk(store: Store, folder: Path, who: str, now: str) -> Desk:
    town = at(under_ladder(TownHall(store, folder)), now)
    return town.desk(who)


def main() -> None:
    """Tick in a process of its own that may be killed: one line for each thing noted."""
    url, folder, who, now = sys.argv[1:]
    with open_store(url, TYPES) as store:
        desk = _desk(store, Path(folder), who, now)
        found = look(desk).new
        print("ready", flush=True)
        for each in note(desk, found):
            print(each.what.type, flush=True)


if __name__ == "__main__":
    main()
