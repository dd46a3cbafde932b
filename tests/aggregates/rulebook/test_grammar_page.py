"""`docs/rulebook-grammar.md` says what the program does: the same forms, fields, keys and types, and real examples."""

import re
import tomllib
from pathlib import Path

from aggregates.rulebook.checks.rule_schema import FORMS, Office, Step
from aggregates.rulebook.checks.schema import FACT_TYPES
from aggregates.rulebook.loader import load, rule

PAGE = (Path(__file__).parents[3] / "docs" / "rulebook-grammar.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}", 1)[1].split("\n## ", 1)[0]


def test_the_page_lists_every_form_with_its_fields_and_which_are_required() -> None:
    rows = re.findall(r"(?m)^\| `(\w+)` \| (.*?) \|", section("5. Forms"))

    told = {form: set(re.findall(r"\w+", fields)) - {"or"} for form, fields in rows}
    required = {form: set(re.findall(r"\*\*(\w+)\*\*", fields)) for form, fields in rows}

    assert told == {form: {name.rstrip("_") for name in fields} for form, fields in FORMS.items()}
    for form, fields in FORMS.items():
        needed = {n.rstrip("_") for n, (_, default) in fields.items() if default is ... or _is_required(default)}
        assert required[form] == needed, form


def _is_required(default: object) -> bool:
    return bool(getattr(default, "is_required", lambda: False)())


def test_the_page_lists_every_key_of_an_office_expression_and_of_a_step() -> None:
    keys = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"(?m)^\|(.*?)\|", section("3. Office expressions")))))
    node = re.search(r"node  = \{ (.*?) \}", PAGE)

    assert keys == set(Office.model_fields)
    assert node and set(node[1].split(", ")) == set(Step.model_fields) - {"decision", "any", "all"}


def test_the_page_lists_every_type_of_fact() -> None:
    [told] = re.findall(r"\*\*Facts\*\* have a `type`: (.*?)\. ", PAGE, re.DOTALL)

    words = set(re.findall(r"[a-z_]+", re.sub(r"\(.*?\)", "", told, flags=re.DOTALL)))

    assert words == set(FACT_TYPES.__args__)  # type: ignore[attr-defined]


def test_every_example_stands_in_the_book_as_it_is_shown() -> None:
    examples = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)

    assert examples
    for raw in (each for example in examples for each in tomllib.loads(example)["rule"]):
        assert load("jiangkou-2022").rules[raw["id"]] == rule(raw, "fund")
