"""Every story of the cases goes as it is told."""

from __future__ import annotations

import pytest

from tests.law.story import Story, play, stories
from tests.town import BOOK, TownHall

STORIES = list(stories())
NAMES = [story.title for story in STORIES]


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_a_story_goes_as_it_is_told(story: Story, hall: TownHall) -> None:
    play(hall, story)


def test_no_two_stories_have_one_title() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_every_rule_that_a_story_names_is_in_the_book() -> None:
    assert {name for story in STORIES for name in story.names} <= set(BOOK.rules)
