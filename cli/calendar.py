"""`govledger calendar`: which days are worked, terms counted aloud, a published year adopted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli.acting import act, manner
from cli.layout import table
from cli.options import Noun, option
from cli.values import WEEKDAYS, day, read, shown_day, working_days
from cli.words import N_, either, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.calendar import CalendarDay, WorkCalendar
    from cli.run import Run

KINDS = {
    "working": N_("working day"),
    "weekend": N_("weekend"),
    "holiday": N_("holiday"),
    "make-up": N_("make-up working day"),
}


@click.group(
    cls=Noun,
    help=N_("Working days: a day of the week, holidays off, make-up days worked, as the yearly notices arrange them."),
    examples=(
        "calendar show 2026",
        "calendar explain --from 2026-09-28 --within 5wd",
        "calendar adopt 2027.toml --as wang",
    ),
)
def calendar() -> None:
    pass


@calendar.verb(
    "show",
    N_("Show the holidays and make-up days of a year, or which years are published."),
    zh="查看",
    examples=("calendar show", "calendar show 2026", "--json calendar show 2027"),
)
@click.argument("year", required=False, type=click.IntRange(2000, 2200))
@click.pass_obj
def show(this: Run, /, *, year: int | None) -> None:
    days = this.calendar
    if year is None:
        rows = [{"year": number, "sha256": days.versions[number]} for number in days.years]
        lines = table([t(N_("year")), "SHA-256"], [[str(row["year"]), str(row["sha256"])] for row in rows])
        this.out.put(
            rows,
            [
                *lines,
                "",
                t(
                    N_("A year not listed is counted provisionally: see {command}"),
                    command="govledger calendar show YEAR",
                ),
            ],
        )
        return
    marked = _marked(days, year)
    data = {
        "year": year,
        "provisional": year not in days.years,
        "sha256": days.versions.get(year),
        "days": [{"day": d.day.isoformat(), "kind": d.kind, "zh": d.zh, "en": d.en} for d in marked],
    }
    rows_ = [[_dated(d.day), t(KINDS[d.kind]), either(d.zh, d.en)] for d in marked]
    this.out.put(data, [_standing(days, year), *table([t(N_("day")), t(N_("kind")), t(N_("holiday"))], rows_)])


@calendar.verb(
    "explain",
    N_("Count working days aloud: from a day on, or back from a day. The day itself is day 0."),
    zh="计算",
    examples=("calendar explain --from 2026-09-28 --within 5wd", "calendar explain --before 2026-10-12 --ahead 5wd"),
)
@option("--from", "start", metavar="DATE", help=N_("the day of the event: day 0"))
@option("--within", metavar="N", help=N_("so many working days, like 5wd"))
@option("--before", metavar="DATE", help=N_("count back from this day, which is not counted"))
@option("--ahead", metavar="N", help=N_("so many working days before it"))
@click.pass_obj
def explain(this: Run, /, *, start: str | None, within: str | None, before: str | None, ahead: str | None) -> None:
    back = before is not None or ahead is not None
    first, many = (before, ahead) if back else (start, within)
    if first is None or many is None or (back and (start or within)):
        raise click.UsageError(t(N_("say either --from and --within, or --before and --ahead")))
    days = this.calendar
    counted = days.explain(day(first), working_days(many), back=back)
    end = counted[-1]
    years = sorted({d.day.year for d in counted if d.provisional})
    data = {
        "from": counted[0].day.isoformat(),
        "working_days": working_days(many),
        "back": back,
        "due_on": end.day.isoformat(),
        "provisional": bool(years),
        "days": [{"day": d.day.isoformat(), "kind": d.kind, "zh": d.zh, "en": d.en, "count": d.count} for d in counted],
    }
    lines = ["  " + line for line in _aloud(counted)]
    why = f", {t(KINDS[end.kind])}" if end.kind == "make-up" else ""
    ending = t(
        N_("{what}: {day}{why}"), what=t(N_("latest day") if back else N_("due")), day=shown_day(end.day), why=why
    )
    if years:
        ending += t(N_("  (provisional: the notice for {years} is not recorded yet)"), years=", ".join(map(str, years)))
    this.out.put(data, [*lines, ending])


@calendar.verb(
    "adopt",
    N_("Adopt a year's notice, as a file in the shape of those shipped. A root holder does it, another confirms."),
    zh="采用",
    acts=True,
    examples=("calendar adopt 2027.toml --as sun",),
)
@click.argument("file")
@option("--changes", metavar="TEXT", help=N_("what changed"))
@click.pass_obj
def adopt(this: Run, /, *, file: str, changes: str | None) -> None:
    from aggregates.calendar_year import faults
    from aggregates.office.adoption import adopt_calendar
    from cli.failure import sentence

    text = read(file, 1_000_000)
    if wrong := faults(text, file):
        raise BadInput("{faults}", faults="\n".join(sentence(each) for each in wrong))
    desk = this.desk(root=True)
    days = this.calendar.with_year(text, file)
    act(this, lambda: adopt_calendar(desk, days, changes=changes, manner=manner(this)))


def _aloud(counted: list[CalendarDay]) -> list[str]:
    """A line a counted day; days passed over for one reason in a row share a line."""
    lines = [f"{_dated(counted[0].day)}  {t(N_('day 0, not counted'))}"]
    run: list[CalendarDay] = []
    for each in counted[1:]:
        if run and (each.count is not None or (each.kind, each.zh) != (run[0].kind, run[0].zh)):
            lines.append(_passed_over(run))
            run = []
        if each.count is None:
            run.append(each)
        else:
            why = f"  {t(KINDS[each.kind])}" if each.kind == "make-up" else ""
            lines.append(f"{_dated(each.day)}  {t(N_('day {n}'), n=each.count)}{why}")
    return lines


def _passed_over(run: list[CalendarDay]) -> str:
    reach = _dated(run[0].day) if len(run) == 1 else f"{_dated(run[0].day)} - {_dated(run[-1].day)}"
    what = either(run[0].zh, run[0].en) or t(KINDS[run[0].kind])
    return f"{reach}  {t(N_('{what}, not counted'), what=what)}"


def _marked(days: WorkCalendar, year: int) -> list[CalendarDay]:
    """The days of a year that are not what their weekday says."""
    first = date(year, 1, 1).toordinal()
    every = (days.day(date.fromordinal(first + n)) for n in range(date(year, 12, 31).toordinal() - first + 1))
    return [each for each in every if each.kind in {"holiday", "make-up"}]


def _standing(days: WorkCalendar, year: int) -> str:
    if year in days.years:
        papers = ", ".join(days.notice(year).notices)
        return t(N_("{year}: published{papers}"), year=year, papers=f" ({papers})" if papers else "")
    return t(
        N_("{year}: provisional, the statutory days alone; make-up days are not known before the notice"), year=year
    )


def _dated(when: date) -> str:
    return f"{when.isoformat()} {t(WEEKDAYS[when.weekday()])}"
