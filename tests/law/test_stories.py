"""Every story of `cases/jiangkou-2022` goes as it is told, and goes otherwise without any one of the rules it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.law.seat import seat, seat_made_once, town_made_once
from tests.law.stories import Otherwise, Story, play, stories
from tests.town import BOOK, TownHall, copy_of, without

__all__ = ["seat", "seat_made_once", "town_made_once"]

STORIES = list(stories())
NAMES = [story.title for story in STORIES]
WITHOUT = [(story, rule) for story in STORIES for rule in story.rules]


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_a_story_goes_as_it_is_told(story: Story, seat: TownHall) -> None:
    seat.verifying = False
    play(seat, story)
    seat.verifying = True
    seat.verified()


@pytest.mark.parametrize(("story", "rule"), WITHOUT, ids=[f"{rule}: {story.title}" for story, rule in WITHOUT])
def test_without_the_rule_the_story_goes_otherwise(
    story: Story, rule: str, seat_made_once: TownHall, tmp_path: Path
) -> None:
    made = copy_of(seat_made_once, tmp_path / "seat").on("2022-05-06")
    made.book, made.verifying = without(BOOK, rule), False

    with pytest.raises(Otherwise):
        play(made, story)
    made.store.close()


def test_no_two_stories_have_one_title() -> None:
    assert len(set(NAMES)) == len(NAMES)
