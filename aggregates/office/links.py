"""A case that names another writes itself into it, in the same act: so every case knows by itself who names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aggregates.office.desk import FIRST_LEAF
from ledger.canonical import check_case_id
from ledger.errors import BadInput
from ledger.event import Draft

if TYPE_CHECKING:
    from aggregates.office.desk import Sight
    from aggregates.rulebook.declarations import Stated

LINKED = "case.linked/1"


def links(sight: Sight, case: str, version: int, stated: Stated, rules: Mapping[str, Any]) -> list[Draft]:
    """The entries by which the cases that an act names learn of the case that names them.

    Raises:
        BadInput: a case that is named is not there.
    """
    found = []
    for fact, value in {**stated.fields, **stated.declared}.items():
        defined = sight.book.facts.get(fact)
        named = [value] if defined and defined.type == "case" else []
        for other in named:
            if not sight.record.case(check_case_id(other)):
                raise BadInput("there is no case {case}", case=other)
            found.append(link(other, fact, case, version=version, leaf=FIRST_LEAF, rules=rules))
    return found


def link(other: str, fact: str, case: str, *, version: int, leaf: str, rules: Mapping[str, Any]) -> Draft:
    """The entry in `other` which says that `case`, with that entry, names it in that fact."""
    facts: dict[str, Any] = {"as": fact, "case": {"case": case, "leaf": leaf, "version": version}}
    return Draft(other, LINKED, facts, rules)
