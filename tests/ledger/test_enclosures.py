"""Enclosures: present, withheld or changed, and never guessed from their digest."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.enclosures import Enclosures, digest_of
from ledger.errors import BadInput, StoreUnavailable, VerificationFailed

SCAN = b"%PDF-1.7 \x00\xff a signed sheet"


@pytest.fixture
def enclosures(tmp_path: Path) -> Enclosures:
    return Enclosures(tmp_path / "enclosures")


def test_what_was_put_is_got_and_named_as_a_payload_names_it(enclosures: Enclosures) -> None:
    named = enclosures.put(SCAN, "批示.pdf", "application/pdf")

    assert named == {"name": "批示.pdf", "sha256": named["sha256"], "size": len(SCAN), "media": "application/pdf"}
    assert enclosures.get(named["sha256"]) == SCAN
    assert enclosures.state(named["sha256"]) == "present"


def test_the_digest_is_that_of_salt_and_bytes(enclosures: Enclosures) -> None:
    digest = enclosures.put(SCAN, "a", "text/plain")["sha256"]

    salt = (enclosures.folder / f"{digest}.salt").read_bytes()

    assert len(salt) == 32
    assert digest == sha256(salt + SCAN).hexdigest() == digest_of(SCAN, salt)


def test_the_same_bytes_twice_have_two_digests_unless_the_salt_is_given(enclosures: Enclosures) -> None:
    one, two = (enclosures.put(SCAN, "a", "text/plain") for _ in range(2))
    three, four = (enclosures.put(SCAN, "a", "text/plain", salt=bytes(32)) for _ in range(2))

    assert one["sha256"] != two["sha256"]
    assert three == four


def test_bytes_that_were_taken_away_are_withheld(enclosures: Enclosures) -> None:
    digest = enclosures.put(SCAN, "a", "text/plain")["sha256"]

    (enclosures.folder / digest).unlink()

    assert enclosures.state(digest) == "withheld"
    with pytest.raises(BadInput, match=digest):
        enclosures.get(digest)


def test_nothing_is_there_before_anything_was_put(enclosures: Enclosures) -> None:
    assert enclosures.state("0" * 64) == "withheld"


@pytest.mark.parametrize("spoil", ["bytes", "salt", "longer salt", "no salt"])
def test_one_bit_changed_in_bytes_or_salt_differs(enclosures: Enclosures, spoil: str) -> None:
    digest = enclosures.put(SCAN, "a", "text/plain")["sha256"]
    path = enclosures.folder / (digest if spoil == "bytes" else f"{digest}.salt")
    content = path.read_bytes()

    match spoil:
        case "no salt":
            path.unlink()
        case "longer salt":
            path.write_bytes(content + SCAN[:1])
            (enclosures.folder / digest).write_bytes(SCAN[1:])  # the same bytes in a row, the border moved
        case _:
            path.write_bytes(bytes([content[0] ^ 1]) + content[1:])

    assert enclosures.state(digest) == "differs"
    with pytest.raises(VerificationFailed, match=digest):
        enclosures.get(digest)


def test_an_empty_enclosure_is_one(enclosures: Enclosures) -> None:
    digest = enclosures.put(b"", "empty", "text/plain")["sha256"]

    assert (enclosures.state(digest), enclosures.get(digest)) == ("present", b"")


@pytest.mark.parametrize("digest", ["", "0" * 63, "A" * 64, "../" + "0" * 61, "0" * 64 + "\n", "/etc/passwd"])
def test_what_is_no_digest_leads_out_of_no_folder(enclosures: Enclosures, digest: str) -> None:
    with pytest.raises(BadInput):
        enclosures.state(digest)


@pytest.mark.parametrize(
    ("name", "media"),
    [("a\nb", "text/plain"), ("a\u202eb", "text/plain"), ("a", "text"), ("a", "TEXT/plain"), ("a", "a/b\n"), ("a", "")],
)
def test_a_name_or_media_type_that_cannot_be_recorded_keeps_nothing(
    enclosures: Enclosures, name: str, media: str
) -> None:
    with pytest.raises(BadInput):
        enclosures.put(SCAN, name, media)

    assert not enclosures.folder.exists()


def test_a_full_disk_is_said_to_be_one_and_leaves_no_bytes(
    enclosures: Enclosures, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(StoreUnavailable, match="No space left"):
        enclosures.put(SCAN, "a", "text/plain")

    assert list(enclosures.folder.iterdir()) == []
