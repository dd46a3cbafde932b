"""Whether a ledger holds, told from its rows alone: dense, chained, each entry once, the head the tree over them."""

from __future__ import annotations

from ledger.entry import NO_LEAF, Entry, Recorded, id_of
from ledger.merkle import CompactRange
from ledger.source import Row
from ledger.sources import open_source


def rows_of_a_whole_ledger(url: str) -> list[Row]:
    """All its rows, once everything about them was seen to hold."""
    with open_source(url) as source:
        head, rows = source.head(), list(source.rows(0, 100_000))
        while head != source.head():  # a server may still be at work on an act of a client that is gone
            head, rows = source.head(), list(source.rows(0, 100_000))

    tree, cases = CompactRange(), dict[str, tuple[int, str]]()
    highest = ""
    for n, row in enumerate(rows):
        recorded = Recorded.of(row)
        assert row.index == n, "indices are dense"
        assert row.leaf == Entry(row.payload, row.keyid, row.sig).leaf()
        assert (row.case, row.version, row.id, row.type) == (
            recorded.case, recorded.version, recorded.id, recorded.type,
        )  # fmt: skip
        version, leaf = cases.get(row.case, (0, NO_LEAF))
        assert (recorded.version, recorded.prev) == (version + 1, leaf), "cases are chained"
        cases[row.case] = (row.version, row.leaf.hex())
        part = recorded.part
        act = [Recorded.of(other).id for other in rows[n - part["n"] : n - part["n"] + part["of"]]]
        assert act == [id_of(recorded.act, k) for k in range(part["of"])], "acts are whole and in one piece"
        assert recorded.seen["size"] <= n
        highest = max(highest, recorded.at)
        tree.append(row.leaf)
    assert len({row.id for row in rows}) == len(rows)
    assert (head.size, head.peaks, head.highest_at) == (len(rows), tree.freeze(), highest)
    return rows
