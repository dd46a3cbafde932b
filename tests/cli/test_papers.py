"""Documents and leaves on the command line, and what every kind of case says there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli.case_answers import CORRECTED, DECLARED
from cli.case_noun import SHARED
from cli.main import NOUNS, govledger
from cli.options import Noun
from tests.cli.conftest import Cli

CASES = {"fund", "meeting", "agenda", "document", "leave", "item"}


def text(folder: Path, words: str) -> str:
    path = folder / "通知.txt"
    path.write_text(words, encoding="utf-8")
    return str(path)


def drafted(cli: Cli, tmp_path: Path, **more: str) -> str:
    """The education bureau's own document; its text is enclosed."""
    options = [word for name, value in more.items() for word in (f"--{name.replace('_', '-')}", value)]
    given = cli.json(
        "document", "draft", "--title", "关于做好校舍安全工作的通知", "--lead", "edu", "--type", "outgoing",
        "--name-of", "department", "--text", text(tmp_path, "第一稿"), *options, "--as", "feng",
    )  # fmt: skip
    return str(given["case"])


def asked(cli: Cli, who: str = "zhao") -> str:
    given = cli.json(
        "leave", "request", "--from", "2022-05-06", "--until", "2022-05-12", "--to", "成都市", "--kind",
        "business_trip", "--stand-in", "li", "--as", who,
    )  # fmt: skip
    return str(given["case"])


def signed(cli: Cli, tmp_path: Path) -> str:
    """A document signed by the head of the bureau; Wu checks drafts for the office meanwhile."""
    cli("office", "appoint", "wu", "office_deputy_director", "--from", "2022-04-25", "--as", "sun")
    cli("office", "appoint", "li", "office_director", "--from", "2022-04-25", "--as", "sun")
    cli("office", "confirm", "--as", "qian")
    case = drafted(cli, tmp_path)
    cli(
        "document", "declare", case, "doc_type=outgoing", "name_of=department", "matter=other", "major=no", "--as", "wu"
    )
    cli("document", "declare", case, "already_in_law=no", "of_public_interest=no", "--as", "wu")
    cli("document", "sign", case, "--as", "feng")
    return case


@pytest.mark.parametrize("noun", sorted(CASES))
def test_every_kind_of_case_has_the_shared_verbs_in_both_languages(noun: str) -> None:
    import click

    group = govledger.get_command(click.Context(govledger), noun)
    assert isinstance(group, Noun)
    context = click.Context(group)

    for verbs in SHARED.values():
        for verb, zh in verbs.items():
            command = group.get_command(context, verb)
            assert command is not None
            assert group.get_command(context, zh) is command
    assert noun in NOUNS
    assert noun in DECLARED and noun in CORRECTED


def test_a_document_is_drafted_shown_listed_and_its_text_named_by_digest(cli: Cli, tmp_path: Path) -> None:
    case = drafted(cli, tmp_path)

    shown, [row] = cli.json("document", "show", case), cli.json("document", "list", "--unit", "edu", "--open")
    slip = cli.json("document", "slip", "2022-1")

    assert shown["acts"][0]["by"]["person"] == "feng"
    assert shown["facts"]["title"] == "关于做好校舍安全工作的通知"
    assert row.keys() == {"case", "opened_on", "unit", "about", "closed", "version", "training"}
    assert (row["case"], row["unit"], row["about"]) == (case, "edu", "关于做好校舍安全工作的通知")
    assert len(slip["text"]) == 64
    assert slip["signed_text"] is None
    assert cli.json("document", "list", "--year", "2021") == []


def test_a_document_signed_numbered_and_revised_loses_its_signature(cli: Cli, tmp_path: Path) -> None:
    case = signed(cli, tmp_path)
    cli("document", "number", case, "--word", "江教发", "--as", "feng")
    before = cli.json("document", "slip", case)

    cli("document", "revise", case, "--text", text(tmp_path, "第二稿"), "--as", "feng")

    after = cli.json("document", "slip", case)
    assert before["number"] == "江教发〔2022〕1号"
    assert before["signed_text"] == before["text"]
    assert (after["number"], after["signed_text"]) == (None, None)
    assert after["text"] != before["text"]
    assert [mark["person"] for mark in before["boxes"]["signed"]] == ["feng"]
    assert after["boxes"]["signed"] == []


def test_the_slip_and_the_page_are_said_in_either_language(cli: Cli, tmp_path: Path) -> None:
    case = signed(cli, tmp_path)

    english, chinese = cli("document", "slip", case).out, cli("document", "slip", case, "--lang", "zh").out

    assert english.startswith("Sign-off slip")
    assert "冯雪" in english
    assert chinese.startswith("发文稿纸")
    assert "签发" in chinese
    assert "第六十五条" in cli("document", "show", case, "--lang", "zh").out


