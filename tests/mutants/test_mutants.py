"""The mutants of a rulebook are made, tried and counted as `make mutants` says; a few of every book are tried here."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregates.rulebook.checks import check_files, quotes
from aggregates.rulebook.loader import SHIPPED, read, shipped
from tests.law.hall import JIANGKOU
from tests.mutants.bearing import bearing
from tests.mutants.cases import Case, cases
from tests.mutants.kill import Bench, Verdict, found_by_check, original
from tests.mutants.mutant import FORCE, NUMBER, Mutant, book_from, mutated
from tests.mutants.places import GONE
from tests.mutants.quantities import quantities
from tests.mutants.report import enough, figures, page, survivors
from tests.mutants.run import told
from tests.mutants.sample import DRAWN, mutants, sampled
from tests.mutants.wording import wording

TRIED = 30
OF_A_HUNDRED = 90
"""So many of the few tried here are noticed; of all it is 95."""
CASES = list(cases())
ITS = original(JIANGKOU)
TIER = f"{JIANGKOU}/104/tier-1"
LEAVE = f"{JIANGKOU}/82/deputy-over-one-day"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("mutants"))


def _of(rule: str, *inner: str | int, kind: str = NUMBER, new: object) -> Mutant:
    """A mutant of a rule of Jiangkou's book."""
    stem = ITS.where[rule].removesuffix(".toml")
    place = next(n for n, each in enumerate(ITS.tables[stem]["rule"]) if each["id"] == rule)
    return Mutant(JIANGKOU, rule, (stem, "rule", place, *inner), kind, "as it was", new)


def _tried(bench: Bench, mutant: Mutant) -> Verdict:
    return bench.tried(mutant, bearing(mutant, original(mutant.book).tables, CASES, {}))


def test_of_a_few_mutants_of_every_book_nearly_all_are_noticed(bench: Bench) -> None:
    books = shipped()
    made = [m for key in books for m in sorted(mutants(key, original(key).tables), key=_drawn)[: TRIED // len(books)]]

    verdicts = [bench.tried(mutant, _likeliest(mutant)) for mutant in made]

    found = figures(verdicts)
    assert 100 * found.survived <= (100 - OF_A_HUNDRED) * found.made, [str(v.mutant) for v in survivors(verdicts)]


def _likeliest(mutant: Mutant) -> list[Case]:
    """A few of the cases that name its rule."""
    found = bearing(mutant, original(mutant.book).tables, CASES, {})
    return [case for case in found if mutant.rule in case.rules][:3]


def _drawn(mutant: Mutant) -> str:
    return mutant.drawn


def test_what_nothing_notices_is_listed_and_fails_the_run(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    other_words = _of(LEAVE, "says", kind=FORCE, new="Other words for people.")

    verdict = bench.tried(other_words, [case for case in CASES if LEAVE in case.first])

    assert verdict.by is None
    assert verdict.tried > 0
    assert not enough([verdict])
    assert str(other_words) in page([verdict])
    assert told([verdict], []) == 1
    assert f"survived: {other_words}" in capsys.readouterr().out


def test_a_case_that_goes_wrong_on_the_book_as_it_is_fails_the_run_as_well() -> None:
    noticed = Verdict(_of(TIER, new=GONE), "check: ways")

    assert told([noticed], []) == 0
    assert told([noticed], [(JIANGKOU, "story: of another book")]) == 1


def test_nineteen_of_twenty_are_enough_in_each_book_and_one_fewer_is_not() -> None:
    noticed, survived = Verdict(_of(TIER, new=GONE), "check: ways"), Verdict(_of(TIER, new=GONE), None)
    other = Verdict(noticed.mutant._replace(book="dawa-2017"), "story: one")

    assert enough([noticed] * 19 + [survived])
    assert not enough([noticed] * 18 + [survived])
    assert not enough([noticed] * 18 + [survived] + [other] * 100)
    assert not enough([])


def test_a_case_notices_what_the_check_lets_pass(bench: Bench) -> None:
    turned = _of(LEAVE, "steps", 0, "act", new="report")

    assert found_by_check(turned) is None
    assert str(_tried(bench, turned).by).startswith("story: ")


@pytest.mark.parametrize(
    ("rule", "inner", "new", "said", "says"),
    [
        (TIER, ("when", "amount_fen", "up_to"), 20_000_001, "{ up_to = 20_000_000 }", "{ up_to = 20_000_001 }"),
        (TIER, ("steps", 1, "by", "office"), "mayor", 'office = "vice_head_finance" }', 'office = "mayor" }'),
        (TIER, ("route",), "way", 'route = "approval"', 'route = "way"'),
        (TIER, ("when", "source"), "in_budget", 'when = { source = "supplementary"', 'when = { source = "in_budget"'),
    ],
)
def test_what_the_parts_of_the_check_find_the_check_of_the_files_finds(
    rule: str, inner: tuple[str | int, ...], new: object, said: str, says: str
) -> None:
    files = read(SHIPPED / JIANGKOU)
    before, _, after = files["funds.toml"].decode().partition(f'id = "{rule}"')
    assert said in after
    files["funds.toml"] = f'{before}id = "{rule}"{after.replace(said, says, 1)}'.encode()

    assert found_by_check(_of(rule, *inner, new=new)) is not None
    assert check_files(files)


@pytest.mark.parametrize("book", shipped())
def test_every_number_that_the_check_reads_is_made_more_and_less(book: str) -> None:
    its = original(book)
    made = {mutant.rule for mutant in quantities(book, its.tables) if mutant.kind == NUMBER}

    assert {rule.id for rule in its.book.rules.values() if quotes.data(its.book, rule)} <= made


@pytest.mark.parametrize("book", shipped())
def test_the_sample_of_a_book_is_spread_over_its_rules_and_always_the_same(book: str) -> None:
    tables = original(book).tables
    found = list(wording(book, tables))

    drawn = sampled(found, DRAWN)

    assert len(drawn) == DRAWN
    assert drawn == sampled(list(reversed(found)), DRAWN)
    assert len({mutant.rule for mutant in drawn}) > 50
    assert {mutant.kind for mutant in drawn} == {mutant.kind for mutant in found}


def test_a_rule_left_out_leaves_nothing_that_yields_to_it() -> None:
    gone = f"{JIANGKOU}/104/tier-4-investment-project"

    book = book_from(mutated(ITS.tables, _of(gone, new=GONE)), ITS.sha)

    assert set(ITS.book.rules) - set(book.rules) == {gone}
    assert not [rule.id for rule in book.rules.values() if gone in rule.yields_to]


def test_one_place_is_changed_and_the_rest_is_as_it_was() -> None:
    book = book_from(mutated(ITS.tables, _of(TIER, "when", "amount_fen", "up_to", new=1)), ITS.sha)

    assert [key for key in book.rules if book.rules[key] != ITS.book.rules[key]] == [TIER]


def test_the_page_of_mutants_speaks_of_every_book() -> None:
    text = (Path(__file__).parent.parent.parent / "docs" / "mutants.md").read_text(encoding="utf-8")

    assert [book for book in shipped() if f"### {book}" not in text] == []
