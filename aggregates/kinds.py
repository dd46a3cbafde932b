"""The kinds of case, as the record names them: number prefix, and the event types that tell of their acts, for ever.

An act with a type of its own is one that readers of the bare record look for; every other act of a book is told by the
kind's `step-recorded/1`. A rulebook may name acts freely: no book adds a type.
"""

from collections.abc import Mapping
from typing import NamedTuple

DECLARE, RETURN, WITHDRAW = "declare", "return", "withdraw"


class Kind(NamedTuple):
    """A kind of case. `word` begins its event types; `types`: the acts that have one of their own."""

    key: str
    prefix: str
    word: str
    types: Mapping[str, str]

    def type_of(self, act: str) -> str:
        """The event type that records an act."""
        return f"{self.word}.{self.types.get(act) or COMMON.get(act, STEP)}/1"

    @property
    def all_types(self) -> frozenset[str]:
        """Every event type of this kind."""
        return frozenset(f"{self.word}.{name}/1" for name in (*self.types.values(), *COMMON.values(), STEP))


STEP = "step-recorded"
COMMON = {DECLARE: "facts-declared", RETURN: "returned", WITHDRAW: "withdrawn"}

KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "fund",
            "FND",
            "fund-request",
            {
                "request": "requested",
                "finance_review": "reviewed",
                "review": "reviewed",
                "sign": "signed",
                "pay": "paid",
                "report_use": "use-reported",
            },
        ),
        Kind(
            "meeting",
            "MTG",
            "meeting",
            {
                "plan": "planned",
                "notify": "notified",
                "record_attendance": "attendance-recorded",
                "convene": "convened",
                "close": "closed",
            },
        ),
        Kind("agenda", "AGD", "agenda-item", {"propose": "proposed", "admit": "admitted", "decide": "decided"}),
        Kind(
            "document",
            "DOC",
            "document",
            {
                "draft": "drafted",
                "register": "registered",
                "revise": "revised",
                "sign": "signed",
                "number": "numbered",
                "issue": "issued",
                "reply_to_sender": "answered",
                "publish": "published",
            },
        ),
        Kind(
            "leave",
            "LVE",
            "leave-request",
            {"request": "requested", "approve": "approved", "depart": "departed", "report_return": "ended"},
        ),
        Kind(
            "item",
            "ITM",
            "decision-item",
            {
                "open": "opened",
                "extend": "extended",
                "urge": "urged",
                "complete": "completed",
                "accept": "accepted",
                "circulate_criticism": "warned",
                "admonish": "warned",
                "recommend_reshuffle": "warned",
                "rescind_warning": "warning-rescinded",
            },
        ),
    )
}
_BY_PREFIX = {kind.prefix: kind for kind in KINDS.values()}
_BY_WORD = {kind.word: kind for kind in KINDS.values()}


def kind_of(case: str) -> Kind | None:
    """The kind of the case with that number; None for a case of the roster, of a decision from outside, of the root."""
    return _BY_PREFIX.get(case.split("-", 1)[0])


def kind_of_type(event_type: str) -> Kind | None:
    """The kind of case that an event type tells of, if it is one of a case's acts."""
    return _BY_WORD.get(event_type.split(".", 1)[0])
