"""Everything that can be said against a rulebook before it judges anybody.

First the shape of its files; if that holds, its names, its quotes and articles, how its rules meet, and who declares
what.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from aggregates.rulebook.checks import declared, names, quotes, text, ways
from aggregates.rulebook.checks.problem import Misshapen, Problem, problem
from aggregates.rulebook.checks.rule_schema import RULES
from aggregates.rulebook.checks.schema import FILES, RuleFile
from aggregates.rulebook.loader import load_files, read

__all__ = ["Problem", "check", "check_files"]

MAY_LACK = frozenset({"left_out.toml"})


def check(folder: Path) -> list[Problem]:
    """Every problem of the rulebook in that folder; none means that it may be adopted.

    Raises:
        BadInput: there is no rulebook.
    """
    return check_files(read(folder))


def check_files(files: Mapping[str, bytes]) -> list[Problem]:
    """Every problem of a rulebook's files, given by name."""
    found = list(_shape(files))
    if found:
        return found
    book = load_files(files)
    where = {rule["id"]: name for name, rule in _rules(files)}
    for part in (names.check, ways.check, declared.check):
        found += part(book, where)
    return [
        *found,
        *names.check_files(book, where, tomllib.loads(files["meta.toml"].decode())),
        *text.check(book, where, files),
        *quotes.check(book, where, text.articles_of(files["source.txt"].decode("utf-8"))),
    ]


def _shape(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Whether each file is TOML, and has the tables and keys it may have."""
    for name in (*FILES, "source.txt"):
        if name not in files and name not in MAY_LACK:
            yield problem(name, "-", "the file is missing")
    seen: set[str] = set()
    for name, data in files.items():
        if not name.endswith(".toml"):
            continue
        try:
            raw = tomllib.loads(data.decode("utf-8"))
        except ValueError as fault:
            yield problem(name, "-", "not TOML: {fault}", fault=str(fault))
            continue
        yield from _faults(name, "-", FILES.get(name, TypeAdapter(RuleFile)), raw)
        for rule in raw.get("rule", ()) if name not in FILES else ():
            id_ = str(rule.get("id", "-"))
            if id_ in seen:
                yield problem(name, id_, "the id is written twice")
            seen.add(id_)
            form = RULES.get(rule.get("form", ""))
            if form is None:
                yield problem(name, id_, "there is no form {form}", form=rule.get("form"))
            else:
                yield from _faults(name, id_, TypeAdapter(form), {"case": raw.get("case"), **rule})


def _faults(file: str, where: str, model: TypeAdapter[Any], raw: Any) -> Iterator[Problem]:
    try:
        model.validate_python(raw)
    except ValidationError as faults:
        for fault in faults.errors():
            place = ".".join(str(part) for part in fault["loc"]) or "-"
            own = fault.get("ctx", {}).get("error")
            if fault["type"] == "missing":
                yield problem(file, where, "{place} is missing", place=place)
            elif fault["type"] == "extra_forbidden":
                yield problem(file, where, "there is no key {place}", place=place)
            elif isinstance(own, Misshapen):
                yield problem(file, where, "{place}: {fault}", place=place, fault=str(own))
            else:
                yield problem(file, where, "{place} is not of its type: {fault}", place=place, fault=fault["msg"])


def _rules(files: Mapping[str, bytes]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, data in files.items():
        if name.endswith(".toml") and name not in FILES:
            for rule in tomllib.loads(data.decode("utf-8"))["rule"]:
                yield name, rule
