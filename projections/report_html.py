"""A report as one HTML file: styles and pictures inside, no script, nothing fetched, the same bytes every time.

Everything a report tells goes through autoescape; only the picture of the checkpoint's code is ours and goes in as it
is. The recipe, from which the same report can be made again, stands in a `meta` element.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import unescape
from io import BytesIO
from typing import Any

from ledger.canonical import encode
from ledger.errors import BadInput
from projections.report_page import Cell, Chart, Mark, Page, Pairs, Table, Text, mapped
from projections.templating import environment

RECIPE = "govledger-report"
_META = rf'<meta name="{RECIPE}" content="([^"]*)">'


def html(page: Page, recipe: Mapping[str, Any], inert: Callable[[str], str]) -> bytes:
    """The page as a file. `inert` writes out what may steer a reader's screen."""
    templates = environment()
    templates.tests["mark"] = lambda cell: isinstance(cell, Mark)
    templates.tests["table"] = lambda block: isinstance(block, Table)
    templates.tests["pairs"] = lambda block: isinstance(block, Pairs)
    templates.tests["text"] = lambda block: isinstance(block, Text)
    templates.tests["chart"] = lambda block: isinstance(block, Chart)
    templates.tests["tight"] = tight
    templates.filters["tenths"] = tenths
    shown = mapped(page, inert)._replace(note=page.note)
    text = templates.get_template("report.html").render(
        page=shown, recipe=encode(dict(recipe)).decode(), recipe_name=RECIPE, qr=qr(page.note)
    )
    return text.encode()


def recipe_in(content: bytes) -> dict[str, Any]:
    """The recipe of a report in hand, HTML or JSON.

    Raises:
        BadInput: the file is no report of ours.
    """
    try:
        text = content.decode()
        if text.lstrip().startswith("{"):
            found = json.loads(text)["made_from"]
        else:
            meta = re.search(_META, text)
            found = json.loads(unescape(meta[1])) if meta else None
        if isinstance(found, dict):
            return found
    except (ValueError, KeyError, TypeError):
        pass
    raise BadInput("the file is no report of this program: it does not say what it was made from")


def qr(note: str) -> str:
    """The note of the checkpoint as a picture that a telephone reads, in SVG."""
    import segno
    from markupsafe import Markup

    out = BytesIO()
    made = segno.make_qr(note.encode(), error="m")
    made.save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, svgclass="qr", lineclass=None, nl=False
    )
    return Markup(out.getvalue().decode())  # noqa: S704  # drawn by segno from the modules alone, no text of anybody's


def tight(cell: Cell) -> bool:
    """Whether a cell is short enough to stay on one line: a day, a number of a case, a name."""
    text = str(cell)
    return sum(1 if each.isascii() else 2 for each in text) <= (10 if " " in text else 16)


def tenths(number: int) -> str:
    """Whole tenths of a unit as SVG writes them."""
    whole, rest = divmod(abs(number), 10)
    return ("-" if number < 0 else "") + (f"{whole}.{rest}" if rest else f"{whole}")
