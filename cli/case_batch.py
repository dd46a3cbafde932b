"""One act in each of several cases: a clerk with forty items types it once. Each is an act of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import click

from cli.acting import act, as_json, manner, said
from cli.case_acts import of_any_act
from cli.options import Verb, verb
from cli.words import N_, t
from ledger.errors import GovledgerError

if TYPE_CHECKING:
    from aggregates.office.desk import ActResult
    from aggregates.office.manner import Manner
    from cli.run import Run

SECONDS_IN_SILENCE = 1.0


def in_each(
    this: Run,
    kind: str,
    cases: Sequence[str],
    name: str,
    *,
    outcome: str | None = None,
    more: Sequence[str] = (),
    stated: dict[str, Any] | None = None,
    **how: Any,
) -> int:
    """Do the act in each of these cases, and say how each went; the exit code is that of the first that was refused.

    `more`: facts as the verb's own options say them; `stated`: such facts as values.
    """
    from aggregates.office import acts
    from aggregates.office.proposal import Asked
    from cli import naming
    from cli.facts import facts as read

    desk = this.desk()
    facts = {**read(this, [*how.pop("facts"), *more]), **(stated or {})}
    given = manner(this, **how)
    named = list(dict.fromkeys(naming.case(this, case, kind) for case in cases))
    what = this.bookwords.act(kind, name)

    def do(case: str, given: Manner) -> ActResult:
        return acts.do(desk, case, Asked(name, outcome, facts), given)

    if len(named) == 1:
        act(this, lambda: do(named[0], given), what)
        return 0
    return _all(this, [partial(do, case, _own(given, case)) for case in named], what)


def _own(given: Manner, case: str) -> Manner:
    """The manner with an act id for that case alone, which follows from the id that was said."""
    return replace(given, act=str(uuid5(UUID(given.act), case))) if given.act else given


def _all(this: Run, doing: Sequence[Callable[[], ActResult]], what: str) -> int:
    from cli.failure import show

    this.acting = True
    results: list[ActResult] = []
    code = 0
    for do in _counted(this, doing):
        try:
            results.append(do())
            this.recorded = not this.given.dry_run
        except GovledgerError as error:
            this.out.note("")
            refused = show(error, this)
            code = code or refused
    last = len(results) - 1
    lines = [line for n, done in enumerate(results) for line in said(this, done, what)[: None if n == last else 1]]
    ending = t(N_("{done} of {all} recorded"), done=len(results), all=len(doing))
    this.out.put([as_json(this, result) for result in results], [*lines, ending])
    return code


def _counted(this: Run, doing: Sequence[Callable[[], ActResult]]) -> Iterable[Callable[[], ActResult]]:
    """The acts one by one; after a second, on a screen, with a count of those done."""
    since, shown = monotonic(), False
    for number, do in enumerate(doing):
        if sys.stderr.isatty() and not this.out.as_json and monotonic() - since > SECONDS_IN_SILENCE:
            print(f"\r{number}/{len(doing)}", end="", file=sys.stderr, flush=True)
            shown = True
        yield do
    if shown:
        print("\r", end="", file=sys.stderr, flush=True)


def plain(kind: str, name: str, act: str, help: str, *, zh: str, examples: Sequence[str]) -> Verb:
    """A verb for an act that says nothing of its own, in one case or several."""

    @verb(name, help, zh=zh, acts=True, examples=examples)
    @click.argument("cases", nargs=-1, required=True, metavar="CASE...")
    @of_any_act
    @click.pass_obj
    def made(this: Run, /, *, cases: Sequence[str], **how: Any) -> int:
        return in_each(this, kind, cases, act, **how)

    return made
