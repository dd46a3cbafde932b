"""Bad input, each answered by one paragraph and the right exit code, with no trace and nothing half-written."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

REQUEST = ("fund", "request", "--department", "edu", "--amount", "1000", "--purpose", "纸张", "--as", "feng")


def request(**changed: str) -> tuple[str, ...]:
    """A good request with one word changed."""
    words = list(REQUEST)
    for name, value in changed.items():
        words[words.index(f"--{name}") + 1] = value
    return tuple(words)


UNLAWFUL_INPUT = {
    "an unknown person": (request(**{"as": "nobody"}), "nobody is enrolled as nobody"),
    "an unknown department": (request(department="ministry"), "no office is called ministry"),
    "an unknown case": (("fund", "show", "FND-2022-0099"), "there is no case FND-2022-0099"),
    "no case number": (("fund", "show", "hello"), "there is no case hello"),
    "an amount in powers": (request(amount="1e5"), "1e5 is not an amount in yuan"),
    "an amount with three decimals": (request(amount="12.345"), "12.345 is not an amount"),
    "a negative amount": (request(amount="-1"), "-1 is not an amount"),
    "full-width digits": (request(amount="１０００"), "is not an amount"),
    "badly placed commas": (request(amount="1,00"), "1,00 is not an amount"),
    "no amount at all": (request(amount="0"), "more than nothing"),
    "more than the record holds": (request(amount="99999999999999999"), "more than the record can hold"),
    "a day that is none": ((*REQUEST, "--on", "2022-02-30"), "2022-02-30 is not a day"),
    "a day in another order": ((*REQUEST, "--on", "06.05.2022"), "is not a day"),
    "a day still to come": ((*REQUEST, "--on", "2022-05-09"), "is still to come"),
    "an id that is none": ((*REQUEST, "--id", "17"), "17 is not an act id"),
    "a fact the book does not know": ((*REQUEST, "--fact", "colour=red"), "colour is no fact of this rulebook"),
    "a value the fact cannot have": ((*REQUEST, "--source", "lottery"), "lottery is no value of source"),
    "a fact said twice": ((*REQUEST, "--fact", "matter=other", "--fact", "matter=other"), "said twice"),
    "a fact without a value": ((*REQUEST, "--fact", "matter="), "is not a fact"),
    "an enclosure that is not there": ((*REQUEST, "--enclosure", "/no/file.pdf"), "/no/file.pdf cannot be read"),
    "a control character in a purpose": (request(purpose="a\x1b[2Jb"), "U+001B"),
    "a bidi character in a name": (("office", "enrol", "gu", "--name", "顾\u202e", "--as", "sun"), "U+202E"),
    "a handle that is none": (("office", "enrol", "Gu!", "--name", "顾", "--as", "sun"), "not a short name"),
    "an entry that is none": (("audit", "show", "9999"), "there is no entry 9999"),
    "a version that is none": (("audit", "show", "ROOT:9"), "has versions 1 to"),
    "a rule that is none": (("rule", "show", "104/tier-9"), "there is no rule 104/tier-9"),
    "a rulebook that is none": (("rule", "check", "/no/such/book"), "there is no rulebook"),
    "a fingerprint that is none": (("audit", "verify", "--fingerprint", "xyz"), "is not a fingerprint"),
    "working days that are none": (("calendar", "explain", "--from", "2022-05-06", "--within", "soon"), "soon is not"),
    "an instant that is none": (("office", "list", "--now", "yesterday"), "yesterday is not an instant"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "says"), UNLAWFUL_INPUT.values(), ids=UNLAWFUL_INPUT)
def test_bad_input_ends_with_2_and_one_paragraph(cli: Cli, words: tuple[str, ...], says: str) -> None:
    clock = "--now" not in words
    said = cli(*words, code=2, clock=clock)
    error = cli("--json", *words, code=2, clock=clock).error

    assert said.out == ""
    assert says in said.told
    assert error["kind"] == "input"
    assert says in error["message"]
    assert cli.json("fund", "list") == []


def test_an_entry_too_large_is_refused_and_says_what_to_do(cli: Cli) -> None:
    error = cli.refused(*request(purpose="长" * 30_000), code=2)

    assert "enclosure" in error["message"]


def test_a_wrong_passphrase_and_a_file_that_is_no_key_end_with_2(cli: Cli, tmp_path: Path) -> None:
    wrong = tmp_path / "passphrase"
    wrong.write_text("wrong\n")
    assert cli("--json", *REQUEST, "--passphrase-file", str(wrong), code=2).error["kind"] == "key"
    assert "passphrase is wrong" in cli(*REQUEST, code=2, GOVLEDGER_PASSPHRASE="wrong").err

    [key] = cli.home.joinpath("keys").glob("feng-*.key")
    key.write_text("no key\n")
    assert "not an OpenSSH private key file" in cli(*REQUEST, code=2).told
    key.unlink()
    said = cli("--json", *REQUEST, code=2)
    assert said.error["kind"] == "key"
    assert "govledger key create feng" in said.error["message"]


def test_a_passphrase_file_that_is_missing_or_empty_is_named(cli: Cli, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()

    assert "is empty" in cli(*REQUEST, "--passphrase-file", str(empty), code=2).told
    assert "cannot be read" in cli(*REQUEST, "--passphrase-file", str(tmp_path / "none"), code=2).told


def test_a_database_of_a_newer_format_ends_with_9(cli: Cli) -> None:
    with sqlite3.connect(cli.home / "ledger.db") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("PRAGMA ignore_check_constraints = 1")
        database.execute("UPDATE head SET format = 2")
    database.close()

    for words in (REQUEST, ("fund", "list"), ("audit", "verify")):
        said = cli("--json", *words, code=9, clock=words == REQUEST)
        assert said.error["kind"] == "format"


def test_a_file_that_is_no_ledger_is_named(cli: Cli, tmp_path: Path) -> None:
    other = tmp_path / "notes.db"
    other.write_text("not a database, just some text that is long enough to be looked at")

    assert "not a ledger" in cli("audit", "verify", str(other), code=2, clock=False).told
    assert "does not exist" in cli("audit", "verify", str(tmp_path / "none.db"), code=2, clock=False).told


def test_a_home_whose_store_holds_another_ledger_is_refused(cli: Cli) -> None:
    file = cli.home / "govledger.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("demo.example", "other.example"), encoding="utf-8")

    said = cli("fund", "list", code=2)

    assert "other.example/jiangkou" in said.err
    assert "demo.example/jiangkou" in said.err


@pytest.mark.parametrize("text", ["origin = ", "colour = 'red'\norigin = 'a'", "origin = 17", "store = 'x'"])
def test_settings_that_cannot_be_read_are_named(cli: Cli, text: str) -> None:
    (cli.home / "govledger.toml").write_text(text, encoding="utf-8")

    assert "govledger.toml" in cli("fund", "list", code=2).told


def test_a_real_ledger_takes_no_invented_clock(nowhere: Cli, tmp_path: Path) -> None:
    nowhere(
        "init", "--origin", "example.gov.cn/a", "--book", "jiangkou-2022", "--root", "sun:孙", "--root", "qian:钱",
        clock=False, GOVLEDGER_PASSPHRASE="long enough",
    )  # fmt: skip

    said = nowhere("office", "enrol", "gu", "--name", "顾", "--as", "sun", code=2, GOVLEDGER_PASSPHRASE="long enough")

    assert "--now is for training ledgers" in said.told


def test_without_a_terminal_a_real_key_asks_nobody_and_names_what_is_missing(nowhere: Cli) -> None:
    founding = ("init", "--origin", "example.gov.cn/a", "--book", "jiangkou-2022", "--root", "sun:孙")
    nowhere(*founding, clock=False, GOVLEDGER_PASSPHRASE="long enough")

    said = nowhere("office", "enrol", "gu", "--name", "顾", "--as", "sun", code=2, clock=False)

    assert "--passphrase-file" in said.err
    assert "GOVLEDGER_PASSPHRASE" in said.err


def test_a_disk_that_may_not_be_written_ends_with_9_and_writes_nothing(cli: Cli) -> None:
    """As an ordinary user by permissions, as root by a full device: either way the store says no."""
    environ = {**os.environ, "GOVLEDGER_HOME": str(cli.home), "GOVLEDGER_LANG": "en"}
    size = cli.json("audit", "verify", clock=False)["size"]
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); "
    limited += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limited += "from cli.main import run; sys.exit(run(sys.argv[1:]))"
    if sys.platform == "win32":
        return

    done = subprocess.run(
        [sys.executable, "-c", limited, "--json", *REQUEST, "--now", "2022-05-06T10:00"],
        capture_output=True, text=True, env=environ, check=False,
    )  # fmt: skip

    assert done.returncode == 9, done.stderr
    assert '"kind": "store"' in done.stderr
    assert cli.json("audit", "verify", clock=False)["size"] == size
