"""Key files: encrypted, never overwritten, and plain words for everything that can be wrong with one."""

import os
import stat
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_ssh_public_key,
)

from ledger import keys
from ledger.errors import BadInput, KeyUnreadable
from ledger.signing import Ed25519Signer, verify_signature

WORDS = "一二三 four"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "wang"


def test_a_key_that_was_made_opens_with_its_passphrase_and_signs(path: Path) -> None:
    made = keys.create(path, WORDS, rounds=1)

    opened = keys.load(path, WORDS)

    assert (opened.public, opened.keyid) == (made.public, made.keyid)
    assert verify_signature("ed25519", made.public, b"m", opened.sign(b"m"))


def test_the_public_line_beside_it_is_what_openssh_reads(path: Path) -> None:
    made = keys.create(path, WORDS, rounds=1, comment="wang@jiangkou")

    line = keys.public_path(path).read_bytes()

    assert load_ssh_public_key(line).public_bytes_raw() == made.public  # type: ignore[union-attr]
    assert line.endswith(b" wang@jiangkou\n")
    assert keys.public_of(path) == made.public


def test_the_file_is_encrypted_with_as_many_rounds_as_asked(path: Path) -> None:
    signer = keys.create(path, WORDS, rounds=3)

    text = path.read_bytes()
    inside = b64decode(b"".join(text.splitlines()[1:-1]))

    assert text.startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----\n")
    assert inside.startswith(b"openssh-key-v1\0\0\0\0\x0aaes256-ctr\0\0\0\x06bcrypt")
    assert b"\0\0\0\x03" in inside[:80]
    assert signer.private.private_bytes_raw() not in inside


def test_only_its_owner_may_read_the_file(path: Path) -> None:
    keys.create(path, WORDS, rounds=1)

    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_is_never_overwritten(path: Path) -> None:
    made = keys.create(path, WORDS, rounds=1)

    with pytest.raises(BadInput, match="never overwritten"):
        keys.create(path, WORDS, rounds=1)

    assert keys.load(path, WORDS).public == made.public
    assert {found.name for found in path.parent.iterdir()} == {"wang", "wang.pub"}


def test_a_public_line_that_is_there_already_keeps_a_key_from_being_made(path: Path) -> None:
    path.parent.mkdir()
    keys.public_path(path).write_text("somebody's")

    with pytest.raises(BadInput, match="never overwritten"):
        keys.create(path, WORDS, rounds=1)

    assert [found.read_text() for found in path.parent.iterdir()] == ["somebody's"]


def test_a_key_without_a_passphrase_is_not_made(path: Path) -> None:
    with pytest.raises(BadInput, match="needs a passphrase"):
        keys.create(path, "")

    assert not path.parent.exists()


def test_a_key_that_is_in_memory_is_kept_as_one_that_is_made(path: Path) -> None:
    signer = Ed25519Signer.from_seed(bytes(32))

    keys.save(path, signer, WORDS, rounds=1)

    assert keys.load(path, WORDS).public == signer.public


@pytest.mark.parametrize("wrong", ["一二三", "一二三 four ", "x" * 1000])
def test_a_wrong_passphrase_is_said_to_be_one(path: Path, wrong: str) -> None:
    keys.create(path, WORDS, rounds=1)

    with pytest.raises(KeyUnreadable, match="passphrase is wrong"):
        keys.load(path, wrong)


def test_an_empty_passphrase_is_asked_for(path: Path) -> None:
    keys.create(path, WORDS, rounds=1)

    with pytest.raises(KeyUnreadable, match="needs its passphrase"):
        keys.load(path, "")


def test_a_file_that_is_not_there_or_a_folder_cannot_be_read(tmp_path: Path) -> None:
    for read in (lambda: keys.load(tmp_path / "none", WORDS), lambda: keys.load(tmp_path, WORDS),
                 lambda: keys.public_of(tmp_path / "none")):  # fmt: skip
        with pytest.raises(KeyUnreadable, match="cannot be read"):
            read()


def test_a_place_where_nothing_can_be_written_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(KeyUnreadable, match="cannot be written"):
        keys.create(tmp_path / "file" / "wang", WORDS, rounds=1)


def test_a_file_that_is_no_key_is_said_to_be_none(path: Path) -> None:
    path.parent.mkdir()
    for text in (b"", b"hello", b"\xff\xfe", "县".encode()):
        path.write_bytes(text)
        with pytest.raises(KeyUnreadable, match="not an OpenSSH private key"):
            keys.load(path, WORDS)


def test_a_key_in_clear_is_refused(path: Path) -> None:
    private = Ed25519Signer.from_seed(bytes(32)).private
    path.parent.mkdir()
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))

    with pytest.raises(KeyUnreadable, match="not encrypted"):
        keys.load(path, WORDS)


def test_a_key_of_another_kind_is_refused(path: Path) -> None:
    quick = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(1).build(WORDS.encode())
    path.parent.mkdir()
    path.write_bytes(generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, quick))

    with pytest.raises(KeyUnreadable, match="not an Ed25519 key"):
        keys.load(path, WORDS)


def test_a_key_in_another_container_is_refused(path: Path) -> None:
    private = Ed25519Signer.from_seed(bytes(32)).private
    path.parent.mkdir()
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(WORDS.encode())))

    with pytest.raises(KeyUnreadable, match="not an OpenSSH private key"):
        keys.load(path, WORDS)


def test_a_file_that_asks_for_years_of_work_is_refused_at_once(path: Path) -> None:
    keys.create(path, WORDS, rounds=1)
    head, *lines, end = path.read_bytes().splitlines()
    inside = b64decode(b"".join(lines))
    at = inside.index(b"\0\0\0\x10") + 4 + 16  # behind the salt

    assert inside[at : at + 4] == b"\0\0\0\1"
    path.write_bytes(b"\n".join([head, b64encode(inside[:at] + b"\x7f\0\0\1" + inside[at + 4 :]), end, b""]))

    with pytest.raises(KeyUnreadable, match="rounds"):
        keys.load(path, WORDS)


def test_a_damaged_key_file_never_crashes_and_never_opens_to_another_key(path: Path) -> None:
    made = keys.create(path, WORDS, rounds=1)
    whole = path.read_bytes()

    for at in range(36, len(whole) - 36, 5):
        path.write_bytes(whole[:at] + (b"A" if whole[at : at + 1] != b"A" else b"B") + whole[at + 1 :])
        try:
            assert keys.load(path, WORDS).public == made.public
        except KeyUnreadable:
            continue


NO_LINE = ["", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa AAAA x", "ssh-ed25519 ???? x", "县 县 县", "\x00"]


@pytest.mark.parametrize("line", NO_LINE)
def test_a_public_line_that_is_none_is_said_to_be_none(path: Path, line: str) -> None:
    path.parent.mkdir()
    keys.public_path(path).write_text(line, encoding="utf-8")

    with pytest.raises(KeyUnreadable, match="not an Ed25519 public key"):
        keys.public_of(path)


def test_a_public_line_of_small_order_is_refused(path: Path) -> None:
    path.parent.mkdir()
    keys.public_path(path).write_text(keys.public_line(bytes(32)))

    with pytest.raises(KeyUnreadable):
        keys.public_of(path)
