"""Text stands in columns, Chinese two a character, and nothing that was recorded can steer a terminal."""

import pytest

from cli.layout import columns, inert, pad, table, wrap


def test_a_chinese_character_takes_two_columns_and_a_combining_mark_none() -> None:
    assert columns("县长 wang") == 9
    assert columns("e\u0301") == 1
    assert columns("，") == 2
    assert pad("县长", 6) == "县长  "


def test_a_table_lines_up_by_columns_and_not_by_characters() -> None:
    lines = table(
        ["case", "单位", "amount"], [["FND-2022-0001", "教育局", "1.00"], ["F", "edu", "200,000.00"]], frozenset({2})
    )

    assert lines == [
        "case           单位        amount",
        "FND-2022-0001  教育局        1.00",
        "F              edu     200,000.00",
    ]
    assert len({columns(line) for line in lines}) == 1


def test_a_table_of_nothing_is_its_heads() -> None:
    assert table(["case", "on"], []) == ["case  on"]


def test_chinese_wraps_between_any_two_characters_but_never_before_closing_punctuation() -> None:
    lines = wrap("二十万元以下的，由分管副县长审核。", 12)

    assert all(columns(line) <= 12 for line in lines)
    assert not any(line[0] in "，。" for line in lines)
    assert "".join(lines) == "二十万元以下的，由分管副县长审核。"


def test_latin_words_ids_and_options_stay_whole() -> None:
    lines = wrap("run govledger fund review FND-2022-0001 --as chen and look", 24)

    assert all(columns(line) <= 24 for line in lines)
    assert any("FND-2022-0001" in line for line in lines)
    assert " ".join(lines) == "run govledger fund review FND-2022-0001 --as chen and look"


def test_a_piece_wider_than_the_line_stands_alone() -> None:
    assert wrap("x " + "y" * 30 + " z", 10) == ["x", "y" * 30, "z"]


def test_a_command_in_backquotes_stays_in_one_piece() -> None:
    assert wrap("there is none; `govledger init` makes one", 20) == ["there is none;", "`govledger init`", "makes one"]


def test_empty_text_is_one_empty_line() -> None:
    assert wrap("", 10) == [""]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("a\rb", "a\\rb"),
        ("a\nb", "a\\nb"),
        ("\x9b31m", "\\x9b31m"),
        ("pay\u202eelpoep", "pay\\u202eelpoep"),
        ("\ud800", "\\ud800"),
        ("县长\t王", "县长\\t王"),
    ],
)
def test_what_would_steer_a_terminal_is_written_out(text: str, shown: str) -> None:
    assert inert(text) == shown


def test_cells_of_a_table_are_inert() -> None:
    assert table(["a"], [["x\x1b[1my\nz"]]) == ["a", "x\\x1b[1my\\nz"]
