"""Small books and towns drawn at random: every form that decides an act, trees of every shape, facts of every kind.

The acts have an order that keeps a book sensible: what is needed comes from acts that need nothing later, so that
nothing waits for itself. Everything else is left to chance, nonsense included.
"""

from datetime import date
from random import Random
from typing import Any, NamedTuple

from aggregates.case import By, CaseState, Done
from aggregates.rulebook.conditions import parse
from aggregates.rulebook.context import Holding
from aggregates.rulebook.loader import offices, rule
from aggregates.rulebook.model import ActDef, Book, Fact, OfficeDef, Route

from .brute_force import World
from .paper_town import DAY, PaperContext, PaperRoster

OFFICES = ("o1", "o2", "o3", "o4")
UNITS = ("u1", "u2", "u3")
PEOPLE = ("ann", "bob", "cid", "dee")
BEFORE = ("k", "l")  # only ever needed
STEPS = ("p", "q", "r")  # steps of the route; r can be answered with no
FACTS: dict[str, dict[str, Any]] = {
    "a": {"type": "flag"},
    "c": {"type": "one_of", "values": {"x": "甲", "y": "乙"}},
    "n": {"type": "amount_fen"},
    "b": {"type": "flag", "true_when": {"c": "x"}},
    "dept": {"type": "department"},
    "units": {"type": "departments"},
}


class Small(NamedTuple):
    """One world, told twice: as tables for the brute force, as values for the engine."""

    raw: dict[str, Any]
    facts: dict[str, Any]
    book: Book
    roster: PaperRoster
    held: list[tuple[str, str]]
    charge: dict[str, list[str]]

    def told(self, did: list[tuple[str, str, str, str | None]]) -> World:
        return World(self.raw, self.facts, did, self.held, self.charge)

    def state(self, did: list[tuple[str, str, str, str | None]]) -> CaseState:
        done = tuple(
            Done(act, By(person, office), DAY, version, outcome)
            for version, (act, person, office, outcome) in enumerate(did, 2)
        )
        return CaseState("small", "SML-1", version=1 + len(done), facts=self.facts, done=done)

    def context(self) -> PaperContext:
        return PaperContext(self.roster)


def small_world(random: Random, *, unknown: int) -> Small:
    """A world in which so many facts are unknown."""
    raw = _raw_book(random)
    held, charge = _town(random)
    names = ["a", "b", "c", "n"]
    hidden = set(random.sample(names, unknown))
    facts: dict[str, Any] = {"dept": random.choice(UNITS), "units": random.sample(UNITS, random.randrange(4))}
    drawn = {
        "a": random.random() < 0.5,
        "b": random.random() < 0.5,
        "c": random.choice("xy"),
        "n": random.choice((9, 10, 11, 20, 21)),
    }
    facts |= {name: value for name, value in drawn.items() if name not in hidden}
    roster = PaperRoster(
        offices=[Holding(person, office) for person, office in held] + [Holding("root", "root")],
        portfolios=[
            (unit, Holding(person, next(o for p, o in held if p == person)))
            for unit, people in charge.items()
            for person in people
        ],
    )
    return Small(raw, facts, _book(raw), roster, held, charge)


def _town(random: Random) -> tuple[list[tuple[str, str]], dict[str, list[str]]]:
    held = {(person, random.choice(OFFICES[:3])) for person in PEOPLE}
    held |= {(random.choice(PEOPLE), random.choice(OFFICES)) for _ in range(random.randrange(3))}
    charge = {unit: sorted({random.choice(PEOPLE) for _ in range(random.randrange(3))}) for unit in UNITS}
    return sorted(held), charge


def _raw_book(random: Random) -> dict[str, Any]:
    rules = _ways(random)
    for number in range(random.randrange(4)):
        rules.append({"id": f"needs-{number}", "form": "needs", **_needs(random), **_when(random)})
    for number in range(random.choice((0, 0, 1))):
        rules.append(
            {"id": f"forbids-{number}", "form": "forbids", "act": random.choice((*STEPS, "go")), **_when(random)}
        )
    for number in range(random.choice((0, 0, 1, 2))):
        act = random.choice(("go", "go", "r", "k"))
        rules.append({"id": f"only-{number}", "form": "only", "act": act, "by": _by(random), **_when(random)})
    return {
        "fact": FACTS,
        "act": {act: {"passes": ["yes"]} if act == "r" else {} for act in (*BEFORE, *STEPS, "go")},
        "office": {"o1": {"also": ["o2"]} if random.random() < 0.2 else {}, "o2": {}, "o3": {}, "o4": {}},
        "scope": random_condition(random) if random.random() < 0.15 else {},
        "default_office": "o1",
        "rule": rules,
    }


