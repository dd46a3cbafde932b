"""The shipped rulebooks' TOML, parsed once when the program was made: reading JSON takes a tenth of the time.

A parsed table is found by the SHA-256 of the file it was made of, so it is that file's or nobody's; any other file is
parsed as it stands. `python -m aggregates.rulebook.parsed` makes the tables anew, and a test holds them to their files.
"""

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

TABLES = Path(__file__).parent / "parsed"
_DAY = "day:"  # JSON has no days; no text of a book begins so


def table(data: bytes) -> dict[str, Any]:
    """The table in the bytes of a TOML file.

    Raises:
        ValueError: they are no TOML.
    """
    made = TABLES / f"{sha256(data).hexdigest()}.json"
    try:
        text = made.read_bytes()
    except OSError:
        return _parsed(data)
    import orjson

    found: dict[str, Any] = orjson.loads(text)
    days = {key: date.fromisoformat(value[len(_DAY) :]) for key, value in found.items() if _is_day(value)}
    return {**found, **days}


def _parsed(data: bytes) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(data.decode("utf-8"))


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(_DAY)


def made_anew(shipped: Path) -> dict[str, bytes]:
    """The tables of every rule file below that folder, by the names of their files."""
    import orjson

    found = {}
    for path in sorted(shipped.glob("*/*.toml")):
        data = path.read_bytes()
        parsed = {key: f"{_DAY}{v.isoformat()}" if isinstance(v, date) else v for key, v in _parsed(data).items()}
        found[f"{sha256(data).hexdigest()}.json"] = orjson.dumps(parsed)  # in the file's order, which is that of asking
    return found


def main() -> None:
    TABLES.mkdir(exist_ok=True)
    made = made_anew(Path(__file__).parent)
    for old in TABLES.glob("*.json"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (TABLES / name).write_bytes(text)


if __name__ == "__main__":
    main()
