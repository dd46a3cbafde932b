"""The two lawful answers that are not yes: refused by rules, and not decided for want of a fact.

Rules of the program itself (a closed case takes no further act, a correction comes too late) refuse in the same shape:
their ids begin with `govledger/`, and they have no article to quote.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from aggregates.rulebook.context import Turn, Violation
from ledger.errors import GovledgerError

if TYPE_CHECKING:
    from aggregates.rulebook.context import Wanted

OWN = "govledger/"


class Refused(GovledgerError):
    """Rules forbid the act; nothing was written. `violations` are all of them, in the order of the book."""

    kind = "rule"
    exit_code = 3

    def __init__(self, violations: Sequence[Violation], *, act: str, case: str | None) -> None:
        super().__init__("refused: {act} in {case}: {why}", act=act, case=case or "-", why=str(violations[0]))
        self.violations = tuple(violations)
        self.act = act
        self.case = case

    @property
    def rule_ids(self) -> list[str]:
        return [violation.rule for violation in self.violations]

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        return _refused, (self.violations, self.act, self.case)


class FactsWanted(GovledgerError):
    """The verdict turns on facts that nobody has declared; nothing was written. `wanted` names them and who may."""

    kind = "wanted"
    exit_code = 2

    def __init__(self, wanted: Sequence[Wanted], *, act: str, case: str | None) -> None:
        super().__init__(
            "whether {act} in {case} is lawful turns on a fact that nobody has declared yet: {facts}",
            act=act,
            case=case or "-",
            facts=", ".join(each.fact for each in wanted if each.first),
        )
        self.wanted = tuple(wanted)
        self.act = act
        self.case = case

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        return _wanted, (self.wanted, self.act, self.case)


def refusal(
    name: str, message: str, /, *, act: str, case: str | None, then: Sequence[Turn] = (), **params: Any
) -> Refused:
    """A refusal by a rule of the program itself; `message` is a template like those of the book's violations."""
    return Refused([Violation(OWN + name, "", "", message, message, params, next=tuple(then))], act=act, case=case)


def _refused(violations: Sequence[Violation], act: str, case: str | None) -> Refused:
    return Refused(violations, act=act, case=case)


def _wanted(wanted: Sequence[Wanted], act: str, case: str | None) -> FactsWanted:
    return FactsWanted(wanted, act=act, case=case)
