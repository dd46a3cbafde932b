"""What a rulebook does: why it asks what it asks of a case, and how much of its text it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.acting import here
from cli.layout import inert, table
from cli.options import option, verb
from cli.output import command, fields, paragraph
from cli.refusal import steps
from cli.words import N_, language, t

if TYPE_CHECKING:
    from aggregates.case import CaseState
    from aggregates.rulebook.context import Turn
    from aggregates.rulebook.model import Book, Rule
    from cli.bookwords import BookWords
    from cli.run import Run

APPLIES = {True: N_("applies"), False: N_("does not apply"), None: N_("not known yet")}


@verb(
    "why",
    N_("Say what a case needs next and by which article; and of each rule whether it applies, by which facts."),
    zh="为何",
    examples=("rule why FND-2022-0001", "rule why FND-2022-0001 --all"),
)
@click.argument("case")
@option("--all", "every", is_flag=True, help=N_("also the rules that do not apply"))
@click.pass_obj
def why(this: Run, /, *, case: str, every: bool) -> None:
    from aggregates.rulebook.turns import turns
    from cli.case_views import opened
    from projections.replay_json import turn_as_json

    request, context = opened(this, case)
    state, book, words = request.state, this.book, this.bookwords
    facts = {**context.derive(state, state.facts, book, this.today()), **state.facts}
    following = turns(state, book, context, this.today())
    found = [(rule, _holds(rule, book, facts)) for rule in book.rules_of(state.kind)]
    yields = {rule.id for rule, holds in found if holds and any(book_holds(found, y) for y in rule.yields_to)}
    shown = [(rule, holds) for rule, holds in found if every or (holds is not False and rule.id not in yields)]
    data = [
        {
            "rule": rule.id,
            "article": rule.article,
            "quote": rule.quote,
            "form": rule.form,
            "applies": holds if rule.id not in yields else False,
            "yields": rule.id in yields,
            "facts": {fact: facts.get(fact) for fact in dict.fromkeys(rule.when.facts())},
        }
        for rule, holds in shown
    ]
    lines = [line for rule, holds in shown for line in _why(rule, holds, rule.id in yields, facts, words)]
    needed = {"next": [turn_as_json(turn) for turn in following]}
    page = [*_needed(this, state, following), *lines]
    this.out.put({"case": state.case, "book": book.key, **needed, "rules": data}, page)


def _needed(this: Run, state: CaseState, following: Sequence[Turn]) -> list[str]:
    """What comes next, by whom, under which article, and the command that does it."""
    words, lines = this.bookwords, [t(N_("Needed next"))] if following else []
    for turn, step in zip(following, steps(following, state.case), strict=True):
        what = t(N_("declare {facts}"), facts=t(N_(", ")).join(map(words.fact, turn.facts))) if turn.facts else ""
        what = what or (words.act(state.kind, turn.act) if turn.act else t(N_("decision")))
        people = t(N_(", ")).join(dict.fromkeys(this.name_of(holder.person) for holder in turn.holders))
        rule = this.book.rules.get(turn.rule or "")
        law = f"{rule.article} “{rule.quote}” [{rule.id}]" if rule else None
        lines += fields([(what, people), ("", law)], indent=2)
        lines.append(f"    {inert(command(here(this, step.command)))}")
    return [*lines, ""] if lines else []


def book_holds(found: list[tuple[Rule, bool | None]], rule: str) -> bool:
    """Whether the rule of that id is among those that apply."""
    return any(each.id == rule and holds for each, holds in found)


def _holds(rule: Rule, book: Book, facts: Mapping[str, Any]) -> bool | None:
    from aggregates.rulebook.completions import value_of
    from aggregates.rulebook.conditions import truth

    return truth(rule.when, lambda fact: value_of(fact, facts, book.facts))


def _why(rule: Rule, holds: bool | None, yields: bool, facts: Mapping[str, Any], words: BookWords) -> list[str]:
    from cli.rule_words import FORMS

    state = t(N_("yields to another")) if yields else t(APPLIES[holds])
    compared = t(N_("; ")).join(
        t(N_("{fact}: {value}"), fact=words.fact(fact), value=words.value(fact, facts.get(fact)))
        for fact in dict.fromkeys(rule.when.facts())
    )
    text = rule.says if language() == "en" else f"“{rule.quote}”"
    return [
        f"{rule.article}  {t(FORMS[rule.form])}: {state}  [{rule.id}]",
        *paragraph(text, indent=4),
        *(paragraph(compared, indent=4) if compared else []),
    ]


@verb(
    "coverage",
    N_("How much of the text is accounted for: articles, rules, enforced, declared, undated, silent, advice, not yet."),
    zh="覆盖",
    examples=("rule coverage", "--json rule coverage"),
)
@option("--book", metavar="KEY|DIR", help=N_("one rulebook; else all that are shipped"))
@click.pass_obj
def coverage(this: Run, /, *, book: str | None) -> None:
    from aggregates.rulebook.coverage import coverage
    from aggregates.rulebook.loader import load_files, shipped
    from cli.books import in_shape

    read = [in_shape(each) for each in ([book] if book else shipped())]
    data = {load_files(files).key: coverage(files) for files in read}
    lines = [line for key, counts in data.items() for line in _covered(key, counts)]
    this.out.put(data, lines)


COUNTS = {
    "rules": N_("rules"),
    "enforced": N_("enforced"),
    "by_declaration": N_("enforced on a declared fact"),
    "undated": N_("duties without a number"),
    "silent": N_("the text is silent"),
    "held_by": N_("held otherwise"),
    "advisory": N_("shown, never enforced"),
    "not_yet": N_("not yet"),
}


def _covered(key: str, counts: Mapping[str, Any]) -> list[str]:
    """The articles, then the rules counted for each kind of case; why a rule is not yet enforced, JSON says."""
    kinds = {t(N_("all")): counts, **counts["by_case"]}
    names = [name for name in COUNTS if name in counts]
    rows = [[t(COUNTS[name]), *(_count(own[name]) for own in kinds.values())] for name in names]
    accounted = t(N_("{n} articles, {m} accounted for"), n=counts["articles"], m=counts["articles_accounted"])
    heads = [t(N_("rules")), *kinds]
    lines = table(heads, rows, frozenset(range(1, len(heads))))
    left_out = t(N_("{n} statements of the text are held by no rule; why not, --json says"), n=len(counts["left_out"]))
    return [f"{key}: {accounted}", *("  " + line for line in lines), left_out]


def _count(value: Any) -> str:
    return str(len(value) if isinstance(value, list | tuple) else value)


VERBS = (why, coverage)
