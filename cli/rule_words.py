"""A rule in words, field by field: what applies when, what its form holds, how it is read; offices and acts by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from aggregates.rulebook.forms import Ahead, Deadline, Deemed, Quota, Rung, Share
from aggregates.rulebook.steps import Office
from cli.words import N_, either, language, t

if TYPE_CHECKING:
    from aggregates.rulebook.model import Rule
    from cli.bookwords import BookWords

FORMS = {
    "chain": N_("fixes the route"),
    "needs": N_("asks for steps before an act"),
    "only": N_("gives the act to an office"),
    "forbids": N_("forbids"),
    "carries": N_("asks what the record must hold"),
    "quorum": N_("asks for a quorum"),
    "members": N_("says who sits and attends"),
    "stands_in": N_("says who may stand in"),
    "deadline": N_("sets a term"),
    "quota": N_("sets a number for a period"),
    "deemed": N_("an act counts as another"),
    "rung": N_("a step of escalation"),
    "silent": N_("the text is silent"),
    "held_by": N_("held otherwise"),
    "advises": N_("shown, never enforced"),
}
KINDS = {
    "fund": N_("funding requests"),
    "office": N_("offices"),
    "meeting": N_("meetings"),
    "agenda": N_("items of meetings"),
    "document": N_("documents"),
    "leave": N_("leaves"),
    "item": N_("decision items"),
}
FIELDS = {
    "route": N_("route"),
    "steps": N_("steps"),
    "as_": N_("as"),
    "before": N_("before"),
    "act": N_("act"),
    "at": N_("at the act"),
    "by": N_("by"),
    "for_": N_("for"),
    "acts": N_("acts"),
    "absent": N_("while away"),
    "order": N_("order"),
    "under": N_("under"),
    "fields": N_("must hold"),
    "must_be": N_("must be"),
    "one_of": N_("one of"),
    "kind": N_("meeting"),
    "members": N_("members"),
    "attend": N_("attend"),
    "attend_by_item": N_("attend for their item"),
    "more_than": N_("present, more than"),
    "at_least": N_("at least"),
    "at_most": N_("at most"),
    "per": N_("each period"),
    "each": N_("by each"),
    "same": N_("counted apart by"),
    "from_": N_("from"),
    "within": N_("term"),
    "ahead": N_("term"),
    "on": N_("on the day"),
    "undated": N_("no number; the text says"),
    "late": N_("if late"),
    "extended_by": N_("extended by"),
    "counts_as": N_("counts as"),
    "urged": N_("after urging"),
    "duty": N_("duty"),
    "optional": N_("optional"),
    "outcome": N_("with the answer"),
    "then": N_("then"),
    "because": N_("why"),
    "test": N_("held by the test"),
    "rule": N_("held by the rule"),
}
TERMS = {
    "working_days": N_("within {n} working days"),
    "calendar_days": N_("within {n} calendar days"),
    "hours": N_("within {n} hours"),
    "minutes": N_("within {n} minutes"),
    "months": N_("within {n} months"),
}
PERIODS = {
    "month": N_("calendar month"),
    "quarter": N_("quarter"),
    "half_year": N_("half-year"),
    "year": N_("year"),
}
LATE = {"recorded": N_("it is recorded as late"), "refused": N_("it is refused")}
THEN = {"refuse": N_("the act is refused"), "free": N_("the act is free")}
OFFICES = frozenset({"by", "members", "attend", "attend_by_item"})
ACTS = frozenset({"act", "before", "at", "acts", "counts_as", "extended_by", "from_"})


def in_full(found: Rule, words: BookWords) -> list[tuple[str, str]]:
    """Condition, form, exceptions: every field of a rule that says something, with its label."""
    pairs = [
        (t(N_("form")), t(FORMS[found.form])),
        (t(N_("applies when")), "\n".join(words.condition(found.when))),
        *form(found, words),
        (t(N_("yields to")), "\n".join(found.yields_to)),
        (t(N_("beside")), "\n".join(found.beside)),
        (t(N_("may depart")), words.offices(found.override)),
    ]
    return [(label, value) for label, value in pairs if value]


def form(found: Rule, words: BookWords) -> list[tuple[str, str]]:
    """What the form holds, field by field, as far as it says something."""
    shown = [
        (label(name, found), value_of(name, value, found, words))
        for name, value in found.body._asdict().items()
        if (value not in (None, (), "", {}) and value is not False) or (name == "acts" and value is None)
    ]
    return [(label, value) for label, value in shown if value]


def label(name: str, found: Rule) -> str:
    """What a field of the form is called."""
    return t(FIELDS["act"] if name == "on" and isinstance(found.body, Deemed) else FIELDS.get(name, name.rstrip("_")))


def value_of(name: str, value: Any, found: Rule, words: BookWords) -> str:
    """One field of the form of a rule in words."""
    case = found.case
    if name == "acts" and value is None:
        return t(N_("every act"))
    if name in {"steps", "under"}:
        return "\n".join(words.steps(case, value))
    if name in OFFICES and value and isinstance(value[0], Office):
        return words.offices(value)
    if name == "for_":
        return words.offices((value,))
    if name in ACTS or (name == "on" and isinstance(found.body, Deemed)):
        return listed(dict.fromkeys(act_or_route(words, case, each) for each in many(value)))
    if name in {"absent", "each"}:
        return listed(words.office(each) for each in value)
    if name == "fields":
        return listed(words.fact(each) for each in value)
    if name == "same":
        return words.fact(value)
    if name == "must_be":
        return "\n".join(_must_be(words, fact, other) for fact, other in value.items())
    if name == "one_of":
        return "\n".join(
            t(N_("{fact}: {value}"), fact=words.fact(f), value=words.value(f, list(v))) for f, v in value.items()
        )
    return _number(name, value, found, words)


def _number(name: str, value: Any, found: Rule, words: BookWords) -> str:
    """Terms, shares, counts, and the few words that the grammar has of its own."""
    match value:
        case (str(unit), int(n)) if unit in TERMS:
            return t(TERMS[unit], n=n)
        case Ahead(of, working_days, calendar_days):
            template = (
                N_("{n} calendar days before: {of}") if working_days is None else N_("{n} working days before: {of}")
            )
            return t(template, n=calendar_days if working_days is None else working_days, of=words.fact(of))
        case Share(parts, of):
            return t(N_("{parts} of {of} of the members"), parts=numeral(parts), of=numeral(of))
        case bool():
            return t(N_("yes"))
        case 0 if name == "urged":
            return t(N_("the duty is overdue"))
        case tuple() if name == "outcome" and isinstance(found.body, Rung):
            return listed(outcome(words, found.case, found.body.act, each) for each in value)
    if name == "per" and isinstance(found.body, Quota):
        return t(PERIODS[value])
    if name == "on" and isinstance(found.body, Deadline):
        return words.fact(value)
    if name == "kind":
        return words.body(value)
    known: Mapping[str, Mapping[str, str]] = {"late": LATE, "then": THEN, "order": {"rank": N_("by rank")}}
    if name in known and value in known[name]:
        return t(known[name][value])
    if name == "route":
        return act_or_route(words, found.case, value)
    return listed(map(str, value)) if isinstance(value, tuple) else str(value)


def outcome(words: BookWords, case: str, act: str | None, key: str) -> str:
    """What an answer of an act is called."""
    known = words.book.act(case, act) if act else None
    return either(known.outcomes.get(key) if known else None, key.replace("_", " "))


def numeral(number: int) -> str:
    """A small number as the law writes shares: 三分之二."""
    return "零一二三四五六七八九十"[number] if language() == "zh" and number <= 10 else str(number)


def many(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """One name or several, as several."""
    return (value,) if isinstance(value, str) else value


def act_or_route(words: BookWords, case: str, key: str) -> str:
    """What an act is called, one of another kind of case (`meeting.close`) too, or a route."""
    route = words.book.routes.get(case, {}).get(key)
    if route:
        return either(route.zh, route.en)
    kind, dot, act = key.partition(".")
    if dot:
        return words.act(kind, act)
    return words.act(case, key) if words.book.act(case, key) else "/".join(words.acts_named(key))


def _must_be(words: BookWords, fact: str, other: str | Office) -> str:
    wanted = words.fact(other) if isinstance(other, str) else words.offices((other,))
    return t(N_("{fact} is the same as: {value}"), fact=words.fact(fact), value=wanted)


def listed(parts: Iterable[str]) -> str:
    """Several names, one after the other."""
    return t(N_(", ")).join(parts)
