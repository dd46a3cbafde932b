"""A home made, people and offices, keys: what root holders and leaders do on the command line."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from cli import demo_county as county
from tests.cli.conftest import Cli


def test_a_training_home_is_made_with_two_root_holders_and_ends_with_the_fingerprint(nowhere: Cli) -> None:
    said = nowhere("init", "--training")

    last = said.out.splitlines()[-1]
    fingerprint = last.rpartition(" ")[2]
    assert last.startswith("Fingerprint, for the auditor, on paper: ")
    assert nowhere.json("audit", "verify", "--fingerprint", fingerprint, clock=False)["ok"] is True
    assert [key["person"] for key in nowhere.json("key", "list", clock=False)] == ["sun", "qian"]
    assert nowhere.json("office", "pending", clock=False) == []
    assert "Next: govledger office enrol" in said.out


def test_one_root_holder_is_warned_of_loudly_and_in_every_verification(nowhere: Cli) -> None:
    said = nowhere("init", "--training", "--root", "sun:孙志远")

    assert "!! ONE ROOT HOLDER" in said.err
    assert "one root holder" in nowhere("audit", "verify", clock=False).out
    assert "root holders" in nowhere("doctor", clock=False).out


def test_a_home_is_never_made_over_another(cli: Cli, tmp_path: Path) -> None:
    before = sorted(path.name for path in cli.home.rglob("*"))

    said = cli("init", "--training", code=2)
    (tmp_path / "notes.txt").touch()
    cli("init", "--training", "--home", str(tmp_path), code=2)

    assert "is there already" in said.told
    assert sorted(path.name for path in cli.home.rglob("*")) == before


def test_a_home_that_could_not_be_founded_leaves_nothing_behind(nowhere: Cli) -> None:
    nowhere("init", "--training", "--store", "postgresql://127.0.0.1:1/none", code=9)

    assert not nowhere.home.exists()
    assert "HANDLE:NAME" in nowhere("init", "--training", "--root", "sun", code=2).told
    assert "--origin is needed" in nowhere("init", "--root", "sun:孙", "--no-input", code=2, clock=False).told
    assert not nowhere.home.exists()


def test_keys_and_settings_are_for_their_owner_alone(cli: Cli) -> None:
    if sys.platform == "win32":
        return
    for path in (cli.home, cli.home / "keys", cli.home / "govledger.toml", *(cli.home / "keys").glob("*.key")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_second_root_holders_key_may_be_made_on_another_machine(nowhere: Cli, tmp_path: Path) -> None:
    """He hands over a request; his key never comes here, and what waits for him says so."""
    request = tmp_path / "qian.json"
    afar = Cli(tmp_path / "afar", tmp_path / "state")
    made = afar.json(
        "key", "create", "qian", "--name", "钱敏", "--origin", "example.gov.cn/a", "--out", str(request),
        clock=False, GOVLEDGER_PASSPHRASE="far away",
    )  # fmt: skip

    said = nowhere(
        "init", "--origin", "example.gov.cn/a", "--book", "jiangkou-2022",
        "--root", "sun:孙志远", "--root-request", str(request),
        clock=False, GOVLEDGER_PASSPHRASE="long enough",
    )  # fmt: skip

    assert "wait for the second root holder" in said.err
    assert {each["type"] for each in nowhere.json("office", "pending", clock=False)} == {
        "rulebook.adopted/1",
        "calendar.adopted/1",
    }
    assert [key["keyid"] for key in nowhere.json("key", "list", clock=False)][1] == made["keyid"]
    assert not list((nowhere.home / "keys").glob("qian-*"))
    assert json.loads(request.read_text(encoding="utf-8"))["person"] == "qian"


def test_what_one_root_holder_gives_waits_for_the_other(cli: Cli) -> None:
    given = cli.json("office", "enrol", "gu", "--name", "顾新", "--as", "sun")

    assert given["next"] == [
        {"act": "confirm", "command": ["office", "confirm", "--as", "qian"], "people": ["qian"], "offices": ["root"]}
    ]
    assert [each["case"] for each in cli.json("office", "pending")] == ["PER-gu"]
    assert cli("--json", "office", "confirm", "--as", "sun", code=4).error["kind"] == "authority"
    cli("office", "confirm", "--as", "qian")
    assert cli.json("office", "pending") == []


def test_a_key_made_here_is_bound_and_signs(cli: Cli) -> None:
    cli("office", "enrol", "gu", "--name", "顾新", "--as", "sun")
    cli("office", "appoint", "gu", "edu", "--post", "head", "--from", county.FROM, "--as", "sun")
    cli("key", "create", "gu")
    asked = ("fund", "request", "--department", "edu", "--amount", "1000", "--purpose", "纸张", "--as", "gu")

    unbound = cli("--json", *asked, code=4)
    cli("key", "bind", "gu", "--as", "sun")
    unconfirmed = cli("--json", *asked, code=4)
    cli("office", "confirm", "--as", "qian")

    assert unbound.error["kind"] == unconfirmed.error["kind"] == "authority"
    assert cli.json(*asked)["case"] == "FND-2022-0001"


def test_offices_end_at_once_and_the_list_of_a_day_shows_who_held_what(cli: Cli) -> None:
    cli("office", "end", "wang", "county_head", "--until", "2022-05-06", "--reason", "调任", "--as", "sun")

    def holders(day: str) -> list[str]:
        rows = cli.json("office", "list", "--on", day)
        return [row["person"] for row in rows if row["office"] == "county_head"]

    assert holders("2022-05-06") == ["wang"]
    cli.day = "2022-05-09"
    assert holders("2022-05-09") == []


def test_a_leader_delegates_is_away_and_is_stood_in_for(cli: Cli) -> None:
    span = ("--from", "2022-05-06", "--until", "2022-05-13")
    cli("office", "absent", "wang", "--why", "因公出县、市、省", *span, "--as", "wu")
    cli("office", "delegate", "li", *span, "--as", "wang")
    case = cli.ready("350,000.00")

    cli("fund", "approve", case, "--as", "li", "--acting-for", "县长")

    act = cli.json("fund", "show", case)["acts"][-1]
    assert (act["by"]["person"], act["by"]["acting_for"]) == ("li", "county_head")
    assert "acting for county head" in cli("fund", "signoff", case).out
    assert [row["to"] for row in cli.json("office", "list", "delegations", "--on", "2022-05-06")] == ["li"]
    cli("office", "back", "wang", "--until", "2022-05-06", "--as", "wu")
    assert cli.json("office", "list", "absences", "--on", "2022-05-06")[0]["until"] == "2022-05-06"


def test_nobody_delegates_for_another(cli: Cli) -> None:
    span = ("--from", "2022-05-06", "--until", "2022-05-13")

    assert cli("office", "delegate", "li", *span, "--as", "wu", code=None).code in {3, 4}
    said = cli("office", "delegate", "li", *span, "--as", "wu", "--record-for", "county_head", code=None)
    assert said.code in {3, 4}


def test_leaders_are_paired_and_charges_move(cli: Cli) -> None:
    cli("office", "pair", "zhao", "liu", "--from", "2022-05-06", "--as", "sun")
    cli(
        "office",
        "end",
        "zhao",
        "edu",
        "--what",
        "charge",
        "--until",
        "2022-05-06",
        "--reason",
        "分工调整",
        "--as",
        "sun",
    )
    cli("office", "portfolio", "edu", "liu", "--from", "2022-05-07", "--as", "sun")
    cli("office", "confirm", "--as", "qian")
    cli.day = "2022-05-09"

    assert cli.json("office", "list", "charges", "--on", "2022-05-09")[0]["person"] == "liu"
    assert cli.json("office", "show", "zhao", "--on", "2022-05-09")["covered_by"] == "liu"


@pytest.mark.parametrize("what", ["offices", "people", "units", "charges", "delegations", "absences", "pairs"])
def test_every_list_of_the_roster_has_a_text_and_a_json_form(cli: Cli, what: str) -> None:
    rows = cli.json("office", "list", what)

    assert isinstance(rows, list)
    assert cli("office", "list", what).out.splitlines()[-1].startswith(f"{len(rows)} on ")


def test_a_term_is_set_for_a_duty_and_shown_with_its_age(cli: Cli) -> None:
    case = cli.ready("150,000.00")
    cli("fund", "review", case, "--as", "zhao")
    cli("fund", "approve", case, "--as", "liu")
    cli("fund", "pay", case, "--reference", "国库2022-1", "--as", "zhou")
    [duty, *_] = [each["duty"] for each in cli.json("fund", "signoff", case)["duties"]]

    cli("office", "term", case, duty, "2022-05-20", "--as", "wu")

    duties = {each["duty"]: each for each in cli.json("fund", "signoff", case)["duties"]}
    assert duties[duty]["due_on"] == "2022-05-20"
    assert duties[duty]["state"] == "open"
    cli.day = "2022-05-21"
    assert {e["duty"]: e["state"] for e in cli.json("fund", "signoff", case)["duties"]}[duty] == "overdue"


def test_the_doctor_warns_of_several_peoples_keys_and_of_open_permissions(cli: Cli) -> None:
    found = {each["what"]: each for each in cli.json("doctor")["findings"]}

    assert found["keys"]["state"] == "warning"
    assert "feng" in found["keys"]["says"]
    assert found["store"]["state"] == "good"
    if sys.platform != "win32":
        next((cli.home / "keys").glob("sun-*.key")).chmod(0o644)
        again = cli.json("doctor", code=2)
        assert next(each for each in again["findings"] if each["what"] == "permissions")["state"] == "bad"


def test_the_doctor_looks_where_there_is_no_home_and_says_what_to_do(nowhere: Cli) -> None:
    said = nowhere("doctor", code=2, clock=False)

    assert "govledger init" in said.out


def test_our_four_folders_clash_with_nobody(cli: Cli) -> None:
    from cli.doctor import package_clashes

    assert package_clashes() == []
