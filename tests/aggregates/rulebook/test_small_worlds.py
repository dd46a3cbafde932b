"""The engine against a brute force that shares no code with it, on thousands of small worlds drawn at random.

For acts that anybody might try, and at every point of a case: is it refused, lawful, or does it hang on a fact; which
facts exactly; and whose turn is it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Any, TypeVar

import pytest

from aggregates.case import Act, By
from aggregates.rulebook.completions import Truths, complete
from aggregates.rulebook.completions import settled as all_of
from aggregates.rulebook.conditions import Condition, parse, truth
from aggregates.rulebook.turns import turns
from aggregates.rulebook.vet import vet

from .brute_force import World
from .paper_town import DAY
from .small_worlds import FACTS, STEPS, Small, random_condition, small_world

Did = list[tuple[str, str, str, str | None]]
Facts = dict[str, Any]
T = TypeVar("T")
ORDER = list(FACTS)
ACTS = ("k", "l", *STEPS, "go")


def on_every_completion(world: World, answer: Callable[[Facts], T]) -> list[tuple[Facts, T]]:
    """The answer for each way the unknown facts could be; worked out once for those alike to every rule."""
    known: dict[tuple[bool, ...], T] = {}
    found = []
    for facts in world.completions():
        alike = world.told_apart(facts)
        if alike not in known:
            known[alike] = answer(facts)
        found.append((facts, known[alike]))
    return found


def influential(world: World, answers: Sequence[tuple[Facts, object]]) -> set[str]:
    """The facts that alone make a difference: two completions alike but for that fact, with different answers."""
    names = [name for name in FACTS if name not in world.facts]
    found = set()
    for name in names:
        seen: dict[object, object] = {}
        for facts, answer in answers:
            rest = tuple((k, v) for k, v in sorted(facts.items(), key=str) if k != name and k not in ("dept", "units"))
            if seen.setdefault(rest, answer) != answer:
                found.add(name)
                break
    return found


def check_act(small: Small, did: Did, act: str, person: str, office: str) -> bool:
    """One act, judged both ways. Returns whether it is lawful."""
    outcome = "yes" if act == "r" and (len(did) + len(person)) % 3 else "no" if act == "r" else None
    world = small.told(did)
    answers = on_every_completion(world, lambda facts: world.verdict(act, person, office, outcome, facts))

    verdict = vet(Act(act, By(person, office), DAY, outcome), small.state(did), small.book, small.context())

    wanted = influential(world, answers)
    where = (small.raw["rule"], small.facts, did, act, person, office, outcome)
    assert {w.fact for w in verdict.wanted} == wanted, (where, verdict, answers)
    if wanted:
        assert [w.fact for w in verdict.wanted if w.first] == [min(wanted, key=ORDER.index)], where
        return False
    lawful, ends = answers[0][1]
    assert verdict.lawful == lawful and verdict.ends == ends, (where, verdict)
    assert bool(verdict.violations) == (not lawful), where
    return bool(lawful) and not ends


def check_turns(small: Small, did: Did) -> None:
    """Whose turn it is, found by trying every act on every completion."""
    world = small.told(did)
    answers = on_every_completion(world, lambda facts: frozenset(world.moves(facts)))

    found = turns(small.state(did), small.book, small.context(), DAY)

    moves = {
        (t.act, None if t.vacant else h.person, bool(t.blocked)) for t in found if t.act is not None for h in t.holders
    }
    asked = [t.facts[0] for t in found if t.facts]
    hangs_on = influential(world, answers)
    where = (small.raw["rule"], small.facts, did, found)
    assert moves == frozenset.intersection(*(answer for _, answer in answers)), (where, answers)
    assert asked == ([min(hangs_on, key=ORDER.index)] if hangs_on else []), (where, hangs_on)


def first_turn(small: Small, did: Did) -> list[tuple[str, str, str]]:
    """An act somebody has the turn for, so that the walk goes on."""
    found = turns(small.state(did), small.book, small.context(), DAY)
    return [(t.act, h.person, h.office) for t in found if t.act and not t.vacant for h in t.holders][:1]


@pytest.mark.parametrize("unknown", [0, 1, 2, 3])
def test_vetting_and_turns_agree_with_a_brute_force_on_every_completion(unknown: int) -> None:
    lawful = tried = 0
    for seed in range((900, 500, 200, 60)[unknown]):
        random = Random(f"{unknown}-{seed}")
        small = small_world(random, unknown=unknown)
        did: Did = []
        for _ in range(random.choice((1, 2, 4))):
            check_turns(small, did)
            steps = [(random.choice(ACTS), *random.choice(small.held)) for _ in range(5)]
            good = [step for step in (*steps, *first_turn(small, did)) if check_act(small, did, *step)]
            tried, lawful = tried + len(steps), lawful + len(good)
            if not good:
                break
            act, person, office = random.choice(good)
            did.append((act, person, office, "yes" if act == "r" else None))

    assert tried > 200 and lawful > tried / 20, (tried, lawful)


def held(condition: Condition, truths: Truths) -> bool:
    return all_of([condition], truths)[0]


def test_what_is_asked_for_a_condition_is_exactly_what_its_completions_hang_on() -> None:
    """The truth tables are local: where they say unknown though all completions agree, still nobody is asked."""
    small = small_world(Random(1), unknown=0)
    settled = 0
    for seed in range(4000):
        random = Random(f"condition-{seed}")
        table = random_condition(random)
        names = random.sample(["a", "b", "c", "n"], random.randrange(4))
        known = {k: v for k, v in (("a", True), ("b", False), ("c", "y"), ("n", 15)) if k in names}
        world = World(
            {**small.raw, "rule": [{"id": "r", "when": table}]}, {**known, "dept": "u1", "units": []}, [], [], {}
        )

        answers = [(facts, world.holds(table, facts)) for facts in world.completions()]
        condition = parse(table)
        found = complete(small.book, known, [condition], partial(held, condition))

        assert set(found.wanted()) == influential(world, answers), (table, known)
        if not found.wanted():
            settled += 1
            assert found.root == answers[0][1]
        if truth(condition, known.get) is not None:
            assert {answer for _, answer in answers} == {truth(condition, known.get)}
    assert 400 < settled < 3600
