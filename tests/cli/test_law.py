"""Rules and calendar on the command line: shown, explained, checked, counted, adopted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aggregates.rulebook.loader import SHIPPED, load, shipped
from cli import words
from cli.bookwords import BookWords
from cli.rule import in_full
from tests.cli.conftest import Cli

COVERAGE = {
    "articles", "articles_accounted", "rules", "enforced", "by_declaration", "undated", "silent", "held_by", "advisory",
    "not_yet", "left_out", "by_case",
}  # fmt: skip


def test_coverage_has_the_shape_that_others_build_on(nowhere: Cli) -> None:
    found = nowhere.json("rule", "coverage", clock=False)

    assert list(found) == list(shipped())
    book = found["jiangkou-2022"]
    assert book.keys() == COVERAGE
    assert book["articles"] == book["articles_accounted"] > 100
    assert all(each.keys() == {"rule", "why"} for each in book["not_yet"])
    assert book["by_case"]["FundRequest"]["not_yet"] == []
    assert all(each.keys() == {"id", "article", "why"} for each in book["left_out"])
    assert "FundRequest" in nowhere("rule", "coverage", clock=False).out


def test_a_rule_is_shown_with_its_words_its_bounds_and_its_reading(nowhere: Cli) -> None:
    out = nowhere("rule", "show", "104/tier-2", "--book", "jiangkou-2022", clock=False).out
    given = nowhere.json("rule", "show", "jiangkou-2022/104/tier-2", clock=False)

    assert "“20万元以上100万元以下(含100万元)由县长审签”" in out
    assert "amount over 200,000.00 yuan" in out
    assert "amount up to and including 1,000,000.00 yuan" in out
    assert "sign by county head" in out
    assert given["rule"] == "jiangkou-2022/104/tier-2"
    assert given["reading"]["adopted"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_of_the_book_can_be_shown(nowhere: Cli, lang: str) -> None:
    law = load("jiangkou-2022")
    words.use(lang)

    for rule in law.rules.values():
        shown = "".join("".join(in_full(rule, BookWords(law))).split())
        assert "".join(rule.quote.split()) in shown
        assert "{" not in shown, shown


@pytest.mark.parametrize(
    ("options", "count"), [(("--case", "fund", "--form", "chain"), 8), (("--article", "104", "--form", "silent"), 1)]
)
def test_rules_are_listed_by_case_form_and_article(nowhere: Cli, options: tuple[str, ...], count: int) -> None:
    assert len(nowhere.json("rule", "list", "--book", "jiangkou-2022", *options, clock=False)) == count


def test_why_tells_the_rules_that_apply_from_those_that_do_not_and_those_not_known_yet(cli: Cli) -> None:
    case = cli.request("350,000.00")
    cli("fund", "declare", case, "source=supplementary", "--as", "zhou")

    given = {each["rule"]: each for each in cli.json("rule", "why", case, "--all")["rules"]}

    assert given["jiangkou-2022/104/tier-2"]["applies"] is True
    assert given["jiangkou-2022/104/tier-1"]["applies"] is False
    assert given["jiangkou-2022/104/tier-4-investment-project"]["applies"] is None
    assert "not known yet" in cli("rule", "why", case).out


def test_a_faulty_rulebook_is_told_all_its_faults_and_not_adopted(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(SHIPPED / "jiangkou-2022", folder)
    funds = folder / "funds.toml"
    text = funds.read_text(encoding="utf-8")
    funds.write_text(text.replace("由县长审签", "由副县长审签").replace("非税收入资金", "税收资金"), encoding="utf-8")

    report = cli.json("rule", "check", str(folder), code=2, clock=False)
    refused = cli("rule", "adopt", str(folder), "--as", "sun", code=2)

    assert report["ok"] is False
    assert len(report["problems"]) >= 2
    assert "faults" in refused.told
    good = cli.json("rule", "check", "jiangkou-2022", clock=False)
    assert (good["ok"], good["problems"], good["faults"], good["unread"]) == (True, [], [], [])


def test_an_amended_book_is_adopted_and_judges_from_its_day_on(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "jiangkou-2022"
    shutil.copytree(SHIPPED / "jiangkou-2022", folder)
    funds = folder / "funds.toml"
    text = funds.read_text(encoding="utf-8")
    changed = text.replace("up_to = 20_000_000", "up_to = 15_000_000").replace("over = 20_000_000", "over = 15_000_000")
    funds.write_text(changed.replace("20万元", "15万元"), encoding="utf-8")
    source = folder / "source.txt"
    source.write_text(source.read_text(encoding="utf-8").replace("20万元", "15万元"), encoding="utf-8")
    cli("rule", "adopt", str(folder), "--from", "2022-05-09", "--changes", "限额", "--as", "sun")
    cli("office", "confirm", "--as", "qian")

    cli.day = "2022-05-09"
    case = cli.ready("200,000.00")
    error = cli.refused("fund", "approve", case, "--as", "liu", code=3)

    assert error["violations"][0]["rule"] == "jiangkou-2022/104/tier-2"


def test_working_days_are_counted_aloud_over_the_holiday_to_the_make_up_saturday(nowhere: Cli) -> None:
    said = nowhere("calendar", "explain", "--from", "2026-09-28", "--within", "5wd", "--lang", "zh", clock=False).out
    given = nowhere.json("calendar", "explain", "--from", "2026-09-28", "--within", "5wd", clock=False)

    assert (given["due_on"], given["provisional"]) == ("2026-10-10", False)
    assert "2026年10月10日(星期六)" in said
    assert "调休" in said


def test_a_year_not_published_is_marked_provisional_until_it_is_adopted(cli: Cli, tmp_path: Path) -> None:
    explain = ("calendar", "explain", "--from", "2027-01-01", "--within", "3wd")
    assert cli.json(*explain)["provisional"] is True
    assert "provisional" in cli(*explain).out
    file = tmp_path / "2027.toml"
    published = (SHIPPED.parent / "calendar_data" / "2026.toml").read_text(encoding="utf-8")
    file.write_text(published.replace("2026", "2027"), encoding="utf-8")

    faults = cli("calendar", "adopt", str(file), "--as", "sun", code=2)

    assert "2027.toml, line" in faults.told
    assert len(faults.err.splitlines()) > 3


def test_the_calendar_shows_a_year_and_counts_back(nowhere: Cli) -> None:
    assert nowhere.json("calendar", "show", "2022", clock=False)["provisional"] is False
    assert nowhere.json("calendar", "show", clock=False)[0]["year"] == 2012
    back = nowhere.json("calendar", "explain", "--before", "2022-05-09", "--ahead", "5wd", clock=False)
    assert back["due_on"] == "2022-04-28"
    assert nowhere("calendar", "explain", "--from", "2022-05-06", code=2, clock=False).out == ""
