"""`rule diff`: what an amended text, or another, says otherwise: articles, rules field by field, and open cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from cli.bookwords import BookWords
from cli.layout import inert
from cli.options import option, verb
from cli.output import paragraph
from cli.rule_diff_words import as_data, as_json, in_words, marked, part_field
from cli.rule_words import FORMS, KINDS, label
from cli.words import N_, t

if TYPE_CHECKING:
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
    from cli.books import in_shape
    from projections.rule_diff import diff as compared

    found = compared(in_shape(old), in_shape(new))
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


def _part(change: PartChange, found: BookDiff) -> list[str]:
    where = f"{change.case}.{change.key}" if change.case else change.key
    lines = [f"  {SIGNS[change.what]} " + t(N_("{fact}: {value}"), fact=t(PARTS[change.part]), value=where)]
    for field in change.fields:
        old, new = (
            part_field(field.name, value, book) for value, book in ((field.old, found.old), (field.new, found.new))
        )
        old, new = (old, new) if old != new else (as_data(field.old), as_data(field.new))
        named = t(N_("{name}: {old} → {new}"), name=field.name, old=old, new=new)
        lines += paragraph(named if field.name else t(N_("{old} → {new}"), old=old, new=new), indent=6)
    return lines


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


VERBS = (diff,)
