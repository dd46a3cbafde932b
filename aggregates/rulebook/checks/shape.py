"""Whether each file of a rulebook is TOML, and has the tables and keys it may have and no others."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from aggregates.rulebook.checks import rule_schema, schema
from aggregates.rulebook.checks.problem import Hint, Misshapen, Problem, hint, near, problem
from aggregates.rulebook.checks.rule_schema import EXACTLY_ONE, ONE_OF, RULES
from aggregates.rulebook.checks.schema import FILES, RuleFile
from aggregates.rulebook.loader import table

MAY_LACK = frozenset({"left_out.toml"})
DEEPEST = 40
"""How deep tables and lists may stand in each other; no shipped rule comes near it."""
LONGEST = 18
"""Digits of a number: beyond all money."""
BOM = b"\xef\xbb\xbf"
RULE_FILE: TypeAdapter[Any] = TypeAdapter(RuleFile)
TYPES = frozenset({"bool", "str", "int", "Bounds", "Office", "constrained-str"})
KEYS = {
    name.rstrip("_")
    for model in (*vars(rule_schema).values(), *vars(schema).values(), *RULES.values())
    if isinstance(model, type) and issubclass(model, rule_schema.Strict)
    for name in model.model_fields
}
FORMS = {name: TypeAdapter(form) for name, form in RULES.items()}


def check(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Every fault of shape: a file that is missing or no text, a key that may not stand there, another type."""
    for name in (*FILES, "source.txt"):
        if name not in files and name not in MAY_LACK:
            yield problem(name, "-", "the file is missing")
    seen: set[str] = set()
    for name, data in files.items():
        faults = list(_unreadable(name, data))
        yield from faults
        if not faults and name.endswith(".toml"):
            yield from _toml(name, data, seen)


