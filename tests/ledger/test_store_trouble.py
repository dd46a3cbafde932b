"""What stands in a store's way, each said in one paragraph: no file, no ledger, no room, no server."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from ledger.application import create_store, open_store
from ledger.errors import BadInput, GovledgerError, StoreUnavailable
from ledger.event import Draft
from ledger.sources import open_source
from tests.ledger.scribe import ORIGIN, TYPES, Scribe

NOTE = Draft("FND-2022-0001", "note.made/1", {})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A founded ledger in a file."""
    path = tmp_path / "home" / "ledger.db"
    path.parent.mkdir()
    create_store(path, ORIGIN, training=True)
    with open_store(path, TYPES) as store:
        Scribe(store).found()
    return path


def refused_to_open(kind: type[GovledgerError], url: str | Path, words: str) -> None:
    for opening in (lambda: open_source(url), lambda: open_store(url, TYPES)):
        with pytest.raises(kind, match=words):
            opening()


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    refused_to_open(BadInput, tmp_path / "none.db", "no ledger here: .*none.db does not exist")

    assert not list(tmp_path.iterdir())


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    refused_to_open(BadInput, tmp_path, "not a ledger")


@pytest.mark.parametrize("content", [b"", b"hello", b"x" * 5_000, b"SQLite format 3\0" + b"x" * 5_000])
def test_a_file_of_something_else_is_no_ledger(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(content)

    refused_to_open(BadInput, path, "not a ledger")
    with pytest.raises(BadInput):
        create_store(path, ORIGIN, training=True)

    assert path.read_bytes() == content


def test_the_database_of_another_program_is_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE head (format INTEGER)")

    refused_to_open(BadInput, path, "not a ledger")


def test_a_ledger_that_may_only_be_read_is_read_and_not_written(path: Path) -> None:
    # The header now asks for a later format of writing: SQLite opens the file for reading only, for root too.
    with path.open("r+b") as file:
        file.seek(18)
        file.write(b"\3")
    before = path.read_bytes()

    with open_source(path) as source:
        assert source.head().size == 1
    with open_store(path, TYPES) as store:
        for _ in range(2):  # and the second time as the first
            with pytest.raises(StoreUnavailable, match="may only be read: nothing was recorded"):
                Scribe(store).record(NOTE)

    assert path.read_bytes() == before


def test_a_ledger_on_a_medium_that_cannot_be_written_is_read(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "disc" / "ledger.db"
    copy.parent.mkdir()
    shutil.copy(path, copy)
    script = f"""
import os, encodings.idna
import ledger.sqlite_source
from ledger.sources import open_source
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)  # root may write everywhere
print(open_source({str(copy)!r}).head().size)
"""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    copy.chmod(0o444)
    copy.parent.chmod(0o555)
    try:
        run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    finally:
        copy.parent.chmod(0o755)

    assert (run.stdout, run.stderr) == ("1\n", "")


FULL_DISK = """
import resource, signal, sys
from ledger.application import open_store
from ledger.errors import StoreUnavailable
from ledger.event import Draft
from tests.ledger.scribe import TYPES, Scribe
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
store = open_store(sys.argv[1], TYPES)
scribe, recorded = Scribe(store), 0
scribe.acts = 1_000
try:
    while True:
        scribe.note(f"FND-{recorded}", "x" * 5_000)
        recorded += 1
except StoreUnavailable as error:
    print(recorded, store.source.head().size, error)
"""


def test_no_room_on_the_disk_records_nothing_by_halves(path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, check=True)
    recorded, size, said = run.stdout.split(" ", 2)

    assert 3 <= int(recorded) == int(size) - 1
    assert "is full: nothing was recorded" in said or "cannot be used: disk I/O error" in said
    with open_store(path, TYPES) as store:
        assert [row.index for row in store.source.rows(0, 999)] == list(range(int(size)))
        scribe = Scribe(store)
        scribe.acts = 2_000
        assert scribe.record(NOTE) == [int(size)]


def test_a_ledger_held_by_another_program_is_waited_for(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with open_store(path, TYPES) as store:
        scribe = Scribe(store)
        scribe.acts = 5
        entries = scribe.compose(NOTE)
        release = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.3)"])

        from threading import Thread

        recorded: list[int] = []
        writing = Thread(target=lambda: recorded.extend(store.append(entries, seen_size=1)))
        writing.start()
        release.wait()
        assert recorded == []
        other.execute("ROLLBACK")
        writing.join()

    assert recorded == [1]


def test_a_ledger_cannot_be_made_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        create_store(tmp_path / "none" / "ledger.db", ORIGIN, training=True)


def test_half_of_a_ledger_from_a_program_that_stopped_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "ledger.db.new").write_bytes(b"half")

    create_store(tmp_path / "ledger.db", ORIGIN, training=True)

    assert [file.name for file in tmp_path.iterdir()] == ["ledger.db"]


def test_a_path_with_strange_characters_is_a_path(tmp_path: Path) -> None:
    path = tmp_path / "台账 100%?#;&.db"
    create_store(path, ORIGIN, training=True)

    with open_store(path, TYPES) as store:
        Scribe(store).found()

    assert open_source(path).head().size == 1


# --- PostgreSQL ---


def test_a_server_out_of_reach_is_said_with_its_address_and_no_password(tmp_path: Path) -> None:
    url = f"postgresql://wang:geheim@/ledger?host={tmp_path}"

    for opening in (lambda: open_source(url), lambda: open_store(url, TYPES), lambda: create_store(url, ORIGIN, True)):
        with pytest.raises(StoreUnavailable, match="cannot be reached") as trouble:
            opening()
        assert "user=wang" in str(trouble.value)
        assert "geheim" not in str(trouble.value)


def test_an_address_that_is_none_is_bad_input() -> None:
    refused_to_open(BadInput, "postgresql://[", "not the address of a PostgreSQL database")


def test_a_database_without_a_ledger_is_said(pg_url: str) -> None:
    refused_to_open(BadInput, pg_url, "no ledger in this database")


def test_a_database_that_may_only_be_read_is_read_and_not_written(pg_url: str) -> None:
    create_store(pg_url, ORIGIN, training=True)
    with psycopg.connect(pg_url, autocommit=True) as connection:
        database = connection.info.dbname
        connection.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on".encode())

    with open_store(pg_url, TYPES) as store:
        assert store.source.head().size == 0
        with pytest.raises(StoreUnavailable, match="may only be read: nothing was recorded"):
            Scribe(store).found()


def test_a_database_of_another_encoding_is_refused(pg_url: str) -> None:
    with psycopg.connect(pg_url, autocommit=True) as connection:
        name = connection.info.dbname + "_latin"
        connection.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0".encode())
        try:
            with pytest.raises(BadInput, match="of encoding LATIN1; a ledger needs UTF8"):
                create_store(pg_url.replace(f"/{connection.info.dbname}?", f"/{name}?"), ORIGIN, training=True)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
