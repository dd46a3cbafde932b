"""Why an act is refused, cited: the rule, its words, the facts compared and the next lawful steps."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from aggregates.rulebook.context import Turn, Violation
from aggregates.rulebook.forms import Advises
from aggregates.rulebook.model import Book, Rule
from aggregates.rulebook.offices import World

FORBIDDEN = "{act} is refused while these facts hold"
NOT_YET = "{act} comes after {needed}"
NOBODY = "the text gives {act} to nobody"
NOT_YOURS = "{act} is for {by}, not for {office}"
NOT_A_STEP = "{act} is no step on the way this case takes, {needed} is"
ALREADY = "{act} is on record already"
TOO_EARLY = "{act} comes later, {needed} is next"
IN_PERSON = "{act} is done in person, nobody records it for another"
NO_STAND_IN = "{office} does not stand in for {acting_for} on this day"
MISSING = "the record lacks {fields}"
NOT_ONE_OF = "{fact} must be one of {values}"
MUST_BE = "{fact} must be the same as {other}"
CLOSED = "the case is closed: {closed}"
OPEN_ALREADY = "the case is open already"
NOT_YOUR_TURN = "{act} is for whoever's turn it is, not for {office}"
NO_SUCH_ACT = "the rulebook knows no act {act}"
NOT_YOURS_TO_DECLARE = "{fact} is declared by {by}, not by {office}"
DECLARED_ALREADY = "{fact} is declared already, and only a correction changes it"
NOT_KNOWN_WHICH = "{act} is refused on every way the case may take; which way hangs on {fact}, which is not yet known"
NOT_YET_IN = "{act} comes after {needed} in {case}"
NOT_SAID_IN = "{act} waits until {case} says {fact}"
NO_QUORUM = "{present} of {members} members are present, {needed} are needed"
NOT_INVITED = "{missing} must be invited before {act}"
TOO_OFTEN = "{act} is on record {count} times from {first} to {last}, and {at_most} times are lawful"
TOO_LATE = "{act} was due by {due_on}"
RUNG_AFTER = "{act} is lawful once {needed} is on record"
RUNG_URGED = "{act} is lawful once a duty is overdue and the term of urging {urged} is over"
CLIMBED = "{act} is on record already against {target}"


class Refusal(NamedTuple):
    """One reason to refuse, before it is written out as a violation."""

    rule: Rule
    message: str
    params: Mapping[str, Any]
    facts: tuple[tuple[str, Any], ...] = ()


def violation(refusal: Refusal, world: World, following: tuple[Turn, ...], may_override: bool) -> Violation:
    """The refusal with the words of its rule, and every fact the rule compared that is known or was proposed."""
    rule = refusal.rule
    compared = {fact: world.facts[fact] for fact in rule.when.facts() if fact in world.facts}
    proposed = {k: v for k, v in world.case.proposed.items() if k in set(rule.when.facts()) and k not in world.facts}
    return Violation(
        rule=rule.id,
        article=rule.article,
        quote=rule.quote,
        says=rule.says,
        message=refusal.message,
        params=refusal.params,
        facts=tuple({**compared, **{f"proposed:{k}": v for k, v in proposed.items()}, **dict(refusal.facts)}.items()),
        next=following,
        may_override=may_override,
    )


def plain_rule(book: Book, case: str, act: str) -> Rule:
    """What is cited where no sentence of the law speaks: the book's own table of acts. It quotes nothing."""
    defined = book.act(case, act)
    says = f"The rulebook's table of acts: {defined.en}." if defined else "The rulebook's table of acts."
    return Rule(f"{book.key}/acts/{case}.{act}", "", "", says, case, "advises", Advises(act, ""))
