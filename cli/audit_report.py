"""A verification as a page, and how far it is while it runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from cli.layout import pad
from cli.output import fields, paragraph
from cli.words import N_, t

if TYPE_CHECKING:
    from cli.run import Run
    from ledger.verify_report import Report


def report_lines(report: Report, code: str, wanted: str | None = None) -> list[str]:
    """A verification for people: the answer first, what breaks, the steps, what to know besides."""
    from cli.failure import sentence

    whole = report.ok and wanted in (None, code)
    head = N_("{origin}: {size} entries hold; questioned {questioned}, void {void}, annulled {annulled}")
    broken = N_("{origin}: DOES NOT HOLD, {size} entries; questioned {questioned}, void {void}, annulled {annulled}")
    counts = {name: len(getattr(report, name)) for name in ("questioned", "void", "annulled")}
    lines = paragraph(t(head if whole else broken, origin=report.origin, size=f"{report.size:,}", **counts))
    if (first := report.first_break) is not None:
        lines += paragraph(t(N_("Broken at: {what}"), what=sentence(first)))
        lines += fields(
            [
                (t(N_("entry")), first.index),
                (t(N_("case")), first.case),
                (t(N_("step")), first.step),
                (t(N_("expected")), first.expected),
                (t(N_("got")), first.got),
            ],
            indent=2,
        )
    if wanted not in (None, code):
        lines.append(t(N_("The chain code in hand is {wanted}, this record's is {code}."), wanted=wanted, code=code))
    lines += [f"  {each.step}  {pad(t(each.name), 40)}  {_mark(each.ran, each.ok)}" for each in report.steps]
    lines += fields(
        [(t(N_("root")), report.root), (t(N_("chain code")), code), (t(N_("fingerprint")), report.fingerprint)]
    )
    lines += _listed(report)
    for warning in report.warnings:
        lines += paragraph(t(N_("Note: {text}"), text=t(_warning(warning.code), **warning.params)))
    return lines


def _listed(report: Report) -> list[str]:
    """The entries that do not count, and those in doubt, a line each."""
    from ledger.void import VOID_REASONS

    lines = []
    for label, entries in ((N_("void"), report.void), (N_("annulled"), report.annulled)):
        for each in entries:
            what = t(
                N_("{label}: entry {index}, {case}: {why}"),
                label=t(label),
                index=each.index,
                case=each.case,
                why=t(VOID_REASONS[each.reason]),
            )
            lines += paragraph(what)
    for doubt in report.questioned:
        what = N_(
            "questioned: entry {index}, {case}: the key may have been in other hands (revocation: entry {revocation})"
        )
        lines += paragraph(t(what, index=doubt.index, case=doubt.case, revocation=doubt.revocation))
    return lines


def _warning(code: str) -> str:
    from ledger.verify_report import WARNINGS

    return WARNINGS[code]


def _mark(ran: bool, ok: bool) -> str:
    return t(N_("did not run") if not ran else N_("holds") if ok else N_("FAILS"))


class Progress:
    """A line on stderr that shows how far it is, on a terminal, once a second has gone by."""

    def __init__(self, this: Run) -> None:
        self.shown = not this.out.as_json and sys.stderr.isatty()
        self.started = self.last = time.monotonic()
        self.written = False

    def __enter__(self) -> Callable[[int, int], None]:
        return self.at

    def at(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self.shown or now - self.started < 1 or now - self.last < 0.2:
            return
        self.last, self.written = now, True
        full = 30 * done // max(total, 1)
        rate = int(done / (now - self.started))
        sys.stderr.write(f"\r[{'#' * full}{'.' * (30 - full)}] {done:,}/{total:,} {rate:,}/s ")
        sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if self.written:
            sys.stderr.write("\r" + " " * 70 + "\r")
