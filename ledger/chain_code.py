"""The chain code: a root in 26 letters, short enough for a printed page and a telephone.

It holds the first 130 bits of the root. Sixty would look nicer, but whoever keeps the ledger could search for a second
history with the same sixty.
"""

from __future__ import annotations

from base64 import b32encode

from ledger.errors import BadInput

_LENGTH = 26
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_MISREAD = str.maketrans({"0": "O", "1": "I"})  # base32 has neither digit, so that a reader's slip is no doubt


def code_of(root: bytes) -> str:
    """The code of a 32-byte root: AAAAA-BBBBB-CCCCC-DDDDD-EEEEEE."""
    letters = b32encode(root).decode()[:_LENGTH]
    return f"{letters[:5]}-{letters[5:10]}-{letters[10:15]}-{letters[15:20]}-{letters[20:]}"


def parse(text: str) -> str:
    """A code as somebody typed it, spelled as `code_of` spells it: case, blanks and hyphens do not matter.

    Raises: BadInput if it cannot be a code.
    """
    letters = "".join(text.replace("-", "").split()).upper().translate(_MISREAD)
    if len(letters) != _LENGTH or not _ALPHABET.issuperset(letters):
        raise BadInput("not a chain code: {text} (26 letters and digits 2 to 7)", text=ascii(text[:80]))
    return f"{letters[:5]}-{letters[5:10]}-{letters[10:15]}-{letters[15:20]}-{letters[20:]}"


def matches(text: str, root: bytes) -> bool:
    """Whether the typed code is the root's. Raises: BadInput if it cannot be a code."""
    return parse(text) == code_of(root)
