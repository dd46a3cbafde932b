"""A funding request: where it stands, as its entries tell it, and nothing that checks a rule.

`state` is what vetting reads; `acts` is what people read: every act as it was recorded, what corrected it, who
confirmed or disowned it. A disowned act stays on the record and no longer counts.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from aggregates.case import By, CaseState, Done
from ledger.entry import Recorded

KIND = "fund"
PREFIX = "FND"

REQUESTED = "fund-request.requested/1"
REVIEWED = "fund-request.reviewed/1"
SIGNED = "fund-request.signed/1"
PAID = "fund-request.paid/1"
USE_REPORTED = "fund-request.use-reported/1"
RETURNED = "fund-request.returned/1"
WITHDRAWN = "fund-request.withdrawn/1"
STEP_RECORDED = "fund-request.step-recorded/1"
FACTS_DECLARED = "fund-request.facts-declared/1"

TYPE_OF = {
    "request": REQUESTED,
    "finance_review": REVIEWED,
    "review": REVIEWED,
    "sign": SIGNED,
    "pay": PAID,
    "report_use": USE_REPORTED,
}
BESIDE_THE_BOOK = {RETURNED: "return", WITHDRAWN: "withdraw", FACTS_DECLARED: "declare"}
CLOSES = {PAID: "paid", RETURNED: "returned", WITHDRAWN: "withdrawn"}


def type_of(act: str) -> str:
    """The event type that records an act of the book; acts without a state of their own share one."""
    return TYPE_OF.get(act, STEP_RECORDED)


class ActOnRecord(NamedTuple):
    """One act of a case as it was recorded. `confirmed`, `disowned`, `corrected`: the entry that did so, if any.

    `fields` and `declared` are as corrected; `as_recorded` holds what the entry itself says. `struck`: disowned.
    """

    index: int  # type: ignore[assignment]
    version: int
    leaf: str
    type: str
    act: str
    by: By
    on: date
    at: str
    outcome: str | None
    fields: Mapping[str, Any]
    declared: Mapping[str, Any]
    facts: Mapping[str, Any]
    rules: tuple[str, ...]
    confirmed: Recorded | None = None
    disowned: Recorded | None = None
    corrected: tuple[Recorded, ...] = ()

    @property
    def struck(self) -> bool:
        return self.disowned is not None

    @property
    def recorded_on(self) -> date:
        """The day in Asia/Shanghai on which it was recorded, which for a late entry is after `on`."""
        return (datetime.fromisoformat(self.at) + timedelta(hours=8)).date()

    @property
    def outside(self) -> str | None:
        """The body outside whose act this is, recorded on its paper."""
        outside = self.facts.get("outside")
        return outside["office"] if outside else None


class TermSet(NamedTuple):
    """The day that the office set for a duty which the text leaves without one."""

    duty: str
    due_on: date
    on: date
    index: int  # type: ignore[assignment]
    by: By
    reason: str | None


class FundRequest(NamedTuple):
    """One request. Amount, department, purpose are facts of `state`; `state.book` is the digest of its rulebook.

    `unread`: indexes of entries that are signed and granted, and yet not what their type promises.
    """

    state: CaseState
    acts: tuple[ActOnRecord, ...] = ()
    noted: tuple[Mapping[str, Any], ...] = ()
    terms: tuple[TermSet, ...] = ()
    refs: tuple[Mapping[str, Any], ...] = ()
    notices: tuple[Mapping[str, Any], ...] = ()
    unread: tuple[int, ...] = ()

    def act_at(self, index: int) -> ActOnRecord | None:
        """The act that stands at that index of the record."""
        return next((act for act in self.acts if act.index == index), None)


def fold(case: str, entries: Iterable[Recorded]) -> FundRequest:
    """The request that these entries tell of; `state.version` is 0 where there are none."""
    request = FundRequest(CaseState(KIND, case))
    for entry in entries:
        request = evolve(request, entry)
    return request


def evolve(request: FundRequest, entry: Recorded) -> FundRequest:
    """The request after that entry. One that is not of the shape its type promises only moves the version."""
    try:
        request = _taken_in(request, entry)
    except (KeyError, TypeError, ValueError, AttributeError):
        request = request._replace(unread=(*request.unread, entry.index))
    return request._replace(state=request.state._replace(version=entry.version, head=entry.leaf.hex()))


def _taken_in(request: FundRequest, entry: Recorded) -> FundRequest:
    match entry.type:
        case "act.corrected/1" | "act.confirmed/1" | "act.disowned/1":
            return _marked(request, entry)
        case "external-decision.noted/1":
            return request._replace(noted=(*request.noted, entry.facts["decision"]))
        case "duty.term-set/1":
            return request._replace(terms=(*request.terms, _term_set(entry)))
        case kind if kind.startswith("fund-request."):
            return _acted(request, entry)
    return request


def _acted(request: FundRequest, entry: Recorded) -> FundRequest:
    facts = entry.facts
    act = ActOnRecord(
        index=entry.index,
        version=entry.version,
        leaf=entry.leaf.hex(),
        type=entry.type,
        act=facts.get("act") or BESIDE_THE_BOOK[entry.type],
        by=By(**entry.by),
        on=date.fromisoformat(entry.on),
        at=entry.at,
        outcome=facts.get("outcome"),
        fields=facts.get("fields", {}),
        declared=facts.get("declared", {}),
        facts=facts,
        rules=tuple(entry.rules["ids"]) if entry.rules else (),
    )
    state = request.state
    if state.opened_on is None:
        book = entry.rules["sha256"] if entry.rules else ""
        state = state._replace(opened_on=act.on, book=book)
    return request._replace(
        state=_with_act(state, act),
        acts=(*request.acts, act),
        refs=(*request.refs, *facts.get("refs", ())),
        notices=(*request.notices, *facts.get("notices", ())),
    )


def _with_act(state: CaseState, act: ActOnRecord) -> CaseState:
    """What was known first stays: a second value of a fact is that act's own field, and a change is a correction."""
    done = state.done if act.type in BESIDE_THE_BOOK else (*state.done, _done(act))
    return state._replace(
        facts={**act.fields, **act.declared, **state.facts},
        proposed={**state.proposed, **act.facts.get("proposed", {})},
        done=done,
        closed=CLOSES.get(act.type, state.closed),
    )


