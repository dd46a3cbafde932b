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


def test_an_article_whose_number_comes_again_is_named_with_its_line() -> None:
    files = read(SHIPPED / BOOK)
    text = files["source.txt"].decode("utf-8")

    found = check_files({**files, "source.txt": f"{text.rstrip()}\n第七条 另文。\n".encode()})

    [again] = [each for each in found if each.file == "source.txt"]
    assert (again.where, again.line) == ("第七条", text.rstrip().count("\n") + 2)
    assert "two articles have this number" in str(again)


def test_lines_are_counted_as_editors_count_them() -> None:
    files = read(SHIPPED / BOOK)
    text = files["funds.toml"].decode("utf-8")
    spoilt = text.replace('act = "', 'act = "no_', 1)
    line = next(n for n, row in enumerate(spoilt.split("\n"), 1) if 'act = "no_' in row)

    [found] = check_files({**files, "funds.toml": spoilt.replace("#", "#\u2028\x85\u2029", 1).encode()})

    assert found.line == line


def test_a_key_of_another_form_is_not_taken_for_a_slip_of_the_pen() -> None:
    files = read(SHIPPED / BOOK)
    text = files["funds.toml"].decode("utf-8")

    [found] = check_files(
        {**files, "funds.toml": text.replace('form = "chain"\n', 'form = "chain"\nat_most = 1\n', 1).encode()}
    )

    assert found.message == "there is no key {place}"
    assert found.hints == () and found.line is not None


def test_a_missing_file_is_named() -> None:
    files = read(SHIPPED / BOOK)
    del files["source.txt"]

    assert [str(problem) for problem in check_files(files)] == ["source.txt: -: the file is missing"]


@pytest.mark.parametrize("mark", ["“", "”", "＂", "「"])
def test_a_quotation_mark_of_another_kind_around_a_value_is_named(mark: str) -> None:
    files = read(SHIPPED / BOOK)
    text = files["funds.toml"].decode("utf-8")

    found = check_files({**files, "funds.toml": text.replace('act = "pay"', f"act = {mark}pay{mark}", 1).encode()})

    assert any(f"{mark} is no quotation mark of TOML" in str(each) and each.file == "funds.toml" for each in found)
