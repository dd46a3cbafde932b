"""Files that are either whole on the disk or not there, on every system that we run on."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


def write(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Put the content at the path, in place of what was there; when this returns, it outlives a power cut.

    The content is synced under another name before it takes the path, so whoever stops in between leaves the old file
    and a stray temporary one. Raises: OSError.
    """
    temporary = path.with_name(f".{os.urandom(8).hex()}.tmp")
    try:
        with os.fdopen(os.open(temporary, _NEW, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def write_new(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """As `write`, but never over another file. Raises: FileExistsError, OSError.

    The path is taken first, by an empty file, which works where hard links do not; whoever stops in between leaves it.
    """
    os.close(os.open(path, _NEW, mode))
    try:
        write(path, content, mode=mode)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows has no such call, and there the rename is journalled by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
