"""A proof that travels: one entry's place in the tree and the checkpoint it is proved against, as C2SP tlog-proof."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import NamedTuple

from ledger.checkpoint import Checkpoint, Vkey, open_checkpoint, unbase64
from ledger.errors import BadInput
from ledger.merkle import verify_inclusion

SUFFIX = ".tlog-proof"

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)
_MAX_HASHES = 63


class TlogProof(NamedTuple):
    """Where the entry stands, the hashes from its sibling up to the root, the checkpoint's note as it was served."""

    index: int  # type: ignore[assignment]  # hides tuple.index
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def format(self) -> bytes:
        lines = [_FIRST_LINE]
        if self.extra is not None:
            lines.append(f"extra {b64encode(self.extra).decode()}")
        lines.append(f"index {self.index}")
        lines += [b64encode(found).decode() for found in self.hashes]
        return "\n".join(lines).encode() + b"\n\n" + self.checkpoint

    @classmethod
    def parse(cls, text: bytes) -> TlogProof:
        """Raises: BadInput if it is no such proof; the checkpoint in it is not looked into."""
        head, empty_line, checkpoint = text.partition(b"\n\n")
        if not empty_line or not head.isascii():
            raise BadInput("not a proof in the format {format}", format=_FIRST_LINE)
        lines = head.decode().split("\n")
        if lines.pop(0) != _FIRST_LINE:
            raise BadInput("not a proof in the format {format}", format=_FIRST_LINE)
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = unbase64(lines.pop(0).removeprefix("extra "))
            if extra is None:
                raise BadInput("not a proof: {line} is malformed", line="extra")
        index = _INDEX.fullmatch(lines.pop(0)) if lines else None
        if index is None:
            raise BadInput("not a proof: {line} is malformed", line="index")
        hashes = tuple(found for line in lines if (found := unbase64(line)) is not None and len(found) == 32)
        if len(hashes) != len(lines) or len(hashes) > _MAX_HASHES:
            raise BadInput("not a proof: {line} is malformed", line="hash")
        return cls(int(index[1]), hashes, checkpoint, extra)

    def verify(self, leaf: bytes, vkey: Vkey) -> Checkpoint:
        """The checkpoint, once its signature holds and the leaf stands in its tree at the index.

        Raises: BadInput, VerificationFailed.
        """
        checkpoint = open_checkpoint(self.checkpoint, vkey)
        verify_inclusion(leaf, self.index, checkpoint.size, self.hashes, checkpoint.root)
        return checkpoint
