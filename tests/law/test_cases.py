"""Every case of `cases/` holds; every rule on funds has one; without the rule, one of its twins turns out otherwise."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from ledger.errors import GovledgerError
from tests.law.story import Twin, stories, told, twins
from tests.town import BOOK, TownHall, copy_of, without

TWINS = list(twins())
NAMES = [f"{twin.rule.removeprefix('jiangkou-2022/')}: {twin.says}" for twin in TWINS]
ENFORCED = {"chain", "needs", "only", "forbids", "carries", "stands_in", "silent"}


@pytest.mark.parametrize("twin", TWINS, ids=NAMES)
def test_the_lawful_twin_is_accepted_and_its_entry_names_the_rule(twin: Twin, town: TownHall) -> None:
    last = told(town, twin.side(twin.lawful))

    result = last()

    assert twin.accepted_by in result.rules


@pytest.mark.parametrize("twin", TWINS, ids=NAMES)
def test_the_unlawful_twin_is_refused_by_these_rules_and_nothing_is_written(twin: Twin, town: TownHall) -> None:
    last = told(town, twin.side(twin.unlawful))

    refusal = town.refused(last)

    assert refusal.rule_ids == list(twin.refused_by)
    for violation in refusal.violations:
        rule = BOOK.rules[violation.rule]
        assert (violation.article, violation.quote) == (rule.article, rule.quote)


@pytest.mark.parametrize("twin", TWINS, ids=NAMES)
def test_twins_differ_in_one_thing_and_quote_the_article(twin: Twin) -> None:
    assert twin.lawful.keys() == twin.unlawful.keys()
    assert len(twin.lawful) == 1
    assert twin.lawful != twin.unlawful
    assert twin.quote in BOOK.rules[twin.rule].quote


def test_every_rule_on_funds_and_on_who_may_act_for_whom_has_a_twin_or_a_story() -> None:
    theirs = {rule.id for rule in BOOK.rules.values() if rule.form in ENFORCED and rule.case in ("fund", "office")}

    assert theirs <= {twin.rule for twin in TWINS} | {name for story in stories() for name in story.names}


def _by_rule() -> dict[str, list[Twin]]:
    found = defaultdict(list)
    for twin in TWINS:
        found[twin.rule].append(twin)
    return found


@pytest.mark.parametrize("rule", sorted(_by_rule()))
def test_without_the_rule_one_of_its_twins_turns_out_otherwise(
    rule: str, town_made_once: TownHall, tmp_path: Path
) -> None:
    def accepted(twin: Twin, lawful: bool) -> bool:
        town = copy_of(town_made_once, tmp_path / f"{twin.says[:8]}-{lawful}")
        town.book, town.verifying = without(BOOK, rule), False
        try:
            told(town, twin.side(twin.lawful if lawful else twin.unlawful))()
        except GovledgerError:
            return False
        finally:
            town.store.close()
        return True

    turned = [twin.says for twin in _by_rule()[rule] if not accepted(twin, lawful=True) or accepted(twin, lawful=False)]

    assert turned
