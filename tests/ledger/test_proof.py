"""Proofs that travel: a golden one verifies, and nothing that differs from it in a single bit does."""

from pathlib import Path

import pytest

from ledger.checkpoint import Checkpoint, Vkey, sign_checkpoint
from ledger.errors import BadInput, VerificationFailed
from ledger.merkle import inclusion_proof, leaf_hash, root_of
from ledger.proof import TlogProof
from ledger.signing import Ed25519Signer

VECTORS = Path(__file__).parent / "vectors"
GOLDEN = (VECTORS / "entry-611.tlog-proof").read_bytes()
VKEY = Vkey.parse((VECTORS / "vkey").read_text())
LEAF = leaf_hash(b'{"case":"C16","seq":611}')


def test_the_golden_proof_verifies_and_comes_back_as_it_was() -> None:
    proof = TlogProof.parse(GOLDEN)

    assert proof.verify(LEAF, VKEY).size == 1123
    assert proof.format() == GOLDEN


def test_any_bit_flipped_in_a_proof_is_noticed() -> None:
    for at in range(len(GOLDEN) * 8):
        flipped = bytearray(GOLDEN)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises((BadInput, VerificationFailed)):
            TlogProof.parse(bytes(flipped)).verify(LEAF, VKEY)


def test_a_proof_does_not_fit_another_leaf() -> None:
    with pytest.raises(VerificationFailed):
        TlogProof.parse(GOLDEN).verify(leaf_hash(b'{"case":"C16","seq":612}'), VKEY)


@pytest.mark.parametrize("extra", [None, b"", b"what the entry was"])
def test_a_proof_made_here_comes_back_whole_with_and_without_an_extra_line(extra: bytes | None) -> None:
    signer = Ed25519Signer.from_seed(bytes(32))
    leaves = [leaf_hash(bytes([n])) for n in range(11)]
    note = sign_checkpoint(Checkpoint("o", 11, root_of(leaves)), signer)

    proof = TlogProof(4, tuple(inclusion_proof(leaves, 4, 11)), note, extra)

    assert TlogProof.parse(proof.format()) == proof
    assert proof.verify(leaves[4], Vkey.of("o", signer)).root == root_of(leaves)


def test_the_only_entry_of_a_ledger_has_a_proof_without_hashes() -> None:
    signer = Ed25519Signer.from_seed(bytes(32))
    proof = TlogProof(0, (), sign_checkpoint(Checkpoint("o", 1, LEAF), signer))

    assert TlogProof.parse(proof.format()).verify(LEAF, Vkey.of("o", signer)).size == 1


HASH_LINE = b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
NO_PROOF = {
    "another version": b"c2sp.org/tlog-proof@v2\nindex 0\n\nnote",
    "no index": b"c2sp.org/tlog-proof@v1\n\nnote",
    "an index with a leading zero": b"c2sp.org/tlog-proof@v1\nindex 00\n\nnote",
    "an index with a sign": b"c2sp.org/tlog-proof@v1\nindex -1\n\nnote",
    "an index that is too large": b"c2sp.org/tlog-proof@v1\nindex " + b"9" * 20 + b"\n\nnote",
    "a hash of another length": b"c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nnote",
    "sixty-four hashes": b"c2sp.org/tlog-proof@v1\nindex 0\n" + HASH_LINE * 64 + b"\nnote",
    "an extra line that is no base64": b"c2sp.org/tlog-proof@v1\nextra ?\nindex 0\n\nnote",
    "the extra line after the index": b"c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\nnote",
    "no empty line": b"c2sp.org/tlog-proof@v1\nindex 0\n",
    "not ASCII": b"c2sp.org/tlog-proof@v1\nindex \xef\xbc\x90\n\nnote",
    "nothing": b"",
}


@pytest.mark.parametrize("text", NO_PROOF.values(), ids=NO_PROOF.keys())
def test_what_is_no_proof_is_refused(text: bytes) -> None:
    with pytest.raises(BadInput):
        TlogProof.parse(text)
