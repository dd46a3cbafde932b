"""Commands in our shape: the options of every command, both sides of the verb, and help that stands in columns.

Built on click; its help is written anew here, because click wraps Chinese by characters and not by columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from cli.layout import columns, wrap
from cli.words import N_, language, t

if TYPE_CHECKING:
    from typing import TypeVar

    F = TypeVar("F", bound=Callable[..., Any])


class Columns(click.HelpFormatter):
    """Help by the width that text takes on a screen, two columns a Chinese character."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        head = f"{t(N_('Usage:')) if prefix is None else prefix.strip()} {prog} "
        first, *rest = wrap(args, max(self.width - columns(head), 20))
        self.write("\n".join([head + first, *(" " * columns(head) + line for line in rest)]) + "\n")

    def write_heading(self, heading: str) -> None:
        colon = "：" if language() == "zh" else ":"
        self.write(" " * self.current_indent + heading + colon + "\n")

    def write_text(self, text: str) -> None:
        for line in (row for part in text.split("\n") for row in wrap(part, self.width - self.current_indent)):
            self.write((" " * self.current_indent + line).rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        entries = list(rows)
        first = min(max((columns(term) for term, _ in entries), default=0), col_max) + col_spacing
        for name, text in entries:
            lines = wrap(text, max(self.width - first - self.current_indent, 20)) if text else [""]
            term = name
            if columns(term) + col_spacing > first:
                self.write(" " * self.current_indent + term + "\n")
                term = ""
            for number, line in enumerate(lines):
                head = term if number == 0 else ""
                self.write((" " * self.current_indent + head + " " * (first - columns(head)) + line).rstrip() + "\n")


class Context(click.Context):
    formatter_class = Columns


class Opt(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        plain, self.help = self.help, t(self.help) if self.help else self.help
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = plain


def option(*names: str, help: str, **attributes: Any) -> Callable[[F], F]:
    """A `click.option` with our translated help."""
    return click.option(*names, cls=Opt, help=help, **attributes)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Note what a global option says; one that stands behind the verb outweighs one before the noun."""
    if value not in (None, False) and param.name is not None:
        setattr(ctx.obj.given, param.name.removeprefix(GIVEN), value)
    return value


GIVEN = "given_"  # keeps the names of these options apart from a verb's own


def _everywhere(flag: str, name: str, *, help: str, **attributes: Any) -> Opt:
    return Opt((flag, GIVEN + name), help=help, expose_value=False, callback=_keep, **attributes)


WHO = (
    _everywhere("--as", "person", metavar="PERSON", help=N_("who acts: a handle, a name, or the beginning of one")),
    _everywhere("--office", "office", metavar="OFFICE", help=N_("the office spoken for, where several would do")),
    _everywhere("--acting-for", "acting_for", metavar="OFFICE", help=N_("stand in for this office")),
    _everywhere("--record-for", "record_for", metavar="OFFICE", help=N_("enter what its holder signed")),
    _everywhere("--on", "on", metavar="DATE", help=N_("the day of the act, YYYY-MM-DD; today unless said")),
    _everywhere("--id", "act_id", metavar="UUID", help=N_("the act's id: the same again is recorded once")),
    _everywhere("--dry-run", "dry_run", is_flag=True, help=N_("say what would be recorded, and record nothing")),
)  # fmt: skip
HERE = (
    _everywhere("--home", "home", metavar="DIR", help=N_("else GOVLEDGER_HOME, else here, else ~/govledger")),
    _everywhere("--now", "now", metavar="INSTANT", help=N_("a training ledger's clock: 2022-05-06T09:30")),
    _everywhere("--passphrase-file", "passphrase_file", metavar="FILE", help=N_("else GOVLEDGER_PASSPHRASE")),
    _everywhere("--lang", "lang", type=click.Choice(["zh", "en"]), help=N_("else GOVLEDGER_LANG, else the system's")),
    _everywhere("--json", "as_json", is_flag=True, help=N_("one line of JSON on stdout; a refusal as one on stderr")),
    _everywhere("--no-input", "no_input", is_flag=True, help=N_("never ask; end with 2 and name what is missing")),
    _everywhere("--debug", "debug", is_flag=True, help=N_("show the trace of a fault of the program")),
)  # fmt: skip


def _help(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


HELP = click.Option(("--help",), is_flag=True, is_eager=True, expose_value=False, callback=_help)


class _Shaped(click.Command):
    """What nouns and verbs share: help in columns, the options of every command."""

    context_class = Context

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """One for all commands: click makes each its own, and has a line translated for it that we show nowhere."""
        return HELP

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        examples: Sequence[str] = getattr(self, "examples", ())
        if self.help:
            formatter.write("\n")
            formatter.write_text(t(self.help))
        if examples:
            formatter.write("\n")
            with formatter.indentation():
                for example in examples:
                    # An example is copied: it is one line, however long.
                    formatter.write(" " * formatter.current_indent + "govledger " + example + "\n")

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line names the arguments; the text says what they are."""


class Verb(_Shaped):
    """One command. `examples` are shown first in its help, without the program's name; `acts`: it records something."""

    def __init__(
        self, *args: Any, zh: str = "", examples: Sequence[str] = (), acts: bool = False, **attributes: Any
    ) -> None:
        super().__init__(*args, **attributes)
        self.zh, self.examples, self.acts = zh, tuple(examples), acts
        self.params = [*self.params, *WHO, *HERE]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = [p.get_help_record(ctx) for p in self.params if isinstance(p, click.Option) and p not in (*WHO, *HERE)]
        shown = [record for record in own if record is not None]
        if shown:
            with formatter.section(t(N_("Options"))):
                formatter.write_dl(shown)
        if self.acts:
            with formatter.section(t(N_("Who and when"))):
                formatter.write_dl([record for p in WHO if (record := p.get_help_record(ctx)) is not None])
        rest = HERE if self.acts else (*WHO, *HERE)
        with formatter.section(t(N_("With every command (see govledger --help)"))):
            formatter.write_text(" ".join(param.opts[0] for param in rest) + " --help")


def verb(
    name: str, help: str, *, zh: str, acts: bool = False, examples: Sequence[str] = ()
) -> Callable[[Callable[..., Any]], Verb]:
    """Make the function below a verb; `zh` is its Chinese name."""
    return click.command(name, cls=Verb, help=help, zh=zh, acts=acts, examples=examples)


class Noun(_Shaped, click.Group):
    """A group of verbs; each may be called by its Chinese name too."""

    def __init__(
        self,
        *args: Any,
        examples: Sequence[str] = (),
        elsewhere: Mapping[str, Mapping[str, str]] | None = None,
        **attributes: Any,
    ) -> None:
        """`elsewhere`: module -> verb -> its Chinese name; such a module is imported when one of them is called."""
        super().__init__(*args, **attributes)
        self.examples = tuple(examples)
        self.elsewhere = {verb: module for module, verbs in (elsewhere or {}).items() for verb in verbs}
        self.aliases = {zh: verb for verbs in (elsewhere or {}).values() for verb, zh in verbs.items()}
        self.params = [*self.params, *WHO, *HERE]

    def verb(
        self, name: str, help: str, *, zh: str, acts: bool = False, examples: Sequence[str] = ()
    ) -> Callable[[Callable[..., Any]], Verb]:
        """Make the function below a verb of this noun."""

        def made(function: Callable[..., Any]) -> Verb:
            command = verb(name, help, zh=zh, acts=acts, examples=examples)(function)
            self.take(command)
            return command

        return made

    def take(self, *verbs: Verb) -> None:
        """Take these verbs in, which may stand in a module of their own."""
        for each in verbs:
            assert each.name is not None
            self.add_command(each)
            self.aliases[each.zh] = each.name

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = self.aliases.get(cmd_name, cmd_name)
        if name in self.elsewhere and name not in self.commands:
            self.take(*import_module(self.elsewhere[name]).VERBS)
        return super().get_command(ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        here = (name for name in self.commands if name not in self.elsewhere)
        return [*here, *self.elsewhere]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        found = self.get_command(ctx, args[0])
        if found is None and not ctx.resilient_parsing and not args[0].startswith("-"):
            ctx.fail(self._not_known(ctx, args[0]))
        return super().resolve_command(ctx, args)

    def _not_known(self, ctx: click.Context, name: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name, [*self.list_commands(ctx), *self.aliases], 3, 0.5)
        if near:
            return t(N_("there is no command '{name}'; did you mean {near}?"), name=name, near=", ".join(near))
        return t(N_("there is no command '{name}'; see {command}"), name=name, command=f"{ctx.command_path} --help")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(t(N_("Commands"))):
            formatter.write_dl([(f"{name}", text) for name, text in self.summaries(ctx)])
        if ctx.parent is None:
            with formatter.section(t(N_("With every command, before the noun or after the verb"))):
                formatter.write_dl([record for p in (*WHO, *HERE) if (record := p.get_help_record(ctx)) is not None])

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Each verb with the first sentence of its help."""
        chinese = {verb: zh for zh, verb in self.aliases.items()}
        return [
            (
                f"{name} {chinese[name]}" if language() == "zh" and name in chinese else name,
                _first(t(command.help or "")),
            )
            for name in self.list_commands(ctx)
            for command in [self.get_command(ctx, name)]
            if command is not None
        ]


def _first(text: str) -> str:
    """The first sentence."""
    for end in ("。", ". ", ".\n", "\n"):
        text = text.split(end, maxsplit=1)[0]
    return text.removesuffix(".")
