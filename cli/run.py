"""One run of the program: what the options of every command said, and what has been opened for it so far.

Everything is opened when it is first asked for, and reading commands never import what only writing needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cli.output import Out


@dataclass(slots=True)
class Given:
    """The options of every command, as typed."""

    home: str | None = None
    person: str | None = None
    office: str | None = None
    acting_for: str | None = None
    record_for: str | None = None
    on: str | None = None
    now: str | None = None
    act_id: str | None = None
    passphrase_file: str | None = None
    lang: str | None = None
    as_json: bool = False
    no_input: bool = False
    dry_run: bool = False
    debug: bool = False


@dataclass(slots=True)
class Run:
    """`acting`: the command records something. `recorded`: it has, and nothing that fails later takes that back."""

    given: Given = field(default_factory=Given)
    out: Out = field(default_factory=Out)
    acting: bool = False
    recorded: bool = False
    _closing: list[Callable[[], None]] = field(default_factory=list)

    def close(self) -> None:
        while self._closing:
            self._closing.pop()()
