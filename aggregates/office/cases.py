"""The acts of every kind of case: each is vetted by the adopted book and recorded, or refused and not recorded.

A case kind adds what is its own, further entries of the same act or words of its entry, by handing in `more`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aggregates import case_file
from aggregates.case import CaseState
from aggregates.case_file import CaseFile
from aggregates.kinds import DECLARE, KINDS, RETURN, kind_of
from aggregates.office.adoption import under_own_book
from aggregates.office.desk import ActResult, Desk, Intent, Plan, Sight
from aggregates.office.links import links
from aggregates.office.manner import PLAIN, Manner, Papers
from aggregates.office.next_steps import following
from aggregates.office.numbers import next_case
from aggregates.office.proposal import Asked, Vetted, facts_of, rules_of, vetted
from ledger.canonical import check_case_id, clean_text
from ledger.errors import BadInput
from ledger.event import Draft


@dataclass(frozen=True, slots=True)
class More:
    """What an act of one case kind does besides its own entry.

    `said` joins the facts of its entry; `drafts` follow in the same act; `warnings` are told to the actor. `opens`: the
    first case that the drafts open; `reads`: the cases that were looked at besides those the vetting leaned on;
    `onward`: the case in which it goes on where nothing is left to do in this one.
    """

    said: Mapping[str, Any] = field(default_factory=dict)
    drafts: Sequence[Draft] = ()
    warnings: Sequence[Mapping[str, Any]] = ()
    opens: str | None = None
    reads: Collection[str] = ()
    onward: str | None = None


NOTHING = More()
MoreOf = Callable[[Sight, CaseFile, Vetted], More]
"""Called once the act is known to be lawful, with the case as it stood before it."""


def open_case(
    desk: Desk,
    kind: str,
    act: str,
    facts: Mapping[str, Any],
    *,
    refs: Sequence[str] = (),
    manner: Manner = PLAIN,
    more: MoreOf | None = None,
) -> ActResult:
    """Open a case of that kind with its first act; it gets the next number of the year.

    Args:
        facts: what is said: stated, declared or, where it is another's to declare, proposed.
        refs: older cases that this one takes up again.

    Raises:
        BadInput: no such act or fact.
        Refused: rules forbid it.
        FactsWanted: the verdict turns on a fact that nobody has declared.
    """
    known = KINDS[kind]
    asked = Asked(act, facts=facts, refs=tuple(refs))
    papers = Papers(desk.enclosures, manner.enclosures)
    type_ = known.type_of(act)

    def plan(sight: Sight) -> Plan:
        defined = sight.book.act(kind, act)
        if defined is None or not defined.opens_case:
            raise BadInput("{act} opens no case", act=act)
        case = next_case(sight.record, known.prefix, sight.on)
        file = case_file.empty(case)
        found = vetted(desk, sight, file.state, asked, manner)
        own = more(sight, file, found) if more else NOTHING
        said = facts_of(desk, sight, state=file.state, asked=asked, found=found, manner=manner, papers=papers)
        said |= {"refs": [ref(sight, each) for each in asked.refs]} if asked.refs else {}
        drafts = [Draft(case, type_, {**said, **own.said}, rules_of(sight, found)), *own.drafts]
        drafts += links(sight, case, 1, found.stated, rules_of(sight, found))
        return planned(case, found, drafts, own, opens=case, types=(type_,))

    return desk.act(Intent(type_, None, {"act": act}, _open(desk, facts)), plan, act=manner.act, on=manner.on)


def act(desk: Desk, case: str, asked: Asked, manner: Manner = PLAIN, *, more: MoreOf | None = None) -> ActResult:
    """Do any act of the book in a case that is open for it.

    Raises:
        BadInput: no such case, act, outcome or fact.
        Refused: rules forbid it, all of them named.
        FactsWanted: the verdict turns on a fact that nobody has declared.
    """
    kind = kind_of(check_case_id(case))
    if kind is None:
        raise BadInput("there is no case {case}", case=case)
    papers = Papers(desk.enclosures, manner.enclosures)
    type_ = kind.type_of(asked.act)

    def plan(sight: Sight) -> Plan:
        file = case_file.fold(case, sight.record.case(case))
        state = file.state
        if not state.version:
            raise BadInput("there is no case {case}", case=case)
        sight = under_own_book(sight, state)
        found = vetted(desk, sight, state, asked, manner)
        if found.verdict.ends and not manner.reason:
            raise BadInput("{act} sends the case back and needs its reason (--reason)", act=asked.act)
        own = more(sight, file, found) if more else NOTHING
        rules = rules_of(sight, found)
        said = facts_of(desk, sight, state=state, asked=asked, found=found, manner=manner, papers=papers)
        drafts = [Draft(case, type_, {**said, **own.said}, rules)]
        if found.verdict.ends:
            back = {"act": RETURN, "reason": clean_text(manner.reason or "")}
            drafts.append(Draft(case, kind.type_of(RETURN), back, rules))
        drafts += own.drafts
        drafts += links(sight, case, state.version + 1, found.stated, rules)
        return planned(case, found, drafts, own, opens=own.opens)

    said: dict[str, Any] = {"act": asked.act} | ({"outcome": asked.outcome} if asked.outcome else {})
    typed = {name: value for name, value in asked.facts.items() if name not in asked.filled}
    return desk.act(Intent(type_, case, said, _open(desk, typed)), plan, act=manner.act, on=manner.on)


def declare(desk: Desk, case: str, facts: Mapping[str, Any], *, manner: Manner = PLAIN) -> ActResult:
    """Declare facts of the case, and do nothing else."""
    return act(desk, case, Asked(DECLARE, None, facts), manner)


def state_of(sight: Sight, case: str) -> CaseState:
    """Where a case stands.

    Raises:
        BadInput: there is no such case.
    """
    state = case_file.fold(case, sight.record.case(check_case_id(case))).state
    if not state.version:
        raise BadInput("there is no case {case}", case=case)
    return state


def planned(
    case: str,
    found: Vetted,
    drafts: Sequence[Draft],
    own: More = NOTHING,
    *,
    opens: str | None = None,
    types: Sequence[str] = (),
) -> Plan:
    """The plan of a vetted act: what it leaned on, and what comes next."""
    advice = tuple({"kind": "advice", "rule": rule} for rule in found.verdict.notices)
    return Plan(
        found.by,
        drafts,
        cases=found.context.reads | set(found.verdict.reads) | set(own.reads),
        types={*types, *found.context.read_types},
        opens=opens,
        then=lambda after: following(after, case) or (following(after, own.onward) if own.onward else ()),
        warnings=(*own.warnings, *advice),
    )


def ref(sight: Sight, case: str) -> dict[str, Any]:
    """How a payload names another case: as it stands now.

    Raises:
        BadInput: there is no such case.
    """
    entries = sight.record.case(check_case_id(case))
    if not entries:
        raise BadInput("there is no case {case}", case=case)
    return {"case": case, "leaf": entries[-1].leaf.hex(), "version": entries[-1].version}


def _open(desk: Desk, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without those that the record keeps sealed, which cannot be compared with it."""
    book = desk.book.facts
    return {name: value for name, value in facts.items() if name not in book or not book[name].sealed}
