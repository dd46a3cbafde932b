"""Views: rows of cases and duties that follow the log, and come out as if they were made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import pytest

from aggregates.office.manner import Manner
from aggregates.types import TYPES
from ledger.application import Store, create_store, open_store
from ledger.enclosures import Enclosures
from ledger.record import Record
from ledger.sources import open_source
from projections import views as views_module
from projections.view_changes import changed_since
from projections.view_store import TABLES, ViewStore, open_view_store, views_file
from projections.views import Views, open_views
from tests.county import County, copied_to, make_county
from tests.town import ORIGIN, TownHall, replayed

SMALL: dict[str, Any] = {
    "meetings": {"party_group": 1, "executive": 1, "head_office": 1},
    "items": 12,
    "done": 8,
    "others": 0.04,
}
MADE = tuple(table for table in TABLES if table not in {"view_meta"})


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(tmp_path_factory.mktemp("views") / "county", **SMALL)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, county: County, tmp_path: Path) -> Iterator[Store]:
    """The county in a store of either kind, with no views yet."""
    url = str(request.getfixturevalue("pg_url")) if request.param == "postgres" else str(tmp_path / "ledger.db")
    copied = copied_to(county, url)
    yield copied
    copied.close()


@pytest.fixture(params=["sqlite", "postgres"])
def hall(request: pytest.FixtureRequest, town: TownHall, tmp_path: Path) -> Iterator[TownHall]:
    """The town of acts through the office, on either store."""
    if request.param == "postgres":
        url = str(request.getfixturevalue("pg_url"))
        create_store(url, ORIGIN, training=True)
        town = replayed(town, open_store(url, TYPES), tmp_path)
    town.verifying = False
    yield town
    if request.param == "postgres":
        town.store.close()


def views_of(url: str, enclosures: Path | None = None) -> Views:
    return open_views(Record(open_source(url)), Enclosures(enclosures) if enclosures else None)


def dump(views: Views) -> dict[str, list[Any]]:
    """All that the views hold, in one order."""
    return {table: sorted(views.store.run(f"SELECT * FROM {table}")) for table in MADE}


def made_anew(views: Views) -> dict[str, list[Any]]:
    """What the same ledger's views hold when they are made in another place from nothing."""
    memory = ViewStore(sqlite3.connect(":memory:", isolation_level=None))
    return dump(Views(memory, Record(views.record.source), views.enclosures).rebuilt())


def test_every_case_has_a_row_and_what_it_owes(store: Store) -> None:
    views = views_of(store.url).caught_up()

    rows = {row.case: row for row in views.case_rows()}
    record = Record(store.source)
    assert set(rows) == {
        row.case for row in store.source.rows(0, record.size) if row.case[3] == "-" and "-20" in row.case
    }
    item = rows["ITM-2022-0001"]
    assert (item.kind, item.head_index) == ("item", record.case(item.case)[-1].index)
    assert all(row.fault is None for row in rows.values())
    assert {duty.act for case, duty in views.duties() if case.kind == "item"} >= {"complete"}


def test_views_that_followed_act_by_act_are_those_made_anew(hall: TownHall) -> None:
    views = views_of(hall.store.url, hall.enclosures.folder)
    random = Random(7)
    cases = [
        hall.request(f"{yuan}", purpose=purpose).case for yuan, purpose in (("150,000", "校舍维修"), ("90,000", "桌椅"))
    ]

    for step in range(12):
        case = random.choice(cases)
        match step % 6:
            case 0:
                cases.append(
                    hall.request(str(random.randrange(1, 300) * 1000), purpose=random.choice(("桌椅", "采暖"))).case
                )
            case 1:
                hall.done(lambda m, case=case: _declared(hall, case, m))
            case 2:
                hall.away("li", hall.today.isoformat())
            case 3:
                hall.charge("edu_bureau", random.choice(("chen", "liu", "zhao")))
            case 4:
                hall.on(f"2022-05-{10 + step:02}")
            case 5:
                hall.decide(case, covers="500,000")
        views.caught_up()
        assert dump(views) == made_anew(views), f"after step {step}"


def _declared(hall: TownHall, case: str, manner: Manner) -> Any:
    from aggregates.office import funds

    return funds.declare(hall.desk("wu"), case, {"major_investment_promotion": False}, manner=manner)


