"""The grammar read a second time, without the engine: plain tables in, every possibility tried, nothing lazy.

Written from `docs/rulebook-grammar.md` on the TOML tables as they are; it shares no code with `aggregates/rulebook`.
"""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

Raw = Mapping[str, Any]
Did = tuple[str, str, str, str | None]  # act, person, office, outcome
Where = tuple[Any, ...]


def many(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list) else [value]


class World:
    """One case in one book: `facts` are the known ones, `held` all (person, office), `charge` thing -> people."""

    def __init__(self, book: Raw, facts: Raw, did: list[Did], held: list[tuple[str, str]], charge: Raw) -> None:
        self.book, self.facts, self.did, self.held, self.charge = book, facts, did, held, charge
        self._edges = {
            name: set(self.edges(book, name)) for name, fact in book["fact"].items() if "fen" in fact["type"]
        }
        self._who: dict[tuple[str, str | None], set[tuple[str, str]]] = {}

    # ---- facts and conditions, all known

    def completions(self) -> Iterable[dict[str, Any]]:
        """Every way the unknown facts could be; a bound is tried on both sides and on its edge."""
        unknown = [name for name in self.book["fact"] if name not in self.facts and name not in ("dept", "units")]
        values = [self.values(name) for name in unknown]
        for chosen in product(*values):
            yield {**self.facts, **dict(zip(unknown, chosen, strict=True))}

    def values(self, name: str) -> list[Any]:
        fact = self.book["fact"][name]
        if fact["type"] == "flag":
            return [True, False]
        if fact["type"] == "one_of":
            return list(fact["values"])
        return sorted({edge + step for edge in self._edges[name] for step in (-1, 0, 1)} or {0})

    def edges(self, table: Any, name: str) -> Iterable[int]:
        """Every number written beside the fact, anywhere in the book."""
        if isinstance(table, dict):
            for key, value in table.items():
                if key == name and isinstance(value, dict) and "type" not in value:
                    yield from value.values()
                else:
                    yield from self.edges(value, name)
        elif isinstance(table, list):
            for value in table:
                yield from self.edges(value, name)

    def fact(self, name: str, facts: Raw) -> Any:
        """A flag that nobody declared also follows from its `true_when`."""
        defined = self.book["fact"][name]
        if name not in self.facts and "true_when" in defined and self.holds(defined["true_when"], facts):
            return True
        return facts[name]

    def holds(self, when: Raw, facts: Raw) -> bool:
        for key, want in when.items():
            if key == "any":
                good = any(self.holds(table, facts) for table in want)
            elif key == "none_of":
                good = not any(self.holds(table, facts) for table in want)
            elif isinstance(want, dict):
                n = self.fact(key, facts)
                good = all(
                    {"over": n > bound, "at_least": n >= bound, "up_to": n <= bound, "below": n < bound}[side]
                    for side, bound in want.items()
                )
            else:
                good = self.fact(key, facts) in many(want)
            if not good:
                return False
        return True

    def told_apart(self, facts: Raw) -> tuple[bool, ...]:
        """Which conditions hold: facts alike in this are alike to every rule."""
        return (
            *(self.holds(r.get("when", {}), facts) for r in self.book["rule"]),
            self.holds(self.book["scope"], facts),
        )

    def in_force(self, facts: Raw) -> list[Raw]:
        on = {rule["id"] for rule in self.book["rule"] if self.holds(rule.get("when", {}), facts)}
        return [r for r in self.book["rule"] if r["id"] in on and not on & set(r.get("yields_to", []))]

    # ---- who

    def who(self, by: Any, member: str | None) -> set[tuple[str, str]]:
        key = (repr(by), member)
        if key not in self._who:
            self._who[key] = {pair for pair in self.held if any(self.meets(e, *pair, member) for e in many(by))}
        return self._who[key]

    def meets(self, expression: Raw, person: str, office: str, member: str | None) -> bool:
        also = {office, *self.book["office"][office].get("also", [])} if office in self.book["office"] else {office}
        answers = []
        for key, value in expression.items():
            thing = member if value == "it" else self.facts.get(str(value))
            if key == "office":
                answers.append(value in also)
            elif key == "in_charge_of":
                answers.append(person in self.charge.get(thing or "", []) and office in self.book["office"])
            elif key == "named":
                answers.append(thing == office)
            elif key == "same_as":
                answers.append(any(act == value and who == person and at in also for act, who, at, _ in self.did))
        return all(answers)

    # ---- steps: where a tree may end, as a set of all places

    def members(self, step: Raw) -> list[str | None]:
        if "each" not in step:
            return [None]
        chosen = []
        for member in self.facts[step["each"]]:
            could = {person for person, _ in self.who(step["by"], member)}
            spared = {person for person, _ in self.who(step.get("but"), member)}
            if not could or could - spared:
                chosen.append(member)
        return chosen

    def places(self, step: Raw, member: str | None, after: int) -> list[int]:
        if "after" in step:
            firsts = [i for i, done in enumerate(self.did) if done[0] == step["after"]]
            if not firsts:
                return []
            after = max(after, firsts[0])
        passes = step.get("outcome") or self.book["act"][step["act"]].get("passes", [])
        spared = {person for person, _ in self.who(step.get("but"), member)}
        return [
            i
            for i, (act, person, office, outcome) in enumerate(self.did)
            if i > after
            and act == step["act"]
            and (not passes or outcome in passes)
            and (person, office) in self.who(step["by"], member)
            and person not in spared
        ]

    def ends(self, nodes: list[Raw], start: int) -> set[int]:
        found = {start}
        for node in nodes:
            found = {end for place in found for end in self.node_ends(node, place)}
        return found

    def node_ends(self, node: Raw, start: int) -> set[int]:
        if "any" in node:
            return {end for part in node["any"] for end in self.node_ends(part, start)}
        if "all" in node:
            ways: list[Iterable[int]] = [self.node_ends(part, start) for part in node["all"]]
        else:
            ways = [self.places(node, member, start) for member in self.members(node)]
        return {max((start, *chosen)) for chosen in product(*ways)}

    def done(self, nodes: list[Raw]) -> bool:
        return bool(self.ends(nodes, -1))

    def open(self, nodes: list[Raw]) -> list[tuple[Raw, str | None]]:
        """The first steps not on record: what is open whatever the earlier ones are taken to be."""
        for count, node in enumerate(nodes):
            if not self.ends(nodes[: count + 1], -1):
                starts = self.ends(nodes[:count], -1)
                each = [self.node_open(node, start) for start in starts]
                return [leaf for leaf in each[0] if all(leaf in other for other in each)]
        return []

    def node_open(self, node: Raw, start: int) -> list[tuple[Raw, str | None]]:
        if "any" in node or "all" in node:
            parts = [part for part in node.get("any", node.get("all")) if not self.node_ends(part, start)]
            return [leaf for part in parts for leaf in self.node_open(part, start)]
        if "after" in node and not any(done[0] == node["after"] for done in self.did):
            return [({"act": node["after"], "waited_for": True}, None)]
        return [(node, member) for member in self.members(node) if not self.places(node, member, start)]

    def left(self, nodes: list[Raw]) -> set[str]:
        """The acts still to come, now or later."""
        for count, node in enumerate(nodes):
            if not self.ends(nodes[: count + 1], -1):
                now = self.node_left(node, min(self.ends(nodes[:count], -1)))
                return now | {step["act"] for later in nodes[count + 1 :] for step in self.leaves(later)}
        return set()

    def node_left(self, node: Raw, start: int) -> set[str]:
        if "any" in node or "all" in node:
            parts = [part for part in node.get("any", node.get("all")) if not self.node_ends(part, start)]
            return {act for part in parts for act in self.node_left(part, start)}
        return {node["act"]}

    def leaves(self, node: Raw) -> list[Raw]:
        parts = node.get("any") or node.get("all")
        return [leaf for part in parts for leaf in self.leaves(part)] if parts else [node]

    # ---- how chain and needs meet

    def acts(self, rule: Raw) -> set[str]:
        return {leaf["act"] for node in self.steps(rule) for leaf in self.leaves(node)}

    def steps(self, rule: Raw) -> list[Raw]:
        if "as" in rule:
            return self.steps(next(r for r in self.book["rule"] if r["id"] == rule["as"]))
        return list(rule.get("steps", []))

    def way(self, facts: Raw) -> Raw | None:
        """The rule that fixes the one route; None outside its scope."""
        if not self.holds(self.book["scope"], facts):
            return None
        found = [r for r in self.in_force(facts) if r["form"] in ("chain", "silent")]
        assert len(found) == 1, found
        return found[0]

    def binding(self, act: str, facts: Raw) -> list[Raw]:
        way = self.way(facts)
        on_route = way is not None and way["form"] == "chain" and (act == "go" or act in self.acts(way))
        names = {act, "way"} if on_route else {act}
        return [r for r in self.in_force(facts) if r["form"] == "needs" and names & set(many(r["before"]))]

    def required(self, facts: Raw) -> list[Raw]:
        """All that is still to be done before `go`."""
        way = self.way(facts)
        found = [way] if way is not None and way["form"] == "chain" else []
        found += self.binding("go", facts)
        for rule in found:
            for act in sorted(self.left(self.steps(rule))):
                found += [other for other in self.binding(act, facts) if other not in found]
        return found

    def ready(self, act: str, facts: Raw) -> bool:
        return all(self.done(self.steps(rule)) for rule in self.binding(act, facts))

    # ---- the two answers

    def verdict(self, act: str, person: str, office: str, outcome: str | None, facts: Raw) -> tuple[bool, bool]:
        """(lawful, sends the case back) with every fact known."""
        on, way, me = self.in_force(facts), self.way(facts), (person, office)
        if any(r["form"] == "forbids" and act in many(r["act"]) for r in on) or not self.ready(act, facts):
            return False, False
        if act == "go" and way is not None:
            if way["form"] == "silent" and way["then"] == "refuse":
                return False, False
            if way["form"] == "chain" and not self.done(self.steps(way)):
                return False, False
        only = [r for r in on if r["form"] == "only" and act in many(r["act"])]
        if only and not any(me in self.who(r["by"], None) for r in only):
            return False, False
        chains = [r for r in self.book["rule"] if r["form"] == "chain"]
        roles = [way] if way is not None and any(act in self.acts(r) for r in chains) else []
        roles += [r for r in on if r["form"] == "needs" and act in self.left(self.steps(r))]
        if not roles:
            return bool(only) or me in self.who(self.power(act, facts), None), False
        taken = [leaf for rule in roles for leaf in self.taken(rule, act, me)]
        ends = any(outcome is not None and self.passes(step) and outcome not in self.passes(step) for step, _ in taken)
        return bool(taken), bool(taken) and ends

    def taken(self, rule: Raw, act: str, me: tuple[str, str]) -> list[tuple[Raw, str | None]]:
        """The first open step of the rule that is mine."""
        mine = [
            (step, member)
            for step, member in self.open(self.steps(rule))
            if step["act"] == act
            and not step.get("waited_for")
            and me in self.who(step["by"], member)
            and me[0] not in {person for person, _ in self.who(step.get("but"), member)}
        ]
        return mine[:1]

    def passes(self, step: Raw) -> list[str]:
        return list(step.get("outcome") or self.book["act"][step["act"]].get("passes", []))

    def power(self, act: str, facts: Raw) -> list[Raw]:
        only = [r for r in self.in_force(facts) if r["form"] == "only" and act in many(r["act"])]
        leaves = [leaf for r in self.book["rule"] for node in r.get("steps", []) for leaf in self.leaves(node)]
        steps = [e for leaf in leaves if leaf["act"] == act for e in many(leaf["by"]) if "it" not in e.values()]
        own = many(self.book["act"][act].get("by"))
        return [e for r in only for e in many(r["by"])] or steps or own or [{"office": self.book["default_office"]}]

    def moves(self, facts: Raw) -> set[Where]:
        """Every single act that takes the case on, on these facts: (act, person or None, is it forbidden).

        Outside its scope a route asks nothing of anybody.
        """
        if any(done[0] == "go" for done in self.did) or self.way(facts) is None:
            return set()
        way, required = self.way(facts), self.required(facts)
        found: list[tuple[Raw, str | None]] = []
        if all(self.done(self.steps(rule)) for rule in required):
            found.append(({"act": "go", "by": self.power("go", facts)}, None))
        for rule in required:
            for step, member in self.open(self.steps(rule)):
                if self.ready(step["act"], facts):
                    found.append(({**step, "by": step.get("by") or self.power(step["act"], facts)}, member))
        stuck = way is not None and way["form"] == "silent" and way["then"] == "refuse"
        moves: set[Where] = set()
        for step, member in found:
            act = step["act"]
            forbidden = any(r["form"] == "forbids" and act in many(r["act"]) for r in self.in_force(facts))
            blocked = forbidden or (act == "go" and stuck)
            spared = {person for person, _ in self.who(step.get("but"), member)}
            people = {person for person, _ in self.who(step["by"], member)}
            moves |= {(act, person, blocked) for person in people - spared} if people else {(act, None, blocked)}
        return moves
