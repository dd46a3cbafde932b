"""The ladder upon an item that is not done: warnings as they are given, signed for, answered, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.case_acts import do, of_any_act
from cli.case_answers import index_of
from cli.case_batch import in_each, plain
from cli.options import Verb, option, verb
from cli.words import N_

if TYPE_CHECKING:
    from cli.run import Run

KIND = "item"


def _warning(name: str, act: str, help: str, *, zh: str, examples: Sequence[str]) -> Verb:
    """A verb for an act of the ladder: aimed at somebody, with the reason that is given."""

    @verb(name, help, zh=zh, acts=True, examples=examples)
    @click.argument("case", metavar="ITEM")
    @option("--to", "target", metavar="WHOM", help=N_("at whom it is aimed: a unit, a person, a body"))
    @option("--ground", metavar="TEXT", help=N_("the reason given"))
    @of_any_act
    @click.pass_obj
    def made(this: Run, /, *, case: str, target: str | None, ground: str | None, **said: Any) -> int:
        from cli import naming

        stated = {"target": naming.target(this, target)} if target else {}
        more = [f"reason_of_warning={ground}"] if ground else []
        return in_each(this, KIND, [case], act, stated=stated, more=more, **said)

    return made


def _upon(name: str, act: str, help: str, *, zh: str, says: str | None, examples: Sequence[str]) -> Verb:
    """A verb about a warning that is on record; `says`: the fact that its words are."""

    @verb(name, help, zh=zh, acts=True, examples=examples)
    @click.argument("entry", metavar="INDEX|ITEM:VERSION")
    @option("--words", "text", metavar="TEXT", help=N_("what is said"))
    @of_any_act
    @click.pass_obj
    def made(this: Run, /, *, entry: str, text: str | None, **said: Any) -> None:
        index = index_of(this, entry, "item")
        found = this.record.at(index)
        more = [f"of={index}", *([f"{says}={text}"] if says and text else [])]
        do(this, KIND, found.case if found else entry, act, more=more, **said)

    return made


criticise = _warning(
    "criticise", "circulate_criticism", N_("Criticise a unit in a county-wide circular."), zh="通报批评",
    examples=("item criticise ITM-2022-0001 --ground 逾期未完成 --as wu",),
)  # fmt: skip
admonish = _warning(
    "admonish", "admonish", N_("Hold an admonition talk with a person."), zh="诫勉谈话",
    examples=("item admonish ITM-2022-0001 --to feng --ground 经督促一次仍未完成 --as zhao",),
)  # fmt: skip
propose_reshuffle = _warning(
    "propose-reshuffle", "recommend_reshuffle", N_("Propose that the leading group of a unit be changed."),
    zh="建议调整班子",
    examples=("item propose-reshuffle ITM-2022-0001 --to county_committee --as wang",),
)  # fmt: skip
supervise_jointly = plain(
    KIND, "supervise-jointly", "joint_supervision", N_("Organise joint supervision of items."), zh="联合督查",
    examples=("item supervise-jointly ITM-2022-0001 --as wu",),
)  # fmt: skip
acknowledge = _upon(
    "acknowledge", "acknowledge_warning", N_("Sign for a warning."), zh="签收警示", says=None,
    examples=("item acknowledge ITM-2022-0001:7 --as feng",),
)  # fmt: skip
state_position = _upon(
    "state-position", "state_position", N_("State one's position on a warning."), zh="陈述意见", says="statement",
    examples=("item state-position ITM-2022-0001:7 --words 因汛期停工 --as feng",),
)  # fmt: skip
rescind = _upon(
    "rescind", "rescind_warning", N_("Take a warning back: it stays on record and no longer counts."),
    zh="撤销警示", says="reason_of_warning",
    examples=("item rescind ITM-2022-0001:7 --words 事实有误 --as wu",),
)  # fmt: skip

VERBS = (criticise, admonish, propose_reshuffle, supervise_jointly, acknowledge, state_position, rescind)
