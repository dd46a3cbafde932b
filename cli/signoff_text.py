"""The sign-off of one case as a page: what was required, what was done, what is missing, what stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli import case_page
from cli.acting import next_lines, warning_text
from cli.layout import table
from cli.output import fields, paragraph
from cli.refusal import CLOSED, steps
from cli.words import N_, t
from projections.signoff import CONFIRMED, DISOWNED, IN_PERSON, RECORDED

if TYPE_CHECKING:
    from aggregates.duties import Duty
    from cli.run import Run
    from projections.signoff import Required, SignOff, Taken

HOURS, DAY = 3600, 86_400
STATES = {
    "open": N_("open"),
    "met": N_("met"),
    "met-late": N_("met late"),
    "overdue": N_("OVERDUE"),
}


def report(this: Run, found: SignOff) -> list[str]:
    """The page; its last line says what comes next."""
    state = found.request.state
    words = this.bookwords
    title = t(N_("Sign-off of {case}"), case=state.case)
    if this.out.training:
        title += f"  [{t(N_('training'))}]"
    stands = t(CLOSED.get(state.closed, state.closed)) if state.closed else t(N_("in hand"))
    facts = [(words.fact(name), words.value(name, value)) for name, value in state.facts.items()]
    head = [(t(N_("stands")), stands), (t(N_("rulebook")), f"{this.book.title} [{found.book}]")]
    lines = [title, *fields([*head, *facts], indent=2), ""]
    lines += [t(N_("Required")), *_required(this, found), ""]
    lines += [t(N_("As it was")), *_taken(this, found), ""]
    lines += _decisions(this, found) + _switched_off(this, found) + _duties(this, found) + _marks(this, found)
    lines += paragraph(_signed(found))
    return lines + next_lines(this, steps(found.turns, state.case))


def _required(this: Run, found: SignOff) -> list[str]:
    words = this.bookwords
    if found.undecided:
        names = t(N_(", ")).join(words.fact(fact) for fact in found.undecided)
        return paragraph(t(N_("not settled yet: it hangs on {facts}"), facts=names), indent=2)
    if not found.required:
        return [f"  {t(N_('no step is required by this rulebook'))}"]
    rows = [[_met(step), _what(this, step), _by(this, step), step.article, step.rule] for step in found.required]
    heads = [t(N_("met")), t(N_("step")), t(N_("by")), t(N_("article")), t(N_("rule"))]
    return ["  " + line for line in table(heads, rows)]


def _met(step: Required) -> str:
    if step.entry is not None:
        return t(N_("entry {index}"), index=step.entry)
    return step.decision or t(N_("MISSING"))


def _what(this: Run, step: Required) -> str:
    return this.bookwords.act("fund", step.act) if step.act else t(N_("decision"))


def _by(this: Run, step: Required) -> str:
    words = this.bookwords
    if step.bodies:
        return t(N_(" or ")).join(words.body(body) for body in step.bodies)
    return t(N_(" or ")).join(words.expression(each) for each in step.by)


def _taken(this: Run, found: SignOff) -> list[str]:
    heads = [t(N_("entry")), t(N_("day")), t(N_("act")), t(N_("by")), t(N_("office")), t(N_("how")), t(N_("took"))]
    rows = [
        [
            str(taken.act.index),
            taken.act.on.isoformat(),
            case_page.what(this, taken.act),
            this.name_of(taken.act.by.person),
            case_page.where(this, taken.act),
            case_page.how(taken.act),
            _took(taken),
        ]
        for taken in found.taken
    ]
    lines = ["  " + line for line in table(heads, rows)]
    for taken in found.taken:
        lines += _besides(this, taken)
    return lines


def _besides(this: Run, taken: Taken) -> list[str]:
    """What stands out in one act: a rule departed from, a delegation, a late entry, a reason, a paper."""
    facts = taken.act.facts
    notes = []
    if facts.get("overrides"):
        notes.append(t(N_("departs from {rules}"), rules=", ".join(facts["overrides"])))
    if facts.get("delegations"):
        notes.append(t(N_("rests on the delegation {leaves}"), leaves=", ".join(x[:16] for x in facts["delegations"])))
    if facts.get("late"):
        notes.append(t(N_("entered late: {reason}"), reason=facts["late"]["reason"]))
    if facts.get("reason"):
        notes.append(t(N_("reason: {reason}"), reason=facts["reason"]))
    if facts.get("enclosures"):
        notes.append(t(N_("papers: {names}"), names=", ".join(each["name"] for each in facts["enclosures"])))
    for correction in taken.act.corrected:
        notes.append(
            t(N_("corrected by entry {index}: {reason}"), index=correction.index, reason=correction.facts["reason"])
        )
    label = t(N_("entry {index}"), index=taken.act.index)
    return [line for note in notes for line in paragraph(f"{label}: {note}", indent=4)]


def _took(taken: Taken) -> str:
    """How long since the act before: hours within a day, else working days."""
    if taken.seconds is None:
        return "-"
    if taken.working_days:
        return t(N_("{n} working days"), n=taken.working_days)
    if taken.seconds >= HOURS:
        return t(N_("{n} h"), n=taken.seconds // HOURS)
    return t(N_("{n} min"), n=taken.seconds // 60)


def _decisions(this: Run, found: SignOff) -> list[str]:
    words = this.bookwords
    lines = []
    for each in found.decisions:
        what = t(
            N_("{case}: {body}, {on}, {reference}: {outcome}"),
            case=each["case"],
            body=words.body(each["body"]),
            on=each["decided_on"],
            reference=each["reference"],
            outcome=words.outcome(each["outcome"]),
        )
        if each["covers_fen"] is not None:
            covers, left = (words.value("amount_fen", each[name]) for name in ("covers_fen", "left_fen"))
            what += t(N_("; covers {covers}, {left} left"), covers=covers, left=left)
        lines += paragraph(what, indent=2)
    return [t(N_("Decisions")), *lines, ""] if lines else []


def _switched_off(this: Run, found: SignOff) -> list[str]:
    words = this.bookwords
    lines = []
    for each in found.switched_off:
        what = t(
            N_("{fact}: {value} (entry {index}, {person}) leaves out {rules}"),
            fact=words.fact(each.fact),
            value=words.value(each.fact, each.value),
            index=each.entry,
            person=this.name_of(each.person),
            rules=", ".join(rule.partition("/")[2] for rule in each.rules),
        )
        lines += paragraph(what, indent=2)
    return [t(N_("Declared facts by which a rule does not apply")), *lines, ""] if lines else []


def _duties(this: Run, found: SignOff) -> list[str]:
    return (
        [t(N_("Duties")), *(line for duty in found.duties for line in _duty(this, found, duty)), ""]
        if found.duties
        else []
    )


def _duty(this: Run, found: SignOff, duty: Duty) -> list[str]:
    words = this.bookwords
    act = t(N_("confirm the recorded act")) if duty.rule is None else words.act("fund", duty.act)
    days, working = duty.age(found.on, this.calendar)
    if duty.due_on is None:
        when = t(N_("no day set ({word})"), word=duty.word)
    else:
        when = t(N_("due {day}"), day=duty.due_on.isoformat())
    what = t(
        N_("{act} by {who}: {state}, {when}, {days} days old ({working} working days)  [{key}]"),
        act=act,
        who=t(N_(" or ")).join(words.expression(each) for each in duty.by),
        state=t(STATES[duty.state(found.on)]),
        when=when,
        days=days,
        working=working,
        key=duty.key,
    )
    return paragraph(what, indent=2)


def _marks(this: Run, found: SignOff) -> list[str]:
    lines = [line for notice in found.request.notices for line in paragraph(warning_text(this, dict(notice)), indent=2)]
    return [t(N_("Marks")), *lines, ""] if lines else []


def _signed(found: SignOff) -> str:
    counts: dict[str, Any] = {
        "in_person": found.counted(IN_PERSON),
        "recorded": found.counted(RECORDED) + found.counted(CONFIRMED),
        "confirmed": found.counted(CONFIRMED),
        "disowned": found.counted(DISOWNED),
    }
    return t(
        N_("In person {in_person}, recorded for another {recorded} (confirmed: {confirmed}), disowned {disowned}."),
        **counts,
    )
