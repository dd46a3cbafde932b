"""Every message of the program, found in its source: what the catalogue must hold, and how it is kept up.

`python -m tests.cli.messages` writes the catalogue anew, keeps the translations it has and names what is missing.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from ledger.errors import GovledgerError

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("ledger", "aggregates", "projections", "cli")
FOLDER = ROOT / "cli" / "locale" / "zh" / "LC_MESSAGES"
PO, MO = FOLDER / "govledger.po", FOLDER / "govledger.mo"

# Functions besides the error classes that take a message, and at which place.
TAKERS: dict[str, tuple[int, ...] | None] = {
    "N_": None,
    "refusal": (2,),
    "unknown": (1,),
    "_at_founding": (1,),
    "_differs": (1,),
    "_fault": (1,),
    "problem": (3,),
    "hint": (1,),
    "Misshapen": (1,),
}
# Names that hold a message until the call below it.
HOLDERS = {"template", "message"}


def errors() -> list[type[GovledgerError]]:
    """All our error classes, in every module of the four packages."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            importlib.import_module(module.name)

    def below(kind: type[GovledgerError]) -> Iterator[type[GovledgerError]]:
        yield kind
        for each in kind.__subclasses__():
            yield from below(each)

    return list(below(GovledgerError))


def messages() -> dict[str, str]:
    """Every message with the place of its first use."""
    keywords: dict[str, Any] = {**TAKERS, **{kind.__name__: (1,) for kind in errors()}}
    found: dict[str, str] = {}
    for package in PACKAGES:
        for file, line, message, _, _ in extract_from_dir(ROOT / package, keywords=keywords):
            for each in (message,) if isinstance(message, str) else message:
                if each:
                    found.setdefault(each, f"{package}/{file}:{line}")
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for text, line in _held(path):
                found.setdefault(text, f"{path.relative_to(ROOT).as_posix()}:{line}")
    for text, where in tables():
        found.setdefault(text, where)
    return found


def tables() -> Iterator[tuple[str, str]]:
    """Messages that stand in tables by their codes."""
    from aggregates.rulebook import refusal
    from aggregates.rulebook.checks import UNREAD, lines, names, rule_schema
    from ledger.verify_report import STEPS, WARNINGS
    from ledger.void import VOID_REASONS

    for text in (*STEPS.values(), *WARNINGS.values()):
        yield text, "ledger/verify_report.py"
    for text in VOID_REASONS.values():
        yield text, "ledger/void.py"
    for name, text in vars(refusal).items():
        if name.isupper() and isinstance(text, str):
            yield text, "aggregates/rulebook/refusal.py"
    for text in (*names.NONE_SUCH.values(), UNREAD, lines.MISSING, rule_schema.EXACTLY_ONE):
        yield text, "aggregates/rulebook/checks"


def of_click() -> set[str | tuple[str, str]]:
    """What click itself may say, in the version that is installed."""
    import click

    keywords: dict[str, Any] = {"_": None, "ngettext": (1, 2)}
    folder = Path(click.__file__).parent
    return {
        found if isinstance(found, str) else tuple(found)
        for _, _, found, _, _ in extract_from_dir(folder, keywords=keywords)
    }


def _held(path: Path) -> Iterator[tuple[str, int]]:
    """Strings, or one of two strings, given to a name that holds a message; and what is marked inside an f-string."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
            for marked in node.args:
                if isinstance(marked, ast.Constant) and isinstance(marked.value, str):
                    yield marked.value, node.lineno
        if not isinstance(node, ast.Assign) or not all(
            isinstance(t, ast.Name) and t.id in HOLDERS for t in node.targets
        ):
            continue
        values = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value, node.lineno


def catalogue() -> dict[str, str]:
    """What the catalogue holds: message -> Chinese."""
    with PO.open("rb") as file:
        return {_key(message.id): _key(message.string) for message in read_po(file) if message.id}


def _key(text: Any) -> str:
    return text if isinstance(text, str) else text[0]


def compiled() -> bytes:
    """The catalogue as programs read it."""
    out = BytesIO()
    with PO.open("rb") as file:
        write_mo(out, read_po(file, locale="zh"))
    return out.getvalue()


def renew() -> int:
    """Write the catalogue anew; how many messages have no Chinese yet."""
    known = catalogue() if PO.exists() else {}
    new = Catalog(locale="zh", project="govledger", charset="utf-8", header_comment="# Chinese words of govledger.")
    new.creation_date = new.revision_date = datetime(2022, 4, 25, tzinfo=UTC)  # the same words give the same bytes
    for text, where in sorted(messages().items(), key=lambda pair: pair[1]):
        new.add(text, known.get(text, ""), locations=[(where.partition(":")[0], None)])
    for said in sorted(of_click(), key=_key):
        chinese = known.get(_key(said), "")
        new.add(said, chinese if isinstance(said, str) else (chinese,), locations=[("click", None)])
    FOLDER.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, new, width=120, omit_header=False)
    MO.write_bytes(compiled())
    missing = [_key(message.id) for message in new if message.id and not _key(message.string)]
    print("\n".join(missing))
    return len(missing)


if __name__ == "__main__":
    print(renew(), "messages have no Chinese", file=sys.stderr)
