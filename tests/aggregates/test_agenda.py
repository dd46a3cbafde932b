"""Items of meetings: decided about cases, with amounts; deferred, moved, never lost; dissent kept beside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from aggregates.money import parse_yuan
from aggregates.office import agenda
from aggregates.office.confirmations import confirm, disown
from aggregates.office.corrections import correct
from aggregates.office.manner import Manner
from ledger.errors import BadInput
from tests.aggregates.meeting_hall import MEETS_ON, MeetingHall, assign
from tests.town import PAPER, TownHall


@pytest.fixture
def hall(town: TownHall) -> MeetingHall:
    return MeetingHall(town)


def at_a_meeting(hall: MeetingHall, **facts: Any) -> tuple[str, str]:
    """A meeting that sits and its item that is being heard."""
    meeting = hall.plan()
    item = hall.propose(meeting, **facts)
    hall.opened(meeting)
    return meeting, hall.heard(item)


def test_the_meeting_knows_its_items(hall: MeetingHall) -> None:
    meeting = hall.plan()

    items = [hall.propose(meeting), hall.propose(meeting, "食堂")]

    assert [(each.as_, each.case) for each in hall.state(meeting).linked] == [("meeting", item) for item in items]


def test_a_decision_is_noted_in_every_case_that_it_is_about(hall: MeetingHall) -> None:
    asked = [hall.town.request(purpose=what).case for what in ("校舍", "食堂")]
    _, item = at_a_meeting(hall)

    decided = hall.decided(item, about=asked)

    noted = {"case": item, "leaf": decided.leaf, "version": decided.version}
    assert [dict(hall.town.fund(case).decisions[0]) for case in asked] == [noted, noted]


def test_a_decision_that_names_no_case_is_about_those_it_was_proposed_about(hall: MeetingHall) -> None:
    asked = hall.town.request().case
    _, item = at_a_meeting(hall, about=[asked])

    hall.decided(item)

    assert hall.state(item).done[-1].fields["about"] == [asked]
    assert hall.town.fund(asked).decisions[0]["case"] == item


def test_a_closed_case_takes_no_note_of_a_decision(hall: MeetingHall) -> None:
    asked = hall.town.request().case
    hall.town.act(asked, "withdraw", "feng", manner=Manner(reason="不再需要"))
    _, item = at_a_meeting(hall)

    refusal = hall.town.refused(lambda: hall.decided(item, about=[asked]))

    assert refusal.rule_ids == ["govledger/case-closed"]


def test_a_dissent_is_kept_beside_the_decision_and_does_not_block_it(hall: MeetingHall) -> None:
    meeting, item = at_a_meeting(hall)
    hall.do(item, "dissent", "liu", dissenting_opinion="建议分两年实施")

    hall.decided(item, "adopted", assign())
    later = hall.do(item, "dissent", "chen", dissenting_opinion="同刘芳意见")
    closed = hall.closed(meeting)

    assert closed.opened == ("ITM-2022-0001",)
    kept = [act.fields["dissenting_opinion"] for act in hall.town.fund(item).acts if act.act == "dissent"]
    assert kept == ["建议分两年实施", "同刘芳意见"]
    erased = hall.town.refused(
        lambda: disown(hall.town.desk("wu"), later.index, manner=Manner(reason="删去")), BadInput
    )
    assert "no act that was recorded for another" in str(erased)


def test_a_deferred_item_goes_back_to_the_pool_and_is_decided_at_another_meeting(hall: MeetingHall) -> None:
    meeting, item = at_a_meeting(hall)
    hall.do(item, "decide", "zhao", "deferred", manner=Manner(reason="材料不全"))
    closed = hall.closed(meeting)
    hall.town.on("2022-05-10")
    other = hall.plan("2022-05-13")

    moved = hall.do(item, "move", "wu", meeting=other)
    hall.do(item, "set_reporting_time", "wu", reporting_minutes=15)
    hall.opened(other, "2022-05-13")
    hall.decided(hall.heard(item), "adopted", assign())

    assert closed.opened == ()
    assert hall.state(item).facts["meeting"] == other
    assert moved.case in [each.case for each in hall.state(other).linked]
    assert hall.closed(other).opened == ("ITM-2022-0001",)
    assert hall.state("ITM-2022-0001").facts["meeting"] == other


def test_putting_off_before_it_is_heard_takes_the_item_off_the_agenda(hall: MeetingHall) -> None:
    meeting = hall.plan()
    item = hall.propose(meeting)
    hall.opened(meeting)

    hall.town.done(lambda m: agenda.defer(hall.town.desk("wu"), item, replace(m, reason="时间不够")))
    hall.closed(meeting)

    assert hall.state(item).done[-1].act == "defer"
    assert hall.state(item).closed is None


def test_putting_off_after_it_was_heard_is_a_decision_of_the_chair(hall: MeetingHall) -> None:
    meeting, item = at_a_meeting(hall)

    hall.town.done(lambda m: agenda.defer(hall.town.desk("zhao"), item, replace(m, reason="分歧较大")))

    assert (hall.state(item).done[-1].act, hall.state(item).done[-1].outcome) == ("decide", "deferred")
    assert hall.closed(meeting).opened == ()


def test_an_item_left_over_is_not_heard_when_its_meeting_is_closed(hall: MeetingHall) -> None:
    meeting = hall.plan()
    item = hall.propose(meeting)
    hall.opened(meeting)
    hall.do(item, "attend", "feng")
    hall.closed(meeting)

    refusal = hall.town.refused(lambda: hall.do(item, "submit_papers", "feng"))

    assert refusal.rule_ids == ["govledger/meeting-closed"]


def test_nothing_is_proposed_for_a_meeting_that_is_closed(hall: MeetingHall) -> None:
    meeting, _, _ = hall.held()

    refusal = hall.town.refused(lambda: hall.propose(meeting, "补一个"))

    assert refusal.rule_ids == ["govledger/meeting-closed"]


def test_an_item_is_not_moved_to_the_meeting_it_is_on(hall: MeetingHall) -> None:
    meeting = hall.plan()
    item = hall.propose(meeting)

    refusal = hall.town.refused(lambda: hall.do(item, "move", "wu", meeting=meeting), BadInput)

    assert str(refusal) == f"say to which other meeting {item} is moved"


def test_an_item_that_was_moved_does_not_keep_its_old_meeting_open(hall: MeetingHall) -> None:
    meeting, item = at_a_meeting(hall)
    other = hall.plan("2022-05-13")

    hall.do(item, "move", "wu", meeting=other)

    assert hall.closed(meeting).opened == ()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (assign(lead="no_bureau"), "there is no department no_bureau"),
        (assign(support=["edu_bureau"]), "edu_bureau leads and does not support itself"),
        (assign(due_on="2022-05-08"), "2022-05-08 has passed: a term is a day to come"),
        (assign(due_on="六月底"), "六月底 is not a day: write it as YYYY-MM-DD, like 2022-05-06"),
    ],
)
def test_what_cannot_be_assigned_is_refused(hall: MeetingHall, row: dict[str, Any], told: str) -> None:
    _, item = at_a_meeting(hall)

    refusal = hall.town.refused(lambda: hall.decided(item, "adopted", row), BadInput)

    assert str(refusal) == told


def test_what_is_due_on_the_day_of_the_decision_can_be_assigned(hall: MeetingHall) -> None:
    _, item = at_a_meeting(hall)

    hall.decided(item, "adopted", assign(due_on=MEETS_ON))

    assert hall.state(item).closed == "decided"


def test_what_is_deferred_assigns_nothing(hall: MeetingHall) -> None:
    _, item = at_a_meeting(hall)

    refusal = hall.town.refused(
        lambda: hall.do(
            item, "decide", "zhao", "deferred", said={"assignments": [assign()]}, manner=Manner(reason="再议")
        ),
        BadInput,
    )

    assert str(refusal) == "what is deferred assigns nothing"


def test_an_amount_is_decided_about_a_case(hall: MeetingHall) -> None:
    _, item = at_a_meeting(hall)

    refusal = hall.town.refused(lambda: hall.decided(item, covers_fen=100), BadInput)

    assert "an amount is decided about a case" in str(refusal)


def recorded_for_the_chair(hall: MeetingHall, item: str, **facts: Any) -> int:
    """The decision as the clerk enters what the chair signed."""
    from aggregates.office import appointments

    town = hall.town
    town.done(lambda m: appointments.let_record(town.desk("sun"), "wu", "vice_head", from_on=town.today, manner=m))
    town.confirm()
    how = Manner(record_for="vice_head:zhao", enclosures=(PAPER,))
    return hall.do(item, "decide", "wu", "adopted", manner=how, **facts).index


def test_a_decision_entered_for_the_chair_is_confirmed_by_the_chair(hall: MeetingHall) -> None:
    _, item = at_a_meeting(hall)
    index = recorded_for_the_chair(hall, item)

    hall.town.done(lambda m: confirm(hall.town.desk("zhao"), index, manner=m))

    assert hall.town.fund(item).acts[-1].confirmed is not None
    assert hall.state(item).closed == "decided"


def test_a_decision_that_the_chair_disowns_counts_no_more(hall: MeetingHall) -> None:
    asked = hall.town.request().case
    _, item = at_a_meeting(hall)
    index = recorded_for_the_chair(hall, item, about=[asked])

    hall.town.done(lambda m: disown(hall.town.desk("zhao"), index, manner=replace(m, reason="未作此决定")))

    assert hall.state(item).closed is None
    assert hall.town.signed_off(asked) is not None


def test_a_decision_is_corrected_to_be_about_another_case_which_then_notes_it(hall: MeetingHall) -> None:
    wrong, right = (hall.town.request(purpose=what).case for what in ("校舍", "食堂"))
    _, item = at_a_meeting(hall)
    decided = hall.decided(item, about=[wrong])

    hall.town.done(
        lambda m: correct(hall.town.desk("zhao"), decided.index, {"about": [right]}, manner=replace(m, reason="笔误"))
    )

    assert hall.town.fund(right).decisions[0] == {"case": item, "leaf": decided.leaf, "version": decided.version}
    assert hall.state(item).done[-1].fields["about"] == [right]


def test_a_payment_is_drawn_on_the_item_that_covers_it(hall: MeetingHall) -> None:
    case = hall.town.presented("1,000,000.01")
    meeting = head_office_meeting(hall)
    item = admitted(hall, meeting, about=[case])
    hall.decided(item, covers_fen=parse_yuan("1,500,000"), chair="wang")

    hall.town.act(case, "pay", "zhou")

    drawn = [entry.facts for entry in hall.town.record.case(item) if entry.type == "agenda-item.drawn/1"]
    assert drawn == [{"amount_fen": 100_000_001, "case": case}]


def test_what_is_drawn_on_an_item_is_not_drawn_twice(hall: MeetingHall) -> None:
    cases = [hall.town.presented("1,000,000.01", purpose=what) for what in ("校舍", "食堂")]
    item = admitted(hall, head_office_meeting(hall), about=cases)
    hall.decided(item, covers_fen=parse_yuan("1,500,000"), chair="wang")
    hall.town.act(cases[0], "pay", "zhou")

    refusal = hall.town.refused(lambda: hall.town.act(cases[1], "pay", "zhou"))

    assert all(rule.startswith("jiangkou-2022/104/") for rule in refusal.rule_ids)


def head_office_meeting(hall: MeetingHall) -> str:
    """A meeting of the county head's office that is about to be opened."""
    return hall.plan(kind="head_office", chair="wang")


def admitted(hall: MeetingHall, meeting: str, **facts: Any) -> str:
    """An item of it, argued, agreed, admitted and heard."""
    known = {"research_paper": "论证", "proposed_solution": "一次实施", **facts}
    item = hall.propose(meeting, **known)
    hall.do(item, "coordinate", "tan")
    hall.do(item, "admit", "wang")
    hall.opened(meeting, chair="wang")
    return hall.heard(item, chair="wang")
