"""The main job by commands alone, on each store: founded, asked, refused, signed, decided, paid, verified."""

from __future__ import annotations

from pathlib import Path

from cli import demo_county as county
from tests.cli.conftest import Cli


def test_the_main_job_runs_on_each_store(store_url: str, tmp_path: Path) -> None:
    cli = Cli(tmp_path / "home", tmp_path / "state")
    paper = tmp_path / "纪要.txt"
    paper.write_text("会议原则同意。", encoding="utf-8")
    cli.day = "2022-05-05"
    founded = cli.json("init", "--training", "--origin", county.ORIGIN, "--store", store_url)
    for words in county.roster():
        cli(*words)

    cli.day = "2022-05-06"
    small, large = cli.ready("200,000.00"), cli.ready("3,000,000.00", "新建教学楼")
    refusal = cli.refused("fund", "approve", large, "--as", "wang", code=3)
    cli("fund", "review", small, "--as", "zhao")
    cli("fund", "approve", small, "--as", "liu")
    cli(*county.decided("executive", "〔2022〕5号", "adopted", str(paper), large, covers="3,000,000.00"))
    for case in (small, large):
        cli("fund", "pay", case, "--reference", "国库", "--as", "zhou")
    cli("audit", "checkpoint")

    report = cli.json("audit", "verify", "--fingerprint", founded["fingerprint"], clock=False)
    assert refusal["violations"][0]["rule"] == "jiangkou-2022/104/tier-3"
    assert [row["closed"] for row in cli.json("fund", "list")] == ["paid", "paid"]
    assert cli.json("decision", "show", "DEC-2022-0001")["left_fen"] == 0
    assert cli.json("decision", "list")[0]["drawn"] == {large: 300_000_000}
    assert report["ok"] is True
    assert report["checkpoint"]["size"] == report["size"]
    assert cli.json("doctor")["ok"] is True
