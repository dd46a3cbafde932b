"""The acts of a funding request: each is vetted by the adopted book and recorded, or refused and not recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aggregates import fund_request
from aggregates.case import CaseState
from aggregates.external_decision import DRAWN
from aggregates.fund_route import covering
from aggregates.money import check_fen
from aggregates.office.adoption import under_own_book
from aggregates.office.desk import ActResult, Desk, Intent, Plan, Sight
from aggregates.office.manner import PLAIN, Manner, Papers
from aggregates.office.next_steps import following
from aggregates.office.numbers import next_case
from aggregates.office.proposal import Asked, Vetted, facts_of, rules_of, vetted
from aggregates.office.splitting import adds_up
from aggregates.record_context import RecordContext
from aggregates.rulebook.model import DECLARE
from aggregates.rulebook.turns import turns
from ledger.canonical import check_case_id, clean_text
from ledger.errors import BadInput
from ledger.event import Draft

REQUEST, PAY, RETURN, WITHDRAW = "request", "pay", "return", "withdraw"
TYPES = {RETURN: fund_request.RETURNED, WITHDRAW: fund_request.WITHDRAWN, DECLARE: fund_request.FACTS_DECLARED}


def request(
    desk: Desk,
    *,
    department: str,
    amount_fen: int,
    purpose: str,
    facts: Mapping[str, Any] | None = None,
    refs: Sequence[str] = (),
    manner: Manner = PLAIN,
) -> ActResult:
    """File a funding request; it gets the next number of the year.

    Args:
        facts: what else is said, such as source and matter: proposed where the department may not declare it.
        refs: older cases that this one takes up again.

    Raises:
        BadInput: no such department, amount or fact.
        Refused: rules forbid it; nobody but the department asks for its money.
    """
    own = {"department": department, "amount_fen": check_fen(amount_fen), "purpose": clean_text(purpose)}
    asked = Asked(REQUEST, facts={**(facts or {}), **own}, refs=tuple(refs))
    papers = Papers(desk.enclosures, manner.enclosures)

    def plan(sight: Sight) -> Plan:
        if sight.roster.unit_class(department) is None:  # nobody could be put in charge of it, and the case would stay
            raise BadInput("there is no department {department}", department=department)
        case = next_case(sight.record, fund_request.PREFIX, sight.on)
        found = vetted(desk, sight, CaseState(fund_request.KIND, case), asked, manner)
        said = facts_of(desk, sight, asked=asked, found=found, manner=manner, papers=papers)
        known = {**found.stated.proposed, **found.stated.declared, **found.stated.fields}
        mark = adds_up(sight.record, sight.book, known, sight.on)
        said |= {"notices": [mark]} if mark else {}
        said |= {"refs": [_ref(sight, each) for each in asked.refs]} if asked.refs else {}
        draft = Draft(case, fund_request.REQUESTED, said, rules_of(sight, found))
        warnings = (mark,) if mark else ()
        return _plan(case, found, [draft], warnings, opens=case, types=(fund_request.REQUESTED,))

    intent = Intent(fund_request.REQUESTED, None, {"act": REQUEST}, asked.facts)
    return desk.act(intent, plan, act=manner.act, on=manner.on)


def act(desk: Desk, case: str, asked: Asked, manner: Manner = PLAIN) -> ActResult:
    """Do any act of the book on a request that is open for it.

    Raises:
        BadInput: no such case, act, outcome or fact.
        Refused: rules forbid it, all of them named.
        FactsWanted: the verdict turns on a fact that nobody has declared.
    """
    check_case_id(case)
    papers = Papers(desk.enclosures, manner.enclosures)
    kind = TYPES.get(asked.act) or fund_request.type_of(asked.act)

    def plan(sight: Sight) -> Plan:
        state = fund_request.fold(case, sight.record.case(case)).state
        if not state.version or not case.startswith(fund_request.PREFIX):
            raise BadInput("there is no funding request {case}", case=case)
        sight = under_own_book(sight, state)
        found = vetted(desk, sight, state, asked, manner)
        if found.verdict.ends and not manner.reason:
            raise BadInput("{act} sends the case back and needs its reason (--reason)", act=asked.act)
        rules = rules_of(sight, found)
        drafts = [
            Draft(case, kind, facts_of(desk, sight, asked=asked, found=found, manner=manner, papers=papers), rules)
        ]
        if found.verdict.ends:
            back = {"act": RETURN, "reason": clean_text(manner.reason or "")}
            drafts.append(Draft(case, fund_request.RETURNED, back, rules))
        if asked.act == PAY and (drawn := covering(state, sight.book, found.context, act=PAY, on=sight.on)):
            amount = {"amount_fen": state.facts["amount_fen"], "case": case}
            drafts.append(Draft(drawn, DRAWN, amount, rules))
        return _plan(case, found, drafts)

    said: dict[str, Any] = {"act": asked.act} | ({"outcome": asked.outcome} if asked.outcome else {})
    return desk.act(Intent(kind, case, said, asked.facts), plan, act=manner.act, on=manner.on)


def review(
    desk: Desk, case: str, outcome: str, *, facts: Mapping[str, Any] | None = None, manner: Manner = PLAIN
) -> ActResult:
    """Review: the finance bureau's own review, or that of the vice head in charge, whichever is this person's turn."""
    return act(desk, case, Asked(_which_review(desk, case, manner), outcome, facts or {}), manner)


def approve(
    desk: Desk, case: str, outcome: str, *, facts: Mapping[str, Any] | None = None, manner: Manner = PLAIN
) -> ActResult:
    """Sign (审签), or refuse to: then the case goes back."""
    return act(desk, case, Asked("sign", outcome, facts or {}), manner)


def pay(desk: Desk, case: str, *, facts: Mapping[str, Any] | None = None, manner: Manner = PLAIN) -> ActResult:
    """Pay out (拨付), and draw the amount on the decision that covers it."""
    return act(desk, case, Asked(PAY, None, facts or {}), manner)


def report_use(desk: Desk, case: str, *, facts: Mapping[str, Any] | None = None, manner: Manner = PLAIN) -> ActResult:
    """Report how the money is used."""
    return act(desk, case, Asked("report_use", None, facts or {}), manner)


def give_back(desk: Desk, case: str, *, manner: Manner) -> ActResult:
    """Return the request (退回): by whoever's turn it is, with a reason."""
    return act(desk, case, Asked(RETURN), manner)