def test_a_text_that_is_no_first_enclosure_is_asked_for(cli: Cli, tmp_path: Path) -> None:
    error = cli.refused(
        "document", "draft", "--title", "通知", "--lead", "edu", "--enclosure", text(tmp_path, "附件"), "--as", "feng",
        code=2,
    )  # fmt: skip

    assert "--text" in error["message"]


def test_a_case_of_another_kind_is_named_with_the_command_that_shows_it(cli: Cli, tmp_path: Path) -> None:
    case = drafted(cli, tmp_path)

    error = cli.refused("leave", "show", case, code=2)

    assert f"govledger document show {case}" in error["message"]


def test_a_leave_goes_from_asking_to_its_end_by_the_commands_that_come_next(cli: Cli) -> None:
    case = asked(cli)
    cli("leave", "declare", case, "leave_kind=business_trip", "outside_county=yes", "--as", "wu")
    for words in (
        ("report", case, "--as", "zhao"),
        ("approve", case, "--as", "wang"),
        ("name-acting", case, "--as", "wang"),
        ("inform", case, "--as", "zhao"),
        ("depart", case, "--as", "zhao"),
        ("extend", case, "--until", "2022-05-13", "--as", "wang"),
        ("record-days", case, "--as", "zhao"),
        ("come-back", case, "--as", "zhao"),
        ("report-return", case, "--as", "zhao"),
    ):
        given = cli.json("leave", *words)

    form = cli.json("leave", "form", case)
    assert given["type"] == "leave-request.ended/1"
    assert (form["acting_leader"], form["until"], form["closed"]) == ("li", "2022-05-13", "ended")
    assert (form["days"], form["working_days"]) == (8, 7)
    assert cli.json("leave", "show", case)["next"] == []
    assert cli("leave", "form", case, "--lang", "zh").out.startswith("请假审批表")


def test_the_next_command_of_a_leave_is_a_verb_and_names_who_may(cli: Cli) -> None:
    case = asked(cli)

    following: dict[str, Any] = cli.json("leave", "show", case)["next"][0]

    assert following["command"] == ["leave", "report", case, "--as", "zhao"]


def test_what_the_rules_forbid_is_refused_with_the_words_of_that_kind_of_case(cli: Cli) -> None:
    case = asked(cli)

    error = cli.refused("leave", "approve", case, "--as", "li", code=3)
    said = cli("leave", "approve", case, "--as", "li", code=3)

    assert error["violations"][0]["article"] == "第八十一条"
    assert f"refused: approve in {case}" in said.err


def test_what_is_owed_in_a_case_stands_on_its_page(cli: Cli) -> None:
    case = asked(cli)
    cli("leave", "declare", case, "leave_kind=business_trip", "outside_county=yes", "--as", "wu")
    for words in (
        ("report", "zhao"),
        ("approve", "wang"),
        ("name-acting", "wang"),
        ("inform", "zhao"),
        ("depart", "zhao"),
    ):
        cli("leave", words[0], case, "--as", words[1])
    before = cli.json("leave", "show", case)["duties"]

    cli("leave", "come-back", case, "--as", "zhao")

    [duty] = cli.json("leave", "show", case)["duties"]
    assert before == []
    assert (duty["rule"], duty["act"]) == ("jiangkou-2022/81/report-on-return", "report_return")
    assert duty["people"] == ["zhao", "li"]  # who was named acts for him until the day is over
    assert (duty["due_on"], duty["state"]) == (None, "open")
    assert "owed  report on return: 赵海, 李明, 返回后" in cli("leave", "show", case).out


def test_chinese_names_call_the_same_verbs(cli: Cli) -> None:
    case = asked(cli)

    assert cli.json("请假", "查看", case)["case"] == case
    assert cli.json("请假", "记录", case, "书面或口头报告", "--as", "zhao")["case"] == case


def test_an_extension_says_where_its_days_are_entered(cli: Cli) -> None:
    case = asked(cli)
    cli("leave", "declare", case, "leave_kind=business_trip", "--as", "wu")
    for words in (
        ("report", "zhao"),
        ("approve", "wang"),
        ("name-acting", "wang"),
        ("inform", "zhao"),
        ("depart", "zhao"),
    ):
        cli("leave", words[0], case, "--as", words[1])

    said = cli("leave", "extend", case, "--until", "2022-05-13", "--as", "wang")

    assert f"leave record-days {case}" in " ".join(said.out.split())


def test_a_fact_wanted_of_the_first_act_is_said_with_it(cli: Cli) -> None:
    """There is no case yet in which it could be declared."""
    register = ("document", "register", "--title", "校舍维修请示", "--lead", "edu", "--as", "wu")

    [fact, *_] = cli("--json", *register, code=2).error["facts"]

    [following] = fact["next"]
    assert following["command"] == ["document", "register", "--fact", f"{fact['fact']}=VALUE", "--as", "wu"]
