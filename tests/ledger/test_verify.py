"""The verifier on records that hold, on void and questioned entries, and on what is in the auditor's hand."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.application import Store
from ledger.checkpoint import Checkpoint, Vkey, sign_checkpoint
from ledger.entry import Recorded
from ledger.errors import BadInput
from ledger.event import Draft
from ledger.record import Record
from ledger.source import Row
from ledger.sqlite_source import SqliteSource
from ledger.verify import verify
from ledger.verify_cores import WORTH_IT
from ledger.verify_report import WARNINGS, Report
from tests.ledger.big_ledger import write_big_ledger
from tests.ledger.scribe import ORIGIN, START, key_of
from tests.ledger.small_ledger import NOTE, STRUCK, ListSource, SmallLedger, a_small_ledger, an_office, spoiled

CASE = "FND-2022-0001"


@pytest.fixture
def office() -> SmallLedger:
    return an_office()


def forced(ledger: SmallLedger, person: str = "chen", **how: object) -> Recorded:
    entries = ledger.compose(person, "county_head", Draft(CASE, NOTE, {}), **how)  # type: ignore[arg-type]
    index = ledger.list.force([spoiled(entry) for entry in entries])[0]
    return Recorded.of(ledger.list.entries[index])


def broken(report: Report) -> tuple[int | None, str | None, int | None]:
    """Where the first break is: index, case, step."""
    assert not report.ok
    assert report.first_break is not None
    return report.first_break.index, report.first_break.case, report.first_break.step


# Records that hold


def test_a_lawful_ledger_holds_on_every_store(store: Store) -> None:
    ledger, notes = a_small_ledger(store)
    fingerprint = next(ledger.source.rows(0, 1)).leaf.hex()

    report = verify(ledger.source, checkpoints=notes, vkey=ledger.vkey, fingerprint=fingerprint)

    assert report.ok
    assert [(step.step, step.ran, step.ok) for step in report.steps] == [(n, n < 9, n < 9) for n in range(1, 10)]
    assert (report.size, report.fingerprint) == (ledger.size, fingerprint)
    assert report.checkpoint == (ledger.size, report.root)
    assert [caution.code for caution in report.warnings] == ["training"]


def test_the_same_acts_give_the_same_root_on_every_store(store: Store) -> None:
    assert verify(a_small_ledger(store)[0].source).root == verify(a_small_ledger()[0].source).root


def test_the_report_has_the_shape_that_others_build_on(office: SmallLedger) -> None:
    void = forced(office)

    told = json.loads(json.dumps(verify(office.source).as_json()))

    shape = {"ok", "size", "root", "checkpoint", "steps", "first_break", "void", "questioned"}
    assert shape <= told.keys()
    assert told["ok"] is False
    assert told["checkpoint"] is None
    assert told["first_break"] is None
    assert told["steps"][8] == {"step": 9, "name": "rules", "ran": False, "ok": False}
    assert told["void"] == [
        {"index": void.index, "case": CASE, "type": NOTE, "reason": "bad-signature", "says": "the signature is wrong"}
    ]


def test_a_break_is_told_with_index_case_step_expected_and_got(office: SmallLedger) -> None:
    row = office.list.entries[3]
    office.list.entries[3] = row._replace(leaf=bytes(32))

    first = verify(office.source).as_json()["first_break"]

    assert first.pop("says").startswith("entry 3 of PER-chen was changed")
    assert first == {"index": 3, "case": "PER-chen", "step": 3, "expected": "00" * 32, "got": row.leaf.hex()}


def test_progress_runs_to_its_end(office: SmallLedger) -> None:
    told: list[tuple[int, int]] = []

    verify(office.source, progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (2 * office.size, 2 * office.size)
    assert told == sorted(told)


def test_a_ledger_may_grow_while_it_is_verified(office: SmallLedger) -> None:
    growing = Growing(office)

    report = verify(growing)

    assert report.ok
    assert report.size < office.size


class Growing(ListSource):
    """Somebody records whenever the rows behind the head are looked at, and revokes a key at the first look."""

    def __init__(self, ledger: SmallLedger) -> None:
        super().__init__(ledger.list.entries, ledger.list.keys, ledger.list.head_row)
        self.ledger = ledger
        ledger.list = self

    def rows(self, start: int, stop: int) -> Iterator[Row]:
        if stop > self.head_row.size:
            self.ledger.revoke("chen")
            self.ledger.note("zhao", "gov_office", CASE)
        return super().rows(start, stop)


def test_worker_processes_find_what_one_process_finds(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = write_big_ledger(path, 1_500)
    source = SqliteSource(path)
    ledger.list.entries = list(source.rows(0, 1_500))

    alone, spread = verify(source, workers=0), verify(source, workers=2)
    ledger.list.head_row = source.head()
    in_a_list = verify(ledger.list, workers=2)
    source.close()

    assert alone.ok
    assert alone.as_json() == spread.as_json() == in_a_list.as_json()


def test_worker_processes_open_every_store_again(store: Store) -> None:
    ledger, notes = a_small_ledger(store)

    assert (
        verify(store.source, checkpoints=notes, workers=1).as_json()
        == verify(store.source, checkpoints=notes).as_json()
    )
    assert ledger.size == verify(store.source, workers=1).size


def test_a_source_that_cannot_be_opened_again_is_read_in_one_process(office: SmallLedger) -> None:
    class Here(ListSource):
        """Of a class that another process cannot find."""

    here = Here(office.list.entries, office.list.keys, office.list.head_row)

    assert verify(here, workers=2).ok


def test_the_verdict_does_not_depend_on_workers_that_die(office: SmallLedger) -> None:
    void = forced(office)

    report = verify(DeadlyElsewhere(office.list.entries, office.list.keys, office.list.head_row), workers=1)

    assert report.first_break is None
    assert [each.index for each in report.void] == [void.index]


class DeadlyElsewhere(ListSource):
    """A ledger that ends every other process that opens it."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def test_worker_processes_name_the_first_break(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = write_big_ledger(path, 2_500)
    source = SqliteSource(path)
    ledger.list.entries, ledger.list.head_row = list(source.rows(0, 2_500)), source.head()
    source.close()
    for index in (1_100, 2_100):
        row = ledger.list.entries[index]
        ledger.list.entries[index] = row._replace(sig=bytes(64))

    assert broken(verify(ledger.list, workers=2)) == (1_100, ledger.list.entries[1_100].case, 3)


