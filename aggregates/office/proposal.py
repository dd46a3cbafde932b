"""An act as somebody asks for it, vetted by the adopted book, and the facts of its entry.

A person may hold several offices: each is tried, and the act is done in the one that gives the power. What the rules
refuse or want to know is raised here, and then nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from aggregates.case import Act, By, CaseState
from aggregates.office.manner import Manner, Papers, lateness, speakers
from aggregates.record_context import RecordContext
from aggregates.refusals import FactsWanted, Refused
from aggregates.rulebook.declarations import Stated, check_value, sort_out
from aggregates.rulebook.model import DECLARE
from aggregates.rulebook.vet import vet
from ledger.canonical import clean_text
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.office.desk import Desk, Sight
    from aggregates.rulebook.context import Verdict
    from aggregates.rulebook.model import ActDef, Book


@dataclass(frozen=True, slots=True)
class Asked:
    """One act of a case. `facts` are told apart when it is vetted: stated, declared, or merely proposed.

    `outside`: the body outside whose act it is, recorded on its paper. `refs`: cases it takes up again. `filled`: facts
    that the program filled in for want of a word: asked again on another day, they may be others.
    """

    act: str
    outcome: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    outside: str | None = None
    refs: Sequence[str] = ()
    filled: Collection[str] = ()

    def __post_init__(self) -> None:
        clean = {name: clean_text(value) if isinstance(value, str) else value for name, value in self.facts.items()}
        object.__setattr__(self, "facts", clean)

    def filled_in(self, **facts: Any) -> Asked:
        """The same with facts that the program fills in."""
        return replace(self, facts={**self.facts, **facts}, filled=(*self.filled, *facts))


@dataclass(frozen=True, slots=True)
class Vetted:
    """A lawful act, in the office that gives the power, and what the vetting read."""

    act: Act
    stated: Stated
    verdict: Verdict
    context: RecordContext

    @property
    def by(self) -> By:
        return self.act.by


def vetted(desk: Desk, sight: Sight, state: CaseState, asked: Asked, manner: Manner) -> Vetted:
    """The act, if it is lawful for this person in one of the offices held.

    Raises:
        BadInput: the book knows no such act, outcome or fact, or a reason is missing.
        NotAuthorised: the person may not speak for the office claimed.
        Refused: rules forbid it in every one of these offices; those of the office that comes nearest are named.
        FactsWanted: the verdict turns on a fact that nobody has declared.
    """
    facts = _checked(sight.book, state, asked, manner)
    tried = [
        _tried(sight, state, asked=asked, facts=facts, by=by, manner=manner)
        for by in speakers(desk, sight, manner, in_person=asked.outside is not None)
    ]
    best = min(tried, key=_distance)
    if best.verdict.violations:
        raise Refused(best.verdict.violations, act=asked.act, case=state.case if state.version else None)
    if best.verdict.wanted:
        raise FactsWanted(best.verdict.wanted, act=asked.act, case=state.case)
    return best


def facts_of(
    desk: Desk, sight: Sight, *, state: CaseState, asked: Asked, found: Vetted, manner: Manner, papers: Papers
) -> dict[str, Any]:
    """The facts of the entry: every key that has something to say, and no other."""
    late = lateness(sight, manner.late_reason)
    kept = papers.keep(dry_run=desk.dry_run)
    defined = sight.book.act(state.kind, asked.act)
    said: dict[str, Any] = {
        "act": asked.act,
        "closes": _closing(defined, asked) if state.kind != "fund" else None,
        "declared": dict(found.stated.declared),
        "delegations": list(found.verdict.delegations),
        "enclosures": kept,
        "fields": sealed(desk, sight.book, found.stated.fields),
        "late": late,
        "outcome": asked.outcome,
        "outside": _outside(asked, manner, kept),
        "overrides": list(found.verdict.overridden),
        "proposed": dict(found.stated.proposed),
        "reason": clean_text(manner.reason) if manner.reason else None,
        "undoes": undone(defined, asked, state) if defined else None,
    }
    return {key: value for key, value in said.items() if value not in (None, [], {})}


def _closing(defined: ActDef | None, asked: Asked) -> str | None:
    """The word with which the act closes its case; an answer that does not pass leaves it open."""
    if defined is None or asked.act in GOES_BACK_ACTS:
        return None
    return None if asked.outcome and defined.passes and asked.outcome not in defined.passes else defined.closes


def undone(defined: ActDef, asked: Asked, state: CaseState) -> list[str]:
    """The acts on record that this one undoes."""
    if defined.undoes_unless_passes and asked.outcome in defined.passes:
        return []
    on_record = {done.act for done in state.done}
    return [name for name in defined.undoes if name in on_record]


def sealed(desk: Desk, book: Book, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, those that the book seals by digest only: their words lie beside the record."""
    found = dict(fields)
    for name, value in fields.items():
        if name in book.facts and book.facts[name].sealed and isinstance(value, str):
            if desk.enclosures is None:
                raise BadInput("this desk has no folder for enclosures")
            if desk.dry_run:
                found[name] = {"sealed": ""}
            else:
                kept = desk.enclosures.put(value.encode(), f"{name}.txt", "text/plain")
                found[name] = {"sealed": kept["sha256"]}
    return found


