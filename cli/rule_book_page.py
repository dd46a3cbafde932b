"""The woven book in words: the page that is written, in the language of this run."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from cli.bookwords import BookWords
from cli.rule_book_annex import front, labels, offices_and_facts
from cli.rule_words import in_full
from cli.story_words import StoryWords
from cli.words import N_, language, t
from projections.book_page import (
    HELD,
    SHOWN,
    SILENT,
    ArticlePart,
    BookPage,
    Card,
    ChapterPart,
    Grid,
    Piece,
    ReadingPart,
    Row,
    Told,
    ToSign,
)
from projections.rule_book import Held, LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from projections.law_stories import Stories, Story
    from projections.rule_book import Article, Woven
    from projections.rule_text import Span

MARKS = {
    "enforced": N_("enforced"),
    "by_declaration": N_("enforced on a declared fact"),
    "undated": N_("a duty without a number"),
    "silent": N_("the text is silent"),
    "held_by": N_("held otherwise"),
    "advisory": N_("shown, never enforced"),
    "not_yet": N_("not yet"),
}
CASES = {
    "FundRequest": N_("funding requests"),
    "Meeting": N_("meetings and their items"),
    "Document": N_("documents"),
    "LeaveRequest": N_("leaves"),
    "DecisionItem": N_("decision items"),
    "Office": N_("offices"),
}
FILLS = {"silent": SILENT, "advisory": SHOWN}
SHOWN_ONLY = frozenset({"advisory", "held_by"})


def page(woven: Woven, stories: Stories) -> BookPage:
    """The book with these stories."""
    return _Weaver(woven, stories).page()


class _Weaver:
    """One book and its stories, each rule and each story under its number."""

    def __init__(self, woven: Woven, stories: Stories) -> None:
        self.woven, self.stories = woven, stories
        self.words, self.telling = BookWords(woven.book), StoryWords(woven.book, stories)
        self.held = {held.rule.id: held for held in woven.rules}
        self.at: dict[str, list[tuple[int, Story]]] = {}
        self.other: list[tuple[int, Story]] = []
        self.naming: dict[str, list[tuple[int, str]]] = {}
        for number, (_, story) in enumerate(sorted(enumerate(stories.told), key=self._order), 1):
            known = [self.held[name] for name in story.names if name in self.held]
            first = min(known, key=lambda held: held.number, default=None)
            (self.at.setdefault(first.rule.id, []) if first else self.other).append((number, story))
            for name in story.names:
                self.naming.setdefault(name, []).append((number, story.title))

    def _order(self, placed: tuple[int, Story]) -> tuple[int, int]:
        """Stories stand at the first rule they name, in the order of their files."""
        place, story = placed
        return min((self.held[name].number for name in story.names if name in self.held), default=1 << 30), place

    def page(self) -> BookPage:
        woven, book = self.woven, self.woven.book
        astray = [each for each in woven.astray if isinstance(each, Held)]
        readings = [held for held in woven.rules if held.rule.reading]
        notes = [t(N_("Readings, notes and titles of stories stand in the language in which they were written."))]
        if not self.stories.told:
            notes.append(t(N_("No stories were at hand when this was printed, so none stand here.")))
        return BookPage(
            lang=language(),
            title=book.title,
            key=book.key,
            front=front(woven, len(readings), len(self.stories.told)),
            notes=tuple(notes),
            labels=labels(),
            counts=_counts(woven.counts),
            notice=woven.notice,
            chapters=tuple(self._chapters()),
            astray=tuple(map(self._card, astray)),
            astray_left_out=tuple((x.id, x.why) for x in woven.astray if isinstance(x, LeftOut)),
            other_stories=tuple(self._told(number, story) for number, story in self.other),
            beginnings=tuple(self._beginnings()),
            annexes=offices_and_facts(self.words),
            to_sign=tuple(
                ToSign(h.number, h.rule.article, h.rule.reading.question) for h in readings if h.rule.reading
            ),
            to_fill=tuple(map(t, (N_("name"), N_("office"), N_("day"), N_("signature and seal"), N_("remarks")))),
        )

    def _chapters(self) -> Iterator[ChapterPart]:
        number = 0
        for place, chapter in enumerate(self.woven.chapters, 1):
            first = number + 1
            number += len(chapter.articles)
            parts = tuple(self._article(n, each) for n, each in enumerate(chapter.articles, first))
            yield ChapterPart(place, chapter.title, chapter.before, parts)

    def _article(self, number: int, article: Article) -> ArticlePart:
        whole = next((note for note in article.notes if note.article == article.name), None)
        items = [note for note in article.notes if note.article != article.name and (note.about or note.why_not)]
        notes = [whole.why_not] if whole and whole.why_not else []
        notes += [f"{note.article}: {'; '.join(part for part in (note.about, note.why_not) if part)}" for note in items]
        told = tuple(self._told(n, story) for held in article.rules for n, story in self.at.get(held.rule.id, ()))
        left_out = tuple((each.id, each.why) for each in article.left_out)
        about = whole.about if whole else ""
        return ArticlePart(number, article.name, about, tuple(notes), tuple(self._rows(article)), left_out, told)

    def _rows(self, article: Article) -> Iterator[Row]:
        """Each paragraph with the rules that begin there; paragraphs without any stand together."""
        paragraphs = article.paragraphs or ((),)
        last = len(paragraphs) - 1
        beside: list[list[Held]] = [[] for _ in paragraphs]
        for held in article.rules:
            beside[last if held.paragraph is None else held.paragraph].append(held)
        numbered = enumerate(paragraphs)
        for alone, group in groupby(numbered, key=lambda each: not beside[each[0]]):
            shown = [(tuple(map(self._piece, spans)), beside[place]) for place, spans in group]
            if alone:
                yield Row(tuple(pieces for pieces, _ in shown), ())
            else:
                yield from (Row((pieces,), tuple(map(self._card, rules))) for pieces, rules in shown)

    def _piece(self, span: Span) -> Piece:
        within = sorted((self.held[key] for key in span.within), key=lambda held: (held.kind in FILLS, held.number))
        ends = tuple(sorted(self.held[key].number for key in span.ends))
        if not within:
            return Piece(span.text)
        fills = [FILLS.get(held.kind, HELD) for held in within]
        fill = next(each for each in (HELD, SILENT, SHOWN) if each in fills)
        return Piece(span.text, fill, within[fills.index(fill)].number, ends)

    def _card(self, held: Held) -> Card:
        rule, key = held.rule, f"{self.woven.book.key}/"
        reading = rule.reading and ReadingPart(rule.reading.question, rule.reading.adopted, rule.reading.alternatives)
        stories = tuple(self.naming.get(rule.id, ()))
        silent = self.stories.told and not stories and held.kind not in SHOWN_ONLY
        return Card(
            number=held.number,
            article=rule.article,
            rule=rule.id,
            mark=t(MARKS[held.kind]),
            says=rule.says if language() == "en" else "",
            fields=tuple((label, value.replace(key, "")) for label, value in in_full(rule, self.words)),
            reading=reading,
            stories=stories,
            untested=t(N_("no story names it")) if silent else "",
        )

    def _told(self, number: int, story: Story) -> Told:
        return Told(number, story.title, tuple(self.telling.tell(story)))

    def _beginnings(self) -> Iterator[Told]:
        for number, (name, lines) in enumerate(self.stories.given.items(), 1):
            yield Told(number, name, tuple(self.telling.lines(lines)))


def _counts(counts: Mapping[str, Any]) -> Grid:
    """How the rules are counted, in all and for each kind of case."""
    kinds = {t(N_("all")): counts, **{t(CASES.get(case, case)): own for case, own in counts["by_case"].items()}}
    names = [name for name in MARKS if name in counts]
    rows = [(t(N_("rules")), *(str(own["rules"]) for own in kinds.values()))]
    rows += [(t(MARKS[name]), *(_count(own[name]) for own in kinds.values())) for name in names]
    return Grid(t(N_("What of the text is held")), (t(N_("rules")), *kinds), tuple(rows))


def _count(value: Any) -> str:
    return str(len(value) if isinstance(value, list | tuple) else value)
