"""What the unknown facts could still make of an answer: the lazy half of three-valued vetting.

The answer is a function of the unknown facts. It is drawn as a decision diagram with the facts in the order of the
book; wherever every value of a fact leads to the same answer the fact is dropped, and what remains must be asked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from aggregates.rulebook.conditions import Bounds, Condition, truth
from aggregates.rulebook.model import Book, Fact

Answer = TypeVar("Answer")
Truths = tuple[bool, ...]


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
) -> Completed[Answer]:
    """The answer on every completion of the unknown facts that the conditions compare.

    Args:
        conditions: what the answer hangs on; it is given their truths, in this order, and no unknown fact besides.
        same: two answers with the same value of this need not be told apart.
    """
    order = {fact: place for place, fact in enumerate(_ordered(book, conditions))}
    points = {fact: domain(book, fact, conditions) for fact in order}
    answers: dict[Truths, Answer] = {}
    examples: dict[Truths, Mapping[str, Any]] = {}
    drawn: dict[Truths, object] = {}

    def draw(facts: Mapping[str, Any], before: tuple[bool | None, ...]) -> object:
        def value(fact: str) -> Any:
            return value_of(fact, facts, book.facts)

        truths = tuple(truth(c, value) if held is None else held for c, held in zip(conditions, before, strict=True))
        undecided = [c for c, held in zip(conditions, truths, strict=True) if held is None]
        if not undecided:
            settled = tuple(held is True for held in truths)
            if settled not in answers:
                answers[settled] = answer(settled)
                examples[settled] = facts
                drawn[settled] = same(answers[settled])
            return drawn[settled]
        fact = min((f for c in undecided for f in _unknown(c, facts, book.facts)), key=order.__getitem__)
        branches = tuple(draw({**facts, fact: point}, truths) for point in points[fact])
        return branches[0] if all(branch == branches[0] for branch in branches[1:]) else Fork(fact, branches)

    return Completed(draw(known, (None,) * len(conditions)), answers, examples)


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
    """Values of a fact enough to tell these conditions apart: all of a closed list, or both sides of every bound."""
    match book.facts[fact].type:
        case "flag":
            return (True, False)
        case "one_of":
            return tuple(book.facts[fact].values)
        case "meeting_kind":
            return tuple(book.meeting_kinds)
    edges = {edge for condition in conditions for edge in _edges(condition, fact)}
    return tuple(sorted({max(0, edge + step) for edge in edges for step in (-1, 0, 1)}))


def _edges(condition: Condition, fact: str) -> Iterable[int]:
    for name, test in condition.tests:
        if name == fact and isinstance(test, Bounds):
            yield from test.edges()
    for table in (*condition.any, *condition.none_of):
        yield from _edges(table, fact)
