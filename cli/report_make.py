"""A report made from its recipe: which report, of what, of which checkpoint, in which language, and nothing else.

The recipe stands in the report itself. Whoever has the record makes the same report of it again, to the byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.kinds import KINDS
from cli import words
from cli.layout import inert
from cli.report_words import as_of, foot
from cli.words import N_, t
from ledger.errors import BadInput, VerificationFailed
from projections.report_frame import Reading, frame

if TYPE_CHECKING:
    from cli.run import Run
    from ledger.record import Record
    from projections.report_frame import Frame
    from projections.report_page import Page

FORMAT = 1
"""Raised when the same recipe no longer gives the same bytes: older reports are then said to be of another format."""
SIGNOFF, TRAIL, MONTHLY = "signoff", "trail", "monthly"
Recipe = Mapping[str, Any]


class Made(NamedTuple):
    """A report: its recipe, its data, its page, and what comes next on the command line."""

    recipe: Recipe
    data: dict[str, Any]
    page: Page

    def html(self) -> bytes:
        from projections.report_html import html

        return html(self.page, self.recipe, inert)


SHAPES: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    SIGNOFF: {"case": (str,)},
    TRAIL: {"what": (str,), "about": (str,), "kinds": (list,), "first": (str, NoneType), "last": (str, NoneType)},
    MONTHLY: {
        "month": (str,),
        "known": (str,),
        "number": (int, NoneType),
        "commentary": (str, NoneType),
    },
}
COMMON: Mapping[str, tuple[type, ...]] = {
    "format": (int,),
    "report": (str,),
    "lang": (str,),
    "origin": (str,),
    "size": (int,),
    "root": (str,),
    "note": (str, NoneType),
    "on": (str, NoneType),
}


def checked(given: Recipe) -> Recipe:
    """A recipe out of a file in hand, whose shape nobody vouches for. Raises: BadInput."""
    shape = {**COMMON, **SHAPES.get(str(given.get("report")), {})}
    wrong = [key for key, types in shape.items() if not isinstance(given.get(key), types)]
    wrong += sorted(set(given) ^ set(shape))
    kinds = given.get("kinds", [])
    if wrong or given["report"] not in SHAPES or not all(kind in KINDS for kind in kinds):
        raise BadInput("the recipe in the report cannot be read: {fault}", fault=", ".join(wrong) or "report, kinds")
    return given


def recipe(report: str, record: Record, note: bytes | None, on: date | None, **params: Any) -> dict[str, Any]:
    """The recipe of a report on the record as it stands, or as it stood at the checkpoint of the note."""
    size, root = record.seen()
    found = {"format": FORMAT, "report": report, "lang": words.language(), "origin": record.origin}
    found |= {"size": size, "root": root, "note": note.decode() if note else None}
    return {**found, "on": on.isoformat() if on else None, **params}


def make(this: Run, given: Recipe) -> Made:
    """The report of that recipe, in its own language.

    Raises:
        BadInput: the recipe is of another format, or of what is not there.
        VerificationFailed: it is of another record than this one.
    """
    spoken = words.language()
    try:
        if given["format"] != FORMAT:
            template = "the report is of format {format}, this program makes format {ours}"
            raise BadInput(template, format=given["format"], ours=FORMAT)
        words.use(given["lang"] if given["lang"] in words.LANGUAGES else spoken)
        reading = _reading(this, given)
        data, page, stamp = _MAKERS[given["report"]](this, reading, given)
        return Made(given, {**data, "frame": stamp.as_json(), "made_from": dict(given)}, page)
    finally:
        words.use(spoken)


def _reading(this: Run, given: Recipe) -> Reading:
    record, size = this.record, int(given["size"])
    if given["origin"] != record.origin:
        template = "the report is of another ledger: expected {expected}, got {got}"
        raise VerificationFailed(template, expected=record.origin, got=given["origin"])
    if size > record.size:
        template = "the report is of {expected} entries, this record has {got}"
        raise VerificationFailed(template, expected=size, got=record.size)
    note = given["note"].encode() if given["note"] else None
    on = date.fromisoformat(given["on"]) if given["on"] else None
    reading = Reading(record if size == record.size else record.before(size), this.enclosures, on=on, note=note)
    if reading.root != given["root"]:
        template = "the report is of another history: at {size} entries expected {expected}, got {got}"
        raise VerificationFailed(template, size=size, expected=given["root"], got=reading.root)
    return reading


def _signoff(this: Run, reading: Reading, given: Recipe) -> tuple[dict[str, Any], Page, Frame]:
    from cli import signoff_text
    from projections.report_page import Page, Section, Text
    from projections.signoff import sign_off
    from projections.signoff_json import as_json

    file = reading.file(given["case"])
    if not file.acts:
        raise BadInput("there is no case {case} that could be signed off", case=given["case"])
    told = as_of(this, reading, file.state)
    found = sign_off(file, told.book, reading.context, reading.calendar, reading.on)
    stamp = frame(reading, [file])
    sections = (
        Section("", signoff_text.opening(told, found)),
        *signoff_text.sections(told, found),
        Section("", (Text(signoff_text.signed(found)),)),
    )
    page = Page(words.language(), signoff_text.heading(found), "", (), sections, (), "", "")
    return as_json(found), framed(told, stamp, page), stamp


def _trail(this: Run, reading: Reading, given: Recipe) -> tuple[dict[str, Any], Page, Frame]:
    from cli import report_trail
    from projections import trail
    from projections.trail_json import as_json

    first, last = (date.fromisoformat(given[name]) if given[name] else None for name in ("first", "last"))
    if given["what"] == trail.CASE:
        if not reading.file(given["about"]).acts:
            raise BadInput("there is no case {case}", case=given["about"])
        found = trail.of_case(reading, given["about"], first, last)
    else:
        asked = trail.Asked(given["what"], given["about"], first or date(reading.on.year, 1, 1), last or reading.on)
        found = trail.of_person_or_unit(reading, asked, given["kinds"])
    state = found.files[0].state if given["what"] == trail.CASE and found.files else None
    told = as_of(this, reading, state)
    asked = found.asked
    stamp = frame(reading, found.files, lambda act: asked.first <= act.on <= asked.last)
    return as_json(found), framed(told, stamp, report_trail.page(told, found, stamp), late=False), stamp


def _monthly(this: Run, reading: Reading, given: Recipe) -> tuple[dict[str, Any], Page, Frame]:
    from cli import report_monthly
    from projections.monthly import days_of, monthly
    from projections.monthly_commentary import commentary

    found = monthly(reading, given["month"], given["known"], given["number"])
    cases = frozenset(item.case for item in found.items)
    paragraphs = commentary(given["commentary"] or "", found.figures, cases)
    first, last = days_of(given["month"])
    told = as_of(this, reading)
    stamp = frame(reading, found.files, lambda act: first <= act.on <= last or first <= act.recorded_on <= last)
    data = {**found.as_json(), "commentary": list(paragraphs)}
    return data, framed(told, stamp, report_monthly.page(told, found, stamp, paragraphs), late=False), stamp


_MAKERS = {SIGNOFF: _signoff, TRAIL: _trail, MONTHLY: _monthly}


def framed(told: Run, stamp: Frame, page: Page, *, late: bool = True) -> Page:
    """The page with what stands on every report; `late`: with its late entries, where it does not have them yet."""
    from cli.report_words import late_section, training

    return page._replace(
        mark=training(told),
        sections=(*(late_section(told, stamp) if late else ()), *page.sections),
        foot=foot(told, stamp),
        code=stamp.code,
        note=stamp.note,
        foot_title=t(N_("What this report is made from")),
        qr_says=t(N_("checkpoint")),
    )
