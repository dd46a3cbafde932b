"""Cases of every kind under the Jiangkou book, walked at random on paper by whoever's turn it is.

Until a case is closed somebody has a turn, and nobody has one that is another's or comes too early: what may still
refuse him is what he forgot to say, or what another case has to settle first.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from aggregates.case import CaseState
from aggregates.rulebook import refusal
from aggregates.rulebook.context import Holding, Turn, Verdict
from aggregates.rulebook.force import trees_of
from aggregates.rulebook.steps import acts_of

from .paper_town import Paper, PaperRoster, county, jiangkou

BOOK = jiangkou()
NOT_HIS_FAULT = {
    refusal.MISSING,
    refusal.MUST_BE,
    refusal.NOT_ONE_OF,
    refusal.NOT_INVITED,
    refusal.NO_QUORUM,
    refusal.TOO_OFTEN,
    refusal.TOO_LATE,
    refusal.NOT_YET_IN,
    refusal.NOT_SAID_IN,
}
SITTING = CaseState("meeting", "MTG-2022-0009", version=3, facts={"kind": "executive", "chair": "li"})
MEETING = {
    "meets_on": "2022-05-20",
    "lead_department": "education_bureau",
    "chair": "li",
    "agenda_fixed": False,
    "in_session": True,
    "township_heads_invited": False,
}
ITEM = {
    **MEETING,
    "meeting": SITTING.case,
    "ad_hoc": False,
    "consulted": True,
    "agreement": "agreed",
    "touches_other_units": False,
    "over_reporting_time": False,
}
PAPER = {
    "lead_department": "education_bureau",
    "title": "通知",
    "consulted": True,
    "agreement": "agreed",
    "touches_other_units": False,
    "portfolios": 1,
    "issuer_is_internal_organ": False,
    "issuer_is_department_office": False,
    "meeting_kind": "executive",
}
ORDER = {"text": "办理", "undertaking_unit": "education_bureau", "due_on": "2022-06-01"}
LEAVE = {"leaves_on": "2022-05-10", "returns_on": "2022-05-20", "outside_county": True, "whole_days_away": 10}


def begun() -> list[tuple[str, dict[str, Any]]]:
    """A case of every kind, in every sort that the book tells apart."""
    facts = BOOK.facts
    origins = ("meeting_decision", "leader_assignment", "proposal")
    order = {**ORDER, "undertaker_is_component_department": True}
    return [
        *(("meeting", {**MEETING, "kind": kind}) for kind in BOOK.meeting_kinds),
        *(("agenda", {**ITEM, "kind": kind}) for kind in BOOK.meeting_kinds),
        ("agenda", {**ITEM, "kind": "executive", "in_session": False}),
        *(("document", {**PAPER, "direction": "out", "doc_type": kind}) for kind in facts["doc_type"].values),
        *(("document", {**PAPER, "direction": "to_government", "doc_type": kind}) for kind in ("request", "report")),
        *(("item", {**order, "origin": origin}) for origin in origins),
        *(("leave", {**LEAVE, "applicant": "zhou", "applicant_is": it}) for it in facts["applicant_is"].values),
        *(("fund", {"department": "education_bureau", "amount_fen": fen}) for fen in (10**6, 10**8, 10**9)),
    ]


def hall() -> PaperRoster:
    """The county with the posts that its papers and items need."""
    roster = county()
    more = {
        "party": "party_group_secretary",
        "deputy": "office_deputy_director",
        "justice": "justice_head",
        "seal": "seal_custodian",
    }
    roster.offices += [Holding(person, office) for person, office in more.items()]
    for unit, head in (("education_bureau", "zhou"), ("health_bureau", "wu")):
        roster.posts.append(("head", unit, Holding(head, unit)))
    return roster


def value(fact: str, random: Random) -> Any:
    """Something that a fact of its type can be."""
    defined = BOOK.facts[fact]
    if defined.values:
        return random.choice(list(defined.values))
    match defined.type:
        case "flag":
            return random.random() < 0.5
        case "amount_fen":
            return random.choice((10**6, 10**8, 10**9))
        case "count":
            return random.randrange(3)
        case "day":
            return "2022-05-20"
        case "meeting_kind":
            return random.choice(list(BOOK.meeting_kinds))
        case "department":
            return "education_bureau"
        case "person":
            return "zhou"
        case "people":
            return ["wang", "li", "zhao", "qian", "director"]
        case "departments" | "matters":
            return ["education_bureau", "health_bureau"][: random.randrange(1, 3)]
    return "有"


def said(paper: Paper, act: str, random: Random) -> dict[str, Any]:
    """What the act's entry carries by the book's table and by the steps that ask for it, as far as it is not known."""
    defined = BOOK.act(paper.state.kind, act)
    trees = (tree for rule in BOOK.rules_of(paper.state.kind) for tree in trees_of(rule))
    carried = [fact for tree in trees for step in acts_of(tree) if step.act == act for fact in step.carries]
    names = dict.fromkeys((*(defined.records if defined else ()), *carried))
    stated = (name for name in names if name not in paper.state.facts and not BOOK.facts[name].declared_by)
    return {name: value(name, random) for name in stated}


def know(paper: Paper, facts: Mapping[str, Any]) -> None:
    paper.state = paper.state._replace(facts={**paper.state.facts, **facts})


def step(paper: Paper, random: Random) -> bool:
    """One thing that somebody whose turn it is does; False where only another case, or a paper, moves it on."""
    found = paper.turns()
    assert any(turn.holders for turn in found), (paper.state, found)
    free = [turn for turn in found if not turn.blocked and not turn.vacant and not turn.decision]
    free = [turn for turn in free if turn.act is None or "." not in turn.act]
    if not free:
        return False
    turn = random.choice(free)
    if turn.facts:
        know(paper, {turn.facts[0]: value(turn.facts[0], random)})
        return True
    return act(paper, turn, random)


def act(paper: Paper, turn: Turn, random: Random) -> bool:
    assert turn.act is not None
    holder = random.choice(turn.holders)
    asked: dict[str, Any] = {
        "acting_for": holder.acting_for,
        "fields": said(paper, turn.act, random),
        "outside": turn.outside,
    }
    verdict: Verdict = paper.ask(turn.act, holder.person, holder.office, **asked)
    by_what_he_says = {rule.id for rule in BOOK.rules.values() if asked["fields"].keys() & set(rule.when.facts())}
    against = [v for v in verdict.violations if v.rule not in by_what_he_says]
    assert {v.message for v in against} <= NOT_HIS_FAULT, (turn, holder, [str(v) for v in against])
    if verdict.wanted:
        know(paper, {verdict.wanted[0].fact: value(verdict.wanted[0].fact, random)})
        return True
    if not verdict.lawful:
        return False
    paper.take_in(paper.act(turn.act, holder.person, holder.office, **asked), verdict.ends)
    return True


@pytest.mark.parametrize("kind", ["meeting", "agenda", "document", "item", "leave", "fund"])
def test_until_a_case_is_closed_somebody_has_a_turn_that_is_his(kind: str) -> None:
    closed = acts = 0
    for place, (of, facts) in enumerate(begun()):
        if of != kind:
            continue
        for seed in range(12 if kind == "fund" else 2):
            random = Random(f"{kind}-{place}-{seed}")
            paper = Paper(BOOK, hall(), kind, facts=facts, case="ABC-2022-0001")
            paper.beside(SITTING)
            for _ in range(40):
                if paper.state.closed or not step(paper, random):
                    break
            closed += paper.state.closed is not None
            acts += len(paper.state.done)

    assert acts > 20 and closed > 0, (closed, acts)


@pytest.mark.parametrize("closed", ["returned", "withdrawn", "paid"])
def test_in_a_case_that_is_closed_nobody_has_a_turn(closed: str) -> None:
    paper = Paper(BOOK, hall(), "fund", facts={"department": "education_bureau"})
    paper.state = paper.state._replace(closed=closed)

    assert paper.turns() == ()


def test_a_turn_is_never_given_twice() -> None:
    for kind, facts in begun():
        paper = Paper(BOOK, hall(), kind, facts=facts, case="ABC-2022-0001")
        paper.beside(SITTING)
        found = paper.turns()
        assert len(set(found)) == len(found), (kind, facts)
