"""Two rulebooks compared: articles, rules field by field, facts, acts, routes, offices; which open cases it touches.

Pure: the bytes of both in, values out. A rule is the same one where its id says so, its book and the number of its
article aside; else where it holds the same words in the same form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from aggregates.rulebook.checks.text import squeezed
from aggregates.rulebook.coverage import left_out
from aggregates.rulebook.forms import Advises, HeldBy
from aggregates.rulebook.loader import load_files, table
from aggregates.rulebook.model import EVERYWHERE, Book, Rule
from projections.rule_text import chapters_of
from projections.text_diff import ADDED, CHANGED, REMOVED, ArticleChange, article_changes

IN_WORDS_ONLY = frozenset({"id", "article", "quote", "says", "reading"})
"""Fields that bind nobody: a rule that differs in these alone judges as before."""
NOTICE = "印发通知"
"""How books name what stands before the first article."""
BODY, READING = "body.", "reading."


class FieldChange(NamedTuple):
    """One field. A field of the form is named `body.x`, one of the reading `reading.x`; None: it has no such field."""

    name: str
    old: Any
    new: Any


class RuleChange(NamedTuple):
    what: str
    old: Rule | None
    new: Rule | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def binding(self) -> bool:
        """Whether an act may be judged otherwise for it."""
        ends = [rule for rule in (self.old, self.new) if rule and not isinstance(rule.body, Advises | HeldBy)]
        told = (field.name for field in self.fields if not field.name.startswith(READING))
        return bool(ends) and (self.what != CHANGED or any(name not in IN_WORDS_ONLY for name in told))


class PartChange(NamedTuple):
    """A fact, act, route, office, post, kind of meeting; what meta.toml says; what is left out; a note on an article.

    `case`: of an act or a route.
    """

    part: str
    key: str
    case: str | None
    what: str
    fields: tuple[FieldChange, ...] = ()


class Touched(NamedTuple):
    """What of a kind of case is judged otherwise: rules, and the acts, routes and facts they speak of."""

    case: str
    added: int
    removed: int
    changed: int
    parts: int


class BookDiff(NamedTuple):
    """`files`: those whose bytes are not the same, be it only for a comment."""

    old: Book
    new: Book
    articles: tuple[ArticleChange, ...]
    rules: tuple[RuleChange, ...]
    parts: tuple[PartChange, ...]
    touched: tuple[Touched, ...]
    files: tuple[str, ...]

    def differs(self) -> bool:
        return bool(self.articles or self.rules or self.parts)


def diff(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> BookDiff:
    """What the new book says otherwise than the old.

    Raises:
        BadInput: one of them is no rulebook that this program can read.
    """
    before, after = load_files(old), load_files(new)
    texts = [parts_of_text(files["source.txt"].decode("utf-8")) for files in (old, new)]
    rules = tuple(rule_changes(before, after))
    parts = (*_parts(before, after), *_meta(table(old["meta.toml"]), table(new["meta.toml"])), *_notes(old, new))
    files = tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))
    touched = _touched(before, after, rules, parts)
    return BookDiff(before, after, article_changes(*texts), rules, parts, touched, files)


def parts_of_text(source: str) -> dict[str, str]:
    """The notice, the headings of the chapters and the articles, each under its name."""
    notice, chapters = chapters_of(source)
    found = {NOTICE: "".join(notice)} if notice else {}
    above = ""  # of a section: every chapter has its first one
    for chapter in chapters:
        heading = chapter.title.split(maxsplit=1)
        if heading:
            above = above if heading[0].endswith("节") else heading[0]
            name = heading[0] if heading[0] == above else f"{above}{heading[0]}"
            found[name] = "".join((*heading[1:], *chapter.before))
        found |= {article.name: "".join(article.paragraphs) for article in chapter.articles}
    return found


def rule_changes(before: Book, after: Book) -> Iterator[RuleChange]:
    """Every rule that is new, gone, or says something else in any field."""
    match = matched_rules(before, after)
    names = {was.id: now for now, was in match.items()}
    for rule in after.rules.values():
        was = match.get(rule.id)
        if was is None:
            yield RuleChange(ADDED, None, rule)
        elif fields := tuple(_fields(was, rule, names)):
            yield RuleChange(CHANGED, was, rule, fields)
    yield from (RuleChange(REMOVED, rule, None) for rule in before.rules.values() if rule.id not in names)


def matched_rules(before: Book, after: Book) -> dict[str, Rule]:
    """The old rule of each new one that has one, by the new id."""
    match: dict[str, Rule] = {}
    left = dict(before.rules)
    for same in (_tail, _words_of_id, _quoted):
        known: dict[object, list[Rule]] = {}
        for rule in left.values():
            known.setdefault(same(rule), []).append(rule)
        news = Counter(same(rule) for rule in after.rules.values() if rule.id not in match)
        for rule in after.rules.values():
            found = known.get(same(rule), [])
            if rule.id not in match and len(found) == 1 and news[same(rule)] == 1:
                match[rule.id] = left.pop(found[0].id)
    return match


def _tail(rule: Rule) -> object:
    """The id without its book."""
    return rule.id.partition("/")[2]


def _words_of_id(rule: Rule) -> object:
    """The id without book and article, of rules of one form and kind of case: the article's number moved."""
    return rule.id.rpartition("/")[2], rule.case, rule.form


