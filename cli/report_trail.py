"""The accountability trail in words: warnings with all that followed, hours in hand, what was late or corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.report_words import lasted, late_section, listed, training
from cli.values import shown_instant
from cli.words import N_, either, t
from projections.report_page import Page, Pairs, Section, Table, Text
from projections.trail import CASE
from projections.trail_warnings import RESCINDED, SERVED, STATED

if TYPE_CHECKING:
    from cli.run import Run
    from projections.report_frame import Frame
    from projections.report_page import Block, Cell
    from projections.trail import InHand, Marked, Trail
    from projections.trail_warnings import Answer, Warned

MARKS = {"late": N_("entered late"), "disowned": N_("disowned"), "corrected": N_("corrected")}
NOTED = {"lapsed": N_("the duty lapsed"), "rung": N_("a rung opened")}
STATES = {
    "open": N_("open"),
    "met": N_("met"),
    "met-late": N_("met late"),
    "overdue": N_("OVERDUE"),
    "ended": N_("ended"),
}


def page(told: Run, found: Trail, frame: Frame) -> Page:
    """The whole trail."""
    asked = found.asked
    about = asked.about if asked.what == CASE else told.bookwords.office(asked.about)
    named = f"{told.name_of(asked.about)} ({asked.about})" if asked.what == "person" else about
    head = Pairs(
        (
            (t(N_("period")), f"{asked.first.isoformat()} - {asked.last.isoformat()}"),
            (t(N_("acts on record")), str(found.acts)),
            (t(N_("warnings and urgings")), str(len(found.warned))),
            (t(N_("time in hand")), _sum(found)),
        )
    )
    told_of = [
        Section("", (head,)),
        Section(t(N_("Warnings and urgings")), tuple(b for each in found.warned for b in _warned(told, each))),
        Section(t(N_("What the record noted of duties")), _noted(found)),
        Section(t(N_("In whose hands")), _hands(told, found)),
        Section(t(N_("Duties")), _duties(told, found)),
        Section(t(N_("Late, disowned, corrected")), _marked(told, found.marked)),
    ]
    return Page(
        lang=either("zh", "en"),
        title=t(N_("Accountability trail of {about}"), about=named),
        mark=training(told),
        standfirst=(),
        sections=(*late_section(told, frame), *(each for each in told_of if each.blocks)),
        foot=(),
        code="",
        note="",
    )


def _sum(found: Trail) -> str:
    time = sum((each.lasted for each in found.in_hand), start=found.whole * 0)
    days = sum(each.working_days for each in found.in_hand)
    return t(
        N_("{time} ({days} working days), of which alone {alone}; cases: {n}"),
        time=lasted(time),
        n=len(found.in_hand),
        days=days,
        alone=lasted(found.alone()),
    )


def _warned(told: Run, each: Warned) -> tuple[Block, ...]:
    words = told.bookwords
    target = words.office(each.target) if each.target else "-"
    heading = t(
        N_("{case}, entry {index}, {day}: {act} to {target}"),
        case=each.case,
        index=each.index,
        day=each.on.isoformat(),
        act=words.act("item", each.act) + (t(N_(" (disowned)")) if each.struck else ""),
        target=target,
    )
    pairs = [
        (t(N_("by")), f"{told.name_of(each.person)}, {words.office(each.office)}"),
        (t(N_("duty")), each.duty or "-"),
        (t(N_("article")), "\n".join(f"{a} “{q}”" for a, q in zip(each.articles, each.quotes, strict=False)) or "-"),
        (t(N_("reason")), each.reason or "-"),
        (t(N_("new term")), each.due_on.isoformat() if each.due_on else "-"),
        (t(N_("served")), _answers(told, each.answered(SERVED)) or t(N_("no service is on record"))),
        (t(N_("statement")), _answers(told, each.answered(STATED)) or t(N_("none is on record"))),
        (t(N_("rescinded")), _answers(told, each.answered(RESCINDED)) or t(N_("no"))),
    ]
    return (Text(heading), Pairs(tuple(pairs)))


def _answers(told: Run, answers: tuple[Answer, ...]) -> str:
    return "\n".join(
        t(
            N_("{day}, {who} (entry {index}): {words}"),
            day=each.on.isoformat(),
            who=told.name_of(each.person),
            index=each.index,
            words=each.words or "-",
        )
        for each in answers
    )


def _noted(found: Trail) -> tuple[Block, ...]:
    heads = (t(N_("case")), t(N_("entry")), t(N_("day")), t(N_("what")), t(N_("duty")), t(N_("article")))
    rows: list[tuple[Cell, ...]] = [
        (
            each.case,
            str(each.noted.index),
            each.noted.on.isoformat(),
            t(NOTED.get(each.noted.what, each.noted.what)),
            each.noted.duty,
            each.article or "-",
        )
        for each in found.noted
    ]
    return (Table(heads, tuple(rows)),) if rows else ()


def _hands(told: Run, found: Trail) -> tuple[Block, ...]:
    """Of a case every stretch; of a person or department a row a case."""
    if found.asked.what == CASE:
        return tuple(block for each in found.in_hand for block in _life(told, each))
    heads = [
        N_("case"),
        N_("waited for"),
        N_("time in hand"),
        N_("working days"),
        N_("alone"),
        N_("of the case's time"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for each in sorted(found.in_hand, key=lambda held: (-held.lasted, held.life.case)):
        kind, acts = each.life.kind, dict.fromkeys(a for s in each.stretches for a in s.waits_for)
        alone = sum((s.lasted for s in each.stretches if len(s.people) == 1), start=found.whole * 0)
        share = each.lasted / (each.life.ends - each.life.begins) if each.life.ends > each.life.begins else 0
        waits = listed([_waits(told, kind, act) for act in acts])
        rows.append((each.life.case, waits, lasted(each.lasted), str(each.working_days), lasted(alone), f"{share:.0%}"))
    note = Text(t(N_("Time counts for whoever had the turn; where several had it, for each of them.")), note=True)
    table = Table(tuple(t(head) for head in heads), tuple(rows), frozenset({2, 3, 4, 5}))
    return (table, note) if rows else ()


def _life(told: Run, each: InHand) -> tuple[Block, ...]:
    heads = (t(N_("from")), t(N_("until")), t(N_("in the hands of")), t(N_("waited for")), t(N_("lasted")))
    kind = each.life.kind
    rows: list[tuple[Cell, ...]] = [
        (
            shown_instant(s.begins.isoformat()),
            shown_instant(s.ends.isoformat()),
            listed(list(dict.fromkeys(told.name_of(hand.person) for hand in s.hands))) or t(N_("closed")),
            listed([_waits(told, kind, act) for act in s.waits_for]) or "-",
            lasted(s.lasted),
        )
        for s in each.stretches
    ]
    total: tuple[Cell, ...] = (t(N_("total")), "", "", "", lasted(each.lasted))
    return (Table(heads, tuple(rows), frozenset({4}), total),)


def _waits(told: Run, kind: str, act: str) -> str:
    if act == "decide" and kind != "agenda":
        return t(N_("a decision"))
    word, _, fact = act.partition(" ")
    return t(N_("{fact} to be declared"), fact=told.bookwords.fact(fact)) if fact else told.bookwords.act(kind, word)


def _duties(told: Run, found: Trail) -> tuple[Block, ...]:
    heads = [N_("case"), N_("duty"), N_("since"), N_("due"), N_("met on"), N_("stands"), N_("article")]
    rows: list[tuple[Cell, ...]] = [
        (
            duty.case,
            t(N_("confirm the recorded act")) if duty.rule is None else told.bookwords.act(duty.kind, duty.act),
            duty.opened_on.isoformat(),
            duty.due_on.isoformat() if duty.due_on else duty.word or "-",
            duty.met_on.isoformat() if duty.met_on else "-",
            t(STATES[duty.state(found.on)]),
            told.book.rules[duty.rule].article if duty.rule in told.book.rules and duty.rule else "-",
        )
        for duty in found.duties
    ]
    return (Table(tuple(t(head) for head in heads), tuple(rows)),) if rows else ()


def _marked(told: Run, marked: tuple[Marked, ...]) -> tuple[Block, ...]:
    heads = [N_("what"), N_("case"), N_("entry"), N_("act"), N_("day"), N_("by"), N_("reason")]
    rows: list[tuple[Cell, ...]] = [
        (
            t(MARKS[each.what]),
            each.case,
            str(each.index) if each.index == each.by_index else f"{each.index} / {each.by_index}",
            told.bookwords.act(each.kind, each.act),
            each.on.isoformat(),
            told.name_of(each.person),
            each.reason,
        )
        for each in marked
    ]
    return (Table(tuple(t(head) for head in heads), tuple(rows), wide=frozenset({6})),) if rows else ()