def withdraw(desk: Desk, case: str, *, manner: Manner) -> ActResult:
    """Withdraw the request (撤回): by the department that made it, before payment, with a reason."""
    return act(desk, case, Asked(WITHDRAW), manner)


def declare(desk: Desk, case: str, facts: Mapping[str, Any], *, manner: Manner = PLAIN) -> ActResult:
    """Declare facts of the case, and do nothing else."""
    return act(desk, case, Asked(DECLARE, None, facts), manner)


def _which_review(desk: Desk, case: str, manner: Manner) -> str:
    """Of the acts that the word review stands for, the one that is this person's turn; else the first."""
    sight = desk.look(manner.on)
    state = fund_request.fold(case, sight.record.case(case)).state
    sight = under_own_book(sight, state)
    names = [name for name, kind in fund_request.TYPE_OF.items() if kind == fund_request.REVIEWED]
    context = RecordContext(sight.record, sight.roster, lambda: sight.calendar)
    person = desk.person
    if manner.record_for:
        office, _, person = manner.record_for.partition(":")
        person = person or next((each.person for each in sight.roster.holders(office, sight.on)), "")
    for turn in turns(state, sight.book, context, sight.on):
        if turn.act in names and any(holder.person == person for holder in turn.holders):
            return turn.act
    held = {holding.office for holding in sight.roster.offices_of(person, sight.on)}
    return names[0] if "finance_bureau" in held else names[-1]


def _plan(
    case: str,
    found: Vetted,
    drafts: Sequence[Draft],
    warnings: Sequence[Mapping[str, Any]] = (),
    *,
    opens: str | None = None,
    types: Sequence[str] = (),
) -> Plan:
    advice = tuple({"kind": "advice", "rule": rule} for rule in found.verdict.notices)
    return Plan(
        found.by,
        drafts,
        cases=found.context.reads | set(found.verdict.reads),
        types=types,
        opens=opens,
        then=lambda after: following(after, case),
        warnings=(*warnings, *advice),
    )


def _ref(sight: Sight, case: str) -> dict[str, Any]:
    """How a payload names another case: as it stands now."""
    entries = sight.record.case(check_case_id(case))
    if not entries:
        raise BadInput("there is no case {case}", case=case)
    return {"case": case, "leaf": entries[-1].leaf.hex(), "version": entries[-1].version}
