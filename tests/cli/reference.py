"""The table of commands in docs/cli.md, made from the program's own help: `python -m tests.cli.reference` writes it."""

from __future__ import annotations

from pathlib import Path

import click

from cli import words
from cli.main import NOUNS, govledger
from cli.options import Noun, Verb

PAGE = Path(__file__).parent.parent.parent / "docs" / "cli.md"
BEGINS, ENDS = "from the program's own help -->\n", "<!-- end of commands -->"


def commands() -> str:
    """A table for each noun: its verbs, what each takes, what each does."""
    words.use("en")
    parts = []
    for noun, (chinese, about) in NOUNS.items():
        command = govledger.get_command(click.Context(govledger), noun)
        verbs = _verbs(command) if isinstance(command, Noun) else [command]
        parts.append(f"### `{noun}` {chinese}: {about}\n\n| command | | options | |\n| --- | --- | --- | --- |")
        parts += [_row(noun, verb) for verb in verbs if isinstance(verb, Verb)]
        parts.append("")
    return "\n".join(parts)


def _verbs(noun: Noun) -> list[click.Command | None]:
    context = click.Context(noun)
    return [noun.get_command(context, name) for name in noun.list_commands(context)]


def _row(noun: str, verb: Verb) -> str:
    context = click.Context(verb)
    arguments = [p.make_metavar(context) for p in verb.params if isinstance(p, click.Argument)]
    options = [p.opts[0] for p in verb.params if isinstance(p, click.Option) and not p.name.startswith("given_")]
    typed = " ".join([noun, *([verb.name] if verb.name != noun else []), *arguments]).replace("|", "\\|")
    acts = " (an act)" if verb.acts else ""
    return f"| `{typed}` | {verb.zh} | {' '.join(f'`{each}`' for each in options)} | {verb.help}{acts} |"


def page() -> str:
    """The page with its table of commands made anew."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGINS)
    return before + BEGINS + "\n" + commands() + ENDS + rest.partition(ENDS)[2]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
