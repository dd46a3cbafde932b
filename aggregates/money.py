"""Money in and out of words. Inside it is fen, an integer, everywhere; no amount is ever a float."""

import re

from ledger.errors import BadInput

MOST_FEN = 2**53 - 1  # what canonical JSON can carry
_YUAN = r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?"


def parse_yuan(text: str) -> int:
    """The fen that an amount in yuan says: `200,000.01` is 20,000,001.

    ASCII digits, commas only between groups of three, at most two decimals, more than nothing.

    Raises:
        BadInput: where it is anything else, naming what was read.
    """
    if not re.fullmatch(_YUAN, text):
        raise BadInput(
            "{text} is not an amount in yuan: digits 0-9, at most two decimals, commas only between thousands,"
            " like 200000, 200,000.5 or 200,000.01",
            text=text,
        )
    whole, _, decimals = text.replace(",", "").partition(".")
    fen = int(whole) * 100 + int(decimals.ljust(2, "0"))
    if fen == 0:
        raise BadInput("an amount must be more than nothing, {text} is not", text=text)
    if fen > MOST_FEN:
        raise BadInput("{text} yuan is more than the record can hold", text=text)
    return fen


def check_fen(fen: object) -> int:
    """The amount itself, when it is a whole number of fen above zero that the record can hold."""
    if not isinstance(fen, int) or isinstance(fen, bool) or not 0 < fen <= MOST_FEN:
        raise BadInput("{text} is not an amount in fen: a whole number above zero", text=fen)
    return fen


def format_yuan(fen: int) -> str:
    """Yuan with two decimals and commas: 20,000,001 fen is `200,000.01`."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"
