"""The form of a leave (请假审批表): every box of the paper form, filled from the record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.case_views import opened
from cli.options import verb
from cli.output import fields
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.case_file import ActOnRecord, CaseFile
    from cli.run import Run

BOXES = (
    ("reported", N_("reported"), ("report", "report_dates")),
    ("approved", N_("opinion of the leader"), ("approve",)),
    ("acting", N_("acting leader named"), ("name_acting",)),
    ("filed", N_("filed, told"), ("file_in_writing", "inform")),
    ("departed", N_("departed"), ("depart",)),
    ("extended", N_("extended"), ("extend", "record_days")),
    ("returned", N_("back, leave ended"), ("come_back", "report_return")),
)
"""The boxes that acts fill: key, label, the acts."""


@verb(
    "form",
    N_("The form of a leave (请假审批表): the days, who acts meanwhile, who approved it, when it ended."),
    zh="请假审批表",
    examples=("leave form LVE-2022-0001", "--json leave form LVE-2022-0001"),
)
@click.argument("case")
@click.pass_obj
def form(this: Run, /, *, case: str) -> None:
    file, context = opened(this, case, "leave")
    derived = context.derive(file.state, file.state.facts, this.book, file.state.opened_on or this.today())
    data = as_json(file, derived)
    this.out.put(data, [t(N_("Form of a leave")), *fields(_rows(this, file, data), indent=2)])


def as_json(file: CaseFile, derived: Any) -> dict[str, Any]:
    """The form as data."""
    facts = {**file.state.proposed, **file.state.facts}
    first, last = date.fromisoformat(facts["leaves_on"]), date.fromisoformat(facts["returns_on"])
    return {
        "case": file.state.case,
        "applicant": facts["applicant"],
        "post": derived.get("applicant_is"),
        "kind": facts.get("leave_kind"),
        "destination": facts.get("destination"),
        "from": facts["leaves_on"],
        "until": facts["returns_on"],
        "days": (last - first).days + 1,
        "working_days": derived.get("working_days_away"),
        "stand_in": facts.get("stand_in"),
        "acting_leader": facts.get("acting_leader"),
        "closed": file.state.closed,
        "boxes": {key: [_mark(a) for a in file.acts if a.act in acts and not a.struck] for key, _, acts in BOXES},
    }


def _mark(act: ActOnRecord) -> dict[str, Any]:
    return {
        "act": act.act,
        "outcome": act.outcome,
        **act.by._asdict(),
        "on": act.on.isoformat(),
        "index": act.index,
    }


def _rows(this: Run, file: CaseFile, data: dict[str, Any]) -> list[tuple[str, Any]]:
    from cli.case_page import what, where

    words = this.bookwords
    by_index = {act.index: act for act in file.acts}

    def lines(key: str) -> str:
        acts = [by_index[mark["index"]] for mark in data["boxes"][key]]
        said = (f"{this.name_of(a.by.person)} {a.on.isoformat()} {what(this, a, 'leave')}" for a in acts)
        return "\n".join(f"{line} [{where(this, a)}]" for line, a in zip(said, acts, strict=True)) or "-"

    length = t(N_("{days} days, {working} of them working days"), days=data["days"], working=data["working_days"])
    people = (("stand_in", data["stand_in"]), ("acting_leader", data["acting_leader"]))
    return [
        (t(N_("case")), file.state.case),
        (words.fact("applicant"), this.name_of(data["applicant"])),
        *([(words.fact("applicant_is"), words.value("applicant_is", data["post"]))] if data["post"] else []),
        *([(words.fact("leave_kind"), words.value("leave_kind", data["kind"]))] if data["kind"] else []),
        (words.fact("destination"), data["destination"]),
        (words.fact("leaves_on"), data["from"]),
        (words.fact("returns_on"), data["until"]),
        (t(N_("in all")), length),
        *((words.fact(name), this.name_of(person)) for name, person in people if person),
        *((t(label), lines(key)) for key, label, _ in BOXES),
    ]


VERBS = (form,)
