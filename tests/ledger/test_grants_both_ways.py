"""Whether a reader loads the few cases that he needs or takes in the whole ledger, he judges the same."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.entry import Recorded
from ledger.event import Draft
from ledger.grants import Grants
from ledger.record import Record
from tests.ledger.scribe import key_of
from tests.ledger.small_ledger import FIRST_DAY, NOTE, STRUCK, SmallLedger, spoiled

PEOPLE = ("wang", "li", "chen", "zhao")
OFFICES = ("root", "county_head", "finance")
KEYS = (*PEOPLE, "spare", "log")
DAYS = ("2022-05-05", "2022-05-06", "2022-05-08")

people, offices, keys, days = (st.sampled_from(each) for each in (PEOPLE, OFFICES, KEYS, DAYS))
step = st.tuples(
    st.sampled_from(
        ("enrol", "bind", "revoke", "doubt", "give", "end", "confirm", "annul", "note", "record", "adopt", "heads")
    ),
    people,
    offices,
    keys,
    st.integers(0, 40),
    days,
    st.sampled_from(("straight", "straight", "straight", "spoiled", "pretended")),
)


def draft_of(ledger: SmallLedger, what: str, person: str, office: str, key: str, at: int, day: str) -> Draft:
    """What a step says; `at` picks an earlier entry for what is about one."""
    rows = ledger.list.entries
    target = rows[at % len(rows)]
    about = {"index": target.index, "leaf": target.leaf.hex()}
    match what:
        case "enrol":
            return Draft(f"PER-{person}", "person.enrolled/1", {"person": person, "name": person})
        case "bind":
            return ledger.binding(person, key_of(key))
        case "revoke" | "doubt":
            since = "2022-05-06T01:02:20.000000Z" if what == "doubt" else None
            facts = {"keyid": key_of(key).keyid, "reason": "lost", "compromised_since": since}
            return Draft(f"PER-{person}", "key.revoked/1", facts)
        case "give":
            capacity = ("hold", "record-for")[at % 2]
            facts = {"person": person, "office": office, "capacity": capacity, "from": FIRST_DAY, "until": day}
            return Draft(f"OFC-{office}", "grant.given/1", facts)
        case "end":
            return Draft(target.case, "grant.ended/1", about | {"until": day})
        case "confirm":
            return Draft(target.case, "roster.confirmed/1", about)
        case "annul":
            return Draft("ROOT", "entry.annulled/1", about)
        case "adopt":
            return Draft("BOOKS", STRUCK, {})
        case _:
            return Draft(f"FND-{at % 3}", NOTE, {})


def write(ledger: SmallLedger, steps: list[tuple[str, str, str, str, int, str, str]]) -> None:
    for what, person, office, key, at, day, how in steps:
        if what == "heads":
            ledger.heads(cases=at)
            continue
        draft = draft_of(ledger, what, person, office, key, at, day)
        if what in ("note", "record"):
            recorder = PEOPLE[at % len(PEOPLE)] if what == "record" else None
            signer = key_of(recorder or person) if how == "straight" else key_of(key)
            entries = ledger.compose(person, office, draft, recorded_by=recorder, signer=signer, on=day)
        elif how == "pretended":
            entries = ledger.compose(person, office, draft, signer=key_of(key))
        else:
            entries = ledger.compose(("wang", "li")[at % 2], "root", draft)
        ledger.list.force([spoiled(entry) for entry in entries] if how == "spoiled" else entries)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from((("wang",), ("wang", "li"))), st.lists(step, min_size=5, max_size=45), st.randoms())
def test_loading_by_need_judges_as_taking_in_everything(roots, steps, chance) -> None:  # type: ignore[no-untyped-def]
    ledger = SmallLedger(roots=roots)
    ledger.found()
    for person in ("chen", "zhao"):
        ledger.enrol(person)
    ledger.grant("chen", "county_head")
    ledger.grant("zhao", "county_head", "record-for")
    write(ledger, steps)
    entries = [Recorded.of(row) for row in ledger.list.entries]

    fed = Grants()
    expected = {recorded.index: fed.take(recorded) for recorded in entries}
    lazily = Record(ledger.list).grants
    chance.shuffle(entries)

    for recorded in entries:
        assert lazily.judge(recorded) == expected[recorded.index], recorded
        assert lazily.annulled(recorded.index) == fed.annulled(recorded.index)
        if expected[recorded.index] is None:
            assert lazily.questioned(recorded) == fed.questioned(recorded)
            assert lazily.effective_index(recorded) == fed.effective_index(recorded)
    for office in OFFICES[1:]:
        for index in range(ledger.size + 1):
            assert [g.word.index for g in lazily.in_force(office, "hold", DAYS[1], index)] == [
                g.word.index for g in fed.in_force(office, "hold", DAYS[1], index)
            ]
    assert [lazily.key_owner(key_of(key).keyid) for key in KEYS] == [fed.key_owner(key_of(key).keyid) for key in KEYS]


def test_the_random_ledgers_hold_valid_void_annulled_and_questioned_entries() -> None:
    ledger = SmallLedger()
    ledger.found()
    ledger.enrol("chen")
    ledger.grant("chen", "county_head")
    write(
        ledger,
        [
            ("note", "chen", "county_head", "chen", 0, DAYS[1], "straight"),
            ("note", "chen", "county_head", "chen", 0, DAYS[1], "spoiled"),
            ("annul", "chen", "root", "chen", 8, DAYS[1], "straight"),
            ("confirm", "chen", "root", "chen", 9, DAYS[1], "straight"),
            ("doubt", "chen", "root", "chen", 0, DAYS[1], "straight"),
        ],
    )
    fed = Grants()
    reasons = [fed.take(Recorded.of(row)) for row in ledger.list.entries]

    assert reasons[7:] == [None, "bad-signature", None, None, None]
    assert fed.annulled(8)
