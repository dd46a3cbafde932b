"""Cases that hang together: who chairs, who chaired a decision, what comes after or before an act of another case."""

import pytest

from aggregates.case import CaseState, Linked
from aggregates.rulebook.context import Decision, Holding

from .hall import ITEM, MEETING, PAPER, case, done, hall, meeting, of, people
from .paper_town import DAY, Paper

HELD = ("wang:county_head", "li:deputy", "zhao:vice_head", "qian:vice_head")
ROSTER = people(*HELD)
ROSTER.portfolios.append(("edu", Holding("zhao", "vice_head")))
FREE = 'case = "document"\nform = "silent"\nroute = "signing"\nthen = "free"'


# ---- who is in the chair


@pytest.mark.parametrize("kind", ["agenda", "document"])
def test_only_who_took_the_chair_decides_in_the_meeting_and_in_the_cases_tied_to_it(kind: str) -> None:
    by_chair = 'case = "{}"\nform = "only"\nact = "{}"\nby = {{ chair_of = "meeting" }}'
    book = hall(by_chair.format("agenda", "decide"), by_chair.format("document", "revise"), FREE)
    tied = of(kind, ITEM if kind == "agenda" else PAPER, book=book, roster=ROSTER, meeting=MEETING)
    act, outcome = ("decide", "adopted") if kind == "agenda" else ("revise", None)

    for acts, in_chair in (((), "qian"), ((done("convene", "li", "deputy"),), "li")):
        sitting = meeting(*acts, book=book, roster=ROSTER, chair="qian")
        tied.beside(sitting.state)
        for person, office in (("li", "deputy"), ("zhao", "vice_head"), ("qian", "vice_head")):
            assert tied.ask(act, person, office, outcome=outcome).lawful == (person == in_chair)
            assert sitting.ask("close", person, office).lawful == (person == in_chair)


def test_a_paper_is_tied_to_the_meeting_whose_item_decided_about_it() -> None:
    book = hall('case = "document"\nform = "only"\nact = "revise"\nby = { chair_of = "meeting" }', FREE)
    decision = Decision(ITEM, 3, "leaf", "executive", DAY, "adopted", (PAPER,), None, {}, "li")
    paper = Paper(book, ROSTER, "document", [decision], {"unit": "edu"}, PAPER)
    paper.beside(
        case("agenda", ITEM, done("decide"), facts={"meeting": MEETING}),
        meeting(done("convene", "li", "deputy"), book=book, roster=ROSTER).state,
    )

    assert paper.ask("revise", "li", "deputy").lawful
    assert not paper.ask("revise", "zhao", "vice_head").lawful


def test_a_chair_who_must_also_hold_an_office_does() -> None:
    book = hall('case = "agenda"\nform = "only"\nact = "decide"\nby = { chair_of = "meeting", office = "vice_head" }')
    item = of("agenda", ITEM, book=book, roster=ROSTER, meeting=MEETING)

    for person, office, lawful in (("wang", "county_head", False), ("li", "deputy", True)):
        item.beside(meeting(done("convene", person, office), book=book, roster=ROSTER).state)
        assert item.ask("decide", person, office, outcome="adopted").lawful == lawful


# ---- who chaired a decision

CHAIRED = (
    'case = "document"\nform = "needs"\nbefore = "issue"\n'
    'steps = [{ decision = { kinds = ["thematic"], chair = [{ in_charge_of = "unit" }, { office = "county_head" }] } }]'
)


@pytest.mark.parametrize(("chair", "lawful"), [("zhao", True), ("wang", True), ("qian", False), (None, False)])
def test_a_decision_counts_only_where_one_of_those_named_was_in_the_chair(chair: str | None, lawful: bool) -> None:
    decision = Decision("DEC-2022-0001", 1, "leaf", "thematic", DAY, "adopted", (PAPER,), None, {}, chair)
    paper = Paper(hall(CHAIRED, FREE), ROSTER, "document", [decision], {"unit": "edu"}, PAPER)

    verdict = paper.ask("issue", "sun", "gov_office")

    assert verdict.lawful == lawful
    assert [v.rule for v in verdict.violations] == ([] if lawful else ["h/1/0"])


