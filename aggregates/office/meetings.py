"""The acts of a meeting: planned, notice given, attended, opened, closed; closing opens the items it decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates import case_file
from aggregates.kinds import KINDS
from aggregates.meeting_decision import MEETING, assignments_of, awaits_decision, items_of
from aggregates.office import cases
from aggregates.office.cases import NOTHING, More, MoreOf
from aggregates.office.desk import ActResult, Desk, Sight, leaf_of
from aggregates.office.invitations import due_to_be_invited, unknown_among
from aggregates.office.links import link
from aggregates.office.manner import PLAIN, Manner, Papers
from aggregates.office.numbers import next_cases
from aggregates.office.proposal import Asked, Vetted, facts_of, rules_of, vetted
from aggregates.refusals import refusal
from ledger.errors import BadInput
from ledger.event import Draft

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.case_file import CaseFile

KIND, ITEM = KINDS["meeting"], KINDS["item"]
NOTIFY, ATTEND, CLOSE, OPEN = "notify", "record_attendance", "close", "open"
DECIDED = "decided"
"""The word with which a decision closes an item of a meeting."""
INHERITED = ("matter",)
"""What an item that is assigned takes over from the agenda item."""
PEOPLE = ("invited", "present", "absent", "excused", "paper_holders")
"""The fields that name people, or the offices of bodies outside."""
ATTENDING = ("present", "absent")


def plan(
    desk: Desk, *, kind: str, meets_on: str, facts: Mapping[str, Any] | None = None, manner: Manner = PLAIN
) -> ActResult:
    """Plan a meeting of that kind on that day; it gets the next number of the year."""
    return open_meeting(desk, {**(facts or {}), "kind": kind, "meets_on": meets_on}, manner)


def open_meeting(desk: Desk, facts: Mapping[str, Any], manner: Manner = PLAIN) -> ActResult:
    return cases.open_case(desk, KIND.key, "plan", facts, manner=manner, more=_named_people)


def act(desk: Desk, case: str, asked: Asked, manner: Manner = PLAIN) -> ActResult:
    """Do any act of the book in a meeting.

    A notice that names nobody invites everybody whom the rules and the items on the agenda ask for.

    Raises:
        BadInput: no such meeting, act or fact, or somebody named whom the roster does not know.
        Refused: rules forbid it; a meeting is not closed over an item that is neither decided, deferred nor moved.
        FactsWanted: the verdict turns on a fact that nobody has declared.
    """
    if asked.act == NOTIFY and "invited" not in asked.facts:
        asked = asked.filled_in(invited=due_to_be_invited(desk, case, manner.on))
    return cases.act(desk, case, asked, manner, more=_more(desk, asked.act, manner))


def notify(desk: Desk, case: str, invited: Sequence[str] | None = None, manner: Manner = PLAIN) -> ActResult:
    """Give notice of a meeting; None invites everybody whom the rules and the items ask for."""
    return act(desk, case, Asked(NOTIFY, None, {} if invited is None else {"invited": list(invited)}), manner)


def record_attendance(
    desk: Desk, case: str, present: Sequence[str], absent: Sequence[str] = (), manner: Manner = PLAIN
) -> ActResult:
    """Record who came and who did not; several acts add up. Whoever of the absent is on recorded leave is named."""
    facts = {"present": list(present)} | ({"absent": list(absent)} if absent else {})
    return act(desk, case, Asked(ATTEND, None, facts), manner)


def close(desk: Desk, case: str, *, facts: Mapping[str, Any] | None = None, manner: Manner = PLAIN) -> ActResult:
    """Close the meeting; in the same act every assignment of its decided items becomes an item of its own."""
    return act(desk, case, Asked(CLOSE, None, facts or {}), manner)


def _more(desk: Desk, act: str, manner: Manner) -> MoreOf:
    """What an act of a meeting does besides its own entry."""
    match act:
        case "record_attendance" | "close_attendance" | "excuse":
            return _attended
        case "postpone":
            return _postponed
        case "close":
            return partial(_closing, desk, manner)
    return _named_people


def _named_people(sight: Sight, file: CaseFile, found: Vetted) -> More:
    for name in PEOPLE:
        if unknown := unknown_among(found.stated.fields.get(name, ()), sight):
            raise BadInput("{names} are neither people of the roster nor offices", names=", ".join(unknown))
    return NOTHING


def _attended(sight: Sight, file: CaseFile, found: Vetted) -> More:
    _named_people(sight, file, found)
    said = found.stated.fields
    own = [name for name in (*ATTENDING, "excused") if name in said]
    if both := [name for name in said.get("present", ()) if name in said.get("absent", ())]:
        raise BadInput("{names} cannot be both present and absent", names=", ".join(both))
    on_leave = [name for name in said.get("absent", ()) if sight.roster.absences(name, sight.on)]
    warnings = ({"kind": "on-leave", "people": on_leave},) if on_leave else ()
    return More({"own": own} if own else {}, warnings=warnings)


def _postponed(sight: Sight, file: CaseFile, found: Vetted) -> More:
    """What is said anew takes the place of what was planned: in the order of the names, as the record keeps them."""
    _named_people(sight, file, found)
    return More({"renews": sorted(name for name in found.stated.fields if name in file.state.facts)})


def _closing(desk: Desk, manner: Manner, sight: Sight, file: CaseFile, found: Vetted) -> More:
    """The items that the decided ones assign, each with the number that is next, and what they name."""
    items = _items(sight, file)
    left = tuple(case for case, item in items.items() if awaits_decision(item.state))
    if left:
        template = "{cases} lie before the meeting: each is decided, deferred or moved to another first"
        raise refusal("items-left", template, act=CLOSE, case=file.state.case, cases=left)
    wanted = [(item.state, row) for item in items.values() for row in _assigned(item)]
    numbers = next_cases(sight.record, ITEM.prefix, sight.on, len(wanted)) if wanted else []
    drafts: list[Draft] = []
    reads = set(items)
    opening = _Opening(desk, _of_the_day(desk, sight), replace(manner, office=found.by.office, overrides=()))
    for number, (item, row) in zip(numbers, wanted, strict=True):
        opened = opening.of(number, file.state.case, item, row)
        drafts += opened.drafts
        reads |= set(opened.reads)
    first = numbers[0] if numbers else None
    return More(drafts=drafts, opens=first, reads=reads, onward=first)


def _items(sight: Sight, file: CaseFile) -> dict[str, CaseFile]:
    """The items that are on this meeting's agenda now; those that were moved are not."""
    files = {case: case_file.fold(case, sight.record.case(case)) for case in items_of(file.state)}
    return {case: item for case, item in files.items() if item.state.facts.get(MEETING) == file.state.case}


