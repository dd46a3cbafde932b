"""Who may speak for which office: the fold of people, keys and grants by which every entry is judged.

An entry is judged by what the record held before it, and by nothing that came later. There is no cycle: ROOT is judged
by the founding, PER- and OFC- cases by ROOT, all other entries by these three. The same fold serves two ways of
reading: with a reader it loads the few cases that a question needs; without one it is fed every entry in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from ledger.bindings import Bindings
from ledger.entry import Recorded, pae
from ledger.errors import BadInput, BrokenRecord, LedgerError
from ledger.founding import LOG, ROOT, ROOT_CASE, Founding, check_founding, read_founding
from ledger.grants_case import CaseRoster, Grant, Key, Word
from ledger.signing import verify_signature
from ledger.source import BoundKey
from ledger.void import (
    HEADS_CASE,
    HEADS_TYPE,
    OFFICE,
    PERSON,
    VOID_REASONS,
    on_by_then,
    only_for_roots,
    states_heads,
    well_placed,
)

__all__ = ["VOID_REASONS", "Grant", "Grants", "Reader", "SignatureCheck", "signature_holds"]

SignatureCheck = Callable[[Recorded, str, bytes], bool]


class Reader(Protocol):
    """The record as it stands, void entries included, for a fold that loads by itself."""

    def raw_case(self, case: str) -> Iterable[Recorded]: ...

    def raw_at(self, index: int) -> Recorded | None: ...

    def bound_key(self, keyid: str) -> BoundKey | None: ...


def signature_holds(recorded: Recorded, suite: str, public: bytes) -> bool:
    """Whether the entry bears this key's signature over its payload."""
    return verify_signature(suite, public, pae(recorded.text.encode()), recorded.sig)


