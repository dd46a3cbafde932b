"""Documents: what was signed is what is issued, another text goes back, numbers run by word and year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

import pytest

from aggregates.calendar import shipped
from aggregates.case_file import CaseFile
from aggregates.document_text import signed_text, text_of
from aggregates.office import acts, cases, confirmations, corrections, documents
from aggregates.office.desk import ActResult
from aggregates.office.documents import next_number
from aggregates.office.manner import Attachment, Manner
from aggregates.office.proposal import Asked
from aggregates.record_context import RecordContext
from aggregates.refusals import Refused
from aggregates.review.judge import acts_of, judge
from aggregates.review.past import Past
from aggregates.roster import Roster
from ledger.application import Store
from ledger.errors import BadInput, GovledgerError
from tests.law.hall import hall, halls, halls_made_once
from tests.town import PAPER, TownHall

__all__ = ["hall", "halls", "halls_made_once"]
AGREE, DISAGREE = "agree", "disagree"
ORDINARY = {"doc_type": "outgoing", "name_of": "county_government", "matter": "other"}


def paper(text: str) -> Manner:
    """The text as the first enclosure of an act."""
    return Manner(enclosures=(Attachment("通知.txt", "text/plain", text.encode()),))


class Papers:
    """Documents of the education bureau in the government's name: He and Tan check them, Zhao signs."""

    def __init__(self, town: TownHall) -> None:
        self.town = town

    def draft(self, text: str | None = "第一稿", **facts: Any) -> str:
        said = {"title": "关于做好校舍安全工作的通知", "lead_department": "edu_bureau", **ORDINARY, **facts}
        manner = paper(text) if text else Manner()
        desk = self.town.desk("feng")
        case = self.town.done(lambda m: documents.open_document(desk, "draft", said, manner=m), manner).case
        self.do(case, "declare", "wu", **{name: said[name] for name in ORDINARY}, major=False)
        self.do(
            case, "declare", "he", within_department_remit=False, already_in_law=False, secret=False,
            of_public_interest=False,
        )  # fmt: skip
        return case

    def do(
        self, case: str, act: str, by: str, outcome: str | None = None, manner: Manner | None = None, **facts: Any
    ) -> ActResult:
        asked = Asked(act, outcome, facts)
        return self.town.done(lambda m: acts.do(self.town.desk(by), case, asked, m), manner)

    def refused(
        self, case: str, asked: Asked, by: str, error: type[GovledgerError] = Refused, manner: Manner | None = None
    ) -> Any:
        made = self.town.manner(manner)
        return self.town.refused(lambda: acts.do(self.town.desk(by), case, asked, made), error)

    def checked(self, **facts: Any) -> str:
        case = self.draft(**facts)
        self.check(case)
        return case

    def check(self, case: str) -> None:
        self.do(case, "check_draft", "he", AGREE)
        self.do(case, "check_draft", "tan", AGREE)

    def signed(self, **facts: Any) -> str:
        case = self.checked(**facts)
        self.do(case, "sign", "zhao", AGREE)
        return case

    def numbered(self, word: str = "江府发", **facts: Any) -> str:
        case = self.signed(**facts)
        self.do(case, "number", "wu", number_word=word)
        return case

    def sealed(self) -> str:
        case = self.numbered()
        self.do(case, "permit_seal", "tan")
        self.do(case, "seal", "pan")
        self.do(case, "set_publication", "wu", publication="published")
        return case

    def file(self, case: str) -> CaseFile:
        return self.town.fund(case)

    def number(self, case: str) -> str:
        return str(self.file(case).state.facts["document_number"])

    def told(self, case: str, act: str) -> str:
        return str(next(a.facts["text"] for a in reversed(self.file(case).acts) if a.act == act))


@pytest.fixture
def papers(hall: TownHall) -> Iterator[Papers]:
    """The ledger is verified once, when all is done: a document takes a dozen acts."""
    hall.verifying = False
    yield Papers(hall)
    hall.verifying = True
    hall.verified()


