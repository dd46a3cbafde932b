"""What everyday folds read: what is void is not there, and what cannot be read is named."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ledger.application import Store
from ledger.entry import Recorded
from ledger.errors import BrokenRecord
from ledger.event import Draft
from ledger.merkle import root_of
from ledger.record import Record
from tests.ledger.scribe import key_of
from tests.ledger.small_ledger import NOTE, SmallLedger, a_small_ledger, an_office, spoiled

CASE = "FND-2022-0001"


@pytest.fixture
def office() -> SmallLedger:
    return an_office()


def forced(ledger: SmallLedger) -> Recorded:
    entries = ledger.compose("chen", "county_head", Draft(CASE, NOTE, {"text": "forged"}))
    index = ledger.list.force([spoiled(entry) for entry in entries])[0]
    return Recorded.of(ledger.list.entries[index])


def texts(entries: object) -> list[str]:
    return [each.facts["text"] for each in entries]  # type: ignore[attr-defined]


def test_a_void_entry_forced_in_is_read_by_no_fold(office: SmallLedger) -> None:
    office.note("chen", "county_head", CASE, "first")
    void = forced(office)
    office.note("chen", "county_head", CASE, "second")

    record = Record(office.source)

    assert texts(record.case(CASE)) == ["first", "second"]
    assert texts(record.of_types({NOTE})) == ["first", "second"]
    assert record.at(void.index) is None
    assert record.raw_at(void.index) == void
    assert texts(record.raw_case(CASE)) == ["first", "forged", "second"]


def test_a_void_entry_stays_unread_once_annulled(office: SmallLedger) -> None:
    void = forced(office)
    office.confirm(office.annul(void))

    assert Record(office.source).case(CASE) == []


def test_a_case_that_is_not_there_is_empty(office: SmallLedger) -> None:
    assert Record(office.source).case("FND-1999-0001") == []


def test_what_is_appended_later_is_not_seen(office: SmallLedger) -> None:
    office.note("chen", "county_head", CASE, "first")
    record = Record(office.source)
    office.note("chen", "county_head", CASE, "second")
    office.revoke("chen")

    assert texts(record.case(CASE)) == ["first"]
    assert texts(record.of_types({NOTE})) == ["first"]
    assert record.at(office.size - 1) is None
    assert record.grants.holds("chen", "county_head", "hold", "2022-05-06", record.size)
    assert texts(record.renewed().case(CASE)) == ["first", "second"]


def test_seen_is_the_size_and_the_root_of_the_tree(office: SmallLedger) -> None:
    leaves = [row.leaf for row in office.source.rows(0, office.size)]

    assert Record(office.source).seen() == (len(leaves), root_of(leaves).hex())


@pytest.mark.parametrize("column", ["case", "version", "id", "type"])
def test_a_column_that_is_not_what_was_signed_is_named(office: SmallLedger, column: str) -> None:
    entry = office.note("chen", "county_head", CASE)
    value = 2 if column == "version" else "0"
    office.list.entries[entry.index] = office.list.entries[entry.index]._replace(**{column: value})

    with pytest.raises(BrokenRecord) as broken:
        Record(office.source).raw_at(entry.index)

    assert (broken.value.index, broken.value.step) == (entry.index, 2)


def test_a_payload_that_cannot_be_read_is_named(office: SmallLedger) -> None:
    entry = office.note("chen", "county_head", CASE)
    office.list.entries[entry.index] = office.list.entries[entry.index]._replace(payload=entry.text + " ")

    with pytest.raises(BrokenRecord) as broken:
        Record(office.source).case(CASE)

    assert (broken.value.index, broken.value.case, broken.value.step) == (entry.index, CASE, 2)


def test_a_chain_with_an_entry_missing_is_named(office: SmallLedger) -> None:
    office.note("chen", "county_head", CASE, "first")
    gone = office.note("chen", "county_head", CASE, "second")
    third = office.note("chen", "county_head", CASE, "third")
    office.list.entries.remove(next(row for row in office.list.entries if row.index == gone.index))

    with pytest.raises(BrokenRecord) as broken:
        Record(office.source).case(CASE)

    assert (broken.value.index, broken.value.case, broken.value.step) == (third.index, CASE, 7)


def test_a_ledger_that_was_never_founded_is_named() -> None:
    with pytest.raises(BrokenRecord) as broken:
        Record(SmallLedger().source).grants.holds("wang", "root", "hold", "2022-05-06", 0)

    assert (broken.value.index, broken.value.step) == (0, 5)


def test_a_signature_is_checked_once(office: SmallLedger) -> None:
    office.note("chen", "county_head", CASE)
    checks = []
    record = Record(office.source)
    first = record.case(CASE)
    record._checked = Watched(record._checked, checks)

    again = record.renewed().case(CASE)

    assert again == first
    assert checks == []


class Watched(dict):  # type: ignore[type-arg]
    """Writes down what is checked anew."""

    def __init__(self, known: dict[object, bool], checks: list[object]) -> None:
        super().__init__(known)
        self.checks = checks

    def __setitem__(self, key: object, value: bool) -> None:
        self.checks.append(key)
        super().__setitem__(key, value)


def test_reading_needs_neither_eventsourcing_nor_pydantic() -> None:
    heavy = "{'eventsourcing', 'pydantic', 'psycopg', 'sqlite3'}"
    loaded = f"import sys, ledger.record, ledger.verify; print({heavy} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"


def test_both_stores_and_a_list_read_alike(store: Store) -> None:
    stored, listed = a_small_ledger(store)[0], a_small_ledger()[0]
    one, other = Record(stored.source), Record(listed.source)

    assert one.seen() == other.seen()
    assert texts(one.case(CASE)) == texts(other.case(CASE)) == ["请示", "同意", "one"]
    assert one.grants.in_force("county_head", "hold", "2022-05-06", one.size)[0].person == "chen"
    assert one.grants.key_owner(key_of("chen").keyid) == "chen"
