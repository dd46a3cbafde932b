"""A rulebook folder read into values: only the files that the asked case kinds need, and no cross-checks.

What is adopted was checked before (`checks.check`); here a fault only stops the reading.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Any

from aggregates.rulebook import forms
from aggregates.rulebook.conditions import ALWAYS, parse
from aggregates.rulebook.model import ActDef, Book, Fact, MeetingKind, OfficeDef, Reading, Route, Rule
from aggregates.rulebook.steps import ActStep, AllOf, AnyOf, DecisionStep, Node, Office, Offices, Steps
from ledger.canonical import encode
from ledger.errors import BadInput

SHIPPED = Path(__file__).parent
MAX_FILE, MAX_FOLDER = 1 << 20, 8 << 20
"""Bytes; the largest shipped book has a tenth of it."""
NOT_RULES = ("acts", "articles", "facts", "left_out", "meta")

Raw = Mapping[str, Any]


def shipped() -> tuple[str, ...]:
    """The keys of the rulebooks that came with the program."""
    return tuple(sorted(p.parent.name for p in SHIPPED.glob("*/meta.toml")))


def read(folder: Path) -> dict[str, bytes]:
    """The files of a rulebook folder, by name, to the byte.

    Raises:
        BadInput: there is no rulebook; or a file of it is none, or larger than any rulebook.
    """
    files: dict[str, bytes] = {}
    for path in sorted(folder.glob("*")):
        if path.suffix in {".toml", ".txt"}:
            files[path.name] = _plain(path)
            if sum(map(len, files.values())) > MAX_FOLDER:
                raise BadInput(
                    "{folder} is larger than a rulebook can be: {limit} bytes", folder=str(folder), limit=MAX_FOLDER
                )
    if "meta.toml" not in files:
        raise BadInput("there is no rulebook in {folder}", folder=str(folder))
    return files


def _plain(path: Path) -> bytes:
    """The bytes of a plain file: never what a link points to, nor what somebody may yet write into a pipe."""
    found = path.lstat()
    if not S_ISREG(found.st_mode):
        raise BadInput("{file} is not a plain file", file=str(path))
    if found.st_size > MAX_FILE:
        raise BadInput(
            "{file} is larger than a file of a rulebook can be: {limit} bytes", file=str(path), limit=MAX_FILE
        )
    return path.read_bytes()


def table(data: bytes) -> dict[str, Any]:
    """The table in the bytes of a TOML file.

    Raises:
        ValueError: they are no TOML in UTF-8.
    """
    import tomli  # compiled: a whole book in 25 ms, where tomllib takes 90

    return tomli.loads(data.decode("utf-8"))


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the canonical JSON object {file name: SHA-256 of its bytes}, hex: names the whole book."""
    return sha256(encode({name: sha256(data).hexdigest() for name, data in files.items()})).hexdigest()


def load(key_or_folder: str | Path, *, cases: Collection[str] | None = None) -> Book:
    """The book of that key, shipped with the program, or of that folder.

    `cases`: the case kinds that will be asked about; None reads everything.

    Raises:
        BadInput: there is no such book, or it does not load.
    """
    return load_files(read(folder_of(key_or_folder)), cases=cases)


def folder_of(key_or_folder: str | Path) -> Path:
    """The folder of the shipped book of that key; anything else is a folder itself."""
    known = isinstance(key_or_folder, str) and key_or_folder in shipped()
    return SHIPPED / key_or_folder if known else Path(key_or_folder)


def load_files(files: Mapping[str, bytes], *, cases: Collection[str] | None = None) -> Book:
    """A book from the bytes of its files: those of a folder, or those that were adopted.

    Raises:
        BadInput: the files are no rulebook that this program can read.
    """
    name = "meta.toml"
    try:
        meta = table(files[name])
        wanted = _rule_files(files, meta, cases)
        stems = ["acts", "facts", *wanted]
        data = {}
        for stem in stems:
            name = f"{stem}.toml"
            data[stem] = table(files[name])
        name = "the book"
        return _book(meta, data, wanted, digest(files), cases)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as fault:
        raise BadInput("the rulebook does not load: {file}: {fault}", file=name, fault=repr(fault)) from fault


