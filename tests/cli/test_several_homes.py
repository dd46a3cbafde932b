"""Several governments on one machine: a home and a ledger each, with keys, book, views and reports of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aggregates.calendar import shipped as calendar
from aggregates.rulebook.loader import load, shipped
from aggregates.rulebook.model import Book
from aggregates.types import TYPES
from ledger.application import open_store
from ledger.entry import Entry
from ledger.errors import GovledgerError
from ledger.sources import open_source
from tests.cli.conftest import Cli, Said

ROOT = Path(__file__).parents[2]
PACKAGES = ("aggregates", "cli", "ledger", "projections")
DAWA = "dawa-2017"
LAWFUL = {0, 2, 3}
"""Done, a fact is wanted, refused by a rule: what a first act may come to."""


def begun(cli: Cli, key: str, *more: str) -> Book:
    """A training ledger founded under that book, with an office, a bureau with its head, a leader and a deputy."""
    book = load(key)
    cli.day = calendar().due(book.in_force_from, 5).on.isoformat()
    cli("init", "--training", "--book", key, *more)
    by = ("--as", "sun")
    unit, one, several = (
        next(each.key for each in book.offices.values() if each.kind == kind) for kind in ("unit", "post", "posts")
    )
    cli("office", "unit", "edu", "--class", unit, "--zh", "教育局", "--en", "education bureau", *by)
    for person, *office in (
        ("wu", book.default_office),
        ("feng", "edu", "--post", "head"),
        ("zhou", "finance_bureau"),
        ("wang", one),
        ("zhao", several, "--rank", "1"),
    ):
        cli("office", "enrol", person, "--name", person.title(), *by)
        cli("key", "create", person)
        cli("key", "bind", person, *by)
        cli("office", "appoint", person, *office, "--from", book.in_force_from.isoformat(), *by)
    cli("office", "confirm", "--as", "qian")
    cli("office", "portfolio", "edu", "zhao", "--from", cli.day, *by)
    cli("office", "confirm", "--as", "qian")
    return book


def first_acts(cli: Cli, book: Book, text: str = "整改消防隐患") -> list[tuple[str, ...]]:
    """One act that opens a case, for every kind of case."""
    day = calendar().due(book.in_force_from, 9).on.isoformat()
    meeting, origin = next(iter(book.meeting_kinds)), next(iter(book.facts["origin"].values))
    return [
        ("fund", "request", "--department", "edu", "--amount", "350000", "--purpose", text, "--as", "feng"),
        ("meeting", "plan", "--kind", meeting, "--meets-on", day, "--lead", "edu", "--as", "wu"),
        ("agenda", "propose", "--meeting", f"{day[:4]}-1", "--subject", text, "--lead", "edu", "--as", "zhao"),
        ("document", "draft", "--title", text, "--lead", "edu", "--as", "feng"),
        ("leave", "request", "--from", day, "--until", day, "--to", "省城", "--as", "feng"),
        ("item", "open", "--text", text, "--unit", "edu", "--origin", origin, "--due", day, "--as", "wu"),
    ]


@pytest.fixture(scope="session")
def dawa_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district beside the county, with as much in its record; made once, never changed."""
    folder = tmp_path_factory.mktemp("dawa")
    run = Cli(folder / "home", folder / "state")
    book = begun(run, DAWA, "--origin", "demo.example/dawa")
    for words in first_acts(run, book, "大洼的事"):
        run(*words, code=None)
    return folder


@pytest.fixture
def two(cli: Cli, dawa_once: Path, tmp_path: Path) -> tuple[Cli, Cli]:
    """The county and the district: a home each, one folder of the machine's state; both on a day in May."""
    shutil.copytree(dawa_once / "home", tmp_path / "dawa")
    dawa = Cli(tmp_path / "dawa", cli.state)
    dawa.day, dawa.minutes = "2017-05-24", 300
    return cli, dawa


@pytest.mark.parametrize("key", shipped())
def test_a_ledger_under_each_shipped_book_begins_by_command_line(key: str, nowhere: Cli) -> None:
    book = begun(nowhere, key)

    said: list[Said] = [nowhere(*words, code=None) for words in first_acts(nowhere, book)]

    assert {each.code for each in said} <= LAWFUL, [each.told for each in said]
    assert [each.code for each in said].count(0) >= 4, [each.told for each in said]
    nowhere("tick", "--as", "wu")
    nowhere("due")
    nowhere("todo", "--as", "feng")
    assert nowhere.json("audit", "rules")["findings"] == []
    bulletin = nowhere("report", "monthly", "--month", nowhere.day[:7]).out
    assert book.masthead["name"]["en"] in bulletin
    assert nowhere.json("audit", "verify", clock=False)["origin"] == f"training.example/{key.split('-', maxsplit=1)[0]}"
    assert f"[{key}]" in nowhere("doctor").out