# What was signed


def test_every_act_on_a_document_says_to_which_text_it_was_done(papers: Papers) -> None:
    case = papers.signed()

    text = text_of(papers.file(case))

    assert text is not None
    assert papers.town.enclosures.get(text).decode() == "第一稿"
    assert {papers.told(case, act) for act in ("draft", "check_draft", "sign")} == {text}
    assert signed_text(papers.file(case)) == text


def test_another_text_undoes_what_was_done_to_the_one_before(papers: Papers) -> None:
    case = papers.sealed()
    first = text_of(papers.file(case))

    papers.do(case, "revise", "feng", manner=paper("第二稿"))

    file = papers.file(case)
    assert text_of(file) not in {None, first}
    assert signed_text(file) is None
    assert {done.act for done in file.state.done} == {"draft", "set_publication", "revise"}
    assert "sign" in {act.act for act in file.acts}
    refusal = papers.refused(case, Asked("issue", None, {"channel": "e_government_platform"}), "wu")
    assert "jiangkou-2022/acts/document.issue" in refusal.rule_ids


def test_the_new_text_is_checked_signed_and_numbered_anew_and_keeps_its_number(papers: Papers) -> None:
    case = papers.numbered()
    papers.do(case, "revise", "feng", manner=paper("第二稿"))

    papers.refused(case, Asked("sign", AGREE), "zhao")
    papers.check(case)
    papers.do(case, "sign", "zhao", AGREE)
    papers.do(case, "number", "wu", number_word="江府发")

    assert papers.number(case) == "江府发〔2022〕1号"
    assert signed_text(papers.file(case)) == text_of(papers.file(case))


def test_the_same_text_again_is_no_revision_and_voids_nothing(papers: Papers) -> None:
    case = papers.signed()

    papers.refused(case, Asked("revise"), "feng", BadInput, paper("第一稿"))
    papers.refused(case, Asked("revise"), "feng", BadInput)

    assert "sign" in {done.act for done in papers.file(case).state.done}


def test_one_byte_more_is_another_text(papers: Papers) -> None:
    case = papers.signed()

    papers.do(case, "revise", "feng", manner=paper("第一稿 "))

    assert "sign" not in {done.act for done in papers.file(case).state.done}


def test_what_is_issued_is_what_was_signed(papers: Papers) -> None:
    case = papers.sealed()

    issued = papers.do(case, "issue", "wu", channel="e_government_platform")

    assert papers.told(case, "issue") == signed_text(papers.file(case))
    assert issued.type == "document.issued/1"
    assert papers.file(case).state.closed == "issued"


def test_a_signature_without_a_text_freezes_nothing_and_says_so(papers: Papers) -> None:
    case = papers.checked(text=None)

    signed = papers.do(case, "sign", "zhao", AGREE)

    assert [each["kind"] for each in signed.warnings if each["kind"] != "advice"] == ["nothing-frozen"]


def test_who_does_not_sign_sends_the_document_back(papers: Papers) -> None:
    case = papers.checked()

    papers.do(case, "sign", "zhao", DISAGREE, manner=Manner(reason="缓发"))

    assert papers.file(case).state.closed == "returned"


# Numbers


def test_numbers_run_by_word_and_year_without_a_gap(papers: Papers) -> None:
    numbers = [papers.number(papers.numbered(word)) for word in ("江府发", "江府函", "江府发")]
    papers.town.on("2023-01-03")
    numbers.append(papers.number(papers.numbered("江府发")))

    assert numbers == ["江府发〔2022〕1号", "江府函〔2022〕1号", "江府发〔2022〕2号", "江府发〔2023〕1号"]


def test_a_number_once_used_is_not_used_again_though_the_document_was_revised(papers: Papers) -> None:
    case = papers.numbered()
    papers.do(case, "revise", "feng", manner=paper("第二稿"))

    assert papers.number(papers.numbered()) == "江府发〔2022〕2号"


