"""The key that checkpoints are checked with, as C2SP signed-note writes it; the founding of a ledger names it.

It stands by itself because every reading of a record needs it, and few need checkpoints.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from hashlib import sha256
from typing import NamedTuple

from ledger.errors import BadInput
from ledger.signing import ED25519, Signer, check_public

_TYPES = {ED25519: 1}  # signature types of signed-note, by our suites


class Vkey(NamedTuple):
    """A named public key as signed-note writes it: name+hash+base64(type ‖ public key)."""

    name: str
    suite: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Vkey:
        """Raises: BadInput if it is no such line, or of a type that this program does not know."""
        name, _, rest = text.strip().partition("+")
        hash_, _, encoded = rest.partition("+")
        typed = unbase64(encoded)
        if not typed:
            raise BadInput("not a verifier key: {text}", text=ascii(text[:120]))
        suite = next((suite for suite, number in _TYPES.items() if number == typed[0]), None)
        if suite is None:
            raise BadInput("a verifier key of type {number}, which this program does not know", number=typed[0])
        vkey = cls(check_key_name(name), suite, check_public(suite, typed[1:]))
        if vkey.key_hash.hex() != hash_:
            raise BadInput(
                "the verifier key does not fit its hash: expected {expected}, got {got}",
                expected=vkey.key_hash.hex(),
                got=ascii(hash_[:20]),
            )
        return vkey

    @classmethod
    def of(cls, name: str, signer: Signer) -> Vkey:
        return cls(check_key_name(name), signer.suite, signer.public)

    @property
    def key_hash(self) -> bytes:
        """SHA-256(name ‖ 0x0A ‖ type ‖ public key), its first four bytes: a hint which key it is, not a proof."""
        return sha256(self.name.encode() + b"\n" + self._typed()).digest()[:4]

    def format(self) -> str:
        return f"{self.name}+{self.key_hash.hex()}+{base64(self._typed())}"

    def _typed(self) -> bytes:
        return bytes((_TYPES[self.suite],)) + self.public


def check_key_name(name: str) -> str:
    """The name of a key, or the origin of a ledger. Raises: BadInput if empty, with blanks, a plus or control signs."""
    if not name or "+" in name or not name.isprintable() or any(character.isspace() for character in name):
        raise BadInput("not a name for a key or a ledger: {name}", name=ascii(name[:120]))
    return name


def base64(content: bytes) -> str:
    """Standard base64, padded, in one line."""
    return b2a_base64(content, newline=False).decode()


def unbase64(encoded: str) -> bytes | None:
    """The bytes of standard base64, padded, with no stray bits; None for any other spelling."""
    try:
        decoded = a2b_base64(encoded)
    except ValueError:
        return None
    return decoded if base64(decoded) == encoded else None
