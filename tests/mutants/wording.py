"""Who, what, when, in which order and at all: the words of each rule taken for others of the same sort, or left out.

Not made, because nothing could be told from the rule as it is:
- anything of `advises` and `held_by`, which refuse nothing and ask for nothing (their numbers are made all the same);
- `to` of a step outside the ladder, which is written on the entry and never compared;
- two members of `any`, `all` or an office expression in another order, which means the same;
- an office for another that just the same people hold in the place of the cases, where nobody could tell the two apart;
- `override` of a rule that only asks, and refuses nothing that one could depart from;
- `late` of a duty without a day, which is late only once somebody set one;
- `beside` where the other rule says it too: it only tells the check that both are meant;
- `reading`, `says`, `article` and `quote`: words for people. The check compares the last two with the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any

from aggregates.rulebook.loader import NOT_RULES
from tests import town
from tests.law.hall import JIANGKOU, people_of
from tests.mutants.mutant import ACT, DELETION, FORCE, OFFICE, ORDER, WHEN, Mutant, Tables
from tests.mutants.places import GONE, Path, at, walk

NOT_HELD = ("advises", "held_by")
WORDS = ("id", "article", "quote", "says", "case", "form", "reading")
EXPRESSION = {"office", "in_charge_of", "chair_of", "post", "of", "named", "same_as", "delegated_by", "in_person"}
LADDER = "rung"
ACTS = ("act", "before", "at", "from", "counts_as", "extended_by", "after", "acts", "same_as")
PEOPLE = ("post", "posts")
OPTIONAL = (
    *("yields_to", "override", "extended_by", "under", "chair", "covers", "each", "but", "carries", "outcome"),
    *("members", "attend", "attend_by_item", "absent", "one_of", "must_be"),
    *("delegated_by", "in_person", "same_as", "to"),
)
"""Keys that the rule could have been written without."""
NEEDED = ("act", "before", "at", "by", "kinds", "steps", "any", "all", "duty", "counts_as", "acts", "fields", "after")
"""Of these only a member goes, and never the last: without any the rule is no rule."""

Made = Iterator[tuple[str, Path, Any]]


def wording(key: str, tables: Tables) -> Iterator[Mutant]:
    """Every mutant that the sample is taken from."""
    for stem in sorted(set(tables) - set(NOT_RULES)):
        for place, rule in enumerate(tables[stem].get("rule", ())):
            if rule["form"] in NOT_HELD:
                continue
            root: Path = (stem, "rule", place)
            words = Words(tables, rule, rule.get("case", tables[stem]["case"]))
            for kind, path, new in chain([(DELETION, (), GONE)], words.made()):
                old = at(rule, path) if path and path[-1] in _keys(rule, path) else rule if not path else GONE
                yield Mutant(key, rule["id"], (*root, *path), kind, old if path else rule["form"], new)


def _keys(rule: Any, path: Path) -> Any:
    """What may stand at the end of a path: keys of a table, places of a list."""
    table = at(rule, path[:-1])
    return range(len(table)) if isinstance(table, list) else table


class Words:
    """The words of one rule, and what else its book could have put in their place."""

    def __init__(self, tables: Tables, rule: Mapping[str, Any], case: str) -> None:
        self.rule, self.case, self.form = rule, case, rule["form"]
        self.tables = tables
        self.offices = tables["meta"]["office"]
        self.holders = holders(tables["meta"]["key"])
        self.acts = tables["acts"]["act"]
        self.facts = tables["facts"]["fact"]

    def made(self) -> Made:
        for path, value in walk(self.rule):
            if not path or path[0] in WORDS or path[0] == "beside":
                continue
            if "to" in path and self.form != LADDER:
                continue
            if path[0] == "override" and self.only_asks():
                continue
            if path[0] == "when":
                yield from self.compared(path, value)
                continue
            yield from self.named(path, value)
            yield from self.act(path, value)
            yield from self.ordered(path, value)
            yield from self.left_out(path, value)
            yield from self.forced(path, value)
        yield from self.beside()

    def only_asks(self) -> bool:
        """Whether the rule opens duties and refuses nothing."""
        return (self.form == "quota" and "at_most" not in self.rule) or (
            self.form == "deadline" and self.rule.get("late") != "refused"
        )

    def compared(self, path: Path, value: Any) -> Made:
        """What `when` asks for: another value, the other answer, one value fewer or more, one key fewer."""
        fact = next((part for part in reversed(path) if isinstance(part, str)), "")
        known = self.values(fact)
        if isinstance(value, bool):
            yield WHEN, path, not value
        elif isinstance(value, str):
            others = [other for other in known if other != value and other not in _beside(self.rule, path)]
            yield from ((WHEN, path, other) for other in others)
        elif isinstance(value, list) and value and isinstance(value[0], str):
            yield from ((WHEN, (*path, place), GONE) for place in range(len(value)) if len(value) > 1)
        if len(path) > 1 and isinstance(path[-1], str) and fact not in ("over", "at_least", "up_to", "below"):
            alone = len(at(self.rule, path[:-1])) == 1
            if not alone or path[:-1] == ("when",):
                yield DELETION, path[:-1] if alone else path, GONE

    def values(self, fact: str) -> tuple[str, ...]:
        """The values of a fact."""
        defined = self.facts.get(fact, {})
        return tuple(
            self.tables["meta"]["meeting_kind"] if defined.get("type") == "meeting_kind" else defined.get("values", ())
        )

    def named(self, path: Path, value: Any) -> Made:
        """Another office of its sort, another post; the leader in charge for the unit itself, and the reverse."""
        key = path[-1]
        if isinstance(key, int) and path[-2] in ("absent", "each") and value in self.offices:
            yield from ((OFFICE, path, other) for other in self.alike(value))
        elif key in ("office", "delegated_by") and isinstance(value, str):
            taken = {str(each.get(key)) for each in _beside(self.rule, path[:-1]) if isinstance(each, Mapping)}
            yield from ((OFFICE, path, other) for other in self.alike(value) if other not in taken)
        elif key == "post" and isinstance(value, str):
            yield from ((OFFICE, path, other) for other in self.tables["meta"]["post"] if other != value)
        elif isinstance(value, Mapping) and value and set(value) <= EXPRESSION:
            turned = {"in_charge_of": "named", "named": "in_charge_of"}
            for said, other in turned.items():
                if set(value) == {said}:
                    yield OFFICE, path, {other: value[said]}

    def alike(self, office: str) -> list[str]:
        """The offices for which one could take it: people's for a person's, a body for a body."""
        kind, mine = self.offices[office]["kind"], self.holders.get(office)
        sort = PEOPLE if kind in PEOPLE else (kind,)
        others = [key for key in self.offices if key != office and (mine is None or self.holders.get(key) != mine)]
        return [key for key in others if self.offices[key]["kind"] in sort] or others

    def act(self, path: Path, value: Any) -> Made:
        """Another act of the same kind of case."""
        key = path[-1] if isinstance(path[-1], str) else path[-2]
        if (key not in ACTS and not (key == "on" and self.form == "deemed")) or not isinstance(value, str):
            return
        case, _, name = value.rpartition(".")
        acts = self.acts.get(case or self.case, {})
        if name not in acts:
            return
        taken = {name, *_beside(self.rule, path)}
        for other, act in acts.items():
            if other not in taken and not act.get("opens_case"):
                yield ACT, path, f"{case}.{other}" if case else other

    def ordered(self, path: Path, value: Any) -> Made:
        """Two steps that follow each other change places."""
        if path[-1] in ("steps", "under") and isinstance(value, list) and self.form != LADDER:
            for place in range(len(value) - 1):
                yield ORDER, path, [*value[:place], value[place + 1], value[place], *value[place + 2 :]]
        if path == ("order",):
            yield ORDER, path, GONE

    def left_out(self, path: Path, value: Any) -> Made:
        """A key, or one member of a list or table."""
        key = path[-1]
        if key not in (*OPTIONAL, *NEEDED):
            return
        members: Any = range(len(value)) if isinstance(value, list) else value if isinstance(value, Mapping) else ()
        inner = isinstance(value, list) or key in ("one_of", "must_be")
        if inner and (len(value) > 1 or key in ("members", "attend", "attend_by_item")):
            yield from ((DELETION, (*path, each), GONE) for each in members)
        elif key not in NEEDED or (key == "after" and self.form != LADDER):
            alone = key == "same_as" and len(at(self.rule, path[:-1])) == 1
            if not alone:
                yield DELETION, path, GONE

    def forced(self, path: Path, value: Any) -> Made:
        """How hard it binds, by which answer, in which meeting, on which day."""
        key, parent = path[-1], path[-2] if len(path) > 1 else ""
        if key == "steps" and self.form == "deadline" and "undated" not in self.rule:
            yield FORCE, ("late",), "recorded" if self.rule.get("late") == "refused" else "refused"
        elif key == "after" and self.form == LADDER:
            yield FORCE, ("optional",), not self.rule.get("optional", False)
        elif key == "then":
            yield FORCE, path, {"refuse": "free", "free": "refuse"}[value]
        elif key == "route":
            routes = {name.rpartition(".")[2]: name for name in _routes(self.tables, self.case)}
            yield from ((FORCE, path, other) for other in routes if other != value)
        elif key in ("on", "of") and self.form == "deadline" and (key == "on" or parent == "ahead"):
            days = [name for name, fact in self.facts.items() if fact["type"] == "day" and name != value]
            yield from ((FORCE, path, other) for other in days)
        elif key == "kind" and self.form == "members":
            yield from ((FORCE, path, other) for other in self.tables["meta"]["meeting_kind"] if other != value)
        elif parent == "kinds":
            taken = _beside(self.rule, path)
            kinds = self.tables["meta"]["meeting_kind"]
            yield from ((FORCE, path, other) for other in kinds if other != value and other not in taken)
        elif parent == "outcome":
            yield from (
                (FORCE, path, other) for other in self.answers(path) if other not in (value, *_beside(self.rule, path))
            )
        elif len(path) == 3 and path[0] == "one_of":
            yield from (
                (FORCE, path, other) for other in self.values(str(path[1])) if other not in at(self.rule, path[:2])
            )

    def answers(self, path: Path) -> list[str]:
        """The answers that an act of this step, or a decision, can have."""
        table = at(self.rule, path[:-2])
        if "act" not in table:
            return list(self.tables["acts"]["act"]["agenda"].get("decide", {}).get("outcomes", ()))
        case, _, name = table["act"].rpartition(".")
        return list(self.acts.get(case or self.case, {}).get(name, {}).get("outcomes", ()))

    def beside(self) -> Made:
        """A rule stands beside another that does not say so itself."""
        rules = {
            r["id"]: r for stem, file in self.tables.items() if stem not in NOT_RULES for r in file.get("rule", ())
        }
        for place, other in enumerate(self.rule.get("beside", ())):
            if self.rule["id"] not in rules.get(other, {}).get("beside", ()):
                yield DELETION, ("beside", place), GONE


@cache
def holders(book: str) -> dict[str, frozenset[str]]:
    """Who holds each office in the place of the cases of that book."""
    found: dict[str, set[str]] = {}
    for who, office, _ in town.HOLDERS if book == JIANGKOU else ():
        found.setdefault(office, set()).add(who)
    for each in people_of(book)["holder"]:
        found.setdefault(each["office"], set()).add(each["who"])
    return {office: frozenset(people) for office, people in found.items()}


def _routes(tables: Tables, case: str) -> list[str]:
    """The routes of a case kind: `[route]` writes them as `fund.approval`."""
    return list(tables["acts"]["route"].get(case, ()))


def _beside(rule: Any, path: Path) -> list[Any]:
    """The other members of the list that this is a member of."""
    if not path or not isinstance(path[-1], int):
        return []
    members = at(rule, path[:-1])
    return [each for place, each in enumerate(members) if place != path[-1]]
