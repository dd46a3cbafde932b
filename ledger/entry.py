"""One entry of the record: a signed payload in a DSSE envelope, its bytes, its leaf, and its parts read back.

The envelope is canonical JSON of fixed shape and one signature, so it is composed and taken apart by hand; what the
payload means, and whether the signer might say it, is judged elsewhere.
"""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64
from datetime import date, datetime
from hashlib import sha1, sha256
from typing import Any, NamedTuple, cast

from ledger.canonical import check_case_id, check_handle, decode
from ledger.errors import BadInput
from ledger.source import Row

PAYLOAD_TYPE = "application/vnd.govledger.event.v1+json"
MAX_BYTES = 65_535  # the longest that a C2SP entry tile can hold: its length is written in 16 bits
NO_LEAF = "0" * 64  # `prev` of the first entry of a case

_TYPE = PAYLOAD_TYPE.encode()
_PAE_HEAD = b"DSSEv1 %d %b " % (len(_TYPE), _TYPE)
_ENVELOPE = (
    rb'\{"payload":"([A-Za-z0-9+/=]*)","payloadType":"'
    + re.escape(_TYPE)
    + rb'","signatures":\[\{"keyid":"([0-9a-f]{64})","sig":"([A-Za-z0-9+/=]+)"\}\]\}'
)


class Entry(NamedTuple):
    """A signed payload: the canonical text, the key id in hex, the raw signature."""

    payload: str
    keyid: str
    sig: bytes

    def encode(self) -> bytes:
        """The bytes that the tree holds. Raises: BadInput over MAX_BYTES."""
        return encode_parts(self.payload, self.keyid, self.sig)

    def leaf(self) -> bytes:
        """The leaf hash of RFC 9162 §2.1.1."""
        return sha256(b"\x00" + encode_parts(self.payload, self.keyid, self.sig)).digest()


def encode_parts(payload: str, keyid: str, sig: bytes) -> bytes:
    """The entry of these three columns, without building an Entry first: the verifier's inner loop."""
    try:
        text = payload.encode()
    except UnicodeEncodeError as error:
        raise BadInput("a payload that is not UTF-8") from error
    encoded = b"".join(
        (
            b'{"payload":"',
            b2a_base64(text, newline=False),
            b'","payloadType":"application/vnd.govledger.event.v1+json","signatures":[{"keyid":"',
            keyid.encode("utf-8", "replace"),
            b'","sig":"',
            b2a_base64(sig, newline=False),
            b'"}]}',
        )
    )
    if len(encoded) > MAX_BYTES:
        raise BadInput(
            "the entry would have {size} bytes, at most {limit} are allowed: put long texts into an enclosure",
            size=len(encoded),
            limit=MAX_BYTES,
        )
    return encoded


def parse(encoded: bytes) -> Entry:
    """The entry that has exactly these bytes; the payload is not looked into.

    Raises: BadInput for any other spelling: the same envelope has one sequence of bytes only.
    """
    found = re.fullmatch(_ENVELOPE, encoded)
    if found is None:
        raise BadInput("not an entry: no DSSE envelope with one signature in canonical form")
    try:
        entry = Entry(a2b_base64(found[1]).decode(), found[2].decode(), a2b_base64(found[3]))
    except ValueError as error:
        raise BadInput("not an entry: {reason}", reason=str(error)) from error
    if entry.encode() != encoded:
        raise BadInput("not an entry: base64 that is not canonical")
    return entry


def pae(payload: bytes) -> bytes:
    """What is signed: the DSSE v1 pre-authentication encoding, lengths in bytes."""
    return b"%b%d %b" % (_PAE_HEAD, len(payload), payload)


def keyid_of(suite: str, public: bytes) -> str:
    """Hex SHA-256(suite ‖ 0x0A ‖ public key)."""
    return sha256(suite.encode() + b"\n" + public).hexdigest()


