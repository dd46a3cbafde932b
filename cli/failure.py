"""What went wrong, as one paragraph or one JSON object, and the exit code that says it to a shell.

A refusal says what was refused, the article and its words, the facts compared, the next lawful commands, and that
nothing was written. A fault of the program shows its trace only when asked for; everything else never has one.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from cli.layout import inert
from cli.output import Out, dump, paragraph
from cli.words import N_, t
from ledger.errors import GovledgerError

if TYPE_CHECKING:
    from cli.run import Run

INTERRUPTED = 130
NOTHING_WRITTEN = N_("Nothing was recorded.")
# What an outcome that is not known needs said, in these words.
HEADS = {
    "rule": N_("refused"),
    "wanted": N_("a fact is wanted"),
    "authority": N_("not in your office"),
    "broken": N_("verification failed"),
    "verification": N_("verification failed"),
    "ledger": N_("verification failed"),
    "conflict": N_("changed by someone else"),
    "clock": N_("clock off"),
    "store": N_("store out of reach"),
    "unknown": N_("unknown whether recorded"),
    "format": N_("newer than this program"),
    "key": N_("key"),
    "fault": N_("a fault of the program"),
}


def show(error: Exception, this: Run) -> int:
    """Say what went wrong and return the exit code."""
    if isinstance(error, click.exceptions.Abort):
        return interrupted(this)
    if isinstance(error, BrokenPipeError):
        return _nobody_listens(this)
    if isinstance(error, GovledgerError):
        return _ours(error, this)
    if isinstance(error, click.ClickException):
        return _usage(error, this)
    if isinstance(error, OSError):
        return _of_the_system(error, this)
    return _fault(error, this)


def interrupted(this: Run) -> int:
    """The person stopped it."""
    what = N_("Interrupted.") if this.recorded else N_("Interrupted; nothing was recorded.")
    _say(this.out, {"kind": "interrupted", "message": t(what)}, [t(what)])
    return INTERRUPTED


def _ours(error: GovledgerError, this: Run) -> int:
    from cli.refusal import refused, wanted

    said: dict[str, Any] = {"kind": error.kind, "message": sentence(error)}
    if error.kind == "rule":
        said, lines = refused(error, this)
    elif error.kind == "wanted":
        said, lines = wanted(error, this)
    else:
        said |= _plain(error.params)
        lines = headed(error.kind, said["message"])
        if error.exit_code in {2, 4, 7} and this.acting and not this.recorded:
            lines.append(t(NOTHING_WRITTEN))
        if error.kind == "unknown" and "act" in error.params:
            lines.append(
                t(N_("Run the same command again with --id {act}: it is recorded once."), act=error.params["act"])
            )
    _say(this.out, said, lines)
    return error.exit_code


def _usage(error: click.ClickException, this: Run) -> int:
    context = getattr(error, "ctx", None)
    lines = headed("input", error.format_message())
    if isinstance(context, click.Context):
        lines += [t(N_("See: {command}"), command=f"{context.command_path} --help")]
    _say(this.out, {"kind": "usage", "message": error.format_message()}, lines)
    return 2


def _of_the_system(error: OSError, this: Run) -> int:
    template = (
        N_("{file} cannot be read or written: {reason}") if error.filename else N_("the system refused: {reason}")
    )
    message = t(template, file=error.filename, reason=error.strerror or str(error))
    _drop_unwritten()
    _say(this.out, {"kind": "store", "message": message}, headed("store", message))
    return 0 if this.recorded else 9


def _fault(error: Exception, this: Run) -> int:
    if this.given.debug:
        import traceback

        traceback.print_exception(error)
    message = t(
        N_("{error}: this is a fault of the program, not of yours; --debug shows where it happened"),
        error=f"{type(error).__name__}: {error}",
    )
    _say(this.out, {"kind": "fault", "message": message}, headed("fault", message))
    return 1


def _nobody_listens(this: Run) -> int:
    """Whoever read our output has gone; what was done stays done."""
    _drop_unwritten()
    return 0


def _drop_unwritten() -> None:
    """What stdout still holds and cannot write: Python's own flush at the end must not change the exit code."""
    try:
        sys.stdout.flush()
    except OSError:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())


def sentence(error: GovledgerError) -> str:
    """The error in the language of this run."""
    params = {name: _worded(value) for name, value in error.params.items()}
    return t(error.message).format_map(params)


def headed(kind: str, message: str) -> list[str]:
    """`head: message`, wrapped."""
    head = t(HEADS.get(kind, N_("cannot be done")))
    return paragraph(t(N_("{head}: {message}"), head=head, message=message))


def _worded(value: Any) -> Any:
    """A parameter may itself be a message, such as the reason why a key does not count."""
    return (
        t(value) if isinstance(value, str) else ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
    )


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in params.items() if isinstance(value, str | int | bool | None.__class__)}
    return {name: value for name, value in kept.items() if name not in {"kind", "message"}}


def _say(out: Out, error: dict[str, Any], lines: list[str]) -> None:
    out.hear({"error": error})
    if out.as_json:
        print(dump(out.marked({"error": error}), sys.stderr), file=sys.stderr, flush=True)
        return
    for line in lines:
        print(inert(line), file=sys.stderr)
    sys.stderr.flush()
