"""Acts judged again: what was lawful is found lawful, and what was forced in past the rules is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from aggregates.review.judge import Finding, acts_of, judge
from aggregates.review.past import Past
from ledger.event import Draft, Position, compose, sign_act
from ledger.verify import verify
from tests.town import BOOK, TownHall, key_of

RULES = {"book": BOOK.key, "ids": [], "sha256": BOOK.sha256}


def findings(town: TownHall) -> list[Finding]:
    """Every act of the town, judged again."""
    record = town.record
    past = Past(record, town.enclosures)
    return [judged.finding for act in acts_of(record.valid()) if (judged := judge(act, past)).finding]


def force(town: TownHall, case: str, type_: str, facts: Mapping[str, Any], *, person: str, office: str) -> int:
    """An entry with a perfect signature, grant and chain that no rule was asked about; its index."""
    record = town.record
    entries = record.raw_case(case)
    size, root = record.seen()
    tail = {case: Position(entries[-1].version, entries[-1].leaf.hex())} if entries else {}
    payloads = compose(
        [Draft(case, type_, dict(facts), RULES)],
        ledger=record.origin,
        act=str(uuid4()),
        at=town.now,
        on=town.today,
        by={"person": person, "office": office, "acting_for": None, "recorded_by": None},
        seen=(size, root),
        positions=tail,
    )
    [index] = town.store.append(sign_act(payloads, key_of(person)), seen_size=size)
    report = verify(town.store.source, workers=0)
    assert report.ok and not report.void, "to the ledger itself the forgery is sound"
    return index


def test_a_town_in_which_everything_was_lawful_has_no_finding(town: TownHall) -> None:
    case = town.presented("150,000")
    town.act(case, "review", "zhao", "agree")
    town.act(case, "sign", "liu", "agree")
    town.act(case, "pay", "zhou", payment_reference="国库2022-0506")
    town.delegate("li", "2022-05-20")
    town.away("zhao", "2022-05-12")

    assert findings(town) == []


def test_a_signature_that_the_rules_forbade_is_named_with_its_rule(town: TownHall) -> None:
    case = town.presented("1,000,000.01")  # a meeting decides from here on

    index = force(
        town, case, "fund-request.signed/1", {"act": "sign", "outcome": "agree"}, person="wang", office="county_head"
    )

    [found] = findings(town)
    assert (found.index, found.what) == (index, "refused")
    assert any(violation.article == "第一百零四条" for violation in found.violations)


def test_a_payment_out_of_order_is_named(town: TownHall) -> None:
    case = town.request("150,000").case

    index = force(
        town,
        case,
        "fund-request.paid/1",
        {"act": "pay", "fields": {"payment_reference": "1"}},
        person="zhou",
        office="finance_bureau",
    )

    assert [(each.index, each.what) for each in findings(town)] == [(index, "wanted")] or [
        (each.index, each.what) for each in findings(town)
    ] == [(index, "refused")]


def test_an_act_in_an_office_that_does_not_have_it_is_named(town: TownHall) -> None:
    case = town.presented("150,000")

    force(
        town,
        case,
        "fund-request.reviewed/1",
        {"act": "review", "outcome": "agree"},
        person="shen",
        office="audit_bureau",
    )

    [found] = findings(town)
    assert found.what == "refused"


def test_a_lawful_act_that_says_more_than_it_comes_to_is_named_with_the_place(town: TownHall) -> None:
    case = town.presented("150,000")

    force(
        town,
        case,
        "fund-request.reviewed/1",
        {"act": "review", "outcome": "agree", "closes": "paid"},
        person="zhao",
        office="vice_head",
    )

    [found] = findings(town)
    assert (found.what, found.place, found.got) == ("differs", "closes", "paid")


def test_rules_that_did_not_admit_an_act_are_not_named_on_it_unseen(town: TownHall) -> None:
    case = town.presented("150,000")

    force(
        town,
        case,
        "fund-request.reviewed/1",
        {"act": "review", "outcome": "agree"},
        person="zhao",
        office="vice_head",
    )

    [found] = findings(town)
    assert (found.what, found.place) == ("differs", "rules")


def test_an_entry_that_only_comes_with_another_is_named_when_it_stands_alone(town: TownHall) -> None:
    case = town.request("150,000").case
    other = town.request("160,000", purpose="别的").case

    ref = {"case": other, "leaf": "0" * 64, "version": 1}
    force(town, case, "decision.noted/1", {"decision": ref}, person="wu", office="gov_office")

    [found] = findings(town)
    assert found.what == "alone"


def test_a_rung_opened_before_its_time_is_named(town: TownHall) -> None:
    case = town.request("150,000").case
    facts = {"duty": "jiangkou-2022/none@1", "rung": "jiangkou-2022/58-10/step-2-admonition", "target": "feng"}

    force(town, case, "rung.opened/1", facts, person="wu", office="gov_office")

    [found] = findings(town)
    assert found.what in {"refused", "not-understood"}


def test_a_key_that_is_no_longer_the_holders_does_not_change_what_was_lawful_then(town: TownHall) -> None:
    case = town.presented("150,000")
    town.act(case, "review", "zhao", "agree")
    town.revoke("zhao")

    assert findings(town) == []
