"""The tables that the program brings along say what the rulebooks' files say."""

from __future__ import annotations

import tomllib

import pytest

from aggregates.rulebook.loader import SHIPPED, load, read, shipped
from aggregates.rulebook.parsed import TABLES, made_anew, table


def test_the_tables_are_those_of_the_shipped_files_and_of_no_others() -> None:
    """`python -m aggregates.rulebook.parsed` makes them anew after a change to a rulebook."""
    assert {path.name: path.read_bytes() for path in TABLES.glob("*.json")} == made_anew(SHIPPED)


@pytest.mark.parametrize("book", shipped())
def test_a_table_is_what_the_file_says(book: str) -> None:
    for name, data in read(SHIPPED / book).items():
        if name.endswith(".toml"):
            written = tomllib.loads(data.decode("utf-8"))
            assert table(data) == written, name
            assert repr(table(data)) == repr(written), f"{name}: the order of its keys, which is that of asking"


def test_a_file_that_was_changed_is_read_as_it_stands() -> None:
    data = (SHIPPED / "jiangkou-2022" / "meta.toml").read_bytes()

    changed = table(data.replace(b'key = "jiangkou-2022"', b'key = "jiangkou-2027"'))

    assert changed["key"] == "jiangkou-2027"
    assert table(data)["in_force_from"] == load("jiangkou-2022").in_force_from
