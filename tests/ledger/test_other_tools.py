"""Tools that nobody here wrote agree on checkpoints, proofs and signatures: the record can be checked without us."""

import json
from base64 import b64decode
from types import SimpleNamespace
from typing import Any

import metamorphic_log
import pytest
from cryptography.hazmat.primitives.serialization import load_ssh_public_key
from securesystemslib._vendor.ed25519 import ed25519
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError as EnvelopeError
from securesystemslib.signer._key import SSlibKey
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore.errors import VerificationError

from ledger.canonical import encode
from ledger.checkpoint import Checkpoint, Vkey, sign_checkpoint
from ledger.entry import PAYLOAD_TYPE, Entry, pae
from ledger.keys import public_line
from ledger.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of
from ledger.signing import Ed25519Signer

curve: Any = ed25519  # untyped: Ed25519 in plain Python
ORIGIN = "example.gov.cn/jiangkou"
LOG = Ed25519Signer.from_seed(bytes(range(32)))
WANG = Ed25519Signer.from_seed(b"wang".ljust(32))
VKEY = Vkey.of(ORIGIN, LOG).format()
SIZES = (1, 2, 3, 7, 8, 13, 31, 33)


def signed(n: int) -> Entry:
    text = encode({"case": "FND-2022-0001", "facts": {"reason": "同意"}, "version": n})
    return Entry(text.decode(), WANG.keyid, WANG.sign(pae(text)))


ENTRIES = [signed(n) for n in range(33)]
LEAVES = [entry.leaf() for entry in ENTRIES]


def note(size: int) -> str:
    return sign_checkpoint(Checkpoint(ORIGIN, size, root_of(LEAVES[:size])), LOG).decode()


@pytest.mark.parametrize("size", SIZES)
def test_metamorphic_log_reads_the_checkpoint_and_its_signature(size: int) -> None:
    head = metamorphic_log.checkpoint_verify(note(size), [VKEY])

    assert (head.origin, head.size, head.root) == (ORIGIN, size, root_of(LEAVES[:size]))
    assert head.extensions == []


def test_metamorphic_log_refuses_the_checkpoint_with_one_digit_changed() -> None:
    with pytest.raises(metamorphic_log.VerifyError):
        metamorphic_log.checkpoint_verify(note(13).replace("\n13\n", "\n12\n"), [VKEY])


@pytest.mark.parametrize("size", SIZES)
def test_metamorphic_log_finds_every_entry_in_the_tree(size: int) -> None:
    for index in range(size):
        proof = inclusion_proof(LEAVES, index, size)
        metamorphic_log.checkpoint_verify_inclusion(note(size), [VKEY], index, LEAVES[index], proof)
        with pytest.raises(metamorphic_log.VerifyError):
            metamorphic_log.checkpoint_verify_inclusion(note(size), [VKEY], index, leaf_hash(b"x"), proof)


def test_metamorphic_log_agrees_that_each_checkpoint_goes_on_from_the_ones_before() -> None:
    for old in SIZES:
        for new in (size for size in SIZES if size >= old):
            proof = consistency_proof(LEAVES, old, new)
            metamorphic_log.checkpoint_verify_consistency(note(old), note(new), [VKEY], proof)


def rekor_entry(index: int, size: int, body: bytes) -> Any:
    proof = SimpleNamespace(
        log_index=index, tree_size=size, hashes=inclusion_proof(LEAVES, index, size), root_hash=root_of(LEAVES[:size])
    )
    return SimpleNamespace(_inner=SimpleNamespace(inclusion_proof=proof, canonicalized_body=body))


@pytest.mark.parametrize("size", SIZES)
def test_sigstore_finds_every_entry_in_the_tree(size: int) -> None:
    for index in range(size):
        verify_merkle_inclusion(rekor_entry(index, size, ENTRIES[index].encode()))
        with pytest.raises(VerificationError):
            verify_merkle_inclusion(rekor_entry(index, size, ENTRIES[index].encode() + b" "))


def sslib_key(signer: Ed25519Signer) -> SSlibKey:
    loaded = load_ssh_public_key(public_line(signer.public).encode())
    return SSlibKey.from_crypto(loaded, keyid=signer.keyid)


def test_securesystemslib_reads_the_envelope_and_checks_the_signature() -> None:
    envelope = Envelope.from_dict(json.loads(ENTRIES[5].encode()))

    assert (envelope.payload, envelope.payload_type) == (ENTRIES[5].payload.encode(), PAYLOAD_TYPE)
    assert envelope.pae() == pae(envelope.payload)
    assert list(envelope.verify([sslib_key(WANG)], threshold=1)) == [WANG.keyid]


def test_securesystemslib_refuses_the_envelope_with_another_payload_or_key() -> None:
    envelope = Envelope.from_dict(json.loads(ENTRIES[5]._replace(payload=ENTRIES[6].payload).encode()))

    with pytest.raises(EnvelopeError):
        envelope.verify([sslib_key(WANG)], threshold=1)
    with pytest.raises(EnvelopeError):
        Envelope.from_dict(json.loads(ENTRIES[5].encode())).verify([sslib_key(LOG)], threshold=1)


def test_the_curve_in_plain_python_checks_the_signature_without_any_library_of_ours() -> None:
    envelope = json.loads(ENTRIES[5].encode())
    payload, kind = b64decode(envelope["payload"]), envelope["payloadType"].encode()
    sig = b64decode(envelope["signatures"][0]["sig"])
    message = b"DSSEv1 " + f"{len(kind)} ".encode() + kind + f" {len(payload)} ".encode() + payload

    curve.checkvalid(sig, message, WANG.public)
    with pytest.raises(curve.SignatureMismatch):
        curve.checkvalid(sig, message + b" ", WANG.public)