def rules_of(sight: Sight, found: Vetted) -> dict[str, Any]:
    """What the entry says of the rules that admitted it."""
    return {"book": sight.book.key, "ids": list(found.verdict.rules), "sha256": sight.book.sha256}


def _tried(sight: Sight, state: CaseState, *, asked: Asked, facts: Mapping[str, Any], by: By, manner: Manner) -> Vetted:
    context = RecordContext(sight.record, sight.roster, lambda: sight.calendar)
    if asked.act == DECLARE:  # whoever only declares does not mean to propose: vetting says who may
        stated = Stated({}, facts, {})
    else:
        stated = sort_out(facts, by=by, case=state, book=sight.book, context=context, on=sight.on)
    act = Act(
        asked.act,
        by,
        sight.on,
        outcome=asked.outcome,
        fields=stated.fields,
        declared=stated.declared,
        overrides=manner.overrides,
        reason=manner.reason,
        outside=asked.outside,
    )
    return Vetted(act, stated, vet(act, state, sight.book, context), context)


def _distance(tried: Vetted) -> tuple[int, int, int]:
    """How far a try is from a lawful act: violations first, then facts wanted, then facts only proposed."""
    return (len(tried.verdict.violations), len(tried.verdict.wanted), len(tried.stated.proposed))


def _checked(book: Book, state: CaseState, asked: Asked, manner: Manner) -> dict[str, Any]:
    """The facts asked for, when the act itself is one of the book's and is fully said."""
    known = book.act(state.kind, asked.act)
    if known is None and asked.act != DECLARE:
        names = ", ".join(book.acts.get(state.kind, ()))
        raise BadInput("{act} is no act of this kind of case; known are: {known}", act=asked.act, known=names)
    if known is not None:
        _check_outcome(known, asked, manner)
    else:
        _check_declarable(book, asked)
    if asked.outside and (asked.outside not in book.offices or book.offices[asked.outside].kind != "outside"):
        raise BadInput("{office} is no body outside", office=asked.outside)
    if asked.outside and not manner.enclosures:
        raise BadInput("the act of a body outside is recorded on its paper (--enclosure FILE)")
    for name, value in asked.facts.items():
        _check_stays(book, state, known, name, value)
    return dict(asked.facts)


def _check_outcome(known: ActDef, asked: Asked, manner: Manner) -> None:
    if known.outcomes and asked.outcome not in known.outcomes:
        template = "{act} needs an answer, one of: {outcomes}"
        raise BadInput(template, act=asked.act, outcomes=", ".join(known.outcomes))
    if asked.outcome and not known.outcomes:
        raise BadInput("{act} has no answer to give", act=asked.act)
    refuses = bool(asked.outcome) and bool(known.passes) and asked.outcome not in known.passes
    if (refuses or manner.overrides or known.closes in GOES_BACK) and not manner.reason:
        raise BadInput("{act} needs its reason (--reason)", act=asked.act)


GOES_BACK = frozenset({"returned", "withdrawn"})
GOES_BACK_ACTS = frozenset({"return", "withdraw"})


def _check_stays(book: Book, state: CaseState, known: ActDef | None, name: str, value: object) -> None:
    """A fact that the case has is not stated anew, unless the act records one of its own by that name."""
    have = state.facts.get(name)
    fact = book.facts.get(name)
    own = known is not None and name in known.records
    if fact is not None and not fact.declared_by and not own and have is not None and have != value:
        template = "{fact} of {case} is {have}; a change is a correction of the act that said so"
        raise BadInput(template, fact=name, case=state.case, have=have)


def _check_declarable(book: Book, asked: Asked) -> None:
    if not asked.facts:
        raise BadInput("say which fact is declared, like source=supplementary")
    for name, value in asked.facts.items():
        if not check_value(book, name, value).declared_by:
            raise BadInput("{fact} is not declared: the act that records it states it", fact=name)


def _outside(asked: Asked, manner: Manner, kept: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if asked.outside is None:
        return None
    return {"enclosure": kept[0]["sha256"] if kept else None, "office": asked.outside}
