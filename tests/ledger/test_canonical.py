"""Canonical bytes: those of RFC 8785 on the subset we allow, and nothing but errors outside it."""

import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.canonical import MAX_DEPTH, MAX_INTEGER, check_case_id, check_handle, clean_text, decode, encode
from ledger.errors import BadInput

NOT_ALLOWED = {
    "NUL": "\x00",
    "escape": "\x1b",
    "carriage return": "\r",
    "delete": "\x7f",
    "a C1 control": "\x85",
    "right-to-left override": "\u202e",
    "right-to-left mark": "\u200f",
    "arabic letter mark": "\u061c",
    "first strong isolate": "\u2068",
    "a lone surrogate": "\ud800",
    "private use": "\ue000",
    "private use of plane 15": "\U000f0000",
    "private use of plane 16": "\U0010fffd",
    "a noncharacter": "\ufdd0",
    "the last of the first plane": "\uffff",
    "the last but one of plane 2": "\U0002fffe",
    "the last of plane 14": "\U000effff",
    "the very last": "\U0010ffff",
}


TURNING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def allowed(character: str) -> bool:
    code = ord(character)
    if character in "\n\t":
        return True
    if unicodedata.category(character) in ("Cc", "Cs", "Co") or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return False
    return unicodedata.bidirectional(character) not in TURNING and code not in (0x200E, 0x200F, 0x061C)


texts = st.text(st.characters().filter(allowed)).map(lambda text: unicodedata.normalize("NFC", text))
scalars = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts
keys = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5), max_leaves=20
)


@settings(deadline=None)
@given(values)
def test_the_bytes_are_those_of_an_implementation_of_rfc_8785(value: Any) -> None:
    assert encode(value) == rfc8785.dumps(value)


def test_no_printable_character_is_among_those_that_may_not_be_recorded() -> None:
    printable = (character for code in range(0x110000) if (character := chr(code)).isprintable())

    assert [character for character in printable if not allowed(character)] == []


@settings(deadline=None)
@given(values)
def test_what_was_encoded_decodes_to_itself(value: Any) -> None:
    assert decode(encode(value)) == value
    assert decode(encode(value).decode()) == value


def test_every_character_is_allowed_or_not_by_the_same_definition() -> None:
    for code in [*range(0x3100), *range(0xD7F0, 0xE010), *range(0xF8F0, 0x10100), *range(0x1FF00, 0x20010)]:
        character = chr(code)
        if not allowed(character):
            with pytest.raises(BadInput, match=f"U\\+{code:04X}"):
                encode(character)
        elif unicodedata.is_normalized("NFC", character):
            assert decode(encode(character)) == character


@pytest.mark.parametrize("character", NOT_ALLOWED.values(), ids=NOT_ALLOWED.keys())
def test_a_character_that_may_not_be_recorded_is_named_and_never_shown(character: str) -> None:
    for refuses in (encode, clean_text):
        with pytest.raises(BadInput) as refused:
            refuses(f"县长{character}")

        assert f"U+{ord(character):04X}" in str(refused.value)
        assert character not in str(refused.value)


OUTSIDE = {
    "a fraction": 0.5,
    "a whole float": 1.0,
    "not a number": float("nan"),
    "two to the 53rd": 2**53,
    "minus two to the 53rd": -(2**53),
    "a number of a thousand digits": 10**1000,
    "bytes": b"x",
    "a set": {1},
    "a key of Chinese": {"县": 1},
    "a key with a control character": {"a\n": 1},
    "a key that is a number": {1: 1},
    "text that is not NFC": "e\u0301",
    "a combining mark after a newline": "\ne\u0301",
}


@pytest.mark.parametrize("value", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_what_lies_outside_the_subset_is_refused_at_any_depth(value: Any) -> None:
    for nested in (value, [value], {"a": {"b": [value]}}):
        with pytest.raises(BadInput):
            encode(nested)


@pytest.mark.parametrize("value", [MAX_INTEGER, -MAX_INTEGER, 0, "\n\t", "(含20万元)", "𠮷", {"a": ()}, ""])
def test_what_lies_just_inside_the_subset_is_taken(value: Any) -> None:
    assert encode(value) == rfc8785.dumps(value)


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth - 1):
        value = {"a": value}
    return value


def test_sixteen_levels_are_taken_and_seventeen_are_not() -> None:
    assert decode(encode(nested(MAX_DEPTH))) == nested(MAX_DEPTH)
    with pytest.raises(BadInput):
        encode(nested(MAX_DEPTH + 1))


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)

    with pytest.raises(BadInput):
        encode(endless)


