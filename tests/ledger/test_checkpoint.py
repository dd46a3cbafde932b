"""Checkpoints and signed notes: golden ones open, and nothing that differs from one in a single bit does."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.checkpoint import (
    Checkpoint,
    Vkey,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    parse_note,
    sign_checkpoint,
    sign_note,
)
from ledger.errors import BadInput, VerificationFailed
from ledger.merkle import EMPTY_ROOT
from ledger.signing import Ed25519Signer

VECTORS = Path(__file__).parent / "vectors"
GOLDEN = (VECTORS / "checkpoint").read_bytes()
VKEY = Vkey.parse((VECTORS / "vkey").read_text())
ORIGIN = "ledger.example.gov.cn/jiangkou"
SIGNER = Ed25519Signer.from_seed(bytes(range(32)))
OTHER = Ed25519Signer.from_seed(bytes(32))


def test_the_golden_checkpoints_open() -> None:
    assert open_checkpoint(GOLDEN, VKEY)[:2] == (ORIGIN, 1123)
    assert open_checkpoint((VECTORS / "checkpoint.700").read_bytes(), VKEY)[:2] == (ORIGIN, 700)


def test_a_checkpoint_that_witnesses_cosigned_opens_by_the_logs_own_signature() -> None:
    note = (VECTORS / "checkpoint.cosigned").read_bytes()

    assert len(parse_note(note).signatures) == 3
    assert open_checkpoint(note, VKEY) == open_checkpoint(GOLDEN, VKEY)


def test_any_bit_flipped_in_a_checkpoint_is_noticed() -> None:
    for at in range(len(GOLDEN) * 8):
        flipped = bytearray(GOLDEN)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises((BadInput, VerificationFailed)):
            open_checkpoint(bytes(flipped), VKEY)


def test_a_checkpoint_cut_short_anywhere_is_noticed() -> None:
    for length in range(len(GOLDEN)):
        with pytest.raises((BadInput, VerificationFailed)):
            open_checkpoint(GOLDEN[:length], VKEY)


def test_the_golden_key_line_comes_back_as_it_was() -> None:
    assert VKEY.format() == (VECTORS / "vkey").read_text().strip()


def test_any_character_changed_in_a_key_line_is_noticed() -> None:
    line = VKEY.format()
    for at in range(len(line)):
        with pytest.raises(BadInput):
            Vkey.parse(line[:at] + ("A" if line[at] != "A" else "B") + line[at + 1 :])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "a",
        "a+b",
        "a+b+c",
        "a+00000000+",
        "+00000000+AQ==",
        VKEY.format() + "A",
        VKEY.format().replace("+AS", "+Ay"),
    ],
)
def test_what_is_no_key_line_is_refused(line: str) -> None:
    with pytest.raises(BadInput):
        Vkey.parse(line)


@settings(deadline=None)
@given(st.integers(0, 2**62), st.binary(min_size=32, max_size=32))
def test_a_signed_checkpoint_opens_to_itself(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(ORIGIN, size, root)

    assert open_checkpoint(sign_checkpoint(checkpoint, SIGNER), Vkey.of(ORIGIN, SIGNER)) == checkpoint


def test_a_note_by_another_key_of_the_same_name_is_refused() -> None:
    note = sign_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT), OTHER)

    with pytest.raises(VerificationFailed, match="not signed by"):
        open_checkpoint(note, Vkey.of(ORIGIN, SIGNER))


def test_a_checkpoint_of_another_ledger_is_refused_though_the_key_signed_it() -> None:
    note = sign_note(Checkpoint("elsewhere.gov.cn/x", 0, EMPTY_ROOT).text(), ORIGIN, SIGNER)

    with pytest.raises(VerificationFailed, match="another ledger"):
        open_checkpoint(note, Vkey.of(ORIGIN, SIGNER))


def test_one_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    good = sign_checkpoint(Checkpoint(ORIGIN, 1, EMPTY_ROOT), SIGNER)
    bad = sign_checkpoint(Checkpoint(ORIGIN, 2, EMPTY_ROOT), SIGNER)

    with pytest.raises(VerificationFailed, match="is wrong"):
        open_note(good + bad.rpartition(b"\n\n")[2], Vkey.of(ORIGIN, SIGNER))


def test_signatures_by_unknown_keys_are_passed_over() -> None:
    note = sign_checkpoint(Checkpoint(ORIGIN, 1, EMPTY_ROOT), SIGNER)
    line = sign_note("something else\n", "witness.example/w", OTHER).rpartition(b"\n\n")[2]

    assert open_checkpoint(note + line, Vkey.of(ORIGIN, SIGNER)).size == 1


def test_text_and_signatures_part_at_the_last_empty_line() -> None:
    text = "one\n\ntwo\n"

    assert open_note(sign_note(text, "k", SIGNER), Vkey.of("k", SIGNER)) == text


ROOT_LINE = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
NO_CHECKPOINT = {
    "a size with a leading zero": f"o\n01\n{ROOT_LINE}\n",
    "a size with a sign": f"o\n+1\n{ROOT_LINE}\n",
    "a size in full-width digits": f"o\n１\n{ROOT_LINE}\n",
    "a size of twenty digits": f"o\n{10**19}\n{ROOT_LINE}\n",
    "no origin": f"\n1\n{ROOT_LINE}\n",
    "an origin with a blank": f"a b\n1\n{ROOT_LINE}\n",
    "an origin with a plus": f"a+b\n1\n{ROOT_LINE}\n",
    "an extension line": f"o\n1\n{ROOT_LINE}\nmore\n",
    "a root of 31 bytes": f"o\n1\n{'A' * 40}A=\n",
    "a root with stray bits": f"o\n1\n{ROOT_LINE[:-2]}V=\n",
    "a root without padding": f"o\n1\n{ROOT_LINE[:-1]}\n",
    "no last newline": f"o\n1\n{ROOT_LINE}",
    "nothing": "",
}


@pytest.mark.parametrize("text", NO_CHECKPOINT.values(), ids=NO_CHECKPOINT.keys())
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_checkpoint(text)


NO_NOTE = {
    "no signature": b"o\n1\n",
    "no empty line": b"text\n\xe2\x80\x94 k AAAAAAA=\n",
    "a hyphen for the dash": b"text\n\n- k AAAAAAA=\n",
    "a signature of four bytes": b"text\n\n\xe2\x80\x94 k AAAAAA==\n",
    "a control character": b"te\txt\n\n\xe2\x80\x94 k AAAAAAA=\n",
    "a carriage return": b"text\r\n\r\n\xe2\x80\x94 k AAAAAAA=\r\n",
    "not UTF-8": b"te\xffxt\n\n\xe2\x80\x94 k AAAAAAA=\n",
    "no name": b"text\n\n\xe2\x80\x94  AAAAAAA=\n",
    "no last newline": b"text\n\n\xe2\x80\x94 k AAAAAAA=",
    "a hundred and one signatures": b"text\n\n" + b"\xe2\x80\x94 k AAAAAAA=\n" * 101,
    "more than a million bytes": b"a" * 1_000_001,
    "nothing": b"",
}


@pytest.mark.parametrize("note", NO_NOTE.values(), ids=NO_NOTE.keys())
def test_what_is_no_note_is_refused(note: bytes) -> None:
    with pytest.raises(BadInput):
        parse_note(note)


def test_sixteen_signatures_and_more_are_read() -> None:
    assert len(parse_note(b"text\n\n" + b"\xe2\x80\x94 k AAAAAAA=\n" * 100).signatures) == 100


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb", "a\x7fb"])
def test_no_note_is_signed_under_a_name_that_would_not_parse(name: str) -> None:
    with pytest.raises(BadInput):
        sign_note("text\n", name, SIGNER)


@pytest.mark.parametrize("text", ["", "no newline", "a\tb\n"])
def test_no_note_is_signed_over_text_that_would_not_parse(text: str) -> None:
    with pytest.raises(BadInput):
        sign_note(text, "k", SIGNER)