def test_whoever_took_the_chair_for_the_head_chaired_as_the_head() -> None:
    book = hall(CHAIRED, FREE)
    decision = Decision(ITEM, 3, "leaf", "thematic", DAY, "adopted", (PAPER,), None, {}, "li")
    paper = Paper(book, ROSTER, "document", [decision], {"unit": "edu"}, PAPER)

    for acting_for, lawful in ((None, False), ("county_head", True)):
        took = done("convene", "li", "deputy")
        took = took._replace(by=took.by._replace(acting_for=acting_for))
        paper.beside(
            case("agenda", ITEM, done("decide"), facts={"meeting": MEETING}),
            meeting(took, book=book, roster=ROSTER, kind="thematic").state,
        )
        assert paper.ask("issue", "sun", "gov_office").lawful == lawful


# ---- after an act of another case

AFTER = (
    'case = "document"\nform = "needs"\nbefore = "sign"\n'
    'steps = [{ act = "revise", by = { office = "gov_office" }, after = "meeting.close" }]'
)


@pytest.mark.parametrize(
    ("closed", "revised", "lawful"), [(None, 5, False), (7, 5, False), (4, 5, True), (4, None, False)]
)
def test_a_step_after_an_act_of_the_meeting_counts_only_when_it_is_later_on_the_record(
    closed: int | None, revised: int | None, lawful: bool
) -> None:
    book = hall(AFTER, FREE)
    acts = [done("revise", version=revised)] if revised else []
    paper = of("document", PAPER, *acts, book=book, roster=ROSTER, meeting=MEETING)
    ended = [done("close", "li", "deputy", version=closed)] if closed else []
    paper.beside(meeting(*ended, book=book, roster=ROSTER).state)

    assert paper.ask("sign", "sun", "gov_office", outcome="agree").lawful == lawful


# ---- what an item needs before its meeting

BEFORE = (
    'case = "agenda"\nform = "needs"\nbefore = "meeting.convene"\n'
    'steps = [{ act = "submit", by = { office = "gov_office" } }]'
)


def item(name: str, *acts: str, closed: str | None = None, **facts: object) -> CaseState:
    known = {"meeting": MEETING, **facts}
    return case("agenda", name, *(done(act) for act in acts), facts=known, closed=closed)


def sitting(*items: CaseState, rule: str = BEFORE) -> Paper:
    paper = meeting(book=hall(rule), roster=ROSTER)
    linked = tuple(Linked("meeting", each.case) for each in items)
    paper.state = paper.state._replace(linked=linked)
    paper.beside(paper.state, *items)
    return paper


def test_a_meeting_waits_for_every_item_on_its_agenda_and_says_which_lacks_what() -> None:
    ready, lacking = item("AGD-2022-0001", "admit", "submit"), item("AGD-2022-0002", "admit")
    also = item("AGD-2022-0003", "admit")

    verdict = sitting(ready, lacking, also).ask("convene", "li", "deputy")

    assert [str(v) for v in verdict.violations] == [
        "convene comes after submit in AGD-2022-0002",
        "convene comes after submit in AGD-2022-0003",
    ]
    assert sitting(ready).ask("convene", "li", "deputy").lawful


@pytest.mark.parametrize(
    "other",
    [item("AGD-2022-0002"), item("AGD-2022-0002", "admit", closed="withdrawn")],
    ids=["not admitted", "withdrawn"],
)
def test_an_item_that_is_not_on_the_agenda_holds_nothing_back(other: CaseState) -> None:
    assert sitting(other).ask("convene", "li", "deputy").lawful


def test_an_item_moved_to_another_meeting_holds_this_one_back_no_more() -> None:
    moved = item("AGD-2022-0002", "admit")
    moved = moved._replace(facts={"meeting": "MTG-2022-0009"})

    assert sitting(moved).ask("convene", "li", "deputy").lawful


def test_an_item_on_whose_facts_it_hangs_must_say_them_first() -> None:
    rule = BEFORE + "\nwhen = { urgent = false }"

    unsaid = sitting(item("AGD-2022-0001", "admit"), rule=rule).ask("convene", "li", "deputy")

    assert [str(v) for v in unsaid.violations] == ["convene waits until AGD-2022-0001 says urgent"]
    assert sitting(item("AGD-2022-0001", "admit", urgent=True), rule=rule).ask("convene", "li", "deputy").lawful
    assert not sitting(item("AGD-2022-0001", "admit", urgent=False), rule=rule).ask("convene", "li", "deputy").lawful
    assert sitting(item("AGD-2022-0001", "admit", "submit"), rule=rule).ask("convene", "li", "deputy").lawful


def test_every_item_is_looked_at_so_that_the_record_leans_on_it() -> None:
    paper = sitting(item("AGD-2022-0001", "admit"), item("AGD-2022-0002", "admit"))

    paper.ask("convene", "li", "deputy")

    assert paper.context.asked >= {"AGD-2022-0001", "AGD-2022-0002"}
