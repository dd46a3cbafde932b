"""A refusal, and a fact that is wanted: article, words, facts compared, next commands; as text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from aggregates.kinds import kind_of
from cli.acting import here, step_as_json
from cli.failure import NOTHING_WRITTEN, headed
from cli.layout import inert
from cli.output import command, fields
from cli.words import N_, language, t

if TYPE_CHECKING:
    from aggregates.office.ahead import Next
    from aggregates.refusals import FactsWanted, Refused
    from aggregates.rulebook.context import Turn, Violation, Wanted
    from cli.run import Run
    from ledger.errors import GovledgerError

# Which parameters of a refusal are keys of the book, and of what.
ACTS, OFFICES, FACTS, EXPRESSIONS = {"act"}, {"office", "acting_for"}, {"fact", "other", "fields"}, {"by"}
CLOSED = {
    "paid": N_("paid out"),
    "returned": N_("returned"),
    "withdrawn": N_("withdrawn"),
    "disowned": N_("disowned"),
    "answered": N_("answered"),
    "filed": N_("filed"),
    "issued": N_("issued"),
    "ended": N_("ended"),
    "done": N_("done"),
    "held": N_("held"),
    "decided": N_("decided"),
}


def refused(error: GovledgerError, this: Run) -> tuple[dict[str, Any], list[str]]:
    """A refusal by rules."""
    found = cast("Refused", error)
    words = this.bookwords
    what = t(N_("{act} in {case}"), act=words.act(_kind(this, found.case), found.act), case=found.case or "-")
    said = [_as_json(this, each, found.case) for each in found.violations]
    lines = headed("rule", what)
    for violation in found.violations:
        lines += _shown(this, violation)
    lines += _next(this, [step for each in found.violations for step in _after(this, each, found.case)])
    lines.append(t(NOTHING_WRITTEN))
    message = "; ".join(each["message"] for each in said)
    return {"kind": "rule", "act": found.act, "case": found.case, "message": message, "violations": said}, lines


def wanted(error: GovledgerError, this: Run) -> tuple[dict[str, Any], list[str]]:
    """Facts on which the verdict turns."""
    found = cast("FactsWanted", error)
    words = this.bookwords
    first = [each for each in found.wanted if each.first] or list(found.wanted)
    names = t(N_(", ")).join(words.fact(each.fact) for each in first)
    head = t(
        N_("whether {act} in {case} is lawful turns on what nobody has declared yet: {facts}"),
        act=words.act(_kind(this, found.case), found.act),
        case=found.case or "-",
        facts=names,
    )
    lines = headed("wanted", head)
    for each in first:
        lines += fields(_of_a_fact(this, each), indent=2)
    opened = this.source.case(found.case) if found.case else True
    saying = declaring if opened else partial(_with_the_act, found.act)
    following = [saying(each, found.case or "CASE") for each in first]
    lines += _next(this, following)
    lines.append(t(NOTHING_WRITTEN))
    said = [
        {
            "fact": each.fact,
            "declared_by": list(each.by),
            "people": [holder.person for holder in each.holders],
            "rules": list(each.rules),
            "proposed": each.proposed,
            "first": each.first,
            "next": [step_as_json(saying(each, found.case or "CASE"))],
        }
        for each in found.wanted
    ]
    return {"kind": "wanted", "act": found.act, "case": found.case, "message": head, "facts": said}, lines


def _kind(this: Run, case: str | None) -> str:
    """The kind of case that an act was asked for in; before there is a case, that of the noun."""
    known = kind_of(case or "")
    return known.key if known else "office" if case else this.kinds[0]


def message(this: Run, template: str, params: Mapping[str, Any]) -> str:
    """Why, in the words of the book and the language of this run."""
    return t(template, **{name: _word(this, name, value) for name, value in params.items()})


def steps(turns: Sequence[Turn], case: str | None) -> list[Next]:
    """The turns as commands."""
    from aggregates.office.next_steps import as_next

    return [as_next(turn, case or "CASE") for turn in turns]


def _after(this: Run, violation: Violation, case: str | None) -> list[Next]:
    """What comes next after a refusal: first what another case lacks, if this one waits for it."""
    from aggregates.rulebook.refusal import NOT_YET_IN

    following = steps(violation.next, case)
    if violation.message != NOT_YET_IN:
        return following
    from aggregates.office.next_steps import needed_in
    from cli.todo import sight

    seen, there = sight(this), violation.params["case"]
    acts = [act for act in violation.params["needed"] if ":" not in act]
    return [*(needed_in(seen, there, act) for act in acts), *following]


def declaring(wanted: Wanted, case: str) -> Next:
    """The command by which a wanted fact is declared."""
    from aggregates.office.ahead import Next

    value = wanted.proposed if isinstance(wanted.proposed, str) else "VALUE"
    who = ("--as", wanted.holders[0].person) if wanted.holders else ()
    people = tuple(holder.person for holder in wanted.holders)
    kind = kind_of(case)
    return Next(
        "declare", (kind.key if kind else "fund", "declare", case, f"{wanted.fact}={value}", *who), people, wanted.by
    )


def _with_the_act(act: str, wanted: Wanted, case: str) -> Next:
    """How a wanted fact is said with the act that opens its case: before it there is nothing to declare it in."""
    known = declaring(wanted, case)
    return known._replace(act=act, command=(known.command[0], act, "--fact", known.command[3], *known.command[4:]))


def _as_json(this: Run, violation: Violation, case: str | None) -> dict[str, Any]:
    return {
        "rule": violation.rule,
        "article": violation.article,
        "quote": violation.quote,
        "says": violation.says,
        "message": message(this, violation.message, violation.params),
        "facts": dict(violation.facts),
        "next": [step_as_json(each) for each in _after(this, violation, case)],
        "may_override": violation.may_override,
    }


def _shown(this: Run, violation: Violation) -> list[str]:
    words = this.bookwords
    title = this.book.title if violation.article else ""
    law = f"{title} {violation.article}  [{violation.rule}]".strip()
    says = violation.says if language() == "en" and violation.article else None
    compared = t(N_("; ")).join(
        t(N_("{fact}: {value}"), fact=_compared(this, name), value=words.value(name.removeprefix("proposed:"), value))
        for name, value in violation.facts
    )
    pairs = [
        (t(N_("rule")), law),
        ("", f"“{violation.quote}”" if violation.quote else None),
        ("", says),
        (t(N_("reason")), message(this, violation.message, violation.params)),
        (t(N_("facts")), compared),
        (
            t(N_("may depart")),
            t(N_("with --override {rule} and --reason"), rule=violation.rule) if violation.may_override else None,
        ),
    ]
    return fields(pairs, indent=2)


COUNTED = {
    "members": N_("members"),
    "needed": N_("needed"),
    "missing": N_("not invited"),
    "count": N_("on record in this period"),
    "case": N_("case"),
    "on": N_("day of the act"),
}
"""What a rule compared that is no fact of the book."""
OF_A_DECISION = {
    "covers_fen": N_("{case} covers"),
    "drawn_fen": N_("drawn on {case} by others"),
    "chair": N_("who chaired {case}"),
}


def _compared(this: Run, name: str) -> str:
    """A fact that was compared: of the case, proposed in it, or of a decision that it rests on."""
    kind, colon, of = name.partition(":")
    if not colon:
        return t(COUNTED[name]) if name in COUNTED else this.bookwords.fact(name)
    if kind == "proposed":
        return t(N_("{fact} (proposed)"), fact=this.bookwords.fact(of))
    if kind in {"away", "delegated_by"}:
        office = this.bookwords.office(of)
        return t(N_("{office} is away") if kind == "away" else N_("delegated by {office}"), office=office)
    return t(OF_A_DECISION.get(kind, N_("drawn on {case} by others")), case=of)


def _of_a_fact(this: Run, wanted: Wanted) -> list[tuple[str, Any]]:
    words = this.bookwords
    fact = this.book.facts.get(wanted.fact)
    values = ", ".join(f"{key} {zh}" for key, zh in fact.values.items()) if fact else ""
    return [
        (t(N_("fact")), f"{words.fact(wanted.fact)} [{wanted.fact}]"),
        (t(N_("values")), values),
        (t(N_("declared by")), t(N_(" or ")).join(words.expression(each) for each in wanted.by)),
        (t(N_("proposed")), None if wanted.proposed is None else words.value(wanted.fact, wanted.proposed)),
        (t(N_("asked by")), ", ".join(wanted.rules)),
    ]


def _next(this: Run, following: Sequence[Next]) -> list[str]:
    """The next lawful commands, each once, a line each: they are copied, so they are not wrapped."""
    if not following:
        return []
    lines = [f"  {t(N_('next'))}"]
    for step in dict.fromkeys(following):
        who = t(N_(", ")).join(step.people[:4])
        lines.append(f"    {inert(command(here(this, step.command)))}" + (f"   ({inert(who)})" if who else ""))
    return lines


def _word(this: Run, name: str, value: Any) -> Any:
    words = this.bookwords
    if name in ACTS:
        return words.act(this.kinds[0], value)
    if name in OFFICES:
        return words.office(value) if value else "-"
    if name in FACTS:
        many = value if isinstance(value, list | tuple) else (value,)
        return t(N_(", ")).join(words.fact(each) for each in many)
    if name in EXPRESSIONS:
        return t(N_(" or ")).join(words.expression(each) for each in value)
    if name == "needed" and not isinstance(value, int):  # of a quorum it is a number
        return t(N_(", ")).join(_needed(this, each) for each in value)
    if name == "closed":
        return t(CLOSED.get(value, value))
    return t(N_(", ")).join(map(str, value)) if isinstance(value, list | tuple) else value


def _needed(this: Run, key: str) -> str:
    kind, colon, body = key.partition(":")
    return (
        t(N_("a decision of {body}"), body=this.bookwords.body(body))
        if colon and kind == "decision"
        else this.bookwords.act(this.kinds[0], key)
    )
