"""`docs/rulebooks.md` is true: its snippets are the example's, its session runs, no word of the program is missing."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from aggregates import derived
from aggregates.derived_case import DIRECTIONS
from aggregates.office.leaves import REASONS
from aggregates.office.verbs import VERBS
from aggregates.rulebook import vocabulary
from aggregates.rulebook.checks import check
from aggregates.rulebook.checks.rule_schema import FORMS
from aggregates.rulebook.checks.schema import COLUMNS, DERIVED, FACT_TYPES
from aggregates.rulebook.coverage import coverage
from aggregates.rulebook.loader import load, rule
from cli.main import govledger
from tests.cli.conftest import Cli, Said

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "shiqiao-2024"
PAGE = (ROOT / "docs" / "rulebooks.md").read_text(encoding="utf-8")
WORDS = PAGE.split("\n## 15. ", 1)[1].split("\n## 16. ", 1)[0]
SNIPPETS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
[SESSION] = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_has_no_fault_and_accounts_for_every_article() -> None:
    counts = coverage(EXAMPLE)

    assert [str(problem) for problem in check(EXAMPLE)] == []
    assert counts["articles"] == counts["articles_accounted"] == 25
    assert counts["rules"] == 59
    assert "25 articles, 59 rules" in PAGE
    assert {rule.case for rule in load(EXAMPLE).rules.values()} == set(vocabulary.CASES)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda text: text.splitlines()[1 if "[[" in text else 0][:50])
def test_every_snippet_stands_in_the_example_line_for_line(snippet: str) -> None:
    files = ["\n".join(_plain(path.read_text(encoding="utf-8"))) + "\n" for path in sorted(EXAMPLE.glob("*.toml"))]

    for part in re.split(r"\n\s*\n", snippet.strip()):
        lines = "\n".join(_plain(part)) + "\n"
        assert any(lines in text for text in files) or all(
            any(f"{line}\n" in t for t in files) for line in _plain(part)
        )


def test_every_rule_of_the_page_is_the_rule_of_the_example() -> None:
    book = load(EXAMPLE)
    shown = [raw for text in SNIPPETS for raw in tomllib.loads(text).get("rule", ()) if isinstance(raw, dict)]
    whole = [raw for raw in shown if "id" in raw]

    assert len(whole) > 15
    for raw in whole:
        expected = book.rules[raw["id"]]
        if "reading" not in raw:
            expected = expected._replace(reading=None)
        assert rule(raw, expected.case) == expected


def test_every_form_is_shown_or_named() -> None:
    [table] = re.findall(r"\| the text says \| form .*?\n\n", PAGE, re.DOTALL)

    assert set(re.findall(r"\| `(\w+)` \|", table)) == set(FORMS)
    for part in re.findall(r"`(\d+/[\w-]+)`", table):
        assert f"shiqiao-2024/{part}" in load(EXAMPLE).rules


def test_the_page_names_every_type_of_fact_every_column_and_every_source_of_derived_facts() -> None:
    for words in (FACT_TYPES, COLUMNS, DERIVED):
        assert [word for word in words.__args__ if f"`{word}`" not in PAGE] == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("what", ["offices", "posts", "facts", "acts", "closing words", "answers"])
def test_the_page_names_every_word_that_the_program_knows(what: str) -> None:
    """A word of the first book, whose keys the others keep, is known by name if it stands in the program's own text."""
    used = sorted(_words_of_books(what) & _constants())

    assert used
    assert [word for word in used if f"`{word}`" not in WORDS] == []


def test_the_page_marks_what_the_check_asks_of_every_book() -> None:
    for fact, kind in vocabulary.FACTS.items():
        assert re.search(rf"`{fact}` {kind}\b", WORDS), fact
    for case, acts in vocabulary.OPENS.items():
        assert f"| `{case}` | {' '.join(f'`{act}`' for act in acts)} |" in WORDS
    for word in (*vocabulary.OFFICES, *vocabulary.CLOSED, *DIRECTIONS.values(), *REASONS, *REASONS.values()):
        assert f"`{word}`" in WORDS
    assert [fact for fact in derived.FACTS if f"`{fact}`" not in WORDS] == []


