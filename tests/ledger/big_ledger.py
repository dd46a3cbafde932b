"""A ledger of many entries in an SQLite file, written past the store: for a verifier's speed and memory."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from ledger.entry import Entry, read_payload
from ledger.event import NEW_CASE, Draft, Position, compose, sign_act
from ledger.merkle import CompactRange
from ledger.source import Row
from ledger.sqlite import create
from tests.ledger.scribe import ORIGIN, START, key_of
from tests.ledger.small_ledger import NOTE, SmallLedger, an_office

ENTRIES_A_CASE = 10
TEXT = "关于申请追加二〇二二年度信息化建设经费的请示。" * 4


def write_big_ledger(path: Path, size: int) -> SmallLedger:
    """A ledger of `size` entries, ten a case; the writer handed back knows its keys, and has no store."""
    small = an_office()
    tree = CompactRange(small.size, small.list.head_row.peaks)
    create(path, ORIGIN, training=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    insert = "INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?)"
    connection.executemany(insert, small.list.entries)
    connection.executemany("INSERT INTO bound_key VALUES (?,?,?,?,?,?)", small.list.keys)
    signer, position, at = key_of("zhao"), NEW_CASE, START
    for n in range(small.size, size):
        case = f"FND-2022-{n // ENTRIES_A_CASE:06}"
        if n % ENTRIES_A_CASE == 0 or n == small.size:
            position = NEW_CASE
        at = START + timedelta(minutes=1, milliseconds=n)
        payload = compose(
            [Draft(case, NOTE, {"text": TEXT, "fields": {"amount_fen": n, "purpose": "信息化"}})],
            ledger=ORIGIN,
            act=str(UUID(int=n + (1 << 64))),
            at=at,
            on="2022-05-06",
            by={"person": "zhao", "office": "gov_office"},
            seen=(n, tree.root().hex()),
            positions={case: position},
        )
        entry = sign_act(payload, signer)[0]
        row = _row(entry, n)
        connection.execute(insert, row)
        tree.append(row.leaf)
        position = Position(row.version, row.leaf.hex())
    highest = connection.execute("SELECT substr(payload, 53, 27) FROM entry ORDER BY idx DESC LIMIT 1").fetchone()[0]
    connection.execute("UPDATE head SET size = ?, peaks = ?, highest_at = ?", (size, b"".join(tree.peaks), highest))
    connection.execute("COMMIT")
    connection.close()
    small.now = at
    return small


def _row(entry: Entry, index: int) -> Row:
    payload = read_payload(entry.payload)
    place = (index, payload["case"], payload["version"], payload["id"], payload["type"])
    return Row(*place, entry.payload, entry.keyid, entry.sig, entry.leaf())
