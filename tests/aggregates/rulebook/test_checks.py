"""The check of a rulebook: the shipped book has no fault, and each fault put into it is found and named."""

import tomllib
from pathlib import Path

import pytest

from aggregates.rulebook.checks import check, check_files
from aggregates.rulebook.loader import SHIPPED, read, shipped

BOOK = "jiangkou-2022"
FAULTS = tomllib.loads((Path(__file__).parent / "faults.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("key", shipped())
def test_a_shipped_rulebook_has_no_fault(key: str) -> None:
    assert [str(problem) for problem in check(SHIPPED / key)] == []


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_found_and_named(what: str) -> None:
    file, old, new, where, says = (FAULTS[what][key] for key in ("file", "old", "new", "where", "says"))
    files = read(SHIPPED / BOOK)
    text = files[file].decode("utf-8")
    assert old in text

    found = check_files({**files, file: text.replace(old, new, 1).encode("utf-8")})

    assert any(where in problem.where and says in str(problem) for problem in found), [str(p) for p in found]


def test_a_missing_file_is_named() -> None:
    files = read(SHIPPED / BOOK)
    del files["source.txt"]

    assert [str(problem) for problem in check_files(files)] == ["source.txt: -: the file is missing"]
