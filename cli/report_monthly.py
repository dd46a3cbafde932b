"""The monthly bulletin in words: the head as the book has it, the totals, the units, what is overdue, the annex."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.report_annex import LIGHTS, annex, source, source_of
from cli.report_words import day_words, late_section, numbered, training
from cli.words import N_, either, t
from projections import report_charts
from projections.monthly import age_labels
from projections.monthly_counts import percent, shares_add_up
from projections.report_charts import Part
from projections.report_page import Chart, Masthead, Page, Section, Table, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cli.run import Run
    from projections.monthly import Item, Monthly
    from projections.monthly_counts import Count
    from projections.report_frame import Frame
    from projections.report_page import Cell


def page(told: Run, found: Monthly, frame: Frame, paragraphs: Iterable[str]) -> Page:
    """The bulletin with its annexes. `paragraphs`: the commentary, its figures put in."""
    head = masthead(told, found)
    body = [
        (t(N_("Overall")), overall(told, found)),
        (t(N_("By unit")), _by_unit(told, found)),
        (t(N_("Overdue")), _overdue(told, found)),
        (t(N_("What is required")), tuple(Text(each) for each in paragraphs)),
    ]
    kept = [(heading, blocks) for heading, blocks in body if blocks]
    sections = [Section(numbered(place, heading), blocks) for place, (heading, blocks) in enumerate(kept)]
    annexes = [
        Section(t(N_("Supervised items")), annex(told, found), aside=True, label=t(N_("Annex {n}"), n=1)),
        Section(t(N_("By meeting")), _by_meeting(told, found), aside=True, label=t(N_("Annex {n}"), n=2)),
    ]
    return Page(
        lang=either("zh", "en"),
        title=t(N_("Supervision bulletin, {month}"), month=_month(found)),
        mark=training(told),
        standfirst=(t(N_("as of {day}; unit: items"), day=day_words(found.on)),),
        sections=(*late_section(told, frame), *sections, *annexes),
        foot=(),
        code="",
        note="",
        masthead=head,
    )


def masthead(told: Run, found: Monthly) -> Masthead:
    """The head of the bulletin as the book words it; a book without one has its title."""
    said = told.book.masthead

    def words(key: str) -> str:
        each = said.get(key, {})
        return either(each.get("zh"), each.get("en"))

    number = words("number") or "{n}"
    return Masthead(
        name=words("name") or told.book.title,
        number=number.replace("{n}", str(found.number)),
        issuer=words("issuer"),
        dated=day_words(found.on),
        to=words("to"),
        copies=words("copies"),
        printed=t(N_("{issuer}, {day}"), issuer=words("issuer"), day=day_words(found.on)),
    )


def overall(told: Run, found: Monthly) -> tuple[Text | Table | Chart, ...]:
    """The sentence of the totals, and the table by kind of meeting."""
    total, figures = found.total, found.figures
    says = t(
        N_(
            "By {day}, {meetings} meetings and other sources have given {total} items to supervise: {done} are done, "
            "{done_percent}; {open} are in hand, {open_percent}, of which {overdue} are overdue (see the annex). Of "
            "those done, {on_time_percent} were done in time."
        ),
        day=day_words(found.on),
        **{
            name: figures[name].text
            for name in ("meetings", "total", "done", "done_percent", "open", "open_percent", "overdue")
        },
        on_time_percent=figures["on_time_percent"].text,
    )
    month = t(
        N_("In the month {opened} were opened and {done} done; {urged} urgings and {warned} warnings are on record."),
        opened=figures["opened_in_month"].text,
        done=figures["done_in_month"].text,
        urged=figures["urged"].text,
        warned=figures["warned"].text,
    )
    notes = [Text(t(N_("Of these {n} were returned or withdrawn."), n=total.dropped))] if total.dropped else []
    if total.all and not shares_add_up(total):
        notes.append(Text(t(N_("Shares are rounded each by itself and need not add up to 100.0.")), note=True))
    rows = [_count(source(told, key), count) for key, count in found.by_kind]
    table = Table(_heads(N_("source")), tuple(rows), frozenset(range(1, 8)), _count(t(N_("total")), total))
    return (Text(says), Text(month), *notes, table, _trend(found))


def _heads(first: str) -> tuple[str, ...]:
    rest = (N_("items"), N_("done"), N_("share"), N_("in hand"), N_("share"), N_("overdue"), N_("taken off"))
    return tuple(t(each) for each in (first, *rest))


def _count(label: str, count: Count) -> tuple[Cell, ...]:
    shares = [f"{percent(part, count.all)}%" for part in (count.done, count.open)]
    numbers = (count.all, count.done, shares[0], count.open, shares[1], count.overdue, count.dropped)
    return (label, *(str(each) for each in numbers))


def _by_unit(told: Run, found: Monthly) -> tuple[Table | Chart, ...]:
    heads = [N_("unit"), N_("items"), N_("done"), N_("in hand"), N_("overdue"), N_("done in time"), N_("urged")]
    heads += [LIGHTS["red"], LIGHTS["yellow"], LIGHTS["green"], N_("no light")]
    units = sorted(found.by_unit, key=lambda each: (-each[1].red, -each[1].all, each[0]))
    rows = [_unit(told.bookwords.office(key), count) for key, count in units]
    total = _unit(t(N_("total")), found.total)
    table = Table(tuple(t(each) for each in heads), tuple(rows), frozenset(range(1, 11)), total)
    return (table, _lights(told, dict(units)), _ages(found))


def _unit(label: str, count: Count) -> tuple[Cell, ...]:
    in_time = f"{percent(count.done - count.done_late, count.done)}%" if count.done else "-"
    before = (count.all, count.done, count.open, count.overdue, in_time, count.urged)
    return (label, *(str(each) for each in (*before, count.red, count.yellow, count.green, count.plain)))


def _lights(told: Run, units: Mapping[str, Count]) -> Chart:
    kept = {key: count for key, count in units.items() if count.open}
    words = [told.bookwords.office(key) for key in kept]
    parts = [Part(t(LIGHTS[name]), name, _each(kept, name)) for name in ("red", "yellow", "green")]
    parts.append(Part(t(N_("no light")), "none", _each(kept, "plain")))
    title = t(N_("Open items of each unit by light"))
    return report_charts.bars(title, title, words, parts)


def _each(units: Mapping[str, Count], name: str) -> tuple[int, ...]:
    return tuple(getattr(count, name) for count in units.values())


def _ages(found: Monthly) -> Chart:
    title = t(N_("Open items by age in days"))
    return report_charts.columns(title, title, age_labels(), found.ages)


def _trend(found: Monthly) -> Chart:
    title = t(N_("Twelve months: opened, done, open at the end"))
    pillars = (
        Part(t(N_("docketed")), "blue", tuple(each.opened for each in found.months)),
        Part(t(N_("done")), "done", tuple(each.done for each in found.months)),
    )
    line = Part(t(N_("open at the end")), "red", tuple(each.open_at_end for each in found.months))
    return report_charts.trend(title, title, [each.month[2:] for each in found.months], pillars, line)


def _overdue(told: Run, found: Monthly) -> tuple[Text, ...]:
    """Which unit's items are overdue, by their numbers in the annex."""
    late: dict[str, list[Item]] = {}
    for item in found.items:
        if item.state == "overdue":
            late.setdefault(item.unit, []).append(item)
    if not late:
        return (Text(t(N_("No item is overdue."))),)
    return tuple(
        Text(
            t(
                N_("{unit}: No. {numbers} of the annex, {n} in all, the longest {days} working days late."),
                unit=told.bookwords.office(unit),
                numbers=either("、", ", ").join(str(each.number) for each in items),
                n=len(items),
                days=max(each.days_late for each in items),
            )
        )
        for unit, items in late.items()
    )


def _by_meeting(told: Run, found: Monthly) -> tuple[Table, ...]:
    met = {item.meeting: item for item in found.items if item.meeting}
    rows = [_count(f"{key} {source_of(told, met[key])}", count) for key, count in found.by_meeting]
    return (Table(_heads(N_("meeting")), tuple(rows), frozenset(range(1, 8))),) if rows else ()


def _month(found: Monthly) -> str:
    year, month = found.month.split("-")
    return either(f"{year}年{int(month)}月", found.month)