class Grants:
    """Judges entries. Every question is asked as of an index: only what stands before it counts."""

    def __init__(self, reader: Reader | None = None, signed: SignatureCheck = signature_holds) -> None:
        self._reader = reader
        self._signed = signed
        self._founding: Founding | None = None
        self._rosters: dict[str, CaseRoster] = {}
        self._verdicts: dict[tuple[int, bytes], str | None] = {}  # only with a reader
        self._void: dict[int, str] = {}  # only without one, which is then never asked
        self.bindings = Bindings()  # likewise

    @property
    def founding(self) -> Founding:
        """Raises: BrokenRecord if the ledger has none that can be read."""
        if self._founding is None:
            first = self._reader.raw_at(0) if self._reader else None
            try:
                if first is None:
                    raise BadInput("the ledger has not been founded")
                self._founding = read_founding(first)
            except BadInput as error:
                raise BrokenRecord(
                    "the founding of the ledger cannot be read: {got}",
                    index=0, case=ROOT_CASE, step=5, expected="a founding", got=str(error),
                ) from error  # fmt: skip
        return self._founding

    @property
    def root_holders(self) -> tuple[str, ...]:
        return tuple(self.founding.roots)

    def judge(self, recorded: Recorded) -> str | None:
        """Why the entry is void, as a key of VOID_REASONS; None for a valid one. For a fold with a reader.

        An entry about to be recorded is judged as if it stood at its index, and so are those after it in its act.
        """
        assert self._reader is not None, "a fold that is fed judges as it takes"
        key = (recorded.index, recorded.leaf)
        if only_for_roots(recorded) and recorded.index:
            self._roster(recorded.case)  # judges all that stands there
        if key not in self._verdicts:
            self._verdicts[key] = self._judge(recorded)
        return self._verdicts[key]

    def take(self, recorded: Recorded) -> str | None:
        """The same for a fold without a reader: it must be fed every entry in order, from the first on."""
        assert self._reader is None, "a fold with a reader loads by itself"
        reason = self._judge(recorded)
        if reason is not None:
            self._void[recorded.index] = recorded.leaf.hex()
        self.bindings.take(recorded)
        return reason

    def questioned(self, recorded: Recorded) -> int | None:
        """The index of the revocation that leaves a valid entry in doubt; None if there is none so far.

        A revocation may say that the key was in other hands since an instant: what that key signed from then on, up to
        the revocation itself, stays valid, and is listed wherever the record is verified.
        """
        key = self._keys(recorded.by["recorded_by"] or recorded.by["person"]).get(recorded.keyid)
        if key is None or key.revoked_before(recorded.index):
            return None
        for revocation in key.revocations:
            if revocation.since is not None and revocation.since <= recorded.at:
                return revocation.revoked_index
        return None

    def annulled(self, index: int) -> bool:
        """Whether that entry was annulled, and the annulment has effect."""
        return any(word.effective is not None for word in self._roster(ROOT_CASE).annulled.get(index, ()))

    def effective_index(self, recorded: Recorded) -> int | None:
        """From which index on a valid entry has effect; None while it waits for a confirmation."""
        if recorded.index == 0 or not only_for_roots(recorded):
            return recorded.index
        word = self._roster(recorded.case).words.get(recorded.index)
        return word.effective if word else None

    def speaks(self, by: Mapping[str, Any], keyid: str, on: str, index: int) -> str | None:
        """Why this key may not speak so, for an office other than root, on that day and before that index.

        None if it may; otherwise a key of VOID_REASONS. The signature is not asked for.
        """
        person, office, recorder = by["person"], by["office"], by["recorded_by"]
        signer = recorder or person
        key = self._key(signer, keyid)
        if key is None:
            return "key-not-bound"
        if key.word.effective is None or key.word.effective >= index:
            return "key-unconfirmed"
        if key.revoked_before(index):
            return "key-revoked"
        if not (self.enrolled(person, index) and self.enrolled(signer, index)):
            return "not-enrolled"
        if not self.holds(person, office, "hold", on, index):
            return "no-grant"
        if recorder and (recorder == person or not self.holds(recorder, office, "record-for", on, index)):
            return "no-record-for"
        return None

    def holds(self, person: str, office: str, capacity: str, on: str, index: int) -> bool:
        """Whether the person holds the office (`hold`) or may record for it (`record-for`) on that day."""
        if office == ROOT:
            return capacity == "hold" and person in self.founding.roots
        return any(grant.person == person for grant in self.in_force(office, capacity, on, index))

    def in_force(self, office: str, capacity: str, on: str, index: int) -> list[Grant]:
        """The grants of an office that cover the day, in the order in which they were given."""
        grants = self._roster(OFFICE + office).grants.values()
        return [grant for grant in grants if grant.capacity == capacity and grant.in_force(on, index)]

    def enrolled(self, person: str, index: int) -> bool:
        return person in self.founding.roots or self._roster(PERSON + person).enrolled_before(index)

    def key_owner(self, keyid: str) -> str | None:
        """The person to whom a valid entry binds the key, `log` for the log's; None if it is bound to nobody."""
        if keyid == self.founding.log_keyid:
            return LOG
        for root in self.founding.roots.values():
            if root.keyid == keyid:
                return root.person
        bound = self._bound_key(keyid)
        return bound.person if bound and keyid in self._keys(bound.person) else None

    def _judge(self, recorded: Recorded) -> str | None:
        if recorded.index == 0:
            return self._judge_founding(recorded)
        if not well_placed(recorded):
            return "wrong-case"
        if not on_by_then(recorded):
            return "on-after-at"
        if recorded.case == HEADS_CASE or LOG in (recorded.by["office"], recorded.by["person"]):
            return self._judge_log(recorded)
        if recorded.keyid == self.founding.log_keyid:
            return "log-elsewhere"
        if only_for_roots(recorded):
            return self._judge_root(recorded)
        return self._judge_official(recorded)

    def _judge_founding(self, recorded: Recorded) -> str | None:
        try:
            founding = read_founding(recorded)
            check_founding(recorded, founding)
        except (BadInput, LedgerError):
            return "bad-founding"
        self._founding = founding
        return None

    def _judge_log(self, recorded: Recorded) -> str | None:
        founding = self.founding
        if recorded.keyid != founding.log_keyid:
            return "not-the-log"
        by = {"acting_for": None, "office": LOG, "person": LOG, "recorded_by": None}
        if recorded.by != by or recorded.type != HEADS_TYPE:
            return "log-elsewhere"
        if not self._signed(recorded, founding.log.suite, founding.log.public):
            return "bad-signature"
        return None if states_heads(recorded) else "bad-facts"

    def _judge_root(self, recorded: Recorded) -> str | None:
        by = recorded.by
        if by["recorded_by"] is not None:
            return "in-person"
        root = self.founding.roots.get(by["person"])
        if by["office"] != ROOT or by["acting_for"] is not None or root is None or root.keyid != recorded.keyid:
            return "not-a-root"
        if not self._signed(recorded, root.suite, root.public):
            return "bad-signature"
        return self._roster(recorded.case).take(recorded)

    def _judge_official(self, recorded: Recorded) -> str | None:
        by = recorded.by
        # What an office passes on, its holder passes on by his own hand.
        if by["recorded_by"] is not None and recorded.case.startswith(OFFICE):
            return "in-person"
        if reason := self.speaks(by, recorded.keyid, recorded.on, recorded.index):
            return reason
        key = self._key(by["recorded_by"] or by["person"], recorded.keyid)
        assert key is not None, "or it would not speak"
        return None if self._signed(recorded, key.suite, key.public) else "bad-signature"

    def _roster(self, case: str) -> CaseRoster:
        roster = self._rosters.get(case)
        if roster is None:
            # Known before it is filled: judging what stands in ROOT may ask for ROOT as it stood until then.
            roster = self._rosters[case] = CaseRoster(case, self.founding, self._first_bound, self._is_void)
            for recorded in self._reader.raw_case(case) if self._reader else ():
                if only_for_roots(recorded):
                    self._verdicts[recorded.index, recorded.leaf] = self._judge(recorded)
        return roster

    def _keys(self, person: str) -> dict[str, Key]:
        return self._roster(PERSON + person).keys

    def _key(self, person: str, keyid: str) -> Key | None:
        root = self.founding.roots.get(person)
        if root is not None and root.keyid == keyid:
            return Key(root.suite, root.public, Word(0, b"", person, 0), [])
        return self._keys(person).get(keyid)

    def _bound_key(self, keyid: str) -> BoundKey | None:
        return self._reader.bound_key(keyid) if self._reader else self.bindings.keys.get(keyid)

    def _first_bound(self, keyid: str) -> int | None:
        bound = self._bound_key(keyid)
        return bound.bound_index if bound else None

    def _is_void(self, index: int, leaf: str) -> bool:
        if self._reader is None:
            return self._void.get(index) == leaf
        recorded = self._reader.raw_at(index)
        return recorded is not None and recorded.leaf.hex() == leaf and self.judge(recorded) is not None
