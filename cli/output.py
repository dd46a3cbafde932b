"""What a command says: results on stdout, everything else on stderr, one JSON object where that was asked for.

Nothing that came out of a record or off the command line can steer the terminal, and every word of ours stands on a GBK
console; what the console cannot show of other people's text is written as an escape, and no output fails for it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from cli.layout import ACTIVE, columns, inert, wrap
from cli.words import N_, t

TRAINING = N_("training ledger: nothing here is a decision of anybody")
UTF = frozenset({"utf-8", "utf8", "utf-8-sig", "cp65001"})


def prepare(*streams: TextIO) -> None:
    """Make the streams escape what their encoding does not hold, where they are of the kind that can."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


class Out:
    """The two streams of one command. `training` is known once the ledger is open, and then marks all that is said.

    `heard` takes what is said as data, for a caller in this process.
    """

    def __init__(self, as_json: bool = False, *, announced: bool = False, heard: list[Any] | None = None) -> None:
        self.as_json, self.announced, self.heard = as_json, announced, heard
        self.training = False

    def of_training(self) -> None:
        """From here on everything says that this is a training ledger (演练)."""
        self.training = True
        if not self.announced:
            self.note(f"[{t(N_('training'))}] {t(TRAINING)}")
        self.announced = True

    def put(self, data: object, lines: Iterable[str]) -> None:
        """The result of the command: `data` as one line of JSON if JSON was asked for, else the lines."""
        self.hear(data)
        if self.as_json:
            print(dump(self.marked(data), sys.stdout))
        else:
            for line in lines:
                print(line)
        sys.stdout.flush()

    def hear(self, data: object) -> None:
        """Let whoever runs commands in this process have what they say as data."""
        if self.heard is not None:
            self.heard.append(self.marked(data))

    def note(self, line: str) -> None:
        """Something besides the result, for people; JSON has no room for it."""
        if not self.as_json:
            print(line, file=sys.stderr, flush=True)

    def marked(self, data: object) -> object:
        """The data, marked if they are of a training ledger: an object itself, a list in each of its rows."""
        if not self.training:
            return data
        if isinstance(data, dict):
            return {**data, "training": True}
        return [self.marked(row) for row in data] if isinstance(data, list) else data


def dump(data: object, stream: TextIO) -> str:
    """One line of JSON that the stream's encoding holds and no terminal obeys."""
    import json

    whole = (getattr(stream, "encoding", None) or "ascii").lower() in UTF
    text = json.dumps(data, ensure_ascii=not whole, default=str)
    return re.sub(ACTIVE, lambda found: f"\\u{ord(found.group()):04x}", text)


def fields(pairs: Sequence[tuple[str, Any]], *, indent: int = 0, width: int = 78) -> list[str]:
    """Label and value a line, the values aligned and wrapped; pairs without a value are left out."""
    shown = [(label, str(value)) for label, value in pairs if value not in (None, "", (), [])]
    first = max((columns(label) for label, _ in shown), default=0) + 2
    lines = []
    for label, value in shown:
        # A line that a reader may copy (a command, a fingerprint) stays in one piece.
        rows = [row for part in value.split("\n") for row in wrap(inert(part), max(width - indent - first, 20))]
        for number, row in enumerate(rows):
            head = label if number == 0 else ""
            lines.append((" " * indent + head + " " * (first - columns(head)) + row).rstrip())
    return lines


def paragraph(text: str, *, indent: int = 0, width: int = 78) -> list[str]:
    """The text wrapped to the width, each line indented."""
    return [" " * indent + line for part in text.split("\n") for line in wrap(inert(part), width - indent)]


def command(words: Sequence[str]) -> str:
    """The words of a command as they can be typed, quoted where a shell would take them apart."""
    return "govledger " + " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    if word and not any(character in " \t\n\"'$`\\|&;<>()*?[]#~!{}" for character in word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`") + '"'
