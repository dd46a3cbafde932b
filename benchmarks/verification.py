"""The heavy stages of verification, each apart, against the bare primitive on all cores over the same bytes.

`verify.tree` is the hashing alone, entries in memory; `verify.hashes` is the stage as it runs, reading the file,
composing each entry from its columns and comparing leaves included.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benchmarks.ours import Ours
from benchmarks.timing import Results
from ledger.entry import encode_parts, pae
from ledger.merkle import CompactRange
from ledger.source import Row
from ledger.sources import open_source
from ledger.verify_cores import Cores
from ledger.verify_hashes import hash_tree
from ledger.verify_signatures import check_signatures, public_keys

HASHED = 50_000
SIGNED = 5_000
CORES = os.cpu_count() or 1

_rows: list[Row] = []
_public = b""


def stages(results: Results, folder: Path) -> None:
    """`verify.hashes` and `verify.signatures`; workers are started before the clock is."""
    ours = Ours(folder / "stages.db")
    ours.fill("BNC-0", HASHED)
    ours.close()
    source = open_source(ours.url)
    size = source.head().size
    keys = public_keys(source, size)
    with Cores(source, keys, CORES) as cores, _bare_pool(ours.url, ours.signer.public) as pool:
        results.pairs(
            "verify.tree",
            lambda: _on_all_cores(pool, _tree, size),
            "bare.hashes",
            lambda: _on_all_cores(pool, _bare_hashes, size),
            unit="entries/s",
        )
        results.pairs(
            "verify.hashes",
            lambda: _count(lambda: hash_tree(cores, size, ()), size),
            "bare.hashes",
            lambda: _on_all_cores(pool, _bare_hashes, size),
            unit="entries/s",
        )
        results.pairs(
            "verify.signatures",
            lambda: _count(lambda: list(check_signatures(cores, SIGNED)), SIGNED),
            "bare.signatures",
            lambda: _on_all_cores(pool, _bare_signatures, SIGNED),
            unit="entries/s",
        )
    source.close()


def _count(call: Callable[[], object], count: int) -> int:
    call()
    return count


def _bare_pool(url: str, public: bytes) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        CORES, mp_context=multiprocessing.get_context("spawn"), initializer=_take, initargs=(url, public)
    )


def _take(url: str, public: bytes) -> None:
    global _public  # noqa: PLW0603  # one worker process, one ledger
    _rows.extend(open_source(url).rows(0, HASHED))
    _public = public


def _on_all_cores(pool: ProcessPoolExecutor, work: Callable[[int, int], int], size: int) -> int:
    share = size // CORES
    return sum(pool.map(partial(_share, work), [(n * share, (n + 1) * share) for n in range(CORES)]))


def _share(work: Callable[[int, int], int], span: tuple[int, int]) -> int:
    return work(*span)


_encoded: list[bytes] = []


def _composed() -> list[bytes]:
    if not _encoded:
        _encoded.extend(encode_parts(row.payload, row.keyid, row.sig) for row in _rows)
    return _encoded


def _tree(start: int, stop: int) -> int:
    """The tree over entries in memory, as the verifier builds it."""
    tree = CompactRange()
    tree.extend(sha256(b"\x00" + entry).digest() for entry in _composed()[start:stop])
    tree.root()
    return stop - start


def _bare_hashes(start: int, stop: int) -> int:
    """A leaf and a node an entry, over entries already composed in memory: nothing is read or compared."""
    node = b"\x01" + bytes(64)
    for entry in _composed()[start:stop]:
        sha256(entry).digest()
        sha256(node).digest()
    return stop - start


def _bare_signatures(start: int, stop: int) -> int:
    key = Ed25519PublicKey.from_public_bytes(_public)
    for row in _rows[start:stop]:
        key.verify(row.sig, pae(row.payload.encode()))
    return stop - start


# The system's own measure of a process begins with what its parent took; /proc tells what is its own.
MEMORY = """
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from ledger.sources import open_source
from ledger.verify import verify

report = verify(open_source(sys.argv[1]), signatures="none")
assert report.ok, report
own = next(int(line.split()[1]) for line in Path("/proc/self/status").open() if line.startswith("VmHWM"))
print(max(own, getrusage(RUSAGE_CHILDREN).ru_maxrss) / 1024)
"""


def memory(results: Results, folder: Path, sizes: tuple[int, ...] = (10_000, 50_000)) -> None:
    """The peak memory of verifying, in MiB, of the process or its largest worker, for ledgers of two sizes."""
    for size in sizes:
        ours = Ours(folder / f"memory-{size}.db")
        ours.fill("BNC-0", size)
        ours.close()
        results.each(f"verify.memory.{size}", partial(_peak, ours.url), unit="MiB", rounds=3)


def _peak(url: str) -> float:
    done = subprocess.run([sys.executable, "-c", MEMORY, url], check=True, capture_output=True, text=True)
    return float(done.stdout)