def _quoted(rule: Rule) -> object:
    return squeezed(rule.quote), rule.case, rule.form


def _fields(old: Rule, new: Rule, names: Mapping[str, str]) -> Iterator[FieldChange]:
    """Each field that says something else; an id that only moved with its rule is the same."""
    before, after = _flat(old, names), _flat(new, {})
    for name in dict.fromkeys((*after, *before)):
        if before.get(name) != after.get(name):
            yield FieldChange(name, _flat(old, {}).get(name), after.get(name))


def _flat(rule: Rule, names: Mapping[str, str]) -> dict[str, Any]:
    found = {name: value for name, value in rule._asdict().items() if name not in {"body", "reading", "id"}}
    found["id"] = names.get(rule.id, rule.id)
    found["quote"] = squeezed(rule.quote)
    if rule.reading:
        found |= {READING + name: value for name, value in rule.reading._asdict().items()}
    found |= {BODY + name: value for name, value in rule.body._asdict().items()}
    return {name: _renamed(value, names) for name, value in found.items()}


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """A list of ids, or an id, as the new book names them."""
    if isinstance(value, str):
        return names.get(value, value)
    return tuple(_renamed(each, names) for each in value) if type(value) is tuple else value


def _parts(before: Book, after: Book) -> Iterator[PartChange]:
    yield from _named("fact", None, before.facts, after.facts)
    for part, old, new in (("act", before.acts, after.acts), ("route", before.routes, after.routes)):
        for case in dict.fromkeys((*new, *old)):
            yield from _named(part, case, old.get(case, {}), new.get(case, {}))
    yield from _named("office", None, before.offices, after.offices)
    yield from _named("meeting_kind", None, before.meeting_kinds, after.meeting_kinds)
    yield from _named("post", None, before.posts, after.posts)


def _named(part: str, case: str | None, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[PartChange]:
    for key in dict.fromkeys((*new, *old)):
        if key not in old or key not in new:
            yield PartChange(part, key, case, ADDED if key in new else REMOVED)
        elif old[key] != new[key]:
            yield PartChange(part, key, case, CHANGED, tuple(_of_part(old[key], new[key])))


def _of_part(old: Any, new: Any) -> Iterator[FieldChange]:
    if not hasattr(old, "_asdict"):
        yield FieldChange("", old, new)
        return
    before, after = old._asdict(), new._asdict()
    yield from (FieldChange(name, before[name], after[name]) for name in after if before[name] != after[name])


def _meta(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[PartChange]:
    """What meta.toml says besides its offices, posts and kinds of meeting."""
    apart = {"office", "post", "meeting_kind"}
    for key in dict.fromkeys((*new, *old)):
        if key not in apart and old.get(key) != new.get(key):
            yield PartChange("meta", key, None, CHANGED, (FieldChange("", old.get(key), new.get(key)),))


def _notes(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[PartChange]:
    """The statements that no rule holds, and what is noted of the articles, each with why."""
    statements = [{row["id"]: f"{row['article']} {row['why']}" for row in left_out(files)} for files in (old, new)]
    yield from _named("left_out", None, *statements)
    tables = [table(files["articles.toml"])["article"] for files in (old, new)]
    notes = [{name: row["why_not"] for name, row in rows.items() if "why_not" in row} for rows in tables]
    yield from _named("note", None, *notes)


def _touched(
    before: Book, after: Book, rules: Iterable[RuleChange], parts: Iterable[PartChange]
) -> tuple[Touched, ...]:
    """The kinds of case that are judged otherwise, by the rules of their own and by those that hold in every case."""
    changed = [each for each in rules if each.binding]
    counted = [each for each in parts if each.part in {"fact", "act", "route"}]
    found = []
    for case in dict.fromkeys((*after.acts, *before.acts)):
        own = Counter(each.what for each in changed if _case(each) in {case, EVERYWHERE})
        compared = {fact for book in (before, after) for rule in book.rules_of(case) for fact in rule.when.facts()}
        of_parts = sum(each.case == case or (each.part == "fact" and each.key in compared) for each in counted)
        if own or of_parts:
            found.append(Touched(case, own[ADDED], own[REMOVED], own[CHANGED], of_parts))
    return tuple(found)


def _case(change: RuleChange) -> str:
    rule = change.new or change.old
    assert rule is not None
    return rule.case
