"""Acts on the roster that are refused: not theirs to do, or not to be meant. Nothing is written then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from aggregates.office import absence, appointments, delegation, enrolment, portfolios, root_confirmation
from aggregates.office.desk import ActResult
from aggregates.office.manner import Attachment, Manner
from aggregates.refusals import Refused
from aggregates.roster_fold import fold
from ledger.entry import Recorded
from ledger.errors import BadInput, GovledgerError, NotAuthorised
from ledger.event import Draft, compose, sign_act
from ledger.record import Record
from ledger.signing import possession
from tests.aggregates.roster_hall import ORIGIN, Hall, key_of

ON = date(2022, 5, 6)
LATER = date(2022, 5, 31)
PAPER = Attachment("delegation.pdf", "application/pdf", b"signed on paper")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """Two root holders, a county head, two vice heads, a clerk who may record for the head, an education bureau."""
    hall = Hall(tmp_path)
    enrolment.define_unit(hall.giver, "education_bureau", "department", "县教育局", "education bureau")
    hall.staff(chen="county_head", zhao="vice_head:1", sun="vice_head:2", qian="gov_office")
    appointments.let_record(hall.giver, "qian", "county_head", from_on=ON)
    hall.confirm()
    return hall


def refused(hall: Hall, kind: type[GovledgerError], act: Callable[[], ActResult]) -> GovledgerError:
    """The refusal of an act that leaves the record as it was."""
    size = hall.size

    with pytest.raises(kind) as refusal:
        act()

    assert hall.size == size
    return refusal.value


def bind(hall: Hall, by: str, person: str, key: str, **changed: Any) -> ActResult:
    signer = key_of(key)
    proof = changed.get("proof") or possession(changed.get("origin", ORIGIN), changed.get("of", person), signer)
    return enrolment.bind_key(hall.desk(by), person, signer.suite, signer.public, proof)


# Who may


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda d: enrolment.enrol(d, "lin", "林某"), id="enrols a person"),
        pytest.param(
            lambda d: enrolment.define_unit(d, "water_bureau", "department", "县水利局", "water bureau"),
            id="enrols a unit",
        ),
        pytest.param(lambda d: appointments.appoint(d, "qian", "office_director", from_on=ON), id="appoints"),
        pytest.param(lambda d: appointments.let_record(d, "qian", "vice_head", from_on=ON), id="lets record"),
        pytest.param(
            lambda d: appointments.end_grant(d, "sun", "vice_head", until_on=ON, reason="-"), id="ends an appointment"
        ),
        pytest.param(lambda d: enrolment.revoke_key(d, key_of("sun").keyid, "lost"), id="revokes a key"),
        pytest.param(
            lambda d: portfolios.assign_portfolio(d, "education_bureau", "sun", from_on=ON), id="gives charge"
        ),
        pytest.param(lambda d: portfolios.pair(d, "zhao", "sun", from_on=ON), id="pairs"),
        pytest.param(root_confirmation.confirm, id="confirms"),
        pytest.param(lambda d: root_confirmation.annul(d, 5, "-"), id="annuls"),
    ],
)
@pytest.mark.parametrize("person", ["qian", "chen"])
def test_nobody_but_a_root_holder(hall: Hall, act: Callable[..., ActResult], person: str) -> None:
    refusal = refused(hall, NotAuthorised, lambda: act(hall.desk(person)))

    assert str(refusal) == f"this is for a root holder (wang, li); {person} is none"
    assert refusal.exit_code == 4


def test_a_clerk_cannot_bind_a_key_for_another(hall: Hall) -> None:
    refused(hall, NotAuthorised, lambda: bind(hall, "qian", "sun", "another"))


def test_a_clerk_cannot_record_a_delegation_for_the_head(hall: Hall) -> None:
    for manner in (
        Manner(record_for="county_head", enclosures=(PAPER,)),
        Manner(record_for="county_head:chen", enclosures=(PAPER,)),
        Manner(office="county_head"),
        Manner(acting_for="county_head"),
    ):
        refusal = refused(
            hall, NotAuthorised, lambda m=manner: delegation.delegate(hall.desk("qian"), "sun", from_on=ON, manner=m)
        )

        assert refusal.exit_code == 4


def test_a_delegation_of_an_office_that_delegates_nothing_is_refused_by_the_rules(hall: Hall) -> None:
    refusal = refused(hall, Refused, lambda: delegation.delegate(hall.desk("qian"), "sun", from_on=ON))

    assert refusal.exit_code == 3


def test_a_root_holder_delegates_for_nobody(hall: Hall) -> None:
    refused(
        hall,
        NotAuthorised,
        lambda: delegation.delegate(hall.giver, "sun", from_on=ON, manner=Manner(office="county_head")),
    )


def test_a_root_holder_signs_with_the_root_key(hall: Hall) -> None:
    desk = replace(hall.giver, signer=key_of("wang"))

    refusal = refused(hall, NotAuthorised, lambda: enrolment.enrol(desk, "lin", "林某"))

    assert "with his root key" in str(refusal)


def test_a_root_holder_acts_for_nobody_else(hall: Hall) -> None:
    for manner in (Manner(record_for="root:li"), Manner(office="gov_office"), Manner(acting_for="county_head")):
        refused(hall, NotAuthorised, lambda m=manner: enrolment.enrol(hall.giver, "lin", "林某", manner=m))


def test_an_absence_is_recorded_by_the_person_or_the_government_office(hall: Hall) -> None:
    refused(
        hall, NotAuthorised, lambda: absence.record_absence(hall.desk("zhao"), "chen", "official_travel", from_on=ON)
    )

    absence.record_absence(hall.desk("chen"), "chen", "official_travel", from_on=ON, until_on=ON)
    absence.record_absence(hall.desk("qian"), "chen", "official_travel", from_on=LATER)

    assert hall.roster.absences("chen", ON) and hall.roster.absences("chen", LATER)


def test_a_delegation_is_ended_by_the_holder_or_a_root_holder(hall: Hall) -> None:
    delegation.delegate(hall.desk("chen"), "zhao", from_on=ON)

    def end(by: str) -> ActResult:
        return delegation.end_delegation(hall.desk(by), "county_head", "zhao", until_on=ON, reason="no longer needed")

    refused(hall, NotAuthorised, lambda: end("zhao"))
    refused(hall, NotAuthorised, lambda: end("qian"))
    end("wang")

    assert hall.roster.delegations("county_head", LATER) == ()


def test_nobody_confirms_what_he_gave_himself(hall: Hall) -> None:
    given = enrolment.enrol(hall.giver, "lin", "林某")

    refused(hall, NotAuthorised, lambda: root_confirmation.confirm(hall.giver))
    refused(hall, NotAuthorised, lambda: root_confirmation.confirm(hall.giver, [given.index]))


def test_one_act_confirms_all_that_the_other_gave_and_leaves_the_own(hall: Hall) -> None:
    enrolment.enrol(hall.giver, "lin", "林某")
    portfolios.pair(hall.giver, "zhao", "sun", from_on=ON)
    own = enrolment.enrol(hall.other, "he", "何某")
    size = hall.size

    root_confirmation.confirm(hall.other)

    assert hall.size == size + 3
    refused(hall, BadInput, lambda: root_confirmation.confirm(hall.giver, [size]))
    root_confirmation.confirm(hall.giver, [own.index])
    refused(hall, BadInput, lambda: root_confirmation.confirm(hall.giver))


# The rules on representing the government abroad: jiangkou-2022/7 and /8


def test_a_vice_head_represents_the_government_abroad_only_on_the_heads_delegation(hall: Hall) -> None:
    def go() -> ActResult:
        return delegation.represent_abroad(hall.desk("zhao"), "a visit of a sister county", from_on=ON)

    refusal = refused(hall, Refused, go)
    assert isinstance(refusal, Refused)
    assert "jiangkou-2022/7/vice-head-foreign-affairs" in refusal.rule_ids

    delegation.delegate(hall.desk("chen"), "zhao", from_on=ON, acts=["represent_abroad"])
    assert "jiangkou-2022/7/vice-head-foreign-affairs" in go().rules


def test_the_office_director_represents_it_on_a_delegation_by_the_head_or_a_vice_head(hall: Hall) -> None:
    appointments.appoint(hall.giver, "qian", "office_director", from_on=ON)
    hall.confirm()

    def go() -> ActResult:
        return delegation.represent_abroad(hall.desk("qian"), "a reception", from_on=ON)

    refused(hall, Refused, go)
    delegation.delegate(hall.desk("sun"), "qian", from_on=ON, acts=["represent_abroad"])

    assert "jiangkou-2022/8/office-director-foreign-affairs" in go().rules


def test_the_head_names_who_covers_and_another_than_the_b_role_is_warned_of(hall: Hall) -> None:
    portfolios.pair(hall.giver, "zhao", "sun", from_on=ON)
    hall.confirm()

    refused(hall, Refused, lambda: delegation.name_cover(hall.desk("sun"), "zhao", "sun", from_on=ON))
    named = delegation.name_cover(hall.desk("chen"), "zhao", "sun", from_on=ON, until_on=LATER, handover="交接清单一份")
    other = delegation.name_cover(hall.desk("chen"), "sun", "chen", from_on=ON)

    assert named.case == "PER-zhao" and not named.warnings
    assert [warning["kind"] for warning in other.warnings] == ["not-the-b-role"]


# What cannot be meant

BAD: list[Any] = [
    pytest.param(lambda h: enrolment.enrol(h.giver, "zhao", "赵某"), "zhao is enrolled already", id="a handle twice"),
    pytest.param(lambda h: enrolment.enrol(h.giver, "Zhao", "赵某"), "not a short name", id="no handle"),
    pytest.param(
        lambda h: enrolment.enrol(h.giver, "gov_office", "赵某"), "is the key of an office", id="an office's key"
    ),
    pytest.param(lambda h: enrolment.enrol(h.giver, "he", "何\u202e某"), "U+202E", id="a bidi control in a name"),
    pytest.param(lambda h: enrolment.enrol(h.giver, "he", "何\n某"), "may not be recorded", id="a newline in a name"),
    pytest.param(lambda h: enrolment.enrol(h.giver, "he", "  "), "a name is needed", id="no name"),
    pytest.param(
        lambda h: enrolment.define_unit(h.giver, "x", "ministry", "x", "x"),
        "ministry is no class of units: department, township are",
        id="no class of units",
    ),
    pytest.param(
        lambda h: enrolment.define_unit(h.giver, "education_bureau", "department", "x", "x"),
        "education_bureau is enrolled already: 县教育局",
        id="a unit twice",
    ),
    pytest.param(
        lambda h: enrolment.define_unit(h.giver, "major_project", "department", "x", "x"),
        "is the key of an office, a matter or a person",
        id="a unit called like a matter",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "zhap", "vice_head", from_on=ON),
        "nobody is enrolled as zhap: did you mean zhao?",
        id="an unknown person",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "zhao某", "vice_head", from_on=ON),
        "did you mean zhao?",
        id="a name instead of a handle",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "nobody_at_all", "vice_head", from_on=ON),
        "nobody is enrolled as nobody_at_all",
        id="a person like nobody",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "zhao", "vicehead", from_on=ON),
        "no office is called vicehead: did you mean vice_head",
        id="an unknown office",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "zhao", "县教育局", from_on=ON),
        "did you mean education_bureau?",
        id="a unit by its Chinese name",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "zhao", "department", from_on=ON), "is a class of units", id="a class"
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "zhao", "county_committee", from_on=ON),
        "is an office outside",
        id="an office outside",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "zhao", "county_head", from_on=LATER),
        "county_head is held by one: chen holds it from 2022-05-05 until …",
        id="a post of one that another holds",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "zhao", "vice_head", from_on=LATER),
        "zhao has vice_head already",
        id="the same office twice",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "qian", "vice_head", from_on=LATER, rank=2),
        "rank 2 in vice_head is that of sun",
        id="a rank that another has",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "qian", "vice_head", from_on=ON, rank=0),
        "a rank is 1 or more",
        id="rank 0",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "qian", "vice_head", from_on=LATER, until_on=ON),
        "the last day 2022-05-06 lies before the first 2022-05-31",
        id="a span that runs backward",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "qian", "gov_office", from_on=ON, post="head"),
        "gov_office is no unit",
        id="a post inside what is no unit",
    ),
    pytest.param(
        lambda h: appointments.appoint(h.giver, "qian", "education_bureau", from_on=ON, post="主要负责人"),
        "is no post inside a unit: head are",
        id="a post by its Chinese name",
    ),
    pytest.param(
        lambda h: appointments.let_record(h.giver, "qian", "county_head", from_on=LATER),
        "qian has county_head already",
        id="leave to record twice",
    ),
    pytest.param(
        lambda h: appointments.end_grant(h.giver, "qian", "vice_head", until_on=ON, reason="-"),
        "qian has no such grant of vice_head to end",
        id="no grant to end",
    ),
    pytest.param(
        lambda h: appointments.end_grant(h.giver, "zhao", "vice_head", until_on=date(2022, 5, 3), reason="-"),
        "does not shorten the grant",
        id="an end before the beginning",
    ),
    pytest.param(
        lambda h: appointments.end_grant(h.giver, "zhao", "vice_head", until_on=ON, reason=" "),
        "a reason is needed",
        id="an end without a reason",
    ),
    pytest.param(lambda h: bind(h, "wang", "nobody", "k"), "nobody is enrolled as nobody", id="a key of nobody"),
    pytest.param(lambda h: bind(h, "wang", "sun", "zhao"), "is bound to zhao already", id="a key of another"),
    pytest.param(lambda h: bind(h, "wang", "sun", "wang root"), "is bound to wang already", id="a root key"),
    pytest.param(
        lambda h: bind(h, "wang", "sun", "k", of="zhao"), "the proof that sun holds the key", id="a proof for another"
    ),
    pytest.param(
        lambda h: bind(h, "wang", "sun", "k", origin="example.gov.cn/other"),
        "does not hold in this ledger",
        id="a proof for another ledger",
    ),
    pytest.param(lambda h: bind(h, "wang", "sun", "k", proof="zz"), "the proof that sun", id="no proof at all"),
    pytest.param(lambda h: bind(h, "wang", "wang", "k"), "enrol wang first", id="a second key of a root holder"),
    pytest.param(lambda h: enrolment.revoke_key(h.giver, "ffff", "lost"), "no key begins with ffff", id="no such key"),
    pytest.param(lambda h: enrolment.revoke_key(h.giver, "", "lost"), "no key begins with -", id="no key"),
    pytest.param(
        lambda h: enrolment.revoke_key(h.giver, key_of("li root").keyid, "lost"),
        "is a root key",
        id="a root key revoked",
    ),
    pytest.param(
        lambda h: enrolment.revoke_key(
            h.giver, key_of("sun").keyid, "stolen", compromised_since=datetime(2022, 5, 1, tzinfo=UTC)
        ),
        "lies before the binding of the key",
        id="compromised before it was bound",
    ),
    pytest.param(
        lambda h: portfolios.assign_portfolio(h.giver, "educaton_bureau", "sun", from_on=ON),
        "did you mean education_bureau",
        id="charge of an unknown thing",
    ),
    pytest.param(
        lambda h: portfolios.assign_portfolio(h.giver, "education_bureau", "qian", from_on=ON),
        "qian holds no post on 2022-05-06",
        id="charge without a post",
    ),
    pytest.param(
        lambda h: portfolios.end_portfolio(h.giver, "education_bureau", "sun", until_on=ON, reason="-"),
        "sun has no charge of education_bureau",
        id="no charge to end",
    ),
    pytest.param(
        lambda h: portfolios.pair(h.giver, "sun", "sun", from_on=ON), "sun cannot cover sun", id="one person paired"
    ),
    pytest.param(
        lambda h: delegation.delegate(h.desk("chen"), "chen", from_on=ON),
        "chen cannot delegate to chen",
        id="to oneself",
    ),
    pytest.param(
        lambda h: delegation.delegate(h.desk("chen"), "sun", from_on=date(2022, 5, 5)),
        "a delegation does not reach back",
        id="a delegation that reaches back",
    ),
    pytest.param(
        lambda h: delegation.delegate(h.desk("chen"), "sun", from_on=ON, acts=["sing"]),
        "the rulebook knows no act sing: did you mean sign",
        id="an unknown act",
    ),
    pytest.param(
        lambda h: delegation.delegate(h.desk("chen"), "sun", from_on=ON, matter="major_projects"),
        "major_projects is no matter and no unit: did you mean major_project",
        id="an unknown matter",
    ),
    pytest.param(
        lambda h: delegation.end_delegation(h.desk("chen"), "county_head", "sun", until_on=ON, reason="-"),
        "county_head has no delegation to sun",
        id="no delegation to end",
    ),
    pytest.param(
        lambda h: absence.record_absence(h.desk("chen"), "chen", "travel", from_on=ON),
        "travel is no reason of an absence: official_travel",
        id="an unknown reason",
    ),
    pytest.param(
        lambda h: absence.end_absence(h.desk("chen"), "chen", until_on=ON),
        "chen has no absence",
        id="no absence to end",
    ),
    pytest.param(lambda h: root_confirmation.annul(h.giver, 999, "-"), "there is no entry 999", id="no entry to annul"),
    pytest.param(lambda h: root_confirmation.annul(h.giver, 3, "-"), "entry 3 is valid", id="a valid entry"),
]


@pytest.mark.parametrize(("act", "words"), BAD)
def test_what_cannot_be_meant_is_named_and_not_written(
    hall: Hall, act: Callable[[Hall], ActResult], words: str
) -> None:
    refusal = refused(hall, BadInput, lambda: act(hall))

    assert words in str(refusal)
    assert refusal.exit_code == 2


def test_an_absence_does_not_overlap_another(hall: Hall) -> None:
    absence.record_absence(hall.desk("chen"), "chen", "official_travel", from_on=ON, until_on=LATER)

    refused(hall, BadInput, lambda: absence.record_absence(hall.desk("qian"), "chen", "visit_abroad", from_on=LATER))
    absence.record_absence(hall.desk("qian"), "chen", "visit_abroad", from_on=date(2022, 6, 1))


def test_a_thing_is_in_one_persons_charge_at_a_time(hall: Hall) -> None:
    portfolios.assign_portfolio(hall.giver, "education_bureau", "sun", from_on=ON, until_on=LATER)

    refusal = refused(
        hall,
        BadInput,
        lambda: portfolios.assign_portfolio(hall.giver, "education_bureau", "zhao", from_on=LATER),
    )

    assert "is in the charge of sun from 2022-05-06 until 2022-05-31" in str(refusal)
    portfolios.assign_portfolio(hall.giver, "education_bureau", "zhao", from_on=date(2022, 6, 1))


def test_two_appointments_do_not_wait_for_one_post(hall: Hall) -> None:
    appointments.appoint(hall.giver, "zhao", "office_director", from_on=ON)

    refused(hall, BadInput, lambda: appointments.appoint(hall.other, "sun", "office_director", from_on=ON))


def test_a_post_goes_to_the_next_the_day_after_it_was_left(hall: Hall) -> None:
    appointments.end_grant(hall.giver, "chen", "county_head", until_on=ON, reason="transferred")

    refused(hall, BadInput, lambda: appointments.appoint(hall.giver, "zhao", "county_head", from_on=ON))
    appointments.appoint(hall.giver, "zhao", "county_head", from_on=date(2022, 5, 7))


def test_a_key_revoked_can_be_revoked_again_only_to_say_since_when_it_was_not_alone(hall: Hall) -> None:
    keyid = key_of("sun").keyid
    enrolment.revoke_key(hall.giver, keyid[:12], "lost")

    refused(hall, BadInput, lambda: enrolment.revoke_key(hall.giver, keyid, "lost"))
    refused(hall, NotAuthorised, lambda: delegation.represent_abroad(hall.desk("sun"), "a visit", from_on=ON))
    enrolment.revoke_key(hall.giver, keyid, "it was stolen", compromised_since=hall.now)


def test_the_same_act_id_again_is_the_same_act(hall: Hall) -> None:
    manner = Manner(act="0d9a7c1e-7f57-4c69-9d33-0c1d8c7a5a01")
    first = enrolment.enrol(hall.giver, "lin", "林某", manner=manner)
    size = hall.size

    again = enrolment.enrol(hall.giver, "lin", "林某", manner=manner)

    assert (again.index, again.repeated, hall.size) == (first.index, True, size)
    refused(hall, BadInput, lambda: enrolment.enrol(hall.giver, "lin", "凌某", manner=manner))


def test_an_act_entered_late_says_why(hall: Hall) -> None:
    hall.be("2022-05-20")
    early = Manner(on=date(2022, 5, 16))

    refused(hall, BadInput, lambda: enrolment.enrol(hall.giver, "lin", "林某", manner=early))
    late = enrolment.enrol(hall.giver, "lin", "林某", manner=replace(early, late_reason="the clerk was ill"))
    enrolment.enrol(hall.giver, "he", "何某", manner=Manner(on=date(2022, 5, 17)))

    entry = Record(hall.store.source).at(late.index)
    assert entry is not None
    assert entry.facts["late"] == {"reason": "the clerk was ill"}


# Forced in beside the office


def forced(hall: Hall, person: str, draft: Draft, office: str) -> Recorded:
    """An entry that a valid key signs and no vetting has seen, put into the store."""
    record = Record(hall.store.source)
    case = record.raw_case(draft.case)
    from ledger.event import NEW_CASE, Position

    position = Position(case[-1].version, case[-1].leaf.hex()) if case else NEW_CASE
    payloads = compose(
        [draft],
        ledger=ORIGIN,
        act="0d9a7c1e-7f57-4c69-9d33-0c1d8c7a5a02",
        at=hall.clock(),
        on=ON,
        by={"person": person, "office": office},
        seen=record.seen(),
        positions={draft.case: position},
    )
    (index,) = hall.store.append(sign_act(payloads, key_of(person)), seen_size=record.size)
    found = Record(hall.store.source).raw_at(index)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("draft", "office"),
    [
        pytest.param(
            Draft(
                "OFC-education_bureau",
                "portfolio.assigned/1",
                {
                    "of": "education_bureau",
                    "person": "qian",
                    "office": "gov_office",
                    "from": "2022-05-06",
                    "until": None,
                },
            ),
            "gov_office",
            id="a clerk's portfolio",
        ),
        pytest.param(
            Draft(
                "OFC-county_head",
                "delegation.made/1",
                {
                    "office": "county_head",
                    "to": "qian",
                    "acts": None,
                    "matter": None,
                    "from": "2022-05-06",
                    "until": None,
                },
            ),
            "gov_office",
            id="a clerk's delegation of another's office",
        ),
        pytest.param(
            Draft("OFC-gov_office", "delegation.made/1", {"office": "gov_office", "to": "sun"}),
            "gov_office",
            id="a delegation that is not well-formed",
        ),
        pytest.param(
            Draft("PER-chen", "cover.paired/1", {"a": "chen", "b": "qian", "from": "2022-05-06", "until": None}),
            "gov_office",
            id="a clerk's pair",
        ),
    ],
)
def test_what_is_not_theirs_to_say_is_passed_over(hall: Hall, draft: Draft, office: str) -> None:
    before = hall.roster.case(draft.case)

    entry = forced(hall, "qian", draft, office)

    record = Record(hall.store.source)
    after = fold(record.case(draft.case), record.grants.effective_index)
    assert record.at(entry.index) is not None
    assert after == before._replace(void=(entry.index,))


def test_a_delegation_recorded_by_a_vice_head_for_himself_does_not_reach_the_heads_office(hall: Hall) -> None:
    facts = {"office": "county_head", "to": "zhao", "acts": None, "matter": None, "from": "2022-05-06", "until": None}

    forced(hall, "zhao", Draft("OFC-vice_head", "delegation.made/1", facts), "vice_head")

    assert hall.roster.delegations("county_head", ON) == ()
    assert hall.roster.delegations("vice_head", ON) == ()


def test_a_void_entry_is_annulled_by_two_root_holders(hall: Hall) -> None:
    facts = {
        "person": "qian",
        "office": "county_head",
        "capacity": "hold",
        "from": "2022-05-06",
        "until": None,
        "rank": None,
        "post": None,
    }
    entry = forced(hall, "qian", Draft("OFC-county_head", "grant.given/1", facts), "gov_office")

    root_confirmation.annul(hall.giver, entry.index, "forced in")
    before = Record(hall.store.source).grants.annulled(entry.index)
    root_confirmation.confirm(hall.other)

    assert Record(hall.store.source).at(entry.index) is None
    assert (before, Record(hall.store.source).grants.annulled(entry.index)) == (False, True)
    assert hall.roster.offices_of("qian", ON) == hall.roster.holders("gov_office", ON)
    refused(hall, BadInput, lambda: root_confirmation.annul(hall.giver, entry.index, "again"))
