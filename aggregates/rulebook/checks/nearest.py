"""Where a quote that is not found almost stands: the words nearest to it, and the first place where they differ."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from aggregates.rulebook.checks.problem import Hint, hint

AROUND = 8
ALIKE = 0.5
LONGEST = 2_000
"""Characters of a quote or, tenfold, of an article: beyond it looking for the nearest place would take too long."""


def hints(quote: str, own: str, articles: Mapping[str, str]) -> Iterator[Hint]:
    """The article that does hold the quote; else what its own article says at the nearest place, and the difference.

    Args:
        quote: without white space, as the texts are.
        own: the text of the article that the rule names.
        articles: every article by its number.
    """
    elsewhere = [article for article, text in articles.items() if quote and quote in text]
    if elsewhere:
        yield hint("it stands in {articles}", articles=", ".join(elsewhere[:3]))
        return
    found = _nearest(quote, own) if len(quote) <= LONGEST and len(own) <= 10 * LONGEST else None
    if found is None:
        return
    yield hint("the article says: {nearest}", nearest=found)
    said, says, before = _difference(quote, found)
    place = before[-AROUND:] or "-"
    if not said:
        yield hint("after {place} the quote leaves out {says}", place=place, says=says)
    elif not says:
        yield hint("after {place} the quote adds {said}", place=place, said=said)
    else:
        yield hint("after {place} the quote says {said}, the article {says}", place=place, said=said, says=says)


def _nearest(quote: str, text: str) -> str | None:
    """The stretch of the text that is most like the quote, or None where nothing is."""
    whole = SequenceMatcher(None, text, quote, autojunk=False)
    longest = whole.find_longest_match()
    start = max(0, longest.a - longest.b - AROUND)
    window = text[start : longest.a - longest.b + len(quote) + AROUND]
    blocks = [
        block for block in SequenceMatcher(None, window, quote, autojunk=False).get_matching_blocks() if block.size
    ]
    if sum(block.size for block in blocks) < ALIKE * len(quote):
        return None
    first, last = blocks[0], blocks[-1]
    begin = max(0, first.a - first.b)
    end = last.a + last.size + (len(quote) - last.b - last.size)
    return window[begin:end]


def _difference(quote: str, text: str) -> tuple[str, str, str]:
    """The first place where they differ: what the quote says there, what the text says, and what stands before."""
    for tag, a, b, c, d in SequenceMatcher(None, quote, text, autojunk=False).get_opcodes():
        if tag != "equal":
            return quote[a:b], text[c:d], quote[:a]
    return "", "", quote
