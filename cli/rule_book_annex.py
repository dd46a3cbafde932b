"""The woven book's front, its own words, and its annexes: offices and facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.words import N_, t
from projections.book_page import BookLabels, Grid

if TYPE_CHECKING:
    from aggregates.rulebook.model import Fact
    from cli.bookwords import BookWords
    from projections.rule_book import Woven

KINDS = {
    "post": N_("held by one"),
    "posts": N_("held by several"),
    "body": N_("a body"),
    "unit": N_("every unit of a class"),
    "outside": N_("outside: recorded on its paper"),
}


def front(woven: Woven, readings: int, stories: int) -> tuple[tuple[str, str], ...]:
    """What the book is, and how much stands in it."""
    book, counts = woven.book, woven.counts
    until = book.in_force_until.isoformat() if book.in_force_until else ""
    articles = t(N_("{n} articles, {m} accounted for"), n=counts["articles"], m=counts["articles_accounted"])
    pairs = (
        (t(N_("rulebook")), book.key),
        (t(N_("SHA-256")), book.sha256),
        (t(N_("in force from")), book.in_force_from.isoformat()),
        (t(N_("until")), until),
        (t(N_("open cases")), book.transition),
        (t(N_("text")), articles),
        (t(N_("rules")), str(len(woven.rules))),
        (t(N_("readings")), str(readings)),
        (t(N_("left out")), str(len(counts["left_out"]))),
        (t(N_("stories")), str(stories)),
    )
    return tuple((label, value) for label, value in pairs if value)


def labels() -> BookLabels:
    """The words of the page itself."""
    return BookLabels(
        contents=t(N_("Contents")),
        notice=t(N_("Before the first article")),
        legend=t(N_("In the text:")),
        held=t(N_("held by a rule")),
        silent=t(N_("a reading fills the gap")),
        shown=t(N_("shown, never enforced")),
        free=t(N_("not marked: no rule holds it")),
        question=t(N_("open question")),
        adopted=t(N_("read as")),
        otherwise=t(N_("or else")),
        tested_by=t(N_("tested by")),
        left_out=t(N_("What the text says here and no rule holds")),
        stories=t(N_("Stories")),
        beginnings=t(N_("Beginnings that several stories share")),
        other_stories=t(N_("Stories that name no rule of this book")),
        astray=t(N_("Rules and statements outside the articles")),
        sign=t(N_("For the legal affairs office to sign")),
        sign_says=t(N_("I have read this book beside its text. My opinion on each reading:")),
        as_adopted=t(N_("as adopted")),
        other=t(N_("otherwise")),
        article=t(N_("article")),
    )


def offices_and_facts(words: BookWords) -> tuple[Grid, ...]:
    """The offices with those their holders hold besides; the facts with who says them."""
    book = words.book
    offices = tuple(
        (o.zh, o.en, key, t(KINDS[o.kind]), t(N_(", ")).join(map(words.office, o.also)))
        for key, o in book.offices.items()
    )
    facts = tuple((fact.zh, fact.en, key, _said_by(fact, words)) for key, fact in book.facts.items())
    heads = (t(N_("Chinese")), t(N_("English")), t(N_("key")))
    return (
        Grid(t(N_("Offices of the text")), (*heads, t(N_("kind")), t(N_("its holder also holds"))), offices),
        Grid(t(N_("Facts that the rules compare or name")), (*heads, t(N_("said by"))), facts),
    )


def _said_by(fact: Fact, words: BookWords) -> str:
    if fact.derived_from:
        return t(N_("the program works it out"))
    return words.offices(fact.declared_by) or t(N_("whoever does the act"))
