"""Money as it is typed: fen inside, and nothing that could be read two ways."""

import pytest

from aggregates.money import MOST_FEN, check_fen, format_yuan, parse_yuan
from ledger.errors import BadInput

TYPED = {
    "0.01": 1,
    "0.1": 10,
    "1": 100,
    "200000": 20_000_000,
    "200,000": 20_000_000,
    "200,000.5": 20_000_050,
    "200,000.01": 20_000_001,
    "30,000,000.00": 3_000_000_000,
    "90071992547409.91": MOST_FEN,
}
REFUSED = {
    "an exponent": "1e5",
    "three decimals": "12.345",
    "a sign": "-1",
    "a plus sign": "+1",
    "full-width digits": "１２",
    "digits of another script": "٣",
    "nothing": "",
    "zero": "0.00",
    "a blank": "1 000",
    "a comma out of place": "20,00",
    "a comma after the point": "1.000,5",
    "a leading zero": "007",
    "no digit before the point": ".5",
    "no digit after the point": "5.",
    "a currency": "5元",
    "a newline": "5\n",
    "infinity": "inf",
    "more than the record can hold": "90071992547409.92",
}


@pytest.mark.parametrize(("typed", "fen"), TYPED.items())
def test_an_amount_is_read_to_the_fen(typed: str, fen: int) -> None:
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize("typed", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        parse_yuan(typed)


@pytest.mark.parametrize("fen", [0, -1, True, 1.5, "5", MOST_FEN + 1, None])
def test_what_is_no_number_of_fen_is_refused(fen: object) -> None:
    with pytest.raises(BadInput):
        check_fen(fen)


def test_an_amount_is_written_with_commas_and_two_decimals() -> None:
    assert [format_yuan(fen) for fen in (1, 100, 20_000_001, -5)] == ["0.01", "1.00", "200,000.01", "-0.05"]