def _rule_files(files: Mapping[str, bytes], meta: Raw, cases: Collection[str] | None) -> list[str]:
    if cases is not None:
        return list(dict.fromkeys(stem for case in cases for stem in meta["files"].get(case, ())))
    return [n[:-5] for n in sorted(files) if n.endswith(".toml") and n[:-5] not in NOT_RULES]


def _book(meta: Raw, data: Mapping[str, Raw], stems: Iterable[str], sha: str, cases: Collection[str] | None) -> Book:
    acts, rules = data["acts"], [each for stem in stems for each in _rules(data[stem])]
    return Book(
        key=meta["key"],
        title=meta["title"],
        sha256=sha,
        in_force_from=meta["in_force_from"],
        in_force_until=meta.get("in_force_until"),
        transition=meta["transition"],
        late_entry_working_days=meta["late_entry_working_days"],
        passes=tuple(meta["passes"]),
        default_office=meta["default_office"],
        decisions_recorded_by=meta["decisions_recorded_by"],
        lights=meta["lights"],
        offices={key: _office_def(key, raw) for key, raw in meta["office"].items()},
        posts=dict(meta["post"]),
        meeting_kinds={key: MeetingKind(key, **raw) for key, raw in meta["meeting_kind"].items()},
        facts={key: _fact(key, raw) for key, raw in data["facts"]["fact"].items()},
        acts={case: {key: _act(key, raw) for key, raw in raws.items()} for case, raws in acts["act"].items()},
        routes={case: {key: _route(key, raw) for key, raw in raws.items()} for case, raws in acts["route"].items()},
        rules={r.id: r for r in rules},
        cases=None if cases is None else tuple(cases),
        masthead=meta.get("masthead", {}),
    )


def _rules(raw: Raw) -> list[Rule]:
    """The rules of one file, which may have none yet."""
    case = raw["case"]
    return [rule(each, case) for each in raw.get("rule", ())]


def _office_def(key: str, raw: Raw) -> OfficeDef:
    return OfficeDef(key, **{**raw, "also": tuple(raw.get("also", ()))})


def _fact(key: str, raw: Raw) -> Fact:
    true_when = parse(raw["true_when"]) if "true_when" in raw else None
    changed = {"asked_at": tuple(raw.get("asked_at", ())), "declared_by": offices(raw.get("declared_by"))}
    return Fact(key, **{**raw, **changed, "true_when": true_when})


def _act(key: str, raw: Raw) -> ActDef:
    lists = {name: tuple(raw.get(name, ())) for name in ("records", "passes", "still_when", "after", "undoes")}
    return ActDef(key, **{**raw, **lists, "by": offices(raw.get("by"))})


def _route(key: str, raw: Raw) -> Route:
    return Route(key, raw["zh"], raw["en"], tuple(raw["opens"]), parse(raw["scope"]) if "scope" in raw else ALWAYS)


def rule(raw: Raw, case: str) -> Rule:
    """One rule from its TOML table; `case` is that of its file, unless it names another."""
    reading = raw.get("reading")
    return Rule(
        id=raw["id"],
        article=raw["article"],
        quote=raw["quote"],
        says=raw["says"],
        case=raw.get("case", case),
        form=raw["form"],
        body=BODIES[raw["form"]](raw),
        when=parse(raw["when"]) if "when" in raw else ALWAYS,
        yields_to=tuple(raw.get("yields_to", ())),
        beside=tuple(raw.get("beside", ())),
        override=offices(raw["override"]["by"]) if "override" in raw else (),
        reading=Reading(reading["question"], reading["adopted"], tuple(reading.get("alternatives", ())))
        if reading
        else None,
    )


def offices(raw: Any) -> Offices:
    """An office expression, or a list of them, any of which will do."""
    if raw is None:
        return ()
    return tuple(Office(**one) for one in (raw if isinstance(raw, list) else [raw]))


def steps(raw: Iterable[Raw]) -> Steps:
    """A step tree, in its order."""
    return tuple(_node(node) for node in raw)