def _ways(random: Random) -> list[dict[str, Any]]:
    """Rules that fix the route on every set of facts once: each yields to all before it, the last always holds."""
    ways: list[dict[str, Any]] = []
    for number in range(random.choice((1, 2, 2, 3))):
        way: dict[str, Any] = {"id": f"way-{number}", "route": "way", "form": "chain"}
        kind = random.random()
        if kind < 0.1:
            way |= {"form": "silent", "then": random.choice(("free", "free", "refuse"))}
        elif kind < 0.2 and any(w.get("steps") for w in ways):
            way["as"] = next(w["id"] for w in ways if w.get("steps"))
        else:
            way["steps"] = [_node(random, STEPS, 2) for _ in range(random.randrange(4))]
        ways.insert(0, way)
    for place, way in enumerate(ways):
        way["yields_to"] = [other["id"] for other in ways[:place]]
        way["when"] = {} if place == len(ways) - 1 else random_condition(random)
    random.shuffle(ways)
    return ways


def _needs(random: Random) -> dict[str, Any]:
    if random.random() < 0.2:
        return {"before": "l", "steps": [_node(random, ("k",), 0)]}
    before = random.choice(("way", "way", "go", random.choice(STEPS), ["p", "q"]))
    acts = (*BEFORE, "p") if before == "go" else BEFORE
    return {"before": before, "steps": [_node(random, acts, 1) for _ in range(random.choice((1, 1, 2)))]}


def _node(random: Random, acts: tuple[str, ...], depth: int) -> dict[str, Any]:
    kind = random.random()
    if depth and kind < 0.35:
        key = "any" if kind < 0.18 else "all"
        return {key: [_node(random, acts, depth - 1) for _ in range(random.choice((2, 2, 3)))]}
    step: dict[str, Any] = {"act": random.choice(acts), "by": _by(random)}
    if kind > 0.85:
        step |= {"each": "units", "by": {"in_charge_of": "it"}}
        if random.random() < 0.5:
            step["but"] = [random.choice(({"in_charge_of": "dept"}, {"office": "o2"}))]
    elif step["act"] == "r" and random.random() < 0.2:
        step["outcome"] = ["yes", "no"]
    elif depth and step["act"] != acts[0] and random.random() < 0.1:
        step["after"] = acts[0]
    return step


def _by(random: Random) -> Any:
    one = random.choice(
        (
            {"office": random.choice(OFFICES)},
            {"office": random.choice(OFFICES[:3])},
            {"in_charge_of": "dept"},
            {"in_charge_of": "dept", "office": random.choice(OFFICES[:3])},
            {"same_as": "k"},
        )
    )
    return [one, {"office": random.choice(OFFICES)}] if random.random() < 0.2 else one


def _when(random: Random) -> dict[str, Any]:
    return {"when": random_condition(random)} if random.random() < 0.7 else {}


def random_condition(random: Random, depth: int = 1) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name in random.sample(["a", "b", "c", "n"], random.choice((1, 1, 2))):
        table[name] = {
            "a": random.random() < 0.5,
            "b": random.random() < 0.5,
            "c": random.choice(("x", "y", ["x"])),
            "n": random.choice(
                ({"over": 10}, {"up_to": 10}, {"at_least": 20}, {"below": 20}, {"over": 10, "up_to": 20})
            ),
        }[name]
    if depth and random.random() < 0.2:
        table[random.choice(("any", "none_of"))] = [random_condition(random, 0) for _ in range(random.choice((1, 2)))]
    return table


def _book(raw: dict[str, Any]) -> Book:
    full = {"article": "1", "quote": "q", "says": "s"}
    facts = {
        key: Fact(
            key,
            key,
            key,
            f["type"],
            f.get("values", {}),
            declared_by=offices({"office": "o1"}),
            true_when=parse(f["true_when"]) if "true_when" in f else None,
        )
        for key, f in raw["fact"].items()
    }
    acts = {
        key: ActDef(
            key,
            key,
            key,
            outcomes={"yes": "是", "no": "否"} if a.get("passes") else {},
            passes=tuple(a.get("passes", ())),
        )
        for key, a in raw["act"].items()
    }
    return Book(
        key="small",
        title="small",
        sha256="",
        in_force_from=date(2022, 1, 1),
        in_force_until=None,
        transition="",
        late_entry_working_days=3,
        passes=("adopted",),
        default_office=raw["default_office"],
        decisions_recorded_by="o1",
        lights={},
        offices={key: OfficeDef(key, key, key, "post", tuple(o.get("also", ()))) for key, o in raw["office"].items()},
        posts={},
        meeting_kinds={},
        facts=facts,
        acts={"small": acts},
        routes={"small": {"way": Route("way", "way", "way", ("go",), parse(raw["scope"]))}},
        rules={r["id"]: rule({**full, **r}, "small") for r in raw["rule"]},
    )
