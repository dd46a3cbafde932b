"""The acts of a document: its text by digest, so that what was signed is what is issued, and its number (文号).

The text is the first enclosure of the act that brings it: drafting, registering, revising. Every later act says to
which text it was done. Another text undoes what was done to the one before, as the book's table of acts has it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from aggregates.case_file import CaseFile
from aggregates.document_text import SIGN, TEXT, signed_text, text_of
from aggregates.kinds import KINDS, kind_of
from aggregates.office import cases
from aggregates.office.cases import NOTHING, More
from aggregates.office.desk import ActResult, Desk, Sight
from aggregates.office.manner import PLAIN, Attachment, Manner
from aggregates.office.proposal import Asked, Vetted
from aggregates.refusals import refusal
from ledger.enclosures import SALT_BYTES, digest_of
from ledger.errors import BadInput, GovledgerError

DOCUMENT = KINDS["document"]
REVISE, NUMBER, ISSUE = "revise", "number", "issue"
WORD, NUMBERED = "number_word", "document_number"
_NUMBER = re.compile(r"(.+)〔(\d{4})〕(\d+)号")


def open_document(
    desk: Desk, act: str, facts: Mapping[str, Any], *, refs: Sequence[str] = (), manner: Manner = PLAIN
) -> ActResult:
    """Draft a document, or register an incoming one; its text is the first enclosure, if it is there already.

    Args:
        refs: older documents that this one takes up again, as a reply does.

    Raises:
        BadInput: no such act or fact, or the minutes are of a meeting that is not there.
        Refused, FactsWanted: as the rules have it.
    """
    manner = _salted(manner)
    return cases.open_case(desk, DOCUMENT.key, act, facts, refs=refs, manner=manner, more=partial(_opened, manner))


def act(desk: Desk, case: str, asked: Asked, manner: Manner = PLAIN) -> ActResult:
    """Do any act of the book on a document that is open for it.

    Raises:
        BadInput: no such case, act, outcome or fact; a revision without a new text; a number that is taken.
        Refused, FactsWanted: as the rules have it; or the text to be issued is not the one that was signed.
    """
    if asked.act == REVISE:
        manner = _salted(manner)
        return cases.act(desk, case, asked, manner, more=partial(_revised, manner))
    more = {NUMBER: _numbered, ISSUE: _issued}.get(asked.act, _done_to_the_text)
    return cases.act(desk, case, asked, manner, more=more)


def next_number(sight: Sight, case: str, word: str) -> str:
    """The next number (文号) of that word and year: one after the highest on record, used or void.

    A document that was numbered before keeps its number.
    """
    year, taken = sight.on.year, 0
    for entry in sight.record.of_types({DOCUMENT.type_of(NUMBER)}):
        said = _NUMBER.fullmatch(str(entry.facts.get("fields", {}).get(NUMBERED, "")))
        if said and said[1] == word and int(said[2]) == year:
            if entry.case == case:
                return said[0]
            taken = max(taken, int(said[3]))
    return f"{word}〔{year}〕{taken + 1}号"


def _salted(manner: Manner) -> Manner:
    """The manner with a salt drawn for each enclosure, so that its digest is known before it is kept."""
    drawn = tuple(each if each.salt else replace(each, salt=os.urandom(SALT_BYTES)) for each in manner.enclosures)
    return replace(manner, enclosures=drawn)


def _digest(attachment: Attachment) -> str:
    assert attachment.salt is not None, "salted above"
    return digest_of(attachment.content, attachment.salt)


def _opened(manner: Manner, sight: Sight, file: CaseFile, found: Vetted) -> More:
    meeting = found.stated.fields.get("meeting")
    known = kind_of(meeting) if meeting else None
    if meeting and (known is None or known.key != "meeting"):
        raise BadInput("{case} is no meeting", case=meeting)
    return More({TEXT: _digest(manner.enclosures[0])}) if manner.enclosures else NOTHING


def _revised(manner: Manner, sight: Sight, file: CaseFile, found: Vetted) -> More:
    """The new text. The one before is looked at, where it lies here, so that nothing is undone for the same text."""
    if not manner.enclosures:
        if "body" in found.stated.fields:
            return NOTHING
        raise BadInput("a revision brings a new text (--text FILE)")
    before = text_of(file)
    if before and _lies_here(sight, before) == manner.enclosures[0].content:
        raise BadInput("the text is the same as before: nothing was revised")
    return More({TEXT: _digest(manner.enclosures[0])})


def _lies_here(sight: Sight, digest: str) -> bytes | None:
    try:
        return sight.enclosures.get(digest) if sight.enclosures else None
    except GovledgerError:  # withheld or lost: then nobody can say that it is the same
        return None


def _done_to_the_text(sight: Sight, file: CaseFile, found: Vetted) -> More:
    text = text_of(file)
    if text:
        return More({TEXT: text})
    return More(warnings=({"kind": "nothing-frozen"},)) if found.act.name == SIGN else NOTHING


def _issued(sight: Sight, file: CaseFile, found: Vetted) -> More:
    text, signed = text_of(file), signed_text(file)
    if signed and text != signed:
        template = "the text {text} is not the one that was signed, {signed}"
        raise refusal("text-not-signed", template, act=ISSUE, case=file.state.case, text=text, signed=signed)
    return _done_to_the_text(sight, file, found)


def _numbered(sight: Sight, file: CaseFile, found: Vetted) -> More:
    """The number as said, if it is free; else the next of the word."""
    fields = dict(found.stated.fields)
    number = fields.get(NUMBERED)
    found.context.read_types.add(DOCUMENT.type_of(NUMBER))
    if number is None:
        if not (word := fields.get(WORD)):
            raise BadInput("say the word of the number (--word), or the number itself (--number)")
        fields[NUMBERED] = next_number(sight, file.state.case, str(word))
    elif holder := _holder(sight, str(number), file.state.case):
        raise BadInput("the number {number} is that of {case}", number=number, case=holder)
    anew = sorted(name for name, value in fields.items() if file.state.facts.get(name, value) != value)
    said = {"fields": fields, "renews": anew, TEXT: text_of(file)}
    return More({key: value for key, value in said.items() if value})


def _holder(sight: Sight, number: str, case: str) -> str | None:
    """Another document that bears the number, or bore it."""
    entries = sight.record.of_types({DOCUMENT.type_of(NUMBER)})
    bearing = (e.case for e in entries if e.facts.get("fields", {}).get(NUMBERED) == number)
    return next((other for other in bearing if other != case), None)
