"""Many writers at once: nothing lost, doubled, out of order or missing in between, whoever comes first."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Thread

from ledger.application import Store, create_store, open_store
from ledger.entry import Recorded
from ledger.errors import Conflict, NotAuthorised
from ledger.event import Draft
from ledger.feed import follow
from ledger.sources import is_postgres, open_source
from tests.ledger.holding import rows_of_a_whole_ledger
from tests.ledger.scribe import ORIGIN, TYPES, Scribe, key_of
from tests.ledger.test_store_refusals import bind, revoke

ROOT = Path(__file__).parent.parent.parent
ACTS = 40


def test_eight_processes_on_postgres_and_four_on_sqlite_append_without_loss(store_url: str) -> None:
    create_store(store_url, ORIGIN, training=False)
    with open_store(store_url, TYPES) as store:
        Scribe(store, training=False).found()
    stop, followed = Event(), list[int]()
    reader = Thread(target=lambda: followed.extend(row.index for row in follow(open_source(store_url), 0, stop=stop)))
    reader.start()

    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.appending_driver", store_url, f"w{n}", str(ACTS), "2"],
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for n in range(8 if is_postgres(store_url) else 4)
    ]  # fmt: skip
    told = [writer.communicate()[0].splitlines()[1:] for writer in writers]

    rows = rows_of_a_whole_ledger(store_url)
    while len(followed) < len(rows):
        reader.join(0.01)
    stop.set()
    reader.join()
    assert [writer.returncode for writer in writers] == [0] * len(writers)
    assert [len(lines) for lines in told] == [ACTS] * len(writers)
    acknowledged = {line.split()[1]: int(line.split()[0]) for lines in told for line in lines}
    assert len(acknowledged) == ACTS * len(writers)
    firsts = {row.id: row.index for row in rows[1:] if Recorded.of(row).part["n"] == 0}
    assert firsts == acknowledged, "exactly what was acknowledged is there, where it was said to be"
    assert followed == list(range(len(rows))), "a reader that followed missed nothing and saw it in order"


def at_once(*acts: object) -> list[list[int] | Exception]:
    """What came of acts that were started at the same moment."""
    barrier = Barrier(len(acts))

    def run(act: object) -> list[int] | Exception:
        barrier.wait()
        try:
            return act()  # type: ignore[operator]
        except (Conflict, NotAuthorised) as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_revocation_and_an_act_under_the_revoked_key_race_and_either_order_is_lawful(
    scribe: Scribe, store: Store
) -> None:
    with open_store(store.url, TYPES) as other:
        for n in range(25):
            person = f"p{n}"
            scribe.record(bind(person))
            seen = scribe.seen()
            approval = scribe.compose(Draft(f"FND-{n}", "note.made/1", {}), signer=key_of(person))
            revocation = scribe.compose(revoke(person))

            approved, revoked = at_once(
                lambda a=approval, s=seen, p=person: store.append(a, seen_size=s[0], cases={f"PER-{p}"}),
                lambda r=revocation, s=seen: other.append(r, seen_size=s[0]),
            )

            assert isinstance(revoked, list)
            assert isinstance(approved, Conflict) or (isinstance(approved, list) and approved < revoked)

    rows = rows_of_a_whole_ledger(store.url)
    revoked_at = {key.keyid: key.revoked_index for key in store.source.bound_keys() if key.revoked_index is not None}
    assert len(revoked_at) == 25
    assert all(row.index < revoked_at[row.keyid] for row in rows if row.keyid in revoked_at)


def test_of_two_acts_that_lean_on_each_others_case_only_one_is_recorded(scribe: Scribe, store: Store) -> None:
    with open_store(store.url, TYPES) as other:
        for n in range(15):
            seen, left, right = scribe.seen(), f"LFT-{n}", f"RGT-{n}"
            entries = [scribe.compose(Draft(case, "note.made/1", {})) for case in (left, right)]

            came = at_once(
                lambda e=entries, s=seen, c=right: store.append(e[0], seen_size=s[0], cases={c}),
                lambda e=entries, s=seen, c=left: other.append(e[1], seen_size=s[0], cases={c}),
            )

            assert [type(outcome) for outcome in came].count(Conflict) == 1

    assert len(rows_of_a_whole_ledger(store.url)) == 16


def test_of_two_that_send_the_same_act_one_is_recorded_and_the_other_told_where(scribe: Scribe, store: Store) -> None:
    entries = scribe.compose(Draft("FND-1", "note.made/1", {}))
    with open_store(store.url, TYPES) as other:
        came = at_once(
            lambda: store.append(entries, seen_size=1),
            lambda: other.append(entries, seen_size=1),
        )

    assert [1] in came
    assert [type(outcome) for outcome in came].count(Conflict) == 1


def test_threads_share_one_store(scribe: Scribe, store: Store) -> None:
    acts = [scribe.compose(Draft(f"FND-{n}", "note.made/1", {}), at="2022-05-06T02:00:00.000000Z") for n in range(24)]

    with ThreadPoolExecutor(6) as pool:
        indices = list(pool.map(lambda entries: store.append(entries, seen_size=1), acts))

    assert sorted(index for (index,) in indices) == list(range(1, 25))
    assert len(rows_of_a_whole_ledger(store.url)) == 25
