"""The accountability trail as JSON: instants in UTC, times in whole microseconds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from projections.signoff_json import duty_as_json

if TYPE_CHECKING:
    from projections.trail import InHand, Trail
    from projections.trail_hands import Stretch
    from projections.trail_warnings import Answer, Warned


def as_json(found: Trail) -> dict[str, Any]:
    """The whole report."""
    asked = found.asked
    return {
        "what": asked.what,
        "about": asked.about,
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "acts": found.acts,
        "warned": [_warned(each) for each in found.warned],
        "noted": [
            {**each.noted._asdict(), "on": each.noted.on.isoformat(), "case": each.case, "article": each.article}
            for each in found.noted
        ],
        "in_hand": [_held(each) for each in found.in_hand],
        "in_hand_microseconds": _microseconds(sum((each.lasted for each in found.in_hand), timedelta())),
        "alone_microseconds": _microseconds(found.alone()),
        "duties": [duty_as_json(duty, found.on) for duty in found.duties],
        "marked": [{**each._asdict(), "on": each.on.isoformat()} for each in found.marked],
    }


def _warned(each: Warned) -> dict[str, Any]:
    return {
        **each._asdict(),
        "on": each.on.isoformat(),
        "due_on": each.due_on.isoformat() if each.due_on else None,
        "rules": list(each.rules),
        "articles": list(each.articles),
        "quotes": list(each.quotes),
        "answers": [_answer(answer) for answer in each.answers],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {**answer._asdict(), "on": answer.on.isoformat()}


def _held(each: InHand) -> dict[str, Any]:
    life = each.life
    return {
        "case": life.case,
        "kind": life.kind,
        "begins": life.begins.isoformat(),
        "ends": life.ends.isoformat(),
        "microseconds": _microseconds(each.lasted),
        "working_days": each.working_days,
        "stretches": [_stretch(stretch) for stretch in each.stretches],
    }


def _stretch(each: Stretch) -> dict[str, Any]:
    return {
        "begins": each.begins.isoformat(),
        "ends": each.ends.isoformat(),
        "microseconds": _microseconds(each.lasted),
        "hands": [hand._asdict() for hand in each.hands],
        "waits_for": list(each.waits_for),
        "closed": each.closed,
    }


def _microseconds(time: timedelta) -> int:
    return time // timedelta(microseconds=1)
