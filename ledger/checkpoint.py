"""Checkpoints: what a log says of its whole tree, signed, in the C2SP formats tlog-checkpoint and signed-note.

A note is text, an empty line, and signature lines by anybody; what counts is the signature of the key in hand. Whether
two checkpoints belong to one history is for a consistency proof to show.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ledger.errors import BadInput, VerificationFailed
from ledger.signing import Signer, verify_signature
from ledger.vkey import Vkey, base64, check_key_name, unbase64

__all__ = [
    "Checkpoint",
    "Note",
    "NoteSignature",
    "Vkey",
    "check_key_name",
    "open_checkpoint",
    "open_note",
    "parse_checkpoint",
    "parse_note",
    "sign_checkpoint",
    "sign_note",
    "unbase64",
]

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100

_SIZE = r"0|[1-9][0-9]{0,18}"
_DASH = "\u2014 "


class Checkpoint(NamedTuple):
    """The root of the tree of `size` entries of the ledger named `origin`."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64(self.root)}\n"


class NoteSignature(NamedTuple):
    """One signature line: the key's name, the first four bytes of its hash, and the signature."""

    name: str
    key_hash: bytes
    sig: bytes


class Note(NamedTuple):
    """A signed note taken apart, nothing checked yet."""

    text: str
    signatures: tuple[NoteSignature, ...]


def sign_note(text: str, name: str, signer: Signer) -> bytes:
    """The text as a note with one signature. Raises: BadInput if the text cannot stand in a note."""
    _check_text(text)
    vkey = Vkey.of(name, signer)
    encoded = base64(vkey.key_hash + signer.sign(text.encode()))
    return f"{text}\n{_DASH}{name} {encoded}\n".encode()


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """The note of a checkpoint, the key named as the ledger is."""
    return sign_note(checkpoint.text(), checkpoint.origin, signer)


def parse_note(note: bytes) -> Note:
    """The note taken apart at its last empty line. Raises: BadInput if it is no signed note."""
    if len(note) > MAX_NOTE_BYTES:
        raise BadInput("not a signed note: longer than {limit} bytes", limit=MAX_NOTE_BYTES)
    try:
        whole = note.decode()
    except UnicodeDecodeError as error:
        raise BadInput("not a signed note: not UTF-8") from error
    text, empty_line, block = whole.rpartition("\n\n")
    if not empty_line or not block.endswith("\n"):
        raise BadInput("not a signed note: no empty line with signatures after it")
    text += "\n"
    _check_text(text)
    lines = block[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise BadInput("not a signed note: more than {limit} signatures", limit=MAX_SIGNATURES)
    return Note(text, tuple(_signature(line) for line in lines))


def open_note(note: bytes, vkey: Vkey) -> str:
    """The text of a note that this key signed; other keys' lines are passed over.

    Raises: BadInput if it is no note; VerificationFailed without a signature of this key, or with a wrong one.
    """
    text, signatures = parse_note(note)
    ours = [line for line in signatures if (line.name, line.key_hash) == (vkey.name, vkey.key_hash)]
    if not ours:
        raise VerificationFailed(
            "the note is not signed by {expected}, but by {got}",
            expected=f"{vkey.name}+{vkey.key_hash.hex()}",
            got=", ".join(f"{line.name}+{line.key_hash.hex()}" for line in signatures),
        )
    for line in ours:
        if not verify_signature(vkey.suite, vkey.public, text.encode(), line.sig):
            raise VerificationFailed("the note's signature by {name} is wrong", name=vkey.name)
    return text


def open_checkpoint(note: bytes, vkey: Vkey) -> Checkpoint:
    """The checkpoint in a note that the log's key signed, the key being named as the ledger is.

    Raises: BadInput if it is no checkpoint; VerificationFailed as `open_note`, and for another ledger's.
    """
    checkpoint = parse_checkpoint(open_note(note, vkey))
    if checkpoint.origin != vkey.name:
        raise VerificationFailed(
            "a checkpoint of another ledger: expected {expected}, got {got}",
            expected=vkey.name,
            got=checkpoint.origin,
        )
    return checkpoint


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that has exactly this text, so without extension lines. Raises: BadInput."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not re.fullmatch(_SIZE, lines[1]):
        raise BadInput("not a checkpoint: {text}", text=ascii(text[:200]))
    root = unbase64(lines[2])
    if root is None or len(root) != 32:
        raise BadInput("not a checkpoint: {text}", text=ascii(text[:200]))
    return Checkpoint(check_key_name(lines[0]), int(lines[1]), root)


def _signature(line: str) -> NoteSignature:
    name, blank, encoded = line.removeprefix(_DASH).partition(" ")
    decoded = unbase64(encoded)
    if not line.startswith(_DASH) or not blank or decoded is None or len(decoded) < 5:
        raise BadInput("not a signed note: a line that is no signature: {line}", line=ascii(line[:120]))
    return NoteSignature(check_key_name(name), decoded[:4], decoded[4:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(character < " " and character != "\n" for character in text):
        raise BadInput("not the text of a note: it ends with a newline and holds no other control character")
