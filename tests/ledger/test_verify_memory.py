"""Verification streams: a ledger twenty times as large takes hardly more memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.big_ledger import write_big_ledger

# Where there is no /proc, the system's own measure has to do, whose floor is what this test process took.
PEAK = """
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from ledger.sqlite_source import SqliteSource
from ledger.verify import verify

if __name__ == "__main__":
    report = verify(SqliteSource(sys.argv[1]), signatures=sys.argv[2])
    assert report.ok, report.first_break
    status = Path("/proc/self/status")
    own_kb = getrusage(RUSAGE_SELF).ru_maxrss
    if status.exists():
        own_kb = next(int(line.split()[1]) for line in status.open() if line.startswith("VmHWM"))
    print(max(own_kb, getrusage(RUSAGE_CHILDREN).ru_maxrss) / 1024)
"""


def peak_mb(path: Path, size: int, signatures: str) -> float:
    """The peak memory of a verification in its own process, or in its largest worker."""
    write_big_ledger(path, size)
    script = path.with_suffix(".py")
    script.write_text(PEAK)
    done = subprocess.run(
        [sys.executable, str(script), str(path), signatures], capture_output=True, text=True, check=True
    )
    path.unlink()
    return float(done.stdout)


def test_memory_does_not_grow_with_the_entries(tmp_path: Path) -> None:
    small = peak_mb(tmp_path / "small.db", 1_000, "none")
    large = peak_mb(tmp_path / "large.db", 8_000, "none")

    assert large - small < 8


@pytest.mark.long
def test_memory_does_not_grow_from_10_000_to_200_000_entries(tmp_path: Path) -> None:
    small = peak_mb(tmp_path / "small.db", 10_000, "all")
    large = peak_mb(tmp_path / "large.db", 200_000, "all")

    assert large - small < 20