def test_a_number_from_paper_is_taken_once_and_the_next_follows_it(papers: Papers) -> None:
    case = papers.signed()
    papers.do(case, "number", "wu", document_number="江府发〔2022〕8号")
    other = papers.signed()

    papers.refused(other, Asked("number", None, {"document_number": "江府发〔2022〕8号"}), "wu", BadInput)
    papers.do(other, "number", "wu", number_word="江府发")

    assert papers.number(other) == "江府发〔2022〕9号"


def test_a_number_needs_its_word(papers: Papers) -> None:
    papers.refused(papers.signed(), Asked("number"), "wu", BadInput)


def test_two_desks_that_number_at_once_draw_two_numbers(papers: Papers) -> None:
    """The second was planned before the first was recorded: it is planned again, and takes the next."""
    first, second = papers.signed(), papers.signed()
    seen: list[str] = []

    def meanwhile(desk: Any) -> None:
        if not seen:
            seen.append(next_number(desk.look(), second, "江府发"))
            papers.do(first, "number", "wu", number_word="江府发")

    desk = papers.town.desk("zheng")
    append = desk.store.append

    def late(*args: Any, **kwargs: Any) -> Any:
        meanwhile(desk)
        return append(*args, **kwargs)

    desk.store = cast(Store, Overtaken(desk.store, late))
    acts.do(desk, second, Asked("number", None, {"number_word": "江府发"}), papers.town.manner())

    assert seen == ["江府发〔2022〕1号"]
    assert [papers.number(case) for case in (first, second)] == ["江府发〔2022〕1号", "江府发〔2022〕2号"]


class Overtaken:
    """A store in which somebody else records just before this desk does."""

    def __init__(self, store: Any, append: Any) -> None:
        self._store, self.append = store, append

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


# What the rules lean on


def derived(papers: Papers, case: str) -> dict[str, Any]:
    """What the program knows of a document untold."""
    record = papers.town.record
    context = RecordContext(record, Roster(record), shipped)
    state = papers.file(case).state
    return dict(context.derive(state, state.facts, papers.town.book, papers.town.today))


def test_opinions_are_laid_out_and_a_no_makes_it_disputed(papers: Papers) -> None:
    case = papers.draft(units_concerned=["health_bureau", "edu_bureau"])
    papers.do(case, "declare", "wu", units_concerned=["health_bureau", "edu_bureau"])

    assert derived(papers, case)["agreement"] == "agreed"
    papers.do(case, "reply", "ma", DISAGREE, manner=Manner(reason="标准不一"), opinion="与现行标准不符")

    file = papers.file(case)
    assert file.state.closed is None
    assert derived(papers, case) == {
        "agreement": "disputed",
        "consulted": True,
        "direction": "out",
        "issuer_is_department_office": False,
        "issuer_is_internal_organ": False,
        "portfolios": 1,
        "touches_other_units": True,
    }
    [reply] = [act for act in file.acts if act.act == "reply"]
    assert (reply.outcome, reply.fields["opinion"]) == (DISAGREE, "与现行标准不符")


def test_minutes_name_a_meeting_and_the_meeting_learns_of_them(papers: Papers) -> None:
    meeting = papers.town.done(
        lambda m: acts.open_case(
            papers.town.desk("wu"), "meeting", "plan", {"kind": "executive", "meets_on": "2022-05-20"}, manner=m
        )
    ).case
    said = {"title": "常务会议纪要", "doc_type": "minutes", "lead_department": "gov_office", "meeting": meeting}

    minutes = papers.town.done(
        lambda m: documents.open_document(papers.town.desk("wu"), "draft", said, manner=m), paper("纪要")
    ).case

    assert [(each.as_, each.case) for each in papers.file(meeting).state.linked] == [("meeting", minutes)]


def test_minutes_of_what_is_no_meeting_are_not_drafted(papers: Papers) -> None:
    said = {"title": "纪要", "doc_type": "minutes", "lead_department": "gov_office", "meeting": papers.draft()}
    manner = papers.town.manner()

    papers.town.refused(lambda: documents.open_document(papers.town.desk("wu"), "draft", said, manner=manner), BadInput)


