"""Publishing a checkpoint: the log records where every case stands, and signs the tree as it is found in the store.

The log's key must never sign two histories, so nothing is taken from memory: the leaves since the last signed tree are
read again, hashed from their columns, and joined to the peaks that this signer wrote down for himself, outside the
home.

In which order, and what a stop in between leaves:

1. The case heads are appended. A stop after that leaves them as the newest entry; the next run finds them there and
   goes on with them.
2. The tree is recomputed and compared with what was signed before. Nothing is written: a stop leaves nothing.
3. The size and the peaks about to be signed are written to the state folder, synced. A stop after that leaves a tree
   that is written down and not signed; the next run signs it, or a larger one that extends it. The same tree signed
   twice gives the same bytes.
4. The note is written to `<size>.note`, whole or not at all. A stop after that leaves a published checkpoint.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from ledger import durable
from ledger.case_heads import CaseHead, root_of_heads
from ledger.checkpoint import Checkpoint, Vkey, open_checkpoint, sign_checkpoint
from ledger.errors import BadInput, BrokenRecord, Conflict, NotAuthorised, StoreUnavailable
from ledger.event import NEW_CASE, Draft, Position, compose, sign_act
from ledger.founding import LOG
from ledger.merkle import CompactRange, root_of_peaks
from ledger.record import Record
from ledger.signing import Signer
from ledger.source import Source
from ledger.verify_hashes import SPAN, read_span
from ledger.void import HEADS_CASE, HEADS_TYPE

if TYPE_CHECKING:
    from ledger.application import Store

_SHANGHAI = timezone(timedelta(hours=8))
_TRIES = 3


class Published(NamedTuple):
    """The checkpoint, its note and where it lies; `heads` is the index of the case heads recorded for it, if any."""

    checkpoint: Checkpoint
    note: bytes
    path: Path
    heads: int | None


def publish_checkpoint(
    store: Store, log_signer: Signer, state_dir: Path, checkpoints_dir: Path, clock: Callable[[], datetime]
) -> Published:
    """The ledger as it stands, with its case heads, signed and written to `<size>.note`.

    If nothing was recorded since the last one, that one is written again, with the same bytes.

    Raises:
        NotAuthorised: the key is not the log's.
        BrokenRecord: the store holds fewer entries than were signed, or others; nothing is signed then.
        Conflict: others kept publishing at the same moment.
        StoreUnavailable: the store, or a folder, cannot be used.
    """
    record = Record(store.source)
    if record.grants.founding.log_keyid != log_signer.keyid:
        raise NotAuthorised("this is not the log's key: only the key that the founding names signs checkpoints")
    vkey = record.grants.founding.log
    heads = _record_heads(store, log_signer, clock)  # 1
    tree = _recomputed(store.source, _last_signed(vkey, state_dir, checkpoints_dir))  # 2
    checkpoint = Checkpoint(vkey.name, tree.size, tree.root())
    try:
        _write_down(state_dir, vkey, checkpoint, tree)  # 3
        note = sign_checkpoint(checkpoint, log_signer)
        checkpoints_dir.mkdir(parents=True, exist_ok=True)
        path = checkpoints_dir / f"{checkpoint.size}.note"
        durable.write(path, note)  # 4
    except OSError as error:
        raise StoreUnavailable(
            "the checkpoint cannot be written: {reason}", reason=f"{error.filename}: {error.strerror}"
        ) from error
    return Published(checkpoint, note, path, heads)


def kept(checkpoints_dir: Path) -> list[bytes]:
    """The notes in a folder, the smallest tree first; empty if there is no such folder."""
    sized = [(int(path.stem), path) for path in checkpoints_dir.glob("*.note") if path.stem.isdecimal()]
    return [path.read_bytes() for _, path in sorted(sized)]


def _record_heads(store: Store, signer: Signer, clock: Callable[[], datetime]) -> int | None:
    """Append the case heads unless they are the newest entry; the index at which they now stand, if appended."""
    for tried in range(_TRIES):
        record = Record(store.source)
        size, root = record.seen()
        newest = record.raw_at(size - 1)
        if newest is not None and newest.type == HEADS_TYPE and record.grants.judge(newest) is None:
            return None
        cases = {row.case: CaseHead(row.case, row.version, row.leaf) for row in store.source.rows(0, size)}
        last = cases.get(HEADS_CASE)
        at = clock()
        payloads = compose(
            [Draft(HEADS_CASE, HEADS_TYPE, _stated(size, cases))],
            ledger=record.origin,
            act=str(uuid4()),
            at=at,
            on=at.astimezone(_SHANGHAI).date(),
            by={"person": LOG, "office": LOG},
            seen=(size, root),
            positions={HEADS_CASE: Position(last.version, last.leaf.hex()) if last else NEW_CASE},
        )
        try:
            return store.append(sign_act(payloads, signer), seen_size=size, cases={HEADS_CASE})[0]
        except Conflict:
            if tried == _TRIES - 1:
                raise
    raise AssertionError("the last try returns or raises")


def _stated(size: int, cases: dict[str, CaseHead]) -> dict[str, object]:
    return {"size": size, "root": root_of_heads(cases.values()).hex(), "cases": len(cases)}


def _last_signed(vkey: Vkey, state_dir: Path, checkpoints_dir: Path) -> list[Checkpoint | CompactRange]:
    """Everything that was signed as far as it is still to be found, whichever folder was lost.

    The written-down tree comes first, so that recomputing starts from it; without one it starts from nothing.
    """
    found: list[Checkpoint | CompactRange] = [open_checkpoint(note, vkey) for note in kept(checkpoints_dir)]
    found.sort(key=lambda each: each.size)
    written = sorted(state_dir.glob(f"{_name(vkey)}-*.json")) if state_dir.is_dir() else []
    if not written:
        return found
    try:
        state = json.loads(written[-1].read_text("utf-8"))
        tree = CompactRange(state["size"], [bytes.fromhex(peak) for peak in state["peaks"]])
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput("what was last signed cannot be read from {path}", path=str(written[-1])) from error
    return [tree, *found]


def _recomputed(source: Source, signed: list[Checkpoint | CompactRange]) -> CompactRange:
    """The tree over the store's entries, which extends all that was signed. Raises: BrokenRecord."""
    head = source.head()
    largest = max((each.size for each in signed), default=0)
    if largest > head.size:
        raise BrokenRecord(
            "the end was cut off: a tree of {expected} entries was signed, the ledger holds {got}",
            index=head.size, step=4, expected=largest, got=head.size,
        )  # fmt: skip
    tree = signed[0].copy() if signed and isinstance(signed[0], CompactRange) else CompactRange()
    marks = {each.size: each.root for each in signed if isinstance(each, Checkpoint) and each.size >= tree.size}
    while True:
        if tree.size in marks and marks[tree.size] != tree.root():
            raise _second_root(tree.size, marks[tree.size], tree.root())
        if tree.size == head.size:
            break
        stop = min([head.size, tree.size + SPAN, *(size for size in marks if size > tree.size)])
        tree.extend(read_span(source, tree.size, stop)[1])
    if tree.freeze() != head.peaks:
        raise _second_root(head.size, tree.root(), root_of_peaks(head.peaks))
    return tree


