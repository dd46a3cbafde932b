"""Arts. 5 to 8 of the Jiangkou rules: who acts for whom, while who is away, on whose word, and in which order."""

from typing import Any

import pytest

from aggregates.case import By, Done
from aggregates.rulebook.context import Absence, Holding, Verdict
from aggregates.rulebook.offices import World, office_holders, speaks_as

from .paper_town import DAY, Paper, PaperRoster, away, county, delegated

FIVE = "jiangkou-2022/5/"


def for_county_head(roster: PaperRoster) -> Paper:
    """A request that the county head is to sign."""
    facts = {
        "department": "education_bureau",
        "amount_fen": 30_000_000,
        "purpose": "课桌椅",
        "source": "supplementary",
        "major_project": False,
        "major_investment_promotion": False,
    }
    paper = Paper(roster=roster, facts=facts)
    paper.do("report_budget", "zhou", "education_bureau")
    paper.do("present", "chen", "finance_bureau")
    return paper


def sign_for(roster: PaperRoster, person: str, office: str, acting_for: str = "county_head", **kwargs: Any) -> Verdict:
    return for_county_head(roster).ask("sign", person, office, acting_for=acting_for, **kwargs)


def rules(verdict: Verdict) -> list[str]:
    return [v.rule for v in verdict.violations]


# ---- the executive deputy, on delegation


@pytest.mark.parametrize("reason", ["official_travel", "visit_abroad", "private_or_sick"])
def test_the_executive_deputy_acts_for_the_county_head_who_is_away_and_has_delegated(reason: str) -> None:
    town = county()
    town.away, town.given = [away("wang", reason)], [delegated("li")]

    verdict = sign_for(town, "li", "executive_deputy")

    assert verdict.lawful
    assert verdict.rules[-1] == FIVE + "acting-head-executive-deputy"
    assert verdict.delegations == ("leaf-of-li",)


def test_nobody_acts_for_a_county_head_who_is_there() -> None:
    town = county()
    town.given = [delegated("li")]

    verdict = sign_for(town, "li", "executive_deputy")

    assert rules(verdict) == [FIVE + "acting-head-executive-deputy"]
    assert verdict.violations[0].facts == (("away:county_head", False), ("delegated_by:county_head", True))
    assert str(verdict.violations[0]) == "executive_deputy does not stand in for county_head on this day"


def test_nobody_acts_for_the_county_head_without_a_delegation() -> None:
    town = county()
    town.away = [away("wang")]

    verdict = sign_for(town, "li", "executive_deputy")

    assert rules(verdict) == [FIVE + "acting-head-executive-deputy"]
    assert dict(verdict.violations[0].facts)["delegated_by:county_head"] is False


@pytest.mark.parametrize(
    ("given", "lawful"),
    [
        ({"acts": ("sign",)}, True),
        ({"acts": ("fund.sign",)}, True),
        ({"acts": ("document.sign", "review")}, False),
        ({"matter": "education_bureau"}, True),
        ({"matter": "health_bureau"}, False),
        ({"until_on": DAY}, True),
        ({"until_on": DAY.replace(day=DAY.day - 1)}, False),
        ({"from_on": DAY.replace(day=DAY.day + 1)}, False),
        ({"by_office": "vice_head"}, False),
    ],
)
def test_a_delegation_reaches_as_far_as_its_words_and_days(given: dict[str, Any], lawful: bool) -> None:
    town = county()
    town.away, town.given = [away("wang")], [delegated("li", **given)]

    assert sign_for(town, "li", "executive_deputy").lawful == lawful


def test_acting_is_said_and_not_assumed() -> None:
    town = county()
    town.away, town.given = [away("wang")], [delegated("li")]

    assert not for_county_head(town).ask("sign", "li", "executive_deputy").lawful
    assert for_county_head(town).ask("sign", "wang", "county_head").lawful


# ---- the succession in rank order


def both_away(*also: str) -> PaperRoster:
    town = county()
    town.away = [away(person) for person in ("wang", "li", *also)]
    town.given = [delegated("zhao"), delegated("qian"), delegated("li")]
    return town


