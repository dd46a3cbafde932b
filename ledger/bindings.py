"""Which keys the payloads bind and revoke, told as the stores' table of bound keys tells it: nobody judged.

A key counts from the first well-formed entry that names it, be it valid or void, so that a key is bound once in a
ledger whoever reads it. That table is only the store's guard at the door; who may sign is judged by `grants`.
"""

from __future__ import annotations

from typing import Any

from ledger.entry import Recorded, keyid_of
from ledger.founding import FOUNDED
from ledger.source import BoundKey

BINDING_TYPES = frozenset({FOUNDED, "key.bound/1"})


class Bindings:
    """The fold; `keys` by key id."""

    def __init__(self) -> None:
        self.keys: dict[str, BoundKey] = {}

    def take(self, recorded: Recorded) -> None:
        """Take in any entry; those that neither bind nor revoke a key are passed over."""
        if recorded.type in BINDING_TYPES:
            for bound in bound_by(recorded):
                self.keys.setdefault(bound.keyid, bound)
        elif recorded.type == "key.revoked/1":
            key = self.keys.get(str(recorded.facts.get("keyid")))
            # The keys of the founding are never revoked: with one root key, whoever forced an entry in could else
            # lock out those who put things right.
            if key is not None and key.bound_index > 0 and key.revoked_index is None:
                self.keys[key.keyid] = key._replace(revoked_index=recorded.index)


def bound_by(recorded: Recorded) -> list[BoundKey]:
    """The keys that an entry binds; empty if it does not say so in full, with the key id of the public key."""
    try:
        return [_bound(person, key, recorded.index) for person, key in _told(recorded)]
    except (KeyError, TypeError, ValueError, AttributeError):
        return []


def _told(recorded: Recorded) -> list[tuple[str, dict[str, Any]]]:
    facts = recorded.facts
    if recorded.type == FOUNDED:
        return [(root["person"], root) for root in facts["roots"]] + [("log", facts["log"])]
    return [(recorded.case.removeprefix("PER-"), facts)]


def _bound(person: str, key: dict[str, Any], index: int) -> BoundKey:
    public = bytes.fromhex(key["public"])
    if key["keyid"] != keyid_of(key["suite"], public):
        raise ValueError(key["keyid"])
    return BoundKey(key["keyid"], person, key["suite"], public, index, None)
