"""One entry for the auditor: as stored, as decoded, whether it counts, and the proof that a signed tree holds it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.acting import EVENTS
from cli.layout import inert
from cli.output import fields
from cli.values import shown_instant
from cli.words import N_, t
from ledger.entry import Entry, Recorded
from ledger.errors import BadInput
from ledger.void import VOID_REASONS

if TYPE_CHECKING:
    from cli.run import Run
    from ledger.proof import TlogProof


def entries(this: Run, text: str, kind: str | None = None) -> list[Recorded]:
    """The entry at an index, or of a case and version, or all of a case; `2022-1` is of that kind of case, if any.

    Raises: BadInput.
    """
    if text.isascii() and text.isdigit() and len(text) < 18:
        found = this.record.raw_at(int(text))
        if found is None:
            raise BadInput(
                "there is no entry {index}: the ledger holds {size}, the first is 0", index=text, size=this.record.size
            )
        return [found]
    name, colon, version = text.rpartition(":")
    case = name if colon else text
    held = this.record.raw_case(case) if _well_formed(case) else []
    if not held:
        from cli import naming

        held = this.record.raw_case(naming.case(this, case, kind))
    if not colon:
        return held
    if not version.isdigit() or not 1 <= int(version) <= len(held):
        raise BadInput("{case} has versions 1 to {last}, not {version}", case=case, last=len(held), version=version)
    return [held[int(version) - 1]]


def _well_formed(case: str) -> bool:
    from ledger.canonical import check_case_id

    try:
        return bool(check_case_id(case))
    except BadInput:
        return False


def as_json(this: Run, entry: Recorded) -> dict[str, Any]:
    """The entry as stored (its bytes in base64, its columns) and as decoded."""
    void = this.record.grants.judge(entry)
    return {
        "index": entry.index,
        "leaf": entry.leaf.hex(),
        "entry": b64encode(bytes_of(entry)).decode(),
        "keyid": entry.keyid,
        "sig": b64encode(entry.sig).decode(),
        "payload": entry.payload,
        "void": void,
        "questioned": this.record.grants.questioned(entry),
        "effective": this.record.grants.effective_index(entry),
        "annulled": void is not None and this.record.grants.annulled(entry.index),
    }


def lines(this: Run, entry: Recorded) -> list[str]:
    """The same for people."""
    by, payload = entry.by, entry.payload
    void, doubt = this.record.grants.judge(entry), this.record.grants.questioned(entry)
    effective = this.record.grants.effective_index(entry)
    rules = entry.rules
    return [
        t(
            N_("Entry {index}: {case}, step {version}: {what}"),
            index=entry.index,
            case=entry.case,
            version=entry.version,
            what=t(EVENTS.get(entry.type, entry.type)),
        ),
        *fields(
            [
                (t(N_("type")), entry.type),
                (t(N_("signed by")), by["recorded_by"] or by["person"]),
                (t(N_("for")), f"{by['person']} / {by['office']}" if by["recorded_by"] else by["office"]),
                (t(N_("acting for")), by["acting_for"]),
                (t(N_("day")), entry.on),
                (t(N_("recorded")), f"{shown_instant(entry.at)} ({entry.at})"),
                (t(N_("rules")), "\n".join(rules["ids"]) if rules else None),
                (t(N_("rulebook")), f"{rules['book']} {rules['sha256']}" if rules else None),
                (t(N_("saw")), f"{payload['seen']['size']} / {payload['seen']['root']}"),
                (t(N_("act")), f"{entry.act} ({payload['part']['n'] + 1}/{payload['part']['of']})"),
                (t(N_("previous")), entry.prev),
                (t(N_("leaf")), entry.leaf.hex()),
                (t(N_("key")), entry.keyid),
                (t(N_("void")), t(VOID_REASONS[void]) if void else None),
                (
                    t(N_("questioned")),
                    t(N_("by the revocation at entry {index}"), index=doubt) if doubt is not None else None,
                ),
                (
                    t(N_("in effect")),
                    t(N_("not yet: it waits for a confirmation")) if effective is None and not void else None,
                ),
            ],
            indent=2,
            width=100,
        ),
        f"  {t(N_('facts'))}",
        *("    " + inert(line) for line in json.dumps(entry.facts, ensure_ascii=False, indent=2).split("\n")),
    ]


def bytes_of(entry: Recorded) -> bytes:
    """The entry's own bytes: the envelope that the tree holds."""
    return Entry(entry.text, entry.keyid, entry.sig).encode()


def prove(this: Run, entry: Recorded, notes: Sequence[bytes]) -> TlogProof:
    """That the entry stands in the tree of the largest of these checkpoints that covers it.

    Raises: BadInput if none does; VerificationFailed if the tree is not the one that was signed.
    """
    from ledger.checkpoint import open_checkpoint
    from ledger.merkle import inclusion_proof
    from ledger.proof import TlogProof

    log = this.record.grants.founding.log
    covering = [(open_checkpoint(note, log), note) for note in notes]
    covering = [(checkpoint, note) for checkpoint, note in covering if checkpoint.size > entry.index]
    if not covering:
        raise BadInput("no checkpoint covers entry {index}: `govledger audit checkpoint` signs one", index=entry.index)
    checkpoint, note = max(covering)

    def leaves(start: int, stop: int) -> list[bytes]:
        return [row.leaf for row in this.source.rows(start, stop)]

    proof = TlogProof(entry.index, tuple(inclusion_proof(leaves, entry.index, checkpoint.size)), note)
    proof.verify(entry.leaf, log)
    return proof