def test_when_both_are_away_the_first_vice_head_in_rank_acts_and_nobody_after_him() -> None:
    town = both_away()

    first, second = sign_for(town, "zhao", "vice_head"), sign_for(town, "qian", "vice_head")

    assert first.lawful
    assert first.rules[-1] == FIVE + "acting-head-succession"
    assert rules(second) == [FIVE + "acting-head-succession"]


def test_a_vice_head_who_is_away_is_passed_over() -> None:
    town = both_away("zhao")

    assert sign_for(town, "qian", "vice_head").lawful
    assert not sign_for(town, "zhao", "vice_head").lawful


def test_while_the_executive_deputy_is_there_no_other_vice_head_succeeds() -> None:
    town = both_away()
    town.away = [absence for absence in town.away if absence.person != "li"]

    assert not sign_for(town, "zhao", "vice_head").lawful
    assert sign_for(town, "li", "executive_deputy").lawful


def test_an_executive_deputy_who_is_away_himself_does_not_act() -> None:
    assert not sign_for(both_away(), "li", "executive_deputy").lawful


def test_where_there_is_no_executive_deputy_the_vice_heads_succeed() -> None:
    town = both_away()
    town.offices = [h for h in town.offices if h.office != "executive_deputy"]

    assert sign_for(town, "zhao", "vice_head").lawful


def test_a_vice_head_without_a_rank_comes_last() -> None:
    town = both_away()
    town.offices.append(Holding("tang", "vice_head"))
    town.given.append(delegated("tang"))

    assert not sign_for(town, "tang", "vice_head").lawful
    town.away += [away("zhao"), away("qian")]
    assert sign_for(town, "tang", "vice_head").lawful


def test_the_turn_names_who_acts_and_by_which_rule() -> None:
    paper = for_county_head(both_away())

    [turn] = paper.turns()

    assert [(h.person, h.acting_for, h.rule) for h in turn.holders] == [
        ("wang", None, None),
        ("zhao", "county_head", FIVE + "acting-head-succession"),
    ]


# ---- the B role


def reviewed_by(town: PaperRoster, person: str, office: str, acting_for: str | None = None) -> Verdict:
    paper = for_county_head(town)
    paper.state.facts["amount_fen"] = 1  # type: ignore[index]
    return paper.ask("review", person, office, acting_for=acting_for)


@pytest.mark.parametrize(
    ("first", "last", "lawful"),
    [((5, 5), (5, 7), True), ((5, 6), (5, 7), False), ((5, 6), None, False), ((4, 27), None, True)],
    ids=["three working days", "two working days", "one so far", "long enough so far"],
)
def test_the_b_role_covers_from_three_working_days_on(
    first: tuple[int, int], last: tuple[int, int] | None, lawful: bool
) -> None:
    """5, 6 and the make-up day 7 May 2022 were worked; 30 April to 4 May were not."""
    town = county()
    days = [DAY.replace(month=m, day=d) for m, d in (first, *([last] if last else []))]
    town.away = [Absence("zhao", "private_or_sick", days[0], days[1] if last else None)]

    verdict = reviewed_by(town, "qian", "vice_head", "vice_head")

    assert verdict.lawful == lawful
    assert (verdict.rules[-1:] or rules(verdict)[:1]) == (
        (FIVE + "vice-head-ab-cover",) if lawful else [FIVE + "vice-head-ab-cover"]
    )


def test_only_the_paired_vice_head_covers() -> None:
    town = county()
    town.away, town.pairs = [away("zhao")], {"zhao": "li"}

    assert not reviewed_by(town, "qian", "vice_head", "vice_head").lawful
    assert reviewed_by(town, "li", "executive_deputy", "vice_head").lawful


def test_without_a_pair_on_record_nobody_covers() -> None:
    town = county()
    town.away, town.pairs = [away("zhao")], {}

    assert not reviewed_by(town, "qian", "vice_head", "vice_head").lawful


# ---- other work on delegation


def test_a_delegated_vice_head_does_the_work_of_another_portfolio() -> None:
    town = county()
    town.given = [delegated("qian", matter="education_bureau")]

    verdict = reviewed_by(town, "qian", "vice_head", "vice_head")

    assert verdict.lawful
    assert verdict.rules[-1] == "jiangkou-2022/7/delegated-other-work"
    assert reviewed_by(town, "zhao", "vice_head").lawful


