"""What the unknown facts could still make of an answer: the lazy half of three-valued vetting.

The answer is a function of the unknown facts. It is drawn as a decision diagram with the facts in the order of the
book; wherever every value of a fact leads to the same answer the fact is dropped, and what remains must be asked.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from aggregates.rulebook.conditions import Bounds, Condition, truth
from aggregates.rulebook.model import Book, Fact

Answer = TypeVar("Answer")
Truths = tuple[bool | None, ...]
"""Of each condition: true, false, or None while it hangs on a fact that is not known."""


class Undecided(Exception):
    """No answer yet: it hangs on these conditions, of those that are still open."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        super().__init__()
        self.conditions = tuple(conditions)


class Fork(NamedTuple):
    """The answer hangs on this fact: one branch for each value, or side of a bound, that any condition tells apart."""

    fact: str
    branches: "tuple[Any, ...]"


class Completed(NamedTuple, Generic[Answer]):
    """The diagram (a `Fork`, or what all answers have in common), and the answers by the truths that lead to them.

    `examples`: for each of these truths, facts on which they come out so.
    """

    root: object
    answers: Mapping[Truths, Answer]
    examples: Mapping[Truths, Mapping[str, Any]] = {}

    def wanted(self) -> tuple[str, ...]:
        """The facts the answer hangs on, the one to ask first before those that may follow from it.

        An answer that is a text is the name of a fact without which there is none: a list, a unit, an amount.
        """
        found: dict[str, None] = {}

        def visit(node: Any) -> None:
            if isinstance(node, Fork):
                found.setdefault(node.fact)
                for branch in node.branches:
                    visit(branch)
            elif isinstance(node, str):
                found.setdefault(node)

        visit(self.root)
        return tuple(found)


def value_of(fact: str, known: Mapping[str, Any], facts: Mapping[str, Fact]) -> Any:
    """The value of a fact, or None while it is unknown.

    A flag with `true_when` is true where that holds; where it does not hold the flag is asked for, not false.
    """
    if fact in known:
        return known[fact]
    defined = facts.get(fact)
    if defined and defined.true_when is not None:
        follows = truth(defined.true_when, lambda other: value_of(other, known, facts))
        return True if follows is True else None
    return None


def complete(
    book: Book,
    known: Mapping[str, Any],
    conditions: Sequence[Condition],
    answer: Callable[[Truths], Answer],
    same: Callable[[Answer], object] = lambda given: given,
    *,
    enough: Callable[[Collection[Answer]], bool] = lambda _: False,
) -> Completed[Answer]:
    """The answer on every completion of the unknown facts that the conditions compare.

    Args:
        conditions: what the answer may hang on.
        answer: is given their truths, in this order, as far as they are settled; raises `Undecided` to have some of the
            open ones settled first. So only what an answer really hangs on is ever told apart.
        same: two answers with the same value of this need not be told apart.
        enough: of the answers found so far, whether others could add nothing, once it is clear which fact comes first.
    """
    order: dict[str, int] = {}  # drawn up when something is open for the first time, which is seldom
    answers: dict[Truths, Answer] = {}
    examples: dict[Truths, Mapping[str, Any]] = {}
    drawn: dict[Hashable, object] = {}

    def draw(facts: Mapping[str, Any], before: Truths) -> object:
        def value(fact: str) -> Any:
            return value_of(fact, facts, book.facts)

        truths = tuple(truth(c, value) if held is None else held for c, held in zip(conditions, before, strict=True))
        open_ = [c for c, held in zip(conditions, truths, strict=True) if held is None]
        place = (
            truths,
            tuple((fact, facts[fact]) for fact in _compared(book, open_) if fact in facts and fact not in known),
        )
        if place not in drawn:
            drawn[place] = leaf_or_fork(facts, truths)
        return drawn[place]

    def leaf_or_fork(facts: Mapping[str, Any], truths: Truths) -> object:
        try:
            if truths not in answers:
                answers[truths] = answer(truths)
                examples[truths] = facts
            return same(answers[truths])
        except Undecided as hangs:
            open_ = (c for c, held in zip(conditions, truths, strict=True) if held is None and c in hangs.conditions)
            if not order:
                order.update((fact, place) for place, fact in enumerate(_ordered(book, conditions)))
            fact = min((f for c in open_ for f in _unknown(c, facts, book.facts)), key=order.__getitem__)
        branches: list[object] = []
        for point in domain(book, fact, conditions):
            branches.append(draw({**facts, fact: point}, truths))
            if facts is known and branches[-1] != branches[0] and enough(answers.values()):
                break
        return branches[0] if all(branch == branches[0] for branch in branches) else Fork(fact, tuple(branches))

    return Completed(draw(known, (None,) * len(conditions)), answers, examples)


