"""Mistakes that people make in a rulebook, each put into a book at a place that the seed chooses.

A kind yields the files with the mistake in them, the file that must be named, what must be said, and on which lines.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

Files = Mapping[str, bytes]
TABLES = ("acts.toml", "articles.toml", "facts.toml", "left_out.toml", "meta.toml")
NOBODY = "nobody_at_all"


class Made(NamedTuple):
    """One mistake. `where`: the rule that must be named; `lines`: where the fault must be said to stand, both included.

    `disk`: what else is done to the folder, where the mistake is none of any file's text; the reading then fails.
    """

    files: Files
    file: str
    says: str
    where: str = ""
    lines: tuple[int, int] | None = None
    disk: Callable[[Path], None] | None = None


class Written(NamedTuple):
    """A rule as it stands in its file, from its `[[rule]]` to the next."""

    file: str
    id: str
    text: str
    start: int
    raw: Mapping[str, Any]

    def replaced(self, files: Files, text: str) -> Files:
        whole = files[self.file].decode("utf-8")
        changed = whole[: self.start] + text + whole[self.start + len(self.text) :]
        return {**files, self.file: changed.encode("utf-8")}

    def lines(self, files: Files, text: str) -> tuple[int, int]:
        first = files[self.file].decode("utf-8")[: self.start].count("\n") + 1
        return first, first + text.rstrip("\n").count("\n")

    def made(self, files: Files, text: str, says: str, where: str | None = None) -> Made:
        changed, lines = self.replaced(files, text), self.lines(files, text)
        return Made(changed, self.file, says, self.id if where is None else where, lines)


def written(files: Files) -> list[Written]:
    """Every rule of a book as it is written."""
    found = []
    for name, data in files.items():
        if name.endswith(".toml") and name not in TABLES:
            text = data.decode("utf-8")
            starts = [match.start() for match in re.finditer(r"(?m)^\[\[rule\]\]", text)]
            for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
                part = text[start:end]
                raw = tomllib.loads(part)["rule"][0]
                found.append(Written(name, raw["id"], part, start, raw))
    return found


Kind = Callable[[Files, Random], Iterator[Made]]
KINDS: dict[str, Kind] = {}


def kind(name: str) -> Callable[[Kind], Kind]:
    def add(function: Kind) -> Kind:
        KINDS[name] = function
        return function

    return add


def made(name: str, files: Files, seed: str, count: int) -> list[Made]:
    """The first so many places of a kind, in the order of the seed; all there are, if they are fewer."""
    found = []
    for each in KINDS[name](files, Random(f"{seed}/{name}")):
        found.append(each)
        if len(found) == count:
            break
    return found


def _shuffled(files: Files, rng: Random) -> list[Written]:
    rules = written(files)
    rng.shuffle(rules)
    return rules


# ---- inside a rule: a pattern, what stands in its place, and what must be said of it

CHANGES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
LONG = {
    "a number of five thousand digits": ("[" + "9" * 5000 + "]", "not TOML"),
    "lists a thousand deep": ("[" * 1000 + "]" * 1000, "too deep"),
    "lists fifty deep": ("[" * 50 + "]" * 50, "too deep"),
}


def _in_a_rule(pattern: str, new: str, says: str) -> Kind:
    def places(files: Files, rng: Random) -> Iterator[Made]:
        for rule in _shuffled(files, rng):
            found = list(re.finditer(pattern, rule.text))
            if found:
                match = rng.choice(found)
                text = rule.text[: match.start()] + match.expand(new) + rule.text[match.end() :]
                # Of a file that is no TOML nobody knows the rules: then the line alone is told.
                told = says in {"not TOML", "too deep", "larger than any number"}
                yield rule.made(files, text, says, "" if told else None)

    return places


for _name, _change in CHANGES["rule"].items():
    KINDS[_name] = _in_a_rule(**_change)
for _name, (_deep, _says) in LONG.items():
    KINDS[_name] = _in_a_rule(r"(?m)^(form = .*)$", r"\1\nbeside = " + _deep, _says)


@kind("a quote altered by one character")
def _quote(files: Files, rng: Random) -> Iterator[Made]:
    for rule in _shuffled(files, rng):
        quote = rule.raw["quote"]
        place = rng.randrange(len(quote))
        if quote[place].strip():
            changed = quote[:place] + "囍" + quote[place + 1 :]
            yield rule.made(files, rule.text.replace(quote, changed, 1), "the quote is not in")


@kind("one id twice")
def _twice(files: Files, rng: Random) -> Iterator[Made]:
    for rule in _shuffled(files, rng):
        whole = files[rule.file].decode("utf-8")
        first = whole[: rule.start + len(rule.text)].rstrip("\n").count("\n") + 2
        text = rule.text.rstrip("\n") + "\n\n" + rule.text
        yield Made(rule.replaced(files, text), rule.file, "the id is written twice", rule.id, (first, first + 40))


@kind("an id of another book")
def _other_book(files: Files, rng: Random) -> Iterator[Made]:
    for rule in _shuffled(files, rng):
        other = "elsewhere-1999/" + rule.id.split("/", 1)[1]
        yield rule.made(files, rule.text.replace(rule.id, other, 1), "the id does not begin with", other)


@kind("an id that names another article")
def _other_article(files: Files, rng: Random) -> Iterator[Made]:
    for rule in _shuffled(files, rng):
        book, _, rest = rule.id.split("/", 2)
        other = f"{book}/998/{rest}"
        yield rule.made(files, rule.text.replace(rule.id, other, 1), "the id does not name", other)


@kind("a rule without an id")
def _no_id(files: Files, rng: Random) -> Iterator[Made]:
    for rule in _shuffled(files, rng):
        yield rule.made(files, rule.text.replace(f'id = "{rule.id}"\n', "", 1), "id is missing", "rule.")


@kind("an unknown kind of case")
def _case(files: Files, rng: Random) -> Iterator[Made]:
    for rule in _shuffled(files, rng):
        text = re.sub(r'(?m)^case = ".*"\n', "", rule.text).replace("form =", 'case = "banquet"\nform =', 1)
        yield rule.made(files, text, "there is no case kind banquet")


@kind("an unknown value")
def _value(files: Files, rng: Random) -> Iterator[Made]:
    values = {name: fact["values"] for name, fact in _facts(files).items() if "values" in fact}
    for rule in _shuffled(files, rng):
        for fact in rule.raw.get("when", {}):
            pattern = rf'(when = \{{.*?\b{fact} = (?:\[)?)"\w+"'
            if fact in values and re.search(pattern, rule.text):
                yield rule.made(files, re.sub(pattern, r'\1"unheard_of"', rule.text, count=1), "no value unheard_of")


@kind("two routes on the same facts")
def _overlap(files: Files, rng: Random) -> Iterator[Made]:
    for rule in _shuffled(files, rng):
        if rule.raw["form"] == "chain" and "steps" in rule.raw and "case" not in rule.raw:
            twin = rule.text.replace(rule.id, f"{rule.id}-twin", 1)
            text = rule.text.rstrip("\n") + "\n\n" + twin
            yield Made(rule.replaced(files, text), rule.file, "applies as well on", "", None)


@kind("a tier taken out")
def _gap(files: Files, rng: Random) -> Iterator[Made]:
    for rule in _shuffled(files, rng):
        when = rule.raw.get("when", {})
        if rule.raw["form"] == "chain" and isinstance(when.get("amount_fen"), dict) and len(when) < 3:
            yield Made(rule.replaced(files, ""), "acts.toml", "no rule applies on")


@kind("rules that yield in a circle")
def _circle(files: Files, rng: Random) -> Iterator[Made]:
    for rule in _shuffled(files, rng):
        if "yields_to" not in rule.raw and rule.raw["form"] in {"chain", "only", "needs"}:
            text = rule.text.replace("form =", f'yields_to = ["{rule.id}"]\nform =', 1)
            yield rule.made(files, text, "yields to itself")


@kind("a step that waits for itself")
def _waits(files: Files, rng: Random) -> Iterator[Made]:
    for rule in _shuffled(files, rng):
        before = rule.raw.get("before")
        if (
            rule.raw["form"] == "needs"
            and isinstance(before, str)
            and "." not in before
            and "act" in rule.raw["steps"][0]
        ):
            acts = _acts(files).get(rule.raw.get("case") or _case_of(files, rule.file), {})
            if before in acts:
                text = re.sub(r'(steps = \[\s*\{ act = )"\w+"', rf'\1"{before}"', rule.text, count=1)
                yield rule.made(files, text, "waits for itself")


@kind("the same act given to two that do not know of each other")
def _powers(files: Files, rng: Random) -> Iterator[Made]:
    for rule in _shuffled(files, rng):
        if rule.raw["form"] == "only" and "office" in str(rule.raw["by"]) and "case" not in rule.raw:
            twin = rule.text.replace(rule.id, f"{rule.id}-twin", 1)
            twin = re.sub(r"(?m)^by = (?:\{.*\}|\[[^\]]*\])$", 'by = { office = "tick_service" }', twin, count=1)
            twin = re.sub(r"(?m)^(beside|yields_to) = \[[^\]]*\]\n", "", twin)
            if "tick_service" in twin:
                yield Made(
                    rule.replaced(files, rule.text.rstrip("\n") + "\n\n" + twin), rule.file, "applies as well on"
                )


# ---- in the tables


def _in_a_table(file: str, pattern: str, new: str, says: str) -> Kind:
    def places(files: Files, rng: Random) -> Iterator[Made]:
        text = files[file].decode("utf-8")
        found = list(re.finditer(pattern, text))
        rng.shuffle(found)
        for match in found:
            changed = text[: match.start()] + match.expand(new) + text[match.end() :]
            if says == "not yet accounted for" and "encoded" in _table_around(text, match.start()):
                continue
            yield Made({**files, file: changed.encode("utf-8")}, file, says)

    return places


def _table_around(text: str, place: int) -> str:
    start = text.rfind("\n[", 0, place)
    end = text.find("\n[", place)
    return text[start : end if end > 0 else len(text)]


for _name, _change in CHANGES["table"].items():
    KINDS[_name] = _in_a_table(**_change)


# ---- whole files


@kind("not UTF-8")
def _latin(files: Files, rng: Random) -> Iterator[Made]:
    for name in _in_order(files, rng):
        data = files[name]
        place = rng.randrange(len(data))
        line = data.count(b"\n", 0, place) + 1
        yield Made({**files, name: data[:place] + b"\xff" + data[place:]}, name, "not UTF-8", "", (line, line))


@kind("saved as GBK")
def _gbk(files: Files, rng: Random) -> Iterator[Made]:
    for name in _in_order(files, rng):
        yield Made({**files, name: files[name].decode("utf-8").encode("gb18030")}, name, "not UTF-8")


@kind("a byte order mark")
def _bom(files: Files, rng: Random) -> Iterator[Made]:
    for name in _in_order(files, rng):
        yield Made({**files, name: b"\xef\xbb\xbf" + files[name]}, name, "byte order mark", "", (1, 1))


@kind("a NUL")
def _nul(files: Files, rng: Random) -> Iterator[Made]:
    for name in _in_order(files, rng):
        place = files[name].index(b"\n") + 1
        yield Made({**files, name: files[name][:place] + b"\0" + files[name][place:]}, name, "a NUL", "", (2, 2))


@kind("a file that is missing")
def _missing(files: Files, rng: Random) -> Iterator[Made]:
    for name in _in_order(files, rng):
        if name not in {"meta.toml", "left_out.toml"}:
            says = "is missing" if name in {*TABLES, "source.txt"} else f"there is no rule file {name}"
            named = name if name in {*TABLES, "source.txt"} else "meta.toml"
            yield Made({key: data for key, data in files.items() if key != name}, named, says)


@kind("no meta.toml")
def _no_meta(files: Files, rng: Random) -> Iterator[Made]:
    rest = {key: data for key, data in files.items() if key != "meta.toml"}
    yield Made(rest, "", "there is no rulebook", disk=lambda folder: None)


@kind("a text without articles")
def _no_articles(files: Files, rng: Random) -> Iterator[Made]:
    yield Made({**files, "source.txt": b"\n"}, "source.txt", "no line begins with the number of an article")


@kind("a file too large")
def _large(files: Files, rng: Random) -> Iterator[Made]:
    for name in _in_order(files, rng):
        comment = (b"\n" if name.endswith("txt") else b"\n# ") + b"x" * (1 << 20)
        yield Made({**files, name: files[name] + comment}, name, "larger than", disk=lambda folder: None)


@kind("a folder too large")
def _folder(files: Files, rng: Random) -> Iterator[Made]:
    more = {f"annex-{n}.txt": b"x" * (1 << 20) for n in range(9)}
    yield Made({**files, **more}, "", "larger than a rulebook can be", disk=lambda folder: None)


@kind("a folder instead of a file")
def _directory(files: Files, rng: Random) -> Iterator[Made]:
    for name in _in_order(files, rng):
        yield _instead(files, name, lambda path: path.mkdir())


@kind("a link instead of a file")
def _link(files: Files, rng: Random) -> Iterator[Made]:
    for name in _in_order(files, rng):
        yield _instead(files, name, lambda path: path.symlink_to("/dev/zero"))


@kind("a pipe instead of a file")
def _pipe(files: Files, rng: Random) -> Iterator[Made]:
    for name in _in_order(files, rng):
        yield _instead(files, name, os.mkfifo)


def _instead(files: Files, name: str, put: Callable[[Path], None]) -> Made:
    def disk(folder: Path) -> None:
        (folder / name).unlink()
        put(folder / name)

    return Made(files, name, "not a plain file", disk=disk)


def _in_order(files: Files, rng: Random) -> list[str]:
    names = sorted(files)
    rng.shuffle(names)
    return names


def _facts(files: Files) -> Mapping[str, Any]:
    found: Mapping[str, Any] = tomllib.loads(files["facts.toml"].decode("utf-8"))["fact"]
    return found


def _acts(files: Files) -> Mapping[str, Any]:
    found: Mapping[str, Any] = tomllib.loads(files["acts.toml"].decode("utf-8"))["act"]
    return found


def _case_of(files: Files, file: str) -> str:
    return str(tomllib.loads(files[file].decode("utf-8"))["case"])


def put(folder: Path, one: Made) -> Path:
    """The folder with the mistake in it."""
    folder.mkdir()
    for name, data in one.files.items():
        (folder / name).write_bytes(data)
    if one.disk:
        one.disk(folder)
    return folder