def _write_down(state_dir: Path, vkey: Vkey, checkpoint: Checkpoint, tree: CompactRange) -> None:
    """Keep the tree before it is signed: under a name of its own, so that two signers at once undo nothing.

    Raises: BrokenRecord if another tree of that size was written down; OSError.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    prefix = _name(vkey)
    path = state_dir / f"{prefix}-{checkpoint.size:016}.json"
    state = {"origin": checkpoint.origin, "size": tree.size, "peaks": [peak.hex() for peak in tree.peaks]}
    content = json.dumps(state, indent=1).encode() + b"\n"
    if path.exists() and path.read_bytes() != content:
        other = json.loads(path.read_text("utf-8"))["peaks"]
        raise _second_root(tree.size, root_of_peaks([bytes.fromhex(peak) for peak in other]), checkpoint.root)
    durable.write(path, content)
    for older in state_dir.glob(f"{prefix}-*.json"):
        if older.name < path.name:
            with suppress(OSError):
                older.unlink()


def _name(vkey: Vkey) -> str:
    """A file name for a log: its origin, which may hold slashes, and its key, so that two of one name share nothing."""
    return sha256(vkey.format().encode()).hexdigest()[:16]


def _second_root(size: int, signed: bytes, got: bytes) -> BrokenRecord:
    return BrokenRecord(
        "the ledger is not the one that was signed: at {size} entries its root was {expected}, now it is {got}",
        index=max(0, size - 1), step=4, expected=signed.hex(), got=got.hex(), size=size,
    )  # fmt: skip
