"""Enclosures: scans and long texts beside the record, which holds only their salted digests.

The salt keeps anybody from guessing a short text by its digest, and lets the bytes be withheld, or erased, while the
record stays whole. Digest = SHA-256(salt ‖ bytes), the salt of 32 random bytes.
"""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from ledger import durable
from ledger.canonical import clean_text
from ledger.errors import BadInput, StoreUnavailable, VerificationFailed

SALT_BYTES = 32

_DIGEST = r"[0-9a-f]{64}"
_MEDIA = r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}"


class Enclosures:
    """A folder with, for each enclosure, its bytes at `<digest>` and their salt at `<digest>.salt`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes, name: str, media: str, *, salt: bytes | None = None) -> dict[str, Any]:
        """Keep the bytes, durably, and answer how a payload names them: name, sha256, size, media.

        Raises: BadInput for a name or media type that cannot be recorded; StoreUnavailable if the disk refuses.
        """
        if not re.fullmatch(_MEDIA, media):
            raise BadInput("not a media type: {media}", media=ascii(media[:120]))
        name = clean_text(name, one_line=True)
        salt = os.urandom(SALT_BYTES) if salt is None else salt
        digest = digest_of(content, salt)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # The salt goes first: if we stop here, nothing names it; bytes without a salt would look tampered with.
            durable.write(self._salt_path(digest), salt)
            durable.write(self._path(digest), content)
        except OSError as error:
            raise StoreUnavailable(
                "the enclosure cannot be kept in {folder}: {reason}",
                folder=str(self.folder),
                reason=error.strerror or str(error),
            ) from error
        return {"media": media, "name": name, "sha256": digest, "size": len(content)}

    def get(self, digest: str) -> bytes:
        """The bytes of a digest.

        Raises: BadInput if they are withheld; VerificationFailed if what lies there is not what the digest names.
        """
        match self.state(digest):
            case "present":
                return self._path(digest).read_bytes()
            case "withheld":
                raise BadInput("the enclosure {digest} is not in {folder}", digest=digest, folder=str(self.folder))
            case "differs":
                raise VerificationFailed("the enclosure {digest} was changed", digest=digest)

    def state(self, digest: str) -> Literal["present", "withheld", "differs"]:
        """Whether the bytes lie here as recorded; "differs" also when their salt is gone. Raises: BadInput."""
        content = _read(self._path(digest))
        if content is None:
            return "withheld"
        salt = _read(self._salt_path(digest))
        # A salt of another length would let the border between salt and bytes move under the same digest.
        known = salt is not None and len(salt) == SALT_BYTES and digest_of(content, salt) == digest
        return "present" if known else "differs"

    def _path(self, digest: str) -> Path:
        if not re.fullmatch(_DIGEST, digest):  # which also keeps a path from leaving the folder
            raise BadInput("not a digest: {digest}", digest=ascii(digest[:120]))
        return self.folder / digest

    def _salt_path(self, digest: str) -> Path:
        return self._path(digest).with_suffix(".salt")


def digest_of(content: bytes, salt: bytes) -> str:
    """Hex SHA-256(salt ‖ bytes)."""
    assert len(salt) == SALT_BYTES
    return sha256(salt + content).hexdigest()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreUnavailable(
            "the enclosure cannot be read: {path}: {reason}", path=str(path), reason=error.strerror or str(error)
        ) from error
