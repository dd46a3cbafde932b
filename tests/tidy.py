"""The tidy rules as a failing check: module length, leftovers, imports that only POSIX has, paths outside the clone."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("ledger", "aggregates", "projections", "cli")
LOOK_AT, TOO_LONG = 300, 400
EXEMPT: dict[str, str] = {}  # path -> why it may be longer
POSIX_ONLY = {"fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "posix", "syslog"}
VAGUE = {"info", "manager", "handler", "process", "utils", "helpers", "common", "util", "misc"}
LEFTOVERS = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|breakpoint\(|pytest\.mark\.(skip|xfail)|pytest\.skip\()")
OUTSIDE = re.compile(r"\.\./shared|/work/|\.library")


def faults() -> list[str]:
    found: list[str] = []
    for path in sorted(p for folder in (*PACKAGES, "tests", "benchmarks") for p in (ROOT / folder).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if path == Path(__file__).resolve():
            continue
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if name.split("/")[0] in PACKAGES:
            found += _of_a_package(name, path, text, lines)
        for number, line in enumerate(text.splitlines(), 1):
            if LEFTOVERS.search(line):
                found.append(f"{name}:{number}: left behind: {line.strip()}")
            if OUTSIDE.search(line):
                found.append(f"{name}:{number}: a path that does not exist in a clone: {line.strip()}")
    return found


def _of_a_package(name: str, path: Path, text: str, lines: int) -> list[str]:
    found = []
    if lines > TOO_LONG and name not in EXEMPT:
        found.append(f"{name}: {lines} lines, {TOO_LONG} at most")
    elif lines > LOOK_AT:
        print(f"look at: {name}: {lines} lines")
    if path.stem in VAGUE:
        found.append(f"{name}: name the module after the noun it is about")
    for node in ast.walk(ast.parse(text)):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        found += [f"{name}:{node.lineno}: {n} is POSIX only" for n in names if n.split(".")[0] in POSIX_ONLY]
    return found


def main() -> int:
    found = faults()
    print("\n".join(found) or "tidy")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
