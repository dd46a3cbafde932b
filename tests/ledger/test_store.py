"""The store: what is recorded stands, in order, on SQLite and on PostgreSQL alike."""

from ledger.application import Store
from ledger.merkle import CompactRange
from tests.ledger.scribe import Scribe


def test_what_was_recorded_is_read_back_in_order(scribe: Scribe, store: Store) -> None:
    first = scribe.note("FND-2022-0001", "first")
    second = scribe.note("FND-2022-0001", "第二")

    assert (first, second) == ([1], [2])
    assert [r.facts["text"] for r in scribe.case("FND-2022-0001")] == ["first", "第二"]
    assert [row.index for row in store.source.rows(0, 10)] == [0, 1, 2]


def test_the_head_is_the_tree_over_the_leaves(scribe: Scribe, store: Store) -> None:
    for n in range(9):
        scribe.note(f"FND-2022-{n:04}")

    head, tree = store.source.head(), CompactRange()
    tree.extend(row.leaf for row in store.source.rows(0, head.size))
    assert (head.size, head.peaks) == (10, tree.freeze())
