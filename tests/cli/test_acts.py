"""Acts on the command line: what they print, what they give as JSON, what is refused and how."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from cli import demo_county as county
from tests.cli.conftest import Cli

ACT = {"case", "version", "index", "type", "leaf", "rules", "next", "act", "training"}


def test_an_act_gives_where_it_stands_which_rules_admitted_it_and_what_comes_next(cli: Cli) -> None:
    given = cli.json(*county.request(county.Asked("150,000.00", "校舍维修")))

    assert given.keys() == ACT
    assert (given["case"], given["version"], given["type"]) == ("FND-2022-0001", 1, "fund-request.requested/1")
    assert len(given["leaf"]) == 64
    assert "jiangkou-2022/104/silent-who-requests" in given["rules"]
    assert given["next"][0].keys() == {"act", "command", "people", "offices"}
    assert given["next"][0]["command"][:3] == ["fund", "declare", "FND-2022-0001"]
    assert given["next"][0]["people"] == ["zhou"]


def test_an_act_prints_one_short_result_and_the_next_command(cli: Cli) -> None:
    said = cli(*county.request(county.Asked("150,000.00", "校舍维修")))

    lines = said.out.splitlines()
    assert lines[0].startswith("Recorded: funds requested: FND-2022-0001, step 1 (entry ")
    assert lines[1].startswith("Next: govledger fund declare FND-2022-0001 source=")
    assert len(lines) == 2
    assert said.err == "[training] training ledger: nothing here is a decision of anybody\n"


def test_the_next_commands_lead_a_request_from_asking_to_payment(cli: Cli) -> None:
    case = cli.ready("150,000.00")

    following = cli.json("fund", "show", case)["next"][0]["command"]
    while following[:2] != ["fund", "pay"]:
        following = cli.json(*following)["next"][0]["command"]
    paid = cli.json(*following, "--reference", "国库2022-1")

    assert paid["type"] == "fund-request.paid/1"
    assert cli.json("fund", "show", case)["closed"] == "paid"


def test_a_refusal_names_article_words_facts_and_next_step_and_ends_with_3(cli: Cli) -> None:
    case = cli.ready("200,000.01")

    error = cli.refused("fund", "approve", case, "--as", "liu", code=3)

    assert (error["kind"], error["act"], error["case"]) == ("rule", "sign", case)
    [violation] = error["violations"]
    assert {"rule", "article", "quote", "facts", "next"} <= violation.keys()
    assert violation["rule"] == "jiangkou-2022/104/tier-2"
    assert violation["article"] == "第一百零四条"
    assert violation["quote"] == "20万元以上100万元以下(含100万元)由县长审签"
    assert violation["facts"] == {"source": "supplementary", "amount_fen": 20_000_001}
    assert violation["next"][0]["command"] == ["fund", "approve", case, "--as", "wang"]


def test_a_refusal_as_text_says_the_same_in_either_language(cli: Cli) -> None:
    case = cli.ready("200,000.01")

    english = cli("fund", "approve", case, "--as", "liu", code=3)
    chinese = cli("fund", "approve", case, "--as", "liu", "--lang", "zh", code=3)

    assert english.out == chinese.out == ""
    assert "refused: sign in FND-2022-0001" in english.err
    assert "sign is for county head, not for" in english.err
    assert "amount: 200,000.01 yuan" in english.err
    assert "Nothing was recorded." in english.err
    assert "拒绝" in chinese.err
    assert "未写入任何记录" in chinese.err
    for said in (english, chinese):
        assert "江口县人民政府工作规则 第一百零四条" in said.err
        assert "“20万元以上100万元以下(含100万元)由县长审签”" in said.err
        assert f"govledger fund approve {case} --as wang" in said.err


def test_a_fact_nobody_has_declared_is_wanted_and_ends_with_2(cli: Cli) -> None:
    case = cli.request("150,000.00")
    cli("fund", "note", case, "report_budget", "--fact", "budget_report=报告", "--as", "feng")
    cli("fund", "declare", case, "source=supplementary", "major_project=no", "--as", "zhou")
    cli("fund", "note", case, "present", "--as", "zhou")

    error = cli.refused("fund", "review", case, "--as", "zhao", code=2)

    assert error["kind"] == "wanted"
    assert error["facts"][0]["fact"] == "major_investment_promotion"
    assert error["facts"][0]["people"] == ["wu"]
    assert error["facts"][0]["next"][0]["command"][:3] == ["fund", "declare", case]


def test_whoever_may_not_speak_for_the_office_ends_with_4(cli: Cli) -> None:
    case = cli.ready("350,000.00")

    error = cli.refused("fund", "approve", case, "--as", "feng", "--office", "county_head", code=4)

    assert error["kind"] == "authority"
    assert cli.refused("office", "enrol", "gu", "--name", "顾", "--as", "wang", code=4)["kind"] == "authority"


def test_the_same_id_again_is_recorded_once(cli: Cli) -> None:
    act = str(uuid4())
    first = cli.json(*county.request(county.Asked("1000", "纸张")), "--id", act)

    again = cli.json(*county.request(county.Asked("1000", "纸张")), "--id", act)
    other = cli("--json", *county.request(county.Asked("2000", "纸张")), "--id", act, code=2)

    assert (again["index"], again["case"], again["repeated"]) == (first["index"], first["case"], True)
    assert "belongs to another act" in other.error["message"]
    assert len(cli.json("fund", "list")) == 1


def test_a_dry_run_says_what_would_be_recorded_and_records_nothing(cli: Cli) -> None:
    size = cli.json("audit", "verify", clock=False)["size"]

    said = cli(*county.request(county.Asked("1000", "纸张")), "--dry-run")
    given = cli.json(*county.request(county.Asked("1000", "纸张")), "--dry-run")

    assert said.out.startswith("Would be recorded: ")
    assert (given["index"], given["dry_run"]) == (size, True)
    assert cli.json("audit", "verify", clock=False)["size"] == size
    assert cli.json("fund", "list") == []


def test_requests_that_together_pass_a_tier_are_warned_of(cli: Cli) -> None:
    for _ in range(2):
        cli(*county.request(county.SPLIT))

    said = cli(*county.request(county.SPLIT))
    given = cli.json(*county.request(county.SPLIT))

    assert "270,000.00 yuan" in said.out
    assert given["warnings"][0]["kind"] == "adds-up"
    assert given["warnings"][0]["total_fen"] == 36_000_000


def test_disagreeing_needs_a_reason_and_sends_the_request_back(cli: Cli) -> None:
    case = cli.ready("350,000.00")

    assert "--reason" in cli("fund", "approve", case, "--disagree", "--as", "wang", code=2).err
    cli("fund", "approve", case, "--disagree", "--reason", "缓办", "--as", "wang")

    assert cli.json("fund", "show", case)["closed"] == "returned"
    assert cli.json("fund", "show", case)["next"] == []


def test_a_clerk_records_for_a_leader_with_the_scan_and_the_leader_confirms(cli: Cli, tmp_path: Path) -> None:
    scan = tmp_path / "审签单.pdf"
    scan.write_bytes(b"%PDF-1.4 signed")
    cli("office", "record-for", "wu", "county_head", "--from", county.FROM, "--as", "sun")
    cli("office", "confirm", "--as", "qian")
    case = cli.ready("350,000.00")

    bare = cli("fund", "approve", case, "--as", "wu", "--record-for", "county_head", code=2)
    cli("fund", "approve", case, "--as", "wu", "--record-for", "县长", "--enclosure", str(scan))
    act = cli.json("fund", "show", case)["acts"][-1]
    cli("fund", "confirm", f"{case}:{act['version']}", "--as", "wang")

    assert "--enclosure" in bare.err
    assert (act["by"]["person"], act["by"]["recorded_by"]) == ("wang", "wu")
    assert cli.json("fund", "signoff", case)["signed"]["recorded-confirmed"] == 1
    assert "recorded by wu, confirmed" in cli("fund", "show", case).out


def test_a_late_entry_needs_its_reason(cli: Cli) -> None:
    cli.day = "2022-05-13"
    asked = (*county.request(county.Asked("1000", "纸张")), "--on", "2022-05-06")

    late = cli(*asked, code=2)
    cli(*asked, "--late-reason", "出差在外")

    assert "--late-reason" in late.err


def test_an_act_is_corrected_by_its_entry(cli: Cli) -> None:
    case = cli.request(purpose="校舍维修")

    cli("fund", "correct", f"{case}:1", "purpose=校舍及围墙维修", "--reason", "笔误", "--as", "feng")

    shown = cli.json("fund", "show", case)
    assert shown["facts"]["purpose"] == "校舍及围墙维修"
    assert len(shown["acts"][0]["corrected"]) == 1


@pytest.mark.parametrize("verb", ["return", "withdraw"])
def test_returning_and_withdrawing_close_the_request(cli: Cli, verb: str) -> None:
    case = cli.request()

    cli("fund", verb, case, "--reason", "材料不全", "--as", "zhou" if verb == "return" else "feng")

    assert cli.json("fund", "show", case)["closed"] == {"return": "returned", "withdraw": "withdrawn"}[verb]


def test_people_offices_and_cases_may_be_named_as_people_name_them(cli: Cli) -> None:
    given = cli.json(
        "fund", "request", "--department", "县教育局", "--amount", "1000", "--purpose", "纸张",
        "--source", "临时追加预算或特殊工作需要", "--as", "冯",
    )  # fmt: skip

    shown = cli.json("fund", "show", "2022-1")

    assert shown["case"] == given["case"]
    assert shown["facts"]["department"] == "edu"
    assert shown["proposed"]["source"] == "supplementary"
    assert cli.json("office", "show", "县长")["holders"][0]["person"] == "wang"
    assert cli.json("office", "show", "王建国")["person"] == "wang"


def test_a_name_that_may_be_several_lists_them(cli: Cli) -> None:
    said = cli("fund", "list", "--department", "vice", code=2)

    assert "vice_head" in said.err
    assert "vice_head_finance" in said.err


def test_every_training_output_says_so(cli: Cli) -> None:
    case = cli.request()

    assert cli.json("fund", "list")[0]["training"] is True
    assert cli.json("fund", "show", case)["training"] is True
    assert cli.json("audit", "verify", clock=False)["training"] is True
    assert "[training]" in cli("fund", "signoff", case).out
    assert "[演练]" in cli("fund", "list", "--lang", "zh").err
    assert cli("--json", "fund", "list").err == ""
