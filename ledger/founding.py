"""The founding event, read: who may say who speaks, which key signs the checkpoints, and what the ledger is called.

Everything that is judged later stands on it, so it is checked by itself: whoever holds its leaf hash on paper need not
believe anybody else.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ledger.canonical import check_handle
from ledger.entry import Recorded, keyid_of, pae
from ledger.errors import BadInput, VerificationFailed
from ledger.signing import check_public, possession_holds, verify_signature
from ledger.vkey import Vkey

FORMAT = "govledger/1"
FOUNDED = "ledger.founded/1"
ROOT_CASE = "ROOT"
ROOT = "root"  # the office of the root holders
LOG = "log"  # the person and the office of the log's own key


class Root(NamedTuple):
    """A root holder, and the key that speaks for the office `root`."""

    person: str
    suite: str
    public: bytes
    keyid: str
    possession: str


class Founding(NamedTuple):
    """What the founding event says; `roots` in its order, the first having signed it."""

    origin: str
    training: bool
    roots: dict[str, Root]
    log: Vkey
    log_keyid: str

    @property
    def needs_confirmation(self) -> bool:
        """Whether a second root holder must confirm what one of them gave."""
        return len(self.roots) > 1


def read_founding(recorded: Recorded) -> Founding:
    """The founding as it is told, its signatures not yet looked at.

    Raises: BadInput unless it is the first entry, of known format, naming distinct root holders and keys.
    """
    facts = recorded.facts
    try:
        if (recorded.type, recorded.case, recorded.version, recorded.index) != (FOUNDED, ROOT_CASE, 1, 0):
            raise BadInput("the first entry does not found a ledger")
        if facts["format"] != FORMAT or facts["origin"] != recorded.payload["ledger"]:
            raise BadInput("the founding is of another format or another ledger")
        roots = [_root(root) for root in facts["roots"]]
        log = Vkey.parse(facts["log"]["vkey"])
        founding = Founding(facts["origin"], facts["training"], {r.person: r for r in roots}, log, _keyid(facts["log"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput("the founding is incomplete") from error
    if type(founding.training) is not bool:
        raise BadInput("the founding is incomplete")
    if (log.name, log.suite, log.public.hex()) != (founding.origin, facts["log"]["suite"], facts["log"]["public"]):
        raise BadInput("the founding names two log keys, or one of another ledger")
    keys = {root.keyid for root in roots} | {founding.log_keyid}
    if not roots or len(founding.roots) != len(roots) or len(keys) != len(roots) + 1:
        raise BadInput("the founding names a root holder or a key twice, or no root holder")
    return founding


def check_founding(recorded: Recorded, founding: Founding) -> None:
    """That the first root holder signed, and that each named key is held by whom it names.

    Raises: VerificationFailed naming the first signature that is wrong.
    """
    first = next(iter(founding.roots.values()))
    by = {"acting_for": None, "office": ROOT, "person": first.person, "recorded_by": None}
    signed = recorded.by == by and recorded.keyid == first.keyid
    if not signed or not verify_signature(first.suite, first.public, pae(recorded.text.encode()), recorded.sig):
        raise VerificationFailed("the founding is not signed by its first root holder, {person}", person=first.person)
    for root in founding.roots.values():
        if not possession_holds(founding.origin, root.person, root.suite, root.public, root.possession):
            raise VerificationFailed("the proof of possession of {person}'s root key is wrong", person=root.person)


def _root(root: dict[str, Any]) -> Root:
    public = check_public(root["suite"], bytes.fromhex(root["public"]))
    person = check_handle(root["person"])
    if person == LOG:
        raise BadInput("{person} is the log's own name", person=person)
    return Root(person, root["suite"], public, _keyid(root), root["possession"])


def _keyid(key: dict[str, Any]) -> str:
    """The id of a key as it is told. Raises: BadInput if it is not that of the public key beside it."""
    if key["keyid"] != keyid_of(key["suite"], bytes.fromhex(key["public"])):
        raise BadInput("the key id {keyid} is not that of the public key beside it", keyid=key["keyid"])
    return str(key["keyid"])