@pytest.mark.parametrize("case", vocabulary.CASES)
def test_an_act_has_the_command_that_the_page_says_or_none(case: str) -> None:
    [row] = re.findall(rf"(?m)^\| `{case}` \|(.*)\|$", WORDS)
    opens, commands, notes = row.split("|")
    group = govledger.get_command(click.Context(govledger), case)
    assert isinstance(group, click.Group)
    known = set(group.list_commands(click.Context(group)))
    said = re.sub(r"`\w+`(?: and `\w+`)? \(command (`[\w-]+`)\)", r"\1", f"{opens} {commands}")

    assert {word.replace("_", "-") for word in re.findall(r"`([\w-]+)`", said)} - known == set()
    assert {word.replace("_", "-") for word in re.findall(r"`(\w+)`", notes)} & known == set()
    assert set(re.findall(r"`(\w+)`", notes)) & set(VERBS.get(case, ())) == set()
    assert set(VERBS.get(case, ())) - set(re.findall(r"`(\w+)`", row)) == set()


def test_the_session_of_the_page_founds_a_ledger_refuses_and_reports(tmp_path: Path) -> None:
    run = Cli(tmp_path / "desk", tmp_path / "state")
    said = [done for words, now, code in _session() for done in [_run(run, words, now, code)]]
    out = "\n".join(done.out for done in said)
    refused = [done.told for done in said if done.code == 3]

    assert len(refused) == 3
    assert "[shiqiao-2024/15/tier-2]" in refused[0] and "[shiqiao-2024/22/long]" in refused[1]
    assert "1 of 2 members are present, 2 are needed" in refused[2]
    assert "Founded: example.gov.cn/shiqiao" in out
    assert "Sign-off of FND-2024-0001" in out
    assert "Shiqiao County Supervision Bulletin" in out
    assert "all lawful" in said[-1].out
    assert re.search(r"RED +ITM-2024-0001", out)


def test_a_copy_of_the_example_is_adopted_where_a_ledger_stands(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "shiqiao-2024"
    shutil.copytree(EXAMPLE, folder)

    cli("rule", "adopt", str(folder), "--from", "2022-06-01", "--as", "sun")
    cli("office", "confirm", "--as", "qian")

    cli.day = "2022-06-01"
    assert cli.json("rule", "list", "--form", "rung")[0]["rule"] == "shiqiao-2024/19/criticism"


def _plain(text: str) -> list[str]:
    """The lines without notes and without the blanks that line them up."""
    return [re.sub(r"\s+#.*$", "", line).rstrip() for line in text.splitlines()]


@cache
def _words_of_books(what: str) -> frozenset[str]:
    books = [load("jiangkou-2022"), load(EXAMPLE)]
    acts = [act for book in books for table in book.acts.values() for act in table.values()]
    return frozenset(
        {
            "offices": (key for book in books for key in book.offices),
            "posts": (key for book in books for key in book.posts),
            "facts": (key for book in books for key in book.facts),
            "acts": (act.key for act in acts),
            "closing words": (act.closes for act in acts if act.closes),
            "answers": (outcome for act in acts for outcome in act.outcomes),
        }[what]
    )


@cache
def _constants() -> frozenset[str]:
    """Every string that stands by itself in the program, the demonstration's county aside."""
    found: set[str] = set()
    for package in ("aggregates", "projections", "cli"):
        for path in (ROOT / package).rglob("*.py"):
            if not path.name.startswith("demo"):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                found |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return frozenset(found)


def _session() -> Iterator[tuple[list[str], str, int]]:
    """The commands of the page's session, the day of each, and the exit code that it says."""
    text = re.sub(r"(?m)\s+#.*$", "", SESSION).replace("docs/examples/shiqiao-2024", str(EXAMPLE))
    [body] = re.findall(r"enter\(\) \{ (.*) \}", text)
    now = ""
    for line in text.splitlines():
        if line.startswith("now="):
            now = line.removeprefix("now=")
        elif line.startswith("enter "):
            _, handle, name = line.split()
            for part in body.rstrip("; ").split("; "):
                yield shlex.split(part.replace('"$1"', handle).replace('"$2"', name))[1:], now, 0
        elif line.startswith("gl "):
            command, _, code = line.partition(" || test $? -eq ")
            yield shlex.split(command)[1:], now, int(code or 0)


def _run(run: Cli, words: list[str], now: str, code: int) -> Said:
    """One command of the session, whose home the runner's environment names."""
    if "--home" in words:
        place = words.index("--home")
        words = [*words[:place], *words[place + 2 :]]
    return run("--now", now, *words, code=code, clock=False)
