"""Publishing a checkpoint: the tree as it is found, never a smaller one, never two of one size, wherever it stops."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ledger import durable, publish
from ledger.application import Store
from ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from ledger.entry import Recorded
from ledger.errors import BadInput, BrokenRecord, NotAuthorised, StoreUnavailable
from ledger.publish import Published, kept, publish_checkpoint
from ledger.record import Record
from ledger.verify import verify
from tests.ledger.scribe import ORIGIN, key_of
from tests.ledger.small_ledger import SmallLedger, an_office

CASE = "FND-2022-0001"


class Desk:
    """A ledger with the two folders, and a clock that goes with it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.ledger = an_office(store)
        self.store = store
        self.state, self.notes = folder / "state", folder / "checkpoints"

    def publish(self, **how: object) -> Published:
        given = {"log_signer": key_of("log"), "state_dir": self.state, "checkpoints_dir": self.notes} | how
        return publish_checkpoint(self.store, clock=self.clock, **given)  # type: ignore[arg-type]

    def clock(self) -> datetime:
        self.ledger.now += timedelta(seconds=1)
        return self.ledger.now

    def note(self) -> Recorded:
        return self.ledger.note("chen", "county_head", CASE)

    def verified(self) -> bool:
        return verify(self.store.source, checkpoints=kept(self.notes)).ok


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def test_a_checkpoint_covers_the_case_heads_that_were_recorded_for_it(desk: Desk) -> None:
    size = desk.ledger.size

    published = desk.publish()

    checkpoint = open_checkpoint(published.note, desk.ledger.vkey)
    assert (checkpoint.size, checkpoint.root.hex()) == Record(desk.store.source).seen()
    assert published.heads == size
    assert published.path == desk.notes / f"{size + 1}.note"
    assert published.path.read_bytes() == published.note
    assert desk.verified()


def test_each_checkpoint_extends_the_one_before(desk: Desk) -> None:
    sizes = []
    for _ in range(3):
        desk.note()
        sizes.append(desk.publish().checkpoint.size)

    assert sizes == [17, 19, 21]
    assert len(kept(desk.notes)) == 3
    assert desk.verified()
    assert [path.name[17:] for path in desk.state.iterdir()] == ["0000000000000021.json"]


def test_a_ledger_that_stands_still_is_signed_again_with_the_same_bytes(desk: Desk) -> None:
    first = desk.publish()
    second = desk.publish()

    assert (second.note, second.path, second.heads) == (first.note, first.path, None)
    assert desk.ledger.size == first.checkpoint.size


def test_only_the_logs_key_signs(desk: Desk) -> None:
    size = desk.ledger.size

    with pytest.raises(NotAuthorised):
        desk.publish(log_signer=key_of("wang"))

    assert desk.ledger.size == size
    assert kept(desk.notes) == []


def test_notes_are_kept_by_size_and_other_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("9.note", "10.note", "notes.note", "9.tsr"):
        (tmp_path / name).write_bytes(name.encode())

    assert kept(tmp_path) == [b"9.note", b"10.note"]
    assert kept(tmp_path / "nowhere") == []


# Stops in between


class Stopped(Exception):
    """The power went."""


STOPS = ["before the heads", "after the heads", "after the tree", "after it is written down", "before the note"]