def test_reports_and_lists_of_one_ledger_never_show_the_cases_of_another(two: tuple[Cli, Cli]) -> None:
    county_, dawa = two
    county_.request(purpose="江口的事")
    of_dawa = [("item", "list"), ("due",), ("todo", "--as", "feng"), ("report", "monthly", "--month", "2017-05")]
    of_county = [("fund", "list"), ("due",), ("todo", "--as", "wu"), ("report", "monthly", "--month", "2022-05")]

    theirs = "".join(dawa(*words).out + dawa("--json", *words).out for words in of_dawa)
    ours = "".join(county_(*words).out + county_("--json", *words).out for words in of_county)

    assert "大洼的事" in theirs and "江口的事" not in theirs
    assert "江口的事" in ours and "大洼的事" not in ours
    assert "demo.example/dawa" in dawa("audit", "verify", clock=False).out
    assert "demo.example/jiangkou" in county_("audit", "verify", clock=False).out
    assert "FND-2022-0001" in county_("fund", "list").out
    assert "no case" in dawa("fund", "show", "FND-2022-0001", code=2).told


def test_the_home_that_is_said_counts_more_than_that_of_the_environment(two: tuple[Cli, Cli]) -> None:
    county_, dawa = two

    said = county_("audit", "verify", "--home", str(dawa.home), clock=False)

    assert "demo.example/dawa" in said.out
    assert f"[{DAWA}]" in county_("doctor", "--home", str(dawa.home), clock=False).out


def test_the_same_handle_has_a_key_in_each_home_and_neither_opens_the_other_ledger(two: tuple[Cli, Cli]) -> None:
    county_, dawa = two
    ask = ("fund", "request", "--department", "edu", "--amount", "100", "--purpose", "校舍", "--as", "feng")
    [own] = (dawa.home / "keys").glob("feng-*.key")
    [foreign] = (county_.home / "keys").glob("feng-*.key")
    for file in (own, own.with_name(own.name + ".pub")):
        file.unlink()
    for file in (foreign, foreign.with_name(foreign.name + ".pub")):
        shutil.copy(file, dawa.home / "keys")

    told = dawa(*ask, code=2).told
    bound = dawa("key", "bind", "feng", "--as", "sun", code=2).told
    (dawa.home / "keys" / (foreign.name + ".pub")).unlink()  # its name is gone: the ledger still knows it from its own
    unknown = dawa(*ask, code=None)

    for said in (told, bound):
        assert "was made for demo.example/jiangkou, and this is demo.example/dawa" in said
    assert unknown.code not in {0, 1}
    assert "feng may not sign for" in unknown.told
    county_(*ask)


def test_a_request_to_bind_a_key_is_for_one_ledger(two: tuple[Cli, Cli], tmp_path: Path) -> None:
    county_, dawa = two
    paper = tmp_path / "feng.json"
    county_("key", "create", "feng", "--out", str(paper))

    told = dawa("key", "bind", "feng", "--request", str(paper), "--as", "sun", code=2).told

    assert "is for feng of demo.example/jiangkou" in told
    assert "of demo.example/dawa" in told


def test_checkpoints_and_fingerprints_of_one_ledger_do_not_vouch_for_another(
    two: tuple[Cli, Cli], tmp_path: Path
) -> None:
    county_, dawa = two
    for each, name in ((county_, "county.note"), (dawa, "dawa.note")):
        each("audit", "checkpoint", "--out", str(tmp_path / name))
    fingerprint = county_.json("audit", "verify", clock=False)["fingerprint"]

    county_("audit", "verify", "--checkpoint", str(tmp_path / "county.note"), "--fingerprint", fingerprint, clock=False)
    foreign = dawa("audit", "verify", "--checkpoint", str(tmp_path / "county.note"), code=None, clock=False)
    other = dawa("audit", "verify", "--fingerprint", fingerprint, code=None, clock=False)

    assert foreign.code in {2, 6} and other.code in {2, 6}, (foreign.told, other.told)


def test_two_ledgers_of_one_name_keep_what_they_signed_apart(nowhere: Cli, tmp_path: Path) -> None:
    """A ledger tried out and thrown away does not stand in the way of the next one of that name."""
    again = Cli(tmp_path / "again", nowhere.state)
    for each in (nowhere, again):
        each("init", "--training", "--origin", "training.example/same")
        each("audit", "checkpoint")

    assert again.json("audit", "verify", clock=False)["checkpoint"]["size"] > 0


