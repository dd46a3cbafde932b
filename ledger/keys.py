"""Key files: private keys as OpenSSH keeps them, encrypted under a passphrase, the public line beside each.

So a key made here can be looked at, copied and given a new passphrase with ssh-keygen, and the other way round.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from pathlib import Path

from ledger import durable
from ledger.errors import BadInput, KeyUnreadable
from ledger.signing import ED25519, Ed25519Signer, check_public

ROUNDS = 32  # of bcrypt: about 0.3 s a guess on one core of 2022
MAX_ROUNDS = 4096  # a file that asks for more, damaged or made to, would keep us busy for minutes or years

_ALGORITHM = b"ssh-ed25519"
_BLOB_HEAD = len(_ALGORITHM).to_bytes(4, "big") + _ALGORITHM + (32).to_bytes(4, "big")
_MAX_FILE = 65_536
_DOES_NOT_OPEN = "the key does not open: {path}: the passphrase is wrong, or the file is damaged"


def create(path: Path, passphrase: str, *, rounds: int = ROUNDS, comment: str = "") -> Ed25519Signer:
    """Make a key, its private file at the path, readable by its owner only, its public line at `<path>.pub`.

    Raises: BadInput without a passphrase or over an existing file; KeyUnreadable if it cannot be written.
    """
    signer = Ed25519Signer.generate()
    save(path, signer, passphrase, rounds=rounds, comment=comment)
    return signer


def save(path: Path, signer: Ed25519Signer, passphrase: str, *, rounds: int = ROUNDS, comment: str = "") -> None:
    """Put a key that is in memory into files, as `create` does."""
    from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat

    if not passphrase:
        raise BadInput("a key needs a passphrase")
    encryption = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(rounds).build(passphrase.encode())
    private = signer.private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, encryption)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        durable.write_new(path, private, mode=0o600)
        # If we stop here the private file stands alone: `load` still opens it, and nothing is bound to it yet.
        try:
            durable.write_new(public_path(path), public_line(signer.public, comment).encode())
        except BaseException:
            path.unlink()
            raise
    except OSError as error:
        if isinstance(error, FileExistsError) and (path.exists() or public_path(path).exists()):
            raise BadInput("there is a key already, and keys are never overwritten: {path}", path=str(path)) from error
        raise KeyUnreadable(
            "the key cannot be written: {path}: {reason}", path=str(path), reason=_reason(error)
        ) from error


def load(path: Path, passphrase: str) -> Ed25519Signer:
    """The key in an encrypted file. Raises: KeyUnreadable, saying which of file, format and passphrase is wrong."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    text = _read(path)
    if b"-----BEGIN OPENSSH PRIVATE KEY-----" not in text:
        raise KeyUnreadable("not an OpenSSH private key file: {path}", path=str(path))
    if not passphrase:
        raise KeyUnreadable("the key needs its passphrase: {path}", path=str(path))
    rounds, public = _header(text)
    if rounds > MAX_ROUNDS:
        raise KeyUnreadable(
            "the key does not open: {path}: it asks for more than {limit} rounds", path=str(path), limit=MAX_ROUNDS
        )
    try:
        private = load_ssh_private_key(text, passphrase.encode())
    except TypeError as error:  # which is how cryptography says that there is nothing to decrypt
        raise KeyUnreadable(
            "the key file is not encrypted: {path} (ssh-keygen -p gives it a passphrase)", path=str(path)
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyUnreadable(_DOES_NOT_OPEN, path=str(path)) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnreadable("not an Ed25519 key: {path}", path=str(path))
    signer = Ed25519Signer(private)
    if public != _BLOB_HEAD + signer.public:  # the cipher does not notice damage, and would give us another key
        raise KeyUnreadable(_DOES_NOT_OPEN, path=str(path))
    return signer


def public_of(path: Path) -> bytes:
    """The public key of a private key file, from the public line beside it; needs no passphrase.

    Raises: KeyUnreadable if there is no such line, or it is of another kind of key.
    """
    beside = public_path(path)
    try:
        algorithm, encoded, *_ = _read(beside).decode().split()
        blob = a2b_base64(encoded, strict_mode=True)
        if algorithm.encode() == _ALGORITHM and len(blob) == len(_BLOB_HEAD) + 32 and blob.startswith(_BLOB_HEAD):
            return check_public(ED25519, blob[len(_BLOB_HEAD) :])
    except (ValueError, BadInput) as error:
        raise KeyUnreadable("not an Ed25519 public key: {path}", path=str(beside)) from error
    raise KeyUnreadable("not an Ed25519 public key: {path}", path=str(beside))


def public_path(path: Path) -> Path:
    return path.with_name(path.name + ".pub")


def public_line(public: bytes, comment: str = "") -> str:
    """The key as authorized_keys and ssh-keygen write it."""
    encoded = b2a_base64(_BLOB_HEAD + public, newline=False).decode()
    return f"{_ALGORITHM.decode()} {encoded} {comment}".rstrip() + "\n"


def _header(text: bytes) -> tuple[int, bytes]:
    """What an OpenSSH private key file says in clear: rounds of its key derivation, 0 if none, and the public blob."""
    body = text.partition(b"-----BEGIN OPENSSH PRIVATE KEY-----")[2].partition(b"-----END")[0]
    try:
        blob = a2b_base64(body).removeprefix(b"openssh-key-v1\0")
    except ValueError:
        return 0, b""
    _cipher, blob = _string(blob)
    _derivation, blob = _string(blob)
    options, blob = _string(blob)
    _salt, rounds = _string(options)
    return int.from_bytes(rounds[:4], "big"), _string(blob[4:])[0]


def _string(blob: bytes) -> tuple[bytes, bytes]:
    """The first string of an SSH blob, length before content, and the rest; shorter where the blob is cut."""
    end = 4 + int.from_bytes(blob[:4], "big")
    return blob[4:end], blob[end:]


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_FILE)
    except OSError as error:
        raise KeyUnreadable(
            "the key cannot be read: {path}: {reason}", path=str(path), reason=_reason(error)
        ) from error


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
