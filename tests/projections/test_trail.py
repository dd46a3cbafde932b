"""The accountability trail: a case's life in hands without gap or overlap, and warnings with all that followed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from aggregates import case_file
from aggregates.office.manner import Manner
from projections.report_frame import Reading, day_of, instant
from projections.trail import CASE, PERSON, UNIT, Asked, of_case, of_person_or_unit
from projections.trail_hands import Hands
from projections.trail_json import as_json
from projections.trail_warnings import RESCINDED, SERVED, STATED
from tests.aggregates.meeting_hall import MeetingHall
from tests.county import County, make_county
from tests.projections.reports import SMALL, read
from tests.town import PAPER, TownHall


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(tmp_path_factory.mktemp("county") / "home", **SMALL)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def reading(county: County) -> Iterator[Reading]:
    with read(county) as opened:
        yield opened


def of_town(town: TownHall) -> Reading:
    return Reading(town.record, town.enclosures)


def test_the_stretches_of_a_case_follow_each_other_and_add_up_to_its_life(reading: Reading) -> None:
    hands, random = Hands(reading), Random(20221231)
    first = reading.record.raw_at(0)
    assert first is not None
    span = reading.ends_at - instant(first.at)
    rows = reading.record.source.rows(0, reading.size)
    cases = sorted({row.case for row in rows if row.case.startswith(("ITM-", "FND-", "LVE-", "MTG-", "AGD-", "DOC-"))})

    for case in cases:
        until = reading.ends_at - span * random.random()
        life = hands.life(case, until)
        if life is None:
            assert not [e for e in reading.record.case(case) if e.at <= until.isoformat()]
            continue
        assert life.stretches[0].begins == life.begins
        assert life.stretches[-1].ends == life.ends <= until
        assert all(one.ends == following.begins for one, following in pairwise(life.stretches))
        assert all(stretch.lasted > timedelta() for stretch in life.stretches)
        assert sum((stretch.lasted for stretch in life.stretches), timedelta()) == life.ends - life.begins
        assert all(stretch.hands or stretch.closed for stretch in life.stretches), case


def test_an_open_case_lies_in_the_hands_of_whoever_the_rules_give_the_turn_then(reading: Reading) -> None:
    """Asked again, in the middle of each stretch, of the record as it stood at that very instant."""
    from aggregates.record_context import RecordContext
    from aggregates.roster import Roster
    from aggregates.rulebook.turns import turns

    entries = list(reading.record.source.rows(0, reading.size))
    instants = [row.payload[52:79] for row in entries]
    for case in ("ITM-2022-0001", "ITM-2022-0007", "FND-2022-0001", "LVE-2022-0001"):
        life = Hands(reading).life(case)
        assert life is not None
        for stretch in life.stretches:
            middle = stretch.begins + stretch.lasted / 2
            size = sum(at <= middle.strftime("%Y-%m-%dT%H:%M:%S.%fZ") for at in instants)
            past = reading.record.before(size)
            state = case_file.fold(case, past.case(case)).state
            context = RecordContext(past, Roster(past, size), lambda: reading.calendar)
            asked = turns(state, reading.book(state), context, day_of(middle))
            assert {h.person for turn in asked for h in turn.holders} == stretch.people, (case, middle)


def test_the_time_of_a_department_is_that_of_the_stretches_it_had_the_turn_in(reading: Reading) -> None:
    asked = Asked(UNIT, "unit_08", date(2022, 1, 1), date(2022, 12, 31))

    found = of_person_or_unit(reading, asked, ("item",))

    assert found.in_hand
    for held in found.in_hand:
        assert all(any(hand.office == "unit_08" for hand in stretch.hands) for stretch in held.stretches)
        assert held.lasted <= held.life.ends - held.life.begins
    assert sum((held.lasted for held in found.in_hand), timedelta()) <= found.whole


def test_a_period_cuts_the_stretches_and_two_halves_are_the_whole(reading: Reading) -> None:
    whole, first, second = (
        of_person_or_unit(reading, Asked(UNIT, "unit_08", *days), ("item",))
        for days in (
            (date(2022, 1, 1), date(2022, 12, 31)),
            (date(2022, 1, 1), date(2022, 6, 30)),
            (date(2022, 7, 1), date(2022, 12, 31)),
        )
    )

    times = [sum((held.lasted for held in each.in_hand), timedelta()) for each in (whole, first, second)]
    assert times[0] == times[1] + times[2]


def test_told_from_an_instant_on_the_hands_are_those_of_the_whole_life_cut_there(reading: Reading) -> None:
    hands, random = Hands(reading), Random(7)
    for number in range(1, 25):
        case = f"ITM-2022-{number:04}"
        whole = hands.life(case)
        assert whole is not None
        since = whole.begins + (whole.ends - whole.begins) * random.random()

        part = Hands(reading).life(case, since=since)

        assert part is not None
        assert part.begins == whole.begins
        kept = [stretch for stretch in whole.stretches if stretch.ends > since]
        assert part.stretches == (kept[0]._replace(begins=max(kept[0].begins, since)), *kept[1:])


def test_what_came_after_the_last_day_is_not_told(county: County) -> None:
    last = date(2022, 6, 30)
    with read(county, last) as then:
        found = of_person_or_unit(then, Asked(UNIT, "unit_08", date(2022, 1, 1), last), ("item",))

    assert found.duties
    assert all(duty.met_on is None or duty.met_on <= last for duty in found.duties)
    assert all(act.on <= last for file in found.files for act in file.acts)


@pytest.fixture
def hall(town: TownHall) -> MeetingHall:
    return MeetingHall(town)


def warned(hall: MeetingHall) -> tuple[str, int]:
    """An item of the education bureau past its term, the bureau criticised for it."""
    facts = {
        "text": "修订办法",
        "undertaking_unit": "edu_bureau",
        "origin": "leader_assignment",
        "due_on": "2022-05-20",
    }
    item = hall.open("item", "open", "wu", **facts)
    hall.do(item, "assign", "wu")
    hall.do(item, "receive_notice", "feng")
    hall.town.on("2022-05-23")
    hall.do(item, "circulate_criticism", "wu", reason_of_warning="逾期未完成")
    return item, hall.town.fund(item).acts[-1].index


def test_a_warning_stands_with_its_duty_article_service_statement_and_rescission(hall: MeetingHall) -> None:
    item, index = warned(hall)
    bare = of_case(of_town(hall.town), item).warned[-1]
    hall.do(item, "acknowledge_warning", "feng", of=index)
    hall.do(item, "state_position", "feng", of=index, statement="因汛期停工")
    hall.do(item, "rescind_warning", "wu", of=index, reason_of_warning="情况属实")

    [found] = of_case(of_town(hall.town), item).warned

    assert (bare.target, bare.reason, bare.answers) == ("edu_bureau", "逾期未完成", ())
    assert found.duty is not None
    assert found.duty.startswith("jiangkou-2022/58-10/complete-on-time@")
    assert found.articles == ("第五十八条(十)",)
    assert [each.person for each in found.answered(SERVED)] == ["feng"]
    assert [each.words for each in found.answered(STATED)] == ["因汛期停工"]
    assert [(each.person, each.words) for each in found.answered(RESCINDED)] == [("wu", "情况属实")]


def test_a_warning_of_a_department_is_in_its_trail_and_not_in_that_of_another(hall: MeetingHall) -> None:
    item, _ = warned(hall)
    period = (date(2022, 5, 1), date(2022, 5, 31))

    theirs, others = (
        of_person_or_unit(of_town(hall.town), Asked(UNIT, unit, *period), ("item",))
        for unit in ("edu_bureau", "health_bureau")
    )

    assert [each.case for each in theirs.warned] == [item]
    assert others.warned == ()


def test_what_was_entered_late_and_disowned_is_marked_with_its_reason(town: TownHall) -> None:
    from aggregates.office import confirmations

    case = town.presented("350,000.00")
    town.act(case, "sign", "wu", "agree", manner=Manner(record_for="county_head", enclosures=(PAPER,)))
    index = town.fund(case).acts[-1].index
    town.done(lambda m: confirmations.disown(town.desk("wang"), index, manner=Manner(act=m.act, reason="未曾签批")))

    found = of_case(of_town(town), case)

    assert [(each.what, each.person, each.reason) for each in found.marked] == [("disowned", "wang", "未曾签批")]
    assert found.asked.what == CASE


def test_a_person_is_told_of_by_the_turn_and_not_by_having_acted(town: TownHall) -> None:
    """The county head has never touched the case, and it has lain with him."""
    case = town.presented("350,000.00")
    town.on("2022-05-12")
    town.request("1.00")

    found = of_person_or_unit(of_town(town), Asked(PERSON, "wang", date(2022, 5, 1), date(2022, 5, 31)), ("fund",))

    [held] = found.in_hand
    assert (held.life.case, found.acts) == (case, 0)
    assert held.stretches[-1].waits_for == ("sign",)
    assert held.lasted > timedelta(days=5)
    assert as_json(found)["in_hand_microseconds"] == held.lasted // timedelta(microseconds=1)