def stop_at(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Let the next run stop there."""

    def stopping(*_: object, **__: object) -> None:
        raise Stopped

    def after(call: object) -> object:
        def then_stopping(*args: object, **how: object) -> None:
            call(*args, **how)  # type: ignore[operator]
            raise Stopped

        return then_stopping

    match where:
        case "before the heads":
            monkeypatch.setattr(publish, "compose", stopping)
        case "after the heads":
            monkeypatch.setattr(publish, "_last_signed", stopping)
        case "after the tree":
            monkeypatch.setattr(publish, "_write_down", stopping)
        case "after it is written down":
            monkeypatch.setattr(publish, "_write_down", after(publish._write_down))
        case "before the note":
            monkeypatch.setattr(publish, "sign_checkpoint", after(sign_checkpoint))


@pytest.mark.parametrize("goes_on", [False, True])
@pytest.mark.parametrize("where", STOPS)
def test_wherever_it_stops_the_next_run_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, where: str, goes_on: bool
) -> None:
    desk.publish()
    desk.note()
    with monkeypatch.context() as patched:
        stop_at(patched, where)
        with pytest.raises(Stopped):
            desk.publish()
    if goes_on:
        desk.note()

    published = desk.publish()

    assert (published.checkpoint.size, published.checkpoint.root.hex()) == Record(desk.store.source).seen()
    assert desk.verified()
    heads = [row.index for row in desk.store.source.case("HEADS")]
    assert len(heads) == (2 if where == "before the heads" or not goes_on else 3)


def test_a_disk_that_is_full_leaves_the_checkpoints_before_as_they_were(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.publish()
    desk.note()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "7.note")

    with monkeypatch.context() as patched, pytest.raises(StoreUnavailable, match="No space left"):
        patched.setattr(durable, "write", full)
        desk.publish()

    assert kept(desk.notes) == [first.note]
    assert desk.publish().checkpoint.size > first.checkpoint.size
    assert desk.verified()


# What is never signed


def of_size(desk: Desk, size: int, root: bytes = bytes(32)) -> None:
    """A note in the folder that the log's key did sign."""
    desk.notes.mkdir(exist_ok=True)
    (desk.notes / f"{size}.note").write_bytes(sign_checkpoint(Checkpoint(ORIGIN, size, root), key_of("log")))


def test_a_tree_smaller_than_one_that_was_signed_is_not_signed(desk: Desk) -> None:
    desk.publish()
    for _ in range(3):
        desk.note()
    of_size(desk, desk.ledger.size + 2)

    with pytest.raises(BrokenRecord) as broken:
        desk.publish()

    assert (broken.value.step, broken.value.index) == (4, desk.ledger.size)


def test_the_state_outside_the_home_remembers_when_the_home_is_put_back(desk: Desk) -> None:
    desk.publish()
    size = desk.ledger.size + 5
    written = next(desk.state.iterdir())
    peaks = ["00" * 32] * size.bit_count()
    signed_since = written.with_name(written.name[:17] + f"{size:016}.json")
    signed_since.write_text(json.dumps({"origin": ORIGIN, "size": size, "peaks": peaks}))

    with pytest.raises(BrokenRecord) as broken:
        desk.publish()

    assert (broken.value.step, broken.value.expected) == (4, size)


def test_a_second_root_for_a_size_is_not_signed(desk: Desk) -> None:
    desk.note()
    of_size(desk, desk.ledger.size)

    with pytest.raises(BrokenRecord) as broken:
        desk.publish()

    assert broken.value.step == 4
    assert broken.value.expected == "00" * 32
    assert not desk.state.exists()


def test_a_tree_that_does_not_extend_what_was_written_down_is_not_signed(desk: Desk) -> None:
    desk.publish()
    state = next(desk.state.iterdir())
    text = state.read_text()
    peak = text.split('"peaks": [\n  "')[1][:64]
    state.write_text(text.replace(peak, "11" * 32))
    for note in desk.notes.iterdir():
        note.unlink()
    desk.note()

    with pytest.raises(BrokenRecord) as broken:
        desk.publish()

    assert broken.value.step == 4
    assert kept(desk.notes) == []


def test_when_the_state_is_lost_the_tree_is_recomputed_from_nothing_and_passes_each_note(desk: Desk) -> None:
    for _ in range(2):
        desk.note()
        desk.publish()
    for written in desk.state.iterdir():
        written.unlink()
    desk.note()

    desk.publish()

    assert len(kept(desk.notes)) == 3
    assert desk.verified()


def test_a_state_that_cannot_be_read_is_named(desk: Desk) -> None:
    desk.publish()
    next(desk.state.iterdir()).write_text("{}")
    desk.note()

    with pytest.raises(BadInput, match="cannot be read"):
        desk.publish()


def test_an_entry_changed_since_the_last_checkpoint_is_not_signed() -> None:
    ledger = SmallLedger()
    ledger.found()
    ledger.enrol("chen")
    source = ledger.list
    row = source.entries[3]
    source.entries[3] = row._replace(payload=row.payload.replace("Chen", "Chan").replace("PER-chen", "PER-chan"))

    with pytest.raises(BrokenRecord) as broken:
        publish._recomputed(source, [])

    assert (broken.value.index, broken.value.step) == (3, 3)


def test_two_ledgers_keep_their_state_in_one_folder(desk: Desk) -> None:
    desk.publish()
    (desk.state / "0123456789abcdef-0000000000000099.json").write_text("another ledger's")
    desk.note()

    desk.publish()

    assert len(list(desk.state.iterdir())) == 2


def test_the_heads_are_dated_by_the_clock_in_shanghai(desk: Desk) -> None:
    late = datetime(2022, 5, 6, 16, 30, tzinfo=UTC)

    published = publish_checkpoint(desk.store, key_of("log"), desk.state, desk.notes, lambda: late)

    assert published.heads is not None
    heads = Record(desk.store.source).at(published.heads)
    assert heads is not None
    assert (heads.at, heads.on) == ("2022-05-06T16:30:00.000000Z", "2022-05-07")
