"""Whether the numbers of a rule are those of its quote: each bound, term, share and count, its unit and its side.

What the quote does not say the reading must: a number that stands in neither is a problem. Where the text of the
article says X以下(含X), its X以上 leaves X out.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from aggregates.rulebook.checks.problem import Hint, Problem, hint, problem
from aggregates.rulebook.checks.quantities import Quantity, in_reading, quantities
from aggregates.rulebook.checks.wording import in_words
from aggregates.rulebook.conditions import Bounds, Condition
from aggregates.rulebook.forms import Deadline, Deemed, Quorum, Quota, Rung
from aggregates.rulebook.model import Book, Rule

PERIODS = {
    "month": ("每月", "每个月", "按月"),
    "quarter": ("每季", "每个季", "按季"),
    "half_year": ("每半年",),
    "year": ("每年", "年度", "年终", "年初", "年底", "一年"),
}
MANY = ("多头", "多个", "其他", "联合", "各", "几个")
"""Words that say more than one."""
TIME = frozenset({"working_days", "calendar_days", "hours", "minutes", "months"})
LOOSE = frozenset({"times", "things", "calendar_days", "any"})
"""What a quota may count: 次, and days or sessions that are acts of their own."""


class Datum(NamedTuple):
    """A number of a rule. `whole`: it counts whole things, so that over 1 is at least 2; `denied`: in a `none_of`."""

    name: str
    value: Fraction
    unit: str
    side: str
    whole: bool = False
    denied: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.side} {self.value} {self.unit}"


def check(book: Book, where: Mapping[str, str], articles: Mapping[str, str]) -> Iterator[Problem]:
    """Every number that the words of its rule do not bear out."""
    for rule in book.rules.values():
        said = _said(rule, articles.get(rule.article.split("(")[0], rule.quote))
        read = in_reading(f"{rule.reading.question} {rule.reading.adopted}") if rule.reading else []
        for datum in data(book, rule):
            if not any(_bears_out(each, datum, rule) for each in said) and not _otherwise(datum, rule, said, read):
                words = ", ".join(map(str, said)) or "-"
                template = "{data} stands neither in the quote nor in the reading; the quote says: {said}"
                found = problem(where[rule.id], rule.id, template, data=str(datum), said=words)
                yield found._replace(hints=(_advice(datum, rule, said),))
        if isinstance(rule.body, Quota) and not any(word in _words(rule) for word in PERIODS[rule.body.per]):
            yield problem(where[rule.id], rule.id, "the quote says nothing of the period {per}", per=rule.body.per)


def data(book: Book, rule: Rule) -> list[Datum]:
    """The numbers of a rule, in the units of the law."""
    found = [*_bounds(book, rule.when)]
    match rule.body:
        case Deadline(within=(unit, count)) | Deemed(within=(unit, count)):
            found.append(Datum("within", Fraction(count), unit, "within"))
        case Deadline(ahead=ahead) if ahead is not None:
            unit = "calendar_days" if ahead.working_days is None else "working_days"
            found.append(Datum("ahead", Fraction(ahead.working_days or ahead.calendar_days or 0), unit, "ahead"))
        case Quota():
            bounds = {"at_least": rule.body.at_least, "up_to": rule.body.at_most}
            found += [Datum("quota", Fraction(n), "times", side) for side, n in bounds.items() if n is not None]
        case Quorum():
            share, side = (rule.body.more_than, "over") if rule.body.more_than else (rule.body.at_least, "at_least")
            assert share is not None
            found.append(Datum("quorum", Fraction(share.parts, share.of), "share", side))
        case Rung(urged=int(urged)):
            found.append(Datum("urged", Fraction(urged), "times", "exactly"))
    return found


def _bounds(book: Book, condition: Condition) -> Iterator[Datum]:
    for fact, test in condition.tests:
        if isinstance(test, Bounds):
            money = fact in book.facts and book.facts[fact].type == "amount_fen"
            for side, bound in test._asdict().items():
                if bound is not None:
                    value = Fraction(bound, 100) if money else Fraction(bound)
                    yield Datum(fact, value, _unit(fact, money), side, not money)
    for table in condition.any:
        yield from _bounds(book, table)
    for table in condition.none_of:
        yield from (datum._replace(denied=True) for datum in _bounds(book, table))


def _unit(fact: str, money: bool) -> str:
    """The unit of a fact, as its name tells."""
    if money:
        return "yuan"
    names = {"working_days": "working_days", "days": "calendar_days", "minutes": "minutes", "hours": "hours"}
    return next((unit for word, unit in names.items() if word in fact), "things")


def _said(rule: Rule, article: str) -> list[Quantity]:
    """The quantities of the quote; one whose number the article gives to the tier below is left out by 以上."""
    taken = {(q.value, q.unit) for q in quantities(article) if q.side == "up_to" and q.settled}
    return [
        each._replace(side="over")
        if each.side == "at_least" and not each.settled and (each.value, each.unit) in taken
        else each
        for each in quantities(rule.quote)
    ]


def _advice(datum: Datum, rule: Rule, said: list[Quantity]) -> Hint:
    """What to write. Where the quote has such a number, another one, no reading helps."""
    words = in_words(datum.value, datum.unit, datum.side)
    if _says_such(datum, rule, said):
        return hint("a reading does not change a number of the quote: the quote would have to say {words}", words=words)
    return hint("quote the words that say it, or write {words} in the reading", words=words)


def _bears_out(said: Quantity, datum: Datum, rule: Rule) -> bool:
    """Whether what is said is the number of the rule, its unit and its side.

    Where no side is said (一次, or a reading's bare number), a term and an exact number are borne out, and of a quota
    the least number; a bound is not. In a condition 2日内 takes its number in.
    """
    if said.unit not in _units(datum, rule):
        return False
    if said.side in {"any", "exactly"}:
        terms = {"exactly", *({"within", "ahead"} if said.side == "any" else ())}
        least = isinstance(rule.body, Quota) and datum.side == "at_least"
        return said.value == datum.value and (datum.side in terms or least)
    takes_in = said.side == "within" and not datum.denied and datum.side in {"up_to", "below"}
    side = "up_to" if takes_in else said.side
    if datum.whole:
        return _whole(said.value, side) == _whole(datum.value, datum.side)
    return (said.value, side) == (datum.value, datum.side)


def _units(datum: Datum, rule: Rule) -> frozenset[str]:
    """The units in which the number may be said."""
    if isinstance(rule.body, Quota):
        return LOOSE
    more = {"share": (), "things": ("any", "times")}.get(datum.unit, ("any",))
    return frozenset((datum.unit, *more))


def _whole(value: Fraction, side: str) -> tuple[Fraction, str]:
    """A bound on whole things, its number taken in."""
    return {"over": (value + 1, "at_least"), "below": (value - 1, "up_to")}.get(side, (value, side))


def _otherwise(datum: Datum, rule: Rule, said: list[Quantity], read: list[Quantity]) -> bool:
    """Whether words without a number say it (more than one; no urging yet), or else the reading, where the quote has no
    such number at all.
    """
    several = datum.unit == "things" and _whole(datum.value, datum.side) == (Fraction(2), "at_least")
    if several and any(word in rule.quote for word in MANY):
        return True
    if isinstance(rule.body, Rung) and datum.value == 0:
        return not any(each.unit in {"times", "any"} and each.value for each in (*said, *read))
    return not _says_such(datum, rule, said) and any(_bears_out(each, datum, rule) for each in read)


def _says_such(datum: Datum, rule: Rule, said: list[Quantity]) -> bool:
    """Whether the quote has a number of that kind, be it another one."""
    alike = TIME if datum.unit in TIME else _units(datum, rule)
    return any(each.unit in alike for each in said)


def _words(rule: Rule) -> str:
    return rule.quote.replace(" ", "")
