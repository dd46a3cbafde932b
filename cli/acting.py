"""What every act of the command line has in common: its manner as typed, and what is said when it is on record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cli.layout import inert
from cli.options import option
from cli.output import command, paragraph
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.office.ahead import Next
    from aggregates.office.desk import ActResult
    from aggregates.office.manner import Attachment, Manner
    from cli.run import Run

MOST_NEXT = 3
EVENTS = {
    "ledger.founded/1": N_("ledger founded"),
    "entry.annulled/1": N_("void entry annulled"),
    "roster.confirmed/1": N_("confirmed"),
    "person.enrolled/1": N_("person enrolled"),
    "key.bound/1": N_("key bound"),
    "key.revoked/1": N_("key revoked"),
    "grant.given/1": N_("office given"),
    "grant.ended/1": N_("office ended"),
    "case-heads.recorded/1": N_("case heads recorded"),
    "unit.enrolled/1": N_("unit enrolled"),
    "portfolio.assigned/1": N_("charge assigned"),
    "portfolio.ended/1": N_("charge ended"),
    "cover.paired/1": N_("A and B roles paired"),
    "delegation.made/1": N_("delegation made"),
    "delegation.ended/1": N_("delegation ended"),
    "absence.recorded/1": N_("absence recorded"),
    "absence.ended/1": N_("absence ended"),
    "rulebook.adopted/1": N_("rulebook adopted"),
    "calendar.adopted/1": N_("calendar adopted"),
    "external-decision.recorded/1": N_("decision recorded"),
    "external-decision.noted/1": N_("decision noted"),
    "external-decision.drawn/1": N_("drawn on the decision"),
    "fund-request.requested/1": N_("funds requested"),
    "fund-request.reviewed/1": N_("reviewed"),
    "fund-request.signed/1": N_("signed"),
    "fund-request.paid/1": N_("paid out"),
    "fund-request.use-reported/1": N_("use reported"),
    "fund-request.returned/1": N_("returned"),
    "fund-request.withdrawn/1": N_("withdrawn"),
    "fund-request.step-recorded/1": N_("step recorded"),
    "fund-request.facts-declared/1": N_("facts declared"),
    "document.drafted/1": N_("document drafted"),
    "document.registered/1": N_("paper registered"),
    "document.revised/1": N_("text revised"),
    "document.signed/1": N_("signed for issue"),
    "document.numbered/1": N_("document numbered"),
    "document.issued/1": N_("document issued"),
    "document.answered/1": N_("sender answered"),
    "document.published/1": N_("made public"),
    "document.returned/1": N_("returned"),
    "document.withdrawn/1": N_("withdrawn"),
    "document.step-recorded/1": N_("step recorded"),
    "document.facts-declared/1": N_("facts declared"),
    "leave-request.requested/1": N_("leave asked for"),
    "leave-request.approved/1": N_("leave approved"),
    "leave-request.departed/1": N_("departed"),
    "leave-request.ended/1": N_("leave ended"),
    "leave-request.returned/1": N_("returned"),
    "leave-request.withdrawn/1": N_("withdrawn"),
    "leave-request.step-recorded/1": N_("step recorded"),
    "leave-request.facts-declared/1": N_("facts declared"),
    "meeting.planned/1": N_("meeting planned"),
    "meeting.notified/1": N_("notice given"),
    "meeting.attendance-recorded/1": N_("attendance recorded"),
    "meeting.convened/1": N_("meeting opened"),
    "meeting.closed/1": N_("meeting closed"),
    "meeting.withdrawn/1": N_("withdrawn"),
    "meeting.step-recorded/1": N_("step recorded"),
    "meeting.facts-declared/1": N_("facts declared"),
    "agenda-item.proposed/1": N_("item proposed"),
    "agenda-item.admitted/1": N_("item admitted"),
    "agenda-item.decided/1": N_("item decided"),
    "agenda-item.returned/1": N_("returned"),
    "agenda-item.withdrawn/1": N_("withdrawn"),
    "agenda-item.step-recorded/1": N_("step recorded"),
    "agenda-item.facts-declared/1": N_("facts declared"),
    "decision-item.opened/1": N_("item opened"),
    "decision-item.extended/1": N_("term extended"),
    "decision-item.urged/1": N_("urged"),
    "decision-item.completed/1": N_("item completed"),
    "decision-item.accepted/1": N_("acceptance decided"),
    "decision-item.warned/1": N_("warning given"),
    "decision-item.warning-rescinded/1": N_("warning rescinded"),
    "decision-item.returned/1": N_("returned"),
    "decision-item.withdrawn/1": N_("withdrawn"),
    "decision-item.step-recorded/1": N_("step recorded"),
    "decision-item.facts-declared/1": N_("facts declared"),
    "act.corrected/1": N_("act corrected"),
    "act.confirmed/1": N_("recorded act confirmed"),
    "act.disowned/1": N_("recorded act disowned"),
    "duty.term-set/1": N_("term set"),
    "report.published/1": N_("report published"),
    "duty.lapsed/1": N_("lapse noted"),
    "rung.opened/1": N_("rung opened"),
    "act.deemed/1": N_("counts as done"),
    "case.linked/1": N_("named by another case"),
    "decision.noted/1": N_("decision noted"),
    "agenda-item.drawn/1": N_("drawn on the decision"),
}
WARNINGS = {
    "on-leave": N_("on recorded leave that day: {people}"),
    "extended-late": N_("the term {due_on} is over: an extension moves it only while it lasts, and this one does not"),
    "not-the-b-role": N_("this is not the B role that the roster pairs, and gives no power; paired: {paired}"),
    "one-root-holder": N_("this ledger has one root holder: what one person gives takes effect without a second"),
    "nothing-frozen": N_("no text is enclosed, so that no digest says what was signed"),
    "no-delegation": N_("no power to act was given: only the holder of {office}, in person, delegates"),
    "days-to-enter": N_("the further days stand in no diary yet: enter them with govledger leave record-days {case}"),
    "back-late": N_("the leave ended on {until}, and was not extended"),
    "away-already": N_("an absence from {from} stands on record already; nothing was entered twice"),
    "adds-up": N_(
        "with {cases} this department asks {total} for the same purpose this year, which passes a tier: {rule}"
    ),
}

enclosing = option(
    "--enclosure", "enclosures", multiple=True, metavar="FILE", help=N_("enclose a paper; may be repeated")
)
late = option("--late-reason", metavar="TEXT", help=N_("why it is entered so late, where --on lies days back"))


def manner(
    this: Run,
    *,
    enclosures: Sequence[str] = (),
    reason: str | None = None,
    late_reason: str | None = None,
    overrides: Sequence[str] = (),
) -> Manner:
    """How this act is done, as the options of every command and its own say it."""
    from aggregates.office.manner import Manner
    from cli import naming

    given = this.given
    return Manner(
        act=given.act_id,
        on=this.on(),
        office=given.office and naming.office(this, given.office),
        acting_for=given.acting_for and naming.office(this, given.acting_for),
        record_for=given.record_for and _record_for(this, given.record_for),
        late_reason=late_reason,
        reason=reason,
        overrides=tuple(overrides),
        enclosures=tuple(attachment(each) for each in enclosures),
    )


def attachment(path: str) -> Attachment:
    """A paper named on the command line. Raises: BadInput if it cannot be read."""
    from mimetypes import guess_type
    from pathlib import Path

    from aggregates.office.manner import Attachment
    from cli.values import read

    return Attachment(Path(path).name, guess_type(path)[0] or "application/octet-stream", read(path))


def act(this: Run, do: Callable[[], ActResult], what: str | None = None) -> None:
    """Do the act and say what is on record now, and what comes next."""
    this.acting = True
    result = do()
    this.recorded = not this.given.dry_run
    this.out.put(as_json(this, result), said(this, result, what))


def as_json(this: Run, result: ActResult) -> dict[str, Any]:
    """An act as every command gives it."""
    data: dict[str, Any] = {
        "case": result.case,
        "version": result.version,
        "index": result.index,
        "type": result.type,
        "leaf": result.leaf,
        "rules": list(result.rules),
        "next": [step_as_json(_answerable(this, step)) for step in result.next],
        "act": result.act,
    }
    if result.opened:
        data["opened"] = list(result.opened)
    if result.warnings:
        data["warnings"] = [dict(each) for each in result.warnings]
    if result.repeated:
        data["repeated"] = True
    if this.given.dry_run:
        data["dry_run"] = True
    return data


def step_as_json(step: Next) -> dict[str, Any]:
    return {
        "act": step.act,
        "command": list(step.command),
        "people": list(step.people),
        "offices": list(step.offices),
    }


def said(this: Run, result: ActResult, what: str | None = None) -> list[str]:
    """What is on record now, in two or three lines."""
    heads = {
        "dry": N_("Would be recorded: {what}: {case}, step {version} (entry {index})"),
        "repeated": N_("On record already: {what}: {case}, step {version} (entry {index})"),
        "done": N_("Recorded: {what}: {case}, step {version} (entry {index})"),
    }
    head = heads["dry" if this.given.dry_run else "repeated" if result.repeated else "done"]
    event = what or t(EVENTS.get(result.type, result.type))
    lines = [inert(t(head, what=event, case=result.case, version=result.version, index=result.index))]
    if result.opened:
        lines += paragraph(t(N_("Opened: {cases}"), cases=t(N_(", ")).join(result.opened)))
    for warning in result.warnings:
        lines += paragraph(t(N_("Note: {text}"), text=warning_text(this, dict(warning))))
    return lines + next_lines(this, result.next)


def next_lines(this: Run, steps: Sequence[Next]) -> list[str]:
    """The next useful commands, at most three, and whose turn it is."""
    lines = []
    steps = tuple(dict.fromkeys(steps))
    for step in [_answerable(this, step) for step in steps[:MOST_NEXT]]:
        who = t(N_(", ")).join(step.people[:4])
        lines.append(
            f"{t(N_('Next:'))} {inert(command(here(this, step.command)))}" + (f"   ({inert(who)})" if who else "")
        )
    if len(steps) > MOST_NEXT:
        lines.append(t(N_("and {n} more"), n=len(steps) - MOST_NEXT))
    return lines


def _answerable(this: Run, step: Next) -> Next:
    """What a root holder gave, another confirms: the command names one who may."""
    given = this.known.get("actor")
    others = tuple(person for person in step.people if person != given)
    if step.command != ("office", "confirm") or not others:
        return step
    return step._replace(command=(*step.command, "--as", others[0]), people=others)


def here(this: Run, words: Sequence[str]) -> tuple[str, ...]:
    """The command as it works from where the person stands: with the home, if it was said."""
    return (*words, "--home", this.given.home) if this.given.home else tuple(words)


def _record_for(this: Run, text: str) -> str:
    from cli import naming

    office, colon, person = text.partition(":")
    return naming.office(this, office) + (f":{naming.person(this, person)}" if colon else "")


def warning_text(this: Run, warning: dict[str, Any]) -> str:
    template = WARNINGS.get(warning.get("kind", ""))
    if warning.get("kind") == "advice" and (rule := this.book.rules.get(warning["rule"])):
        return t(N_("{article}: “{quote}” [{rule}]"), article=rule.article, quote=rule.quote, rule=rule.id)
    if template is None:
        return ", ".join(f"{name}: {value}" for name, value in warning.items())
    if warning["kind"] == "adds-up":
        total = this.bookwords.value("amount_fen", warning["total_fen"])
        return t(template, cases=", ".join(warning["cases"]), total=total, rule=warning["rule"])
    return t(template, **{name: _joined(value) for name, value in warning.items()})


def _joined(value: Any) -> Any:
    return t(N_(", ")).join(value) if isinstance(value, list) else value
