"""What one case says about who speaks for whom: the keys of a person, the grants of an office, confirmations anywhere.

The fold takes the entries of its case that root holders signed, in order, and answers for any index: every fact keeps
the index from which it has effect. Whether the signer was a root holder is judged before, in `grants`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from ledger.canonical import check_handle
from ledger.entry import Recorded, keyid_of
from ledger.errors import BadInput
from ledger.founding import LOG, ROOT, Founding
from ledger.signing import check_public, possession_holds

CONFIRMED = "roster.confirmed/1"
# Taking power away never waits for a second root holder; neither does his own confirmation.
AT_ONCE = frozenset({"key.revoked/1", "grant.ended/1", CONFIRMED})
CAPACITIES = frozenset({"hold", "record-for"})


class Word:
    """An entry that a root holder signed. `effective`: the index from which it has effect, None while unconfirmed."""

    __slots__ = ("effective", "index", "leaf", "signer")

    def __init__(self, index: int, leaf: bytes, signer: str, effective: int | None) -> None:
        self.index = index
        self.leaf = leaf
        self.signer = signer
        self.effective = effective


class Revocation(NamedTuple):
    """That a key ended; `since`: the instant from which it may have been in other hands."""

    revoked_index: int
    since: str | None


class Key(NamedTuple):
    """A key bound to the person of the case; `revocations` grows."""

    suite: str
    public: bytes
    word: Word
    revocations: list[Revocation]

    def revoked_before(self, index: int) -> bool:
        return bool(self.revocations) and self.revocations[0].revoked_index < index


class Grant(NamedTuple):
    """That a person holds an office, or records for it; both days included, `until_on` None being open.

    `endings` grows: the index of the entry that ended it, and its last day.
    """

    person: str
    office: str
    capacity: str
    from_on: str
    until_on: str | None
    rank: int | None
    post: str | None
    word: Word
    endings: list[tuple[int, str]]

    def in_force(self, on: str, index: int) -> bool:
        """Whether it covers the day, as the record before that index tells it."""
        effective = self.word.effective
        if effective is None or effective >= index or on < self.from_on:
            return False
        ends = [until for ended, until in self.endings if ended < index]
        return all(on <= until for until in ends) and (self.until_on is None or on <= self.until_on)


class CaseRoster:
    """The fold of one case. `words` by index; `keys` by key id; `grants` by index; `annulled` by target."""

    def __init__(
        self,
        case: str,
        founding: Founding,
        first_bound: Callable[[str], int | None],
        is_void: Callable[[int, str], bool],
    ) -> None:
        self.case = case
        self.words: dict[int, Word] = {}
        self.enrolled: list[Word] = []
        self.keys: dict[str, Key] = {}
        self.grants: dict[int, Grant] = {}
        self.annulled: dict[int, list[Word]] = {}
        self._founding = founding
        self._first_bound = first_bound
        self._is_void = is_void

    def take(self, recorded: Recorded) -> str | None:
        """Take in an entry that a root holder signed; the reason, and nothing taken in, if what it says is void."""
        waits = self._founding.needs_confirmation and recorded.type not in AT_ONCE
        effective = None if waits else recorded.index
        word = Word(recorded.index, recorded.leaf, recorded.by["person"], effective)
        try:
            reason = self._take(recorded.type, recorded.facts, word)
        except (KeyError, TypeError, ValueError, AttributeError, BadInput):
            reason = "bad-facts"
        if reason is None:
            self.words[word.index] = word
        return reason

    def enrolled_before(self, index: int) -> bool:
        return any(word.effective is not None and word.effective < index for word in self.enrolled)

    def _take(self, type: str, facts: dict[str, Any], word: Word) -> str | None:
        match type:
            case "roster.confirmed/1":
                return self._confirm(facts, word)
            case "entry.annulled/1":
                return self._annul(facts, word)
            case "person.enrolled/1":
                return self._enrol(facts, word)
            case "key.bound/1":
                return self._bind(facts, word)
            case "key.revoked/1":
                return self._revoke(facts, word)
            case "grant.given/1":
                return self._give(facts, word)
            case "grant.ended/1":
                return self._end(facts, word)
            case _:
                return None  # an event of the domain that root holders sign: confirmed like any other

    def _confirm(self, facts: dict[str, Any], word: Word) -> str | None:
        """A second confirmation is no fault: two root holders may sit down to it on the same morning."""
        target = self.words.get(facts["index"])
        if target is None or target.leaf.hex() != facts["leaf"]:
            return "confirms-nothing"
        if target.signer == word.signer:
            return "confirms-own"
        if target.effective is None:
            target.effective = word.index
        return None

    def _annul(self, facts: dict[str, Any], word: Word) -> str | None:
        """Only void entries can be annulled, else two root holders could take back what somebody lawfully did."""
        index, leaf = facts["index"], facts["leaf"]
        if type(index) is not int or index >= word.index or not self._is_void(index, leaf):
            return "annuls-nothing"
        self.annulled.setdefault(index, []).append(word)
        return None

    def _enrol(self, facts: dict[str, Any], word: Word) -> str | None:
        if check_handle(facts["person"]) != self._subject() or not isinstance(facts["name"], str):
            return "bad-facts"
        self.enrolled.append(word)
        return None

    def _bind(self, facts: dict[str, Any], word: Word) -> str | None:
        suite, public, keyid = facts["suite"], bytes.fromhex(facts["public"]), facts["keyid"]
        check_public(suite, public)
        if keyid != keyid_of(suite, public):
            return "bad-facts"
        if not self.enrolled:
            return "not-enrolled"
        first = self._first_bound(keyid)
        if first is not None and first < word.index:
            return "key-taken"
        if not possession_holds(self._founding.origin, self._subject(), suite, public, facts["possession"]):
            return "bad-possession"
        self.keys[keyid] = Key(suite, public, word, [])
        return None

    def _revoke(self, facts: dict[str, Any], word: Word) -> str | None:
        since = facts["compromised_since"]
        if since is not None and not (since.endswith("Z") and len(since) == 27 and datetime.fromisoformat(since)):
            return "bad-facts"
        key = self.keys.get(facts["keyid"])
        if key is None:
            return "revokes-nothing"
        key.revocations.append(Revocation(word.index, since))
        return None

    def _give(self, facts: dict[str, Any], word: Word) -> str | None:
        office, from_on, until_on = check_handle(facts["office"]), _day(facts["from"]), facts["until"]
        if office != self._subject() or office in (ROOT, LOG) or facts["capacity"] not in CAPACITIES:
            return "bad-facts"
        if until_on is not None and _day(until_on) < from_on:
            return "bad-facts"
        person, rank, post = check_handle(facts["person"]), facts.get("rank"), facts.get("post")
        self.grants[word.index] = Grant(person, office, facts["capacity"], from_on, until_on, rank, post, word, [])
        return None

    def _end(self, facts: dict[str, Any], word: Word) -> str | None:
        grant = self.grants.get(facts["index"])
        if grant is None or grant.word.leaf.hex() != facts["leaf"]:
            return "ends-nothing"
        grant.endings.append((word.index, _day(facts["until"])))
        return None

    def _subject(self) -> str:
        """The person or the office that the case is about."""
        return self.case.partition("-")[2]


def _day(text: str) -> str:
    """The day itself. Raises: ValueError unless it is spelled 2022-05-06."""
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError(text)
    return text
