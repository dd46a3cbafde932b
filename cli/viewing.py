"""The views of this ledger as a command opens them: kept up with the ledger, with a line that says how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.run import Run
    from projections.views import Views


def views(this: Run) -> Views:
    """The views, caught up. Made anew where they are of another ledger or program, which takes a while once."""
    if "views" not in this.known:
        this.known["views"] = opened(this).caught_up()
    found: Views = this.known["views"]
    return found


def opened(this: Run) -> Views:
    """The views as they stand; whoever opens them keeps them up."""
    from cli.audit_report import Progress
    from projections.views import open_views

    line = Progress(this)
    found = open_views(this.record, this.enclosures, lambda _, done, of: line.at(done, of))
    this.closing.append(found.close)
    this.closing.append(line.__exit__)
    return found
