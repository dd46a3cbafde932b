"""`due`, `todo` and `report rebuild` on a made county: lines, JSON, tables, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.test_quick import loaded
from tests.county import County, make_county


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> County:
    meetings = {"party_group": 0, "executive": 1, "head_office": 1}
    return make_county(tmp_path_factory.mktemp("due") / "county", meetings=meetings, items=20, done=14, others=0.05)


@pytest.fixture
def county(made: County, tmp_path: Path) -> Cli:
    run = Cli(made.home, tmp_path / "state")
    run.day = "2023-01-05"
    return run


def test_due_lists_what_is_overdue_with_light_lead_day_and_article(county: Cli) -> None:
    rows = county.json("due")

    assert [row for row in rows if row["light"] == "red"] == rows
    assert {row["state"] for row in rows} == {"overdue"}
    first = rows[0]
    assert first["act"] == "complete"
    assert first["article"].startswith("第五十八条")
    assert first["left_working_days"] < 0
    assert first["next"] == ["item", "complete", first["case"]]
    said = county("due").out
    assert "RED" in said
    assert first["case"] in said
    assert f"govledger item urge {first['case']}" in said


def test_due_of_one_department_or_person_is_theirs_alone(county: Cli) -> None:
    whole = county.json("due")
    unit = whole[0]["unit"]

    theirs = county.json("due", "--unit", unit)

    assert [row["case"] for row in theirs] == [row["case"] for row in whole if row["unit"] == unit]
    assert county.json("due", "--person", f"h_{unit}") == theirs
    assert county.json("due", "--unit", "audit_bureau") == []


def test_due_within_a_term_leaves_out_what_is_later(county: Cli) -> None:
    county.day = "2022-06-20"
    rows = county.json("due", "--on", "2022-06-20")
    near = county.json("due", "--on", "2022-06-20", "--within", "3wd")

    assert near == [row for row in rows if row["left_working_days"] <= 3]
    assert len(near) < len(rows)


def test_what_has_no_day_is_listed_where_it_is_asked_for_with_its_age(county: Cli) -> None:
    dated, whole = county.json("due"), county.json("due", "--undated")

    without = [row for row in whole if row["due_on"] is None]
    assert whole == dated + without
    assert all(row["age_days"] >= 0 and row["light"] == "grey" for row in without)
    assert f"{len(without)} more have no day" in county("due").out


def test_overdue_is_an_exit_code_where_that_was_asked_for(county: Cli) -> None:
    assert county("due", "--fail-on", "overdue", code=5).out
    assert county("due", "--fail-on", "overdue", "--unit", "audit_bureau").code == 0


def test_an_empty_list_is_empty_and_well(county: Cli) -> None:
    assert county.json("due", "--on", "2022-01-05") == []
    assert "nothing is owed" in county("due", "--on", "2022-01-05").out


def test_what_is_known_now_of_a_past_day_stands_beside_what_was_known_then(county: Cli) -> None:
    then = county.json("due", "--on", "2022-08-01")
    now = county.json("due", "--on", "2022-08-01", "--known", "now")

    assert {row.pop("since_then") for row in now} <= {"same", "new", "changed", "gone"}
    assert [row["key"] for row in now if row["due_on"]] == [row["key"] for row in then]


def test_a_table_for_a_spreadsheet_has_a_byte_order_mark_in_a_file_and_none_on_the_standard_output(
    county: Cli, tmp_path: Path
) -> None:
    rows = county.json("due")

    county("due", "--csv", str(tmp_path / "due.csv"))
    text = (tmp_path / "due.csv").read_bytes()
    out = county("due", "--csv", "-").out

    assert text.startswith(b"\xef\xbb\xbf")
    assert len(text.decode("utf-8-sig").splitlines()) == len(rows) + 1
    assert out.splitlines()[1:] == text.decode("utf-8-sig").splitlines()[1:]


def test_no_cell_of_a_table_is_a_formula() -> None:
    from cli.due_rows import _harmless

    assert _harmless('=HYPERLINK("http://x")') == '\'=HYPERLINK("http://x")'
    assert _harmless("@SUM(A1)") == "'@SUM(A1)"
    assert _harmless("-12") == "-12"
    assert _harmless("-") == "-"
    assert _harmless("-1+1") == "'-1+1"


def test_what_is_owed_every_period_by_no_single_case_is_listed_where_it_is_asked_for(county: Cli) -> None:
    plain, whole = county.json("due"), county.json("due", "--standing")

    standing = [row for row in whole if row["case"] is None]
    assert [row for row in whole if row["case"]] == plain
    assert standing
    assert all(row["period"] and row["rule"] and row["due_on"] for row in standing)
    then = county.json("due", "--standing", "--on", "2022-08-01")
    assert all(row["opened_on"] <= "2022-08-01" for row in then)


def test_todo_is_what_waits_for_one_person(county: Cli) -> None:
    overdue = county.json("due")[0]
    person = f"d_{overdue['unit']}"

    rows = county.json("todo", "--as", person)

    [mine] = [row for row in rows if row["case"] == overdue["case"] and row["act"] == "complete"]
    assert (mine["what"], mine["due_on"], mine["light"]) == ("turn", overdue["due_on"], "red")
    assert mine["command"] == ["item", "complete", overdue["case"], "--as", person]
    assert rows[0]["due_on"] is not None
    assert county("todo", "--as", person).out.count(overdue["case"]) >= 1


def test_todo_says_so_where_nothing_waits(county: Cli) -> None:
    assert county.json("todo", "--as", "yao") == []
    assert "nothing waits for 姚远" in county("todo", "--as", "yao").out


def test_views_made_anew_are_the_same_list(county: Cli) -> None:
    before = county.json("due", "--undated")

    made = county.json("report", "rebuild")

    assert county.json("due", "--undated") == before
    assert made["duties"] >= len(before)
    assert made["not_told"] == []


def test_the_list_stands_on_a_console_that_knows_gbk_only(county: Cli) -> None:
    county.lang = "zh"

    said = county("due").out + county("todo", "--as", "zheng").out

    assert said.encode("gbk")


def test_the_list_loads_neither_the_writing_side_nor_the_rules_nor_a_report(county: Cli) -> None:
    county("due")  # the views are there

    here = {"GOVLEDGER_HOME": str(county.home)}

    assert loaded("--now", "2023-01-05T10:00", "due", **here) & {
        "eventsourcing", "psycopg", "psycopg_pool", "pydantic", "bcrypt", "jinja2", "segno", "cryptography",
    } == set()  # fmt: skip
