"""The acts of a document that say something of their own: its text, its number, whether and how it is made public."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.acting import act, manner
from cli.case_acts import do, of_any_act
from cli.options import option, verb
from cli.words import N_
from ledger.errors import BadInput

if TYPE_CHECKING:
    from cli.run import Run

KIND = "document"
F = TypeVar("F", bound=Callable[..., Any])

text = option("--text", metavar="FILE", help=N_("the text of the paper; its digest is what is signed"))
opinion = option("--opinion", metavar="TEXT", help=N_("the opinion in words"))


def of_a_new_paper(function: F) -> F:
    """What is said of every paper when it is opened."""
    for each in (
        option("--ref", "refs", multiple=True, metavar="CASE", help=N_("an older document that this one takes up")),
        option("--matter", metavar="MATTER", help=N_("the kind of matter, as the rulebook lists them")),
        option("--type", "doc_type", metavar="TYPE", help=N_("request, report, outgoing, normative, minutes, ...")),
        text,
    ):
        function = each(function)
    return function


@verb(
    "draft",
    N_("Draft a document to be issued; minutes name their meeting."),
    zh="起草",
    acts=True,
    examples=(
        "document draft --title 关于做好防汛工作的通知 --lead edu --type outgoing --text 通知.docx --as feng",
        "document draft --title 常务会议纪要 --lead gov_office --type minutes --meeting MTG-2022-0001 --as wu",
    ),
)
@option("--title", required=True, metavar="TEXT", help=N_("the title"))
@option("--lead", required=True, metavar="UNIT", help=N_("the department that drafts it"))
@option("--name-of", metavar="NAME", help=N_("in whose name: county_government, gov_office, department, ..."))
@option("--meeting", metavar="CASE", help=N_("the meeting whose minutes these are"))
@of_a_new_paper
@of_any_act
@click.pass_obj
def draft(this: Run, /, *, meeting: str | None, name_of: str | None, **said: Any) -> None:
    from cli import naming

    of = naming.case(this, meeting, "meeting") if meeting else None
    _open(this, "draft", (("meeting", of), ("name_of", name_of)), **said)


@verb(
    "register",
    N_("Register a paper that came in, with the unit that sent it."),
    zh="收文登记",
    acts=True,
    examples=(
        "document register --title 校舍维修请示 --lead edu --type request --purpose approval --text 请示.pdf --as wu",
    ),
)
@option("--title", required=True, metavar="TEXT", help=N_("the title"))
@option("--lead", required=True, metavar="UNIT", help=N_("the unit that sent it"))
@option("--purpose", metavar="PURPOSE", help=N_("what it is sent for: approval, information"))
@of_a_new_paper
@of_any_act
@click.pass_obj
def register(this: Run, /, *, purpose: str | None, **said: Any) -> None:
    _open(this, "register", (("purpose_of_paper", purpose),), **said)


def _open(
    this: Run,
    name: str,
    own: Sequence[tuple[str, str | None]],
    *,
    title: str,
    lead: str,
    text: str | None,
    doc_type: str | None,
    matter: str | None,
    refs: Sequence[str],
    enclosures: Sequence[str],
    **said: Any,
) -> None:
    from aggregates.office import documents
    from cli import naming
    from cli.facts import facts as read

    desk = this.desk()
    pairs = (("title", title), ("lead_department", lead), ("doc_type", doc_type), ("matter", matter), *own)
    stated = read(this, [*said.pop("facts"), *(f"{fact}={value}" for fact, value in pairs if value)])
    how = manner(this, enclosures=(*((text,) if text else ()), *enclosures), **said)
    if how.enclosures and not text:
        raise BadInput("a paper's first enclosure is its text: say which it is (--text FILE)")
    old = [naming.case(this, each, KIND) for each in refs]
    act(
        this,
        lambda: documents.open_document(desk, name, stated, refs=old, manner=how),
        this.bookwords.act(KIND, name),
    )


@verb(
    "revise",
    N_("Bring another text: what was reviewed, signed and numbered before is to be done anew."),
    zh="修改",
    acts=True,
    examples=("document revise DOC-2022-0001 --text 通知修改稿.docx --as feng",),
)
@click.argument("case")
@option("--text", required=True, metavar="FILE", help=N_("the new text"))
@of_any_act
@click.pass_obj
def revise(this: Run, /, *, case: str, text: str, enclosures: Sequence[str], **said: Any) -> None:
    do(this, KIND, case, "revise", enclosures=(text, *enclosures), **said)


@verb(
    "reply",
    N_("Answer a unit that asks for an opinion: agree, agree with changes, or disagree."),
    zh="答复意见",
    acts=True,
    examples=(
        "document reply DOC-2022-0001 --as jiang",
        "document reply DOC-2022-0001 --disagree --opinion 与现行标准不符 --reason 标准不一 --as jiang",
    ),
)
@click.argument("case")
@option("--with-changes", is_flag=True, help=N_("agree, once changed as the opinion says"))
@option("--disagree", is_flag=True, help=N_("disagree"))
@opinion
@of_any_act
@click.pass_obj
def reply(this: Run, /, *, case: str, with_changes: bool, disagree: bool, opinion: str | None, **said: Any) -> None:
    if with_changes and disagree:
        raise BadInput("either --with-changes or --disagree")
    outcome = "agree_with_changes" if with_changes else "disagree" if disagree else "agree"
    do(this, KIND, case, "reply", outcome=outcome, more=[f"opinion={opinion}"] if opinion else [], **said)


@verb(
    "number",
    N_("Give a signed document its number: the next of that word and year, or the one that is said."),
    zh="编号",
    acts=True,
    examples=("document number DOC-2022-0001 --word 江府发 --as wu",),
)
@click.argument("case")
@option("--word", metavar="WORD", help=N_("the word of the number: 江府发, 江府办发, ..."))
@option("--number", metavar="NUMBER", help=N_("the number itself, of a document numbered on paper: 江府发〔2022〕5号"))
@of_any_act
@click.pass_obj
def number(this: Run, /, *, case: str, word: str | None, number: str | None, **said: Any) -> None:
    own = (("number_word", word), ("document_number", number))
    do(this, KIND, case, "number", more=[f"{fact}={value}" for fact, value in own if value], **said)


@verb(
    "set-publication",
    N_("Say whether a document is made public (公开选择), and why not where it is not."),
    zh="公开选择",
    acts=True,
    examples=(
        "document set-publication DOC-2022-0001 published --as wu",
        "document set-publication DOC-2022-0001 not_published --why 内部事务 --as wu",
    ),
)
@click.argument("case")
@click.argument("publication")
@option("--why", metavar="TEXT", help=N_("why it is not published, or only on request"))
@of_any_act
@click.pass_obj
def set_publication(this: Run, /, *, case: str, publication: str, why: str | None, **said: Any) -> None:
    more = [f"publication={publication}", *([f"publication_reason={why}"] if why else [])]
    do(this, KIND, case, "set_publication", more=more, **said)


@verb(
    "issue",
    N_("Issue a signed and numbered document: the text that was signed, and no other."),
    zh="印发",
    acts=True,
    examples=("document issue DOC-2022-0001 --channel e_government_platform --as wu",),
)
@click.argument("case")
@option("--channel", metavar="CHANNEL", help=N_("by which way: e_government_platform, paper, confidential_post, ..."))
@of_any_act
@click.pass_obj
def issue(this: Run, /, *, case: str, channel: str | None, **said: Any) -> None:
    do(this, KIND, case, "issue", more=[f"channel={channel}"] if channel else [], **said)


@verb(
    "publish",
    N_("Make an issued document public."),
    zh="公布",
    acts=True,
    examples=("document publish DOC-2022-0001 --channel website --as wu",),
)
@click.argument("case")
@option("--channel", metavar="CHANNEL", help=N_("by which way: website, press_conference, newspaper, broadcast"))
@of_any_act
@click.pass_obj
def publish(this: Run, /, *, case: str, channel: str | None, **said: Any) -> None:
    do(this, KIND, case, "publish", more=[f"publication_channel={channel}"] if channel else [], **said)


VERBS = (draft, register, revise, reply, number, set_publication, issue, publish)
