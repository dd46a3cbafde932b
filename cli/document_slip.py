"""The sign-off slip of a document (发文稿纸): every box of the paper form, filled from the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.case_views import opened
from cli.options import verb
from cli.output import fields
from cli.words import N_, t

if TYPE_CHECKING:
    from aggregates.case_file import ActOnRecord, CaseFile
    from cli.run import Run

BOXES = (
    ("signed", N_("signed for issue"), ("sign",)),
    ("cosigned", N_("co-signed"), ("cosign",)),
    ("reviewed", N_("reviewed"), ("review", "agree")),
    ("checked", N_("checked by the office"), ("check_draft",)),
    ("legality", N_("legality"), ("legal_review",)),
    ("opinions", N_("opinions of departments"), ("reply",)),
    ("drafted", N_("drafted"), ("draft", "register")),
    ("revised", N_("revised"), ("revise",)),
    ("sealed", N_("seal"), ("permit_seal", "seal")),
    ("issued", N_("issued"), ("issue",)),
    ("archived", N_("archived"), ("archive",)),
)
"""The boxes that acts fill: key, label, the acts."""


@verb(
    "slip",
    N_("The sign-off slip of a document (发文稿纸): who drafted, checked, co-signed and signed which text."),
    zh="发文稿纸",
    examples=("document slip DOC-2022-0001", "--json document slip DOC-2022-0001"),
)
@click.argument("case")
@click.pass_obj
def slip(this: Run, /, *, case: str) -> None:
    file, _ = opened(this, case, "document")
    data = as_json(file)
    this.out.put(data, [t(N_("Sign-off slip")), *fields(_rows(this, file, data), indent=2)])


def as_json(file: CaseFile) -> dict[str, Any]:
    """The slip as data; an act that was undone by another text is left out of the boxes."""
    from aggregates.document_text import signed_text, text_of

    facts = {**file.state.proposed, **file.state.facts}
    counting = {done.index for done in file.state.done}
    return {
        "case": file.state.case,
        "title": facts.get("title"),
        "number": facts.get("document_number") if any(d.act == "number" for d in file.state.done) else None,
        "type": facts.get("doc_type"),
        "urgent": facts.get("urgent"),
        "secret": facts.get("secret"),
        "publication": facts.get("publication"),
        "publication_reason": facts.get("publication_reason"),
        "lead_department": facts.get("lead_department"),
        "text": text_of(file),
        "signed_text": signed_text(file),
        "boxes": {
            key: [_mark(act) for act in file.acts if act.act in acts and act.index in counting]
            for key, _, acts in BOXES
        },
    }


def _mark(act: ActOnRecord) -> dict[str, Any]:
    return {
        "act": act.act,
        "outcome": act.outcome,
        **act.by._asdict(),
        "on": act.on.isoformat(),
        "opinion": act.fields.get("opinion"),
        "index": act.index,
    }


def _rows(this: Run, file: CaseFile, data: dict[str, Any]) -> list[tuple[str, Any]]:
    words = this.bookwords
    by_index = {act.index: act for act in file.acts}
    boxes = [
        (t(label), "\n".join(_line(this, by_index[mark["index"]]) for mark in data["boxes"][key]) or "-")
        for key, label, _ in BOXES
    ]
    return [
        (t(N_("case")), file.state.case),
        (words.fact("title"), data["title"]),
        (words.fact("document_number"), data["number"] or "-"),
        *((words.fact(name), words.value(name, data[key])) for name, key in _SAID if data[key] is not None),
        (t(N_("publication")), _publication(this, data)),
        *boxes,
        (t(N_("text")), data["text"]),
        (t(N_("text signed")), data["signed_text"]),
    ]


_SAID = (("doc_type", "type"), ("lead_department", "lead_department"), ("urgent", "urgent"), ("secret", "secret"))


def _publication(this: Run, data: dict[str, Any]) -> str:
    if data["publication"] is None:
        return t(N_("not said yet"))
    said = this.bookwords.value("publication", data["publication"])
    return f"{said}: {data['publication_reason']}" if data["publication_reason"] else said


def _line(this: Run, act: ActOnRecord) -> str:
    """Name, a stand-in's mark (代), office, day, answer; the opinion where one was given."""
    from cli.case_page import what, where

    stand_in = t(N_("(for)")) if act.by.acting_for else ""
    line = f"{this.name_of(act.by.person)}{stand_in} {act.on.isoformat()} {what(this, act, 'document')}"
    opinion = act.fields.get("opinion")
    return f"{line} [{where(this, act)}]" + (f" {opinion}" if opinion else "")


VERBS = (slip,)
