"""`govledger report`: the same checkpoint gives the same bytes, and whoever has the record can check a file in hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.county import County, copied_to, make_county
from tests.projections.reports import SMALL

HOSTILE = '=HYPERLINK("http://evil.example") <script>alert(1)</script> ' + "长" * 300
JUNE = ("report", "monthly", "--month", "2022-06")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(tmp_path_factory.mktemp("county") / "home", **SMALL)  # type: ignore[arg-type]


@pytest.fixture
def office(county: County, tmp_path: Path) -> Cli:
    """Commands in a copy of a small county year; none of them signs."""
    shutil.copytree(county.home, tmp_path / "home")
    return Cli(tmp_path / "home", tmp_path / "state")


def made(cli: Cli, *words: str, name: str = "report.html") -> Path:
    """A report written to a file."""
    file = cli.home.parent / name
    cli(*words, "--html", str(file), clock=False)
    return file


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_record_gives_the_same_bytes_on_both_stores(
    office: Cli, county: County, pg_url: str, lang: str
) -> None:
    office.lang = lang
    reports = (
        JUNE,
        (*JUNE, "--known", "then"),
        ("report", "signoff", "FND-2022-0001"),
        ("report", "trail", "ITM-2022-0001"),
    )
    once = [made(office, *words).read_bytes() for words in reports]
    again = [made(office, *words).read_bytes() for words in reports]
    copied_to(county, pg_url).close()
    settings = (office.home / "govledger.toml").read_text("utf-8")
    (office.home / "govledger.toml").write_text(settings.replace('"ledger.db"', f'"{pg_url}"'), "utf-8")
    on_postgres = [made(office, *words).read_bytes() for words in reports]

    assert once == again
    assert once == on_postgres


def test_a_report_in_hand_is_that_of_the_record(office: Cli) -> None:
    for words in (JUNE, ("report", "signoff", "ITM-2022-0003"), ("report", "trail", "ITM-2022-0003")):
        office.lang = "zh"
        file = made(office, *words)
        office.lang = "en"  # a report is made again in its own language, whatever the reader's
        told = office.json("report", "check", str(file), clock=False)
        assert (told["ok"], told["differs"], told["published"]) == (True, None, [])


def test_a_digit_changed_in_a_report_is_found(office: Cli) -> None:
    file = made(office, *JUNE)
    whole = file.read_text("utf-8")
    table = whole.index("<table>")
    place = next(n for n in range(table, len(whole)) if whole[n].isdecimal() and whole[n - 1] == ">")
    file.write_text(whole[:place] + str(9 - int(whole[place])) + whole[place + 1 :], "utf-8")

    told = office.json("report", "check", str(file), code=6, clock=False)

    assert told["ok"] is False
    assert f"line {whole[:place].count(chr(10)) + 1}" in told["differs"]


def test_a_report_of_another_record_is_none_of_this_one(office: Cli, tmp_path: Path) -> None:
    file = made(office, *JUNE)
    make_county(tmp_path / "other", 2, **SMALL)  # type: ignore[arg-type]
    other = Cli(tmp_path / "other", tmp_path / "state")

    assert other.json("report", "check", str(file), code=6, clock=False)["ok"] is False


def test_json_in_hand_is_checked_by_what_it_says(office: Cli) -> None:
    file = office.home.parent / "report.json"
    said = office("--json", *JUNE, clock=False).out
    file.write_text(said, "utf-8")

    assert office.json("report", "check", str(file), clock=False)["ok"] is True

    told = json.loads(said)
    told["total"]["done"] += 1
    file.write_text(json.dumps(told), "utf-8")

    assert office.json("report", "check", str(file), code=6, clock=False)["differs"] == "it differs in total"


def test_a_recipe_that_was_meddled_with_is_refused(office: Cli) -> None:
    file = made(office, *JUNE)
    whole = file.read_text("utf-8")
    for new in ("&#34;format&#34;:2", "&#34;format&#34;:&#34;&#34;", "&#34;wrong&#34;:1"):
        file.write_text(whole.replace("&#34;format&#34;:1", new), "utf-8")
        assert office("report", "check", str(file), code=2, clock=False)


def test_the_bulletin_names_its_checkpoint_books_and_calendar(office: Cli) -> None:
    told = office.json(*JUNE, clock=False)

    frame = told["frame"]
    assert (
        frame["size"] == told["made_from"]["size"] == 1 + max(item["index"] for item in told["items"]) or frame["size"]
    )
    assert [book["key"] for book in frame["books"]] == ["jiangkou-2022"]
    assert len(frame["calendar"]) == len(frame["books"][0]["sha256"]) == 64
    assert frame["training"] is True
    assert told["training"] is True
    assert frame["on"] == "2022-06-30"


def test_a_commentary_prints_figures_and_refuses_another_number(office: Cli) -> None:
    text = office.home.parent / "commentary.txt"
    text.write_text("正在办理{open}件, 请抓紧。", "utf-8")
    told = office.json(*JUNE, "--commentary", str(text), clock=False)

    assert told["commentary"] == [f"正在办理{told['total']['open']}件, 请抓紧。"]

    text.write_text("正在办理一百二十三件。", "utf-8")
    error = office("--json", *JUNE, "--commentary", str(text), code=2, clock=False).error

    assert "一百二十三" in json.dumps(error, ensure_ascii=False)


def test_the_pages_stand_on_a_gbk_console_in_both_languages(office: Cli) -> None:
    for lang in ("zh", "en"):
        office.lang = lang
        for words in (JUNE, ("report", "signoff", "FND-2022-0001"), ("report", "trail", "ITM-2022-0001")):
            office(*words, clock=False).out.encode("gbk")


def test_a_hostile_purpose_is_inert_in_text_json_and_html(cli: Cli) -> None:
    case = cli.request(purpose=HOSTILE)

    text = cli("report", "signoff", case).out
    told = cli.json("report", "signoff", case)
    page = made(cli, "report", "signoff", case).read_text("utf-8")

    assert told["facts"]["purpose"] == HOSTILE
    assert "\x1b" not in text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_published_report_is_on_record_and_checks_as_published(cli: Cli) -> None:
    case = cli.request()
    file = made(cli, "report", "signoff", case)
    done = cli.json("report", "publish", str(file), "--as", "wu")
    cli.request("1.00")  # what comes later changes nothing

    told = cli.json("report", "check", str(file))

    assert (done["case"], done["version"], done["type"]) == ("RPT-2022-05", 1, "report.published/1")
    assert told["ok"] is True
    assert [each["index"] for each in told["published"]] == [done["index"]]
    assert cli.json("audit", "verify", clock=False)["ok"] is True


def test_a_file_that_is_not_the_report_is_not_published(cli: Cli) -> None:
    file = made(cli, "report", "signoff", cli.request())
    file.write_text(file.read_text("utf-8").replace("150,000.00", "950,000.00"), "utf-8")

    assert cli.refused("report", "publish", str(file), "--as", "wu", code=6)


def test_only_the_office_publishes(cli: Cli) -> None:
    file = made(cli, "report", "signoff", cli.request())

    assert cli.refused("report", "publish", str(file), "--as", "feng", code=4)


def test_a_report_stands_on_a_signed_checkpoint(cli: Cli) -> None:
    case = cli.request()
    note = cli.home.parent / "checkpoint.txt"
    cli("audit", "checkpoint", "--out", str(note))
    cli.request("1.00")

    told = cli.json("report", "signoff", case, "--checkpoint", str(note))

    assert told["frame"]["signed"] is True
    assert told["made_from"]["note"] == note.read_text("utf-8")
    assert told["frame"]["size"] < cli.json("report", "signoff", case)["frame"]["size"]


def test_the_bulletin_is_made_written_and_published_in_one_command(cli: Cli) -> None:
    cli.request()
    file = cli.home.parent / "bulletin.html"

    done = cli.json("report", "publish", "--month", "2022-05", "--html", str(file), "--as", "wu")
    told = cli.json("report", "check", str(file))

    assert (done["case"], done["type"]) == ("RPT-2022-05", "report.published/1")
    assert (told["ok"], len(told["published"])) == (True, 1)


def test_a_month_without_a_record_has_no_bulletin(office: Cli) -> None:
    for words in (("--month", "2031-01"), ("--month", "2022-13"), ()):
        assert office("report", "monthly", *words, code=2, clock=False)


def test_every_report_needs_a_case_a_person_or_a_unit_that_is_there(office: Cli) -> None:
    assert office("report", "signoff", "FND-2031-0001", code=2, clock=False)
    assert office("report", "trail", "nobody_here", code=2, clock=False)
    assert office("report", "trail", "unit_08", "--kind", "bill", code=2, clock=False)
