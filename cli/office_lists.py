"""The roster as lists: who holds what on a day, what waits for a confirmation, one person or one office in full."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.layout import inert, table
from cli.options import verb
from cli.output import command, fields
from cli.words import N_, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.roster_records import Grant
    from cli.run import Run

WHAT = ("offices", "people", "units", "charges", "delegations", "absences", "pairs")


@verb(
    "list",
    N_("List the roster on a day: offices (and their holders), people, units, charges, delegations, absences, pairs."),
    zh="列出",
    examples=("office list", "office list people", "office list offices --on 2022-05-06"),
)
@click.argument("what", type=click.Choice(WHAT), default="offices", metavar="[WHAT]")
@click.pass_obj
def list_(this: Run, /, *, what: str) -> None:
    on = this.today()
    rows = {
        "offices": _offices,
        "people": _people,
        "units": _units,
        "charges": _charges,
        "delegations": _delegations,
        "absences": _absences,
        "pairs": _pairs,
    }[what](this, on)
    heads = {key: t(HEADS[key]) for key in (rows[0] if rows else {})}
    lines = table(list(heads.values()), [[_cell(this, key, row[key]) for key in heads] for row in rows]) if rows else []
    this.out.put(rows, [*lines, t(N_("{n} on {day}"), n=len(rows), day=on.isoformat())])


@verb(
    "show",
    N_("Show one person or one office in full: offices, keys, charges, delegations, absences, and for how long."),
    zh="查看",
    examples=("office show wang", "office show county_head", "office show 县教育局"),
)
@click.argument("who")
@click.pass_obj
def show(this: Run, /, *, who: str) -> None:
    from cli import naming

    if who in naming.people(this) or who in naming.people(this).values():
        data = _person(this, naming.person(this, who))
    else:
        try:
            data = _office(this, naming.office(this, who))
        except BadInput:
            data = _person(this, naming.person(this, who))
    this.out.put(data, _shown(this, data))


@verb(
    "pending",
    N_("List what one root holder gave and another has not confirmed yet."),
    zh="待确认",
    examples=("office pending",),
)
@click.pass_obj
def pending(this: Run) -> None:
    from aggregates.roster_lists import pending
    from cli.acting import EVENTS, here

    waiting = pending(this.record)
    rows = [
        {
            "index": p.index,
            "case": p.case,
            "type": p.type,
            "person": p.person,
            "on": p.on.isoformat(),
            "facts": dict(p.facts),
        }
        for p in waiting
    ]
    heads = [t(N_("entry")), t(N_("case")), t(N_("what")), t(N_("given by")), t(N_("day"))]
    body = [[str(p.index), p.case, t(EVENTS.get(p.type, p.type)), p.person, p.on.isoformat()] for p in waiting]
    others = [root for root in this.record.grants.root_holders if any(p.person != root for p in waiting)]
    following = [f"{t(N_('Next:'))} {command(here(this, ('office', 'confirm', '--as', root)))}" for root in others]
    this.out.put(rows, [*table(heads, body), *following] if rows else [t(N_("Nothing waits for a confirmation."))])


def _offices(this: Run, on: date) -> list[dict[str, Any]]:
    from aggregates.roster_lists import grants

    return [_grant(each) for each in grants(this.roster, on)]


def _grant(grant: Grant) -> dict[str, Any]:
    return {
        "office": grant.office,
        "person": grant.person,
        "capacity": grant.capacity,
        "rank": grant.rank,
        "post": grant.post,
        "from": grant.from_on.isoformat(),
        "until": _day(grant.until_on),
        "index": grant.index,
    }


def _people(this: Run, _on: date) -> list[dict[str, Any]]:
    from cli import naming

    roots = this.record.grants.root_holders
    keys = [key for key in this.source.bound_keys() if key.revoked_index is None]
    return [
        {
            "person": handle,
            "name": name,
            "root": handle in roots,
            "keys": [key.keyid[:16] for key in keys if key.person == handle],
        }
        for handle, name in naming.people(this).items()
    ]


def _units(this: Run, _on: date) -> list[dict[str, Any]]:
    from aggregates.roster_lists import units

    return [
        {"office": u.office, "unit_of": u.unit_of, "zh": u.zh, "en": u.en, "index": u.index} for u in units(this.roster)
    ]


def _charges(this: Run, on: date) -> list[dict[str, Any]]:
    from aggregates.roster_lists import portfolios

    return [
        {
            "of": p.of,
            "person": p.person,
            "office": p.office,
            "from": p.from_on.isoformat(),
            "until": _day(p.until_on),
            "index": p.index,
        }
        for p in portfolios(this.roster, on)
    ]


def _delegations(this: Run, on: date) -> list[dict[str, Any]]:
    from aggregates.roster_lists import delegations

    return [
        {
            "office": made.office,
            "by": made.by_person,
            "to": made.to,
            "acts": list(made.acts) if made.acts is not None else None,
            "matter": made.matter,
            "from": made.from_on.isoformat(),
            "until": _day(made.until_on),
            "index": made.index,
        }
        for made in delegations(this.roster, on)
    ]


def _absences(this: Run, on: date) -> list[dict[str, Any]]:
    from aggregates.roster_lists import absences

    return [
        {
            "person": away.person,
            "reason": away.reason,
            "from": away.from_on.isoformat(),
            "until": _day(away.until_on),
            "index": away.index,
        }
        for away in absences(this.roster, on)
    ]


def _pairs(this: Run, on: date) -> list[dict[str, Any]]:
    from cli import naming

    paired = ((handle, this.roster.paired(handle, on)) for handle in naming.people(this))
    return [{"person": person, "covered_by": other} for person, other in paired if other]


def _person(this: Run, handle: str) -> dict[str, Any]:
    on = this.today()
    known = this.roster.of_person(handle)
    held = [each for each in _offices(this, on) if each["person"] == handle]
    return {
        "person": handle,
        "name": this.name_of(handle),
        "root": handle in this.record.grants.root_holders,
        "offices": held,
        "charges": [each for each in _charges(this, on) if each["person"] == handle],
        "delegations": [each for each in _delegations(this, on) if handle in (each["by"], each["to"])],
        "absences": [each for each in _absences(this, on) if each["person"] == handle],
        "covered_by": this.roster.paired(handle, on),
        "keys": [
            {"keyid": key.keyid, "suite": key.suite, "bound": key.index, "revoked": key.revoked_index}
            for key in known.keys
        ],
    }


def _office(this: Run, key: str) -> dict[str, Any]:
    from cli import naming

    on = this.today()
    zh, en = naming.offices(this).get(key, (key, key))
    return {
        "office": key,
        "zh": zh,
        "en": en,
        "holders": [each for each in _offices(this, on) if each["office"] == key],
        "charges": [each for each in _charges(this, on) if key in (each["of"], each["office"])],
        "delegations": [each for each in _delegations(this, on) if each["office"] == key],
    }


def _shown(this: Run, data: dict[str, Any]) -> list[str]:
    """Plain fields, then a table for each list that has rows."""
    plain = [(t(HEADS[key]), _cell(this, key, value)) for key, value in data.items() if not isinstance(value, list)]
    lines = fields([pair for pair in plain if pair[1] != "-"])
    for key, rows in data.items():
        if isinstance(rows, list) and rows:
            heads = list(rows[0])
            body = [[_cell(this, name, row[name]) for name in heads] for row in rows]
            lines += ["", t(HEADS[key]), *("  " + line for line in table([t(HEADS[name]) for name in heads], body))]
    return lines


def _cell(this: Run, key: str, value: object) -> str:
    if value is None or value in ([], ""):
        return "-"
    if isinstance(value, bool):
        return t(N_("yes") if value else N_("no"))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if key in {"person", "by", "to", "covered_by"}:
        name = this.name_of(str(value))
        return f"{name} {value}" if name != value else name
    if key in {"office", "of"}:
        return f"{this.bookwords.office(str(value))} {value}"
    if key == "capacity":
        return t(N_("in office") if value == "hold" else N_("records for"))
    return inert(str(value))


def _day(when: date | None) -> str | None:
    return when.isoformat() if when else None


HEADS = {
    "office": N_("office"),
    "person": N_("person"),
    "capacity": N_("how"),
    "rank": N_("rank"),
    "post": N_("post"),
    "from": N_("from"),
    "until": N_("until"),
    "index": N_("entry"),
    "name": N_("name"),
    "root": N_("root holder"),
    "keys": N_("keys"),
    "unit_of": N_("class"),
    "zh": N_("Chinese name"),
    "en": N_("English name"),
    "of": N_("in charge of"),
    "by": N_("by"),
    "to": N_("to"),
    "acts": N_("acts"),
    "matter": N_("matter"),
    "reason": N_("why"),
    "covered_by": N_("covered by"),
    "offices": N_("offices"),
    "holders": N_("holders"),
    "charges": N_("charges"),
    "delegations": N_("delegations"),
    "absences": N_("absences"),
    "keyid": N_("key"),
    "suite": N_("suite"),
    "bound": N_("bound"),
    "revoked": N_("revoked"),
}

VERBS = (list_, show, pending)
