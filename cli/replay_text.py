"""A replayed case as lines: what was known, each step with its verdict, what came to be known later, what was next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.audit_past import WHAT, shown
from cli.case_page import how, standing, what, where
from cli.output import fields, paragraph
from cli.values import shown_instant
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.rulebook.context import Turn
    from cli.run import Run
    from projections.replay import Changed, Replay, Step

CHANGES = {
    "late": N_("entered later, by entry {index} on {at}"),
    "corrected": N_("corrected later, by entry {index} on {at}"),
    "confirmed": N_("confirmed later, by entry {index} on {at}"),
    "disowned": N_("disowned later, by entry {index} on {at}"),
}


def lines(this: Run, found: Replay) -> list[str]:
    """The page."""
    state, words = found.file.state, this.bookwords
    told = (
        N_("{case} as known on {day}, {size} entries")
        if found.known == "then"
        else N_("{case} on {day} as known now, {size} entries")
    )
    head = t(told, case=state.case, day=found.day, size=f"{found.size:,}")
    pairs = [
        (t(N_("stands")), standing(state)),
        (t(N_("rulebook")), f"{found.book.title} [{found.book.key} {found.book.sha256[:12]}]"),
        (t(N_("judged under")), t(N_("{book}: not the book in force"), book=found.under) if found.under else None),
        *words.facts(state.facts),
    ]
    page = [head, *fields(pairs, indent=2), ""]
    for step in found.steps:
        page += _step(this, found, step)
    if found.changed:
        page += ["", t(N_("Known only later")), *(f"  {change(this, found, each)}" for each in found.changed)]
    return [*page, "", *_next(this, found)]


def _step(this: Run, found: Replay, step: Step) -> list[str]:
    act = step.act
    title = t(
        N_("step {version}, entry {index}, {at}: {what}"),
        version=act.version,
        index=act.index,
        at=shown_instant(act.at),
        what=what(this, act, found.file.state.kind),
    )
    who = f"{this.name_of(act.by.person)}, {where(this, act)}, {how(act)}"
    law = "\n".join(f"{rule.article} “{rule.quote}” [{rule.id}]" for rule in step.admitted)
    pairs = [
        (t(N_("by")), who),
        (t(N_("day")), act.on.isoformat() if act.on != act.recorded_on else None),
        (t(N_("lawful then")), t(N_("yes")) if step.then is None else t(N_("NO: {why}"), why=t(WHAT[step.then.what]))),
        (t(N_("under")), _under(found, step)),
        (t(N_("by articles")), law),
        (t(N_("then next")), t(N_("; ")).join(turn_words(this, found, turn) for turn in step.turns)),
    ]
    page = [title, *fields(pairs, indent=2)]
    for finding in (step.then, step.under):
        page += [f"    {line}" for line in shown(this, finding)] if finding else []
    return page


def _under(found: Replay, step: Step) -> str | None:
    if found.under is None:
        return None
    verdict = t(N_("yes")) if step.under is None else t(N_("NO: {why}"), why=t(WHAT[step.under.what]))
    return f"{found.under}: {verdict}"


def turn_words(this: Run, found: Replay, turn: Turn) -> str:
    """A next step, and the people whose turn it was."""
    words = this.bookwords
    if turn.act:
        act = words.act(found.file.state.kind, turn.act)
    elif turn.facts:
        act = t(N_("declare {facts}"), facts=t(N_(", ")).join(words.fact(fact) for fact in turn.facts))
    else:
        bodies = t(N_(" or ")).join(words.body(kind) for kind in turn.decision)
        act = t(N_("decided by {bodies}"), bodies=bodies)
    people = t(N_(", ")).join(dict.fromkeys(this.name_of(holder.person) for holder in turn.holders))
    return f"{act} ({people})" if people else act


def change(this: Run, found: Replay, each: Changed) -> str:
    """What came to be known of an act, and when."""
    became = t(CHANGES[each.what], index=each.index, at=shown_instant(each.at))
    return f"{this.bookwords.act(found.file.state.kind, each.act.act)} ({each.act.on}): {became}"


def _next(this: Run, found: Replay) -> list[str]:
    if not found.turns:
        return [t(N_("Nothing was open then."))]
    said = t(N_("; ")).join(turn_words(this, found, turn) for turn in found.turns)
    return paragraph(t(N_("Next, as it stood: {steps}"), steps=said))