def _done(act: ActOnRecord) -> Done:
    return Done(
        act=act.act,
        by=act.by,
        on=act.on,
        version=act.version,
        outcome=act.outcome,
        outside=act.outside,
        fields={**act.fields, **act.declared},
        index=act.index,
        leaf=act.leaf,
    )


def _marked(request: FundRequest, entry: Recorded) -> FundRequest:
    """The request with that act corrected, confirmed or disowned, told anew from its first act on."""
    target = request.act_at(entry.facts["index"])
    if target is None or target.leaf != entry.facts["leaf"] or not _may_answer(entry, target):
        return request
    match entry.type:
        case "act.corrected/1":
            new = entry.facts["new"]
            marked = target._replace(
                fields={**target.fields, **new.get("fields", {})},
                declared={**target.declared, **new.get("declared", {})},
                corrected=(*target.corrected, entry),
            )
        case "act.confirmed/1":
            marked = target._replace(confirmed=entry)
        case _:
            marked = target._replace(disowned=entry)
    acts = tuple(marked if act is target else act for act in request.acts)
    old = request.state
    state = CaseState(old.kind, old.case, opened_on=old.opened_on, book=old.book)
    for act in acts:
        if not act.struck:
            state = _with_act(state, act)
    if acts[0].struck:
        state = state._replace(closed="disowned")
    return request._replace(state=state, acts=acts)


def _may_answer(entry: Recorded, target: ActOnRecord) -> bool:
    """Whose word counts on what was recorded in a name: that person's, or for a confirmation a second clerk's."""
    by = entry.by
    theirs = by["person"] == target.by.person
    match entry.type:
        case "act.disowned/1":
            return theirs and by["recorded_by"] is None
        case "act.confirmed/1":
            return theirs and target.by.recorded_by not in (None, by["recorded_by"])
    return True


def _term_set(entry: Recorded) -> TermSet:
    facts = entry.facts
    return TermSet(
        duty=facts["duty"],
        due_on=date.fromisoformat(facts["due_on"]),
        on=date.fromisoformat(entry.on),
        index=entry.index,
        by=By(**entry.by),
        reason=facts.get("reason"),
    )