def test_views_killed_fifty_times_go_on_where_they_stood(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("ledger.feed.BATCH", 40)
    monkeypatch.setattr(views_module, "CHUNK", 5)
    random, killed, calls = Random(3), 0, 0
    run = ViewStore.run

    def dying(self: ViewStore, *args: Any) -> Any:
        nonlocal calls, killed
        calls += 1
        if killed < 50 and random.random() < 0.05:
            killed += 1
            raise KeyboardInterrupt
        return run(self, *args)

    monkeypatch.setattr(ViewStore, "run", dying)
    while True:
        views = views_of(store.url)
        try:
            views.caught_up()
            if killed == 50:
                break
            views.store.connection.execute("UPDATE view_position SET next_index = 0")  # and once more from the start
        except KeyboardInterrupt:
            views.close()
    monkeypatch.undo()

    assert killed == 50
    assert dump(views) == made_anew(views)


def test_two_that_run_at_once_make_each_row_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views_module, "CHUNK", 7)
    faults: list[BaseException] = []

    def run() -> None:
        views = views_of(store.url)
        try:
            views.caught_up()
        except BaseException as fault:
            faults.append(fault)
        finally:
            views.close()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    views = views_of(store.url).caught_up()
    assert not faults
    assert dump(views) == made_anew(views)


def test_both_stores_hold_the_same_rows_for_the_same_ledger(county: County, store: Store) -> None:
    here, there = views_of(county.url).caught_up(), views_of(store.url).caught_up()

    assert dump(here) == dump(there)


def test_views_of_another_ledger_or_of_another_program_are_made_anew(store: Store) -> None:
    views = views_of(store.url).caught_up()
    whole = dump(views)
    for name in ("ledger", "program"):
        views.store.run("UPDATE view_meta SET value = 'another' WHERE name = ?", (name,))
        views.store.run("DELETE FROM case_row")

        assert dump(views.caught_up()) == whole


def test_a_file_that_is_no_view_is_replaced(county: County, tmp_path: Path) -> None:
    store = copied_to(county, str(tmp_path / "ledger.db"))
    views_file(tmp_path / "ledger.db").write_bytes(b"something else" * 100)

    assert views_of(store.url).caught_up().case_rows()
    store.close()


def test_views_lie_beside_the_ledger_and_leave_it_as_it_was(county: County, tmp_path: Path) -> None:
    store = copied_to(county, str(tmp_path / "ledger.db"))
    before = Record(store.source).seen()
    views = views_of(store.url).caught_up()

    assert views.store.path == tmp_path / "ledger.views.db"
    with sqlite3.connect(tmp_path / "ledger.db") as ledger:
        tables = {name for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"head", "entry", "bound_key"}
    assert Record(store.source).seen() == before
    store.close()


def test_where_nothing_can_be_written_views_are_made_for_one_run(tmp_path: Path) -> None:
    (tmp_path / "ledger.views.db").mkdir()

    assert open_view_store(str(tmp_path / "ledger.db")).path is None


def test_an_appointment_confirmed_later_for_earlier_days_reaches_the_cases_of_those_days(hall: TownHall) -> None:
    case = hall.request("150,000").case
    views = views_of(hall.store.url, hall.enclosures.folder).caught_up()
    hall.on("2022-05-20")

    hall.charge("edu_bureau", "chen")

    assert case not in views.affected_since(hall.size)
    size = hall.size
    hall.appoint("chen", "office_deputy_director", "2022-05-01")
    views.record = Record(hall.store.source)
    assert case in views.affected_since(size)
    assert dump(views.caught_up()) == made_anew(views)


def test_a_calendar_adopted_reaches_the_cases_of_the_years_it_changes(hall: TownHall) -> None:
    from aggregates.calendar import shipped
    from aggregates.office.adoption import adopt_calendar

    case = hall.request("150,000").case
    views = views_of(hall.store.url, hall.enclosures.folder).caught_up()
    text = shipped().texts[2022].replace(b"2022", b"2022") + b"\n# amended\n"
    size = hall.size

    hall.done(lambda m: adopt_calendar(hall.desk("sun"), shipped().with_year(text, "2022.toml"), manner=m))
    hall.confirm()

    views.record = Record(hall.store.source)
    assert case in views.affected_since(size)
    assert dump(views.caught_up()) == made_anew(views)
    assert changed_since(next(iter(hall.store.source.rows(size, size + 1))), hall.store.source) == date(2021, 1, 1)


def test_a_desk_with_no_more_than_the_writing_role_keeps_its_views_in_the_database(pg_url: str) -> None:
    import psycopg

    create_store(pg_url, ORIGIN, training=True)
    with psycopg.connect(pg_url, autocommit=True) as superuser:
        name = superuser.info.dbname
        superuser.execute(f"CREATE ROLE {name}_clerk LOGIN".encode())
        superuser.execute(f'GRANT "{name}_ledger_writer" TO {name}_clerk'.encode())
        superuser.execute(f"CREATE ROLE {name}_auditor LOGIN".encode())
        try:
            for who, lasting in (("clerk", True), ("auditor", False)):
                views = open_view_store(f"{pg_url}{'&' if '?' in pg_url else '?'}user={name}_{who}")
                with views.writing():
                    views.make({"ledger": "", "program": ""})
                assert views.lite is not lasting
                views.close()
        finally:
            superuser.execute(f"DROP OWNED BY {name}_clerk, {name}_auditor".encode())
            superuser.execute(f"DROP ROLE {name}_clerk, {name}_auditor".encode())
