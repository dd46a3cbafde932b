"""A case replayed: as known then, as known now, at any instant, under another rulebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from aggregates.kinds import kind_of
from aggregates.office import corrections
from aggregates.office.manner import Manner
from aggregates.rulebook.model import ActDef
from ledger.errors import BadInput
from projections.replay import NOW, Replay, replay
from projections.replay_json import as_json
from tests.plain_fold import rows_of, told
from tests.town import BOOK, TownHall, copy_of, town, town_made_once
from tests.walks.crowd import crowd_of
from tests.walks.walker import Walker

__all__ = ["town", "town_made_once"]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownHall]:
    """A town in which people have done this and that over every kind of case."""
    made = crowd_of(BOOK, tmp_path_factory.mktemp("walked"))
    made.verifying = False
    walker = Walker(made, 7)
    for _ in range(260):
        walker.step()
    yield made
    made.store.close()


def plainly(found: Replay) -> dict[str, object]:
    """The parts of a replay that a plain fold tells too."""
    state = found.file.state
    done = [(done.act, done.index) for done in state.done]
    return {"version": state.version, "facts": dict(state.facts), "done": done, "closed": state.closed}


def pairs(rows: list[dict[str, object]], count: int, seed: int) -> Iterator[tuple[str, int | None, datetime | None]]:
    """Random cases at random entries and instants at which they are there."""
    random = Random(seed)
    first: dict[str, int] = {}
    for row in rows:
        if kind_of(str(row["case"])):
            first.setdefault(str(row["case"]), int(str(row["index"])))
    last = datetime.fromisoformat(str(rows[-1]["at"]))
    for number in range(count):
        case = random.choice(list(first))
        if number % 2:
            yield case, random.randrange(first[case], len(rows)), None
        else:
            opened = datetime.fromisoformat(str(rows[first[case]]["at"]))
            yield case, None, opened + (last - opened) * random.random()


def same_as_the_plain_fold(walked: TownHall, count: int, seed: int) -> None:
    rows = rows_of(str(walked.store.url))
    record = walked.record
    for case, index, at in pairs(rows, count, seed):
        found = replay(record, walked.enclosures, case, at=at, index=index)

        until = at.isoformat(timespec="microseconds").replace("+00:00", "Z") if at else None
        size = index + 1 if index is not None else None
        assert plainly(found) == told(rows, case, size=size, until=until), (case, index, at)


def test_a_replay_at_three_hundred_instants_is_what_a_plain_fold_of_the_bare_rows_tells(walked: TownHall) -> None:
    same_as_the_plain_fold(walked, 300, 1)


@pytest.mark.long
def test_a_replay_at_a_thousand_instants_is_what_a_plain_fold_of_the_bare_rows_tells(walked: TownHall) -> None:
    same_as_the_plain_fold(walked, 1000, 2)


def test_every_step_of_every_case_was_lawful_when_it_was_done(walked: TownHall) -> None:
    record = walked.record
    cases = {str(row["case"]) for row in rows_of(str(walked.store.url)) if kind_of(str(row["case"]))}

    for case in sorted(cases):
        found = replay(record, walked.enclosures, case)
        assert [step.then for step in found.steps] == [None] * len(found.steps), case


def test_the_record_at_an_instant_ends_before_the_first_later_entry(walked: TownHall) -> None:
    record, rows = walked.record, rows_of(str(walked.store.url))
    for row in rows[:: max(1, len(rows) // 40)]:
        at = datetime.fromisoformat(str(row["at"]))
        for instant in (at, at - timedelta(microseconds=1)):
            later = [each["index"] for each in rows if datetime.fromisoformat(str(each["at"])) > instant]
            assert record.size_at(instant) == (later[0] if later else len(rows))


def test_what_was_corrected_later_is_not_known_then_and_is_known_now(town: TownHall) -> None:
    case = town.request("150,000", purpose="校舍维修").case
    then = town.now
    wrong = town.record.case(case)[0].index
    town.now += timedelta(hours=1)
    town.done(
        lambda m: corrections.correct(
            town.desk("feng"), wrong, {"purpose": "校舍屋面维修"}, manner=replace(m, reason="写错")
        )
    )

    as_then = replay(town.record, town.enclosures, case, at=then)
    as_now = replay(town.record, town.enclosures, case, at=then, known=NOW)

    assert as_then.file.state.facts["purpose"] == "校舍维修"
    assert as_now.file.state.facts["purpose"] == "校舍屋面维修"
    assert [(each.what, each.act.index) for each in as_then.changed] == [("corrected", wrong)]


def test_an_act_entered_late_is_not_known_then_and_is_known_now(town: TownHall) -> None:
    case = town.request("150,000").case
    town.on("2022-05-11")
    before = town.now
    town.on("2022-05-20")
    said = Manner(on=datetime(2022, 5, 10).date(), late_reason="经办人出差")
    town.act(case, "report_budget", "feng", budget_report="预算报告", manner=said)

    as_then = replay(town.record, town.enclosures, case, at=before)
    as_now = replay(town.record, town.enclosures, case, at=before, known=NOW)

    assert [step.act.act for step in as_then.steps] == ["request"]
    assert [step.act.act for step in as_now.steps] == ["request", "report_budget"]
    assert [each.what for each in as_then.changed] == ["late"]


def test_under_another_rulebook_the_steps_are_judged_by_that_one_and_say_so(town: TownHall) -> None:
    case = town.presented("150,000")
    town.act(case, "review", "zhao", "agree")
    stricter = BOOK._replace(key="another", acts={**BOOK.acts, "fund": _without(BOOK.acts["fund"], "review")})

    found = replay(town.record, town.enclosures, case, under=stricter)

    assert found.under == "another"
    judged = {step.act.act: step.under for step in found.steps}
    assert judged["review"] is not None and judged["request"] is None
    assert all(step.then is None for step in found.steps)


def _without(acts: Mapping[str, ActDef], name: str) -> dict[str, ActDef]:
    return {key: act for key, act in acts.items() if key != name}


def test_whose_turn_it_was_is_told_step_by_step(town: TownHall) -> None:
    case = town.presented("150,000")

    steps = replay(town.record, town.enclosures, case).steps

    people = [{holder.person for turn in step.turns for holder in turn.holders} for step in steps]
    assert people[-1] == {"zhao"}
    assert all(people)


def test_before_its_first_entry_there_is_no_case(town: TownHall) -> None:
    before = town.size - 1
    case = town.request().case

    with pytest.raises(BadInput, match="there was no case"):
        replay(town.record, town.enclosures, case, index=before)


def test_the_same_record_gives_the_same_data_on_a_copy(town: TownHall, tmp_path: Path) -> None:
    case = town.presented("150,000")
    copy = copy_of(town, tmp_path / "copy")

    one, other = (as_json(replay(each.record, each.enclosures, case)) for each in (town, copy))

    assert one == other
