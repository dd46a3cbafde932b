"""`govledger audit`: verify a ledger, look at an entry, prove that it stands in the tree, sign a checkpoint."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import Noun, option
from cli.words import N_, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from cli.run import Run
    from ledger.source import Source

FAILED = 6


@click.group(
    cls=Noun,
    elsewhere={"cli.audit_past": {"replay": "重演", "rules": "规则复核"}},
    help=N_(
        "The auditor's half: check everything, trust nobody who keeps it. Nothing here needs a key, but `checkpoint`."
    ),
    examples=(
        "audit verify",
        "audit verify copy.db --checkpoint signed.txt --fingerprint 3f8a...",
        "audit proof FND-2022-0001:3 --out step3.tlog-proof",
        "audit replay FND-2022-0001 --at 2022-06-30T18:00",
    ),
)
def audit() -> None:
    pass


@audit.verb(
    "verify",
    N_(
        "Verify a ledger: bytes, tree, checkpoints, founding, signatures and grants, case chains, instants. Exit 6 "
        "names the first entry that does not hold, and what was expected."
    ),
    zh="验证",
    examples=(
        "audit verify",
        "audit verify copy.db --checkpoint signed.txt",
        "--json audit verify --signatures sample",
    ),
)
@click.argument("ledger", required=False)
@option("--checkpoint", "checkpoints", multiple=True, metavar="FILE", help=N_("a checkpoint in hand; may be repeated"))
@option("--fingerprint", metavar="HEX", help=N_("the founding's fingerprint, as you were handed it"))
@option("--log-key", metavar="VKEY", help=N_("the log's key, as you were handed it"))
@option("--code", metavar="CODE", help=N_("the chain code printed on a page: compared with the root"))
@option("--signatures", type=click.Choice(["all", "sample", "none"]), default="all", help=N_("which to check"))
@click.pass_obj
def verify(
    this: Run,
    /,
    *,
    ledger: str | None,
    checkpoints: tuple[str, ...],
    fingerprint: str | None,
    log_key: str | None,
    code: str | None,
    signatures: Any,
) -> int:
    from cli.audit_report import Progress, report_lines
    from cli.values import read
    from ledger.chain_code import code_of, parse
    from ledger.checkpoint import Vkey
    from ledger.verify import verify

    notes = [read(each, 1_000_000) for each in checkpoints]
    vkey = Vkey.parse(log_key) if log_key else None
    wanted = parse(code) if code else None
    source = opened(this, ledger)
    kept = [] if ledger else kept_checkpoints(this)
    with Progress(this) as progress:
        report = verify(
            source,
            checkpoints=[*notes, *kept],
            vkey=vkey,
            fingerprint=fingerprint and _hex(fingerprint),
            signatures=signatures,
            progress=progress,
        )
    found = code_of(bytes.fromhex(report.root))
    data = report.as_json() | {"chain_code": found}
    matches = wanted in (None, found)
    if wanted is not None:
        data |= {"chain_code_matches": matches, "ok": report.ok and matches}
    this.out.put(data, report_lines(report, found, wanted))
    return 0 if report.ok and matches else FAILED


@audit.verb(
    "show",
    N_(
        "Show one entry, or all of a case, as stored and decoded: who signed, for whom, what it says, and if it counts."
    ),
    zh="查看",
    examples=("audit show 57", "audit show FND-2022-0001:3", "audit show FND-2022-0001"),
)
@click.argument("entry", metavar="INDEX|CASE[:VERSION]")
@click.pass_obj
def show(this: Run, /, *, entry: str) -> None:
    from cli import audit_entry

    found = audit_entry.entries(this, entry)
    data = [audit_entry.as_json(this, each) for each in found]
    single = len(data) == 1 and not _names_a_case(entry)
    this.out.put(data[0] if single else data, [line for each in found for line in audit_entry.lines(this, each)])


@audit.verb(
    "proof",
    N_("Prove to anybody, offline, that an entry stands in the tree of a signed checkpoint: a C2SP tlog-proof."),
    zh="证明",
    examples=("audit proof FND-2022-0001:3 --out step3.tlog-proof --entry step3.json", "audit proof 57"),
)
@click.argument("entry", metavar="INDEX|CASE:VERSION")
@option("--out", metavar="FILE", help=N_("write the proof here; else to stdout"))
@option("--entry", "entry_out", metavar="FILE", help=N_("write the entry's own bytes here: what the proof is about"))
@option("--checkpoint", metavar="FILE", help=N_("prove against this one; else the latest that was signed here"))
@click.pass_obj
def proof(this: Run, /, *, entry: str, out: str | None, entry_out: str | None, checkpoint: str | None) -> None:
    from cli import audit_entry
    from cli.values import read

    recorded = audit_entry.entries(this, entry)[-1]
    notes = [read(checkpoint, 1_000_000)] if checkpoint else kept_checkpoints(this)
    made = audit_entry.prove(this, recorded, notes)
    text = made.format()
    if entry_out:
        write(entry_out, audit_entry.bytes_of(recorded))
    if out:
        write(out, text)
    data = {"index": recorded.index, "leaf": recorded.leaf.hex(), "proof": text.decode(), "file": out}
    told = t(
        N_("Written: {file}. Entry {index} stands in the tree of that checkpoint."), file=out, index=recorded.index
    )
    this.out.put(data, [told] if out else text.decode().rstrip("\n").split("\n"))


@audit.verb(
    "checkpoint",
    N_("Record where every case stands, read the tree again from the store, and sign it with the log's key."),
    zh="签发",
    examples=("audit checkpoint", "audit checkpoint --out checkpoint.txt"),
)
@option("--out", metavar="FILE", help=N_("write the signed note here too: hand it to the auditor"))
@click.pass_obj
def checkpoint(this: Run, /, *, out: str | None) -> None:
    from cli.desks import open_the_store
    from cli.home import state_folder
    from cli.signers import log_signer
    from ledger.chain_code import code_of
    from ledger.publish import publish_checkpoint

    store = open_the_store(this)
    made = publish_checkpoint(store, log_signer(this), state_folder(os.environ), this.home.checkpoints, this.now)
    this.recorded = True
    if out:
        write(out, made.note)
    size, root = made.checkpoint.size, made.checkpoint.root
    data = {
        "origin": made.checkpoint.origin,
        "size": size,
        "root": root.hex(),
        "chain_code": code_of(root),
        "file": str(made.path),
        "heads": made.heads,
        "note": made.note.decode(),
    }
    lines = [
        t(N_("Signed: {size} entries, root {root}"), size=f"{size:,}", root=root.hex()),
        t(N_("Chain code: {code}"), code=code_of(root)),
        t(N_("Note: {text}"), text=out or made.path),
        f"{t(N_('Next:'))} govledger audit verify --checkpoint {out or made.path}",
    ]
    this.out.put(data, lines)


def opened(this: Run, ledger: str | None) -> Source:
    """The ledger that was named, else that of the home; a ledger that is named needs no home."""
    if ledger is None:
        return this.source
    from ledger.sources import open_source

    source = open_source(ledger)
    this.closing.append(source.close)
    if source.head().training:
        this.out.of_training()
    return source


def kept_checkpoints(this: Run) -> list[bytes]:
    """The checkpoints that were signed here, the largest last."""
    from ledger.publish import kept

    return kept(this.home.checkpoints)


def _hex(text: str) -> str:
    found = "".join(text.split()).lower()
    if len(found) != 64 or any(character not in "0123456789abcdef" for character in found):
        raise BadInput("{text} is not a fingerprint: 64 hexadecimal digits are", text=text)
    return found


def _names_a_case(text: str) -> bool:
    return not text.isdigit() and ":" not in text


def write(path: str, content: bytes) -> None:
    """Write a file that was named; the system's refusal is shown as it is."""
    Path(path).expanduser().write_bytes(content)
