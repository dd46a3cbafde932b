"""Entries: bytes that are fixed for ever, and payloads that have the one shape or are refused."""

import json
import uuid
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import encode
from ledger.entry import MAX_BYTES, NO_LEAF, Entry, Recorded, id_of, keyid_of, pae, parse, read_payload
from ledger.errors import BadInput
from ledger.signing import Ed25519Signer, possession, possession_text, verify_signature
from ledger.source import Row

VECTORS = Path(__file__).parent / "vectors"
FIXED = json.loads((VECTORS / "entry.json").read_text(encoding="utf-8"))
ENTRY = Entry(FIXED["payload"], FIXED["keyid"], bytes.fromhex(FIXED["signature"]))
PAGE = Path(__file__).parents[2] / "docs" / "ledger-format.md"


def payload(**changed: Any) -> dict[str, Any]:
    return {**json.loads(FIXED["payload"]), **changed}


def read(value: Any) -> dict[str, Any]:
    return read_payload(encode(value).decode())


def test_the_fixed_entry_keeps_its_bytes() -> None:
    signer = Ed25519Signer.from_seed(bytes.fromhex(FIXED["seed"]))

    assert encode(payload()) == FIXED["payload"].encode()
    assert pae(FIXED["payload"].encode()) == FIXED["pae"].encode()
    assert signer.sign(FIXED["pae"].encode()).hex() == FIXED["signature"]
    assert (signer.public.hex(), signer.keyid) == (FIXED["public"], FIXED["keyid"])
    assert ENTRY.encode() == FIXED["entry"].encode()
    assert ENTRY.leaf().hex() == FIXED["leaf"]


def test_the_fixed_proof_of_possession_keeps_its_bytes() -> None:
    signer = Ed25519Signer.from_seed(bytes.fromhex(FIXED["seed"]))

    text = possession_text("example.gov.cn/jiangkou", "wang", "ed25519", signer.keyid)

    assert text.decode() == FIXED["possession"]["text"]
    assert possession("example.gov.cn/jiangkou", "wang", signer) == FIXED["possession"]["signature"]


def test_the_page_on_the_format_shows_the_fixed_entry() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for shown in ("seed", "public", "keyid", "payload", "signature", "entry", "leaf"):
        assert FIXED[shown] in page


def test_the_envelope_is_canonical_json() -> None:
    assert encode(json.loads(ENTRY.encode())) == ENTRY.encode()


def test_the_leaf_is_the_hash_of_a_zero_byte_and_the_entry() -> None:
    assert ENTRY.leaf() == sha256(b"\0" + ENTRY.encode()).digest()


def test_the_pre_authentication_encoding_counts_bytes_and_not_characters() -> None:
    assert pae("县".encode()) == b"DSSEv1 39 application/vnd.govledger.event.v1+json 3 \xe5\x8e\xbf"
    assert pae(b"") == b"DSSEv1 39 application/vnd.govledger.event.v1+json 0 "


def test_the_golden_pre_authentication_encoding_verifies_under_its_key() -> None:
    spki = "".join((VECTORS / "pae.pub").read_text().splitlines()[1:-1])
    public = b64decode(spki)[-32:]
    message, sig = (VECTORS / "pae.bin").read_bytes(), (VECTORS / "pae.sig").read_bytes()

    assert verify_signature("ed25519", public, message, sig)


def test_the_key_id_is_the_hash_of_suite_newline_and_key() -> None:
    assert keyid_of("ed25519", b"\1" * 32) == sha256(b"ed25519\n" + b"\1" * 32).hexdigest()


@given(st.uuids(), st.integers(0, 5000))
def test_the_id_of_an_entry_is_the_version_5_uuid_under_its_act(act: uuid.UUID, n: int) -> None:
    assert id_of(str(act), n) == str(uuid.uuid5(act, str(n)))


def test_an_entry_is_parsed_back_from_its_bytes() -> None:
    assert parse(ENTRY.encode()) == ENTRY


