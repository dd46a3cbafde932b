"""Pages about rulebooks as one HTML file each: styles inside, no script, nothing fetched, the same bytes every time.

Everything that came out of a book goes through autoescape, and what may steer a reader's screen is written out first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from projections.report_page import mapped
from projections.templating import environment


def render(template: str, page: Any, inert: Callable[[str], str]) -> bytes:
    """The page, a named tuple of texts, numbers and further tuples, in that template. A text keeps its lines."""
    shown = mapped(page, lambda text: "\n".join(map(inert, text.split("\n"))))
    return environment().get_template(template).render(page=shown).encode()
