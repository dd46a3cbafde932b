"""The first entry of a ledger: its name, its root holders, its log key, its rulebook. Its leaf hash is the fingerprint.

The founding names the book by its digest, so what is in force from the first day stands in the entry whose fingerprint
an auditor is handed on paper; every root holder has a part in that entry by the proof of possession of the own key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aggregates.office.desk import ActResult, check_act_id, day_of
from ledger.canonical import check_handle, clean_text
from ledger.entry import Recorded
from ledger.errors import BadInput
from ledger.signing import check_public, possession, possession_holds

if TYPE_CHECKING:
    from aggregates.rulebook.model import Book
    from ledger.application import Store
    from ledger.signing import Signer

FORMAT = "govledger/1"
FOUNDED = "ledger.founded/1"


@dataclass(frozen=True, slots=True)
class Root:
    """A root holder to be: who may change the roster. `offline`: the key is kept away from any network."""

    person: str
    name: str
    suite: str
    public: bytes
    keyid: str
    possession: str
    offline: bool = False


def root_holder(origin: str, person: str, name: str, signer: Signer, *, offline: bool = False) -> Root:
    """The root holder with that key, who so proves to hold it for this ledger and under this name."""
    proof = possession(origin, check_handle(person), signer)
    return Root(person, clean_text(name, one_line=True), signer.suite, signer.public, signer.keyid, proof, offline)


def found(
    store: Store,
    *,
    jurisdiction: str,
    book: Book,
    roots: Sequence[Root],
    log: Signer,
    log_vkey: str,
    signer: Signer,
    clock: Callable[[], datetime],
    act: str | None = None,
) -> ActResult:
    """Write entry 0 into an empty ledger, signed by the first of the root holders.

    Raises:
        BadInput: the ledger is founded already, no root holder, one twice, or a key that does not prove its holder.
    """
    from ledger.event import compose, sign_act
    from ledger.merkle import EMPTY_ROOT

    head = store.source.head()
    act_id = check_act_id(act) if act else str(uuid4())
    if rows := store.find_act(act_id) if act else []:
        return _result(Recorded.of(rows[0]), repeated=True)
    if head.size:
        raise BadInput("the ledger {origin} is founded already", origin=head.origin)
    _check(head.origin, roots, signer)
    facts: dict[str, Any] = {
        "format": FORMAT,
        "origin": head.origin,
        "training": head.training,
        "jurisdiction": clean_text(jurisdiction, one_line=True),
        "rulebook": {"key": book.key, "sha256": book.sha256},
        "roots": [_as_json(root) for root in roots],
        "log": {"suite": log.suite, "public": log.public.hex(), "keyid": log.keyid, "vkey": log_vkey},
    }
    from ledger.event import Draft

    at = clock()
    by = {"person": roots[0].person, "office": "root", "acting_for": None, "recorded_by": None}
    payloads = compose(
        [Draft("ROOT", FOUNDED, facts)],
        ledger=head.origin,
        act=act_id,
        at=at,
        on=day_of(at),
        by=by,
        seen=(0, EMPTY_ROOT.hex()),
        positions={},
    )
    store.append(sign_act(payloads, signer), seen_size=0, cases={"ROOT"})
    return _result(Recorded.of(store.source.case("ROOT")[0]), repeated=False)


def _check(origin: str, roots: Sequence[Root], signer: Signer) -> None:
    if not roots:
        raise BadInput("a ledger needs a root holder, better two")
    if signer.keyid != roots[0].keyid:
        raise BadInput(
            "the first root holder signs the founding, and {person}'s key is another", person=roots[0].person
        )
    if len({root.person for root in roots}) < len(roots) or len({root.keyid for root in roots}) < len(roots):
        raise BadInput("a person or a key stands twice among the root holders")
    for root in roots:
        check_public(root.suite, root.public)
        if not possession_holds(origin, root.person, root.suite, root.public, root.possession):
            raise BadInput("the proof of possession of {person} does not hold for this ledger", person=root.person)


def _as_json(root: Root) -> dict[str, Any]:
    return {
        "person": root.person,
        "name": root.name,
        "suite": root.suite,
        "public": root.public.hex(),
        "keyid": root.keyid,
        "offline": root.offline,
        "possession": root.possession,
    }


def _result(first: Recorded, *, repeated: bool) -> ActResult:
    leaf = first.leaf.hex()
    return ActResult(first.case, first.version, first.index, first.type, leaf, (), repeated=repeated, act=first.act)
