"""A list of duties as lines, as JSON, and as a table for a spreadsheet."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregates.duty import GREEN, GREY, OPEN, OVERDUE, RED, YELLOW
from cli.acting import here
from cli.layout import table
from cli.output import command
from cli.words import N_, either, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from cli.run import Run
    from projections.overdue import Owed

LIGHTS = {RED: N_("RED"), YELLOW: N_("YELLOW"), GREEN: N_("GREEN"), GREY: N_("no day")}
STATES = {OPEN: N_("in hand"), OVERDUE: N_("overdue")}
SINCE = {
    "same": "",
    "new": N_("not known then"),
    "changed": N_("otherwise then"),
    "gone": N_("owed only as known then"),
}
LONGEST = 22  # columns of what a case is about
HEADS = (
    N_("light"), N_("case"), N_("item"), N_("what is owed"), N_("lead"), N_("due"), N_("left (wd)"), N_("state"),
    N_("urged"), N_("article"),
)  # fmt: skip


def table_of(this: Run, shown: Sequence[Owed]) -> list[str]:
    """The rows under their heads, and how many there are of each colour."""
    if not shown:
        return [t(N_("nothing is owed"))]
    compared = any(each.since for each in shown)
    heads = [*map(t, HEADS), *([t(N_("known"))] if compared else [])]
    rows = [_cells(this, each) + ([t(SINCE[each.since or "same"])] if compared else []) for each in shown]
    for row in rows:
        row[2] = short(row[2])
    return [*table(heads, rows, frozenset({6})), total(shown)]


def total(shown: Sequence[Owed]) -> str:
    counts = [(light, sum(each.light == light for each in shown)) for light in LIGHTS]
    words = " ".join(f"{t(LIGHTS[light])} {count}" for light, count in counts if count)
    return t(N_("{n} in all: {counts}"), n=len(shown), counts=words)


def following(this: Run, shown: Sequence[Owed]) -> list[str]:
    """The next useful command: the step that the most urgent of them waits for, or an urging."""
    late = next((each for each in shown if each.overdue and each.case.kind == "item" and each.case.case), None)
    if late is not None:
        return [f"{t(N_('Next:'))} {command(here(this, ('item', 'urge', late.case.case)))}"]
    return [f"{t(N_('Next:'))} {command(here(this, step(each)))}" for each in shown[:1]]


def step(each: Owed) -> tuple[str, ...]:
    """The command that does what is owed."""
    from aggregates.office.verbs import ON_PAPER, command_for

    duty, case = each.duty, each.case
    if not case.case:
        return (case.kind, "list")
    if duty.rule is None:
        return (case.kind, "confirm", str(duty.opened_index))
    if duty.act == "decision":
        return ("decision", "record", "--body", "BODY", "--about", case.case, *ON_PAPER)
    kind, dot, act = duty.act.rpartition(".")
    if dot:
        return (kind, "list")
    return command_for(case.kind, act, case.case)


def as_json(each: Owed, day: date) -> dict[str, Any]:
    duty, case = each.duty, each.case
    data: dict[str, Any] = {
        "key": duty.key,
        "case": case.case or None,
        "period": duty.period,
        "kind": case.kind,
        "title": case.title,
        "unit": duty.unit,
        "by": list(duty.by),
        "act": duty.act,
        "rule": duty.rule,
        "article": each.book.articles.get(duty.rule or "", ""),
        "opened_on": duty.opened_on.isoformat(),
        "opened_index": duty.opened_index,
        "word": duty.word,
        "due_on": duty.due_on.isoformat() if duty.due_on else None,
        "due_at": duty.due_at,
        "provisional": duty.provisional,
        "light": each.light,
        "state": each.state,
        "left_working_days": each.left,
        "age_days": each.age_days,
        "age_working_days": each.age_working_days,
        "urged": len(duty.urged),
        "rungs": [
            {"rule": rung.rule, "target": rung.target, "act": rung.act, "optional": rung.optional}
            for rung in duty.rungs
            if rung.is_open(day) and rung.done_on is None
        ],
        "on": day.isoformat(),
        "next": list(step(each)),
    }
    return data | ({"since_then": each.since} if each.since else {})


def write_csv(this: Run, shown: Iterable[Owed], file: str) -> None:
    """A table for a spreadsheet: in a file with a byte order mark, which Excel asks for, on stdout without."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(t, HEADS))
    for each in shown:
        writer.writerow(_harmless(cell) for cell in _cells(this, each))
    if file == "-":
        print(text.getvalue().replace("\r\n", "\n"), end="", file=sys.stdout)
        return
    try:
        Path(file).write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
    except OSError as error:
        raise BadInput("{file} cannot be written: {reason}", file=file, reason=error.strerror or str(error)) from error


