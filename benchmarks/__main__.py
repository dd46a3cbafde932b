"""`make bench`: runs every measurement in one process and writes docs/performance.md and benchmarks/latest.json."""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks import appending, commands, large, verification
from benchmarks.timing import Results

ROOT = Path(__file__).parent.parent

# name, what of its quartiles counts, the bound, and whether more is better: what the project promises.
BARS = (
    ("append.store.sqlite", "q3", 0.8, True),
    ("append.store.postgres", "q3", 0.8, True),
    ("verify.signatures", "q3", 0.7, True),
    ("verify.tree", "q3", 0.5, True),
    ("cpu.help", "median", 2.0, False),
    ("cpu.fund-show", "median", 1.3, False),
    ("vet.100000", "median", 20.0, False),
    ("cpu.due", "median", 150.0, False),
    ("replay.100000", "median", 1.5, False),
)
PARTS: tuple[tuple[str, Callable[[Results, Path], None]], ...] = (
    ("appending and loading", appending.run),
    ("the stages of verification", verification.stages),
    ("memory of verification", verification.memory),
    ("commands", commands.run),
    ("a large ledger", large.run),
)

WHAT_EACH_IS = """\
- `append.plain-save.*`: the plain `eventsourcing` library saving a new aggregate of one event, at the same durability;
  `append.plain.*`: the making of the aggregate included.
- `append.store.*`: our store given a signed entry: checked, hashed into the tree, committed.
  `append.signed.*`: the head read, the event composed and signed (Ed25519) before that.
- `append.office.*`: a funding request at a desk: vetted under the real rulebook, numbered, signed, appended.
- `load.N`: a case of N events replayed.
- `bytes.event`: what an event takes on disk, indexes included.
- `verify.tree`: leaf hashes and tree over entries in memory; `bare.hashes`: two SHA-256 an entry, the same bytes.
  `verify.hashes`: that stage as it runs, reading and composing every entry included. All on all cores.
- `verify.signatures`: the signature stage as it runs; `bare.signatures`: Ed25519 alone. All on all cores.
- `verify.memory.N`: the peak memory of verifying N entries.
- `cpu.*`: user and system time of a whole command; the ratio is a cost, lower is better.
- `vet.N`: a funding request vetted, composed and signed at a desk and not appended, on the ledger of a made county of N
  entries; what the large one takes more than the small one is what vetting adds.
- `cpu.due`: the list of what is owed, on a made county of 100,000 entries whose views are kept up; counted is what it
  takes more than `--help`.
- `views.rebuild.100000`: the views of that county made from nothing.
- `replay.N`: one case of twelve entries replayed, on a made county of N entries."""


def main() -> None:
    results = Results()
    for name, part in PARTS:
        print(f"… {name}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            part(results, Path(folder))
    figures = {name: figure.as_json() for name, figure in sorted(results.items())}
    (ROOT / "benchmarks" / "latest.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    page = _page(figures)
    (ROOT / "docs" / "performance.md").write_text(page, encoding="utf-8")
    print(page)


def _page(figures: dict[str, dict[str, object]]) -> str:
    lines = [
        "# Performance",
        "",
        "Written by `make bench`; the same figures stand in `benchmarks/latest.json`. Absolute figures are those of",
        "one machine on one day; what the project promises are ratios, each pair measured in turn in the same run.",
        "",
        f"{date.today().isoformat()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}.",
        "",
        "## What is promised",
        "",
        "| measured | against | promised | quartiles of the pairs | kept |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, which, bound, more in BARS:
        pairs = figures[f"{name}.of_pairs"]
        value = pairs[which]
        assert isinstance(value, float)
        kept = value >= bound if more else value <= bound
        promise = f"{'at least' if more else 'at most'} {bound} ({'upper quartile' if which == 'q3' else which})"
        lines.append(
            f"| `{name}` | `{pairs['ratio_to']}` | {promise}{_more(pairs)} "
            f"| {pairs['q1']} · {pairs['median']} · {pairs['q3']} | {'yes' if kept else '**no**'} |"
        )
    lines += ["", "## All figures", "", "| name | q1 | median | q3 | unit |", "| --- | --- | --- | --- | --- |"]
    for name, figure in figures.items():
        if not name.endswith(".of_pairs"):
            lines.append(f"| `{name}` | {figure['q1']} | {figure['median']} | {figure['q3']} | {figure['unit']} |")
    lines += ["", "## What each is", "", WHAT_EACH_IS]
    return "\n".join(lines) + "\n"


def _more(pairs: dict[str, object]) -> str:
    """What is promised, where it is no ratio."""
    return "" if pairs["unit"] == "ratio" else f" {pairs['unit']}"


if __name__ == "__main__":
    main()
