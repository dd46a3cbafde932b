"""Who is on the roster: people, the units of the county, and the keys that people sign with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from aggregates.office.desk import ActResult, Desk, Intent, Sight
from aggregates.office.manner import PLAIN, Manner
from aggregates.office.roster_acts import check_reason, known_matters, known_person, root_act, told, unknown
from ledger.canonical import check_handle, clean_text
from ledger.entry import keyid_of
from ledger.errors import BadInput
from ledger.event import Draft, instant
from ledger.signing import check_public, possession_holds

if TYPE_CHECKING:
    from ledger.source import BoundKey


def enrol(desk: Desk, person: str, name: str, *, manner: Manner = PLAIN) -> ActResult:
    """Enrol a person under a handle; `name` is the name on paper.

    Raises:
        BadInput: the handle is taken, is no handle, or is the key of an office.
        NotAuthorised: the desk's person is no root holder.
    """
    facts = {"person": check_handle(person), "name": _name(name)}

    def drafts(sight: Sight) -> list[Draft]:
        if known := told(sight, f"PER-{person}").person:
            raise BadInput("{person} is enrolled already: {name}", person=person, name=known.name)
        if person in sight.book.offices or person in {"root", "log"} or told(sight, f"OFC-{person}").unit:
            raise BadInput("{person} is the key of an office: a person needs another", person=person)
        return [Draft(f"PER-{person}", "person.enrolled/1", facts)]

    return root_act(desk, Intent("person.enrolled/1", f"PER-{person}", facts), drafts, manner)


def define_unit(desk: Desk, office: str, unit_of: str, zh: str, en: str, *, manner: Manner = PLAIN) -> ActResult:
    """Enrol a unit (a department, a township) under a key; `unit_of` is its class in the book.

    Raises:
        BadInput: the key is taken or is a matter, or the book knows no such class.
        NotAuthorised: the desk's person is no root holder.
    """
    facts = {"office": check_handle(office), "unit_of": unit_of, "zh": _name(zh), "en": _name(en)}

    def drafts(sight: Sight) -> list[Draft]:
        classes = [key for key, defined in sight.book.offices.items() if defined.kind == "unit"]
        if unit_of not in classes:
            raise unknown(
                "{given} is no class of units", "{given} is no class of units: {candidates} are", unit_of, classes
            )
        if known := told(sight, f"OFC-{office}").unit:
            raise BadInput("{office} is enrolled already: {name}", office=office, name=known.zh)
        taken = office in sight.book.offices or office in {"root", "log"} or office in known_matters(sight.book)
        if taken or office in sight.record.grants.root_holders or told(sight, f"PER-{office}").person:
            raise BadInput(
                "{office} is the key of an office, a matter or a person: a unit needs another", office=office
            )
        return [Draft(f"OFC-{office}", "unit.enrolled/1", facts)]

    return root_act(desk, Intent("unit.enrolled/1", f"OFC-{office}", facts), drafts, manner)


def bind_key(
    desk: Desk, person: str, suite: str, public: bytes, possession: str, *, manner: Manner = PLAIN
) -> ActResult:
    """Bind a public key to a person, who proves to hold it (`ledger.signing.possession`) for this ledger and name.

    Raises:
        BadInput: the key is no key, is bound already, or the proof does not hold; the person is not enrolled.
        NotAuthorised: the desk's person is no root holder.
    """
    keyid = keyid_of(suite, check_public(suite, public))
    facts = {"suite": suite, "public": public.hex(), "keyid": keyid, "possession": possession}

    def drafts(sight: Sight) -> list[Draft]:
        known_person(sight, person)
        if told(sight, f"PER-{person}").person is None:
            raise BadInput("{person} is a root holder only: enrol {person} first", person=person)
        owner = sight.record.grants.key_owner(keyid) or _bound(sight, keyid)
        if owner:
            raise BadInput("the key {keyid} is bound to {person} already", keyid=keyid[:16], person=owner)
        if not possession_holds(sight.record.origin, person, suite, public, possession):
            raise BadInput("the proof that {person} holds the key does not hold in this ledger", person=person)
        return [Draft(f"PER-{person}", "key.bound/1", facts)]

    return root_act(desk, Intent("key.bound/1", f"PER-{person}", facts), drafts, manner)


def revoke_key(
    desk: Desk, keyid: str, reason: str, *, compromised_since: datetime | None = None, manner: Manner = PLAIN
) -> ActResult:
    """Revoke a key, at once; `keyid` may be its beginning. What it signed from `compromised_since` on is questioned.

    Raises:
        BadInput: no such key or several, it is revoked already, or was not bound at that instant.
        NotAuthorised: the desk's person is no root holder.
    """
    key = _key(desk, keyid)
    since = instant(compromised_since) if compromised_since else None
    facts = {"keyid": key.keyid, "reason": check_reason(reason), "compromised_since": since}

    def drafts(sight: Sight) -> list[Draft]:
        known = next((each for each in told(sight, f"PER-{key.person}").keys if each.keyid == key.keyid), None)
        if known is None:
            raise BadInput("the key {keyid} is a root key: it stands in the founding", keyid=key.keyid[:16])
        if known.revoked_index is not None and since is None:
            raise BadInput("the key {keyid} is revoked already", keyid=key.keyid[:16])
        bound = sight.record.raw_at(known.index)
        assert bound is not None
        if since and not bound.at <= since <= instant(sight.at):
            raise BadInput(
                "{since} lies before the binding of the key ({bound}) or is still to come", since=since, bound=bound.at
            )
        return [Draft(f"PER-{key.person}", "key.revoked/1", facts)]

    return root_act(desk, Intent("key.revoked/1", f"PER-{key.person}", facts), drafts, manner)


def _key(desk: Desk, keyid: str) -> BoundKey:
    """The one bound key that begins so."""
    found = [key for key in desk.store.source.bound_keys() if key.keyid.startswith(keyid.lower())]
    if not keyid or not found:
        raise BadInput("no key begins with {keyid}", keyid=keyid or "-")
    if len(found) > 1:
        raise BadInput("{n} keys begin with {keyid}: say more of it", n=len(found), keyid=keyid)
    return found[0]


def _bound(sight: Sight, keyid: str) -> str | None:
    """Whom the store has the key bound to, confirmed or not."""
    bound = sight.record.bound_key(keyid)
    return bound.person if bound else None


def _name(text: str) -> str:
    name = clean_text(text, one_line=True).strip()
    if not name:
        raise BadInput("a name is needed")
    return name
