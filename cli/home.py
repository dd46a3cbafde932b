"""The home of a desk: `govledger.toml`, the ledger, keys, enclosures, checkpoints; and where it is found.

A home belongs to one desk. The last size that was signed is also kept outside of it, in the state folder of the
machine, so that whoever puts back an old copy of the home cannot sign a second history unnoticed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ledger.errors import BadInput, KeyUnreadable

FILE = "govledger.toml"
TRAINING_PASSPHRASE = "training"  # noqa: S105  # opens the keys of training ledgers, which protect nothing


class Home(NamedTuple):
    """Where things lie. `store` is the absolute path of an SQLite file or a postgresql:// address."""

    path: Path
    store: str
    origin: str
    person: str | None = None

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def enclosures(self) -> Path:
        return self.path / "enclosures"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    def key_of(self, person: str, keyid: str) -> Path:
        """Where the key of a person is kept; a person may have had several."""
        return self.keys / key_file(person, keyid)

    def keys_of(self, person: str) -> list[Path]:
        """The key files of a person here."""
        return sorted(
            path for path in self.keys.glob(f"{person}-*.key") if path.stem[: -len("-123456789abc")] == person
        )


def key_file(name: str, keyid: str) -> str:
    """The name of a key's file: whose it is, and as much of its id as tells it from others."""
    return f"{name}-{keyid[:12]}.key"


def place(given: str | None, environ: Mapping[str, str]) -> Path:
    """The folder meant: `--home`, else GOVLEDGER_HOME, else the current one if it is a home, else ~/govledger."""
    if given or environ.get("GOVLEDGER_HOME"):
        return Path(given or environ["GOVLEDGER_HOME"]).expanduser().absolute()
    here = Path.cwd()
    return here if (here / FILE).is_file() else Path.home() / "govledger"


def open_home(path: Path) -> Home:
    """The home in that folder.

    Raises:
        BadInput: there is none, or its settings cannot be read.
    """
    file = path / FILE
    try:
        settings = _settings(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput("there is no {file} in {home}; `govledger init` makes a home", file=FILE, home=path) from None
    except ValueError as error:
        raise BadInput("{file} cannot be read: {reason}", file=file, reason=str(error)) from error
    unknown = sorted(set(settings) - {"store", "origin", "person"})
    if unknown or not all(isinstance(value, str) for value in settings.values()) or "origin" not in settings:
        raise BadInput(
            "{file} holds the texts `origin`, `store` and `person` and nothing else; look at: {unknown}",
            file=file,
            unknown=", ".join(unknown) or "origin, store, person",
        )
    return Home(path, _absolute(path, settings.get("store", "ledger.db")), settings["origin"], settings.get("person"))


def _settings(text: str) -> dict[str, Any]:
    """The TOML table. The plain lines that `init` writes need no parser, whose import costs more than all the rest.

    Raises:
        ValueError: it is no TOML.
    """
    found: dict[str, Any] = {}
    for line in text.splitlines():
        name, equals, said = line.partition(' = "')
        plain = line.isprintable() and equals and name.isidentifier() and name not in found and said.endswith('"')
        if not line.strip() or (line.startswith("#") and line.isprintable()):
            continue
        if not plain or '"' in said[:-1] or "\\" in said:
            import tomllib

            return tomllib.loads(text)
        found[name] = said[:-1]
    return found


def make_home(path: Path, store: str | None, origin: str) -> Home:
    """A new home, readable by its owner alone where the system knows that.

    Raises:
        BadInput: the folder holds something already.
    """
    check_new(path)
    for folder in (path, path / "keys", path / "enclosures", path / "checkpoints"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = [
        "# The home of one desk. `store` is an SQLite file beside this one, or postgresql://…",
        "# with the password in ~/.pgpass.",
        f"origin = {_quoted(origin)}",
        f"store = {_quoted(store or 'ledger.db')}",
        '# person = "wang"   # who acts here unless --as says otherwise',
        "",
    ]
    descriptor = os.open(path / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines))
    return Home(path, _absolute(path, store or "ledger.db"), origin)


def check_new(path: Path) -> None:
    """Whether a home can be made there: nothing is, or an empty folder. Raises: BadInput."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise BadInput("{path} is there already and not an empty folder: a home is made in a new one", path=path)


def state_folder(environ: Mapping[str, str]) -> Path:
    """Where this machine keeps what must outlive a home: GOVLEDGER_STATE, else the system's own place for state."""
    if environ.get("GOVLEDGER_STATE"):
        return Path(environ["GOVLEDGER_STATE"])
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "govledger"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "govledger"
    return Path(environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "govledger"


def passphrase_in(file: str) -> str:
    """The passphrase in a file: its first line.

    Raises:
        KeyUnreadable: the file cannot be read, or is empty.
    """
    try:
        lines = Path(file).expanduser().read_bytes().splitlines()
    except OSError as error:
        raise KeyUnreadable(
            "the passphrase file {file} cannot be read: {reason}", file=file, reason=error.strerror
        ) from error
    if not lines or not lines[0]:
        raise KeyUnreadable("the passphrase file {file} is empty", file=file)
    return lines[0].decode("utf-8", "surrogateescape")


def _absolute(path: Path, store: str) -> str:
    return store if "://" in store else str((path / store).absolute())


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
