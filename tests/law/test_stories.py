"""Every story of the cases goes as it is told, each in the place of its book."""

from __future__ import annotations

from collections import Counter

import pytest

from aggregates.rulebook.loader import load, shipped
from tests.law.hall import Halls
from tests.law.story import Story, play, stories

STORIES = list(stories())
NAMES = [f"{story.book}: {story.title}" for story in STORIES]
AT_LEAST = 15
"""So many stories of its own has every jurisdiction."""


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_a_story_goes_as_it_is_told(story: Story, halls: Halls) -> None:
    play(halls(story.book), story)


def test_no_two_stories_have_one_title() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("book", shipped())
def test_every_rule_that_a_story_names_is_in_its_book(book: str) -> None:
    assert {name for story in STORIES if story.book == book for name in story.names} <= set(load(book).rules)


def test_every_book_that_is_shipped_has_its_stories() -> None:
    told = Counter(story.book for story in STORIES)

    assert set(told) == set(shipped())
    assert [book for book, count in told.items() if count < AT_LEAST] == []