# What holds for every act holds here


def test_the_same_act_again_is_recorded_once_with_its_text(papers: Papers) -> None:
    case = papers.checked()
    manner = papers.town.manner(paper("第二稿"))

    first = acts.do(papers.town.desk("feng"), case, Asked("revise"), manner)
    again = acts.do(papers.town.desk("feng"), case, Asked("revise"), manner)

    assert (again.repeated, again.index) == (True, first.index)


def test_a_signature_recorded_for_the_leader_and_disowned_freezes_nothing(papers: Papers) -> None:
    case = papers.checked()
    manner = Manner(record_for="county_head", enclosures=(PAPER,))
    signed = papers.do(case, "sign", "wu", AGREE, manner=manner)
    assert signed_text(papers.file(case)) == text_of(papers.file(case))

    papers.town.done(
        lambda m: confirmations.disown(papers.town.desk("wang"), signed.index, manner=m), Manner(reason="未曾签发")
    )

    assert signed_text(papers.file(case)) is None
    papers.refused(case, Asked("number", None, {"number_word": "江府发"}), "wu")


def test_a_signature_recorded_for_the_leader_is_confirmed(papers: Papers) -> None:
    case = papers.checked()
    signed = papers.do(case, "sign", "wu", AGREE, manner=Manner(record_for="county_head", enclosures=(PAPER,)))

    papers.town.done(lambda m: confirmations.confirm(papers.town.desk("wang"), signed.index, manner=m))

    assert papers.file(case).acts[-1].confirmed


def test_a_signature_entered_late_keeps_its_day_and_needs_its_reason(papers: Papers) -> None:
    case = papers.checked()
    papers.town.on("2022-05-20")
    on = Manner(on=date(2022, 5, 6))

    papers.refused(case, Asked("sign", AGREE), "zhao", BadInput, on)
    papers.do(case, "sign", "zhao", AGREE, manner=Manner(on=date(2022, 5, 6), late_reason="停电"))

    assert papers.file(case).acts[-1].on == date(2022, 5, 6)
    assert papers.file(case).state.done[-1].counts_on == date(2022, 5, 20)


def test_a_title_is_corrected_before_anything_leans_on_it(papers: Papers) -> None:
    said = {"title": "关于校舍安全的通知", "lead_department": "edu_bureau", **ORDINARY}
    case = papers.town.done(lambda m: documents.open_document(papers.town.desk("feng"), "draft", said, manner=m)).case
    index = papers.file(case).acts[0].index

    papers.town.done(
        lambda m: corrections.correct(
            papers.town.desk("feng"), index, {"title": "关于做好校舍安全工作的通知"}, manner=m
        ),
        Manner(reason="漏字"),
    )

    assert papers.file(case).state.facts["title"] == "关于做好校舍安全工作的通知"


def test_a_document_is_withdrawn_by_the_department_that_drafted_it_and_sent_back_by_whose_turn_it_is(
    papers: Papers,
) -> None:
    withdrawn, back = papers.draft(), papers.draft()

    papers.do(withdrawn, "withdraw", "feng", manner=Manner(reason="另行安排"))
    papers.refused(back, Asked("return"), "jiang", manner=Manner(reason="材料不全"))
    papers.do(back, "return", "he", manner=Manner(reason="材料不全"))

    assert [papers.file(case).state.closed for case in (withdrawn, back)] == ["withdrawn", "returned"]


def test_declaring_a_fact_is_done_to_no_text_and_is_lawful_when_judged_again(papers: Papers) -> None:
    town, case = papers.town, papers.draft()
    town.done(lambda m: cases.declare(town.desk("wu"), case, {"external": False}, manner=m))
    record = town.record
    past = Past(record, town.enclosures)

    assert [act.act for act in papers.file(case).acts if "text" in act.facts] == ["draft"]
    assert [judged.finding for act in acts_of(record.valid()) if (judged := judge(act, past)).finding] == []
