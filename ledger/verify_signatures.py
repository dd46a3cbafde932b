"""The signature stage: whether each entry bears a signature of the key that its key id names.

A key id is the hash of its public key, so this needs nothing that is not in the bindings, valid or void; whether the
key may sign is judged afterwards, in the order of the entries. The leaves are hashed once more, over the very bytes
that were checked: so a store that shows one entry to this stage and another to the next is found out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from secrets import randbelow
from typing import Literal, NamedTuple

from ledger.bindings import BINDING_TYPES, bound_by
from ledger.entry import Recorded, pae
from ledger.errors import BadInput
from ledger.signing import verify_signature
from ledger.source import Row, Source
from ledger.verify_cores import Bench, Cores
from ledger.verify_hashes import read_span, spans_of

SPAN = 512  # entries
SAMPLE_ONE_IN = 16
_ALWAYS = ("ROOT", "HEADS", "PER-", "OFC-")  # few, and all else is judged by them

Which = Literal["all", "sample"]


class SignatureSpan(NamedTuple):
    start: int
    stop: int
    which: Which


class Signed(NamedTuple):
    """SHA-256 over the span's leaves, and the indices of the entries whose signature does not hold."""

    leaves: bytes
    wrong: frozenset[int]


def check_signatures(cores: Cores, size: int, which: Which = "all") -> Iterator[Signed]:
    """One result a span of SPAN entries, in order, on all cores. Raises: BrokenRecord as `hash_tree` does."""
    spans = (SignatureSpan(start, stop, which) for start, stop in spans_of(size, SPAN))
    return cores.map(check_span, spans)


def check_span(bench: Bench, span: SignatureSpan) -> Signed:
    rows, hashed = read_span(bench.source, span.start, span.stop)
    leaves = sha256(b"".join(hashed)).digest()
    chosen = [row for row in rows if span.which == "all" or _sampled(row)]
    if bench.threads == 1 or len(chosen) < 2 * bench.threads:
        return Signed(leaves, frozenset(_wrong(bench, chosen)))
    parts = [chosen[n :: bench.threads] for n in range(bench.threads)]
    with ThreadPoolExecutor(bench.threads) as pool:  # checking a signature lets go of the interpreter's lock
        found = pool.map(lambda part: _wrong(bench, part), parts)
        return Signed(leaves, frozenset(index for part in found for index in part))


def public_keys(source: Source, size: int) -> dict[str, tuple[str, bytes]]:
    """Suite and public key by key id, of every binding in the payloads, valid or void."""
    found = {}
    for row in source.of_types(BINDING_TYPES, 0, size):
        try:
            bound = bound_by(Recorded.of(row))
        except BadInput:
            continue  # a break, which is for the walk through the entries to name
        found.update({key.keyid: (key.suite, key.public) for key in bound})
    return found


def _wrong(bench: Bench, rows: Sequence[Row]) -> Collection[int]:
    return [row[0] for row in rows if not _holds(bench, row)]


def _holds(bench: Bench, row: Row) -> bool:
    key = bench.publics.get(row[6])
    return key is not None and verify_signature(*key, pae(row[5].encode()), row[7])


def _sampled(row: Row) -> bool:
    return row.case.startswith(_ALWAYS) or randbelow(SAMPLE_ONE_IN) == 0
