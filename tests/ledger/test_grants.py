"""Who may speak for whom: each way to be void, confirmation, revocation, and what an index decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from ledger.entry import Recorded
from ledger.event import Draft, sign_act
from ledger.grants import VOID_REASONS, Grants
from ledger.record import Record
from ledger.signing import possession
from tests.ledger.scribe import ORIGIN, START, key_of
from tests.ledger.small_ledger import FIRST_DAY, NOTE, STRUCK, SmallLedger, an_office, spoiled

CASE = "FND-2022-0001"


@pytest.fixture
def office() -> SmallLedger:
    return an_office()


def reason(ledger: SmallLedger, recorded: Recorded) -> str | None:
    """Why it is void, as both ways of reading say."""
    fed = {r.index: reason for r, reason in judged(ledger)}
    lazily = Record(ledger.source).grants.judge(recorded)
    assert lazily == fed[recorded.index], "the two ways of reading differ"
    assert lazily is None or lazily in VOID_REASONS
    return lazily


def judged(ledger: SmallLedger) -> list[tuple[Recorded, str | None]]:
    grants = Grants()
    entries = [Recorded.of(row) for row in ledger.source.rows(0, ledger.size)]
    return [(recorded, grants.take(recorded)) for recorded in entries]


def forced(ledger: SmallLedger, *args: object, **how: object) -> Recorded:
    """One note, its signature spoiled."""
    entries = ledger.compose(*args, Draft(CASE, NOTE, {"text": "forged"}), **how)  # type: ignore[arg-type]
    index = ledger.list.force([spoiled(entry) for entry in entries])[0]
    return Recorded.of(ledger.list.entries[index])


# Officials


def test_who_holds_the_office_speaks_for_it(office: SmallLedger) -> None:
    assert reason(office, office.note("chen", "county_head", CASE)) is None


def test_who_does_not_hold_the_office_is_void(office: SmallLedger) -> None:
    assert reason(office, office.note("zhao", "county_head", CASE)) == "no-grant"


def test_a_signature_that_does_not_hold_is_void(office: SmallLedger) -> None:
    assert reason(office, forced(office, "chen", "county_head")) == "bad-signature"


def test_a_key_that_is_bound_to_another_is_void(office: SmallLedger) -> None:
    assert reason(office, office.note("chen", "county_head", CASE, signer=key_of("zhao"))) == "key-not-bound"


def test_a_key_that_is_bound_to_nobody_is_void(office: SmallLedger) -> None:
    assert reason(office, office.note("chen", "county_head", CASE, signer=key_of("stray"))) == "key-not-bound"


def test_a_person_who_was_never_enrolled_is_void(office: SmallLedger) -> None:
    assert reason(office, office.note("nobody", "county_head", CASE)) == "key-not-bound"


def test_the_day_of_an_act_may_be_any_up_to_that_of_its_recording_in_shanghai(office: SmallLedger) -> None:
    late = START.replace(hour=15, minute=59, second=59)

    today = office.note("chen", "county_head", "FND-1", on="2022-05-06", at=late)
    tomorrow = office.note("chen", "county_head", "FND-2", on="2022-05-07", at=late)
    in_shanghai = office.note("chen", "county_head", "FND-3", on="2022-05-07", at=late + timedelta(seconds=1))

    assert [reason(office, each) for each in (today, tomorrow, in_shanghai)] == [None, "on-after-at", None]


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2022-04-30", "no-grant"), ("2022-05-01", None), ("2022-05-03", None), ("2022-05-04", "no-grant")],
)
def test_a_grant_covers_its_first_and_its_last_day(on: str, expected: str | None) -> None:
    ledger = an_office()
    ledger.grant("zhao", "finance", **{"from": "2022-05-01", "until": "2022-05-03"})

    assert reason(ledger, ledger.note("zhao", "finance", CASE, on=on)) == expected


# Recording for another


def test_a_clerk_with_the_grant_records_for_the_holder(office: SmallLedger) -> None:
    assert reason(office, office.note("chen", "county_head", CASE, recorded_by="zhao")) is None


def test_a_clerk_without_the_grant_records_for_nobody(office: SmallLedger) -> None:
    office.enrol("sun")

    assert reason(office, office.note("chen", "county_head", CASE, recorded_by="sun")) == "no-record-for"


def test_a_clerk_records_only_for_somebody_who_holds_the_office(office: SmallLedger) -> None:
    office.enrol("sun")

    assert reason(office, office.note("sun", "county_head", CASE, recorded_by="zhao")) == "no-grant"


def test_a_clerk_records_only_for_a_person_who_is_enrolled(office: SmallLedger) -> None:
    office.grant("ghost", "county_head")

    assert reason(office, office.note("ghost", "county_head", CASE, recorded_by="zhao")) == "not-enrolled"


def test_who_holds_the_office_does_not_record_for_himself(office: SmallLedger) -> None:
    office.grant("chen", "county_head", "record-for")

    assert reason(office, office.note("chen", "county_head", CASE, recorded_by="chen")) == "no-record-for"


def test_the_grant_to_record_does_not_let_the_clerk_act_himself(office: SmallLedger) -> None:
    office.grant("zhao", "finance", "record-for")

    assert reason(office, office.note("zhao", "finance", CASE)) == "no-grant"


def test_what_an_office_passes_on_is_never_recorded_for_its_holder(office: SmallLedger) -> None:
    in_person = office.note("chen", "county_head", "OFC-county_head")
    for_him = office.note("chen", "county_head", "OFC-county_head", recorded_by="zhao")

    assert (reason(office, in_person), reason(office, for_him)) == (None, "in-person")


# Root holders


NEUTRAL: dict[str, Callable[[SmallLedger], Draft]] = {
    "enrolling": lambda ledger: Draft("PER-sun", "person.enrolled/1", {"person": "sun", "name": "Sun"}),
    "binding a key": lambda ledger: ledger.binding("chen", key_of("chen's second")),
    "revoking a key": lambda ledger: Draft(
        "PER-chen", "key.revoked/1", {"keyid": key_of("chen").keyid, "reason": "lost", "compromised_since": None}
    ),
    "granting": lambda ledger: Draft(
        "OFC-finance",
        "grant.given/1",
        {
            "person": "zhao", "office": "finance", "capacity": "hold", "from": FIRST_DAY, "until": None,
            "rank": None, "post": None,
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", NEUTRAL)
def test_only_root_holders_say_who_speaks(office: SmallLedger, what: str) -> None:
    draft = NEUTRAL[what]

    by_root = office.root(draft(office))[0]
    by_official = office.record("chen", "county_head", draft(office))[0]
    by_pretender = office.record("chen", "root", draft(office))[0]
    for_a_root = office.record("wang", "root", draft(office), recorded_by="zhao")[0]

    assert reason(office, by_root) is None
    assert reason(office, by_official) == "not-a-root"
    assert reason(office, by_pretender) == "not-a-root"
    assert reason(office, for_a_root) == "in-person"


def test_a_root_holder_needs_the_root_key(office: SmallLedger) -> None:
    office.record("wang", "root", Draft("PER-wang", "person.enrolled/1", {"person": "wang", "name": "Wang"}))
    second = key_of("wang's second")
    office.root(office.binding("wang", second))

    assert reason(office, office.root(Draft("BOOKS", STRUCK, {}), signer=second)[0]) == "not-a-root"


def test_a_root_holder_with_an_office_signs_for_it_too(office: SmallLedger) -> None:
    office.grant("wang", "finance")

    assert reason(office, office.note("wang", "finance", CASE)) is None


def test_the_signature_of_a_root_holder_is_checked(office: SmallLedger) -> None:
    entries = office.compose("wang", "root", Draft("BOOKS", STRUCK, {}))
    index = office.list.force([spoiled(entry) for entry in entries])[0]

    assert reason(office, Recorded.of(office.list.entries[index])) == "bad-signature"


@pytest.mark.parametrize(
    ("case", "type"),
    [
        ("ROOT", NOTE), ("ROOT", "person.enrolled/1"), ("PER-sun", "grant.given/1"), ("OFC-finance", "key.bound/1"),
        (CASE, "entry.annulled/1"), (CASE, "ledger.founded/1"), ("ROOT", "ledger.founded/1"), ("HEADS", NOTE),
        (CASE, "case-heads.recorded/1"), ("BOOKS", "key.revoked/1"),
    ],
)  # fmt: skip
def test_an_event_stands_in_its_own_case_or_is_void(office: SmallLedger, case: str, type: str) -> None:
    assert reason(office, office.root(Draft(case, type, {}))[0]) == "wrong-case"


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (Draft("PER-sun", "person.enrolled/1", {"person": "chen", "name": "Chen"}), "bad-facts"),
        (Draft("PER-sun", "person.enrolled/1", {"person": "sun"}), "bad-facts"),
        (Draft("PER-chen", "key.revoked/1", {"keyid": "0" * 64, "compromised_since": None}), "revokes-nothing"),
        (Draft("PER-chen", "key.revoked/1", {"keyid": [], "compromised_since": None}), "bad-facts"),
        (
            Draft("PER-chen", "key.revoked/1", {"keyid": key_of("chen").keyid, "compromised_since": "2022"}),
            "bad-facts",
        ),
        (Draft("OFC-county_head", "grant.ended/1", {"index": 3, "leaf": "0" * 64, "until": FIRST_DAY}), "ends-nothing"),
        (Draft("BOOKS", "roster.confirmed/1", {"index": 3, "leaf": "0" * 64}), "confirms-nothing"),
        (Draft("ROOT", "entry.annulled/1", {"index": 3, "leaf": "0" * 64}), "annuls-nothing"),
        (Draft("ROOT", "entry.annulled/1", {"index": 900, "leaf": "0" * 64}), "annuls-nothing"),
    ],
)
def test_a_roots_word_that_says_nothing_is_void(office: SmallLedger, draft: Draft, expected: str) -> None:
    assert reason(office, office.root(draft)[0]) == expected


@pytest.mark.parametrize(
    "changed",
    [
        {"office": "gov_office"}, {"capacity": "own"}, {"from": "2022-5-6"}, {"until": "2021-12-31"}, {"person": "X"},
        {"office": "root"},
    ],
)  # fmt: skip
def test_a_grant_that_is_not_well_formed_is_void(office: SmallLedger, changed: dict[str, str]) -> None:
    case = "OFC-root" if changed.get("office") == "root" else "OFC-finance"
    facts = {"person": "zhao", "office": "finance", "capacity": "hold", "from": FIRST_DAY, "until": None}

    assert reason(office, office.root(Draft(case, "grant.given/1", facts | changed))[0]) == "bad-facts"


# Keys


def test_a_key_is_bound_to_one_person_only(office: SmallLedger) -> None:
    office.enrol("sun")
    taken = office.root(office.binding("sun", key_of("chen")))[0]

    assert reason(office, taken) == "key-taken"
    assert reason(office, office.note("sun", "county_head", CASE, signer=key_of("chen"))) == "key-not-bound"
    assert reason(office, office.note("chen", "county_head", CASE)) is None
    assert Record(office.source).grants.key_owner(key_of("chen").keyid) == "chen"


def test_neither_a_root_key_nor_the_logs_is_bound_again(office: SmallLedger) -> None:
    assert reason(office, office.root(office.binding("chen", key_of("li")))[0]) == "key-taken"
    assert reason(office, office.root(office.binding("chen", key_of("log")))[0]) == "key-taken"


def test_a_key_needs_proof_that_its_holder_has_it(office: SmallLedger) -> None:
    new = key_of("new")
    for_another = possession(ORIGIN, "zhao", new)
    elsewhere = possession("example.gov.cn/longfeng", "chen", new)

    for proof in (for_another, elsewhere, "", "zz"):
        ledger = an_office()
        assert reason(ledger, ledger.root(ledger.binding("chen", new, possession=proof))[0]) == "bad-possession"


def test_a_key_id_that_is_not_the_keys_is_void(office: SmallLedger) -> None:
    assert reason(office, office.root(office.binding("chen", key_of("new"), keyid="0" * 64))[0]) == "bad-facts"


def test_a_key_is_not_bound_before_its_person_is_enrolled(office: SmallLedger) -> None:
    assert reason(office, office.root(office.binding("sun"))[0]) == "not-enrolled"


def test_a_revoked_key_signs_no_more_from_the_next_entry_on(office: SmallLedger) -> None:
    before = office.note("chen", "county_head", CASE)
    office.revoke("chen")
    after = office.note("chen", "county_head", CASE)

    assert (reason(office, before), reason(office, after)) == (None, "key-revoked")


def test_a_new_key_takes_the_place_of_a_revoked_one(office: SmallLedger) -> None:
    office.revoke("chen")
    new = key_of("chen's second")
    office.confirm(*office.root(office.binding("chen", new)))

    assert reason(office, office.note("chen", "county_head", CASE, signer=new)) is None


def test_the_logs_key_records_case_heads_and_nothing_else(office: SmallLedger) -> None:
    log = key_of("log")

    assert reason(office, office.heads()) is None
    assert reason(office, office.note("log", "log", CASE, signer=log)) == "log-elsewhere"
    assert reason(office, office.note("chen", "county_head", CASE, signer=log)) == "log-elsewhere"
    assert reason(office, office.record("log", "log", Draft("HEADS", STRUCK, {}), signer=log)[0]) == "wrong-case"


def test_nobody_else_records_case_heads(office: SmallLedger) -> None:
    draft = Draft("HEADS", "case-heads.recorded/1", {"size": 1, "root": "0" * 64, "cases": 1})

    assert reason(office, office.record("log", "log", draft, signer=key_of("chen"))[0]) == "not-the-log"
    assert reason(office, office.root(draft)[0]) == "not-the-log"


# Confirmation


def test_with_two_root_holders_nothing_is_given_until_the_second_confirms() -> None:
    ledger = an_office()
    given = ledger.root(Draft("PER-sun", "person.enrolled/1", {"person": "sun", "name": "Sun"}), ledger.binding("sun"))
    ledger.grant("sun", "finance")
    early = ledger.note("sun", "finance", CASE)
    ledger.confirm(*given)
    late = ledger.note("sun", "finance", CASE)

    assert [reason(ledger, each) for each in given] == [None, None]
    assert (reason(ledger, early), reason(ledger, late)) == ("key-unconfirmed", None)


def test_an_unconfirmed_grant_gives_nothing() -> None:
    ledger = an_office(roots=("wang", "li", "zhou"))
    facts = {"person": "zhao", "office": "finance", "capacity": "hold", "from": FIRST_DAY, "until": None}
    given = ledger.root(Draft("OFC-finance", "grant.given/1", facts))[0]
    early = ledger.note("zhao", "finance", CASE)
    confirmed = ledger.confirm(given, by="zhou")[0]
    late = ledger.note("zhao", "finance", CASE)

    assert (reason(ledger, early), reason(ledger, late)) == ("no-grant", None)
    assert Record(ledger.source).grants.effective_index(given) == confirmed.index


def test_nobody_confirms_his_own_word(office: SmallLedger) -> None:
    given = office.root(Draft("BOOKS", STRUCK, {}))[0]

    assert reason(office, office.confirm(given, by="wang")[0]) == "confirms-own"
    assert Record(office.source).grants.effective_index(given) is None


def test_a_second_confirmation_is_no_fault_and_changes_nothing() -> None:
    ledger = an_office(roots=("wang", "li", "zhou"))
    given = ledger.root(Draft("BOOKS", STRUCK, {}))[0]
    first, second = ledger.confirm(given, by="li")[0], ledger.confirm(given, by="zhou")[0]

    assert reason(ledger, second) is None
    assert Record(ledger.source).grants.effective_index(given) == first.index


def test_what_is_void_cannot_be_confirmed(office: SmallLedger) -> None:
    void = office.record("chen", "root", Draft("BOOKS", STRUCK, {}))[0]

    assert reason(office, office.confirm(void)[0]) == "confirms-nothing"


def test_a_confirmation_stands_in_the_case_of_what_it_confirms(office: SmallLedger) -> None:
    given = office.root(Draft("BOOKS", STRUCK, {}))[0]
    facts = {"index": given.index, "leaf": given.leaf.hex()}

    assert reason(office, office.root(Draft("CALENDAR", "roster.confirmed/1", facts), by="li")[0]) == "confirms-nothing"


def test_taking_power_away_never_waits(office: SmallLedger) -> None:
    grant = office.grant("zhao", "finance")
    office.end(grant, "2022-05-05")

    assert reason(office, office.note("zhao", "finance", CASE)) == "no-grant"
    assert reason(office, office.note("zhao", "finance", CASE, on="2022-05-05")) is None


def test_an_ending_never_lengthens_a_grant(office: SmallLedger) -> None:
    grant = office.grant("zhao", "finance", until="2022-05-05")
    office.end(grant, "2022-12-31")

    assert reason(office, office.note("zhao", "finance", CASE)) == "no-grant"


def test_with_one_root_holder_everything_holds_at_once() -> None:
    ledger = an_office(roots=("wang",))

    assert all(reason is None for _, reason in judged(ledger))
    assert reason(ledger, ledger.note("chen", "county_head", CASE)) is None


def test_a_lone_root_holder_does_not_confirm_himself() -> None:
    ledger = an_office(roots=("wang",))
    given = ledger.root(Draft("BOOKS", STRUCK, {}))[0]
    facts = {"index": given.index, "leaf": given.leaf.hex()}

    assert reason(ledger, ledger.root(Draft("BOOKS", "roster.confirmed/1", facts))[0]) == "confirms-own"


def test_what_the_record_said_at_an_index_judges_that_index(office: SmallLedger) -> None:
    grant = office.grant("zhao", "finance")
    lawful = office.note("zhao", "finance", CASE)
    office.end(grant, "2022-05-01")

    assert reason(office, lawful) is None


# Annulment and doubt


def test_two_root_holders_annul_a_void_entry(office: SmallLedger) -> None:
    void = forced(office, "chen", "county_head")
    annulment = office.annul(void)
    assert reason(office, annulment) is None
    assert not Record(office.source).grants.annulled(void.index)

    office.confirm(annulment)

    assert Record(office.source).grants.annulled(void.index)
    assert reason(office, void) == "bad-signature"


def test_a_valid_entry_cannot_be_annulled(office: SmallLedger) -> None:
    valid = office.note("chen", "county_head", CASE)

    annulment = office.annul(valid)

    assert reason(office, annulment) == "annuls-nothing"
    assert reason(office, office.confirm(annulment)[0]) == "confirms-nothing"
    assert reason(office, valid) is None


def test_a_void_annulment_can_itself_be_annulled(office: SmallLedger) -> None:
    void = office.annul(office.note("chen", "county_head", CASE))

    annulment = office.annul(void)
    office.confirm(annulment)

    assert reason(office, annulment) is None
    assert Record(office.source).grants.annulled(void.index)


def test_of_two_annulments_of_one_entry_either_may_be_confirmed(office: SmallLedger) -> None:
    void = forced(office, "chen", "county_head")
    office.annul(void)
    office.confirm(office.annul(void))

    assert Record(office.source).grants.annulled(void.index)


def test_a_compromise_questions_what_the_key_signed_from_then_on(office: SmallLedger) -> None:
    before = office.note("chen", "county_head", CASE)
    during = office.note("chen", "county_head", CASE)
    another = office.note("zhao", "gov_office", CASE)
    revocation = office.revoke("chen", since=during.at)
    after = office.note("chen", "county_head", CASE)

    grants = Record(office.source).grants
    assert [grants.questioned(each) for each in (before, during, another)] == [None, revocation.index, None]
    assert (reason(office, during), reason(office, after)) == (None, "key-revoked")


def test_a_later_revocation_may_tell_of_an_earlier_compromise(office: SmallLedger) -> None:
    signed = office.note("chen", "county_head", CASE)
    office.revoke("chen")
    told = office.revoke("chen", since=signed.at)

    assert Record(office.source).grants.questioned(signed) == told.index


def test_what_was_recorded_for_another_is_questioned_by_the_clerks_key(office: SmallLedger) -> None:
    signed = office.note("chen", "county_head", CASE, recorded_by="zhao")
    office.revoke("zhao", since=signed.at)

    assert Record(office.source).grants.questioned(signed) is not None


# The founding


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "govledger/2"}, {"origin": "example.gov.cn/longfeng"}, {"roots": []}, {"log": {}},
        {"training": None}, {"roots": [{"person": "wang"}]},
    ],
)  # fmt: skip
def test_a_founding_that_is_not_one_founds_nothing(changed: dict[str, object]) -> None:
    ledger = SmallLedger()
    founded = ledger.found(**changed)

    assert Record(ledger.source).grants.judge(founded) == "bad-founding"


def test_every_root_holder_proves_that_he_has_his_key() -> None:
    ledger = SmallLedger()
    told = ledger.found().facts["roots"]
    other = SmallLedger()

    founded = other.found(roots=[told[0], told[1] | {"possession": told[0]["possession"]}])

    assert Record(other.source).grants.judge(founded) == "bad-founding"


def test_the_first_root_holder_signs_the_founding() -> None:
    ledger = SmallLedger()
    entries = ledger.compose("li", "root", Draft("ROOT", "ledger.founded/1", SmallLedger().found().facts))
    ledger.list.force(entries)

    assert Record(ledger.source).grants.judge(Recorded.of(ledger.list.entries[0])) == "bad-founding"


def test_one_person_is_not_two_root_holders() -> None:
    ledger = SmallLedger(roots=("wang", "wang"))

    assert Record(ledger.source).grants.judge(ledger.found()) == "bad-founding"


# Entries that are about to be recorded


def test_an_act_about_to_be_recorded_is_judged_part_by_part(office: SmallLedger) -> None:
    drafts = (Draft("PER-sun", "person.enrolled/1", {"person": "sun", "name": "Sun"}), office.binding("sun"))
    entries = office.compose("wang", "root", *drafts)
    grants = Record(office.source).grants
    scratch = an_office().list
    scratch.entries = list(office.list.entries)
    scratch.head_row = office.list.head_row
    planned = [Recorded.of(scratch.entries[index]) for index in scratch.force(entries)]

    assert [grants.judge(each) for each in planned] == [None, None]
    assert office.size == planned[0].index


def test_speaks_says_beforehand_what_judging_says_afterwards(office: SmallLedger) -> None:
    for person, key, recorder in [("chen", "chen", None), ("zhao", "zhao", None), ("chen", "zhao", "zhao")]:
        by = {"person": person, "office": "county_head", "recorded_by": recorder, "acting_for": None}
        told = Record(office.source).grants.speaks(by, key_of(key).keyid, "2022-05-06", office.size)
        after = office.note(person, "county_head", CASE, recorded_by=recorder, signer=key_of(key))
        assert told == reason(office, after)


def test_signing_an_act_takes_its_place_in_the_chain_even_when_void(office: SmallLedger) -> None:
    void = forced(office, "chen", "county_head")
    following = office.note("chen", "county_head", CASE)

    assert following.version == void.version + 1
    assert following.prev == void.leaf.hex()
    assert sign_act([following.payload], key_of("chen"))[0].leaf() == following.leaf
