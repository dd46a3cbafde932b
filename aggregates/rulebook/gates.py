"""Rules that let an act through or not by what is counted: who is present, who is invited, how often, how late.

Each answers for one act on one completion of the facts, where the rule is in force.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from aggregates.case import Act, By, CaseState, Done
from aggregates.rulebook import linked
from aggregates.rulebook.completions import value_of
from aggregates.rulebook.conditions import truth
from aggregates.rulebook.due import counts_on, due_of
from aggregates.rulebook.forms import Deadline, Members, Quorum, Quota
from aggregates.rulebook.model import Rule
from aggregates.rulebook.offices import Unknown, World, is_outside, own_holders
from aggregates.rulebook.refusal import NO_QUORUM, NOT_INVITED, NOT_SAID_IN, TOO_LATE, TOO_OFTEN, Refusal
from aggregates.rulebook.steps import Offices, acts_of

ATTENDANCE, PRESENT, INVITED, KIND = "record_attendance", "present", "invited", "kind"
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def gated(rule: Rule, kind: str, act: str) -> bool:
    """Whether the rule is such a gate of this act. One on meetings may name an act on their items: `agenda.decide`."""
    name = act if rule.case == kind else f"{kind}.{act}"
    match rule.body:
        case Quorum(at):
            return name in at
        case Members(_, _, _, _, before):
            return name == before
        case Quota(of, _, _, _, _, at_most):
            return name == of and at_most is not None
        case Deadline(late="refused"):
            return rule.case == kind and any(step.act == act for step in acts_of(rule.body.steps))
    return False


def against(rule: Rule, act: Act, world: World) -> Iterator[Refusal]:
    """Why the rule does not let this act through; nothing where it does.

    Raises:
        Unknown: it hangs on a fact that is not known.
    """
    match rule.body:
        case Quorum():
            yield from _no_quorum(rule, rule.body, world)
        case Members():
            yield from _not_invited(rule, rule.body, act, world)
        case Quota():
            yield from _too_often(rule, rule.body, act, world)
        case Deadline():
            yield from _too_late(rule, rule.body, act, world)


def members_of(kind: str, world: World) -> tuple[str, ...]:
    """The people who sit in a meeting of that kind on that day, each once, in whatever offices."""
    found: dict[str, None] = {}
    for rule in world.book.rules_of(linked.MEETING):
        if isinstance(rule.body, Members) and rule.body.kind == kind and _holds(rule, world):
            for expression in rule.body.members:
                found |= dict.fromkeys(holding.person for holding in own_holders(expression, world))
    return tuple(found)


def present_at(meeting: CaseState) -> frozenset[str]:
    """The people who are present by the attendance on record; several sheets add up."""
    sheets = (done.fields.get(PRESENT, ()) for done in meeting.done if done.act == ATTENDANCE)
    return frozenset(person for sheet in sheets for person in sheet)


def needed_for(body: Quorum, members: int) -> int:
    """How many must be present: the first number whose multiple passes, no fraction rounded."""
    share = body.more_than or body.at_least
    assert share is not None
    parts = members * share.parts
    return parts // share.of + 1 if body.more_than else -(-parts // share.of)


def period_of(per: str, day: date) -> tuple[date, date]:
    """The month, quarter, half-year or year of that day: its first and its last day."""
    months = MONTHS[per]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    years, month = divmod(first.month - 1 + months, 12)
    return first, date(first.year + years, month + 1, 1) - timedelta(days=1)


def _no_quorum(rule: Rule, body: Quorum, world: World) -> Iterator[Refusal]:
    for meeting in linked.tied(linked.MEETING, world):
        members = members_of(str(world.value(KIND)), world)
        present = [person for person in members if person in present_at(meeting)]
        needed = needed_for(body, len(members))
        if len(present) < max(needed, 1):
            params = {"present": len(present), "members": len(members), "needed": needed}
            yield Refusal(rule, NO_QUORUM, params, tuple(params.items()))


def _not_invited(rule: Rule, body: Members, act: Act, world: World) -> Iterator[Refusal]:
    """Whoever sits, attends, or attends for an item on the agenda is on the list of this or of an earlier notice."""
    if world.value(KIND) != body.kind:
        return
    must = _people((*body.members, *body.attend), world)
    for item in linked.on_agenda(world) if body.attend_by_item else ():
        there = linked.world_of(item, world)
        for expression in body.attend_by_item:
            try:
                must |= _people((expression,), there)
            except Unknown as unknown:
                params = {"act": act.name, "case": item.case, "fact": unknown.fact}
                yield Refusal(rule, NOT_SAID_IN, params)
    notices = [done.fields for done in world.case.done if done.act == body.before]
    invited = {who for fields in (*notices, act.fields) for who in fields.get(INVITED, ())}
    if missing := tuple(who for who in must if who not in invited):
        yield Refusal(rule, NOT_INVITED, {"act": act.name, "missing": missing}, (("missing", missing),))


def _people(offices: Offices, world: World) -> dict[str, None]:
    """The holders of these offices; a body outside by its own key."""
    found: dict[str, None] = {}
    for expression in offices:
        if expression.office and is_outside(world.book, expression.office):
            found.setdefault(expression.office)
        else:
            found |= dict.fromkeys(holding.person for holding in own_holders(expression, world))
    return found


def _too_often(rule: Rule, body: Quota, act: Act, world: World) -> Iterator[Refusal]:
    assert body.at_most is not None
    kind = rule.case
    first, last = period_of(body.per, act.on)
    others = (linked.world_of(case, world) for case, _ in world.context.of_kind(kind, body.act, first, last))
    counted = (other for other in others if _holds(rule, other))
    if body.same:
        mine = world.value(body.same)
        counted = (other for other in counted if other.facts.get(body.same) == mine)
    count = sum(1 for _ in counted)
    if count >= body.at_most:
        params = {"act": act.name, "count": count, "first": first.isoformat(), "last": last.isoformat()}
        yield Refusal(rule, TOO_OFTEN, {**params, "at_most": body.at_most}, (("count", count),))


def _too_late(rule: Rule, body: Deadline, act: Act, world: World) -> Iterator[Refusal]:
    """A lead counted back from a day holds from the outset; any other term runs from the act that opens it."""
    opener = next((done for done in reversed(world.case.done) if done.act == body.from_), None)
    if opener is None and body.within:
        return
    opener = opener or Done(body.from_, By(act.by.person, act.by.office), act.on, world.case.version)
    due = due_of(body, opener, world.case, world.facts, world.context.calendar)
    if due is None:
        raise Unknown((body.ahead.of if body.ahead else body.on) or body.from_)
    earlier = any(done.act == act.name and counts_on(done) <= due.on for done in world.case.done)
    if act.on > due.on and not earlier:
        facts = (("due_on", due.on.isoformat()), ("on", act.on.isoformat()))
        yield Refusal(rule, TOO_LATE, {"act": act.name, "due_on": due.on.isoformat()}, facts)


def _holds(rule: Rule, world: World) -> bool:
    return truth(rule.when, lambda fact: value_of(fact, world.facts, world.book.facts)) is True
