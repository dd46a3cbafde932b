"""What a rule asks, in one sentence: who does what in which order, within which bounds, by which term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregates.rulebook.forms import (
    Advises,
    Carries,
    Chain,
    Deadline,
    Deemed,
    Forbids,
    Needs,
    Only,
    Quorum,
    Quota,
    Rung,
    Silent,
    StandsIn,
)
from cli.rule_words import PERIODS, THEN, act_or_route, form, listed, value_of
from cli.words import N_, t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregates.rulebook.model import Rule
    from aggregates.rulebook.steps import Steps
    from cli.bookwords import BookWords


def brief(found: Rule, words: BookWords) -> str:
    """The sentence; what the form holds field by field where no sentence of ours fits it."""
    said = _sentence(found, words)
    if found.override:
        return t(N_("{what}; may depart: {offices}"), what=said, offices=words.offices(found.override))
    return said


def _sentence(found: Rule, words: BookWords) -> str:
    def acts(keys: Iterable[str]) -> str:
        return listed(act_or_route(words, found.case, key) for key in keys)

    def steps(tree: Steps) -> str:
        return t(N_(" → ")).join(words.steps(found.case, tree))

    match found.body:
        case Chain(_, tree, as_):
            return t(N_("as {rule}"), rule=f"[{_short(as_)}]") if as_ else steps(tree) or t(N_("no step is asked for"))
        case Needs(before, tree):
            return t(N_("before {acts}: {steps}"), acts=acts(before), steps=steps(tree))
        case Only(act, by):
            return t(N_("{acts}: only {offices}"), acts=acts(act), offices=words.offices(by))
        case Forbids(act):
            return t(N_("not allowed: {acts}"), acts=acts(act))
        case Silent(_, then):
            return t(N_("the text names nobody: {then}"), then=t(THEN[then]))
        case Advises(act):
            return t(N_("shown at {acts}: “{words}”"), acts=acts((act,)), words=found.quote)
        case Deadline(from_=from_, steps=tree):
            term = _unless_extended(_term(found, words), found, words)
            return t(N_("{steps}; {term}, counted from: {act}"), steps=steps(tree), term=term, act=acts((from_,)))
        case Deemed(on, counts_as, None):
            return t(N_("{act} counts as: {acts}"), act=acts((on,)), acts=acts(counts_as))
        case Deemed(on, counts_as):
            term = _unless_extended(value_of("within", found.body.within, found, words), found, words)
            return t(
                N_("silence upon {act} counts as: {acts}, {term}"), act=acts((on,)), acts=acts(counts_as), term=term
            )
        case Quorum() | Quota():
            at = found.body.at if isinstance(found.body, Quorum) else (found.body.act,)
            return t(N_("{fact}: {value}"), fact=acts(at), value=_counts(found, words))
        case StandsIn():
            return _stands_in(found.body, found, words)
        case Carries(act):
            return t(N_("{acts}: the record holds {what}"), acts=acts(act), what=_carried(found, words))
        case Rung(tree, urged, act):
            when = t(N_("the duty is overdue")) if urged == 0 else t(N_("urged {n} times without effect"), n=urged)
            when = acts((act,)) if act else when
            return t(N_("{steps}, once: {when}"), steps=steps(tree), when=when)
    return t(N_("; ")).join(t(N_("{fact}: {value}"), fact=name, value=value) for name, value in form(found, words))


def _term(found: Rule, words: BookWords) -> str:
    body = found.body
    assert isinstance(body, Deadline)
    if body.undated is not None:
        return t(N_("no number, the text says “{words}”"), words=body.undated)
    name = next(name for name in ("within", "ahead", "on") if getattr(body, name) is not None)
    said = value_of(name, getattr(body, name), found, words)
    said = t(N_("on the day: {day}"), day=said) if name == "on" else said
    return t(N_("{term}, refused if late"), term=said) if body.late == "refused" else said


def _unless_extended(term: str, found: Rule, words: BookWords) -> str:
    assert isinstance(found.body, Deadline | Deemed)
    by = found.body.extended_by
    return (
        t(N_("{term}, unless extended by: {act}"), term=term, act=act_or_route(words, found.case, by)) if by else term
    )


def _carried(found: Rule, words: BookWords) -> str:
    """The facts that the record must hold, and what they must be."""
    body = found.body
    assert isinstance(body, Carries)
    named = (("fields", body.fields), ("one_of", body.one_of), ("must_be", body.must_be))
    said = [value_of(name, value, found, words).replace("\n", t(N_("; "))) for name, value in named if value]
    return t(N_("; ")).join(said)


def _short(rule: str) -> str:
    """An id without its book."""
    return rule.partition("/")[2] or rule


def _counts(found: Rule, words: BookWords) -> str:
    """The share of the members, or the number of a period."""
    match found.body:
        case Quorum(_, more_than, at_least):
            share = value_of("more_than", more_than or at_least, found, words)
            return t(N_("more than {share}") if more_than else N_("at least {share}"), share=share)
        case Quota(_, by, per, each, at_least, at_most, same):
            said = [t(N_("at least {n}"), n=at_least)] if at_least is not None else []
            said += [t(N_("at most {n}"), n=at_most)] if at_most is not None else []
            whose = [t(N_("by each {offices}"), offices=listed(map(words.office, each)))] if each else []
            whose += [t(N_("by {offices}"), offices=words.offices(by))] if by else []
            whose += [t(N_("counted apart by {fact}"), fact=words.fact(same))] if same else []
            return listed([*said, t(N_("each {period}"), period=t(PERIODS[per])), *whose])
    raise AssertionError("only these two forms count")


def _stands_in(body: StandsIn, found: Rule, words: BookWords) -> str:
    said = [
        t(N_("in place of {office}: {offices}"), office=words.offices((body.for_,)), offices=words.offices(body.by))
    ]
    said.append(value_of("acts", body.acts, found, words))
    said += [t(N_("while away: {offices}"), offices=listed(map(words.office, body.absent)))] if body.absent else []
    said += [t(N_("by rank"))] if body.order else []
    said += (
        [t(N_("after: {steps}"), steps=t(N_(" → ")).join(words.steps(found.case, body.under)))] if body.under else []
    )
    return t(N_("; ")).join(said)
