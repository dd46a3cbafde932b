"""The closed table of event types, for ever: a name is never reused, and a changed meaning is a `/2`."""

from aggregates.kinds import KINDS

NEUTRAL = frozenset(
    {
        "ledger.founded/1",
        "entry.annulled/1",
        "roster.confirmed/1",
        "person.enrolled/1",
        "key.bound/1",
        "key.revoked/1",
        "grant.given/1",
        "grant.ended/1",
        "case-heads.recorded/1",
    }
)

ROSTER = frozenset(
    {
        "unit.enrolled/1",
        "portfolio.assigned/1",
        "portfolio.ended/1",
        "cover.paired/1",
        "delegation.made/1",
        "delegation.ended/1",
        "absence.recorded/1",
        "absence.ended/1",
        "office.step-recorded/1",
    }
)

ADOPTION = frozenset({"rulebook.adopted/1", "calendar.adopted/1"})

DECISION = frozenset({"external-decision.recorded/1", "external-decision.noted/1", "external-decision.drawn/1"})

CASES = frozenset(name for kind in KINDS.values() for name in kind.all_types) | {"agenda-item.drawn/1"}

SHARED = frozenset(
    {
        "act.corrected/1",
        "act.confirmed/1",
        "act.disowned/1",
        "act.deemed/1",
        "case.linked/1",
        "decision.noted/1",
        "duty.lapsed/1",
        "duty.term-set/1",
        "report.published/1",
        "rung.opened/1",
    }
)

TYPES = NEUTRAL | ROSTER | ADOPTION | DECISION | CASES | SHARED
