"""`audit replay` and `audit rules` as they are typed: text, data, a page in which nothing acts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

HOSTILE = '=HYPERLINK("x") <script>alert(1)</script> ' + "长" * 300


def test_a_case_is_replayed_step_by_step_with_its_articles(cli: Cli) -> None:
    case = cli.ready("150,000.00")

    told = cli("audit", "replay", case, clock=False).out

    assert "lawful then  yes" in told
    assert "第一百零四条" in told
    assert "NO:" not in told


def test_a_replay_as_data_says_of_every_step_if_it_was_lawful_and_who_was_next(cli: Cli) -> None:
    case = cli.ready("150,000.00")

    found = cli.json("audit", "replay", case, clock=False)

    assert found["case"] == case and found["known"] == "then" and found["changed"] == []
    assert all(step["lawful"] and step["refused"] is None for step in found["steps"])
    assert all(turn["people"] for turn in found["next"])


def test_a_replay_after_its_first_entry_knows_only_that(cli: Cli) -> None:
    case = cli.ready("150,000.00")
    first = cli.json("audit", "replay", case, clock=False)["steps"][0]["index"]

    found = cli.json("audit", "replay", case, "--index", str(first), clock=False)

    assert [step["act"] for step in found["steps"]] == ["request"]
    assert found["size"] == first + 1


def test_the_page_is_one_file_in_which_nothing_acts_and_the_same_again(cli: Cli, tmp_path: Path) -> None:
    case = cli.request(purpose=HOSTILE)
    one, other = tmp_path / "one.html", tmp_path / "other.html"

    for file in (one, other):
        cli("audit", "replay", case, "--html", str(file), clock=False)

    text = one.read_text(encoding="utf-8")
    assert one.read_bytes() == other.read_bytes()
    assert "<script" not in text and "&lt;script&gt;" in text
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--at", "2022-05-06T09:00", "--index", "3"), "either --at or --index"),
        (("--index", "999999"), "there is no entry 999999"),
        (("--at", "2001-01-01"), "there was no case"),
        (("--under", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_replayed_is_said(cli: Cli, words: tuple[str, ...], told: str) -> None:
    case = cli.request()

    assert told in cli("audit", "replay", case, *words, code=2, clock=False).told


def test_a_lawful_record_is_found_lawful(cli: Cli) -> None:
    cli.ready("150,000.00")

    found = cli.json("audit", "rules", clock=False)

    assert found["ok"] is True and found["findings"] == []
    assert found["judged"] > 3


def test_the_rules_are_asked_of_a_copy_that_is_named_too(cli: Cli) -> None:
    cli.request()

    told = cli("audit", "rules", str(cli.home / "ledger.db"), "--from", "1", clock=False).out

    assert "all lawful" in told