def rules(files: Mapping[str, bytes]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every rule as it is written, and the file it stands in."""
    for name, data in files.items():
        if name.endswith(".toml") and name not in FILES:
            for rule in table(data).get("rule", ()):
                yield name, rule


def _unreadable(name: str, data: bytes) -> Iterator[Problem]:
    """What no editor should have written: another encoding, a mark before the first character, a NUL."""
    if data.startswith(BOM):
        yield _at(1, problem(name, "-", "the file begins with a byte order mark (BOM): save it as UTF-8 without one"))
    elif b"\0" in data:
        yield _at(_line(data, data.index(b"\0")), problem(name, "-", "a NUL stands in the file: it is no text"))
    else:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as fault:
            yield _at(_line(data, fault.start), problem(name, "-", "the file is not UTF-8: save it as UTF-8"))


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _at(line: int, found: Problem) -> Problem:
    return found._replace(line=line)


def _toml(name: str, data: bytes, seen: set[str]) -> Iterator[Problem]:
    long = re.search(rb"(?<![\w.])[+-]?\d[\d_]{%d,}" % LONGEST, data)
    try:
        raw = table(data)
    except RecursionError:
        yield _at(_deepest(data), problem(name, "-", "tables and lists stand too deep in each other"))
        return
    except ValueError as fault:
        line = _of_fault(str(fault), data)
        found = problem(name, "-", "not TOML: {fault}", fault=str(fault))
        yield _at(line, found._replace(hints=tuple(_of_quotation_marks(data, line))))
        return
    if _is_deep(raw):
        yield _at(_deepest(data), problem(name, "-", "tables and lists stand too deep in each other"))
    elif _is_large(raw):
        line = _line(data, long.start()) if long else 1
        yield _at(line, problem(name, "-", "a number is larger than any number of the law"))
    elif name in FILES:
        yield from _faults(name, "-", FILES[name], raw)
    else:
        yield from _rule_file(name, raw, seen)


def _of_quotation_marks(data: bytes, line: int) -> Iterator[Hint]:
    """Whether a value of the line begins with a quotation mark that is none of TOML's."""
    text = data.decode("utf-8").split("\n")[line - 1 : line]
    found = [mark for row in text for mark in re.findall(r"[=\[,{]\s*([“”‘’＂＇「『«])", row)]
    if found:
        yield hint('{mark} is no quotation mark of TOML: write " on both sides of a value', mark=found[0])


def _rule_file(name: str, raw: Mapping[str, Any], seen: set[str]) -> Iterator[Problem]:
    faults = list(_faults(name, "-", RULE_FILE, raw))
    yield from faults
    if faults and not isinstance(raw.get("rule", []), list):
        return
    for place, rule in enumerate(raw.get("rule", ())):
        if not isinstance(rule, dict):
            continue
        id_ = str(rule.get("id") or f"rule.{place}")
        if id_ in seen:
            yield problem(name, id_, "the id is written twice")
        seen.add(id_)
        form = rule.get("form")
        if not isinstance(form, str) or form not in FORMS:
            yield problem(name, id_, "there is no form {form}", form=str(form))._replace(hints=near(form, FORMS))
        else:
            yield from _faults(name, id_, FORMS[form], {"case": raw.get("case"), **rule})


def _faults(file: str, where: str, model: TypeAdapter[Any], raw: Any) -> Iterator[Problem]:
    try:
        model.validate_python(raw)
    except ValidationError as faults:
        for fault in _without_alternatives(faults.errors()):
            place = ".".join(str(part) for part in fault["loc"]) or "-"
            own = fault.get("ctx", {}).get("error")
            if fault["type"] == "missing":
                yield problem(file, where, "{place} is missing", place=place)
            elif fault["type"] == "extra_forbidden":
                found = problem(file, where, "there is no key {place}", place=place)
                name = fault["loc"][-1]  # a key that stands elsewhere is misplaced, not misspelt
                yield found if name in KEYS else found._replace(hints=near(name, KEYS)[:1])
            elif isinstance(own, Misshapen):
                hints = _alternatives(raw) if str(own) == EXACTLY_ONE else ()
                yield problem(file, where, "{place}: {fault}", place=place, fault=str(own))._replace(hints=hints)
            else:
                yield problem(file, where, "{place} is not of its type: {fault}", place=place, fault=fault["msg"])


def _without_alternatives(faults: Sequence[Any]) -> Iterator[Any]:
    """Where a value may be of several types, the one fault that tells most, and not one for each type."""
    told: dict[tuple[Any, ...], Any] = {}
    for one in faults:
        place = tuple(part for part in one["loc"] if not _is_type(part))
        cut = next((n for n, part in enumerate(one["loc"]) if _is_type(part)), None)
        group = tuple(one["loc"][:cut]) if cut is not None else place
        fault = {**one, "loc": place}
        known = told.get(group)
        if known is None or _tells(fault) > _tells(known):
            told[group] = fault
    yield from told.values()


def _is_type(part: Any) -> bool:
    """Whether a part of a place is pydantic's name of a type, and no key of the file."""
    return isinstance(part, str) and (part in TYPES or "[" in part)


def _tells(fault: Any) -> tuple[bool, int]:
    return isinstance(fault.get("ctx", {}).get("error"), Misshapen), len(fault["loc"])


def _alternatives(raw: Any) -> tuple[Hint, ...]:
    keys = ONE_OF.get(raw.get("form"), ())
    return (hint("they are {names}", names=", ".join(key.rstrip("_") for key in keys)),)


def _of_fault(fault: str, data: bytes) -> int:
    """The line that a TOML fault names, or the last; of a number that is too long, its own."""
    if named := re.search(r"line (\d+)", fault):
        return int(named[1])
    long = re.search(rb"\d{1000,}", data)
    return _line(data, long.start()) if long else _line(data, len(data.rstrip(b"\n")))


def _deepest(data: bytes) -> int:
    """The line on which the brackets stand deepest, strings not told apart."""
    depth, deepest, line = 0, 0, 1
    for number, row in enumerate(data.split(b"\n"), 1):
        depth += row.count(b"[") + row.count(b"{")
        if max(depth, row.count(b".")) > deepest:
            deepest, line = max(depth, row.count(b".")), number
        depth = max(0, depth - row.count(b"]") - row.count(b"}"))
    return line


def _is_deep(raw: Any) -> bool:
    level, left = 0, [raw]
    while left and level <= DEEPEST:
        level += 1
        left = [each for table in left for each in _inside(table)]
    return bool(left)


def _is_large(raw: Any) -> bool:
    left = [raw]
    while left:
        each = left.pop()
        if isinstance(each, int) and abs(each) >= 10**LONGEST:
            return True
        left += _inside(each)
    return False


def _inside(raw: Any) -> list[Any]:
    return list(raw.values()) if isinstance(raw, dict) else raw if isinstance(raw, list) else []