def _assigned(item: CaseFile) -> Iterable[Mapping[str, Any]]:
    return assignments_of(item) if item.state.closed == DECIDED else ()


def _of_the_day(desk: Desk, sight: Sight) -> Sight:
    """The sight with the book of the day, under which new cases are opened, whatever the meeting itself keeps."""
    return replace(sight, book=desk.book_of(sight.on) if desk.book_of else desk.book)


class _Opening(NamedTuple):
    """Opening items for a meeting: each is vetted as if it were opened alone."""

    desk: Desk
    sight: Sight
    manner: Manner

    def of(self, number: str, meeting: str, agenda: CaseState, row: Mapping[str, Any]) -> More:
        """The first entry of one item, and those by which its agenda item and its meeting know of it."""
        known = {name: agenda.facts[name] for name in INHERITED if name in agenda.facts}
        asked = Asked(OPEN, None, known | item_facts(row, meeting, agenda.case))
        state = case_file.empty(number).state
        found = vetted(self.desk, self.sight, state, asked, self.manner)
        papers = Papers(None, ())
        said = facts_of(self.desk, self.sight, state=state, asked=asked, found=found, manner=self.manner, papers=papers)
        rules = rules_of(self.sight, found)
        drafts = [Draft(number, ITEM.type_of(OPEN), said, rules)]
        for other, fact in ((agenda.case, "decided_by"), (meeting, MEETING)):
            drafts.append(link(other, fact, number, version=1, leaf=leaf_of(number, 1), rules=rules))
        return More(drafts=drafts, reads=found.context.reads | set(found.verdict.reads))


def item_facts(row: Mapping[str, Any], meeting: str, agenda: str) -> dict[str, Any]:
    """The facts of an item that a decision assigns."""
    facts = {
        "text": row["text"],
        "undertaking_unit": row["lead"],
        "support_units": list(row.get("support", ())),
        "due_on": row.get("due_on"),
        "origin": "meeting_decision",
        "decided_by": agenda,
        MEETING: meeting,
    }
    return {name: value for name, value in facts.items() if value not in (None, [])}
