"""Files that are whole or not there."""

import os
from pathlib import Path

import pytest

from ledger import durable


def test_a_file_takes_the_place_of_another_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    durable.write(tmp_path / "a", b"old")
    durable.write(tmp_path / "a", b"new")

    assert (tmp_path / "a").read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    durable.write_new(tmp_path / "a", b"old")

    with pytest.raises(FileExistsError):
        durable.write_new(tmp_path / "a", b"new")

    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.parametrize("write", [durable.write, durable.write_new])
def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: object) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "a", b"content")  # type: ignore[operator]

    assert list(tmp_path.iterdir()) == []
