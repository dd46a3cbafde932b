"""The same totals by another way: counted from the bare entries, item by item, without folding a case or asking a duty.

What the bulletin says is printed only if both ways agree; where they do not, the difference is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.kinds import KINDS
from ledger.errors import VerificationFailed

if TYPE_CHECKING:
    from ledger.entry import Recorded
    from ledger.record import Record
    from projections.monthly import Monthly
    from projections.monthly_counts import Count

ITEM = KINDS["item"]
WORDS = {ITEM.type_of("return"): "returned", ITEM.type_of("withdraw"): "withdrawn"}


class Life(NamedTuple):
    """One item as its entries tell it, at the day asked. `word`: with what it was closed."""

    opened_on: date
    unit: str
    meeting: str | None
    closed_on: date | None = None
    word: str | None = None
    urged: int = 0


def lives(record: Record, on: date) -> dict[str, Life]:
    """Every item that was opened by that day, in the order of the record."""
    entries: dict[str, list[Recorded]] = {}
    for entry in record.of_types(ITEM.all_types | {"act.corrected/1", "act.disowned/1"}):
        if entry.case.startswith(f"{ITEM.prefix}-"):
            entries.setdefault(entry.case, []).append(entry)
    day = on.isoformat()
    found = ((case, _life(told, day)) for case, told in entries.items())
    return {case: life for case, life in found if life is not None}


def _life(entries: list[Recorded], day: str) -> Life | None:
    struck = {e.facts["index"] for e in entries if e.type == "act.disowned/1" and _theirs(e, entries)}
    acts = [e for e in entries if e.on <= day and e.type.startswith(f"{ITEM.word}.")]
    if not acts:
        return None
    opening = acts[0]
    said: dict[str, Any] = dict(opening.facts.get("fields", {})) | dict(opening.facts.get("declared", {}))
    for each in entries:
        if each.type == "act.corrected/1" and each.facts["index"] == opening.index:
            said |= each.facts["new"].get("fields", {}) | each.facts["new"].get("declared", {})
    life = Life(date.fromisoformat(opening.on), str(said.get("undertaking_unit", "")), said.get("meeting"))
    if opening.index in struck:
        return life._replace(closed_on=life.opened_on, word="disowned")
    for each in acts:
        if each.index in struck:
            continue
        word = WORDS.get(each.type) or each.facts.get("closes")
        if word:
            life = life._replace(closed_on=date.fromisoformat(each.on), word=word)
        life = life._replace(urged=life.urged + (each.facts.get("act") == "urge"))
    return life


def _theirs(answer: Recorded, entries: Iterable[Recorded]) -> bool:
    """Whether who disowned an act is the one in whose name it stands."""
    target = next((e for e in entries if e.index == answer.facts["index"]), None)
    by = answer.by
    return target is not None and by["person"] == target.by["person"] and by["recorded_by"] is None


def reconcile(made: Monthly, told: dict[str, Life], year: date) -> None:
    """Raises: VerificationFailed if anything the rows add up to is not what the entries say, naming it."""
    scope = [life for life in told.values() if life.opened_on >= year or (life.closed_on or year) >= year]
    for what, by_rows, by_entries in _pairs(made, scope):
        if by_rows != by_entries:
            raise VerificationFailed(
                "the totals do not equal the rows, so there is no report: {what}: {rows} by the rows, {entries} by "
                "the entries of the record",
                what=what,
                rows=by_rows,
                entries=by_entries,
            )


def _pairs(made: Monthly, scope: list[Life]) -> Iterator[tuple[str, int, int]]:
    yield from _of("all", made.total, scope)
    for unit, count in made.by_unit:
        yield from _of(unit, count, [life for life in scope if life.unit == unit])
    for meeting, count in made.by_meeting:
        yield from _of(meeting, count, [life for life in scope if life.meeting == meeting])
    for name, groups in (("by_unit", made.by_unit), ("by_kind", made.by_kind)):
        for field in made.total._fields:
            yield f"{name} {field}", sum(getattr(c, field) for _, c in groups), getattr(made.total, field)
    yield "ages", sum(made.ages), made.total.open
    yield "trend", made.months[-1].open_at_end, made.total.open
    yield "rows", len(made.items), made.total.done + made.total.open + made.total.dropped


def _of(what: str, count: Count, scope: list[Life]) -> Iterator[tuple[str, int, int]]:
    holds: tuple[tuple[str, int, Callable[[Life], bool]], ...] = (
        ("total", count.all, lambda life: True),
        ("done", count.done, lambda life: life.word == "done"),
        ("open", count.open, lambda life: life.word is None),
        ("dropped", count.dropped, lambda life: life.word not in (None, "done")),
    )
    for name, by_rows, fits in holds:
        yield f"{what} {name}", by_rows, sum(map(fits, scope))
    yield f"{what} urged", count.urged, sum(life.urged for life in scope)
