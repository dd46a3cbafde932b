"""Random walks: whatever people try, a case that is open waits for somebody, and a refused act leaves nothing."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from aggregates.case_file import CaseFile
from aggregates.office.manner import Manner
from aggregates.refusals import FactsWanted, Refused
from aggregates.rulebook.context import Turn
from ledger.errors import BadInput, GovledgerError, NotAuthorised
from tests.town import BOOK, HOLDERS, PAPER, TownHall

PEOPLE = sorted({person for person, _, _ in HOLDERS})
SOURCES = ("in_budget", "supplementary", "earmarked", "non_tax")
YUAN = ("199,999.99", "200,000.00", "200,000.01", "1,000,000.00", "1,000,000.01", "5,000,000.00", "5,000,000.01")
LAWFUL_NO = (Refused, FactsWanted, NotAuthorised, BadInput)


def one_who_may(town: TownHall, case: str, turn: Turn, random: Random) -> None:
    """The step that is next, by one of those whose turn it is."""
    if turn.facts:
        fact = turn.facts[0]
        value: Any = {"source": random.choice(SOURCES), "fiscal_investment_fen": 2_999_999_999}.get(
            fact, random.random() < 0.2
        )
        said: dict[str, Any] = {fact: value}
        town.act(case, "declare", turn.holders[0].person, **said)
    elif turn.decision or turn.outside:
        body, answer = (turn.outside, "agree") if turn.outside else (random.choice(turn.decision), "adopted")
        town.decide(case, body=str(body), outcome=answer, covers="5,000,000.01", by=turn.holders[0].person)
    else:
        assert turn.act is not None
        outcome = "agree" if turn.act in ("sign", "review", "finance_review") else None
        holder, known = random.choice(turn.holders), town.fund(case).state.facts
        # Earmarked money is paid on the purpose of its grant, which whoever pays may still declare.
        granted = turn.act == "pay" and known["source"] == "earmarked" and "earmark_purpose" not in known
        facts = {"earmark_purpose": known["purpose"]} if granted else {}
        town.act(case, turn.act, holder.person, outcome, manner=Manner(acting_for=holder.acting_for), **facts)


def anybody(town: TownHall, case: str, random: Random) -> None:
    """Any act, by anybody; most of them are refused."""
    act = random.choice([act for act in BOOK.acts["fund"] if act not in ("request", "withdraw")])
    outcome = random.choice(("agree", "disagree")) if BOOK.acts["fund"][act].outcomes else None
    facts = {"source": random.choice(SOURCES)} if random.random() < 0.2 else {}
    outside = random.choice((None, "discipline_commission")) if act == "check_use" else None
    manner = Manner(reason="试", enclosures=(PAPER,) if outside else ())
    town.act(case, act, random.choice(PEOPLE), outcome, outside=outside, manner=manner, **facts)


def waits_for_somebody(town: TownHall, request: CaseFile) -> tuple[Turn, ...]:
    turns = town.signed_off(request.state.case).turns
    if request.state.closed is None:
        assert turns, "an open case that nobody can move"
        assert all(turn.holders for turn in turns)
    else:
        assert turns == ()
    return turns


@pytest.mark.parametrize("seed", range(12))
def test_no_act_loses_a_case_and_whoever_has_the_turn_may_take_it(seed: int, town: TownHall) -> None:
    random = Random(seed)
    town.verifying = False
    case = town.request(random.choice(YUAN), purpose=f"用途{seed}").case

    for _ in range(40):
        before, request = town.size, town.fund(case)
        turns = waits_for_somebody(town, request)
        open_turns = [turn for turn in turns if not turn.blocked]
        if open_turns and random.random() < 0.4:
            one_who_may(town, case, random.choice(open_turns), random)
            assert town.size > before
            continue
        try:
            anybody(town, case, random)
        except LAWFUL_NO:
            assert town.size == before
        except GovledgerError as error:
            raise AssertionError(f"an answer that is none of the law's: {error!r}") from error

    town.verifying = True
    town.verified()
