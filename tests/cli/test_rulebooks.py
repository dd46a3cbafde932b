"""Several rulebooks on the command line: compared, woven into a book to sign, told apart."""

from __future__ import annotations

import re
import shutil
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from aggregates.rulebook.checks.text import articles_of, squeezed
from aggregates.rulebook.forms import Form
from aggregates.rulebook.loader import SHIPPED, load, shipped
from cli import words
from cli.bookwords import BookWords
from cli.layout import columns
from cli.rule_brief import brief
from cli.rule_words import FIELDS as LABELS
from cli.rule_words import in_full
from cli.story_words import ASIDE, THEN
from projections.law_stories import CASES
from tests.cli.conftest import Cli

KEY = "jiangkou-2022"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7 * 7 }}\\u001b[2J\\u202eabc'


@pytest.fixture
def altered(tmp_path: Path) -> Path:
    """A copy of the model book in which the second tier reaches further."""
    folder = tmp_path / "altered"
    shutil.copytree(SHIPPED / KEY, folder)
    replace(folder / "funds.toml", "over = 20_000_000, up_to = 100_000_000", "over = 20_000_000, up_to = 150_000_000")
    replace(folder / "meta.toml", 'title = "江口县人民政府工作规则"', 'title = "江口县人民政府工作规则(修订)"')
    return folder


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def said(out: str) -> str:
    """The words, however they were wrapped."""
    return "".join(out.split())


class Tags(HTMLParser):
    """What a browser would see: elements, attributes, ids, and where links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs

    def named(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


def test_without_a_topic_the_topics_and_their_questions_are_listed(nowhere: Cli) -> None:
    out = nowhere("rule", "compare", clock=False).out
    given = nowhere.json("rule", "compare", clock=False)

    assert {"funds", "quorum", "minutes", "leave", "escalation", "signing"} <= {each["topic"] for each in given}
    assert "Who approves, by which source and amount?" in out
    assert "资金审批" in nowhere("rule", "compare", "--lang", "zh", clock=False).out


def test_two_books_stand_side_by_side_in_the_width_of_the_terminal(nowhere: Cli, altered: Path) -> None:
    books = ("--book", KEY, "--book", str(altered))

    out = nowhere("rule", "compare", "funds", *books, clock=False, COLUMNS="110").out

    [row] = [line for line in out.splitlines() if line.count("[104/tier-2]") == 2]
    assert " | " in row
    assert all(columns(line) <= 110 for line in out.splitlines())
    assert "1,000,000.00" in out and "1,500,000.00" in out


def test_more_than_three_books_stand_one_below_the_other(nowhere: Cli, altered: Path, tmp_path: Path) -> None:
    more = [shutil.copytree(altered, tmp_path / f"book{n}") for n in range(3)]
    books = [word for folder in (altered, *more) for word in ("--book", str(folder))]

    out = nowhere("rule", "compare", "quorum", *books, clock=False).out
    page = tmp_path / "page.html"
    nowhere("rule", "compare", "quorum", *books, "--html", str(page), clock=False)

    assert " | " not in out
    assert out.count("[50/quorum-two-thirds]") == 4
    assert page.read_text(encoding="utf-8").count('class="place"') == 4


def test_a_book_without_such_a_rule_says_so(nowhere: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    shutil.copytree(SHIPPED / KEY, folder)
    for file in ("leave", "items"):
        (folder / f"{file}.toml").write_text(f'case = "{file}"\nrule = []\n', encoding="utf-8")

    given = nowhere.json("rule", "compare", "escalation", "--book", KEY, "--book", str(folder), clock=False)

    assert [each["says"] for each in given["questions"][0]["answers"]] == ["rules", "nothing"]
    out = nowhere("rule", "compare", "escalation", "--book", str(folder), clock=False).out
    assert "The text says nothing of it that a rule holds." in out


def test_where_the_text_is_silent_the_reading_is_told(nowhere: Cli) -> None:
    out = nowhere("rule", "compare", "funds", "--book", KEY, clock=False, COLUMNS="200").out

    assert "[104/silent-earmarked] (the text is silent)" in out
    assert "read as: Nobody by this text" in out


def test_a_comparison_as_data_holds_the_rules_whole(nowhere: Cli) -> None:
    given = nowhere.json("rule", "compare", "quorum", "--book", KEY, clock=False)

    [first, _] = given["questions"][0]["answers"][0]["rules"]
    assert given["topic"] == "quorum"
    assert first["rule"] == "jiangkou-2022/50/quorum-two-thirds"
    assert first["article"] == "第五十条"
    assert first["in_words"] == {
        "when": "kind of meeting: plenary meeting",
        "asks": "convene and open: at least 2 of 3 of the members",
    }


def test_a_topic_or_a_book_that_is_not_there_is_a_fault_of_usage(nowhere: Cli) -> None:
    assert "say one of" in nowhere("rule", "compare", "weather", clock=False, code=2).told
    assert "there is no rulebook" in nowhere("rule", "compare", "funds", "--book", "gone", clock=False, code=2).told


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", shipped())
def test_every_rule_of_every_book_has_words(key: str, lang: str) -> None:
    book = load(key)
    words.use(lang)

    for rule in book.rules.values():
        shown = [brief(rule, BookWords(book)), *(value for _, value in in_full(rule, BookWords(book)))]
        assert all(shown), rule.id
        assert not any("{" in text for text in shown), rule.id


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_woven_book_holds_every_article_rule_reading_and_story(nowhere: Cli, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "book.html"

    given = nowhere.json("rule", "book", KEY, "--lang", lang, "--out", str(file), clock=False)

    text = file.read_text(encoding="utf-8")
    tags = Tags(text)
    ids, links = tags.named("id"), tags.named("href")
    source = (SHIPPED / KEY / "source.txt").read_text(encoding="utf-8")
    assert [each for each in ids if each.startswith("a")] == [f"a{n}" for n in range(1, len(articles_of(source)) + 1)]
    assert all(text.count(f"<h3>{name} ") == 1 for name in articles_of(source))
    assert len([each for each in ids if re.fullmatch(r"r\d+", each)]) == given["rules"]
    assert len([each for each in ids if re.fullmatch(r"s\d+", each)]) == given["stories"] > 100
    assert text.count("□") == 2 * given["readings"]
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert given["untested"] == []
    assert "\\n" not in text
    assert given["sha256"] in text
    assert "default-src 'none'" in text and "http" not in text.split("<main>")[0].replace("http-equiv", "")


@pytest.mark.parametrize("key", shipped())
def test_the_words_of_the_law_are_whole_and_in_order_in_the_woven_book(nowhere: Cli, tmp_path: Path, key: str) -> None:
    file = tmp_path / "book.html"
    nowhere("rule", "book", key, "--out", str(file), clock=False)
    numbers = re.compile(r"^\s*(第[一二三四五六七八九十百零]+条(?=\s)|[一二三四五六七八九十百零]+、)")

    text = squeezed(re.sub(r"<sup>.*?</sup>|<[^>]+>", "", file.read_text(encoding="utf-8").partition("<main>")[2]))

    at = 0
    for line in (SHIPPED / key / "source.txt").read_text(encoding="utf-8").splitlines():
        if words_of_line := squeezed(escape(numbers.sub("", line), quote=True)).replace("&quot;", "&#34;"):
            found = text.find(words_of_line, at)
            assert found >= 0, line
            at = found


def test_the_same_book_is_the_same_bytes(nowhere: Cli, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        nowhere("rule", "book", KEY, "--out", str(tmp_path / name), clock=False)

    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_book_without_stories_says_so(nowhere: Cli, altered: Path, tmp_path: Path) -> None:
    replace(altered / "meta.toml", 'key = "jiangkou-2022"', 'key = "newtown-2030"')
    file = tmp_path / "book.html"

    out = nowhere("rule", "book", str(altered), "--out", str(file), clock=False).out
    told = nowhere.json("rule", "book", str(altered), "--out", str(file), "--stories", str(CASES / KEY), clock=False)

    assert "none here: --stories DIR says where they are" in out
    assert told["stories"] > 100


def test_a_story_that_leaves_out_what_its_line_speaks_of_is_told_with_a_dash(nowhere: Cli, tmp_path: Path) -> None:
    lines = [*(f'{{ does = "{each}" }}' for each in ASIDE), *(f'{{ then = "{each}" }}' for each in THEN)]
    (tmp_path / "one.toml").write_text(
        f'[[story]]\ntitle = "one"\nnames = ["{KEY}/104/tier-1"]\ntells = [{", ".join(lines)}]\n', encoding="utf-8"
    )
    file = tmp_path / "book.html"

    nowhere("rule", "book", KEY, "--stories", str(tmp_path), "--out", str(file), clock=False)

    assert "then - is -" in file.read_text(encoding="utf-8")


def test_a_rule_that_no_story_names_is_marked(nowhere: Cli, tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(
        '[[story]]\ntitle = "one"\nnames = ["jiangkou-2022/104/tier-1"]\n'
        'tells = [{ who = "feng", does = "request", yuan = "1" }]\n',
        encoding="utf-8",
    )
    file = tmp_path / "book.html"

    given = nowhere.json("rule", "book", KEY, "--stories", str(tmp_path), "--out", str(file), clock=False)

    assert "jiangkou-2022/104/tier-2" in given["untested"]
    assert "jiangkou-2022/104/tier-1" not in given["untested"]
    assert file.read_text(encoding="utf-8").count("no story names it") == len(given["untested"])


def test_a_book_is_written_here_whatever_it_calls_itself(
    nowhere: Cli, altered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(altered / "meta.toml", 'key = "jiangkou-2022"', 'key = "../../outside"')
    here = tmp_path / "a" / "b"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)

    given = nowhere.json("rule", "book", str(altered), clock=False)

    assert given["file"] == "outside.html"
    assert [path.name for path in here.iterdir()] == ["outside.html"]
    assert not (tmp_path / "outside.html").exists()


def test_an_article_without_words_is_woven_with_the_rules_that_cite_it(nowhere: Cli, altered: Path) -> None:
    text = (altered / "source.txt").read_text(encoding="utf-8")
    first, second = text.index("第一百零四条"), text.index("第一百零五条")
    (altered / "source.txt").write_text(text[:first] + "第一百零四条\n" + text[second:], encoding="utf-8")
    file = altered / "book.html"

    nowhere("rule", "book", str(altered), "--out", str(file), clock=False)

    assert "jiangkou-2022/104/tier-2" in file.read_text(encoding="utf-8")


def test_hostile_words_in_a_book_are_text_and_nothing_else(nowhere: Cli, altered: Path, tmp_path: Path) -> None:
    toml = HOSTILE.replace('"', '\\"')
    replace(altered / "meta.toml", 'zh = "县长", en = "county head"', f'zh = "{toml}", en = "{toml}"')
    replace(altered / "meta.toml", "江口县人民政府工作规则(修订)", toml)
    replace(altered / "funds.toml", "Does 重大 leave out", toml)
    replace(altered / "funds.toml", "keeps strictly to the budget", toml)
    plain = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7 * 7 }}\x1b[2J\u202eabc'
    replace(altered / "source.txt", "根据《中华人民共和国宪法》", f"{plain}根据《中华人民共和国宪法》")
    (tmp_path / "s.toml").write_text(
        f'[[story]]\ntitle = "{toml}"\nnames = ["{toml}"]\n'
        f'tells = [{{ who = "{toml}", does = "{toml}", x = "{toml}" }}]\n',
        encoding="utf-8",
    )

    pages = [tmp_path / "book.html", tmp_path / "compare.html"]
    nowhere("rule", "book", str(altered), "--out", str(pages[0]), "--stories", str(tmp_path), clock=False)
    nowhere("rule", "compare", "funds", "--book", str(altered), "--html", str(pages[1]), clock=False)
    shown = nowhere("rule", "compare", "funds", "--book", str(altered), clock=False).out
    shown += nowhere("rule", "diff", KEY, str(altered), clock=False).out

    for page in pages:
        text = page.read_text(encoding="utf-8")
        tags = Tags(text)
        assert "alert(1)" in text
        assert not {"script", "img", "iframe", "link", "object", "embed", "form"} & tags.seen
        assert not [name for name, _ in tags.attributes if name.startswith("on") or name in {"src", "style"}]
        assert all(link.startswith("#") for link in tags.named("href"))
        assert "{{ 7 * 7 }}" in text and "{{ page" not in text
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


def test_an_amendment_is_told_in_words_with_the_cases_it_touches(nowhere: Cli, altered: Path) -> None:
    out = nowhere("rule", "diff", KEY, str(altered), clock=False).out
    given = nowhere.json("rule", "diff", KEY, str(altered), clock=False)

    assert "~ jiangkou-2022/104/tier-2" in out
    assert "up to and including 1,500,000.00 yuan" in " ".join(out.split())
    assert "funding requests: rules added 0, removed 0, changed 1" in " ".join(out.split())
    assert "open cases keep the route they were opened under" in " ".join(out.split())
    [rule] = given["rules"]
    [field] = rule["fields"]
    assert (rule["old"], rule["binding"], field["field"]) == ("jiangkou-2022/104/tier-2", True, "when")
    assert field["new"] != field["old"] and "1,500,000.00" in field["new_words"]
    assert given["open_cases"]["kinds"] == [{"case": "fund", "added": 0, "removed": 0, "changed": 1, "parts": 0}]


def test_an_amended_article_is_shown_with_what_went_out_and_what_came_in(nowhere: Cli, altered: Path) -> None:
    replace(altered / "source.txt", "由县长审签", "由县长签字")

    out = said(nowhere("rule", "diff", KEY, str(altered), clock=False).out)

    assert "[-审签-]{+签字+}" in out or "[-审-]签{+字+}" in out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_book_itself_says_stands_without_a_name(nowhere: Cli, altered: Path, lang: str) -> None:
    replace(altered / "meta.toml", 'transition = "', 'transition = "still ')

    out = nowhere("rule", "diff", KEY, str(altered), "--lang", lang, clock=False).out

    assert re.search("(?m)^      open cases keep .* → ", out)


def test_the_exit_code_tells_a_difference_only_where_it_is_asked_for(nowhere: Cli, altered: Path) -> None:
    nowhere("rule", "diff", KEY, str(altered), clock=False, code=0)
    nowhere("rule", "diff", KEY, str(altered), "--exit-code", clock=False, code=1)
    same = nowhere("rule", "diff", KEY, KEY, "--exit-code", clock=False, code=0)

    assert "They say the same." in same.out


FIELDS = {
    "reading": ("funds.toml", "May the county head, who leads all work", "May he, who leads all work"),
    "term": ("documents.toml", "within = { working_days = 3 }", "within = { working_days = 4 }"),
    "unit": ("documents.toml", "within = { working_days = 5 }", "within = { calendar_days = 5 }"),
    "ahead": ("meetings.toml", "working_days = 5", "working_days = 6"),
    "share": ("meetings.toml", "at_least = { parts = 2, of = 3 }", "at_least = { parts = 1, of = 3 }"),
    "quota": ("meetings.toml", "at_most = 2", "at_most = 3"),
    "period": ("meetings.toml", 'per = "month"', 'per = "quarter"'),
    "office": ("funds.toml", 'by = { office = "vice_head_finance" }', 'by = { office = "vice_head" }'),
    "order": ("office.toml", 'order = "rank"\n', ""),
    "acts": ("office.toml", 'acts = "all"', 'acts = ["sign"]'),
    "outcome": ("documents.toml", 'outcome = ["heard", "adopted", "adopted_in_principle"]', 'outcome = ["adopted"]'),
    "fields": ("items.toml", 'fields = ["origin", "undertaking_unit", "text"]', 'fields = ["origin", "text"]'),
    "departing": ("meetings.toml", 'override = { by = [{ office = "county_head" }] }\n', ""),
    "silent": ("leave.toml", 'then = "free"', 'then = "refuse"'),
    "fact": ("facts.toml", 'declared_by = { office = "finance_bureau" }', 'declared_by = { office = "gov_office" }'),
    "act": ("acts.toml", 'by = { named = "department" }, closes', 'by = { office = "gov_office" }, closes'),
}  # fmt: skip


@pytest.mark.parametrize("what", FIELDS)
def test_a_change_of_any_kind_is_told_in_words_that_differ(nowhere: Cli, altered: Path, what: str) -> None:
    shutil.rmtree(altered)
    shutil.copytree(SHIPPED / KEY, altered)
    file, old, new = FIELDS[what]
    replace(altered / file, old, new)

    given = nowhere.json("rule", "diff", KEY, str(altered), clock=False)
    out = nowhere("rule", "diff", KEY, str(altered), "--lang", "zh", clock=False).out

    assert len(given["rules"]) + len(given["parts"]) == 1
    for field in (field for rule in given["rules"] for field in rule["fields"]):
        assert field["old_words"] != field["new_words"]
    assert re.search(r"(?m)^  ~ ", out)


def test_every_field_of_every_form_has_a_label() -> None:
    assert {name for form in Form.__args__ for name in form._fields} <= set(LABELS)
