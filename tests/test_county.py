"""The made county that reports and benchmarks stand on: of real size, signed and granted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from aggregates import case_file
from ledger.record import Record
from ledger.sources import open_source
from ledger.verify import verify
from tests.county import make_county

SMALL = {"meetings": {"party_group": 1, "executive": 2, "head_office": 1}, "items": 24, "done": 20, "others": 0.1}


def test_a_county_year_has_27_meetings_and_550_of_579_items_done(tmp_path: Path) -> None:
    county = make_county(tmp_path / "county")

    assert (county.meetings, county.items, county.done) == (27, 579, 550)
    with open_source(county.url) as source:
        opened = Counter(row.type for row in source.rows(0, county.size))
    assert opened["meeting.planned/1"] == 27
    assert opened["decision-item.opened/1"] == 579
    assert opened["decision-item.accepted/1"] == 550


def test_every_entry_of_a_made_county_is_signed_granted_and_read(tmp_path: Path) -> None:
    county = make_county(tmp_path / "county", **SMALL)  # type: ignore[arg-type]

    with open_source(county.url) as source:
        report = verify(source, workers=0)
        record = Record(source)
        cases = {row.case for row in source.rows(0, county.size)}
        files = [case_file.fold(case, record.case(case)) for case in sorted(cases) if case[3] == "-"]

    assert report.ok
    assert not report.as_json()["void"]
    assert not [file.state.case for file in files if file.unread]


def test_the_same_seed_makes_the_same_county_and_another_seed_another(tmp_path: Path) -> None:
    roots = []
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        with open_source(make_county(tmp_path / folder, seed, **SMALL).url) as source:  # type: ignore[arg-type]
            roots.append(Record(source).seen())

    assert roots[0] == roots[1]
    assert roots[0] != roots[2]


def test_a_county_of_so_many_entries_stops_there(tmp_path: Path) -> None:
    county = make_county(tmp_path / "county", entries=2_000)

    assert 2_000 <= county.size < 2_100
