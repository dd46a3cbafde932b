"""A meeting to look at: its items and where each stands, who was invited, who came, who was away and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.acting import step_as_json
from cli.case_views import LONGEST, opened, turns
from cli.layout import table
from cli.options import verb
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.case_file import CaseFile
    from aggregates.record_context import RecordContext
    from cli.run import Run

PRESENT, ABSENT, EXCUSED = N_("present"), N_("absent"), N_("excused")


@verb(
    "show",
    N_("Show a meeting: its items and where each stands, who came, what was done, whose turn it is."),
    zh="查看",
    examples=("meeting show MTG-2022-0001", "meeting show 2022-1", "--json meeting show MTG-2022-0001"),
)
@click.argument("case")
@click.pass_obj
def show(this: Run, /, *, case: str) -> None:
    from cli.case_page import as_json, page

    file, context = opened(this, case, "meeting")
    items, people = items_of(file.state, context), attendance(this, file)
    following = turns(this, file, context)
    data = as_json(file, [step_as_json(step) for step in following])
    data |= {"items": items, "attendance": people}
    lines = page(this, file, following)
    lines += ["", *_items(this, items), *_substitutes(this, items)] if items else []
    lines += ["", *_people(this, people)] if people else []
    this.out.put(data, lines)


def items_of(meeting: CaseState, context: RecordContext) -> list[dict[str, Any]]:
    """The items on the agenda, who came for each, and those that were moved away, a row each."""
    from aggregates import meeting_decision

    rows = []
    for name in meeting_decision.items_of(meeting):
        state = context.case(name)
        decided = meeting_decision.last_decided(state)
        rows.append(
            {
                "case": name,
                "subject": state.facts.get("subject"),
                "lead_department": state.facts.get("lead_department"),
                "stands": _stands(state, meeting.case),
                "outcome": decided.outcome if decided else None,
                "items": [each.case for each in state.linked if each.as_ == "decided_by"],
                "came": [done.by._asdict() for done in state.done if done.act == "attend"],
                "grounds": [done.fields.get("ground") for done in state.done if done.act == "permit_substitute"],
            }
        )
    return rows


def _stands(item: CaseState, meeting: str) -> str:
    from aggregates.meeting_decision import MEETING, awaits_decision

    if item.facts.get(MEETING) != meeting:
        return N_("moved")
    if item.closed:
        return item.closed
    return N_("before the meeting") if awaits_decision(item) else N_("in the pool")


def attendance(this: Run, file: CaseFile) -> list[dict[str, Any]]:
    """Everybody invited or entered: whether present, absent or excused, on recorded leave, or with a substitute."""
    said: dict[str, list[str]] = {name: [] for name in ("invited", "present", "absent", "excused")}
    for done in file.state.done:
        for name in said:
            said[name] += done.fields.get(name, ())
    on = _day(file)
    rows = []
    for name in dict.fromkeys(who for people in said.values() for who in people):
        away = this.roster.absences(name, on) if name not in this.book.offices else ()
        here = PRESENT if name in said["present"] else EXCUSED if name in said["excused"] else ABSENT
        known = name in said["present"] or name in said["absent"] or name in said["excused"]
        until = away[0].until_on if away else None
        rows.append(
            {
                "person": name,
                "invited": name in said["invited"],
                "stands": here if known else None,
                "on_leave_until": until.isoformat() if until else None,
                "on_leave": bool(away),
            }
        )
    return rows


def _day(file: CaseFile) -> Any:
    """The day it met; before that, the day it is to meet."""
    from datetime import date

    met = next((done.on for done in file.state.done if done.act == "convene"), None)
    planned = file.state.facts.get("meets_on")
    return met or (date.fromisoformat(planned) if planned else file.state.opened_on)


def _items(this: Run, rows: list[dict[str, Any]]) -> list[str]:
    from cli.refusal import CLOSED

    heads = [N_("item"), N_("subject"), N_("lead"), N_("stands"), N_("opened")]
    words = this.bookwords
    body = [
        [
            row["case"],
            _short(row["subject"] or "-"),
            words.value("lead_department", row["lead_department"]) if row["lead_department"] else "-",
            words.outcome(row["outcome"])
            if row["stands"] == "decided"
            else t(CLOSED.get(row["stands"], row["stands"])),
            t(N_(", ")).join(row["items"]) or "-",
        ]
        for row in rows
    ]
    return table([t(head) for head in heads], body)


def _substitutes(this: Run, rows: list[dict[str, Any]]) -> list[str]:
    """Who came for an item in a head's place, and on what ground that was permitted."""
    words = this.bookwords
    return [
        t(
            N_("{case}: {person} came in place of the head of {unit}; permitted: {ground}"),
            case=row["case"],
            person=this.name_of(by["person"]),
            unit=words.office(by["acting_for"]),
            ground=t(N_(", ")).join(words.value("ground", ground) for ground in row["grounds"]) or "-",
        )
        for row in rows
        for by in row["came"]
        if by["acting_for"]
    ]


def _people(this: Run, rows: list[dict[str, Any]]) -> list[str]:
    heads = [N_("who"), N_("invited"), N_("attendance"), N_("leave")]
    body = [
        [
            this.bookwords.office(row["person"]) if row["person"] in this.book.offices else this.name_of(row["person"]),
            t(N_("yes") if row["invited"] else N_("no")),
            t(row["stands"]) if row["stands"] else "-",
            _leave(row),
        ]
        for row in rows
    ]
    return table([t(head) for head in heads], body)


def _leave(row: dict[str, Any]) -> str:
    if not row["on_leave"]:
        return "-"
    return t(N_("until {day}"), day=row["on_leave_until"]) if row["on_leave_until"] else t(N_("on leave"))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "..."


VERBS = (show,)
