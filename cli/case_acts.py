"""Acts of any kind of case as they are typed: every act of the book by `note`, the way back, and what all acts have.

What is lawful, the adopted rulebook says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aggregates.kinds import KINDS, RETURN, WITHDRAW
from cli.acting import act, enclosing, late, manner
from cli.options import Verb, option, verb
from cli.words import N_

if TYPE_CHECKING:
    from cli.run import Run

F = TypeVar("F", bound=Callable[..., Any])

facts = option(
    "--fact", "facts", multiple=True, metavar="NAME=VALUE", help=N_("a fact that goes with the act; may be repeated")
)
reason = option("--reason", metavar="TEXT", help=N_("why: needed to refuse, to return, and to depart from a rule"))
override = option(
    "--override",
    "overrides",
    multiple=True,
    metavar="RULE",
    help=N_("depart from a rule that allows it, with --reason"),
)
disagreeing = option("--disagree", is_flag=True, help=N_("refuse: the case goes back; needs --reason"))

NOTED: Mapping[str, tuple[str, ...]] = {
    "fund": (
        "note FND-2022-0001 report_budget --fact budget_report=预算报告 --as liu",
        "note FND-2022-0001 present --fact source=supplementary --as fan",
        "note FND-2022-0001 check_use --outside discipline_commission --enclosure 检查.pdf --as clerk",
    ),
    "document": (
        "note DOC-2022-0001 present --as wu",
        "note DOC-2022-0001 send --fact channel=confidential_post --fact recipient=县财政局 --as wu",
    ),
    "leave": ("note LVE-2022-0001 inform --as zhao",),
    "meeting": ("note MTG-2022-0001 return_paper --as feng",),
    "agenda": ("note AGD-2022-0001 collect --as wu",),
    "item": ("note ITM-2022-0001 check_progress --as wu",),
}
"""Examples of acts that have no verb of their own."""


def of_any_act(function: F) -> F:
    """The options that every act on a case has."""
    for each in (facts, reason, override, enclosing, late):
        function = each(function)
    return function


def do(
    this: Run,
    kind: str,
    case: str,
    name: str,
    *,
    outcome: str | None = None,
    more: Sequence[str] = (),
    outside: str | None = None,
    **said: Any,
) -> None:
    """Do one act in a case of that kind. `more`: facts as the verb's own options say them."""
    from aggregates.office import acts
    from aggregates.office.proposal import Asked
    from cli import naming
    from cli.facts import facts as read

    desk = this.desk()
    stated = read(this, [*said.pop("facts"), *more])
    how, which = manner(this, **said), naming.case(this, case, kind)
    asked = Asked(name, outcome, stated, naming.office(this, outside) if outside else None)
    act(this, lambda: acts.do(desk, which, asked, how), this.bookwords.act(kind, name))


def plain(kind: str, name: str, act: str, help: str, *, zh: str, examples: Sequence[str]) -> Verb:
    """A verb for an act that says nothing of its own."""

    @verb(name, help, zh=zh, acts=True, examples=examples)
    @click.argument("case")
    @of_any_act
    @click.pass_obj
    def made(this: Run, /, *, case: str, **said: Any) -> None:
        do(this, kind, case, act, **said)

    return made


def answering(
    kind: str,
    name: str,
    act: str,
    help: str,
    *,
    zh: str,
    examples: Sequence[str],
    yes: str = "agree",
    no: str = "disagree",
) -> Verb:
    """A verb for an act that is a yes, or with --disagree a no."""

    @verb(name, help, zh=zh, acts=True, examples=examples)
    @click.argument("case")
    @disagreeing
    @of_any_act
    @click.pass_obj
    def made(this: Run, /, *, case: str, disagree: bool, **said: Any) -> None:
        do(this, kind, case, act, outcome=no if disagree else yes, **said)

    return made


def verbs(kind: str) -> tuple[Verb, ...]:
    """The verbs of a kind of case: note, return, withdraw."""
    first = f"{KINDS[kind].prefix}-2022-0001"
    back = f"{kind} return {first} --reason 材料不全 --as wu"
    withdrawn = f"{kind} withdraw {first} --reason 另行安排 --as feng"
    return (
        _note(kind),
        plain(
            kind, "return", RETURN, N_("Send a case back: by whoever's turn it is, with a reason."),
            zh="退回", examples=(back,),
        ),
        plain(
            kind, "withdraw", WITHDRAW, N_("Withdraw a case: by whoever opened it, with a reason."),
            zh="撤回", examples=(withdrawn,),
        ),
    )  # fmt: skip


def _note(kind: str) -> Verb:
    @verb(
        "note",
        N_("Record any other act that the rulebook knows of a case of this kind; `rule list` shows which."),
        zh="记录",
        acts=True,
        examples=[f"{kind} {words}" for words in NOTED[kind]],
    )
    @click.argument("case")
    @click.argument("act_", metavar="ACT")
    @option("--outcome", metavar="ANSWER", help=N_("the answer, where the act has one: agree, disagree"))
    @option("--outside", metavar="BODY", help=N_("the body outside whose act it is; needs its paper"))
    @of_any_act
    @click.pass_obj
    def note(this: Run, /, *, case: str, act_: str, **said: Any) -> None:
        do(this, kind, case, act_key(this, kind, act_), **said)

    return note


def act_key(this: Run, kind: str, text: str) -> str:
    """The key of an act by its key or its Chinese word; the text itself where the book has neither."""
    acts = this.book.acts.get(kind, {})
    spelled = text.replace("-", "_")
    return next((key for key, known in acts.items() if text in (key, known.zh) or spelled == key), text)
