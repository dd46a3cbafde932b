"""The program: `govledger NOUN VERB`. Nouns are imported when they are called, errors end here and nowhere below.

What a shell gets back: 0 done; 1 our own fault; 2 usage or missing input; 3 refused by a rule; 4 may not speak for that
office; 5 a condition asked for was found; 6 verification failed; 7 changed by someone else, or clock off; 8 an import
has bad rows; 9 store out of reach, or unknown whether recorded; 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click

from cli import failure, output, words
from cli.options import Noun
from cli.output import Out
from cli.run import Run
from cli.words import N_, t

# noun -> (its Chinese name, what it is about); the module is cli.<noun> and holds a command of the same name
NOUNS = {
    "init": ("建账", N_("make a home and found a ledger")),
    "office": ("机构", N_("people, departments, offices, who stands in for whom")),
    "key": ("密钥", N_("make, bind and revoke signing keys")),
    "decision": ("决定", N_("enter what a meeting or an outside body decided")),
    "meeting": ("会议", N_("meetings: plan, give notice, convene, close")),
    "agenda": ("议题", N_("items of meetings: propose, admit, hear, decide, defer, move")),
    "item": ("事项", N_("decision items: assign, urge, complete, accept, and what follows if not")),
    "document": ("公文", N_("documents: draft, consult, check, sign, number, issue; incoming papers")),
    "leave": ("请假", N_("leaves: ask, approve, name who acts, depart, extend, come back")),
    "fund": ("资金", N_("funding requests: ask, review, sign, pay, report on use")),
    "report": ("报告", N_("reports: sign-off, accountability trail, monthly bulletin; publish and check them")),
    "due": ("到期", N_("what is owed and what is overdue, on any day")),
    "todo": ("待办", N_("what waits for one person")),
    "tick": ("计时", N_("note what has become true: lapsed duties, opened rungs, silence that counts")),
    "rule": ("规则", N_("the written rules: show them, say why, check a rulebook, adopt one")),
    "calendar": ("日历", N_("working days, counted aloud")),
    "audit": ("审计", N_("verify the record, show entries, write proofs, sign checkpoints")),
    "doctor": ("体检", N_("look at this home and say what is not well")),
    "demo": ("演示", N_("a county's day in a temporary home, verified and tampered with")),
}


class Program(Noun):
    """The root: it knows what each noun is about without importing it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        noun = self.aliases.get(cmd_name, cmd_name)
        if noun not in NOUNS:
            return None
        command = getattr(import_module(f"cli.{noun}"), noun)
        assert isinstance(command, click.Command)
        return command

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        chinese = words.language() == "zh"
        return [(f"{noun} {zh}" if chinese else noun, t(about)) for noun, (zh, about) in NOUNS.items()]

    def main(self, args: Sequence[str] | None = None, *_: Any, **__: Any) -> Any:
        """As a program: end the process with the exit code."""
        sys.exit(run(args))


@click.group(
    cls=Program,
    help=N_(
        "govledger records the decisions of a local government as signed entries that anyone can verify, and refuses "
        "the acts that its written work rules forbid."
    ),
    examples=("demo", "init --training --home desk", "fund show FND-2022-0001"),
)
@click.version_option(package_name="govledger", message="govledger %(version)s")
@click.pass_context
def govledger(ctx: click.Context) -> None:
    pass


govledger.aliases.update({zh: noun for noun, (zh, _) in NOUNS.items()})


def run(args: Sequence[str] | None = None, heard: list[Any] | None = None) -> int:
    """Run one command and return its exit code; whatever goes wrong is shown here, in one paragraph.

    `heard` takes what the command gives as data, for a caller that has announced a training ledger itself.
    """
    argv = list(sys.argv[1:] if args is None else args)
    words.use(words.chosen(argv, os.environ))
    output.prepare(sys.stdout, sys.stderr)
    this = Run(out=Out("--json" in argv, announced=heard is not None, heard=heard))
    try:
        return _ended(this, lambda: _invoke(this, argv))
    finally:
        this.close()


def _invoke(this: Run, argv: list[str]) -> int:
    with govledger.make_context("govledger", argv or ["--help"], obj=this) as context:
        code = govledger.invoke(context)
        sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _ended(this: Run, act: Callable[[], int]) -> int:
    try:
        return act()
    except click.exceptions.Exit as wanted:
        return wanted.exit_code
    except Exception as error:
        return failure.show(error, this)
    except KeyboardInterrupt:
        return failure.interrupted(this)


def main() -> None:
    """The console script."""
    try:
        govledger.main()
    finally:
        gc.freeze()  # the process ends here: Python need not look through all of it once more


if __name__ == "__main__":
    main()
