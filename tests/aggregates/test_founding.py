"""The first entry: who founds a ledger, on which rulebook, with which keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aggregates.office.desk import ActResult
from aggregates.office.founding import Root, found, root_holder
from ledger.application import Store
from ledger.checkpoint import Vkey
from ledger.errors import BadInput
from ledger.record import Record
from ledger.verify import verify
from tests.town import BOOK, ORIGIN, key_of, new_store

ID = "6f6e2c56-2f64-4f0f-8d0e-0c8f5a3f9d11"
SUN = root_holder(ORIGIN, "sun", "孙某", key_of("sun root"))
QIAN = root_holder(ORIGIN, "qian", "钱某", key_of("qian root"), offline=True)


def founded(store: Store, *roots: Root, **differs: Any) -> ActResult:
    said: dict[str, Any] = {
        "jurisdiction": "江口县",
        "book": BOOK,
        "roots": roots,
        "log": key_of("log"),
        "log_vkey": Vkey.of(ORIGIN, key_of("log")).format(),
        "signer": key_of("sun root"),
        "clock": lambda: datetime(2022, 5, 5, 1, tzinfo=UTC),
    }
    return found(store, **{**said, **differs})


def test_the_founding_is_entry_0_and_names_all_that_is_trusted(tmp_path: Path) -> None:
    store = new_store(tmp_path / "ledger.db")

    result = founded(store, SUN, QIAN)

    facts = Record(store.source).case("ROOT")[0].facts
    assert (result.index, result.case, result.version) == (0, "ROOT", 1)
    assert facts["rulebook"] == {"key": "jiangkou-2022", "sha256": BOOK.sha256}
    assert [root["offline"] for root in facts["roots"]] == [False, True]
    assert verify(store.source, workers=0, fingerprint=result.leaf).ok


def test_the_same_id_founds_once(tmp_path: Path) -> None:
    store = new_store(tmp_path / "ledger.db")
    first = founded(store, SUN, QIAN, act=ID)

    again = founded(store, SUN, QIAN, act=ID)

    assert (again.repeated, again.leaf) == (True, first.leaf)


def test_a_ledger_is_founded_once(tmp_path: Path) -> None:
    store = new_store(tmp_path / "ledger.db")
    founded(store, SUN)

    with pytest.raises(BadInput):
        founded(store, SUN)


FAULTS: dict[str, tuple[tuple[Root, ...], dict[str, Any]]] = {
    "no root holder": ((), {}),
    "one person twice": ((SUN, replace(QIAN, person="sun")), {}),
    "one key twice": ((SUN, root_holder(ORIGIN, "qian", "钱某", key_of("sun root"))), {}),
    "signed by another than the first": ((SUN, QIAN), {"signer": key_of("qian root")}),
    "possession shown for another ledger": (
        (SUN, root_holder("example.gov.cn/dawa", "qian", "钱某", key_of("qian root"))),
        {},
    ),
    "possession shown by another person": ((SUN, replace(QIAN, person="zhao")), {}),
}


@pytest.mark.parametrize(("roots", "differs"), FAULTS.values(), ids=FAULTS.keys())
def test_a_faulty_founding_leaves_the_ledger_empty(
    roots: tuple[Root, ...], differs: dict[str, Any], tmp_path: Path
) -> None:
    store = new_store(tmp_path / "ledger.db")

    with pytest.raises(BadInput):
        founded(store, *roots, **differs)

    assert store.source.head().size == 0
