"""What a verification begins and compares with: the head row, the founding, and what the auditor has in hand."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.checkpoint import Checkpoint, Vkey, open_checkpoint
from ledger.entry import Recorded
from ledger.errors import BadInput, BrokenRecord, VerificationFailed
from ledger.founding import ROOT_CASE, Founding, check_founding, read_founding
from ledger.merkle import EMPTY_ROOT, root_of_peaks
from ledger.source import Head, Source
from ledger.verify_hashes import Tree, leaf_of

FORMAT = 1  # of the tables
_FAR = 2**62


def start(source: Source, head: Head, vkey: Vkey | None, fingerprint: str | None) -> tuple[Founding, str]:
    """Steps 1 and 5, as far as the head row and the founding show them: the founding and its fingerprint.

    Raises: BrokenRecord.
    """
    if head.format != FORMAT:
        raise _at_founding("the tables are of format {got}, expected {expected}", 1, FORMAT, head.format)
    if head.size < 1:
        raise _at_founding("the ledger has no founding", 5, "a founding", None)
    row = next(source.rows(0, 1), None)
    if row is None:
        raise _at_founding("entry 0, the founding, is missing", 1, "a founding", None)
    leaf = leaf_of(row).hex()
    if fingerprint is not None and leaf != fingerprint.lower():
        message = "this is another ledger: the founding in hand is {expected}, this one's is {got}"
        raise _at_founding(message, 5, fingerprint.lower(), leaf)
    try:
        recorded = Recorded.of(row)
        founding = read_founding(recorded)
        check_founding(recorded, founding)
    except (BadInput, VerificationFailed) as error:
        raise _at_founding("the founding does not hold: {got}", 5, "a founding", str(error)) from error
    if (head.origin, head.training) != (founding.origin, founding.training):
        expected = [founding.origin, founding.training]
        got = [head.origin, head.training]
        raise _at_founding("the head row names another ledger: expected {expected}, got {got}", 1, expected, got)
    if vkey is not None and vkey != founding.log:
        message = "the founding names another log key: expected {expected}, got {got}"
        raise _at_founding(message, 5, vkey.format(), founding.log.format())
    return founding, leaf


def open_notes(notes: Sequence[bytes], log: Vkey, head: Head) -> list[Checkpoint]:
    """Step 4, the signatures: the checkpoints in hand by size, each size once.

    Raises: BrokenRecord if one is not the log's, two differ at one size, or the tree is smaller; BadInput for a note
    that is none.
    """
    found: dict[int, Checkpoint] = {}
    for note in notes:
        try:
            checkpoint = open_checkpoint(note, log)
        except VerificationFailed as error:
            raise BrokenRecord(
                "a checkpoint in hand does not hold: {got}", step=4, expected=log.format(), got=str(error)
            ) from error
        other = found.setdefault(checkpoint.size, checkpoint)
        if other != checkpoint:
            raise _differs(
                "two checkpoints in hand differ: the log signed {expected} and {got}", 4, other, checkpoint.root
            )
    ordered = [found[size] for size in sorted(found)]
    if ordered and ordered[-1].size > head.size:
        raise BrokenRecord(
            "the end was cut off: a checkpoint in hand has {expected} entries, the ledger {got}",
            index=head.size, step=4, expected=ordered[-1].size, got=head.size,
        )  # fmt: skip
    return ordered


def check_end(source: Source, head: Head) -> None:
    """Step 1: no entry stands before index 0, nor behind the head unless the head has moved. Raises: BrokenRecord."""
    for row in (next(source.rows(-_FAR, 0), None), next(source.rows(head.size, _FAR), None)):
        if row is not None and not 0 <= row.index < source.head().size:
            raise BrokenRecord(
                "there is an entry at {index}, outside the {expected} that the head row counts",
                index=row.index, case=row.case, step=1, expected=head.size, got=row.index,
            )  # fmt: skip


def roots_that_differ(tree: Tree, head: Head, in_hand: Sequence[Checkpoint]) -> list[BrokenRecord]:
    """Steps 3 and 4: where the recomputed tree is not that of the head row or of a checkpoint in hand."""
    found = []
    for checkpoint in in_hand:
        root = tree.roots.get(checkpoint.size, EMPTY_ROOT)
        if root != checkpoint.root:
            # Which entry it was cannot be told from roots: it is the last that the checkpoint covers, or one before.
            step = 3 if checkpoint is in_hand[-1] else 4
            message = "the first entries, up to {index}, are not those of a checkpoint: expected {expected}, got {got}"
            found.append(_differs(message, step, checkpoint, root))
    if head.peaks != tree.peaks:
        peaks = [[peak.hex() for peak in each] for each in (tree.peaks, head.peaks)]
        message = "the head row is not that of the entries: expected {expected}, got {got}"
        found.append(BrokenRecord(message, index=head.size - 1, step=3, expected=peaks[0], got=peaks[1]))
    return found


def root_claimed(head: Head) -> str:
    return root_of_peaks(head.peaks).hex()


def _differs(message: str, step: int, checkpoint: Checkpoint, got: bytes) -> BrokenRecord:
    index = max(0, checkpoint.size - 1)
    return BrokenRecord(message, index=index, step=step, expected=checkpoint.root.hex(), got=got.hex())


def _at_founding(message: str, step: int, expected: object, got: object) -> BrokenRecord:
    return BrokenRecord(message, index=0, case=ROOT_CASE, step=step, expected=expected, got=got)
