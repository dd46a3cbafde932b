"""Signatures: the vectors of RFC 8032, and no key that would bind nobody."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from securesystemslib._vendor.ed25519 import ed25519

from ledger.entry import keyid_of
from ledger.errors import BadInput
from ledger.signing import (
    ED25519,
    Ed25519Signer,
    check_public,
    possession,
    possession_holds,
    possession_text,
    verify_signature,
)

# RFC 8032 §7.1: seed, public key, message, signature.
RFC_8032 = {
    "test 1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "test 2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
}
curve: Any = ed25519  # untyped: the arithmetic of the curve in plain Python
SIGNER = Ed25519Signer.from_seed(bytes(range(32)))
ORIGIN = "example.gov.cn/jiangkou"


@pytest.mark.parametrize(("seed", "public", "message", "sig"), RFC_8032.values(), ids=RFC_8032.keys())
def test_signatures_are_those_of_rfc_8032(seed: str, public: str, message: str, sig: str) -> None:
    signer = Ed25519Signer.from_seed(bytes.fromhex(seed))

    assert signer.public.hex() == public
    assert signer.sign(bytes.fromhex(message)).hex() == sig
    assert verify_signature(ED25519, signer.public, bytes.fromhex(message), bytes.fromhex(sig))


def test_a_signer_knows_its_key_id() -> None:
    assert SIGNER.keyid == keyid_of("ed25519", SIGNER.public)
    assert Ed25519Signer.generate().keyid != Ed25519Signer.generate().keyid


@settings(deadline=None)
@given(st.binary(max_size=200), st.data())
def test_no_bit_of_message_signature_or_key_can_be_flipped(message: bytes, data: st.DataObject) -> None:
    sig = SIGNER.sign(message)
    parts = [SIGNER.public, message, sig]
    which = data.draw(st.sampled_from([n for n, part in enumerate(parts) if part]))
    at = data.draw(st.integers(0, len(parts[which]) * 8 - 1))
    flipped = bytearray(parts[which])
    flipped[at // 8] ^= 1 << at % 8

    assert verify_signature(ED25519, SIGNER.public, message, sig)
    parts[which] = bytes(flipped)
    assert not verify_signature(ED25519, *parts)


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65, 128])
def test_a_key_or_signature_of_another_length_says_no(length: int) -> None:
    assert not verify_signature(ED25519, SIGNER.public, b"m", bytes(length))
    assert not verify_signature(ED25519, bytes(length), b"m", SIGNER.sign(b"m"))


@pytest.mark.parametrize("suite", ["", "Ed25519", "sm2", "ed25519\n"])
def test_an_unknown_suite_says_no(suite: str) -> None:
    assert not verify_signature(suite, SIGNER.public, b"m", SIGNER.sign(b"m"))
    with pytest.raises(BadInput):
        check_public(suite, SIGNER.public)


def test_a_signature_whose_number_is_not_reduced_is_refused() -> None:
    sig = SIGNER.sign(b"m")
    again = sig[:32] + (int.from_bytes(sig[32:], "little") + curve.l).to_bytes(32, "little")

    assert not verify_signature(ED25519, SIGNER.public, b"m", again)


def small_order_keys() -> set[bytes]:
    """Every encoding, canonical or not, of the points of order 1, 2, 4 and 8, by the arithmetic of the curve."""
    y = 2
    points: set[bytes] = set()
    while len(points) < 8:
        y += 1
        try:
            point = curve.decodepoint(y.to_bytes(32, "little"))
        except ValueError:
            continue
        torsion = curve.scalarmult(point, curve.l)
        points |= {curve.encodepoint(curve.scalarmult(torsion, n)) for n in range(8)}
    ys = {int.from_bytes(point, "little") & (1 << 255) - 1 for point in points}
    ys |= {y + curve.q for y in ys if y + curve.q < 1 << 255}
    return {(y | sign << 255).to_bytes(32, "little") for y in ys for sign in (0, 1)}


def test_a_key_of_small_order_is_none_however_it_is_spelled() -> None:
    keys = small_order_keys()

    assert len(keys) == 14
    for public in keys:
        with pytest.raises(BadInput):
            check_public(ED25519, public)


def test_a_signature_that_fits_every_message_under_a_key_of_small_order_says_no() -> None:
    identity = (1).to_bytes(32, "little")

    curve.checkvalid(identity + bytes(32), b"whatever one likes", identity)
    assert not verify_signature(ED25519, identity, b"whatever one likes", identity + bytes(32))


def test_an_ordinary_key_passes_the_check() -> None:
    assert check_public(ED25519, SIGNER.public) == SIGNER.public


def test_possession_is_shown_for_one_ledger_person_and_key_only() -> None:
    proof = possession(ORIGIN, "wang", SIGNER)
    other = Ed25519Signer.from_seed(bytes(32))

    assert possession_holds(ORIGIN, "wang", ED25519, SIGNER.public, proof)
    assert not possession_holds("example.gov.cn/longfeng", "wang", ED25519, SIGNER.public, proof)
    assert not possession_holds(ORIGIN, "li", ED25519, SIGNER.public, proof)
    assert not possession_holds(ORIGIN, "wang", ED25519, other.public, proof)
    assert not possession_holds(ORIGIN, "wang", "sm2", SIGNER.public, proof)


@pytest.mark.parametrize("proof", ["", "zz", "县", "00" * 64, "0"])
def test_what_is_no_proof_of_possession_says_no(proof: str) -> None:
    assert not possession_holds(ORIGIN, "wang", ED25519, SIGNER.public, proof)


def test_the_text_of_a_possession_names_ledger_person_suite_and_key() -> None:
    assert possession_text("o", "p", "s", "k") == b"govledger/possession/v1\no\np\ns\nk\n"