def test_an_act_of_one_ledger_is_no_act_of_another(two: tuple[Cli, Cli]) -> None:
    county_, dawa = two
    county_.request()
    there = open_source(str(county_.home / "ledger.db"))
    [*_, last] = there.rows(0, there.head().size)
    there.close()

    with open_store(dawa.home / "ledger.db", TYPES) as store:
        before = store.source.head()
        with pytest.raises(GovledgerError):
            store.append([Entry(last.payload, last.keyid, last.sig)], seen_size=before.size)
        assert store.source.head() == before


def test_one_server_holds_a_ledger_in_each_of_its_databases_and_no_database_two(
    nowhere: Cli, pg_url: str, another_pg_url: str, tmp_path: Path
) -> None:
    nowhere.day = "2022-05-06"
    dawa, third = Cli(tmp_path / "dawa", nowhere.state), Cli(tmp_path / "third", nowhere.state)
    dawa.day = "2017-05-16"
    nowhere("init", "--training", "--store", pg_url)
    dawa("init", "--training", "--book", DAWA, "--store", another_pg_url)
    nowhere("item", "list")  # makes the views of its own database
    told = third("init", "--training", "--book", DAWA, "--store", pg_url, code=2).told
    file = dawa.home / "govledger.toml"

    assert not third.home.exists()
    assert "training.example/jiangkou" in told
    assert nowhere.json("audit", "verify", clock=False)["origin"] == "training.example/jiangkou"
    assert dawa.json("audit", "verify", clock=False)["origin"] == "training.example/dawa"
    file.write_text(file.read_text(encoding="utf-8").replace(another_pg_url, pg_url), encoding="utf-8")
    told = dawa("due", code=2).told
    assert "this home is of training.example/dawa" in told and "training.example/jiangkou" in told


def test_nobody_comes_under_the_rules_of_another_government_by_leaving_out_a_word(nowhere: Cli) -> None:
    founding = ("init", "--origin", "example.gov.cn/a", "--root", "sun:孙", "--no-input")

    told = nowhere(*founding, code=2, clock=False, GOVLEDGER_PASSPHRASE="long enough").told

    assert all(key in told for key in ("--book", *shipped()))
    assert not nowhere.home.exists()


def test_without_a_ledger_a_rule_is_of_the_book_that_its_id_names(nowhere: Cli) -> None:
    rule = next(iter(load(DAWA).rules))

    assert nowhere.json("rule", "show", rule, clock=False)["book"]["key"] == DAWA
    for words in (("rule", "list"), ("rule", "show", "104/tier-2")):
        told = nowhere(*words, code=2, clock=False).told
        assert all(key in told for key in ("--book", *shipped()))


def test_at_a_ledger_rules_are_those_it_adopted(two: tuple[Cli, Cli]) -> None:
    county_, dawa = two

    assert {row["rule"].split("/")[0] for row in county_.json("rule", "list")} == {"jiangkou-2022"}
    assert {row["rule"].split("/")[0] for row in dawa.json("rule", "list")} == {DAWA}
    assert f"in {DAWA}" in dawa("rule", "show", "jiangkou-2022/104/tier-2", code=2).told


def test_a_command_reads_no_book_but_that_of_its_ledger(two: tuple[Cli, Cli], tmp_path: Path) -> None:
    """The program is copied, and every other book in the copy is spoilt: nobody notices."""
    _, dawa = two
    program = tmp_path / "program"
    for name in PACKAGES:
        shutil.copytree(ROOT / name, program / name, ignore=shutil.ignore_patterns("__pycache__"))
    books = program / "aggregates" / "rulebook"
    for key in shipped():
        for file in (books / key).iterdir():
            if key != DAWA:
                file.unlink()
                file.mkdir()  # whoever opens it meets a folder
    environ = {**os.environ, "GOVLEDGER_HOME": str(dawa.home), "GOVLEDGER_STATE": str(dawa.state)}
    ask = ("fund", "request", "--department", "edu", "--amount", "100", "--purpose", "校舍", "--as", "feng")
    day = ("--now", "2017-05-24T15:30")
    environ |= {"GOVLEDGER_LANG": "en", "PYTHONPATH": str(program)}
    environ.pop("GOVLEDGER_PASSPHRASE", None)

    for words in (ask, ("due",), ("rule", "list"), ("report", "monthly", "--month", "2017-05"), ("audit", "rules")):
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", *words, *day],
            cwd=program, env=environ, capture_output=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        assert DAWA in done.stdout.decode() or words[0] != "rule"