def first_unknown(book: Book, known: Mapping[str, Any], conditions: Sequence[Condition]) -> str | None:
    """The fact to ask for first, of those that any of these conditions hangs on; None where all are settled."""
    return next(iter(all_unknown(book, known, conditions)), None)


def all_unknown(book: Book, known: Mapping[str, Any], conditions: Sequence[Condition]) -> tuple[str, ...]:
    """The facts that any of these conditions hangs on, in the order in which they are asked."""

    def value(fact: str) -> Any:
        return value_of(fact, known, book.facts)

    unknown = {f for c in conditions if truth(c, value) is None for f in _unknown(c, known, book.facts)}
    return tuple(fact for fact in _ordered(book, conditions) if fact in unknown) if unknown else ()


def settled(conditions: Sequence[Condition], truths: Truths) -> tuple[bool, ...]:
    """The truths, for an answer that wants to have all of them.

    Raises:
        Undecided: some are open.
    """
    if None in truths:
        raise Undecided(c for c, held in zip(conditions, truths, strict=True) if held is None)
    return tuple(held is True for held in truths)


def _compared(book: Book, conditions: Iterable[Condition]) -> dict[str, None]:
    """The facts that these conditions compare, and those from which they may follow."""
    found = dict.fromkeys(fact for condition in conditions for fact in condition.facts())
    for fact in list(found):
        follows = book.facts[fact].true_when if fact in book.facts else None
        found |= _compared(book, [follows]) if follows else {}
    return found


def _unknown(condition: Condition, known: Mapping[str, Any], facts: Mapping[str, Fact]) -> Iterable[str]:
    """The unknown facts of a condition; for a flag that could follow from others, these too."""
    for fact in condition.facts():
        if value_of(fact, known, facts) is None:
            yield fact
            defined = facts.get(fact)
            if defined and defined.true_when is not None and truth(defined.true_when, known.get) is None:
                yield from _unknown(defined.true_when, known, facts)


def _ordered(book: Book, conditions: Iterable[Condition]) -> list[str]:
    """The facts in the order they are asked: that of the book, but a flag after the facts it may follow from."""
    found: dict[str, None] = {}

    def before(fact: str) -> Iterable[str]:
        follows = book.facts[fact].true_when if fact in book.facts else None
        return follows.facts() if follows else ()

    def add(fact: str) -> None:
        for other in before(fact):
            add(other)
        found.setdefault(fact)

    compared = [fact for condition in conditions for fact in condition.facts()]
    compared += [other for fact in compared for other in before(fact)]  # grows while it is read
    for fact in sorted(set(compared), key=list(book.facts).index):
        add(fact)
    return list(found)


def domain(book: Book, fact: str, conditions: Iterable[Condition]) -> tuple[Any, ...]:
    """Values enough to tell these conditions apart: one of each sort in a closed list, both sides of every bound."""
    match book.facts[fact].type:
        case "flag":
            return (True, False)
        case "one_of":
            return _sorts(book, fact, book.facts[fact].values, conditions)
        case "meeting_kind":
            return _sorts(book, fact, book.meeting_kinds, conditions)
    edges = {edge for condition in conditions for edge in _edges(condition, fact)}
    return tuple(sorted({max(0, edge + step) for edge in edges for step in (-1, 0, 1)}))


def _sorts(book: Book, fact: str, values: Iterable[str], conditions: Iterable[Condition]) -> tuple[str, ...]:
    """The first of every sort of values: two are of one sort where each list that the fact is compared with, here or in
    a flag that may follow from it, holds both or neither.
    """
    follow = (known.true_when for known in book.facts.values() if known.true_when)
    lists = {test for condition in (*conditions, *follow) for test in _lists(condition, fact)}
    first: dict[tuple[bool, ...], str] = {}
    for value in values:
        first.setdefault(tuple(value in each for each in lists), value)
    return tuple(first.values())


def _lists(condition: Condition, fact: str) -> Iterable[tuple[str, ...]]:
    for name, test in condition.tests:
        if name == fact and isinstance(test, tuple) and not isinstance(test, Bounds):
            yield test
    for table in (*condition.any, *condition.none_of):
        yield from _lists(table, fact)


def _edges(condition: Condition, fact: str) -> Iterable[int]:
    for name, test in condition.tests:
        if name == fact and isinstance(test, Bounds):
            yield from test.edges()
    for table in (*condition.any, *condition.none_of):
        yield from _edges(table, fact)