def test_without_the_county_heads_delegation_a_vice_head_keeps_to_the_own_portfolio() -> None:
    town = county()
    town.given = [delegated("qian", matter="education_bureau", by_office="vice_head")]

    assert not reviewed_by(town, "qian", "vice_head", "vice_head").lawful
    assert not reviewed_by(town, "qian", "vice_head").lawful


# ---- abroad


@pytest.mark.parametrize(
    ("person", "office", "by_office", "lawful"),
    [
        ("zhao", "vice_head", "county_head", True),
        ("zhao", "vice_head", None, False),
        ("zhao", "vice_head", "vice_head", False),
        ("li", "executive_deputy", "county_head", True),
        ("director", "office_director", "county_head", True),
        ("director", "office_director", "vice_head", True),
        ("director", "office_director", None, False),
        ("zhou", "education_bureau", "county_head", False),
    ],
)
def test_the_government_is_represented_abroad_on_delegation_only(
    person: str, office: str, by_office: str | None, lawful: bool
) -> None:
    town = county()
    town.given = [delegated(person, by_office=by_office)] if by_office else []
    paper = Paper(roster=town, kind="office", case="OFC-county_head")

    verdict = paper.ask("represent_abroad", person, office)

    assert verdict.lawful == lawful
    abroad = {"jiangkou-2022/7/vice-head-foreign-affairs", "jiangkou-2022/8/office-director-foreign-affairs"}
    assert abroad & set(verdict.rules or rules(verdict))


def test_the_county_head_names_the_cover_and_is_told_of_the_handover() -> None:
    paper = Paper(kind="office", case="PER-zhao")

    verdict = paper.ask("name_cover", "wang", "county_head")

    assert verdict.lawful
    assert verdict.notices == (FIVE + "vice-head-handover",)
    assert not paper.ask("name_cover", "zhao", "vice_head").lawful


# ---- meetings: who convenes and chairs (arts. 6, 50, 51 and 54)


@pytest.mark.parametrize(
    ("kind", "person", "office", "by_office", "lawful"),
    [
        ("executive", "wang", "county_head", None, True),
        ("executive", "li", "executive_deputy", "county_head", True),
        ("executive", "li", "executive_deputy", None, False),
        ("executive", "zhao", "vice_head", "county_head", False),
        ("plenary", "zhao", "vice_head", "county_head", True),
        ("plenary", "zhao", "vice_head", None, False),
        ("head_office", "li", "executive_deputy", "county_head", True),
        ("head_office", "zhao", "vice_head", "county_head", False),
        ("working", "zhao", "vice_head", None, True),
        ("working", "wang", "county_head", None, False),
    ],
)
def test_who_chairs_which_meeting(kind: str, person: str, office: str, by_office: str | None, lawful: bool) -> None:
    town = county()
    town.given = [delegated(person, by_office=by_office)] if by_office else []
    paper = Paper(roster=town, kind="meeting", case="MTG-1", facts={"kind": kind})
    opened = Done("convene", By(person, office), DAY, 2)
    paper.state = paper.state._replace(done=(opened,))

    assert paper.ask("chair", person, office).lawful == lawful


# ---- one person, several offices


def test_an_executive_deputy_is_a_vice_head_in_law() -> None:
    paper = Paper()
    world = World(paper.book, paper.state, paper.context, DAY, {})

    assert speaks_as(paper.book, "executive_deputy") == {"executive_deputy", "vice_head", "county_leader"}
    assert [h.person for h in office_holders(world, "vice_head")] == ["zhao", "qian", "li"]
    assert [h.person for h in office_holders(world, "executive_deputy")] == ["li"]


def test_the_head_of_the_finance_bureau_speaks_for_it() -> None:
    town = county()
    town.offices.append(Holding("jin", "finance_head"))
    paper = for_county_head(town)
    paper.do("sign", "wang", "county_head")

    assert paper.ask("pay", "jin", "finance_head").lawful