def test_wrong_signatures_are_found_by_workers_and_by_threads(tmp_path: Path) -> None:
    ledger = an_office()
    void = [forced(ledger).index for _ in range(40)]

    for workers in (0, 1):
        report = verify(ledger.source, workers=workers)
        assert [each.index for each in report.void] == void


def test_a_ledger_that_is_worth_it_is_spread_over_all_cores(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    write_big_ledger(path, WORTH_IT)
    source = SqliteSource(path)

    assert verify(source).ok
    source.close()


# What is void, annulled, questioned


def test_a_void_entry_fails_the_ledger_until_two_root_holders_annul_it(office: SmallLedger) -> None:
    void = forced(office)
    office.note("chen", "county_head", CASE)

    before = verify(office.source)
    annulment = office.annul(void)
    half = verify(office.source)
    office.confirm(annulment)
    after = verify(office.source)

    assert [(each.index, each.reason) for each in before.void] == [(void.index, "bad-signature")]
    assert (before.ok, half.ok, after.ok) == (False, False, True)
    assert before.steps[5] == (6, "signatures, keys and grants", True, False)
    assert (after.void, after.annulled) == ([], before.void)


def test_a_void_entry_that_a_store_took_is_read_by_nobody_and_can_be_annulled(store: Store) -> None:
    ledger = an_office(store)
    entries = [spoiled(each) for each in ledger.compose("chen", "county_head", Draft(CASE, NOTE, {}))]
    index = store.append(entries, seen_size=ledger.size)[0]
    lawful = ledger.note("chen", "county_head", CASE)

    assert Record(store.source).case(CASE) == [lawful]
    assert [each.index for each in verify(store.source).void] == [index]

    ledger.confirm(ledger.annul(Recorded.of(next(store.source.rows(index, index + 1)))))

    assert Record(store.source).case(CASE) == [lawful]
    assert verify(store.source).ok


def test_questioned_entries_are_listed_and_the_ledger_holds(office: SmallLedger) -> None:
    office.note("chen", "county_head", CASE)
    doubtful = office.note("chen", "county_head", CASE)
    revocation = office.revoke("chen", since=doubtful.at)

    report = verify(office.source)

    assert report.ok
    assert [tuple(each) for each in report.questioned] == [(doubtful.index, CASE, NOTE, revocation.index)]


def test_a_void_revocation_questions_nothing(office: SmallLedger) -> None:
    signed = office.note("chen", "county_head", CASE)
    facts = {"keyid": key_of("chen").keyid, "reason": "spite", "compromised_since": signed.at}
    office.record("zhao", "gov_office", Draft("PER-chen", "key.revoked/1", facts))

    report = verify(office.source)

    assert report.questioned == []
    assert [each.reason for each in report.void] == ["not-a-root"]


@pytest.mark.parametrize("revocation_first", [True, False])
def test_a_revocation_that_races_an_approval_verifies_whichever_wins(revocation_first: bool) -> None:
    ledger = an_office()
    if revocation_first:
        ledger.revoke("chen")
        ledger.note("zhao", "gov_office", CASE, "chen could not")
    else:
        ledger.note("chen", "county_head", CASE)
        ledger.revoke("chen")

    assert verify(ledger.source).ok


def test_without_signatures_the_rest_is_checked_and_the_report_says_so(office: SmallLedger) -> None:
    forced(office)
    unlawful = office.note("zhao", "county_head", CASE)

    report = verify(office.source, signatures="none")

    assert [each.index for each in report.void] == [unlawful.index]
    assert report.steps[5].ran is False
    assert "signatures-unchecked" in [caution.code for caution in report.warnings]


def test_a_sample_holds_all_that_root_holders_signed(office: SmallLedger) -> None:
    entries = office.compose("wang", "root", Draft("PER-sun", "person.enrolled/1", {"person": "sun", "name": "Sun"}))
    index = office.list.force([spoiled(entry) for entry in entries])[0]

    report = verify(office.source, signatures="sample")

    assert [each.index for each in report.void] == [index]
    assert "signatures-sampled" in [caution.code for caution in report.warnings]


# The walk


def test_the_entries_of_an_act_stand_together(office: SmallLedger) -> None:
    drafts = [Draft(f"FND-{n}", NOTE, {}) for n in range(3)]
    act = office.compose("chen", "county_head", *drafts)
    between = office.compose("zhao", "gov_office", Draft("FND-9", NOTE, {}))
    office.list.force([act[0], act[1], *between, act[2]])

    assert broken(verify(office.source)) == (office.size - 2, "FND-9", 2)


@pytest.mark.parametrize("kept", [(0, 1), (1, 2), (0, 2), (0, 0, 1, 2)])
def test_an_act_is_whole(office: SmallLedger, kept: tuple[int, ...]) -> None:
    act = office.compose("chen", "county_head", *(Draft(f"FND-{n}", NOTE, {}) for n in range(3)))
    office.list.force([act[n] for n in kept])
    office.note("zhao", "gov_office", "FND-9")

    report = verify(office.source)

    assert broken(report)[2] == 2


def test_the_last_act_is_whole_too(office: SmallLedger) -> None:
    act = office.compose("chen", "county_head", Draft("FND-1", NOTE, {}), Draft("FND-2", NOTE, {}))
    office.list.force(act[:1])

    assert broken(verify(office.source)) == (office.size - 1, "FND-1", 2)


@pytest.mark.parametrize("changed", [{"on": "2022-05-05"}, {"at": "2022-05-06T01:59:00.000000Z"}])
def test_an_act_has_one_instant_and_one_day(office: SmallLedger, changed: dict[str, str]) -> None:
    drafts = (Draft("FND-1", NOTE, {}), Draft("FND-2", NOTE, {}))
    first = office.compose("chen", "county_head", *drafts)
    office.acts -= 1
    second = office.compose("chen", "county_head", *drafts, **changed)  # type: ignore[arg-type]
    office.list.force([first[0], second[1]])

    assert broken(verify(office.source)) == (office.size - 1, "FND-2", 2)


def test_an_entry_of_another_ledger_is_found(office: SmallLedger) -> None:
    entry = office.note("chen", "county_head", CASE, ledger="example.gov.cn/longfeng")

    assert broken(verify(office.source)) == (entry.index, CASE, 2)


@pytest.mark.parametrize("lag", [0, 1, 4])
def test_an_entry_may_have_seen_a_somewhat_older_tree(office: SmallLedger, lag: int) -> None:
    seen = root_at(office, office.size - lag)
    office.note("chen", "county_head", CASE, seen=seen)

    assert verify(office.source).ok


def test_an_entry_that_saw_another_tree_is_found(office: SmallLedger) -> None:
    entry = office.note("chen", "county_head", CASE, seen=(office.size, "0" * 64))

    assert broken(verify(office.source)) == (entry.index, CASE, 3)


def test_what_a_void_entry_says_it_saw_breaks_nothing(office: SmallLedger) -> None:
    void = forced(office, seen=(office.size - 1, "0" * 64))
    office.confirm(office.annul(void))

    report = verify(office.source)

    assert report.ok
    assert [each.index for each in report.annulled] == [void.index]


def test_an_entry_that_saw_a_tree_still_to_come_is_found(office: SmallLedger) -> None:
    entry = office.note("chen", "county_head", CASE, seen=(office.size + 1, "0" * 64))

    assert broken(verify(office.source)) == (entry.index, CASE, 3)


@pytest.mark.parametrize(("lag", "holds"), [(4_096, True), (4_097, False)])
def test_what_an_entry_saw_lags_by_at_most_4096(tmp_path: Path, lag: int, holds: bool) -> None:
    path = tmp_path / "ledger.db"
    ledger = write_big_ledger(path, 4_150)
    source = SqliteSource(path)
    ledger.list.entries, ledger.list.head_row = list(source.rows(0, 4_150)), source.head()
    source.close()
    entry = ledger.note("zhao", "gov_office", "FND-9", seen=root_at(ledger, ledger.size - lag))

    report = verify(ledger.list, workers=0, signatures="none")

    assert report.ok is holds
    assert holds or broken(report) == (entry.index, "FND-9", 3)


def root_at(ledger: SmallLedger, size: int) -> tuple[int, str]:
    from ledger.merkle import root_of

    return size, root_of([row.leaf for row in ledger.source.rows(0, size)]).hex()


@pytest.mark.parametrize("changed", [{"version": 3}, {"version": 1, "prev": "0" * 64}, {"prev": "1" * 64}])
def test_a_case_runs_1_2_3_each_entry_naming_the_one_before(office: SmallLedger, changed: dict[str, object]) -> None:
    office.note("chen", "county_head", CASE)
    entry = office.note("chen", "county_head", CASE, **changed)

    assert broken(verify(office.source)) == (entry.index, CASE, 7)


def test_case_heads_that_are_so_hold(office: SmallLedger) -> None:
    office.heads()
    office.note("chen", "county_head", CASE)
    office.heads()

    assert verify(office.source).ok


def test_case_heads_may_lag_behind_the_tree(office: SmallLedger) -> None:
    office.note("chen", "county_head", CASE)
    entries = office.compose("log", "log", heads_draft(office), signer=office.log)
    office.note("chen", "county_head", CASE)
    office.note("zhao", "gov_office", "FND-2022-0002")
    office.list.force(entries)

    assert verify(office.source).ok


def heads_draft(office: SmallLedger) -> Draft:
    """The case heads as they stand, not recorded."""
    entry = office.heads()
    office.list.entries.pop()
    office.list.recomputed()
    return Draft("HEADS", entry.type, entry.facts)


@pytest.mark.parametrize("changed", [{"root": "0" * 64}, {"cases": 1}, {"size": 3}])
def test_case_heads_that_are_not_so_are_found(office: SmallLedger, changed: dict[str, object]) -> None:
    entry = office.heads(**changed)

    assert broken(verify(office.source)) == (entry.index, "HEADS", 7)


def test_an_instant_never_runs_back_within_a_case(office: SmallLedger) -> None:
    office.note("chen", "county_head", CASE, at=START + timedelta(minutes=9))
    entry = office.note("chen", "county_head", CASE, at=START + timedelta(minutes=8))

    assert broken(verify(office.source)) == (entry.index, CASE, 8)


@pytest.mark.parametrize(
    ("back", "holds"), [(timedelta(minutes=5), True), (timedelta(minutes=5, microseconds=1), False)]
)
def test_an_instant_runs_back_by_at_most_five_minutes_between_cases(
    office: SmallLedger, back: timedelta, holds: bool
) -> None:
    late = START + timedelta(hours=1)
    office.note("chen", "county_head", "FND-1", at=late)
    entry = office.note("chen", "county_head", "FND-2", at=late - back)

    report = verify(office.source)

    assert report.ok is holds
    assert holds or broken(report) == (entry.index, "FND-2", 8)


# What the auditor has in hand


def test_a_checkpoint_of_each_size_on_the_way_holds() -> None:
    ledger = SmallLedger()
    ledger.found()
    notes = [ledger.checkpoint()]
    for n in range(20):
        ledger.root(Draft("BOOKS", STRUCK, {"n": n}))
        notes.append(ledger.checkpoint())

    report = verify(ledger.source, checkpoints=notes)

    assert report.ok
    assert report.checkpoint == (21, report.root)


def test_the_checkpoint_of_the_empty_tree_holds(office: SmallLedger) -> None:
    empty = SmallLedger()
    note = empty.checkpoint()

    assert verify(office.source, checkpoints=[note]).ok


def test_checkpoints_in_the_middle_of_large_spans_hold(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = write_big_ledger(path, 2_100)
    source = SqliteSource(path)
    ledger.list.entries = list(source.rows(0, 2_100))
    sizes = (1, 1_023, 1_024, 1_025, 1_500, 2_048, 2_100)
    notes = [
        sign_checkpoint(Checkpoint(ORIGIN, size, bytes.fromhex(root_at(ledger, size)[1])), ledger.log) for size in sizes
    ]

    assert verify(source, checkpoints=notes, workers=0, signatures="none").ok
    source.close()


def test_an_end_cut_off_behind_a_checkpoint_in_hand_is_found() -> None:
    ledger, notes = a_small_ledger()
    size = ledger.size
    ledger.list.entries = ledger.list.entries[: size - 2]
    ledger.list.recomputed()

    report = verify(ledger.source, checkpoints=notes)

    assert broken(report) == (size - 2, None, 4)
    assert report.first_break is not None
    assert (report.first_break.expected, report.first_break.got) == (size, size - 2)


def test_an_end_cut_off_and_written_anew_is_found() -> None:
    ledger, notes = a_small_ledger()
    size = ledger.size
    ledger.list.entries = ledger.list.entries[: size - 2]
    ledger.list.recomputed()
    for n in range(4):
        ledger.note("chen", "county_head", "FND-2022-0009", str(n))

    assert broken(verify(ledger.source, checkpoints=notes)) == (size - 1, None, 3)
    assert verify(ledger.source).ok, "nothing else could tell: this is what checkpoints are for"


def test_an_earlier_checkpoint_that_the_tree_does_not_extend_is_found() -> None:
    ledger, notes = a_small_ledger()
    early = Checkpoint(ORIGIN, 17, bytes(32))

    report = verify(ledger.source, checkpoints=[*notes, sign_checkpoint(early, ledger.log)])

    assert broken(report) == (16, None, 4)


def test_two_checkpoints_of_one_size_with_two_roots_are_found() -> None:
    ledger, notes = a_small_ledger()
    other = sign_checkpoint(Checkpoint(ORIGIN, ledger.size, bytes(32)), ledger.log)

    assert broken(verify(ledger.source, checkpoints=[*notes, other]))[2] == 4


def test_a_checkpoint_that_the_log_did_not_sign_is_found(office: SmallLedger) -> None:
    stranger = key_of("stranger")
    head = office.source.head()
    note = sign_checkpoint(Checkpoint(ORIGIN, head.size, bytes(32)), stranger)

    assert broken(verify(office.source, checkpoints=[note]))[2] == 4
    assert broken(verify(office.source, checkpoints=[note], vkey=Vkey.of(ORIGIN, stranger))) == (0, "ROOT", 5)


def test_what_is_no_checkpoint_is_refused(office: SmallLedger) -> None:
    with pytest.raises(BadInput):
        verify(office.source, checkpoints=[b"a note\n"])


def test_another_founding_than_the_one_in_hand_is_found(office: SmallLedger) -> None:
    assert broken(verify(office.source, fingerprint="0" * 64)) == (0, "ROOT", 5)


def test_the_fingerprint_may_be_typed_in_capitals(office: SmallLedger) -> None:
    assert verify(office.source, fingerprint=office.list.entries[0].leaf.hex().upper()).ok


@pytest.mark.parametrize("changed", [{"format": "govledger/9"}, {"roots": []}])
def test_a_founding_that_does_not_hold_is_found(changed: dict[str, object]) -> None:
    ledger = SmallLedger()
    ledger.found(**changed)

    assert broken(verify(ledger.source)) == (0, "ROOT", 5)


def test_a_ledger_that_was_never_founded_does_not_hold() -> None:
    assert broken(verify(SmallLedger().source)) == (0, "ROOT", 5)


# What a reader must know besides


def test_the_report_warns_of_one_root_holder() -> None:
    ledger = an_office(roots=("wang",))

    report = verify(ledger.source)

    assert report.ok
    told = {caution.code: str(caution) for caution in report.warnings}
    assert told["one-root"] == (
        "this ledger has one root holder, wang: what one person gives takes effect without a second"
    )


def test_the_report_warns_of_what_the_auditor_does_not_have(office: SmallLedger) -> None:
    codes = [caution.code for caution in verify(office.source).warnings]
    with_note = [caution.code for caution in verify(office.source, checkpoints=[office.checkpoint()]).warnings]

    assert codes == ["training", "no-fingerprint", "no-checkpoint"]
    assert with_note == ["training", "no-fingerprint", "log-key-untold"]
    assert set(codes + with_note) <= WARNINGS.keys()


def test_steps_that_a_break_left_undone_did_not_run(office: SmallLedger) -> None:
    office.list.entries[2] = office.list.entries[2]._replace(sig=bytes(64))

    report = verify(office.source)

    assert [step.step for step in report.steps if step.ran] == [3, 5]
    assert [step.step for step in report.steps if step.ok] == [5]
