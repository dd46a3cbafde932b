"""What a meeting or a body outside decided, entered on the digest of its paper, and noted in every case it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from aggregates import case_file
from aggregates.external_decision import NOTED, RECORDED
from aggregates.money import check_fen
from aggregates.office.desk import FIRST_LEAF, ActResult, Desk, Intent, Plan, Sight
from aggregates.office.manner import PLAIN, Manner, Papers, lateness, speakers
from aggregates.office.next_steps import following
from aggregates.office.numbers import next_case
from aggregates.refusals import refusal
from aggregates.rulebook.force import trees_of
from aggregates.rulebook.offices import speaks_as
from aggregates.rulebook.steps import acts_of
from ledger.canonical import clean_text
from ledger.errors import BadInput, NotAuthorised
from ledger.event import Draft

if TYPE_CHECKING:
    from aggregates.case import By
    from aggregates.rulebook.model import Book

PREFIX = "DEC"
ACT = "record_decision"


def record_decision(
    desk: Desk,
    *,
    body: str,
    decided_on: date,
    reference: str,
    outcome: str,
    about: Sequence[str],
    covers_fen: int | None = None,
    manner: Manner = PLAIN,
) -> ActResult:
    """Record a decision made elsewhere.

    Args:
        body: a kind of meeting of the book, or one of its offices outside.
        outcome: an answer that such a body can give; whether it passes, the book says.
        about: the cases decided on; each keeps a note of the decision.
        covers_fen: the amount decided, for all these cases together.

    Raises:
        BadInput: unknown body, outcome or case, a day still to come, or no paper.
        NotAuthorised: only the office that keeps the decisions may record one.
        Refused: a case it is about is closed.
    """
    fields: dict[str, Any] = {
        "about": list(about),
        "body": body,
        "covers_fen": None if covers_fen is None else check_fen(covers_fen),
        "decided_on": decided_on.isoformat(),
        "outcome": outcome,
        "reference": clean_text(reference, one_line=True),
    }
    papers = Papers(desk.enclosures, manner.enclosures)

    def plan(sight: Sight) -> Plan:
        _check(sight.book, fields, decided_on, sight.on)
        by = _recorder(desk, sight, body, manner)
        if not manner.enclosures:
            raise BadInput("a decision is recorded on its paper (--enclosure FILE)")
        for case in about:
            _check_open(sight, case)
        facts: dict[str, Any] = {"act": ACT, "fields": fields}
        if late := lateness(sight, manner.late_reason):
            facts["late"] = late
        facts["enclosures"] = papers.keep(dry_run=desk.dry_run)
        number = next_case(sight.record, PREFIX, sight.on)
        note = {"decision": {"case": number, "leaf": FIRST_LEAF, "version": 1}}
        drafts = [Draft(number, RECORDED, facts), *(Draft(case, NOTED, note) for case in about)]
        return Plan(by, drafts, sight.roster.leaned, opens=number, then=lambda after: following(after, about[0]))

    return desk.act(Intent(RECORDED, None, {"fields": fields}), plan, act=manner.act, on=manner.on)


def outcomes_of(book: Book, body: str) -> tuple[str, ...]:
    """The answers a body can give: those of a decided item, and for a body outside those of its own acts too."""
    decide = book.act("agenda", "decide")
    found = dict.fromkeys((*book.passes, *(decide.outcomes if decide else ())))
    if body in book.offices:
        steps = (step for rule in book.rules.values() for tree in trees_of(rule) for step in acts_of(tree))
        theirs = {step.act for step in steps if any(each.office == body for each in step.by)}
        for act in (act for acts in book.acts.values() for act in acts.values() if act.key in theirs):
            found |= dict.fromkeys(act.outcomes)
    return tuple(found)


def _check(book: Book, fields: dict[str, Any], decided_on: date, on: date) -> None:
    body, outcome, about = fields["body"], fields["outcome"], fields["about"]
    outside = [office.key for office in book.offices.values() if office.kind == "outside"]
    if body not in book.meeting_kinds and body not in outside:
        known = ", ".join((*book.meeting_kinds, *outside))
        raise BadInput("{body} is no meeting and no body outside; known are: {known}", body=body, known=known)
    if outcome not in (answers := outcomes_of(book, body)):
        template = "{outcome} is no answer of {body}; known are: {known}"
        raise BadInput(template, outcome=outcome, body=body, known=", ".join(answers))
    if decided_on > on:
        template = "decided on {decided_on}, and recorded on {on}: a decision is recorded after it was made"
        raise BadInput(template, decided_on=decided_on.isoformat(), on=on.isoformat())
    if not about or len(set(about)) < len(about):
        raise BadInput("a decision is about one case or several, each named once (--about CASE)")


def _recorder(desk: Desk, sight: Sight, body: str, manner: Manner) -> By:
    """Whoever keeps the decisions of that body, by that very office first: the director speaks for it too."""
    office = sight.book.offices.get(body)
    keeper = (office.recorded_by if office else None) or sight.book.decisions_recorded_by
    for by in sorted(speakers(desk, sight, manner), key=lambda by: by.office != keeper):
        if keeper in speaks_as(sight.book, by.office):
            return by
    template = "what {body} decided is recorded by {office}, which {person} does not speak for"
    raise NotAuthorised(template, body=body, office=keeper, person=desk.person)


def _check_open(sight: Sight, case: str) -> None:
    request = case_file.fold(case, sight.record.case(case))
    if not request.state.version:
        raise BadInput("there is no case {case}", case=case)
    if request.state.closed:
        raise refusal("case-closed", "the case is closed ({closed})", act=ACT, case=case, closed=request.state.closed)
