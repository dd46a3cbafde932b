"""`govledger doctor`: is this home well? It changes nothing, and says nothing of the record itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from cli.layout import table
from cli.options import Verb
from cli.output import command, paragraph
from cli.words import N_, t
from ledger.errors import GovledgerError

if TYPE_CHECKING:
    from cli.run import Run

PACKAGES = ("ledger", "aggregates", "projections", "cli")
GOOD, WARN, BAD = "good", "warning", "bad"
MARKS = {GOOD: N_("good"), WARN: N_("WARNING"), BAD: N_("BAD")}


class Finding(NamedTuple):
    """One thing looked at: its name, how it is, and what to do about it where it is not well."""

    what: str
    state: str
    says: str


@click.command(
    "doctor",
    cls=Verb,
    help=N_("Look at this home: settings, permissions, keys, store, clock, installation. Exit 2 if something is bad."),
    examples=("doctor", "doctor --home desk", "--json doctor"),
    zh="体检",
)
@click.pass_obj
def doctor(this: Run) -> int:
    found = [finding for what, look in LOOKS for finding in _looked(what, look, this)]
    bad = any(each.state == BAD for each in found)
    rows = [[t(each.what), t(MARKS[each.state])] for each in found]
    lines = table([t(N_("looked at")), t(N_("found"))], rows)
    for each in found:
        if each.says:
            lines += paragraph(f"{t(each.what)}: {each.says}")
    following = ("init", "--home", str(this.home_path)) if not this.at_home else ("audit", "verify")
    data = {"ok": not bad, "home": str(this.home_path), "findings": [each._asdict() for each in found]}
    this.out.put(data, [*lines, f"{t(N_('Next:'))} {command(following)}"])
    return 2 if bad else 0


def _looked(what: str, look: Callable[[Run], Iterator[Finding]], this: Run) -> list[Finding]:
    """What one look finds; what it cannot look at is a finding too."""
    from cli.failure import sentence

    try:
        return list(look(this))
    except GovledgerError as error:
        return [Finding(what, BAD, sentence(error))]
    except OSError as error:
        return [Finding(what, BAD, f"{error.filename}: {error.strerror}")]


def _home(this: Run) -> Iterator[Finding]:
    yield Finding(N_("home"), GOOD, str(this.home.path))


def _permissions(this: Run) -> Iterator[Finding]:
    if not this.at_home or os.name != "posix":
        return
    open_to_others = [
        path.name
        for path in (this.home.path, this.home.keys, *this.home.keys.glob("*.key"), this.home.path / "govledger.toml")
        if path.exists() and path.stat().st_mode & 0o077
    ]
    if open_to_others:
        advice = t(N_("others may read {files}: chmod go= them"), files=", ".join(open_to_others))
        yield Finding(N_("permissions"), BAD if any(name.endswith(".key") for name in open_to_others) else WARN, advice)
    else:
        yield Finding(N_("permissions"), GOOD, "")


def _keys(this: Run) -> Iterator[Finding]:
    if not this.at_home:
        return
    people = sorted({path.name.rpartition("-")[0] for path in this.home.keys.glob("*.key")} - {"log"})
    if len(people) > 1:
        says = t(N_("keys of several people lie here: {people}. One home a desk."), people=", ".join(people))
        yield Finding(N_("keys"), WARN, says)
    else:
        yield Finding(N_("keys"), GOOD, ", ".join(people))


def _store(this: Run) -> Iterator[Finding]:
    if not this.at_home:
        return
    head = this.source.head()
    yield Finding(N_("store"), GOOD, t(N_("{origin}, {size} entries"), origin=head.origin, size=f"{head.size:,}"))
    if head.size and not this.record.grants.founding.needs_confirmation:
        yield Finding(N_("root holders"), WARN, t(N_("one alone: what one person gives takes effect without a second")))
    latest = datetime.fromisoformat(head.highest_at) if head.highest_at else None
    if latest is not None and not head.training and latest > datetime.now(UTC) + timedelta(minutes=2):
        says = t(
            N_("the newest entry is of {latest}, which is still to come here: set the clock"), latest=head.highest_at
        )
        yield Finding(N_("clock"), BAD, says)
    else:
        yield Finding(N_("clock"), GOOD, "")


def _law(this: Run) -> Iterator[Finding]:
    if not this.at_home:
        return
    on = this.today()
    book, days = this.book, this.calendar
    yield Finding(N_("rulebook"), GOOD, f"{book.title} [{book.key}]")
    if on.year in days.years:
        yield Finding(N_("calendar"), GOOD, f"{days.years[0]}-{days.years[-1]}")
    else:
        says = t(N_("the notice for {year} is not recorded: days of that year are provisional"), year=on.year)
        yield Finding(N_("calendar"), WARN, says)


def _state(this: Run) -> Iterator[Finding]:
    from cli.home import state_folder

    folder = state_folder(os.environ)
    inside = this.at_home and this.home.path in folder.absolute().parents
    ancestor = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if inside:
        says = t(N_("{folder} lies in the home: who puts back the home puts back what was last signed"), folder=folder)
        yield Finding(N_("state folder"), WARN, says)
    elif not os.access(ancestor, os.W_OK):
        yield Finding(N_("state folder"), BAD, t(N_("{folder} cannot be written"), folder=folder))
    else:
        yield Finding(N_("state folder"), GOOD, str(folder))


def _installation(this: Run) -> Iterator[Finding]:
    clashes = package_clashes()
    if clashes:
        says = t(
            N_("other packages ship the same folders: {names}. Install govledger in an environment of its own."),
            names=", ".join(clashes),
        )
        yield Finding(N_("installation"), BAD, says)
    else:
        yield Finding(
            N_("installation"), GOOD, f"govledger {metadata.version('govledger')}, Python {sys.version.split()[0]}"
        )


def package_clashes() -> list[str]:
    """Our four folders as far as they do not lie side by side, or another distribution says that they are its own."""
    parents = {Path(sys.modules[name].__file__ or "").parent.parent for name in PACKAGES if name in sys.modules}
    owners = metadata.packages_distributions()
    shared = [name for name in PACKAGES if len(set(owners.get(name, ["govledger"]))) > 1]
    return shared or (sorted(map(str, parents)) if len(parents) > 1 else [])


LOOKS = (
    (N_("home"), _home),
    (N_("permissions"), _permissions),
    (N_("keys"), _keys),
    (N_("store"), _store),
    (N_("rulebook"), _law),
    (N_("state folder"), _state),
    (N_("installation"), _installation),
)