def units(each: Owed) -> tuple[str | None, ...]:
    """The departments or offices that owe it."""
    return (each.duty.unit, *each.duty.by)


def owed_by(this: Run, found: Iterable[Owed], person: str, day: date) -> list[Owed]:
    """Those of them that the person owes on that day, by the roster of that day."""
    from cli.todo import sight
    from projections.todo import People

    people = People(sight(this), day)
    return [each for each in found if person in people.of(each.duty)]


def _cells(this: Run, each: Owed) -> list[str]:
    duty = each.duty
    zh, en = each.book.act(duty)
    confirm = t(N_("confirm what was recorded"))
    return [
        t(LIGHTS[each.light]),
        each.case.case or "-",
        _about(this, each),
        confirm if duty.rule is None else either(zh, en),
        lead(this, each),
        _due(each),
        "-" if each.left is None else str(each.left),
        t(STATES.get(each.state, each.state)),
        t(N_("{n}x"), n=len(duty.urged)) if duty.urged else "-",
        each.book.articles.get(duty.rule or "", "-"),
    ]


def _about(this: Run, each: Owed) -> str:
    """What the case is about; of a standing duty its period, and whom of several it concerns."""
    whom = each.duty.member if not each.case.case else None
    return " ".join(text for text in (each.case.title, whom and _name(this, each, whom)) if text) or "-"


def lead(this: Run, each: Owed) -> str:
    """Who owes it, in words: the department or office, else the office expressions of the rule."""
    duty = each.duty
    if duty.unit:
        return _name(this, each, duty.unit)
    return t(N_(" or ")).join(_expression(this, each, text) for text in duty.by)


def _expression(this: Run, each: Owed, text: str) -> str:
    from cli.bookwords import EXPRESSIONS

    said = []
    for part in text.split("+"):
        kind, colon, of = part.partition(":")
        post, _, unit = of.rpartition(":")
        template = EXPRESSIONS.get(kind)
        if template is None:
            said.append(_name(this, each, part))
        else:
            said.append(t(template, of=_name(this, each, unit or of) if colon else "", post=post))
    return t(N_(", ")).join(said)


def _name(this: Run, each: Owed, key: str) -> str:
    """What an office, a unit or a person is called; each looked up once a run."""
    names: dict[str, str] = this.known.setdefault("names", {})
    if key not in names:
        from cli.viewing import views

        known = views(this).units() | dict(each.book.offices)
        names |= {name: either(*words) for name, words in known.items()}
        if key not in names:
            names[key] = this.name_of(key)
    return names[key]


def _due(each: Owed) -> str:
    duty = each.duty
    if duty.due_on is None:
        return t(N_("{word}, {days} days old"), word=duty.word or "-", days=each.age_days)
    day = duty.due_on.isoformat()
    return t(N_("{day} (provisional)"), day=day) if duty.provisional else day


def short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "..."


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; a number stays one."""
    if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} and not cell.lstrip("-").isdigit() and cell != "-":
        return f"'{cell}"
    return cell
