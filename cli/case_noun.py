"""The noun of one kind of case: its own verbs, and those that every kind of case has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from cli.options import Noun

SHARED: Mapping[str, Mapping[str, str]] = {
    "cli.case_acts": {"note": "记录", "return": "退回", "withdraw": "撤回"},
    "cli.case_answers": {"declare": "认定", "confirm": "确认", "disown": "否认", "correct": "更正"},
    "cli.case_views": {"show": "查看", "list": "列出"},
}
"""Module -> verb -> its Chinese name. Such a module makes the verbs of any kind: `verbs(kind)`."""


class CaseNoun(Noun):
    """A noun whose commands load the rules of its own kind of case, and of those its acts write into as well."""

    def __init__(
        self,
        *args: Any,
        kind: str,
        also: Sequence[str] = (),
        elsewhere: Mapping[str, Mapping[str, str]],
        **attributes: Any,
    ) -> None:
        """`kind`: the kind of case. `also`: further kinds whose rules its acts need. An own verb outweighs a shared."""
        own = {verb for verbs in elsewhere.values() for verb in verbs}
        shared = {
            module: {verb: zh for verb, zh in verbs.items() if verb not in own} for module, verbs in SHARED.items()
        }
        super().__init__(*args, elsewhere={**elsewhere, **shared}, **attributes)
        self.kind, self.kinds = kind, (kind, *also, "office")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = self.aliases.get(cmd_name, cmd_name)
        module = self.elsewhere.get(name)
        if module is not None and module in SHARED and name not in self.commands:
            made = import_module(module).verbs(self.kind)
            self.take(*(verb for verb in made if self.elsewhere.get(verb.name or "") == module))
        return super().get_command(ctx, name)

    def invoke(self, ctx: click.Context) -> Any:
        ctx.obj.kinds = self.kinds
        return super().invoke(ctx)
