"""The path of an act: its id, its day, its place, who may sign, and what happens when two desks act at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest

from aggregates.office import enrolment, funds, root_confirmation
from aggregates.office.desk import ActResult, Desk
from aggregates.office.manner import Manner
from aggregates.office.proposal import Asked
from aggregates.refusals import Refused
from ledger.errors import BadInput, Conflict, NotAuthorised
from ledger.event import Draft, Position, compose, sign_act
from ledger.signing import Ed25519Signer
from ledger.verify import verify
from tests.town import PAPER, TownHall, key_of

ID = "6f6e2c56-2f64-4f0f-8d0e-0c8f5a3f9d11"
SIGN = Asked("sign", "agree")


class SlowSigner:
    """Signs as another signer does, and the first time lets others act while it is at it."""

    def __init__(self, signer: Ed25519Signer, meanwhile: Callable[[], object], times: int = 1) -> None:
        self.suite, self.public, self.keyid = signer.suite, signer.public, signer.keyid
        self._signer, self._meanwhile, self._times = signer, meanwhile, times

    def sign(self, message: bytes) -> bytes:
        if self._times:
            self._times -= 1
            self._meanwhile()
        return self._signer.sign(message)


def slow(desk: Desk, meanwhile: Callable[[], object], times: int = 1) -> Desk:
    """The same desk, at which somebody is slow to sign."""
    signer = desk.signer
    assert isinstance(signer, Ed25519Signer)
    return replace(desk, signer=SlowSigner(signer, meanwhile, times))


# The id of an act


def test_the_same_id_again_answers_with_the_first_index_and_writes_nothing(town: TownHall) -> None:
    first = town.request("350,000", manner=Manner(act=ID))
    size = town.size

    again = town.request("350,000", manner=Manner(act=ID))

    assert (again.index, again.case, again.leaf, again.rules) == (first.index, first.case, first.leaf, first.rules)
    assert (first.repeated, again.repeated) == (False, True)
    assert town.size == size


def test_the_same_id_is_known_again_though_the_case_has_moved_on(town: TownHall) -> None:
    case = town.presented("350,000")
    first = town.act(case, "sign", "wang", "agree", manner=Manner(act=ID))
    town.act(case, "pay", "zhou")

    again = town.act(case, "sign", "wang", "agree", manner=Manner(act=ID))

    assert (again.repeated, again.index) == (True, first.index)


OTHERWISE = {
    "another amount": lambda town, case: town.request("350,001", manner=Manner(act=ID)),
    "another person": lambda town, case: town.request(
        "350,000", by="jiang", department="health_bureau", manner=Manner(act=ID)
    ),
    "another act": lambda town, case: town.act(case, "present", "zhou", manner=Manner(act=ID)),
    "a fact more": lambda town, case: town.request("350,000", source="in_budget", manner=Manner(act=ID)),
}


@pytest.mark.parametrize("otherwise", OTHERWISE.values(), ids=OTHERWISE.keys())
def test_the_same_id_for_another_act_is_bad_input(
    otherwise: Callable[[TownHall, str], ActResult], town: TownHall
) -> None:
    case = town.request("350,000", manner=Manner(act=ID)).case

    town.refused(lambda: otherwise(town, case), BadInput)


def test_an_id_is_a_uuid(town: TownHall) -> None:
    town.refused(lambda: town.request(manner=Manner(act="7")), BadInput)


def test_the_same_id_from_two_desks_at_once_is_one_act(town: TownHall) -> None:
    case = town.presented("350,000")
    first: list[ActResult] = []
    desk = slow(town.desk("wang"), lambda: first.append(funds.act(town.desk("wang"), case, SIGN, Manner(act=ID))))

    second = funds.act(desk, case, SIGN, Manner(act=ID))

    assert (second.repeated, second.index) == (True, first[0].index)


# The day of an act


def test_an_act_of_tomorrow_is_bad_input(town: TownHall) -> None:
    town.refused(lambda: town.request(manner=Manner(on=date(2022, 5, 7))), BadInput)


def test_no_act_is_of_a_day_before_the_last_act_of_its_case(town: TownHall) -> None:
    case = town.request().case
    town.on("2022-05-09")

    town.refused(lambda: town.act(case, "present", "zhou", manner=Manner(on=date(2022, 5, 5))), BadInput)


def test_three_working_days_back_is_in_time_and_the_fourth_is_late(town: TownHall) -> None:
    town.on("2022-05-12")

    in_time = town.request(manner=Manner(on=date(2022, 5, 9)))
    town.refused(lambda: town.request(manner=Manner(on=date(2022, 5, 7))), BadInput)
    late = town.request(manner=Manner(on=date(2022, 5, 7), late_reason="停电"))

    acts = [town.fund(result.case).acts[0] for result in (in_time, late)]
    assert [act.facts.get("late") for act in acts] == [None, {"reason": "停电"}]
    assert acts[1].on == date(2022, 5, 7)
    assert acts[1].recorded_on == date(2022, 5, 12)


def test_the_office_is_checked_on_both_days_of_a_late_entry(town: TownHall) -> None:
    town.on("2022-05-09")
    town.appoint("jiang", "edu_bureau", "2022-05-09")
    town.on("2022-05-11")

    error = town.refused(
        lambda: town.request(by="jiang", manner=Manner(on=date(2022, 5, 7), late_reason="停电", office="edu_bureau")),
        NotAuthorised,
    )

    assert error.params["office"] == "edu_bureau"


# Who may sign


def test_an_office_that_is_not_held_cannot_be_claimed(town: TownHall) -> None:
    case = town.presented("350,000")

    town.refused(lambda: town.act(case, "sign", "chen", "agree", manner=Manner(office="county_head")), NotAuthorised)


def test_a_key_that_is_not_bound_to_the_person_signs_nothing(town: TownHall) -> None:
    case = town.presented("350,000")
    desk = replace(town.desk("wang"), signer=key_of("somebody else"))

    error = town.refused(lambda: funds.act(desk, case, SIGN), NotAuthorised)

    assert "not bound" in str(error)


def test_a_revoked_key_signs_nothing(town: TownHall) -> None:
    case = town.presented("350,000")
    town.revoke("wang")

    error = town.refused(lambda: town.act(case, "sign", "wang", "agree"), NotAuthorised)

    assert "revoked" in str(error)


def test_of_several_offices_the_one_that_gives_the_power_is_chosen(town: TownHall) -> None:
    case = town.presented("150,000")
    town.act(case, "review", "zhao", "agree")

    town.act(case, "sign", "liu", "agree")

    assert town.fund(case).acts[-1].by.office == "vice_head_finance"


def test_an_office_that_is_named_is_the_one_that_acts(town: TownHall) -> None:
    case = town.presented("150,000")
    town.act(case, "review", "zhao", "agree")

    town.refused(lambda: town.act(case, "sign", "liu", "agree", manner=Manner(office="vice_head")))


# Recording for a leader


def test_a_clerk_records_what_the_county_head_signed_on_paper(town: TownHall) -> None:
    case = town.presented("350,000")

    town.act(case, "sign", "wu", "agree", manner=Manner(record_for="county_head", enclosures=(PAPER,)))

    taken = town.signed_off(case).taken[-1]
    by = taken.act.by
    assert (by.person, by.office, by.recorded_by) == ("wang", "county_head", "wu")
    assert taken.how == "recorded"


REFUSED_RECORDINGS = {
    "without the paper": ("wu", Manner(record_for="county_head"), BadInput),
    "without the grant": ("zheng", Manner(record_for="finance_bureau", enclosures=(PAPER,)), NotAuthorised),
    "for somebody who does not hold it": ("wu", Manner(record_for="county_head:li", enclosures=(PAPER,)), BadInput),
    "for one of several, not saying whom": ("wu", Manner(record_for="vice_head", enclosures=(PAPER,)), BadInput),
    "for an office nobody holds": ("wu", Manner(record_for="justice_head", enclosures=(PAPER,)), BadInput),
}


@pytest.mark.parametrize(("who", "manner", "error"), REFUSED_RECORDINGS.values(), ids=REFUSED_RECORDINGS.keys())
def test_a_recording_is_refused(who: str, manner: Manner, error: type[Exception], town: TownHall) -> None:
    case = town.presented("350,000")

    town.refused(lambda: town.act(case, "sign", who, "agree", manner=manner), error)


def test_nobody_records_for_the_own_person(town: TownHall) -> None:
    case = town.presented("350,000")
    manner = Manner(record_for="county_head", enclosures=(PAPER,))

    town.refused(lambda: town.act(case, "sign", "wang", "agree", manner=manner), BadInput)


# Two desks at once


def test_two_requests_at_once_get_two_numbers(town: TownHall) -> None:
    desk = slow(town.desk("feng"), lambda: town.request("100", purpose="粉笔"))

    result = funds.request(desk, department="edu_bureau", amount_fen=20_000, purpose="黑板")

    assert result.case == "FND-2022-0002"
    assert town.fund("FND-2022-0001").state.facts["purpose"] == "粉笔"
    town.verified()


def test_a_stale_writer_tries_once_more_and_is_then_told(town: TownHall) -> None:
    case = town.presented("350,000")
    once = slow(town.desk("wang"), lambda: town.act(case, "declare", "wu", matter="other"))
    reasons = iter(("", "再", "又"))

    def meddle() -> None:
        town.act(case, "declare", "wu", matter="other", manner=Manner(reason=next(reasons)))

    twice = slow(town.desk("wang"), meddle, times=2)

    town_size = town.size
    with pytest.raises(Conflict):
        funds.act(twice, case, SIGN)
    assert town.size == town_size + 2
    funds.act(once, case, SIGN)
    town.verified()


def test_a_revocation_that_overtakes_an_approval_wins_and_the_ledger_verifies(town: TownHall) -> None:
    case = town.presented("350,000")
    desk = slow(town.desk("wang"), lambda: town.revoke("wang"))

    with pytest.raises(NotAuthorised):
        funds.act(desk, case, SIGN)

    assert [act.act for act in town.fund(case).acts] == ["request", "report_budget", "present", "declare"]
    town.verified()


def test_an_approval_that_overtakes_a_revocation_stands_and_the_ledger_verifies(town: TownHall) -> None:
    case = town.presented("350,000")
    desk = slow(town.desk("sun"), lambda: town.act(case, "sign", "wang", "agree"))

    enrolment.revoke_key(desk, key_of("wang").keyid, "遗失")

    assert town.fund(case).acts[-1].act == "sign"
    town.refused(lambda: town.act(case, "pay", "wang"), NotAuthorised)
    town.verified()


def test_a_delegation_that_ends_while_the_delegate_signs_stops_the_signature(town: TownHall) -> None:
    case = town.presented("350,000")
    town.delegate("li", "2022-05-20")
    town.away("wang", "2022-05-20")
    desk = slow(town.desk("li"), lambda: town.end_delegation("county_head", "li", "2022-05-05"))

    with pytest.raises(Refused):
        funds.act(desk, case, SIGN, Manner(acting_for="county_head"))

    assert town.fund(case).state.done[-1].act == "present"
    town.verified()


# A dry run, and what is forced in


def test_a_dry_run_says_where_the_act_would_stand_and_writes_nothing(town: TownHall) -> None:
    case, size = town.presented("350,000"), town.size

    result = funds.act(town.desk("wang", dry_run=True), case, SIGN, Manner(enclosures=(PAPER,)))

    assert (result.index, result.type) == (size, "fund-request.signed/1")
    assert town.size == size
    assert not town.enclosures.folder.exists()


def forced(
    town: TownHall, case: str, kind: str, facts: Mapping[str, object], *, by: Mapping[str, object], key: str
) -> int:
    """An entry appended by a writer who goes past the desk: well chained, signed, and never vetted."""
    record = town.record
    last = record.raw_case(case)[-1]
    payloads = compose(
        [Draft(case, kind, facts, None)],
        ledger=record.origin,
        act=ID,
        at=town.now,
        on=town.today,
        by=by,
        seen=record.seen(),
        positions={case: Position(last.version, last.leaf.hex())},
    )
    return town.store.append(sign_act(payloads, key_of(key)), seen_size=record.size)[0]


def test_a_void_entry_is_ignored_by_every_fold_and_annulled_by_two_root_holders(town: TownHall) -> None:
    case = town.presented("350,000")
    before = town.signed_off(case)
    by = {"person": "jiang", "office": "county_head", "acting_for": None, "recorded_by": None}
    facts = {"act": "sign", "outcome": "agree"}

    index = forced(town, case, "fund-request.signed/1", facts, by=by, key="jiang")

    report = verify(town.store.source, workers=0)
    assert not report.ok
    assert [void["index"] for void in report.as_json()["void"]] == [index]
    after = town.signed_off(case)
    assert (after.taken, after.turns, after.required) == (before.taken, before.turns, before.required)
    town.verifying = False
    town.done(lambda m: root_confirmation.annul(town.desk("sun"), index, "越权伪造", manner=m))
    assert not verify(town.store.source, workers=0).ok
    town.confirm()
    assert verify(town.store.source, workers=0).ok
    town.act(case, "sign", "wang", "agree")
    assert town.fund(case).acts[-1].version == before.request.state.version + 2


def test_an_entry_whose_facts_are_not_those_of_its_type_takes_no_case_down(town: TownHall) -> None:
    case = town.presented("350,000")
    by = {"person": "zhou", "office": "finance_bureau", "acting_for": None, "recorded_by": None}

    index = forced(town, case, "fund-request.step-recorded/1", {"fields": 7, "act": ["present"]}, by=by, key="zhou")

    found = town.signed_off(case)
    assert found.request.unread == (index,)
    assert [turn.act for turn in found.turns] == ["sign"]
    town.act(case, "sign", "wang", "agree")
