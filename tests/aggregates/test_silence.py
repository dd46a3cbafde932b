"""Consent by silence, in a book that has it: counted by the day, noted once, undone by an answer that comes late."""

from __future__ import annotations

import pytest

from aggregates.service import DEEMED
from tests.aggregates.ticking_town import did, noted_in, opened, state_of, tick, under_ladder
from tests.town import TownHall

BOTH = ["edu_bureau", "health_bureau"]


@pytest.fixture
def asked(town: TownHall) -> tuple[TownHall, str]:
    """A town in which two bureaus were asked on Friday the 13th, and have until Wednesday the 18th."""
    under_ladder(town)
    case = opened(town, None, units=BOTH)
    did(town.on("2022-05-13"), case, "ask", "wu")
    return town, case


def silent(town: TownHall) -> list[str]:
    return [facts["silent"]["office"] for type_, _, facts in noted_in(town).values() if type_ == DEEMED]


def test_up_to_the_last_day_silence_says_nothing(asked: tuple[TownHall, str]) -> None:
    town, case = asked

    tick(town.on("2022-05-18").desk("wu"))

    assert silent(town) == []
    refusal = town.refused(lambda: did(town, case, "finish", "wu"))
    assert refusal.rule_ids == ["o/asked"]


def test_from_the_day_after_silence_is_consent_once_it_is_noted(asked: tuple[TownHall, str]) -> None:
    town, case = asked
    town.on("2022-05-19")
    refusal = town.refused(lambda: did(town, case, "finish", "wu"))
    assert refusal.rule_ids == ["o/asked"]

    tick(town.desk("wu"))

    assert sorted(silent(town)) == BOTH
    did(town, case, "finish", "wu")
    assert state_of(town, case).closed == "done"


def test_whoever_answered_in_time_was_not_silent(asked: tuple[TownHall, str]) -> None:
    town, case = asked
    did(town.on("2022-05-18"), case, "answer", "feng", "agree")

    tick(town.on("2022-05-19").desk("wu"))

    assert silent(town) == ["health_bureau"]


def test_whoever_refused_in_time_was_not_silent(asked: tuple[TownHall, str]) -> None:
    town, case = asked
    did(town.on("2022-05-18"), case, "answer", "feng", "disagree")

    tick(town.on("2022-05-19").desk("wu"))

    assert silent(town) == ["health_bureau"]


@pytest.mark.parametrize("noted_first", [True, False])
def test_a_late_answer_takes_the_place_of_the_silence(asked: tuple[TownHall, str], noted_first: bool) -> None:
    town, case = asked
    if noted_first:
        tick(town.on("2022-05-19").desk("wu"))
    did(town.on("2022-05-20"), case, "answer", "feng", "disagree")
    tick(town.on("2022-05-23").desk("wu"))

    answers = [(d.by.office, d.outcome, d.deemed) for d in state_of(town, case).done if d.act == "answer"]

    assert sorted(silent(town)) == BOTH
    assert sorted(answers) == [("edu_bureau", "disagree", False), ("health_bureau", "agree", True)]


def test_a_silence_is_noted_once(asked: tuple[TownHall, str]) -> None:
    town, _ = asked
    tick(town.on("2022-05-19").desk("wu"))

    assert tick(town.on("2022-06-30").desk("zheng")) == []


def test_a_later_day_agreed_on_in_time_is_the_day_from_which_silence_counts(asked: tuple[TownHall, str]) -> None:
    town, case = asked
    did(town.on("2022-05-17"), case, "extend", "wang", due_on="2022-05-25")

    tick(town.on("2022-05-25").desk("wu"))
    assert silent(town) == []
    tick(town.on("2022-05-26").desk("wu"))

    assert sorted(silent(town)) == BOTH


def test_a_later_day_agreed_on_when_the_term_was_over_undoes_no_silence(asked: tuple[TownHall, str]) -> None:
    town, case = asked
    did(town.on("2022-05-19"), case, "extend", "wang", due_on="2022-05-25")

    tick(town.on("2022-05-20").desk("wu"))

    assert sorted(silent(town)) == BOTH
