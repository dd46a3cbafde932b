"""What every report says in words: where it stands in the record, who signed how, what was entered late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cli.words import N_, language, t
from projections.report_page import Section, Table, Text
from projections.signoff import CONFIRMED, DISOWNED, IN_PERSON, RECORDED

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from cli.run import Run
    from projections.report_frame import Frame, Reading
    from projections.report_page import Cell

NUMERALS = "一二三四五六七八九十"


def as_of(this: Run, reading: Reading, state: CaseState | None = None) -> Run:
    """A run that sees the record as the reading does, with the book of that case: names and words are those of then."""
    from cli.run import Run

    told = Run(this.out)
    told.given, told.home, told.source = this.given, this.home, this.source
    told.record, told.roster, told.calendar = reading.record, reading.roster, reading.calendar
    told.book = reading.book(state)
    return told


def training(told: Run) -> str:
    """How a report of a training ledger is marked."""
    from cli.output import TRAINING

    return f"{t(N_('training'))}: {t(TRAINING)}" if told.out.training else ""


def foot(told: Run, frame: Frame) -> tuple[tuple[str, str], ...]:
    """Where the report stands in the record, by what it was judged, who signed how."""
    years = f"{frame.calendar_years[0]}-{frame.calendar_years[-1]}"
    signed = N_("signed by the log") if frame.signed else N_("not signed yet: `audit checkpoint` signs the record")
    return (
        (t(N_("ledger")), frame.origin),
        (t(N_("as of")), frame.on.isoformat()),
        (t(N_("checkpoint")), t(N_("{size} entries, {signed}"), size=f"{frame.size:,}", signed=t(signed))),
        (t(N_("root")), frame.root),
        *((t(N_("rulebook")), f"{book.title} [{book.key}] {book.sha256}") for book in frame.books),
        (t(N_("calendar")), f"{years} {frame.calendar}"),
        (t(N_("signatures")), counts(dict(frame.counted))),
        (t(N_("to check")), "govledger report check FILE"),
    )


def counts(counted: Mapping[str, int]) -> str:
    """Signed in person, recorded, confirmed, disowned."""
    return t(
        N_("In person {in_person}, recorded for another {recorded} (confirmed: {confirmed}), disowned {disowned}."),
        in_person=counted.get(IN_PERSON, 0),
        recorded=counted.get(RECORDED, 0) + counted.get(CONFIRMED, 0),
        confirmed=counted.get(CONFIRMED, 0),
        disowned=counted.get(DISOWNED, 0),
    )


def late_section(told: Run, frame: Frame) -> tuple[Section, ...]:
    """The acts that were entered late, which head every report; nothing where there are none."""
    if not frame.late:
        return ()
    heads = [N_("entry"), N_("case"), N_("act"), N_("by"), N_("day"), N_("recorded on"), N_("reason")]
    rows: list[tuple[Cell, ...]] = [
        (
            str(each.index),
            each.case,
            told.bookwords.act(each.kind, each.act),
            told.name_of(each.person),
            each.on.isoformat(),
            each.recorded_on.isoformat(),
            each.reason,
        )
        for each in frame.late
    ]
    says = Text(t(N_("{n} acts of this report were entered late."), n=len(rows)))
    return (Section(t(N_("Entered late")), (says, Table(tuple(map(t, heads)), tuple(rows), wide=frozenset({6})))),)


def numbered(place: int, heading: str) -> str:
    """一、heading, or 1. heading."""
    return f"{NUMERALS[place]}、{heading}" if language() == "zh" else f"{place + 1}. {heading}"


def day_words(day: date) -> str:
    """2022年6月30日, or 2022-06-30."""
    return f"{day.year}年{day.month}月{day.day}日" if language() == "zh" else day.isoformat()


def lasted(time: timedelta) -> str:
    """Hours and minutes: 51 h 28 min."""
    minutes = int(time.total_seconds()) // 60
    return t(N_("{hours} h {minutes} min"), hours=minutes // 60, minutes=minutes % 60)


def listed(parts: list[str]) -> str:
    return t(N_(", ")).join(parts)
