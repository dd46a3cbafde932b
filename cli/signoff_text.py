"""The sign-off of one case in words: what was required, what was done, what is missing, what stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli import case_page
from cli.acting import next_lines, warning_text
from cli.output import fields, paragraph
from cli.refusal import CLOSED, steps
from cli.report_text import section_lines
from cli.report_words import counts
from cli.words import N_, t
from projections.report_page import Pairs, Section, Table, Text
from projections.signoff import CONFIRMED, DISOWNED, IN_PERSON, RECORDED

if TYPE_CHECKING:
    from aggregates.duties import Duty
    from cli.run import Run
    from projections.report_page import Block
    from projections.signoff import Required, SignOff, Taken

HOURS, DAY = 3600, 86_400
STATES = {
    "open": N_("open"),
    "met": N_("met"),
    "met-late": N_("met late"),
    "overdue": N_("OVERDUE"),
    "ended": N_("ended"),
}


def report(this: Run, found: SignOff) -> list[str]:
    """The page on the terminal; its last line says what comes next."""
    title = heading(found)
    if this.out.training:
        title += f"  [{t(N_('training'))}]"
    head = [line for block in opening(this, found) for line in fields(block.pairs, indent=2)]
    lines = [title, *head, "", *section_lines(sections(this, found)), *paragraph(signed(found))]
    return lines + next_lines(this, steps(found.turns, found.request.state.case))


def heading(found: SignOff) -> str:
    return t(N_("Sign-off of {case}"), case=found.request.state.case)


def opening(this: Run, found: SignOff) -> tuple[Pairs, ...]:
    """How the case stands, its rulebook, its facts."""
    state, words = found.request.state, this.bookwords
    stands = t(CLOSED.get(state.closed, state.closed)) if state.closed else t(N_("in hand"))
    facts = [(words.fact(name), words.value(name, value)) for name, value in state.facts.items()]
    return (Pairs(((t(N_("stands")), stands), (t(N_("rulebook")), f"{this.book.title} [{found.book}]"), *facts)),)


def sections(this: Run, found: SignOff) -> tuple[Section, ...]:
    """Required, as it was, and whatever else there is to tell."""
    told = [
        Section(t(N_("Required")), _required(this, found)),
        Section(t(N_("As it was")), _taken(this, found)),
        Section(t(N_("Deemed")), _deemed(this, found)),
        Section(t(N_("Decisions")), _decisions(this, found)),
        Section(t(N_("Declared facts by which a rule does not apply")), _switched_off(this, found)),
        Section(t(N_("Duties")), tuple(_duty(this, found, duty) for duty in found.duties)),
        Section(t(N_("Marks")), tuple(Text(warning_text(this, dict(each))) for each in found.request.notices)),
    ]
    return tuple(section for section in told if section.blocks)


def _required(this: Run, found: SignOff) -> tuple[Block, ...]:
    words = this.bookwords
    if found.undecided:
        names = t(N_(", ")).join(words.fact(fact) for fact in found.undecided)
        return (Text(t(N_("not settled yet: it hangs on {facts}"), facts=names)),)
    if not found.required:
        return (Text(t(N_("no step is required by this rulebook"))),)
    kind = found.request.state.kind
    rows = [(_met(step), _what(this, step, kind), _by(this, step), step.article, step.rule) for step in found.required]
    heads = (t(N_("met")), t(N_("step")), t(N_("by")), t(N_("article")), t(N_("rule")))
    return (Table(heads, tuple(rows)),)


def _met(step: Required) -> str:
    if step.entry is not None:
        return t(N_("entry {index}"), index=step.entry)
    return step.decision or t(N_("MISSING"))


def _what(this: Run, step: Required, kind: str) -> str:
    return this.bookwords.act(kind, step.act) if step.act else t(N_("decision"))


def _by(this: Run, step: Required) -> str:
    words = this.bookwords
    if step.bodies:
        return t(N_(" or ")).join(words.body(body) for body in step.bodies)
    return t(N_(" or ")).join(words.expression(each) for each in step.by)


def _taken(this: Run, found: SignOff) -> tuple[Block, ...]:
    heads = [N_("entry"), N_("day"), N_("act"), N_("by"), N_("office"), N_("how"), N_("took")]
    rows = [
        (
            str(taken.act.index),
            taken.act.on.isoformat(),
            case_page.what(this, taken.act, found.request.state.kind),
            this.name_of(taken.act.by.person),
            case_page.where(this, taken.act),
            case_page.how(taken.act),
            _took(taken),
        )
        for taken in found.taken
    ]
    return (
        Table(tuple(t(head) for head in heads), tuple(rows)),
        *(note for taken in found.taken for note in _besides(taken)),
    )


def _deemed(this: Run, found: SignOff) -> tuple[Block, ...]:
    kind = found.request.state.kind
    return tuple(
        Text(
            t(
                N_("entry {index}: {act} counts as {other} by {rule}"),
                index=each.index,
                act=this.bookwords.act(kind, each.act),
                other=this.bookwords.act(kind, each.counts_as),
                rule=each.rule or "-",
            )
        )
        for each in found.deemed
    )


def _besides(taken: Taken) -> list[Text]:
    """What stands out in one act: a rule departed from, a delegation, a late entry, a reason, a paper."""
    facts = taken.act.facts
    notes = []
    if facts.get("overrides"):
        notes.append(t(N_("departs from {rules}"), rules=", ".join(facts["overrides"])))
    if taken.rests_on:
        notes.append(t(N_("rests on the delegation {leaves}"), leaves=", ".join(taken.rests_on)))
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
    return [Text(f"{label}: {note}") for note in notes]


def _took(taken: Taken) -> str:
    """How long since the act before: hours within a day, else working days."""
    if taken.seconds is None:
        return "-"
    if taken.working_days:
        return t(N_("{n} working days"), n=taken.working_days)
    if taken.seconds >= HOURS:
        return t(N_("{n} h"), n=taken.seconds // HOURS)
    return t(N_("{n} min"), n=taken.seconds // 60)


def _decisions(this: Run, found: SignOff) -> tuple[Block, ...]:
    words = this.bookwords
    told = []
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
        told.append(Text(what))
    return tuple(told)


def _switched_off(this: Run, found: SignOff) -> tuple[Block, ...]:
    words = this.bookwords
    told = []
    for each in found.switched_off:
        what = t(
            N_("{fact}: {value} (entry {index}, {person}) leaves out {rules}"),
            fact=words.fact(each.fact),
            value=words.value(each.fact, each.value),
            index=each.entry,
            person=this.name_of(each.person),
            rules=", ".join(rule.partition("/")[2] for rule in each.rules),
        )
        told.append(Text(what))
    return tuple(told)


def _duty(this: Run, found: SignOff, duty: Duty) -> Text:
    words = this.bookwords
    act = t(N_("confirm the recorded act")) if duty.rule is None else words.act(duty.kind, duty.act)
    days, working = duty.age(found.on, this.calendar)
    if duty.due_on is None:
        when = t(N_("no day set ({word})"), word=duty.word) if duty.word else t(N_("no day set"))
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
    return Text(what)


def signed(found: SignOff) -> str:
    """How many acts were signed in person, recorded, confirmed, disowned."""
    return counts({how: found.counted(how) for how in (IN_PERSON, RECORDED, CONFIRMED, DISOWNED)})