@given(st.text(st.characters(codec="utf-8")), st.binary(min_size=1, max_size=80))
def test_any_text_under_any_signature_comes_back(text: str, sig: bytes) -> None:
    entry = Entry(text, "0" * 64, sig)

    assert parse(entry.encode()) == entry


ENCODED = ENTRY.encode()
NO_ENTRY = {
    "a blank": ENCODED.replace(b'":', b'": ', 1),
    "a newline at the end": ENCODED + b"\n",
    "another payload type": ENCODED.replace(b"event.v1", b"event.v2"),
    "two signatures": ENCODED.replace(b"}]}", b'},{"keyid":"' + b"0" * 64 + b'","sig":"AAAA"}]}'),
    "no signature": ENCODED[: ENCODED.index(b"{", 1)] + b"]}",
    "an empty signature": ENCODED[: ENCODED.index(b'"sig":"') + 7] + b'"}]}',
    "a key id in capitals": ENCODED.replace(FIXED["keyid"].encode(), FIXED["keyid"].upper().encode()),
    "base64 with stray bits": Entry("a", "0" * 64, b"a").encode().replace(b"YQ==", b"YR==", 1),
    "base64 without padding": Entry("a", "0" * 64, b"a").encode().replace(b"YQ==", b"YQ", 1),
    "base64 with padding inside": Entry("a", "0" * 64, b"a").encode().replace(b"YQ==", b"YQ==YQ==", 1),
    "a payload that is not UTF-8": Entry("a", "0" * 64, b"a").encode().replace(b"YQ==", b"/w==", 1),
    "nothing": b"",
}


@pytest.mark.parametrize("encoded", NO_ENTRY.values(), ids=NO_ENTRY.keys())
def test_an_envelope_in_any_other_spelling_is_no_entry(encoded: bytes) -> None:
    assert encoded != ENCODED
    with pytest.raises(BadInput):
        parse(encoded)


def test_an_entry_of_65535_bytes_is_taken_and_one_of_more_is_not() -> None:
    overhead = len(Entry("", "0" * 64, b"\0" * 64).encode())
    most = (MAX_BYTES - overhead) // 4 * 3

    assert len(Entry("a" * most, "0" * 64, b"\0" * 64).encode()) <= MAX_BYTES
    with pytest.raises(BadInput, match="enclosure"):
        Entry("a" * (most + 1), "0" * 64, b"\0" * 64).encode()


def test_a_payload_with_a_lone_surrogate_is_bad_input_and_no_crash() -> None:
    for compose in (Entry("\ud800", "0" * 64, b"\0").encode, Entry("\ud800", "0" * 64, b"\0").leaf):
        with pytest.raises(BadInput):
            compose()


def test_a_payload_is_read_with_all_that_it_says() -> None:
    row = Row(7, "FND-2022-0001", 3, "i", "t", FIXED["payload"], ENTRY.keyid, ENTRY.sig, ENTRY.leaf())

    recorded = Recorded.of(row)

    assert (recorded.index, recorded.leaf, recorded.keyid, recorded.sig) == (7, *row[8:], *row[6:8])
    assert (recorded.text, recorded.payload) == (FIXED["payload"], payload())
    for key in ("act", "at", "by", "case", "facts", "id", "on", "part", "prev", "rules", "seen", "type", "version"):
        assert getattr(recorded, key) == payload()[key]


@pytest.mark.parametrize("key", sorted(payload()))
def test_a_payload_that_lacks_a_key_or_has_null_for_it_is_refused(key: str) -> None:
    lacking = payload()
    del lacking[key]

    with pytest.raises(BadInput):
        read(lacking)
    if key != "rules":
        with pytest.raises(BadInput, match=key):
            read(payload(**{key: None}))


@pytest.mark.parametrize("key", sorted(payload()))
@pytest.mark.parametrize("value", [True, 0, -1, "", "x", "县", [], {}, {"a": 1}, [[]]], ids=repr)
def test_a_payload_with_a_value_of_another_shape_is_refused(key: str, value: Any) -> None:
    if (key, value) in (("ledger", "x"), ("ledger", "县")) or (key == "facts" and isinstance(value, dict)):
        read(payload(**{key: value}))
        return
    with pytest.raises(BadInput, match=key):
        read(payload(**{key: value}))


