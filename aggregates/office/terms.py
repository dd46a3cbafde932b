"""A day for a duty that the text leaves without one (及时): set by the office, and from then on it can be overdue."""

from __future__ import annotations

from datetime import date

from aggregates import case_file
from aggregates.duties import OPEN, Duty, duties
from aggregates.office.adoption import under_own_book
from aggregates.office.desk import ActResult, Desk, Intent, Plan, Sight
from aggregates.office.manner import PLAIN, Manner, speakers
from aggregates.record_context import RecordContext
from aggregates.refusals import refusal
from ledger.canonical import check_case_id, clean_text
from ledger.errors import BadInput, NotAuthorised
from ledger.event import Draft

TERM_SET = "duty.term-set/1"


def set_term(desk: Desk, case: str, duty: str, due_on: date, *, manner: Manner = PLAIN) -> ActResult:
    """Set the day on which an undated duty is due, or move a day that has not come yet.

    Raises:
        BadInput: no such case or duty, or the day has passed.
        Refused: the duty is met, or its day is over: then nothing moves it.
        NotAuthorised: only the office that keeps the duties sets a term.
    """
    check_case_id(case)
    facts = {"due_on": due_on.isoformat(), "duty": duty}
    if manner.reason:
        facts["reason"] = clean_text(manner.reason)

    def plan(sight: Sight) -> Plan:
        by = next((by for by in speakers(desk, sight, manner) if by.office == sight.book.default_office), None)
        if by is None:
            template = "a term is set by {office}, which {person} does not speak for"
            raise NotAuthorised(template, office=sight.book.default_office, person=desk.person)
        found = _undated(sight, case, duty)
        if due_on < sight.on:
            raise BadInput("{due_on} has passed: a term is a day to come", due_on=due_on.isoformat())
        state = found.state(sight.today)
        if state != OPEN:
            template = "the duty {duty} is {state}: its term cannot be set any more"
            raise refusal("term-closed", template, act="term", case=case, duty=duty, state=state)
        return Plan(by, [Draft(case, TERM_SET, facts)], cases=sight.roster.leaned)

    return desk.act(Intent(TERM_SET, case, facts), plan, act=manner.act, on=manner.on)


def _undated(sight: Sight, case: str, key: str) -> Duty:
    request = case_file.fold(case, sight.record.case(case))
    if not request.state.version:
        raise BadInput("there is no case {case}", case=case)
    sight = under_own_book(sight, request.state)
    context = RecordContext(sight.record, sight.roster, lambda: sight.calendar)
    found = duties(request.state, sight.book, context, sight.calendar, sight.on, people=False)
    undated = [duty for duty in found if duty.settable]
    for duty in undated:
        if duty.key == key:
            return duty
    known = ", ".join(duty.key for duty in undated) or "-"
    raise BadInput("{case} has no undated duty {duty}; it has: {known}", case=case, duty=key, known=known)
