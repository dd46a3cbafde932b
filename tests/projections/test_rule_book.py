"""A woven book: every article once, every rule beside its words, every quote where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregates.rulebook.checks.text import articles_of, squeezed
from aggregates.rulebook.loader import SHIPPED, read, shipped
from ledger.errors import BadInput
from projections.law_stories import CASES, folder_of, stories_in
from projections.rule_book import Article, Woven, weave
from projections.rule_text import Span, chapters_of, place_of, spans_of

WOVEN = weave(read(SHIPPED / "jiangkou-2022"))


def articles(woven: Woven = WOVEN) -> list[Article]:
    return [article for chapter in woven.chapters for article in chapter.articles]


def article(name: str, woven: Woven = WOVEN) -> Article:
    [found] = [each for each in articles(woven) if each.name == name]
    return found


@pytest.mark.parametrize("key", shipped())
def test_every_article_stands_in_the_book_exactly_once_and_whole(key: str) -> None:
    files = read(SHIPPED / key)
    source = articles_of(files["source.txt"].decode())

    woven = weave(files)

    assert [each.name for each in articles(woven)] == list(source)
    for chapter, following in zip(woven.chapters, [*woven.chapters[1:], None], strict=True):
        for each in chapter.articles:
            text = squeezed("".join(span.text for paragraph in each.paragraphs for span in paragraph))
            heading = squeezed(following.title + "".join(following.before)) if following else ""
            assert squeezed(source[each.name]) in {text, text + heading}


@pytest.mark.parametrize("key", shipped())
def test_every_rule_is_beside_its_article_once_and_its_words_are_marked_there(key: str) -> None:
    woven = weave(read(SHIPPED / key))

    assert sorted(held.rule.id for held in woven.rules) == sorted(woven.book.rules)
    assert [held.number for held in woven.rules] == list(range(1, len(woven.rules) + 1))
    for each in articles(woven):
        spans = [span for paragraph in each.paragraphs for span in paragraph]
        for held in each.rules:
            marked = "".join(span.text for span in spans if held.rule.id in span.within)
            assert squeezed(marked) == squeezed(held.rule.quote)
            assert sum(held.rule.id in span.ends for span in spans) == 1


def test_every_statement_left_out_stands_at_its_article() -> None:
    told = [row.id for each in articles() for row in each.left_out]

    assert sorted(told) == sorted(row["id"] for row in WOVEN.counts["left_out"])


def test_words_that_no_rule_holds_are_not_marked() -> None:
    assert all(span.within == () for paragraph in article("第十条").paragraphs for span in paragraph)


def test_quotes_that_overlap_are_both_told() -> None:
    spans = [span for paragraph in article("第一百零四条").paragraphs for span in paragraph]

    [shared] = [span for span in spans if span.text.startswith("重大招商引资项目的建设由")]

    assert {each.rpartition("/")[2] for each in shared.within} == {
        "tier-4",
        "tier-4-investment-project",
        "tier-4-investment-promotion",
    }


def test_a_quote_is_marked_across_white_space_and_lines() -> None:
    first, second = spans_of(("县长 召集", "会议。"), {"a": ("县长召集会议", "")})

    assert first == (Span("县长 召集", ("a",), ()),)
    assert second == (Span("会议", ("a",), ("a",)), Span("。"))


def test_words_that_stand_twice_are_marked_in_the_item_that_is_cited() -> None:
    text = "(一)按时报送。(二)按时报送。"

    assert place_of("按时报送", text) == (3, 7)
    assert place_of("按时报送", text, "二") == (11, 15)
    assert place_of("另有规定", text) is None


def test_a_text_without_chapters_and_one_without_articles_are_still_texts() -> None:
    notice, [only] = chapters_of("关于印发的通知\n\n一、县长召集。\n二、副县长主持。\n")
    assert notice == ("关于印发的通知",)
    assert [(each.name, each.paragraphs) for each in only.articles] == [
        ("第一条", ("县长召集。",)),
        ("第二条", ("副县长主持。",)),
    ]

    assert chapters_of("关于印发的通知\n")[0] == ("关于印发的通知",)


@pytest.mark.parametrize("first", ["", "　　为了规范政府工作,根据宪法和有关法律,制定本规则。"])
def test_the_first_article_is_found_by_its_number_whatever_its_words(first: str) -> None:
    said = "　　为了规范政府工作,根据宪法和有关法律,制定本规则。"

    notice, [chapter] = chapters_of(f"{said}\n第一章 总则\n第一条{first}\n第二条　市长。\n")

    assert notice == (said.strip(),)
    assert (chapter.title, [each.name for each in chapter.articles]) == ("第一章 总则", ["第一条", "第二条"])
    assert [each.paragraphs for each in chapter.articles] == [(said.strip(),) if first else (), ("市长。",)]


def test_the_stories_of_the_model_book_name_its_rules_and_its_people() -> None:
    told = stories_in(CASES / "jiangkou-2022")

    assert {name for story in told.told for name in story.names} <= set(WOVEN.book.rules)
    assert {given for story in told.told for given in story.given} <= set(told.given)
    assert told.people["wang"].offices[0] == ("county_head", None)
    assert len({story.key for story in told.told}) == len(told.told)


def test_a_folder_that_tells_no_stories_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[[story]]\ntitle = 'a'\n", encoding="utf-8")

    with pytest.raises(BadInput, match=r"a\.toml"):
        stories_in(tmp_path)
    with pytest.raises(BadInput, match="no folder"):
        folder_of("jiangkou-2022", str(tmp_path / "gone"))
    assert folder_of("newtown-2030", None) is None
    assert folder_of("../../../etc", None) is None
