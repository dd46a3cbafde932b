"""Decision items: opened from an instruction, assigned, urged with a new term, completed, accepted; the ladder."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from aggregates.office import items
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from ledger.errors import BadInput
from tests.aggregates.meeting_hall import MeetingHall
from tests.town import TownHall

WHY = Manner(reason="质量不达标")


@pytest.fixture
def hall(town: TownHall) -> MeetingHall:
    return MeetingHall(town)


def opened(hall: MeetingHall, **facts: Any) -> str:
    """An item that a leader gave the education bureau, due on 2022-05-20."""
    known = {
        "text": "修订办法",
        "undertaking_unit": "edu_bureau",
        "origin": "leader_assignment",
        "due_on": "2022-05-20",
    }
    return hall.open("item", "open", "wu", **{**known, **facts})


def in_hand(hall: MeetingHall, **facts: Any) -> str:
    """The same, its notice signed for."""
    item = opened(hall, **facts)
    hall.do(item, "assign", "wu")
    hall.do(item, "receive_notice", "feng")
    return item


def test_an_item_is_opened_from_an_instruction(hall: MeetingHall) -> None:
    item = opened(hall)

    assert item == "ITM-2022-0001"
    assert hall.state(item).facts["origin"] == "leader_assignment"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"undertaking_unit": "no_bureau"}, "there is no department no_bureau"),
        ({"support_units": ["no_bureau"]}, "there is no department no_bureau"),
        ({"due_on": "2022-05-05"}, "2022-05-05 has passed: a term is a day to come"),
    ],
)
def test_an_item_that_cannot_be_meant_is_not_opened(hall: MeetingHall, facts: dict[str, Any], told: str) -> None:
    refusal = hall.town.refused(lambda: opened(hall, **facts), BadInput)

    assert str(refusal) == told


def test_the_notice_names_the_head_of_the_unit_as_first_responsible(hall: MeetingHall) -> None:
    item = opened(hall)

    hall.do(item, "assign", "wu")

    assert hall.state(item).done[-1].fields["first_responsible"] == "feng"


def test_nothing_is_fed_back_before_the_notice_was_signed_for(hall: MeetingHall) -> None:
    item = opened(hall)
    hall.do(item, "assign", "wu")

    refusal = hall.town.refused(lambda: hall.do(item, "feed_back", "feng"))

    assert "feed_back comes after receive_notice" in str(refusal)


def test_an_urging_sets_a_term_of_five_working_days(hall: MeetingHall) -> None:
    item = in_hand(hall)
    hall.town.on("2022-05-23")

    hall.do(item, "urge", "wu")

    assert hall.state(item).done[-1].fields["due_on"] == "2022-05-30"


def test_an_urging_on_a_day_that_has_passed_is_refused(hall: MeetingHall) -> None:
    item = in_hand(hall)

    refusal = hall.town.refused(lambda: hall.do(item, "urge", "wu", due_on="2022-05-05"), BadInput)

    assert str(refusal) == "2022-05-05 has passed: a term is a day to come"


def test_an_extension_after_the_term_is_recorded_and_said_to_move_nothing(hall: MeetingHall) -> None:
    item = in_hand(hall)
    hall.town.on("2022-05-23")

    late = hall.do(item, "extend", "zhao", due_on="2022-06-30")

    assert dict(late.warnings[0]) == {"kind": "extended-late", "due_on": "2022-05-20"}


def test_an_item_is_closed_by_its_acceptance(hall: MeetingHall) -> None:
    item = in_hand(hall)
    hall.do(item, "complete", "feng", progress="已修订")

    hall.do(item, "accept", "wu", "agree")

    assert hall.state(item).closed == "done"


def test_an_item_that_is_not_accepted_is_to_be_completed_anew(hall: MeetingHall) -> None:
    item = in_hand(hall)
    hall.do(item, "complete", "feng", progress="已修订")

    told = hall.do(item, "accept", "wu", "disagree", manner=WHY)

    assert hall.state(item).closed is None
    assert [done.act for done in hall.state(item).done if done.act == "complete"] == []
    assert told.next[0].act == "complete"
    assert "accept comes after complete" in str(hall.town.refused(lambda: hall.do(item, "accept", "wu", "agree")))
    hall.do(item, "complete", "feng", progress="已改正")
    hall.do(item, "accept", "wu", "agree")
    assert hall.state(item).closed == "done"


def test_not_to_accept_needs_its_reason(hall: MeetingHall) -> None:
    item = in_hand(hall)
    hall.do(item, "complete", "feng", progress="已修订")

    refusal = hall.town.refused(lambda: hall.do(item, "accept", "wu", "disagree"), BadInput)

    assert "needs its reason" in str(refusal)


def warned(hall: MeetingHall) -> tuple[str, int]:
    """An item past its term, its unit criticised in a circular: the item, and where the warning stands."""
    item = in_hand(hall)
    hall.town.on("2022-05-23")
    return item, hall.do(item, "circulate_criticism", "wu", reason_of_warning="逾期未完成").index


def test_a_circular_that_names_nobody_is_about_the_unit(hall: MeetingHall) -> None:
    item, _ = warned(hall)

    assert hall.state(item).done[-1].fields["target"] == "edu_bureau"


def test_nobody_is_criticised_before_the_term_is_over(hall: MeetingHall) -> None:
    item = in_hand(hall)
    hall.town.on("2022-05-20")

    refusal = hall.town.refused(lambda: hall.do(item, "circulate_criticism", "wu", reason_of_warning="逾期"))

    assert refusal.rule_ids == ["jiangkou-2022/58-10/step-1-circulated-criticism"]


def test_an_admonition_says_with_whom(hall: MeetingHall) -> None:
    item, _ = warned(hall)
    hall.do(item, "urge", "wu", due_on="2022-05-24")
    hall.town.on("2022-05-25")

    nobody = hall.town.refused(lambda: hall.do(item, "admonish", "zhao", target="nobody"))
    hall.do(item, "admonish", "zhao", target="feng", reason_of_warning="经督促一次仍未完成")

    assert nobody.rule_ids == ["jiangkou-2022/58-10/step-2-admonition"]
    assert hall.state(item).done[-1].fields["target"] == "feng"


def test_a_warning_is_signed_for_answered_and_taken_back(hall: MeetingHall) -> None:
    item, index = warned(hall)

    hall.do(item, "acknowledge_warning", "feng", of=index)
    hall.do(item, "state_position", "feng", of=index, statement="因汛期停工")
    hall.do(item, "rescind_warning", "wu", of=index, reason_of_warning="情况属实")

    file = hall.town.fund(item)
    [warning] = items.warnings_of(file)
    rescinded = items.rescinded_by(file, warning)
    assert rescinded is not None
    assert rescinded.act == "rescind_warning"


def test_a_warning_that_was_taken_back_takes_no_answer(hall: MeetingHall) -> None:
    item, index = warned(hall)
    hall.do(item, "rescind_warning", "wu", of=index, reason_of_warning="情况属实")

    refusal = hall.town.refused(lambda: hall.do(item, "state_position", "feng", of=index, statement="晚了"))

    assert refusal.rule_ids == ["govledger/rescinded"]


def test_what_is_answered_is_a_warning_of_this_item(hall: MeetingHall) -> None:
    item, index = warned(hall)

    refusal = hall.town.refused(lambda: hall.do(item, "acknowledge_warning", "feng", of=index - 1), BadInput)

    assert str(refusal) == f"entry {index - 1} is no warning in {item}; its warnings: {index}"


def test_the_same_urging_again_is_recorded_once(hall: MeetingHall) -> None:
    item = in_hand(hall)
    first = hall.do(item, "urge", "wu")

    again = items.act(hall.town.desk("wu"), item, Asked("urge"), replace(Manner(), act=first.act))

    assert (again.index, again.repeated) == (first.index, True)


def test_the_same_urging_typed_again_on_another_day_is_recorded_once(hall: MeetingHall) -> None:
    item = in_hand(hall)
    first = hall.do(item, "urge", "wu")
    hall.town.on("2022-05-12")

    again = items.urge(hall.town.desk("wu"), item, manner=Manner(act=first.act))

    assert (again.index, again.repeated) == (first.index, True)


def test_the_term_of_an_urging_is_not_the_term_of_the_item(hall: MeetingHall) -> None:
    item = hall.open("item", "open", "wu", text="再查", undertaking_unit="edu_bureau", origin="leader_assignment")
    hall.do(item, "assign", "wu")

    hall.do(item, "urge", "wu")

    assert "due_on" not in hall.state(item).facts
    assert hall.state(item).done[-1].fields["due_on"] == "2022-05-12"


def test_a_second_warning_gives_its_own_reason(hall: MeetingHall) -> None:
    item, _ = warned(hall)

    assert "reason_of_warning" not in hall.state(item).facts
    assert "target" not in hall.state(item).facts
