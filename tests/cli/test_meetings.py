"""Meetings and their items on the command line, from the plan to what closing opens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.cli.meeting_desk import ASSIGNED, ITEM, MEETING, closed, decided, heard, opened, paper, planned


def test_a_plan_says_what_was_recorded_and_that_notice_is_next(cli: Cli) -> None:
    said = cli("meeting", "plan", "--kind", "常务会议", "--meets-on", "2022-05-20", "--as", "wu", code=None)

    assert said.code == 2  # the book spells it in full
    said = cli("meeting", "plan", "--kind", "县人民政府常务会议", "--meets-on", "2022-05-20", "--as", "wu")
    assert "Recorded: plan a meeting: MTG-2022-0001, step 1" in said.out
    assert "Next: govledger meeting notify MTG-2022-0001 --as wu" in said.out


def test_a_notice_invites_whom_the_meeting_and_its_items_call_for(cli: Cli) -> None:
    planned(cli)

    cli("meeting", "notify", MEETING, "--as", "wu")

    assert cli.json("meeting", "show", MEETING, clock=False)["facts"]["invited"] == ["zhao", "feng"]


def test_people_and_bodies_are_invited_by_their_names(cli: Cli) -> None:
    planned(cli)

    cli("meeting", "notify", MEETING, "--invite", "赵海、冯雪、县纪委监委", "--as", "wu")

    invited = cli.json("meeting", "show", MEETING, clock=False)["facts"]["invited"]
    assert invited == ["zhao", "feng", "discipline_commission"]


def test_a_meeting_is_shown_with_its_items_and_who_came(cli: Cli) -> None:
    opened(cli)

    shown = cli("meeting", "show", MEETING, clock=False).out
    data = cli.json("meeting", "show", MEETING, clock=False)

    assert "thematic meeting" in shown
    assert data["items"] == [
        {
            "case": ITEM,
            "subject": "校舍维修",
            "lead_department": "edu",
            "stands": "in the pool",
            "outcome": None,
            "items": [],
            "came": [],
            "grounds": [],
        }
    ]
    assert [(row["person"], row["invited"], row["stands"]) for row in data["attendance"]] == [
        ("zhao", True, "present"),
        ("feng", True, "present"),
        ("li", False, "absent"),
    ]


def test_an_absence_on_record_is_named_and_shown(cli: Cli) -> None:
    planned(cli)
    cli("meeting", "notify", MEETING, "--as", "wu")
    cli(
        "office",
        "absent",
        "li",
        "--from",
        "2022-05-06",
        "--until",
        "2022-05-10",
        "--why",
        "official_travel",
        "--as",
        "wu",
    )

    said = cli("meeting", "record-attendance", MEETING, "--present", "zhao", "--absent", "li", "--as", "wu")

    assert "on recorded leave that day: li" in said.out
    rows = cli.json("meeting", "show", MEETING, clock=False)["attendance"]
    assert [row["on_leave_until"] for row in rows if row["person"] == "li"] == ["2022-05-10"]


def test_what_was_assigned_becomes_items_when_the_meeting_closes(cli: Cli, tmp_path: Path) -> None:
    decided(cli)
    cli("meeting", "close-attendance", MEETING, "--reasons", "李明赴省开会", "--as", "wu")

    said = cli.json("meeting", "close", MEETING, "--record", paper(tmp_path, "记录.pdf"), "--as", "wu")

    assert said["opened"] == ["ITM-2022-0001", "ITM-2022-0002"]
    assert said["next"][0]["command"][:3] == ["item", "assign", "ITM-2022-0001"]
    second = cli.json("item", "show", "ITM-2022-0002", clock=False)["facts"]
    assert (second["text"], second["undertaking_unit"], second["decided_by"]) == ("再查一遍", "edu", ITEM)
    shown = cli.json("meeting", "show", MEETING, clock=False)
    assert (shown["closed"], shown["facts"]["verbatim_record"]) == ("held", "记录.pdf")
    assert shown["items"][0]["items"] == said["opened"]


def test_why_somebody_was_absent_is_sealed(cli: Cli) -> None:
    closed(cli)

    shown = cli("meeting", "show", MEETING, clock=False).out

    assert "reason of each absence      sealed" in shown
    assert "赴省" not in shown + cli("--json", "audit", "show", MEETING, clock=False).out


def test_a_meeting_is_not_closed_over_an_item_in_hand(cli: Cli) -> None:
    heard(cli)
    cli("meeting", "close-attendance", MEETING, "--reasons", "无", "--as", "wu")

    error = cli.refused("meeting", "close", MEETING, "--as", "wu", code=3)

    assert error["violations"][0]["rule"] == "govledger/items-left"
    assert ITEM in error["message"]


def test_a_meeting_that_waits_for_an_item_names_the_command_in_that_item(cli: Cli) -> None:
    plan = ("--kind", "thematic", "--meets-on", "2022-05-06", "--lead", "edu", "--chair", "zhao")
    cli("meeting", "plan", *plan, "--as", "wu")
    cli("agenda", "propose", "--meeting", MEETING, "--subject", "校舍维修", "--lead", "edu", "--as", "zhao")
    cli("agenda", "declare", ITEM, "units_concerned=edu", "--as", "wu")
    cli("agenda", "admit", ITEM, "--as", "zhao")
    cli("meeting", "notify", MEETING, "--as", "wu")
    cli("meeting", "record-attendance", MEETING, "--present", "zhao,feng", "--as", "wu")

    error = cli.refused("meeting", "convene", MEETING, "--as", "zhao", code=3)

    assert error["violations"][0]["next"][0] == {
        "act": "set_reporting_time",
        "command": ["agenda", "set-reporting-time", ITEM, "--minutes", "N", "--as", "wu"],
        "people": ["wu"],
        "offices": ["gov_office"],
    }


def test_an_office_that_nobody_holds_is_named_in_the_command_that_fills_it(cli: Cli, tmp_path: Path) -> None:
    cli("meeting", "plan", "--kind", "executive", "--meets-on", "2022-05-06", "--as", "wu")
    cli(
        "agenda", "propose", "--meeting", MEETING, "--subject", "校舍维修", "--lead", "edu",
        "--paper", paper(tmp_path, "论证.pdf"), "--solution", "暑期前完工", "--as", "zhao",
    )  # fmt: skip

    said = cli.json("agenda", "declare", ITEM, "units_concerned=edu", "--as", "wu")

    filling = [step["command"] for step in said["next"] if step["command"][0] == "office"]
    assert filling[0] == ["office", "appoint", "PERSON", "office_director", "--from", "DATE", "--as", "sun"]


def test_a_dissent_and_a_view_are_kept(cli: Cli) -> None:
    heard(cli)

    cli("agenda", "opine", ITEM, "--words", "同意", "--as", "li")
    cli("agenda", "dissent", ITEM, "--words", "建议分两年", "--as", "liu")

    acts = cli.json("agenda", "show", ITEM, clock=False)["acts"]
    assert [act["fields"] for act in acts[-2:]] == [{"opinion": "同意"}, {"dissenting_opinion": "建议分两年"}]


def test_a_deferred_item_is_moved_to_another_meeting(cli: Cli) -> None:
    heard(cli)
    said = cli("agenda", "defer", ITEM, "--reason", "材料不全", "--as", "zhao")
    cli("meeting", "close-attendance", MEETING, "--reasons", "无", "--as", "wu")
    cli("meeting", "close", MEETING, "--as", "wu")
    waiting = cli("agenda", "show", ITEM, clock=False).out
    cli("meeting", "plan", "--kind", "thematic", "--meets-on", "2022-05-06", "--lead", "edu", "--as", "wu")

    cli("agenda", "move", ITEM, "--to", "2022-2", "--as", "wu")

    assert "Recorded: item decided: AGD-2022-0001" in said.out
    assert "in hand" in waiting
    assert cli.json("agenda", "show", ITEM, clock=False)["facts"]["meeting"] == "MTG-2022-0002"
    assert cli.json("meeting", "show", MEETING, clock=False)["items"][0]["stands"] == "moved"


@pytest.mark.parametrize("name", ["交办.toml", "交办.json"])
def test_assignments_are_read_from_a_file(cli: Cli, tmp_path: Path, name: str) -> None:
    heard(cli)
    rows: list[dict[str, Any]] = [
        {"text": "第一件", "lead": ["县教育局"], "due_on": "2022-06-30"},
        {"text": "第二件", "lead": "edu"},
    ]
    toml = "".join(
        f'[[assignment]]\ntext = "{row["text"]}"\nlead = "edu"\n' + ("due_on = 2022-06-30\n" if "due_on" in row else "")
        for row in rows
    )
    content = toml if name.endswith("toml") else json.dumps(rows)
    file = paper(tmp_path, name, content.encode())

    cli("agenda", "decide", ITEM, "--outcome", "adopted", "--assignments", file, "--as", "zhao")

    entry = cli.json("audit", "show", ITEM, clock=False)
    assigned = json.dumps(entry, ensure_ascii=False)
    assert "第一件" in assigned
    assert "第二件" in assigned


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("六月底前完工", "an assignment says what is to be done, and who leads: 'text;lead=unit'"),
        ("六月底前完工;lead=没有的局", "no office is called 没有的局"),
        ("六月底前完工;lead=edu;due=六月", "六月 is not a day: write it as YYYY-MM-DD, like 2022-05-06"),
        ("六月底前完工;lead=edu;until=2022-06-30", "until=2022-06-30 is no part of an assignment"),
    ],
)
def test_an_assignment_that_cannot_be_meant_is_named(cli: Cli, words: str, told: str) -> None:
    heard(cli)

    error = cli.refused("agenda", "decide", ITEM, "--outcome", "adopted", "--assign", words, "--as", "zhao", code=2)

    assert told in error["message"]


def test_a_file_without_assignments_is_named(cli: Cli, tmp_path: Path) -> None:
    heard(cli)
    file = paper(tmp_path, "交办.toml", "项目 = 1".encode())

    error = cli.refused("agenda", "decide", ITEM, "--outcome", "adopted", "--assignments", file, "--as", "zhao", code=2)

    assert "holds no assignments" in error["message"]


def test_a_decision_about_a_request_is_noted_in_it(cli: Cli) -> None:
    asked = cli.request()
    heard(cli)

    cli("agenda", "decide", ITEM, "--outcome", "adopted", "--about", asked, "--covers", "150,000", "--as", "zhao")

    assert cli.json("fund", "show", asked, clock=False)["decisions"][0]["case"] == ITEM


def test_who_is_not_in_the_chair_does_not_decide(cli: Cli) -> None:
    heard(cli)

    error = cli.refused("agenda", "decide", ITEM, "--outcome", "adopted", *ASSIGNED, "--as", "wu", code=3)

    assert error["violations"]


def test_a_case_of_another_kind_is_no_meeting(cli: Cli) -> None:
    asked = cli.request()

    error = cli.refused("meeting", "notify", asked, "--as", "wu", code=2)

    assert asked in error["message"]


def test_the_nouns_are_chinese_too(cli: Cli) -> None:
    planned(cli)
    cli.lang = "zh"

    said = cli("会议", "通知", MEETING, "--as", "wu")

    assert MEETING in said.out


def test_whoever_came_in_a_heads_place_is_shown_with_the_ground(cli: Cli) -> None:
    roster = (
        ("office", "appoint", "zhou", "edu", "--post", "acting_head", "--from", "2022-05-06", "--as", "sun"),
        ("office", "confirm", "--as", "qian"),
    )
    for words in roster:
        cli(*words)
    opened(cli)
    cli("agenda", "note", ITEM, "permit_substitute", "--fact", "ground=illness", "--as", "zhao")

    cli("agenda", "attend", ITEM, "--acting-for", "edu", "--as", "zhou")

    assert f"{ITEM}: 周平 came in place of the head of education bureau; permitted: illness" in (
        cli("meeting", "show", MEETING, clock=False).out
    )


def test_an_item_is_shown_with_what_was_said_and_assigned(cli: Cli) -> None:
    heard(cli)
    cli("agenda", "dissent", ITEM, "--words", "建议分两年", "--as", "liu")
    cli("agenda", "decide", ITEM, "--outcome", "adopted", *ASSIGNED, "--as", "zhao")

    shown = cli("agenda", "show", ITEM, clock=False).out
    data = cli.json("agenda", "show", ITEM, clock=False)

    assert "keep a dissent: 刘芳  建议分两年" in shown
    assert "六月底前完工  education bureau" in shown
    assert [row["words"] for row in data["views"]] == ["建议分两年"]
    assert [(row["text"], row["due_on"]) for row in data["assignments"]] == [
        ("六月底前完工", "2022-06-30"),
        ("再查一遍", None),
    ]


def test_a_short_number_after_a_noun_is_that_of_its_kind(cli: Cli) -> None:
    cli("fund", "request", "--amount", "100", "--purpose", "校舍维修", "--department", "edu", "--as", "feng")
    cli(
        "meeting",
        "plan",
        "--kind",
        "thematic",
        "--meets-on",
        "2022-05-06",
        "--lead",
        "edu",
        "--chair",
        "zhao",
        "--as",
        "wu",
    )

    corrected = cli.json("meeting", "correct", "2022-1:1", "meets_on=2022-05-09", "--reason", "笔误", "--as", "wu")

    assert corrected["case"] == MEETING
