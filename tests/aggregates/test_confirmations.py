"""An act recorded for a leader: confirmed by the leader or a second clerk; or disowned, and it no longer counts."""

from __future__ import annotations

import pytest

from aggregates.office.confirmations import confirm, disown
from aggregates.office.manner import Manner
from aggregates.refusals import Refused
from ledger.errors import BadInput, NotAuthorised
from tests.aggregates.test_desk import forced
from tests.town import PAPER, TownHall

ON_PAPER = Manner(record_for="county_head", enclosures=(PAPER,))
WHY = Manner(reason="本人未签")


def recorded(town: TownHall) -> tuple[str, int]:
    """A request that the county head signed, as the clerk says."""
    case = town.presented("350,000")
    return case, town.act(case, "sign", "wu", "agree", manner=ON_PAPER).index


@pytest.mark.parametrize("who", ["wang", "zheng"])
def test_the_leader_or_a_second_clerk_confirms(who: str, town: TownHall) -> None:
    case, index = recorded(town)

    town.done(lambda m: confirm(town.desk(who), index, manner=m))

    found = town.signed_off(case)
    assert found.taken[-1].how == "recorded-confirmed"
    assert (found.counted("in-person"), found.counted("recorded")) == (4, 0)


NOBODY_ELSE = {
    "the clerk who recorded it": ("wu", Refused),
    "somebody who may not record for the office": ("zhou", NotAuthorised),
}


@pytest.mark.parametrize(("who", "error"), NOBODY_ELSE.values(), ids=NOBODY_ELSE.keys())
def test_nobody_else_confirms(who: str, error: type[Exception], town: TownHall) -> None:
    _, index = recorded(town)

    town.refused(lambda: confirm(town.desk(who), index), error)


def test_what_was_disowned_no_longer_counts_and_stays_on_the_record(town: TownHall) -> None:
    case, index = recorded(town)
    assert [turn.act for turn in town.signed_off(case).turns] == ["pay"]

    town.done(lambda m: disown(town.desk("wang"), index, manner=m), WHY)

    found = town.signed_off(case)
    assert [turn.act for turn in found.turns] == ["sign"]
    assert found.taken[-1].how == "disowned"
    refusal = town.refused(lambda: town.act(case, "pay", "zhou"))
    assert refusal.rule_ids == ["jiangkou-2022/104/tier-2"]


def test_the_facts_of_a_disowned_act_are_not_known_any_more(town: TownHall) -> None:
    case = town.request("350,000").case
    manner = Manner(record_for="finance_bureau", enclosures=(PAPER,))
    index = town.act(case, "present", "wu", source="in_budget", manner=manner).index

    town.done(lambda m: disown(town.desk("zhou"), index, manner=m), WHY)

    assert "source" not in town.fund(case).state.facts


def test_only_the_leader_in_person_disowns(town: TownHall) -> None:
    _, index = recorded(town)

    town.refused(lambda: disown(town.desk("zheng"), index, manner=WHY), NotAuthorised)


def test_disowning_needs_a_reason(town: TownHall) -> None:
    _, index = recorded(town)

    town.refused(lambda: disown(town.desk("wang"), index, manner=Manner()), BadInput)


def test_an_answer_is_given_once(town: TownHall) -> None:
    _, index = recorded(town)
    town.done(lambda m: confirm(town.desk("wang"), index, manner=m))

    refusal = town.refused(lambda: disown(town.desk("wang"), index, manner=WHY))

    assert refusal.rule_ids == ["govledger/answered"]


@pytest.mark.parametrize("index", [0, 89, 100_000])
def test_what_was_not_recorded_for_another_is_not_confirmed(index: int, town: TownHall) -> None:
    town.request("350,000")

    town.refused(lambda: confirm(town.desk("wang"), index), BadInput)


def test_somebody_in_whose_name_nothing_stands_cannot_strike_an_act_by_writing_past_the_desk(town: TownHall) -> None:
    case, index = recorded(town)
    leaf = town.fund(case).acts[-1].leaf
    by = {"person": "zheng", "office": "gov_office", "acting_for": None, "recorded_by": None}

    forced(town, case, "act.disowned/1", {"index": index, "leaf": leaf, "reason": "x"}, by=by, key="zheng")

    assert not town.fund(case).acts[-1].struck
