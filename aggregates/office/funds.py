"""The acts of a funding request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aggregates.case_file import CaseFile
from aggregates.fund_route import covering
from aggregates.kinds import KINDS, RETURN, WITHDRAW
from aggregates.money import check_fen
from aggregates.office import cases
from aggregates.office.adoption import under_own_book
from aggregates.office.cases import NOTHING, More
from aggregates.office.desk import ActResult, Desk, Sight
from aggregates.office.draws import draw
from aggregates.office.manner import PLAIN, Manner
from aggregates.office.proposal import Asked, Vetted, rules_of
from aggregates.office.splitting import adds_up
from aggregates.record_context import RecordContext
from aggregates.rulebook.turns import turns
from ledger.canonical import clean_text
from ledger.errors import BadInput

FUND = KINDS["fund"]
REQUEST, PAY = "request", "pay"
REVIEWED = FUND.type_of("review")


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

    def more(sight: Sight, file: CaseFile, found: Vetted) -> More:
        if sight.roster.unit_class(department) is None:  # nobody could be put in charge of it, and the case would stay
            raise BadInput("there is no department {department}", department=department)
        known = {**found.stated.proposed, **found.stated.declared, **found.stated.fields}
        mark = adds_up(sight.record, sight.book, known, sight.on)
        return More({"notices": [mark]}, warnings=(mark,)) if mark else NOTHING

    return cases.open_case(desk, FUND.key, REQUEST, {**(facts or {}), **own}, refs=refs, manner=manner, more=more)


def act(desk: Desk, case: str, asked: Asked, manner: Manner = PLAIN) -> ActResult:
    """Do any act of the book on a request that is open for it.

    Raises:
        BadInput: no such case, act, outcome or fact.
        Refused: rules forbid it, all of them named.
        FactsWanted: the verdict turns on a fact that nobody has declared.
    """
    if not case.startswith(f"{FUND.prefix}-"):
        raise BadInput("there is no funding request {case}", case=case)
    return cases.act(desk, case, asked, manner, more=_drawing if asked.act == PAY else None)


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
    return cases.declare(desk, case, facts, manner=manner)


def _drawing(sight: Sight, file: CaseFile, found: Vetted) -> More:
    """The entry that spends the decision on which the payment rests."""
    state = file.state
    drawn = covering(state, sight.book, found.context, act=PAY, on=sight.on)
    if drawn is None:
        return NOTHING
    return More(drafts=[draw(drawn, state.case, state.facts["amount_fen"], rules_of(sight, found))])


def _which_review(desk: Desk, case: str, manner: Manner) -> str:
    """Of the acts that the word review stands for, the one that is this person's turn; else the first."""
    sight = desk.look(manner.on)
    state = cases.state_of(sight, case)
    sight = under_own_book(sight, state)
    names = [name for name, kind in FUND.types.items() if kind == "reviewed"]
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
