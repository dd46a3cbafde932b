"""A program that only appends, run as a process of its own by the tests of crashes and of many writers.

    python -m tests.ledger.appending_driver URL NAME HOW_MANY [SHARED_CASES]

Prints a line `index id` for each act once it is acknowledged. With SHARED_CASES every second note goes to one of that
many cases that all writers share; whoever comes second reads again and tries again, as an office does.
"""

from __future__ import annotations

import sys
from random import Random
from uuid import UUID

from ledger.application import Store, open_store
from ledger.entry import read_payload
from ledger.errors import Conflict
from ledger.event import Draft
from tests.ledger.scribe import TYPES, Scribe


def main(url: str, name: str, how_many: int, shared: int) -> None:
    dice = Random(name)
    with open_store(url, TYPES) as store:
        scribe = Scribe(store, training=False)
        print("ready", flush=True)
        for n in range(how_many):
            case = f"SHR-{dice.randrange(shared)}" if shared and n % 2 else f"FND-{name}"
            index, act = _note(store, scribe, case, UUID(int=dice.getrandbits(128)))
            print(index, act, flush=True)


def _note(store: Store, scribe: Scribe, case: str, act: UUID) -> tuple[int, str]:
    """One note, or three at once; tried until nobody else comes first."""
    drafts = [Draft(case, "note.made/1", {"text": f"{n}"}) for n in range(3 if act.int % 7 == 0 else 1)]
    while True:
        seen = scribe.seen()
        entries = scribe.compose(*drafts, seen=seen, act=str(act))
        try:
            index = store.append(entries, seen_size=seen[0], cases={case})[0]
        except Conflict:
            if found := store.find_act(str(act)):
                return found[0].index, found[0].id
        else:
            return index, str(read_payload(entries[0].payload)["id"])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 0)
