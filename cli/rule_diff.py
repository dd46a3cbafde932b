"""`rule diff`: what an amended text, or another, says otherwise: articles, rules field by field, and open cases."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.bookwords import BookWords
from cli.layout import inert
from cli.options import option, verb
from cli.output import paragraph
from cli.rule_words import FORMS, KINDS, label, value_of
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.rulebook.model import Book, Rule
    from cli.run import Run
    from projections.rule_diff import BookDiff, FieldChange, PartChange, RuleChange, Touched
    from projections.text_diff import ArticleChange

WHAT = {"changed": N_("changed"), "added": N_("added"), "removed": N_("removed"), "moved": N_("under another number")}
SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "="}
NAMES = {
    "id": N_("id"),
    "article": N_("article"),
    "quote": N_("words"),
    "says": N_("in short"),
    "case": N_("kind of case"),
    "form": N_("form"),
    "when": N_("applies when"),
    "yields_to": N_("yields to"),
    "beside": N_("beside"),
    "override": N_("may depart"),
    "reading.question": N_("open question"),
    "reading.adopted": N_("read as"),
    "reading.alternatives": N_("or else"),
}
PARTS = {
    "fact": N_("fact"),
    "act": N_("act"),
    "route": N_("route"),
    "office": N_("office"),
    "meeting_kind": N_("kind of meeting"),
    "post": N_("post"),
    "meta": N_("book"),
    "left_out": N_("left out"),
    "note": N_("note on the article"),
}
CONTEXT = 12
"""How many letters are shown on either side of words that changed."""


@verb(
    "diff",
    N_(
        "What a new rulebook says otherwise than an old one: articles by their words, rules field by field, facts, "
        "acts, offices; and which kinds of open case it touches."
    ),
    zh="差异",
    examples=("rule diff jiangkou-2022 rules/jiangkou-2027", "rule diff jiangkou-2022 dawa-2017 --json"),
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@option("--exit-code", is_flag=True, help=N_("end with 1 if they differ"))
@click.pass_obj
def diff(this: Run, /, *, old: str, new: str, exit_code: bool) -> int:
    from cli.init import book_files
    from projections.rule_diff import diff as compared

    found = compared(book_files(old), book_files(new))
    this.out.put(as_json(found), map(inert, _lines(found)))
    return 1 if exit_code and found.differs() else 0


def _lines(found: BookDiff) -> Iterator[str]:
    for sign, each in (("-", found.old), ("+", found.new)):
        yield f"{sign} {each.title} [{each.key}] {each.sha256}"
    if not found.differs():
        yield t(N_("They say the same."))
        if found.files:
            yield from paragraph(t(N_("Other bytes, for a comment or a blank: {files}"), files=", ".join(found.files)))
        return
    yield from _section(N_("Articles"), found.articles, map(_article, found.articles))
    yield from _section(N_("Rules"), found.rules, (_rule(each, found) for each in found.rules))
    yield from _section(N_("Facts, acts, routes, offices"), found.parts, (_part(each, found) for each in found.parts))
    yield from _open_cases(found)


def _section(
    title: str, changes: Sequence[ArticleChange | RuleChange | PartChange], blocks: Iterable[list[str]]
) -> Iterator[str]:
    counted = Counter(each.what for each in changes)
    if changes:
        said = t(N_(", ")).join(
            t(N_("{n} {what}"), n=counted[what], what=t(WHAT[what])) for what in WHAT if counted[what]
        )
        yield from ("", t(N_("{fact}: {value}"), fact=t(title), value=said))
        yield from (line for block in blocks for line in block)


def _article(change: ArticleChange) -> list[str]:
    name = change.new or change.old or ""
    if change.old and change.new and change.old != change.new:
        name = t(N_("{old}, now {new}"), old=change.old, new=change.new)
    return [f"  {SIGNS[change.what]} {name}", *(paragraph(marked(change.parts), indent=6) if change.parts else [])]


def marked(parts: Iterable[tuple[str, str]]) -> str:
    """The words that changed with a few on either side: [-taken out-]{+put in+}."""
    shown, pieces = [], list(parts)
    for place, (kind, text) in enumerate(pieces):
        if kind == "=":
            first, last = place == 0, place == len(pieces) - 1
            head, tail = "" if first else text[:CONTEXT], "" if last else text[-CONTEXT:]
            whole = len(text) <= len(head) + len(tail)
            shown.append(text if whole else f"{head}…{tail}")
        else:
            shown.append(f"[-{text}-]" if kind == "-" else f"{{+{text}+}}")
    return "".join(shown)


def _rule(change: RuleChange, found: BookDiff) -> list[str]:
    rule = change.new or change.old
    assert rule is not None
    book = found.new if change.new else found.old
    about = t(N_(", ")).join((t(KINDS.get(rule.case, rule.case)), t(FORMS[rule.form])))
    head = f"  {SIGNS[change.what]} {rule.id}  {rule.article}  [{about}]"
    if change.what == "changed":
        return [head, *(line for field in change.fields for line in _field(field, change, found))]
    from cli.rule_brief import brief

    words = BookWords(book)
    when = t(N_("; ")).join(words.condition(rule.when))
    return [head, *(paragraph(when, indent=6) if when else []), *paragraph(brief(rule, words), indent=6)]


def _field(field: FieldChange, change: RuleChange, found: BookDiff) -> list[str]:
    assert change.old is not None and change.new is not None
    old, new = in_words(field, change, found)
    name = field.name.removeprefix("body.")
    title = (
        t(NAMES[field.name])
        if field.name in NAMES
        else label(name, change.new if field.new is not None else change.old)
    )
    return [
        *paragraph(t(N_("{fact}: {value}"), fact=title, value="").rstrip(), indent=6),
        *paragraph(f"- {old}", indent=8),
        *paragraph(f"+ {new}", indent=8),
    ]


def in_words(field: FieldChange, change: RuleChange, found: BookDiff) -> tuple[str, str]:
    """A field before and after in words; as data where the words are the same and the data are not."""
    assert change.old is not None and change.new is not None
    old = _said(field.name, field.old, change.old, found.old)
    new = _said(field.name, field.new, change.new, found.new)
    return (old, new) if old != new else (_data(field.old), _data(field.new))


def _said(name: str, value: Any, rule: Rule, book: Book) -> str:
    words = BookWords(book)
    if name == "body.acts" and hasattr(rule.body, "acts"):
        return value_of("acts", value, rule, words)
    if value in (None, (), {}, ""):
        return "-"
    if name == "when":
        return t(N_("; ")).join(words.condition(value)) or t(N_("always"))
    if name == "override":
        return words.offices(value)
    if name == "form":
        return t(FORMS[value])
    if name.startswith("body."):
        return value_of(name.removeprefix("body."), value, rule, words).replace("\n", t(N_(" → ")))
    return t(N_("; ")).join(map(str, value)) if isinstance(value, tuple) else str(value)


def _data(value: Any) -> str:
    from cli.rule import plain

    return json.dumps(plain(value), ensure_ascii=False, default=str)


def _part(change: PartChange, found: BookDiff) -> list[str]:
    where = f"{change.case}.{change.key}" if change.case else change.key
    lines = [f"  {SIGNS[change.what]} " + t(N_("{fact}: {value}"), fact=t(PARTS[change.part]), value=where)]
    for field in change.fields:
        old, new = (
            _of_part(field.name, value, book) for value, book in ((field.old, found.old), (field.new, found.new))
        )
        old, new = (old, new) if old != new else (_data(field.old), _data(field.new))
        lines += paragraph(
            t(N_("{name}: {old} → {new}"), name=field.name, old=old, new=new).removeprefix(": "), indent=6
        )
    return lines


def _of_part(name: str, value: Any, book: Book) -> str:
    """A field of an act, a fact or an office: offices in words, the rest as the book spells it."""
    from aggregates.rulebook.conditions import Condition
    from aggregates.rulebook.steps import Office

    words = BookWords(book)
    if isinstance(value, Condition):
        return t(N_("; ")).join(words.condition(value)) or "-"
    if isinstance(value, tuple) and value and isinstance(value[0], Office):
        return words.offices(value)
    return str(value) if isinstance(value, str) else _data(value)


def _open_cases(found: BookDiff) -> Iterator[str]:
    """Whom it concerns, and what becomes of the cases that are open when it is adopted."""
    yield from ("", t(N_("Cases that would be judged otherwise")))
    for each in found.touched:
        yield from paragraph(_kind(each), indent=2)
    if not found.touched:
        yield f"  {t(N_('None: no rule that binds is another.'))}"
    if any(each.part in {"office", "post", "meeting_kind", "meta"} for each in found.parts):
        line = t(
            N_("What changed of offices, posts, kinds of meeting and the book itself concerns every kind of case.")
        )
        yield from paragraph(line, indent=2)
    stays = t(
        N_(
            "A case keeps the rulebook it was opened under, to its end; the new one judges cases opened from the day "
            "on that it is adopted for. Its `transition` reads: {transition}."
        ),
        transition=found.new.transition,
    )
    yield from paragraph(stays, indent=2)


def _kind(each: Touched) -> str:
    return t(
        N_("{case}: rules added {added}, removed {removed}, changed {changed}; its acts, routes and facts: {parts}"),
        case=t(KINDS.get(each.case, each.case)),
        added=each.added,
        removed=each.removed,
        changed=each.changed,
        parts=each.parts,
    )


def as_json(found: BookDiff) -> dict[str, Any]:
    """The difference as data, fields before and after both as the book spells them and in words."""
    from cli.rule import plain

    def rule(change: RuleChange) -> dict[str, Any]:
        both = [(field, in_words(field, change, found)) for field in change.fields]
        return {
            "what": change.what,
            "old": change.old.id if change.old else None,
            "new": change.new.id if change.new else None,
            "binding": change.binding,
            "fields": [
                {"field": f.name, "old": plain(f.old), "new": plain(f.new), "old_words": was, "new_words": now}
                for f, (was, now) in both
            ],
        }

    return {
        "old": {"key": found.old.key, "sha256": found.old.sha256},
        "new": {"key": found.new.key, "sha256": found.new.sha256},
        "differs": found.differs(),
        "files": list(found.files),
        "articles": [{**each._asdict(), "parts": [list(part) for part in each.parts]} for each in found.articles],
        "rules": [rule(each) for each in found.rules],
        "parts": [
            {**each._asdict(), "fields": [_as_json(field._asdict()) for field in each.fields]} for each in found.parts
        ],
        "open_cases": {"kinds": [each._asdict() for each in found.touched], "transition": found.new.transition},
    }


def _as_json(field: Mapping[str, Any]) -> dict[str, Any]:
    from cli.rule import plain

    return {name: plain(value) for name, value in field.items()}


VERBS = (diff,)
