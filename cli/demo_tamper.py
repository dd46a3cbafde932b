"""One bit flipped in a copy of a ledger, as somebody with the database in hand would do it: for the demonstration."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def flip_one_bit(ledger: Path, copy: Path, was: bytes, becomes: bytes) -> str:
    """Copy the database, and in the first payload that holds `was`, which is one bit from `becomes`, put that.

    Returns the case of the entry. The append-only triggers of the copy are dropped first, as its owner can.
    """
    bits = sum((a ^ b).bit_count() for a, b in zip(was, becomes, strict=True))
    assert bits == 1, f"{bits} bits differ"
    with closing(sqlite3.connect(ledger)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            target.execute(f'DROP TRIGGER "{name}"')
        entries = target.execute("SELECT idx, case_id, payload FROM entry ORDER BY idx").fetchall()
        index, case, payload = next(each for each in entries if was.decode() in each[2])
        changed = payload.replace(was.decode(), becomes.decode(), 1)
        target.execute("UPDATE entry SET payload = ? WHERE idx = ?", (changed, index))
        target.commit()
    return str(case)
