"""Verifies a whole ledger, from a database or an export, believing nobody: neither its columns nor its writer.

`verify` follows numbered steps and says which of them ran. It shares no state with the writer, needs no database driver
of its own and no program that knows what the entries mean. What it is given besides the ledger is what the auditor
has in hand: checkpoints, the log's key, the founding's fingerprint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from ledger.checkpoint import Vkey
from ledger.errors import BrokenRecord
from ledger.founding import Founding
from ledger.merkle import root_of_peaks
from ledger.source import Source
from ledger.verify_cores import Cores, workers_for
from ledger.verify_hashes import hash_tree
from ledger.verify_report import Report
from ledger.verify_signatures import SAMPLE_ONE_IN, Which, check_signatures, public_keys
from ledger.verify_start import check_end, open_notes, root_claimed, roots_that_differ, start
from ledger.verify_walk import Walk

Progress = Callable[[int, int], None]


def verify(
    source: Source,
    *,
    checkpoints: Sequence[bytes] = (),
    vkey: Vkey | None = None,
    fingerprint: str | None = None,
    signatures: Which | Literal["none"] = "all",
    progress: Progress = lambda done, total: None,
    workers: int | None = None,
) -> Report:
    """What a verifier finds in the ledger as it stands when this begins.

    1. Format and density: the head row is of a known format and of the ledger that was founded; every index from 0 up
       to its size holds one entry, and no other does.
    2. Canonical bytes: every payload is spelled the one way and of this ledger, the columns and the table of bound keys
       say what the payloads say, and the entries of an act stand together, all of them.
    3. Leaves and root: every entry's bytes give its leaf, the leaves give the head's peaks and the root of the largest
       checkpoint in hand, and the tree that each valid entry says it saw was the tree.
    4. Checkpoints: each in hand is signed by the log's key, and the tree extends it.
    5. Founding: it has the fingerprint in hand, and each of its keys is held by whom it names.
    6. Signatures: each is good, its key was bound and the office held when the entry was made; what fails is void.
    7. Case chains: dense, each entry naming the one before; recorded case heads are what the cases give.
    8. Instants: they never run back within a case, nor more than five minutes against the latest before.
    9. Rules: whether each act was lawful. Not here: that needs the rulebooks.

    Hashes come first, then signatures along with the walk through the entries. A break in the entries ends the work;
    roots that differ do not, because the walk may say where.

    Args:
        checkpoints: signed notes.
        vkey: the log's key as the auditor has it; None takes it from the founding.
        fingerprint: the leaf hash of the founding in hex, as handed over on paper.
        signatures: "sample" checks those of root holders and the log, and some of the others.
        progress: called with entries done and all there are to do, twice the size: first hashed, then walked.
        workers: processes to start; None is as many as there are cores, for a ledger that is worth it.

    Raises:
        BadInput: a note in hand is no checkpoint.
        StoreUnavailable: the ledger cannot be read.
    """
    head = source.head()
    report = Report(head.origin, head.training, head.size, root_claimed(head))
    try:
        founding, report.fingerprint = start(source, head, vkey, fingerprint)  # 1, 5
        report.ran.add(5)
        _warn(report, founding, fingerprint=fingerprint, vkey=vkey, checkpoints=checkpoints, signatures=signatures)
        in_hand = open_notes(checkpoints, vkey or founding.log, head)  # 4
        keys = public_keys(source, head.size)
        with Cores(source, keys, workers_for(head.size) if workers is None else workers) as cores:
            sizes = {checkpoint.size for checkpoint in in_hand}
            tree = hash_tree(cores, head.size, sizes, lambda done: progress(done, 2 * head.size))  # 1, 3
            check_end(source, head)  # 1
            report.root = root_of_peaks(tree.peaks).hex()
            report.breaks += roots_that_differ(tree, head, in_hand)  # 3, 4
            report.ran |= {1, 4} if in_hand else {1}
            if in_hand:
                report.checkpoint = (in_hand[-1].size, in_hand[-1].root.hex())
            walk = Walk(source, head, report)
            signed = None if signatures == "none" else check_signatures(cores, head.size, signatures)
            walk.through(signed, lambda done: progress(head.size + done, 2 * head.size))  # 2, 3, 6, 7, 8
        walk.end(tree)
        report.ran |= {2, 3, 7, 8} if signatures == "none" else {2, 3, 6, 7, 8}
    except BrokenRecord as found:
        report.breaks.append(found)
    return report


def _warn(
    report: Report,
    founding: Founding,
    *,
    fingerprint: str | None,
    vkey: Vkey | None,
    checkpoints: Sequence[bytes],
    signatures: str,
) -> None:
    if founding.training:
        report.warn("training")
    if not founding.needs_confirmation:
        report.warn("one-root", person=next(iter(founding.roots)))
    if fingerprint is None:
        report.warn("no-fingerprint")
    if not checkpoints:
        report.warn("no-checkpoint")
    elif vkey is None and fingerprint is None:
        report.warn("log-key-untold")
    if signatures == "sample":
        report.warn("signatures-sampled", one_in=SAMPLE_ONE_IN)
    elif signatures == "none":
        report.warn("signatures-unchecked")
