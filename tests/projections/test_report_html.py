"""A report as one HTML file: nothing in it acts, nothing is fetched, and the same page is the same bytes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from cli.layout import inert
from ledger.errors import BadInput
from projections import report_charts
from projections.report_charts import Part
from projections.report_html import html, qr, recipe_in, tenths, tight
from projections.report_page import Mark, Masthead, Page, Pairs, Section, Table, Text

HOSTILE = (
    '=HYPERLINK("http://evil.example","看")',
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% include 'x' %}",
    "\x1b[2J\x1b]0;owned\x07",
    "abc\u202etxt.exe\u2066",
    "长" * 300,
    "</style></title></svg>",
)
RECIPE = {"format": 1, "report": "signoff", "case": 'FND-2022-0001"><script>'}


def page(*words: str) -> Page:
    """A page on which every kind of block holds these words."""
    rows = tuple((word, Mark(word, "red")) for word in words)
    chart = report_charts.bars("t", "s", words, [Part("red", "red", tuple(range(len(words))))])
    blocks = (Table(("a", "b"), rows, total=("sum", "2")), *(Text(word) for word in words), chart)
    pairs = Pairs(tuple((word, word) for word in words))
    word = words[0]
    head = Masthead(word, word, word, word, word, word, word)
    sections = (Section(word, blocks, label=word), Section("annex", (pairs,), aside=True))
    return Page("zh", word, word, words, sections, ((word, word),), "AAAAA", "origin\n1\nroot\n", head, word, word)


class Tags(HTMLParser):
    """What a browser would see: elements, attributes, and what stands open at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in {"meta", "img", "path", "rect", "line"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"path", "rect", "line"}:
            return
        assert self.open.pop() == tag


@pytest.mark.parametrize("word", HOSTILE)
def test_a_hostile_name_is_text_and_nothing_else(word: str) -> None:
    tags = Tags()

    text = html(page(word), RECIPE, inert).decode()
    tags.feed(text)

    assert not {"script", "img", "iframe", "link", "object", "embed", "form", "a"} & set(tags.seen)
    assert not [name for name, _ in tags.attributes if name.startswith("on") or name in {"src", "href", "style"}]
    assert tags.open == []
    assert tags.seen.count("title") == 2  # that of the page and that of the picture
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "49" not in text.split("<main>")[1].split('class="frame"')[0] or word == "长" * 300


def test_nothing_is_fetched_and_nothing_may_run() -> None:
    text = html(page("县教育局"), RECIPE, inert).decode()

    assert "default-src 'none'" in text
    assert "@import" not in text
    assert "url(" not in text
    assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]


def test_the_same_page_is_the_same_bytes_and_names_its_recipe() -> None:
    once, again = (html(page("县教育局"), RECIPE, inert) for _ in range(2))

    assert once == again
    assert recipe_in(once) == RECIPE


def test_a_light_is_a_word_beside_its_fill() -> None:
    text = html(page("县教育局"), RECIPE, inert).decode()

    assert '<span class="mark red"><i></i>县教育局</span>' in text


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"{}", b'{"made_from": 1}', b"\xff\xfe", b"%PDF-1.7"])
def test_a_file_without_a_recipe_is_no_report(content: bytes) -> None:
    with pytest.raises(BadInput):
        recipe_in(content)


def test_the_picture_of_the_checkpoint_holds_no_text() -> None:
    assert "<text" not in qr("example.gov.cn/<script>\n5\nAAAA\n")
    assert "script" not in qr("example.gov.cn/<script>\n5\nAAAA\n")


def test_numbers_in_pictures_are_whole_tenths() -> None:
    assert [tenths(number) for number in (0, 5, 10, 125, -25)] == ["0", "0.5", "1", "12.5", "-2.5"]


@pytest.mark.parametrize(("text", "short"), [("2022-06-30", True), ("ITM-2022-0031", True), ("长" * 300, False)])
def test_a_short_cell_stays_on_one_line_and_a_long_one_breaks(text: str, short: bool) -> None:
    assert tight(text) is short
