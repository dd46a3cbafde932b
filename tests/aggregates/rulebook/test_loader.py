"""Reading a rulebook: whole or for some case kinds, by its bytes; what does not load says so."""

import subprocess
import sys
from pathlib import Path

import pytest

from aggregates.rulebook.loader import SHIPPED, digest, load, load_files, read, shipped
from ledger.errors import BadInput

BOOK = "jiangkou-2022"


def test_a_part_of_a_book_holds_the_same_rules_and_the_same_name_as_the_whole() -> None:
    whole, part = load(BOOK), load(BOOK, cases=["fund"])

    assert part.sha256 == whole.sha256
    assert {r.id for r in part.rules.values() if r.case == "fund"} == {
        r.id for r in whole.rules.values() if r.case == "fund"
    }
    assert all(whole.rules[rule.id] == rule for rule in part.rules.values())
    assert len(part.rules) < len(whole.rules)


def test_a_book_loads_from_the_bytes_that_were_adopted() -> None:
    files = read(SHIPPED / BOOK)

    assert load_files(files) == load(BOOK)
    assert load(SHIPPED / BOOK) == load(BOOK)


def test_one_byte_makes_another_book() -> None:
    files = read(SHIPPED / BOOK)
    changed = {**files, "source.txt": files["source.txt"] + b" "}

    assert digest(changed) != digest(files)
    assert digest(dict(reversed(files.items()))) == digest(files)


def test_a_folder_without_a_book_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no rulebook"):
        load(tmp_path)


@pytest.mark.parametrize("file", ["meta.toml", "acts.toml", "facts.toml", "funds.toml"])
@pytest.mark.parametrize("damage", [b"[[", b"\xff", b"x = 1", b'[[rule]]\nform = "magic"\n'])
def test_a_damaged_book_does_not_load_and_names_the_file(file: str, damage: bytes) -> None:
    files = {**read(SHIPPED / BOOK), file: damage}

    with pytest.raises(BadInput, match="the rulebook does not load"):
        load_files(files)


def test_a_book_loads_without_the_models_of_its_check_and_fast() -> None:
    """Two thirds of what a reading command may use beyond its libraries; a quarter of it is usual."""
    program = (
        "import time, sys, tomllib, dataclasses, hashlib, unicodedata\n"
        "start = time.process_time()\n"
        "from aggregates.rulebook.loader import load\n"
        f"load({BOOK!r}, cases=['fund'])\n"
        "print(time.process_time() - start)\n"
        "assert 'pydantic' not in sys.modules\n"
    )
    taken = [float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)
             for _ in range(3)]  # fmt: skip

    assert min(taken) < 0.120, taken


@pytest.mark.parametrize("key", shipped())
def test_a_whole_book_loads_in_60_milliseconds_of_the_processor(key: str) -> None:
    """Beyond the library for canonical JSON, which any command that reads an entry has loaded before."""
    program = (
        "import orjson, time\n"
        "from aggregates.rulebook.loader import load\n"
        "start = time.process_time()\n"
        f"load({key!r})\n"
        "print(time.process_time() - start)\n"
    )
    taken = [float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)
             for _ in range(5)]  # fmt: skip

    assert min(taken) <= 0.060, taken


def test_a_small_table_may_be_broken_over_lines() -> None:
    """TOML 1.1, on every Python: the words of a book do not hang on the parser that the interpreter brings along."""
    written = 'when = { source = "supplementary", amount_fen = { over = 20_000_000, up_to = 100_000_000 } }'
    files = read(SHIPPED / BOOK)
    broken = files["funds.toml"].replace(written.encode(), written.replace(", amount", ",\n  amount").encode(), 1)

    assert broken != files["funds.toml"]
    assert load_files({**files, "funds.toml": broken}).rules == load_files(files).rules