def _node(raw: Raw) -> Node:
    if "decision" in raw:
        what = raw["decision"]
        outcome = tuple(what.get("outcome", ()))
        return DecisionStep(tuple(what["kinds"]), outcome, offices(what.get("chair")), what.get("covers"))
    if "any" in raw:
        return AnyOf(steps(raw["any"]))
    if "all" in raw:
        return AllOf(steps(raw["all"]))
    return ActStep(
        act=raw["act"],
        by=offices(raw["by"]),
        to=offices(raw.get("to")),
        each=raw.get("each"),
        but=offices(raw.get("but")),
        carries=tuple(raw.get("carries", ())),
        after=raw.get("after"),
        outcome=tuple(raw.get("outcome", ())),
    )


def many(value: str | Iterable[str] | None) -> tuple[str, ...]:
    """One name or a list of names, as a list."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def _carries(raw: Raw) -> forms.Carries:
    must_be = {k: v if isinstance(v, str) else Office(**v) for k, v in raw.get("must_be", {}).items()}
    one_of = {k: tuple(v) for k, v in raw.get("one_of", {}).items()}
    return forms.Carries(many(raw["act"]), tuple(raw["fields"]), one_of, must_be)


def _quorum(raw: Raw) -> forms.Quorum:
    share = {k: forms.Share(**raw[k]) for k in ("more_than", "at_least") if k in raw}
    return forms.Quorum(tuple(raw["at"]), **share)


def _members(raw: Raw) -> forms.Members:
    members, attend, by_item = (offices(raw.get(name)) for name in ("members", "attend", "attend_by_item"))
    return forms.Members(raw["kind"], members, attend, by_item, raw.get("before"))


def _stands_in(raw: Raw) -> forms.StandsIn:
    acts = None if raw["acts"] == "all" else tuple(raw["acts"])
    for_, by = Office(**raw["for"]), offices(raw["by"])
    return forms.StandsIn(for_, by, acts, tuple(raw.get("absent", ())), raw.get("order"), steps(raw.get("under", ())))


def _deadline(raw: Raw) -> forms.Deadline:
    within = _term(raw)
    ahead = forms.Ahead(**raw["ahead"]) if "ahead" in raw else None
    rest = {k: raw[k] for k in ("on", "undated", "late", "extended_by") if k in raw}
    return forms.Deadline(raw["from"], steps(raw["steps"]), within, ahead, **rest)


def _term(raw: Raw) -> tuple[str, int] | None:
    return next(iter(raw["within"].items())) if "within" in raw else None


def _quota(raw: Raw) -> forms.Quota:
    rest = {k: raw[k] for k in ("at_least", "at_most", "same") if k in raw}
    return forms.Quota(raw["act"], offices(raw["by"]), raw["per"], tuple(raw.get("each", ())), **rest)


def _rung(raw: Raw) -> forms.Rung:
    after = raw["after"]
    duty, optional = many(raw.get("duty")), raw.get("optional", False)
    outcome = tuple(after.get("outcome", ()))
    return forms.Rung(steps(raw["steps"]), after.get("urged"), after.get("act"), duty, optional, outcome)


BODIES: Mapping[str, Callable[[Raw], forms.Form]] = {
    "chain": lambda raw: forms.Chain(raw["route"], steps(raw.get("steps", ())), raw.get("as")),
    "needs": lambda raw: forms.Needs(many(raw["before"]), steps(raw["steps"])),
    "only": lambda raw: forms.Only(many(raw["act"]), offices(raw["by"])),
    "forbids": lambda raw: forms.Forbids(many(raw["act"])),
    "carries": _carries,
    "quorum": _quorum,
    "members": _members,
    "stands_in": _stands_in,
    "deadline": _deadline,
    "quota": _quota,
    "deemed": lambda raw: forms.Deemed(raw["on"], tuple(raw["counts_as"]), _term(raw), raw.get("extended_by")),
    "rung": _rung,
    "silent": lambda raw: forms.Silent(raw["route"], raw["then"]),
    "held_by": lambda raw: forms.HeldBy(raw.get("test"), raw.get("rule")),
    "advises": lambda raw: forms.Advises(raw["act"], raw["because"]),
}
