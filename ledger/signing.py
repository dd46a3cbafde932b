"""Signatures behind one seam: a signer names its suite, and a suite is one way to check.

There is one suite so far, "ed25519" (RFC 8032, the message itself, not prehashed). A key file is opened in `keys`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from ledger.entry import keyid_of
from ledger.errors import BadInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = "ed25519"

# Points of small order, as y with the sign bit cleared: a signature under such a key fits every message, so that it
# binds nobody to anything. 0, 1, -1 (as p-1, p, p+1), and the two y of order eight.
_SMALL_ORDER = frozenset(
    bytes.fromhex(y)
    for y in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)


class Signer(Protocol):
    """Whoever can sign: a key file here, a token or a service elsewhere."""

    @property
    def suite(self) -> str: ...

    @property
    def public(self) -> bytes: ...

    @property
    def keyid(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


class Ed25519Signer:
    """A private key in memory."""

    suite = ED25519

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self.private = private
        self.public = private.public_key().public_bytes_raw()
        self.keyid = keyid_of(ED25519, self.public)

    @classmethod
    def generate(cls) -> Ed25519Signer:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> Ed25519Signer:
        """The key of a known 32-byte seed, for worlds that must come out the same twice."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def verify_signature(suite: str, public: bytes, message: bytes, sig: bytes) -> bool:
    """Whether the signature is this key's on this message; an unknown suite or a key that is none says no."""
    from cryptography.exceptions import InvalidSignature

    key = _key(public) if suite == ED25519 else None
    if key is None:
        return False
    try:
        key.verify(sig, message)
    except InvalidSignature:
        return False
    return True


def check_public(suite: str, public: bytes) -> bytes:
    """The public key itself. Raises: BadInput unless the suite is known and the key one that can bind its holder."""
    if suite != ED25519:
        raise BadInput("a signature suite that this program does not know: {suite}", suite=suite)
    if _key(public) is None:
        raise BadInput("not a public key of suite {suite}", suite=suite)
    return public


def possession_text(origin: str, person: str, suite: str, keyid: str) -> bytes:
    """What a key signs to show that its holder wants it bound: to this person, in this ledger, and nowhere else."""
    return f"govledger/possession/v1\n{origin}\n{person}\n{suite}\n{keyid}\n".encode()


def possession(origin: str, person: str, signer: Signer) -> str:
    """The signer's proof of possession, in hex."""
    return signer.sign(possession_text(origin, person, signer.suite, signer.keyid)).hex()


def possession_holds(origin: str, person: str, suite: str, public: bytes, proof: str) -> bool:
    """Whether the hex proof is that of this key for this person in this ledger."""
    try:
        sig = bytes.fromhex(proof)
    except ValueError:
        return False
    return verify_signature(suite, public, possession_text(origin, person, suite, keyid_of(suite, public)), sig)


@lru_cache(maxsize=4096)
def _key(public: bytes) -> Ed25519PublicKey | None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if len(public) != 32 or public[:31] + bytes((public[31] & 0x7F,)) in _SMALL_ORDER:
        return None
    return Ed25519PublicKey.from_public_bytes(public)