SPELLED_OTHERWISE = {
    "a blank": b'{"a": 1}',
    "a newline at the end": b'{"a":1}\n',
    "keys out of order": b'{"b":1,"a":2}',
    "a key twice": b'{"a":1,"a":1}',
    "a key twice, the first otherwise": b'{"a":2,"a":1}',
    "an escape that is not needed": b'"\\u0041"',
    "an escaped slash": b'"\\/"',
    "minus zero": b"-0",
    "an exponent": b"1e2",
    "a float that spells itself": b"0.5",
    "a float as an integer of 23 digits": b"12345678901234567890123",
    "a float that is big and spells itself": b"1e22",
    "two to the 53rd": b"9007199254740992",
    "not a number": b"NaN",
    "an escaped lone surrogate": b'"\\ud800"',
    "an escaped pair": b'"\\ud83d\\ude00"',
    "a control character": b'"\x01"',
    "an escaped control character": b'"\\u0001"',
    "an unescaped newline": b'"\n"',
    "not NFC": '"e\u0301"'.encode(),
    "not UTF-8": b'"\xff"',
    "a surrogate in UTF-8": b'"\xed\xa0\x80"',
    "an overlong form": b'"\xc0\x80"',
    "a byte order mark": b"\xef\xbb\xbf1",
    "a second value": b"1 2",
    "nothing": b"",
    "seventeen levels": b"[" * 17 + b"]" * 17,
    "a hundred thousand levels": b"[" * 100_000 + b"]" * 100_000,
    "a hundred thousand levels never closed": b'{"a":' * 100_000,
    "a number of a hundred thousand digits": b"1" * 100_000,
}


@pytest.mark.parametrize("text", SPELLED_OTHERWISE.values(), ids=SPELLED_OTHERWISE.keys())
def test_only_the_canonical_spelling_is_read(text: bytes) -> None:
    with pytest.raises(BadInput):
        decode(text)


@pytest.mark.parametrize("text", ['"\ud800"', "\ud800", '{"a":"\udfff"}'])
def test_text_with_a_lone_surrogate_is_bad_input_and_no_crash(text: str) -> None:
    with pytest.raises(BadInput):
        decode(text)


@settings(deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_whatever_is_read_has_exactly_the_bytes_that_were_given(text: bytes | str) -> None:
    try:
        value = decode(text)
    except BadInput:
        return
    assert encode(value) == (text.encode() if isinstance(text, str) else text)


def test_clean_text_takes_any_form_and_gives_nfc() -> None:
    assert clean_text("e\u0301") == "\u00e9"
    assert clean_text("第一行\n第二行\t") == "第一行\n第二行\t"


@pytest.mark.parametrize("text", ["王\n小明", "王\t小明", "王\u2028小明"])
def test_a_name_has_one_line(text: str) -> None:
    assert clean_text(text) == text
    with pytest.raises(BadInput):
        clean_text(text, one_line=True)


def test_a_character_that_this_unicode_does_not_know_is_refused_but_for_ideographs() -> None:
    assert clean_text("\U0003fff0") == "\U0003fff0"
    with pytest.raises(BadInput, match=r"U\+0378"):
        clean_text("\u0378")


@pytest.mark.parametrize(
    "case", ["FND-2022-0001", "PER-wang", "OFC-county_head", "ROOT", "CALENDAR", "AB", "AB-" + "a" * 61]
)
def test_a_case_number_is_itself(case: str) -> None:
    assert check_case_id(case) == case


@pytest.mark.parametrize(
    "case",
    [
        "",
        "A",
        "ABCDEFGHI",
        "fnd-2",
        "FND-",
        "FND--1",
        "FND-2-",
        "FND-A",
        "FND-县",
        "FND-２",
        "FND-1\n",
        " FND",
        "A" * 65,
    ],
)
def test_what_is_no_case_number_is_refused(case: str) -> None:
    with pytest.raises(BadInput):
        check_case_id(case)


@pytest.mark.parametrize("handle", ["w", "wang", "vice_head_1", "a" * 40])
def test_a_handle_is_itself(handle: str) -> None:
    assert check_handle(handle) == handle


@pytest.mark.parametrize("handle", ["", "1a", "_a", "Wang", "wang-li", "王", "wang\n", "wa ng", "a" * 41])
def test_what_is_no_handle_is_refused(handle: str) -> None:
    with pytest.raises(BadInput):
        check_handle(handle)