MISSHAPEN: list[tuple[str, Any]] = [
    ("act", FIXED["payload"][8:44].upper()),
    ("at", "2022-05-06T01:02:03Z"),
    ("at", "2022-05-06T01:02:03.000004+00:00"),
    ("at", "2022-05-06 01:02:03.000004Z"),
    ("at", "2022-02-30T01:02:03.000004Z"),
    ("at", "2022-05-06T24:00:00.000000Z"),
    ("at", "2022-05-06T01:02:60.000000Z"),
    ("on", "2022-02-30"),
    ("on", "20220506"),
    ("on", "2022-W18-5"),
    ("on", "２０２２-05-06"),
    ("by", {"acting_for": None, "office": "a", "person": "b"}),
    ("by", {"acting_for": None, "office": "a", "person": "b", "recorded_by": None, "more": None}),
    ("by", {"acting_for": None, "office": "a", "person": None, "recorded_by": None}),
    ("by", {"acting_for": "", "office": "a", "person": "b", "recorded_by": None}),
    ("by", {"acting_for": None, "office": "a", "person": "b", "recorded_by": 7}),
    ("case", "fnd-1"),
    ("id", id_of("6f1f9c0a-5b1e-4b5c-9f5e-0c9d1a2b3c4d", 1)),
    ("part", {"n": 1, "of": 1}),
    ("part", {"n": -1, "of": 1}),
    ("part", {"n": False, "of": 1}),
    ("part", {"n": 0, "of": True}),
    ("prev", NO_LEAF),
    ("prev", "AB" * 32),
    ("rules", {"book": "b", "ids": "x", "sha256": NO_LEAF}),
    ("rules", {"book": "b", "ids": [1], "sha256": NO_LEAF}),
    ("rules", {"book": 1, "ids": [], "sha256": NO_LEAF}),
    ("rules", {"book": "b", "ids": [], "sha256": ""}),
    ("seen", {"root": NO_LEAF, "size": -1}),
    ("seen", {"root": NO_LEAF, "size": False}),
    ("seen", {"root": "", "size": 1}),
    ("type", "fund-request.signed"),
    ("type", "fund-request.signed/0"),
    ("type", "fund-request.signed/01"),
    ("type", "aggregates.fund_request:FundRequest/1"),
    ("version", 0),
    ("version", 1),
]


@pytest.mark.parametrize(("key", "value"), MISSHAPEN)
def test_a_payload_with_a_value_just_outside_its_shape_is_refused(key: str, value: Any) -> None:
    with pytest.raises(BadInput, match="is not well-formed"):
        read(payload(**{key: value}))


SHAPED: list[dict[str, Any]] = [
    {"rules": None},
    {"version": 1, "prev": NO_LEAF},
    {"part": {"n": 0, "of": 30}},
    {"by": {"acting_for": "county_head", "office": "vice_head_1", "person": "li", "recorded_by": "zhao"}},
    {"type": "case-heads.recorded/12"},
    {"facts": {}},
    {"seen": {"root": NO_LEAF, "size": 0}},
]


@pytest.mark.parametrize("changed", SHAPED, ids=str)
def test_a_payload_just_inside_its_shape_is_read(changed: dict[str, Any]) -> None:
    assert read(payload(**changed)) == payload(**changed)


@pytest.mark.parametrize("text", ["[]", "null", "{}", '"x"', "", "{", FIXED["payload"] + " "])
def test_what_is_no_payload_at_all_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_payload(text)


def test_any_bit_flipped_in_an_entry_gives_another_leaf() -> None:
    for at in range(0, len(ENCODED) * 8, 7):
        flipped = bytearray(ENCODED)
        flipped[at // 8] ^= 1 << at % 8
        try:
            entry = parse(bytes(flipped))
        except BadInput:
            continue
        assert entry.leaf() != ENTRY.leaf()
