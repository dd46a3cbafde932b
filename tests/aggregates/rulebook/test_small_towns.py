"""Standing in, against a brute force on small towns drawn at random: ranks, absences, delegations, pairs, several hats.

The oracle reads the rules as plain tables and asks of everybody, in every office, for every office: may he sign?
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from aggregates.case import Act, By, CaseState
from aggregates.rulebook.context import Absence, Delegation, Holding
from aggregates.rulebook.loader import offices, rule
from aggregates.rulebook.model import ActDef, Book, Fact, OfficeDef, Route
from aggregates.rulebook.turns import turns
from aggregates.rulebook.vet import vet

from .paper_town import DAY, PaperContext, PaperRoster

PEOPLE = ("ann", "bob", "cid", "dee", "eve")
OFFICES: dict[str, dict[str, Any]] = {
    "head": {"kind": "post"},
    "deputy": {"kind": "post", "also": ["vice"]},
    "vice": {"kind": "posts"},
    "clerk": {"kind": "body"},
}
REASONS = ("travel", "abroad", "sick")
Raw = dict[str, Any]


def also(office: str) -> set[str]:
    return {office, *OFFICES[office].get("also", [])}


class Town:
    """One roster and one set of `stands_in` rules, as tables."""

    def __init__(self, random: Random) -> None:
        self.held: set[tuple[str, str, int | None]] = {("ann", "head", None)} if random.random() < 0.9 else set()
        self.held |= {("bob", "deputy", None)} if random.random() < 0.8 else set()
        for person in random.sample(PEOPLE, random.randrange(1, 5)):
            self.held.add((person, "vice", random.choice((None, 1, 2, 3, 3))))
        self.held |= {(random.choice(PEOPLE), "clerk", None)} if random.random() < 0.3 else set()
        self.away: dict[str, tuple[str, date, date | None]] = {}
        for person in random.sample(("ann", "ann", "bob", *PEOPLE), random.randrange(5)):
            last = random.choice((None, DAY, DAY + timedelta(days=4)))
            self.away[person] = (random.choice(REASONS), DAY - timedelta(days=random.choice((0, 1, 10))), last)
        self.given = {
            (
                random.choice(("head", "head", "vice", "deputy")),
                random.choice(PEOPLE),
                random.choice((None, "sign", "pay")),
            )
            for _ in range(random.randrange(8))
        }
        self.pairs = {person: random.choice(PEOPLE) for person in PEOPLE if random.random() < 0.5}
        self.charge = [(p, o) for p, o, _ in sorted(self.held, key=str) if o != "clerk" and random.random() < 0.4]
        self.rules = [self._rule(random, number) for number in range(random.choice((1, 2, 3)))]
        for number, raw in enumerate(self.rules):
            raw["yields_to"] = [other["id"] for other in self.rules[:number] if random.random() < 0.5]
        self.step = random.choice(
            ({"office": "head"}, {"office": "vice"}, {"office": "deputy"}, {"in_charge_of": "unit"})
        )

    def _rule(self, random: Random, number: int) -> Raw:
        raw: Raw = {
            "id": f"stands-{number}",
            "form": "stands_in",
            "for": random.choice(
                ({"office": "head"}, {"office": "vice"}, {"office": "deputy"}, {"in_charge_of": "it"})
            ),
            "by": random.choice(
                (
                    {"office": "deputy", "delegated_by": "head"},
                    {"office": "vice", "delegated_by": "head"},
                    {"office": "vice"},
                    {"named": "b_role", "office": "vice"},
                    {"named": "b_role"},
                )
            ),
            "acts": random.choice(("all", "all", ["sign"], ["pay"])),
            "absent": random.choice(([], [], ["head"], ["vice"], ["head", "deputy"])),
        }
        if random.random() < 0.4:
            raw["order"] = "rank"
        if random.random() < 0.4:
            raw["when"] = random.choice(
                ({"absence_reason": ["travel", "abroad"]}, {"working_days_away": {"at_least": 3}}, {"big": True})
            )
        return raw

    # ---- the oracle

    def holders(self, office: str) -> dict[str, str]:
        """Who holds an office, under its own name or another's; the office he holds it by."""
        exact = {p: o for p, o, _ in self.held if o == office}
        return {p: o for p, o, _ in self.held if office in also(o)} | exact

    def rank(self, person: str, office: str) -> int:
        ranks = [r for p, o, r in self.held if p == person and office in also(o) and r is not None]
        return min(ranks, default=99)

    def own(self, step: Raw) -> dict[str, set[str]]:
        """Who may act in his own right, with the offices he is then known by."""
        if "office" in step:
            return {p: {o} for p, o in self.holders(step["office"]).items()}
        found: dict[str, set[str]] = {}
        for person, office in self.charge:
            found.setdefault(person, set()).add(office)
        return found

    def may(self, person: str, office: str, acting_for: str | None) -> bool:
        if acting_for is None:
            if "office" in self.step:
                return self.step["office"] in also(office)
            return person in self.own(self.step) and OFFICES[office]["kind"] != "body"
        for replaced, hats in self.own(self.step).items():
            for hat in hats:
                spoken = self.step.get("office", hat)
                spoken_for = acting_for in (spoken, hat) and spoken in also(acting_for)
                if spoken_for and any(self.stands(r, person, office, replaced, hat) for r in self.rules):
                    return True
        return False

    def applies(self, raw: Raw, replaced: str, hat: str) -> bool:
        if raw["acts"] != "all" and "sign" not in raw["acts"]:
            return False
        if "office" in raw["for"]:
            if raw["for"]["office"] not in also(hat):
                return False
        elif "in_charge_of" not in self.step:
            return False
        for office in raw["absent"]:
            people = [replaced] if office in also(hat) else list(self.holders(office))
            if not all(p in self.away for p in people):
                return False
        when = raw.get("when", {})
        if "big" in when:
            return True
        if when:
            if replaced not in self.away:
                return False
            reason, first, last = self.away[replaced]
            days = [first + timedelta(days=n) for n in range(((last or DAY) - first).days + 1)]
            worked = sum(PaperContext(PaperRoster()).calendar.is_working_day(d) for d in days)
            return reason in when["absence_reason"] if "absence_reason" in when else worked >= 3
        return True

    def stands(self, raw: Raw, person: str, office: str, replaced: str, hat: str) -> bool:
        others = [r for r in self.rules if r["id"] in raw["yields_to"]]
        if not self.applies(raw, replaced, hat) or any(self.applies(r, replaced, hat) for r in others):
            return False
        by = raw["by"]
        able = {p for p, o, _ in self.held if ("office" not in by or by["office"] in also(o)) and p != replaced}
        if "named" in by:
            able &= {self.pairs.get(replaced, "nobody")}
        if "order" in raw:
            able -= set(self.away)
            best = min((self.rank(p, by.get("office", "clerk")) for p in able), default=0)
            able = {p for p in able if self.rank(p, by.get("office", "clerk")) == best}
        if person not in able or ("office" in by and by["office"] not in also(office)):
            return False
        return "delegated_by" not in by or any(
            by["delegated_by"] in also(giver) and to == person and act in (None, "sign")
            for giver, to, act in self.given
        )

    # ---- the same, as the engine takes it

    def roster(self) -> PaperRoster:
        return PaperRoster(
            offices=[Holding(p, o, r) for p, o, r in sorted(self.held, key=str)] + [Holding("root", "root")],
            portfolios=[("u", Holding(p, o)) for p, o in self.charge],
            given=[
                Delegation(giver, to, (act,) if act else None, None, DAY, None, f"{giver}-{to}")
                for giver, to, act in sorted(self.given, key=str)
            ],
            away=[Absence(p, *a) for p, a in self.away.items()],
            pairs=self.pairs,
        )

    def book(self) -> Book:
        full = {"article": "1", "quote": "q", "says": "s"}
        chain = {"id": "way", "form": "chain", "route": "way", "steps": [{"act": "sign", "by": self.step}]}
        fact = {
            "absence_reason": "one_of",
            "working_days_away": "count",
            "b_role": "person",
            "unit": "department",
            "big": "flag",
        }
        return Book(
            key="town",
            title="town",
            sha256="",
            in_force_from=DAY,
            in_force_until=None,
            transition="",
            late_entry_working_days=3,
            passes=(),
            default_office="clerk",
            decisions_recorded_by="clerk",
            lights={},
            offices={k: OfficeDef(k, k, k, o["kind"], tuple(o.get("also", ()))) for k, o in OFFICES.items()},
            posts={},
            meeting_kinds={},
            facts={k: Fact(k, k, k, kind, declared_by=offices({"office": "clerk"})) for k, kind in fact.items()},
            acts={"town": {k: ActDef(k, k, k) for k in ("sign", "pay")}},
            routes={"town": {"way": Route("way", "way", "way", ("pay",))}},
            rules={r["id"]: rule({**full, **r}, "office") for r in self.rules}
            | {"way": rule({**full, **chain}, "town")},
        )


def test_standing_in_agrees_with_a_brute_force_over_everybody_and_every_hat() -> None:
    lawful = tried = standing = 0
    for seed in range(400):
        town = Town(Random(f"town-{seed}"))
        book, context = town.book(), PaperContext(town.roster())
        state = CaseState("town", "T-1", 1, facts={"unit": "u", "big": True})
        able = set()
        for person, office, _ in sorted(town.held, key=str):
            for acting_for in (None, "head", "deputy", "vice"):
                expected = town.may(person, office, acting_for)

                verdict = vet(Act("sign", By(person, office, acting_for), DAY), state, book, context)

                assert verdict.lawful == expected, (seed, town.__dict__, person, office, acting_for, verdict)
                tried, lawful = tried + 1, lawful + expected
                standing += expected and acting_for is not None
                able |= {person} if expected else set()
        [turn] = turns(state, book, context, DAY)
        assert ({h.person for h in turn.holders} == able) if able else turn.vacant, (seed, town.__dict__, turn)

    assert lawful > 500 and standing > 100, (tried, lawful, standing)
