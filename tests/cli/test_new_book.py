"""A new rulebook: laid out, then led through by the check until it may be adopted."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from aggregates.rulebook.loader import SHIPPED
from tests.cli.conftest import Cli

TEXT = "新县人民政府工作规则\n\n第一条  为规范工作，制定本规则。\n\n第二条  20万元以下（含20万元）的，由县长审签。\n"


def test_a_new_folder_has_no_fault_but_the_articles_that_nobody_has_read(nowhere: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "book"

    made = nowhere.json("rule", "new", "xin-2025", "--out", str(folder), clock=False)
    checked = nowhere.json("rule", "check", str(folder), code=2, clock=False)

    assert made["articles"] == 1
    assert sorted(path.name for path in folder.iterdir()) == made["files"]
    assert (checked["faults"], checked["unread"]) == ([], ["第一条"])


def test_the_articles_of_a_text_are_listed_to_be_read(nowhere: Cli, tmp_path: Path) -> None:
    folder, source = laid_out(nowhere, tmp_path)

    checked = nowhere.json("rule", "check", str(folder), code=2, clock=False)

    assert checked["faults"] == []
    assert checked["unread"] == ["第一条", "第二条"]
    assert "第一条" in checked["next"]
    assert (folder / "source.txt").read_text(encoding="utf-8") == source.read_text(encoding="utf-8")
    assert 'title = "新县人民政府工作规则"' in (folder / "meta.toml").read_text(encoding="utf-8")


def test_a_text_of_a_shipped_book_is_laid_out_with_all_its_articles(nowhere: Cli, tmp_path: Path) -> None:
    source = SHIPPED / "jiangkou-2022" / "source.txt"

    made = nowhere.json("rule", "new", "a-2022", "--text", str(source), "--out", str(tmp_path / "a"), clock=False)

    assert made["articles"] == 109


def test_the_check_leads_from_the_shape_to_the_meaning_to_the_articles(nowhere: Cli, tmp_path: Path) -> None:
    folder, _ = laid_out(nowhere, tmp_path)
    funds = folder / "funds.toml"
    good = RULE.replace("amont_fen", "amount_fen").replace("（含20万元)", "（含20万元）")

    funds.write_text(f'case = "fund"\n{RULE.replace("[[rule]]", "[[rule]")}', encoding="utf-8")
    shape = nowhere("rule", "check", str(folder), code=2, clock=False).out
    funds.write_text(f'case = "fund"\n{RULE}', encoding="utf-8")
    meaning = nowhere("rule", "check", str(folder), code=2, clock=False).out
    funds.write_text(f'case = "fund"\n{good}', encoding="utf-8")
    unlisted = nowhere("rule", "check", str(folder), code=2, clock=False).out
    accounted(folder)
    whole = nowhere("rule", "check", str(folder), clock=False).out

    assert "line 3" in shape and "not TOML" in shape and "Mend the shape" in shape
    assert "line 9  xin-2025/2/small" in meaning
    assert "there is no fact amont_fen" in meaning and "did you mean amount_fen?" in meaning
    assert "line 5  xin-2025/2/small" in meaning
    assert "the article says: 20万元以下（含20万元）的" in meaning
    assert "after 以下（含20万元 the quote says ), the article ）" in " ".join(meaning.split())
    assert "xin-2025/2/small is missing here" in unlisted
    assert "no fault found" in whole and "rule adopt" in whole


def test_the_words_of_the_check_are_chinese_where_they_are_asked_for(nowhere: Cli, tmp_path: Path) -> None:
    folder, _ = laid_out(nowhere, tmp_path)
    (folder / "funds.toml").write_text(f'case = "fund"\n{RULE}', encoding="utf-8")

    said = nowhere("rule", "check", str(folder), "--lang", "zh", code=2, clock=False).out

    assert "第9行" in said
    assert "是否指 amount_fen？" in said
    assert "尚未交代的条文" in said


def test_a_command_that_reads_a_misshapen_book_names_line_and_fault_in_the_language_of_the_reader(
    nowhere: Cli, tmp_path: Path
) -> None:
    folder = tmp_path / "shiqiao"
    nowhere("rule", "new", "shiqiao-2024", "--out", str(folder), clock=False)
    meta = folder / "meta.toml"
    meta.write_text(meta.read_text(encoding="utf-8").replace("late_entry", "late_entrie", 1), encoding="utf-8")

    english = nowhere("rule", "list", "--book", str(folder), code=2, clock=False).told
    chinese = nowhere("rule", "list", "--book", str(folder), "--lang", "zh", code=2, clock=False).told

    assert "meta.toml, line 8: there is no key late_entrie_working_days" in " ".join(english.split())
    assert "did you mean late_entry_working_days?" in " ".join(english.split())
    assert "第8行" in chinese and "no key" not in chinese and "did you mean" not in chinese


@pytest.mark.parametrize("key", ["Xin-2025", "新县", "a/b", "..", ""])
def test_a_key_that_names_no_book_is_refused(nowhere: Cli, tmp_path: Path, key: str) -> None:
    nowhere("rule", "new", key, "--out", str(tmp_path / "book"), code=2, clock=False)

    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize("data", [b"\xff\xfe1", b"no article", b"\xe7\xac\xac\0", b"x" * (1 << 21)])
def test_a_text_that_cannot_be_one_is_refused_and_nothing_made(nowhere: Cli, tmp_path: Path, data: bytes) -> None:
    text = tmp_path / "text.txt"
    text.write_bytes(data)

    nowhere("rule", "new", "xin-2025", "--text", str(text), "--out", str(tmp_path / "book"), code=2, clock=False)

    assert not (tmp_path / "book").exists()


def test_a_folder_with_something_in_it_is_not_written_over(nowhere: Cli, tmp_path: Path) -> None:
    folder, _ = laid_out(nowhere, tmp_path)
    (folder / "meta.toml").write_text("mine", encoding="utf-8")

    told = nowhere("rule", "new", "xin-2025", "--out", str(folder), code=2, clock=False).told

    assert "not empty" in told
    assert (folder / "meta.toml").read_text(encoding="utf-8") == "mine"


RULE = """
[[rule]]
id = "xin-2025/2/small"
quote = "20万元以下（含20万元)的，由县长审签"
article = "第二条"
says = "Up to 200,000 yuan the head signs."
form = "only"
when = { amont_fen = { up_to = 20_000_000 } }
act = "sign"
by = { office = "county_head" }
"""


def laid_out(nowhere: Cli, tmp_path: Path) -> tuple[Path, Path]:
    """A folder laid out for a text of two articles."""
    folder, source = tmp_path / "book", tmp_path / "text.txt"
    source.write_text(TEXT, encoding="utf-8")
    nowhere("rule", "new", "xin-2025", "--text", str(source), "--out", str(folder), clock=False)
    return folder, source


def accounted(folder: Path) -> None:
    """Both articles accounted for."""
    articles = folder / "articles.toml"
    first, _, second = articles.read_text(encoding="utf-8").partition('[article."第二条"]')
    first = first.replace("encoded = []", 'why_not = "the purpose of the rules"')
    second = second.replace("encoded = []", 'encoded = ["xin-2025/2/small"]')
    articles.write_text(f'{first}[article."第二条"]{second}', encoding="utf-8")


def test_the_commented_examples_are_rules_once_the_hashes_are_taken_away(nowhere: Cli, tmp_path: Path) -> None:
    folder, _ = laid_out(nowhere, tmp_path)
    articles: dict[str, list[dict[str, str]]] = {}
    for path in folder.glob("*.toml"):
        head, mark, rest = path.read_text(encoding="utf-8").partition("# [[rule]]")
        path.write_text(head + re.sub(r"(?m)^# ?", "", mark + rest) if mark else head, encoding="utf-8")
        for rule in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", ()):
            articles.setdefault(rule["article"], []).append(rule)
    acts = folder / "acts.toml"
    acts.write_text(re.sub(r"(?m)^# (\w+\.\w+ = )", r"\1", acts.read_text(encoding="utf-8")), encoding="utf-8")
    text = [f"{article}  {'；'.join(rule['quote'] for rule in rules)}。" for article, rules in articles.items()]
    (folder / "source.txt").write_text("\n".join(text), encoding="utf-8")
    listed = [f'[article."{a}"]\nabout = "a"\nencoded = {[r["id"] for r in rules]}' for a, rules in articles.items()]
    (folder / "articles.toml").write_text("\n".join(listed), encoding="utf-8")

    found = nowhere.json("rule", "check", str(folder), code=2, clock=False)

    gaps = [each for each in found["faults"] if "no rule applies on" in each["message"]]
    assert len(articles) >= 7
    assert found["unread"] == []
    assert [each for each in found["faults"] if each not in gaps] == []
    assert {each["where"] for each in gaps} == {
        "agenda.admission", "document.signing", "document.approval", "leave.approval",
    }  # fmt: skip
