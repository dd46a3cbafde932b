"""The acts of a decision item: opened, assigned, reported on, urged, completed, accepted; and the ladder upon it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from aggregates.kinds import KINDS
from aggregates.office import cases
from aggregates.office.cases import NOTHING, More
from aggregates.office.desk import ActResult, Desk, Sight
from aggregates.office.invitations import is_known
from aggregates.office.manner import PLAIN, Manner
from aggregates.office.proposal import Asked, Vetted
from aggregates.refusals import refusal
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.case_file import ActOnRecord, CaseFile

KIND = KINDS["item"]
OPEN, ASSIGN, URGE, EXTEND = "open", "assign", "urge", "extend"
LADDER = ("circulate_criticism", "admonish", "recommend_reshuffle")
"""The acts of the ladder: each is aimed at somebody, served, answered, and can be rescinded."""
UPON_A_WARNING = ("acknowledge_warning", "state_position", "rescind_warning")
RESCIND = "rescind_warning"
LEFT_TO_THE_OFFICE = {ASSIGN: "first_responsible", URGE: "due_on", LADDER[0]: "target"}
"""The facts that need not be typed."""
OWN = frozenset({"due_on", "of", "progress", "reason_of_warning", "statement", "target"})
"""What an act upon an open item says of itself: a second act says it anew."""
URGED_WITHIN: Final = 5  # working days, unless the urging says otherwise: as art. 48 gives for feedback


def open_item(desk: Desk, facts: Mapping[str, Any], manner: Manner = PLAIN) -> ActResult:
    """Open an item from an instruction or any other source; those of a meeting are opened when it closes.

    Raises:
        BadInput: there is no such unit or fact.
        Refused: rules forbid it.
    """
    return cases.open_case(desk, KIND.key, OPEN, facts, manner=manner, more=_of_a_unit)


def act(desk: Desk, case: str, asked: Asked, manner: Manner = PLAIN) -> ActResult:
    """Do any act of the book on an item.

    An urging that names no day sets one: five working days from it. A notice that names nobody as first responsible
    names the head of the unit; a circular that names nobody is about the unit.

    Raises:
        BadInput: no such item, act, outcome or fact.
        Refused: rules forbid it, all of them named.
        FactsWanted: the verdict turns on a fact that nobody has declared.
    """
    fact = LEFT_TO_THE_OFFICE.get(asked.act)
    if fact and fact not in asked.facts:
        sight = desk.look(manner.on)
        if fact in sight.book.facts and (value := _usual(sight, case, asked.act)):
            asked = asked.filled_in(**{fact: value})
    return cases.act(desk, case, asked, manner, more=partial(_more, asked.act))


def urge(desk: Desk, case: str, due_on: date | None = None, manner: Manner = PLAIN) -> ActResult:
    """Urge the unit on: a new term, five working days if none is said."""
    return act(desk, case, Asked(URGE, None, {"due_on": due_on.isoformat()} if due_on else {}), manner)


def accept(desk: Desk, case: str, outcome: str = "agree", manner: Manner = PLAIN) -> ActResult:
    """Accept an item as done, or not: then it is open again and to be completed anew."""
    return act(desk, case, Asked("accept", outcome), manner)


def _usual(sight: Sight, case: str, act_: str) -> str | None:
    """What such an act says where the clerk says nothing: the usual term, the head of the unit, the unit itself."""
    unit = cases.state_of(sight, case).facts.get("undertaking_unit")
    if act_ == URGE:
        return sight.calendar.due(sight.on, URGED_WITHIN).on.isoformat()
    if act_ == ASSIGN:
        heads = sight.roster.post_holders("head", unit, sight.on) if unit else ()
        return heads[0].person if len(heads) == 1 else None
    return unit


def _of_a_unit(sight: Sight, file: CaseFile, found: Vetted) -> More:
    said = found.stated.fields
    for unit in (said.get("undertaking_unit"), *said.get("support_units", ())):
        if unit is not None and sight.roster.unit_class(unit) is None:
            raise BadInput("there is no department {department}", department=unit)
    return _dated(OPEN, sight, file, found)


def _more(act: str, sight: Sight, file: CaseFile, found: Vetted) -> More:
    """What the act looks at besides its rules; what it says of itself only is no fact of the item."""
    more = NOTHING
    if act in {URGE, EXTEND}:
        more = _dated(act, sight, file, found)
    elif act in LADDER:
        more = _aimed(sight, found)
    elif act in UPON_A_WARNING:
        more = _answered(act, sight, file, found)
    own = sorted(name for name in found.stated.fields if name in OWN)
    return replace(more, said={"own": own}) if own else more


def _dated(act: str, sight: Sight, file: CaseFile, found: Vetted) -> More:
    due_on = found.stated.fields.get("due_on")
    if act in {URGE, EXTEND} and due_on is None:
        raise BadInput("say until when (--due DATE)")
    if due_on is not None and due_on < sight.on.isoformat():
        raise BadInput("{due_on} has passed: a term is a day to come", due_on=due_on)
    before = file.state.facts.get("due_on")
    if act == EXTEND and before is not None and before < sight.on.isoformat():
        return More(warnings=({"kind": "extended-late", "due_on": before},))
    return NOTHING


def _aimed(sight: Sight, found: Vetted) -> More:
    target = found.stated.fields.get("target")
    if target is None:
        raise BadInput("say at whom it is aimed (--to UNIT or PERSON)")
    if not is_known(target, sight):
        raise BadInput("{names} are neither people of the roster nor offices", names=target)
    return NOTHING


def _answered(act: str, sight: Sight, file: CaseFile, found: Vetted) -> More:
    """What is signed for, answered or rescinded is a warning of this item that still stands."""
    index = found.stated.fields.get("of")
    warning = file.act_at(index) if isinstance(index, int) else None
    if warning is None or warning.act not in LADDER or warning.struck:
        known = ", ".join(str(each.index) for each in warnings_of(file)) or "-"
        raise BadInput(
            "entry {index} is no warning in {case}; its warnings: {known}",
            index=index,
            case=file.state.case,
            known=known,
        )
    if rescinded := rescinded_by(file, warning):
        template = "the warning of entry {index} was rescinded by entry {later}"
        raise refusal("rescinded", template, act=act, case=file.state.case, index=index, later=rescinded.index)
    return NOTHING


def warnings_of(file: CaseFile) -> tuple[ActOnRecord, ...]:
    """The warnings on record in an item, also those rescinded since."""
    return tuple(act for act in file.acts if act.act in LADDER and not act.struck)


def rescinded_by(file: CaseFile, warning: ActOnRecord) -> ActOnRecord | None:
    """The act that took a warning back; None while it stands."""
    return next(
        (a for a in file.acts if a.act == RESCIND and not a.struck and a.fields.get("of") == warning.index), None
    )
