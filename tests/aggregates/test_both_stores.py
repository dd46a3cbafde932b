"""The same acts, ids and clock give the same entries and roots, byte for byte, on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from aggregates.office.confirmations import confirm
from aggregates.office.corrections import correct
from aggregates.office.manner import Manner
from aggregates.office.terms import set_term
from ledger.verify import verify
from tests.town import PAPER, TownHall, new_store, replayed


def a_day_of_requests(town: TownHall) -> None:
    """Acts of every kind that this program records on a request."""
    small = town.presented("200,000.00")
    town.act(small, "review", "zhao", "agree")
    town.act(small, "sign", "liu", "agree")
    town.act(small, "pay", "zhou", payment_reference="2022-05-0007")
    signed = town.presented("1,000,000.00", purpose="操场")
    recorded = town.act(signed, "sign", "wu", "agree", manner=Manner(record_for="county_head", enclosures=(PAPER,)))
    town.done(lambda m: confirm(town.desk("zheng"), recorded.index, manner=m))
    decided = town.presented("1,000,000.01", purpose="食堂")
    town.decide(decided, body="head_office", covers="2,000,000")
    town.act(decided, "pay", "zhou")
    filed = town.request("350,000", purpose="图书")
    why = Manner(reason="录入有误")
    town.done(lambda m: correct(town.desk("feng"), filed.index, {"amount_fen": 34_000_000}, manner=m), why)
    town.act(filed.case, "withdraw", "feng", manner=Manner(reason="不再需要"))
    back = town.presented("300,000", purpose="课桌")
    town.act(back, "sign", "wang", "disagree", manner=Manner(reason="今年不安排"))
    key = next(key for key in town.duties(small) if key.startswith("jiangkou-2022/107"))
    day = town.today.replace(month=6)
    town.done(lambda m: set_term(town.desk("wu"), small, key, day, manner=m))


def test_the_same_acts_are_the_same_bytes_on_both_stores(town: TownHall, pg_url: str, tmp_path: Path) -> None:
    other = replayed(town, new_store(pg_url), tmp_path / "other")

    a_day_of_requests(town)
    a_day_of_requests(other)

    here, there = town.store.source, other.store.source
    assert list(here.rows(0, town.size)) == list(there.rows(0, other.size))
    assert here.head() == there.head()
    roots = [verify(source, workers=0).as_json()["root"] for source in (here, there)]
    assert roots[0] == roots[1]
    other.store.close()
