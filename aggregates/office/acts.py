"""One door to every act of every kind of case: for `note`, and for doing an act again when the record is reviewed.

An act that writes more than its own entry, or looks at more than its rules, is done by the module of its case kind,
which is imported when it is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aggregates.kinds import DECLARE, kind_of
from aggregates.office import cases
from aggregates.office.desk import ActResult, Desk
from aggregates.office.manner import PLAIN, Manner
from aggregates.office.proposal import Asked


def open_case(
    desk: Desk,
    kind: str,
    act: str,
    facts: Mapping[str, Any],
    *,
    refs: Sequence[str] = (),
    said: Mapping[str, Any] | None = None,
    manner: Manner = PLAIN,
) -> ActResult:
    """Open a case of any kind with its first act.

    Args:
        said: words of the entry besides its facts.
    """
    match kind, act:
        case "fund", "request":
            from aggregates.office import funds

            own = {name: facts[name] for name in ("department", "amount_fen", "purpose")}
            rest = {name: value for name, value in facts.items() if name not in own}
            return funds.request(desk, **own, facts=rest, refs=refs, manner=manner)
        case "meeting", "plan":
            from aggregates.office import meetings

            return meetings.open_meeting(desk, facts, manner)
        case "agenda", "propose":
            from aggregates.office import agenda

            return agenda.open_item(desk, facts, manner)
        case "item", "open":
            from aggregates.office import items

            return items.open_item(desk, facts, manner)
        case "document", _:
            from aggregates.office import documents

            return documents.open_document(desk, act, facts, refs=refs, manner=manner)
        case "leave", "request":
            from aggregates.office import leaves

            return leaves.open_leave(desk, facts, manner)
    return cases.open_case(desk, kind, act, facts, refs=refs, manner=manner)


def do(
    desk: Desk, case: str, asked: Asked, manner: Manner = PLAIN, *, said: Mapping[str, Any] | None = None
) -> ActResult:
    """Do any act in a case of any kind.

    Args:
        said: words of the entry besides its facts, such as the assignments of a decision.
    """
    kind = kind_of(case)
    if asked.act == DECLARE:  # declares facts and does nothing else, in a case of any kind
        return cases.act(desk, case, asked, manner)
    match kind.key if kind else "":
        case "fund":
            from aggregates.office import funds

            return funds.act(desk, case, asked, manner)
        case "meeting":
            from aggregates.office import meetings

            return meetings.act(desk, case, asked, manner)
        case "agenda":
            from aggregates.office import agenda

            return agenda.act(desk, case, asked, manner, assignments=(said or {}).get("assignments", ()))
        case "item":
            from aggregates.office import items

            return items.act(desk, case, asked, manner)
        case "document":
            from aggregates.office import documents

            return documents.act(desk, case, asked, manner)
        case "leave":
            from aggregates.office import leaves

            return leaves.act(desk, case, asked, manner)
    return cases.act(desk, case, asked, manner)
