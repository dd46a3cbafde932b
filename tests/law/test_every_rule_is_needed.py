"""Take one rule out of a book, and a story that names it goes otherwise: no rule is there for show.

The suite tries some of every book, always the same; `make long` tries all.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

from aggregates.rulebook.coverage import class_of
from aggregates.rulebook.loader import load, shipped
from tests.law.hall import Halls
from tests.law.story import Story, play, stories, twins
from tests.town import copy_of, without

SEED, SAMPLE = 2022, 12


def _by_rule() -> dict[str, list[Story]]:
    found = defaultdict(list)
    for story in stories():
        for rule in story.names:
            found[rule].append(story)
    return dict(sorted(found.items()))


NAMED = _by_rule()


def _tried() -> list[str]:
    """So many rules of every book."""
    random, of = Random(SEED), defaultdict(list)
    for rule in NAMED:
        of[rule.partition("/")[0]].append(rule)
    return sorted(rule for rules in of.values() for rule in random.sample(rules, min(SAMPLE, len(rules))))


TRIED = _tried()


def goes_otherwise(rule: str, halls: Halls, folder: Path) -> bool:
    """Whether one of the stories that name the rule is not as told without it."""
    for number, story in enumerate(NAMED[rule]):
        made = copy_of(halls(story.book), folder / f"without-{number}")
        made.book, made.verifying = without(made.book, rule), False
        try:
            play(made, story)
        except AssertionError:
            return True
        finally:
            made.store.close()
    return False


@pytest.mark.parametrize("rule", TRIED)
def test_without_the_rule_one_of_its_stories_goes_otherwise(rule: str, halls_made_once: Halls, tmp_path: Path) -> None:
    assert goes_otherwise(rule, halls_made_once, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("rule", NAMED)
def test_without_any_rule_that_a_story_names_one_of_these_goes_otherwise(
    rule: str, halls_made_once: Halls, tmp_path: Path
) -> None:
    assert goes_otherwise(rule, halls_made_once, tmp_path)


@pytest.mark.parametrize("book", shipped())
def test_every_rule_that_binds_has_a_story_or_a_twin(book: str) -> None:
    """All but those that are only shown, said by another rule too, or held by a test of the program."""
    told, found = {*NAMED, *(twin.rule for twin in twins())}, load(book)
    binding = [rule.id for rule in found.rules.values() if class_of(found, rule) not in ("advisory", "held_by")]

    assert [rule for rule in binding if rule not in told] == []
