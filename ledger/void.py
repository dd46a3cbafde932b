"""Why an entry can be void, and the reasons that it shows by itself, whoever signed it."""

from __future__ import annotations

from datetime import datetime, timedelta

from ledger.entry import Recorded
from ledger.founding import FOUNDED, ROOT, ROOT_CASE
from ledger.grants_case import CONFIRMED

HEADS_CASE = "HEADS"
HEADS_TYPE = "case-heads.recorded/1"
PERSON, OFFICE = "PER-", "OFC-"

# Where each neutral event of a root holder belongs; a confirmation stands in the case of what it confirms.
PLACES = {
    "entry.annulled/1": ROOT_CASE,
    "person.enrolled/1": PERSON,
    "key.bound/1": PERSON,
    "key.revoked/1": PERSON,
    "grant.given/1": OFFICE,
    "grant.ended/1": OFFICE,
    CONFIRMED: "",
}

# The keys are for machines and stand for ever; the words are for readers.
VOID_REASONS = {
    "annuls-nothing": "only a void entry can be annulled, and this names none",
    "bad-facts": "its facts are not those of its type",
    "bad-founding": "it does not found this ledger",
    "bad-possession": "the proof that the person holds the key is wrong",
    "bad-signature": "the signature is wrong",
    "confirms-nothing": "it confirms no entry of a root holder in this case",
    "confirms-own": "a root holder confirms his own entry",
    "ends-nothing": "it ends no grant of this office",
    "in-person": "this may not be recorded for another",
    "key-not-bound": "the key is not bound to the person",
    "key-revoked": "the key was revoked before",
    "key-taken": "the key was bound before, and a key is bound once",
    "key-unconfirmed": "the binding of the key was not yet confirmed",
    "log-elsewhere": "the log's key may record case heads and nothing else",
    "no-grant": "the person does not hold the office on that day",
    "no-record-for": "the recorder may not record for the office on that day",
    "not-a-root": "this is for a root holder, with his root key",
    "not-enrolled": "the person is not enrolled",
    "not-the-log": "case heads are recorded by the log's key and by no other",
    "on-after-at": "the day of the act lies after the day of its recording",
    "revokes-nothing": "it revokes no key of this person",
    "wrong-case": "an event of this type does not belong in this case",
}


def only_for_roots(recorded: Recorded) -> bool:
    """Whether only a root holder may say this, or somebody claims to be one."""
    return recorded.by["office"] == ROOT or recorded.type in PLACES


def well_placed(recorded: Recorded) -> bool:
    """Whether it stands where an event of its type belongs; ROOT and HEADS hold nothing but their own."""
    case = recorded.case
    if recorded.type == FOUNDED:
        return False  # there is one, at index 0, and it is judged apart
    if recorded.type == HEADS_TYPE or case == HEADS_CASE:
        return recorded.type == HEADS_TYPE and case == HEADS_CASE
    place = PLACES.get(recorded.type)
    if place is None:
        return case != ROOT_CASE
    return case.startswith(place) if place in (PERSON, OFFICE) else place in ("", case)


def on_by_then(recorded: Recorded) -> bool:
    """Whether the day of the act is, in Asia/Shanghai, at most the day of its recording."""
    if recorded.on <= recorded.at[:10]:
        return True  # Shanghai is ahead of UTC: for nearly all entries there is nothing to compute
    return recorded.on <= (datetime.fromisoformat(recorded.at) + timedelta(hours=8)).date().isoformat()


def states_heads(recorded: Recorded) -> bool:
    """Whether its facts are those of case heads; that they are right is found by whoever walks the whole record."""
    facts = recorded.facts
    root = facts.get("root")
    return (
        facts.keys() == {"size", "root", "cases"}
        and type(facts["size"]) is int
        and type(facts["cases"]) is int
        and isinstance(root, str)
        and len(root) == 64
    )
