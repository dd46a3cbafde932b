"""Chain codes: what is printed is what somebody may type, however they type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain_code import code_of, matches, parse
from ledger.errors import BadInput

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

roots = st.binary(min_size=32, max_size=32)


@given(roots)
def test_a_code_holds_the_first_130_bits_of_the_root(root: bytes) -> None:
    letters = code_of(root).replace("-", "")

    assert len(letters) * 5 == 130
    assert int.from_bytes(root) >> 256 - 130 == int("".join(f"{ALPHABET.index(letter):05b}" for letter in letters), 2)


@given(roots)
def test_a_code_is_known_in_any_case_with_any_blanks_and_with_0_for_O_and_1_for_I(root: bytes) -> None:
    code = code_of(root)

    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), f" {code}\n",
                  code.replace("O", "0").replace("I", "1")):  # fmt: skip
        assert parse(typed) == code
        assert matches(typed, root)


def test_a_code_has_five_groups() -> None:
    assert [len(group) for group in code_of(bytes(32)).split("-")] == [5, 5, 5, 5, 6]


@given(roots, st.integers(0, 129))
def test_a_root_that_differs_in_any_of_those_bits_has_another_code(root: bytes, bit: int) -> None:
    other = (int.from_bytes(root) ^ 1 << 255 - bit).to_bytes(32)

    assert not matches(code_of(other), root)


@pytest.mark.parametrize("text", ["", "AAAAA", "A" * 25, "A" * 27, "8" * 26, "县" * 26, "A" * 25 + "!", "ａ" * 26])
def test_what_cannot_be_a_code_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse(text)