def id_of(act: str, n: int) -> str:
    """The id of an act's n-th entry, counted from 0: uuid5(act, str(n)) as RFC 9562 §5.5 makes it."""
    digest = bytearray(sha1(bytes.fromhex(act.replace("-", "")) + str(n).encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Recorded(NamedTuple):
    """An entry as it stands in the record, its payload read."""

    index: int  # type: ignore[assignment]  # that it hides `tuple.index` nobody misses
    leaf: bytes
    keyid: str
    sig: bytes
    text: str
    payload: dict[str, Any]

    @classmethod
    def of(cls, row: Row) -> Recorded:
        """Raises: BadInput if the payload is not canonical or has not the shape of one."""
        return cls(row.index, row.leaf, row.keyid, row.sig, row.payload, read_payload(row.payload))

    @property
    def case(self) -> str:
        return cast(str, self.payload["case"])

    @property
    def version(self) -> int:
        return cast(int, self.payload["version"])

    @property
    def type(self) -> str:
        return cast(str, self.payload["type"])

    @property
    def at(self) -> str:
        """The writer's instant, UTC; two of them compare as text."""
        return cast(str, self.payload["at"])

    @property
    def on(self) -> str:
        """The day of the act in Shanghai; two of them compare as text."""
        return cast(str, self.payload["on"])

    @property
    def by(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self.payload["by"])

    @property
    def facts(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self.payload["facts"])

    @property
    def id(self) -> str:
        return cast(str, self.payload["id"])

    @property
    def act(self) -> str:
        return cast(str, self.payload["act"])

    @property
    def part(self) -> dict[str, int]:
        return cast("dict[str, int]", self.payload["part"])

    @property
    def prev(self) -> str:
        return cast(str, self.payload["prev"])

    @property
    def rules(self) -> dict[str, Any] | None:
        return cast("dict[str, Any] | None", self.payload["rules"])

    @property
    def seen(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self.payload["seen"])


_KEYS = frozenset(
    ("act", "at", "by", "case", "facts", "id", "ledger", "on", "part", "prev", "rules", "seen", "type", "version")
)
_BY = frozenset(("acting_for", "office", "person", "recorded_by"))
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEX = re.compile(r"[0-9a-f]{64}")
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_ON = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EVENT_TYPE = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*/[1-9][0-9]{0,3}")


def read_payload(text: str) -> dict[str, Any]:
    """The payload of canonical text, every key there and each of its shape; `facts` is only known to be an object.

    Raises: BadInput naming the first key that is amiss.
    """
    return check_payload(decode(text))


def check_payload(payload: Any) -> dict[str, Any]:
    """The payload itself, as `read_payload` checks it once the text is known to be canonical. Raises: BadInput."""
    if type(payload) is not dict or payload.keys() != _KEYS:
        raise BadInput("not a payload: its keys must be {keys}", keys=", ".join(sorted(_KEYS)))
    for key, holds in _SHAPE:
        try:
            well = holds(payload[key])
        except (BadInput, TypeError, ValueError, KeyError, AttributeError):
            well = False
        if not well:
            raise BadInput("not a payload: {key} is not well-formed", key=key)
    if payload["id"] != id_of(payload["act"], payload["part"]["n"]):
        raise BadInput("not a payload: {key} is not well-formed", key="id")
    if (payload["version"] == 1) != (payload["prev"] == NO_LEAF):
        raise BadInput("not a payload: {key} is not well-formed", key="prev")
    return cast("dict[str, Any]", payload)


def _is_at(at: str) -> bool:
    return bool(_AT.fullmatch(at)) and bool(datetime.fromisoformat(at))


def _is_on(on: str) -> bool:
    return bool(_ON.fullmatch(on)) and bool(date.fromisoformat(on))


def _is_by(by: dict[str, Any]) -> bool:
    if by.keys() != _BY:
        return False
    for key in ("acting_for", "recorded_by"):
        if by[key] is not None:
            check_handle(by[key])
    return bool(check_handle(by["person"]) and check_handle(by["office"]))


def _is_count(n: object, at_least: int) -> bool:
    return type(n) is int and n >= at_least


def _is_part(part: dict[str, Any]) -> bool:
    return part.keys() == {"n", "of"} and _is_count(part["n"], 0) and _is_count(part["of"], part["n"] + 1)


def _is_seen(seen: dict[str, Any]) -> bool:
    return seen.keys() == {"root", "size"} and bool(_HEX.fullmatch(seen["root"])) and _is_count(seen["size"], 0)


def _is_rules(rules: dict[str, Any] | None) -> bool:
    if rules is None:
        return True
    return (
        rules.keys() == {"book", "ids", "sha256"}
        and type(rules["book"]) is str
        and bool(_HEX.fullmatch(rules["sha256"]))
        and type(rules["ids"]) is list
        and all(type(rule) is str for rule in rules["ids"])
    )


_SHAPE = (
    ("act", _UUID.fullmatch),
    ("at", _is_at),
    ("by", _is_by),
    ("case", check_case_id),
    ("facts", lambda facts: type(facts) is dict),
    ("id", _UUID.fullmatch),
    ("ledger", lambda ledger: type(ledger) is str and ledger != ""),
    ("on", _is_on),
    ("part", _is_part),
    ("prev", _HEX.fullmatch),
    ("rules", _is_rules),
    ("seen", _is_seen),
    ("type", _EVENT_TYPE.fullmatch),
    ("version", lambda version: _is_count(version, 1)),
)
