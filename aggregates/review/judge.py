"""What the adopted rules say of each act on record: step 9 of a verification.

An act is done again on the record as it stood before it. Perfect signatures, grants and chains do not help an act that
the rules forbade: it is named, with the rules; and so is one that says something else than what it should have said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.office.desk import FIRST_LEAF, leaf_of
from aggregates.refusals import FactsWanted, Refused
from aggregates.review.again import done_again
from aggregates.service import may_record
from ledger.errors import BrokenRecord, GovledgerError

if TYPE_CHECKING:
    from aggregates.office.desk import Plan
    from aggregates.review.past import Past
    from aggregates.rulebook.context import Violation, Wanted
    from ledger.entry import Recorded
    from ledger.event import Draft

FOLLOWERS = frozenset(
    {
        "act.deemed/1",
        "agenda-item.drawn/1",
        "case.linked/1",
        "decision.noted/1",
        "external-decision.drawn/1",
        "external-decision.noted/1",
    }
)
"""Entries that an act of a case brings with it, and that nobody writes alone."""


class Finding(NamedTuple):
    """An act that the program, under the adopted rules, would not have recorded so.

    `what`: `refused` (by `violations`), `wanted` (facts that nobody had declared), `not-authorised`, `not-understood`,
    `differs` (what its entries should have said and do not: `expected` against `got`), `alone` (an entry that only
    comes with another).
    """

    index: int  # type: ignore[assignment]  # hides tuple.index
    case: str
    type: str
    what: str
    words: str
    violations: tuple[Violation, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    place: str = ""
    expected: Any = None
    got: Any = None


class Judged(NamedTuple):
    """One act under review: `finding` None where it was lawful; `judged` False where no rules are asked."""

    index: int  # type: ignore[assignment]  # hides tuple.index
    case: str
    type: str
    judged: bool
    finding: Finding | None


def acts_of(entries: Iterable[Recorded]) -> Iterator[tuple[Recorded, ...]]:
    """The entries by acts: those of one act stand next to each other."""
    act: list[Recorded] = []
    for entry in entries:
        if act and entry.act != act[0].act:
            yield tuple(act)
            act = []
        act.append(entry)
    if act:
        yield tuple(act)


def judge(act: Sequence[Recorded], past: Past) -> Judged:
    """One act, judged on the record as it stood before it."""
    first = act[0]
    if first.type in FOLLOWERS and "silent" not in first.facts:
        return _judged(first, _finding(first, "alone", "this entry only comes with the act of a case"))
    if not all(may_record(entry.type, entry.by["office"]) for entry in act):
        return _judged(first, _finding(first, "not-authorised", "a service records only what became true"))
    try:
        plan = done_again(act, past)
        if plan is None:
            return Judged(first.index, first.case, first.type, False, None)
        return _judged(first, _difference(act, plan, past.under is None))
    except Refused as refused:
        return _judged(first, _finding(first, "refused", str(refused), violations=refused.violations))
    except FactsWanted as lacking:
        return _judged(first, _finding(first, "wanted", str(lacking), wanted=lacking.wanted))
    except BrokenRecord:
        raise
    except GovledgerError as error:
        what = "not-authorised" if error.kind == "authority" else "not-understood"
        return _judged(first, _finding(first, what, str(error)))
    except (KeyError, TypeError, ValueError, AttributeError, AssertionError) as fault:
        return _judged(first, _finding(first, "not-understood", repr(fault)))


def _judged(first: Recorded, finding: Finding | None) -> Judged:
    return Judged(first.index, first.case, first.type, True, finding)


def _finding(first: Recorded, what: str, words: str, **more: Any) -> Finding:
    return Finding(first.index, first.case, first.type, what, words, **more)


def _difference(act: Sequence[Recorded], plan: Plan, own_book: bool) -> Finding | None:
    """Where what is on record first differs from what the act comes to; under another book, rules are not compared."""
    first = act[0]
    wrote = [(entry.case, entry.type) for entry in act]
    should = [(draft.case, draft.type) for draft in plan.drafts]
    if wrote != should:
        return _finding(first, "differs", "other entries", place="entries", expected=should, got=wrote)
    if (by := plan.by._asdict()) != first.by:
        return _finding(first, "differs", "another hand", place="by", expected=by, got=first.by)
    leaves = {leaf_of(entry.case, entry.version): entry.leaf.hex() for entry in act}
    leaves[FIRST_LEAF] = first.leaf.hex()
    for entry, draft in zip(act, plan.drafts, strict=True):
        for place, expected, got in _places(entry, draft, leaves):
            if expected != got and (own_book or place != "rules"):
                words = "the entry says something else than the act comes to"
                return _finding(entry, "differs", words, place=place, expected=expected, got=got)
    return None


def _places(entry: Recorded, draft: Draft, leaves: Mapping[str, str]) -> Iterator[tuple[str, Any, Any]]:
    """What is compared of one entry: every fact but the papers, which lie beside the record, and the rules."""
    expected, got = _plain(draft.facts, leaves), _plain(entry.facts, {})
    if "enclosures" in entry.facts and "text" in got and "text" in expected:
        expected["text"] = got["text"]  # the digest of a paper that came with the act
    for name in sorted({*expected, *got}):
        yield name, expected.get(name), got.get(name)
    yield "rules", _rules(draft.rules), _rules(entry.rules)


def _plain(facts: Mapping[str, Any], leaves: Mapping[str, str]) -> dict[str, Any]:
    """The facts without digests of papers and of sealed words, which doing the act again does not bring forth."""
    found: dict[str, Any] = {name: _filled(value, leaves) for name, value in facts.items() if name != "enclosures"}
    if found.get("outside"):
        found["outside"] = {**found["outside"], "enclosure": None}
    if "fields" in found:
        sealed = {name: "sealed" for name, value in found["fields"].items() if isinstance(value, dict)}
        found["fields"] = {**found["fields"], **sealed}
    return found


def _filled(value: Any, leaves: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(each, leaves) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(each, leaves) for each in value]
    return leaves.get(value, value) if isinstance(value, str) else value


def _rules(rules: Any) -> Any:
    """The rules as a set of ids: a program that lists them in another order has not judged otherwise."""
    return {**rules, "ids": sorted(rules["ids"])} if rules else None
