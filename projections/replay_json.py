"""A replayed case, and the record judged again, as data: the shapes that `--json` gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aggregates.review.judge import Finding
    from aggregates.rulebook.context import Turn
    from aggregates.rulebook.model import Rule
    from projections.replay import Changed, Replay, Step


def as_json(found: Replay) -> dict[str, Any]:
    """The whole replay."""
    state = found.file.state
    return {
        "case": state.case,
        "kind": state.kind,
        "size": found.size,
        "at": found.at.isoformat() if found.at else None,
        "day": found.day.isoformat(),
        "known": found.known,
        "book": {"key": found.book.key, "sha256": found.book.sha256},
        "under": found.under,
        "opened_on": state.opened_on.isoformat() if state.opened_on else None,
        "closed": state.closed,
        "facts": dict(state.facts),
        "steps": [_step(step) for step in found.steps],
        "next": [turn_as_json(turn) for turn in found.turns],
        "changed": [_changed(each) for each in found.changed],
    }


def _step(step: Step) -> dict[str, Any]:
    act = step.act
    return {
        "index": act.index,
        "version": act.version,
        "leaf": act.leaf,
        "type": act.type,
        "act": act.act,
        "outcome": act.outcome,
        "by": act.by._asdict(),
        "outside": act.outside,
        "on": act.on.isoformat(),
        "at": act.at,
        "late": "late" in act.facts,
        "struck": act.struck,
        "fields": dict(act.fields),
        "declared": dict(act.declared),
        "rules": [_rule(rule) for rule in step.admitted],
        "lawful": step.then is None,
        "refused": finding_as_json(step.then),
        "refused_under": finding_as_json(step.under),
        "known": dict(step.known),
        "next": [turn_as_json(turn) for turn in step.turns],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {"rule": rule.id, "article": rule.article, "quote": rule.quote, "says": rule.says}


def turn_as_json(turn: Turn) -> dict[str, Any]:
    """A next step and whose turn it is."""
    return {
        "act": turn.act,
        "decision": list(turn.decision),
        "facts": list(turn.facts),
        "by": list(turn.by),
        "people": list(dict.fromkeys(holder.person for holder in turn.holders)),
        "rule": turn.rule,
        "vacant": turn.vacant,
        "blocked": list(turn.blocked),
    }


def finding_as_json(found: Finding | None) -> dict[str, Any] | None:
    """Why an act would not have been recorded so; None where it would."""
    if found is None:
        return None
    return {
        "index": found.index,
        "case": found.case,
        "type": found.type,
        "what": found.what,
        "message": found.words,
        "violations": [
            {
                "rule": each.rule,
                "article": each.article,
                "quote": each.quote,
                "message": str(each),
                "facts": dict(each.facts),
            }
            for each in found.violations
        ],
        "wanted": [each.fact for each in found.wanted],
        "place": found.place or None,
        "expected": found.expected,
        "got": found.got,
    }


def _changed(each: Changed) -> dict[str, Any]:
    return {"what": each.what, "act": each.act.act, "of": each.act.index, "index": each.index, "at": each.at}
