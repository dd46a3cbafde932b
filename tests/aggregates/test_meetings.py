"""Meetings of the record: planned, noticed, attended, closed; closing opens the items that were assigned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from aggregates.office import acts, meetings
from aggregates.office.corrections import correct
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from aggregates.refusals import Refused
from aggregates.review.judge import acts_of, judge
from aggregates.review.past import Past
from ledger.errors import BadInput
from tests.aggregates.meeting_hall import MEETS_ON, MeetingHall, assign
from tests.town import PAPER, TownHall


@pytest.fixture
def hall(town: TownHall) -> MeetingHall:
    return MeetingHall(town)


def test_closing_opens_an_item_for_everything_that_was_assigned(hall: MeetingHall) -> None:
    rows = (assign(), assign("摸清底数", "health_bureau", ["edu_bureau"], None))

    meeting, item, closed = hall.held(*rows)

    assert closed.opened == ("ITM-2022-0001", "ITM-2022-0002")
    first, second = (hall.state(case).facts for case in closed.opened)
    assert first == {
        "text": "六月底前完工",
        "undertaking_unit": "edu_bureau",
        "due_on": "2022-06-30",
        "origin": "meeting_decision",
        "decided_by": item,
        "meeting": meeting,
    }
    assert (second["undertaking_unit"], second["support_units"], "due_on" in second) == (
        "health_bureau",
        ["edu_bureau"],
        False,
    )


def test_the_items_stand_in_one_act_with_the_closing_and_are_named_by_their_hashes(hall: MeetingHall) -> None:
    meeting, item, closed = hall.held(assign(), assign("再查"))

    record = hall.town.record
    entries = [record.at(index) for index in range(closed.index, hall.town.size)]
    assert len({entry.act for entry in entries if entry}) == 1
    for case in (meeting, item):
        linked = [entry for entry in record.case(case) if entry.type == "case.linked/1" and entry.index > closed.index]
        named = [entry.facts["case"] for entry in linked]
        assert [each["case"] for each in named] == list(closed.opened)
        assert [each["leaf"] for each in named] == [record.case(each)[0].leaf.hex() for each in closed.opened]


def test_thirty_items_are_numbered_one_after_the_other(hall: MeetingHall) -> None:
    _, _, closed = hall.held(*(assign(f"第{number}件") for number in range(1, 31)))

    assert closed.opened == tuple(f"ITM-2022-{number:04d}" for number in range(1, 31))
    assert [hall.state(case).facts["text"] for case in closed.opened[::29]] == ["第1件", "第30件"]


def test_what_comes_next_is_to_assign_the_first_item(hall: MeetingHall) -> None:
    _, _, closed = hall.held()

    assert closed.next[0].command[:3] == ("item", "assign", "ITM-2022-0001")


def test_a_meeting_is_not_closed_over_an_item_that_was_heard_and_not_decided(hall: MeetingHall) -> None:
    meeting = hall.plan()
    item = hall.propose(meeting)
    hall.opened(meeting)
    hall.heard(item)
    hall.do(meeting, "close_attendance", "wu", reason_of_each_absence="无人缺席")

    refusal = hall.town.refused(lambda: meetings.close(hall.town.desk("wu"), meeting))

    assert refusal.rule_ids == ["govledger/items-left"]
    assert item in str(refusal)


def test_an_item_that_was_only_proposed_does_not_keep_the_meeting_open(hall: MeetingHall) -> None:
    meeting = hall.plan()
    item = hall.propose(meeting)
    hall.opened(meeting)

    hall.closed(meeting)

    assert hall.state(item).closed is None


def test_a_meeting_without_assignments_opens_nothing(hall: MeetingHall) -> None:
    meeting = hall.plan()
    item = hall.propose(meeting)
    hall.opened(meeting)
    hall.decided(hall.heard(item), "heard")

    assert hall.closed(meeting).opened == ()


def test_what_was_not_adopted_still_assigns_what_was_assigned(hall: MeetingHall) -> None:
    meeting = hall.plan()
    item = hall.propose(meeting)
    hall.opened(meeting)
    hall.decided(hall.heard(item), "not_adopted", assign("重新论证"))

    assert hall.closed(meeting).opened == ("ITM-2022-0001",)


def test_the_same_closing_again_opens_nothing_more(hall: MeetingHall) -> None:
    meeting, _, closed = hall.held()

    again = meetings.close(hall.town.desk("wu"), meeting, manner=Manner(act=closed.act))

    assert again.repeated
    assert (again.index, again.opened) == (closed.index, closed.opened)


def test_a_dry_run_names_the_items_and_opens_none(hall: MeetingHall) -> None:
    meeting = hall.plan()
    item = hall.propose(meeting)
    hall.opened(meeting)
    hall.decided(hall.heard(item), "adopted", assign())
    hall.do(meeting, "close_attendance", "wu", reason_of_each_absence="无人缺席")
    before = hall.town.size

    dry = meetings.close(hall.town.desk("wu", dry_run=True), meeting)

    assert dry.opened == ("ITM-2022-0001",)
    assert hall.town.size == before
    assert hall.state("ITM-2022-0001").version == 0


def test_the_verbatim_record_closes_with_the_meeting(hall: MeetingHall) -> None:
    meeting = hall.plan()
    hall.opened(meeting)
    hall.do(meeting, "close_attendance", "wu", reason_of_each_absence="无人缺席")
    hall.do(meeting, "close", "wu", verbatim_record="记录.pdf", manner=Manner(enclosures=(PAPER,)))

    refusal = hall.town.refused(lambda: hall.do(meeting, "record_attendance", "wu", present=["feng"]))

    assert hall.town.fund(meeting).acts[-1].facts["enclosures"][0]["name"] == PAPER.name
    assert len(refusal.violations) == 1


def test_a_notice_that_names_nobody_invites_whom_the_items_call_for(hall: MeetingHall) -> None:
    meeting = hall.plan()
    hall.propose(meeting, units=["health_bureau"])

    hall.do(meeting, "notify", "wu")

    assert hall.state(meeting).facts["invited"] == ["zhao", "feng", "jiang"]


def test_a_notice_of_an_executive_meeting_invites_its_members_and_standing_attendees(hall: MeetingHall) -> None:
    meeting = hall.plan(kind="executive")

    hall.do(meeting, "notify", "wu")

    invited = hall.state(meeting).facts["invited"]
    assert {"wang", "li", "zhao", "liu", "chen", "tan"} <= set(invited)
    assert "discipline_commission_deputy_secretary" in invited
    assert len(set(invited)) == len(invited)


def test_whoever_of_the_absent_is_on_leave_is_named(hall: MeetingHall) -> None:
    meeting = hall.plan()
    hall.do(meeting, "notify", "wu")
    hall.town.on(MEETS_ON)
    hall.town.away("li", "2022-05-12")

    sheet = hall.do(meeting, "record_attendance", "wu", present=["zhao"], absent=["li", "liu"])

    assert [dict(each) for each in sheet.warnings if each["kind"] == "on-leave"] == [
        {"kind": "on-leave", "people": ["li"]}
    ]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"present": ["zhao"], "absent": ["zhao"]}, "zhao cannot be both present and absent"),
        ({"present": ["zhao", "nobody"]}, "nobody are neither people of the roster nor offices"),
    ],
)
def test_an_attendance_sheet_that_cannot_be_meant_is_refused(
    hall: MeetingHall, facts: dict[str, Any], told: str
) -> None:
    meeting = hall.plan()
    hall.do(meeting, "notify", "wu")

    refusal = hall.town.refused(lambda: hall.do(meeting, "record_attendance", "wu", **facts), BadInput)

    assert str(refusal) == told


def test_a_meeting_that_is_postponed_has_its_new_day_and_needs_a_new_notice(hall: MeetingHall) -> None:
    meeting = hall.plan()
    hall.do(meeting, "notify", "wu")
    hall.do(meeting, "postpone", "wu", meets_on="2022-05-16", manner=Manner(reason="防汛"))

    assert hall.state(meeting).facts["meets_on"] == "2022-05-16"
    with pytest.raises(Refused, match="record_attendance comes after notify"):
        acts.do(hall.town.desk("wu"), meeting, Asked("record_attendance", None, {"present": ["zhao"]}))


def test_what_is_renewed_is_recorded_in_one_order_however_it_was_said(hall: MeetingHall) -> None:
    meeting = hall.plan(place="一楼会议室", chair="wang")
    said: dict[str, Any] = {"place": "三楼会议室", "meets_on": "2022-05-16", "chair": "li"}
    hall.do(meeting, "postpone", "wu", **said, manner=Manner(reason="防汛"))
    record = hall.town.record

    [*_, postponed] = record.case(meeting)
    past = Past(record, hall.town.enclosures)

    assert postponed.facts["renews"] == ["chair", "meets_on", "place"]
    assert [found for act in acts_of(record.valid()) if (found := judge(act, past).finding)] == []


def test_attendance_entered_days_later_needs_its_reason(hall: MeetingHall) -> None:
    meeting = hall.plan()
    hall.do(meeting, "notify", "wu")
    hall.town.on("2022-05-17")
    late = Manner(on=hall.town.today.replace(day=9))

    refusal = hall.town.refused(
        lambda: hall.do(meeting, "record_attendance", "wu", present=["zhao"], manner=late), BadInput
    )
    hall.do(meeting, "record_attendance", "wu", present=["zhao"], manner=replace(late, late_reason="停电"))

    assert "late entry" in str(refusal)
    assert hall.state(meeting).done[-1].on.isoformat() == MEETS_ON


def test_a_meeting_called_off_leaves_its_items_to_be_moved(hall: MeetingHall) -> None:
    meeting = hall.plan()
    item = hall.propose(meeting)
    hall.do(meeting, "withdraw", "wu", manner=Manner(reason="另行安排"))

    told = hall.do(item, "declare", "wu", urgent=False)

    assert told.next[0].command[:3] == ("agenda", "move", item)
    assert told.next[0].people[0] == "wu"


def test_the_kind_of_a_meeting_is_not_corrected_once_an_item_was_proposed_for_it(hall: MeetingHall) -> None:
    meeting = hall.plan()
    index = hall.state(meeting).done[0].index
    hall.propose(meeting)
    why = Manner(reason="笔误")

    refusal = hall.town.refused(
        lambda: correct(hall.town.desk("wu"), index, {"kind": "working"}, manner=why),
    )

    assert refusal.rule_ids == ["govledger/leaned-on"]


def test_sealed_words_are_corrected_under_seal(hall: MeetingHall) -> None:
    meeting = hall.plan()
    hall.opened(meeting)
    sheet = hall.do(meeting, "close_attendance", "wu", reason_of_each_absence="李明病假")
    words = {"reason_of_each_absence": "李明赴省开会"}

    hall.town.done(lambda m: correct(hall.town.desk("wu"), sheet.index, words, manner=replace(m, reason="有误")))

    said = hall.town.fund(meeting).acts[-1].fields["reason_of_each_absence"]
    assert set(said) == {"sealed"}
    assert "赴省" not in "".join(row.payload for row in hall.town.store.source.rows(0, hall.town.size))
