"""Every story of the cases goes as it is told, and goes otherwise without any one of the rules it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.law.story import Story, play, stories
from tests.town import BOOK, TownHall, copy_of, without

STORIES = list(stories())
NAMES = [story.title for story in STORIES]
WITHOUT = [(story, rule) for story in STORIES for rule in story.names]


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_a_story_goes_as_it_is_told(story: Story, hall: TownHall) -> None:
    play(hall, story)


@pytest.mark.parametrize(("story", "rule"), WITHOUT, ids=[f"{rule}: {story.title}" for story, rule in WITHOUT])
def test_without_the_rule_the_story_goes_otherwise(
    story: Story, rule: str, hall_made_once: TownHall, tmp_path: Path
) -> None:
    made = copy_of(hall_made_once, tmp_path / "hall")
    made.book = without(BOOK, rule)

    with pytest.raises(AssertionError):
        play(made, story)
    made.store.close()


def test_no_two_stories_have_one_title() -> None:
    assert len(set(NAMES)) == len(NAMES)
