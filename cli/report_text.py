"""A report on the terminal: the sections of the page without its pictures, long cells cut; JSON has them whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cli.layout import columns, inert, table
from cli.output import fields, paragraph
from cli.words import N_, t
from projections.report_page import Block, Pairs, Table, Text

if TYPE_CHECKING:
    from projections.report_page import Page, Section

LONGEST = 64


def page_lines(page: Page) -> list[str]:
    """The whole page."""
    lines = [page.title + (f"  [{t(N_('training'))}]" if page.mark else "")]
    if page.masthead:
        head = page.masthead
        lines = [f"{head.name}  {head.number}", f"{head.issuer}  {head.dated}", *lines]
    lines += [line for each in page.standfirst for line in paragraph(each)]
    lines += ["", *section_lines(page.sections), page.foot_title]
    return [*lines, *fields([*page.foot, (t(N_("chain code")), page.code)], indent=2)]


def section_lines(sections: Iterable[Section]) -> list[str]:
    """The sections, an empty line behind each."""
    lines = []
    for each in sections:
        head = f"{each.label}  {each.heading}" if each.label else each.heading
        lines += [inert(head)] if head else []
        for block in each.blocks:
            lines += _block(block)
        lines.append("")
    return lines


def _block(block: Block) -> list[str]:
    match block:
        case Table(heads, rows, right, total):
            body = [[_cut(str(cell)) for cell in row] for row in (*rows, *((total,) if total else ()))]
            shown = table(list(heads), body, right)
            return [*([f"  {inert(block.caption)}"] if block.caption else []), *("  " + line for line in shown)]
        case Pairs(pairs):
            return fields(pairs, indent=2)
        case Text(text):
            return paragraph(text, indent=2)
    return []


def _cut(text: str) -> str:
    text = inert(text)
    if columns(text) <= LONGEST:
        return text
    kept, used = "", 0
    for character in text:
        used += columns(character)
        if used > LONGEST - 3:
            break
        kept += character
    return kept + "..."
