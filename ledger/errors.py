"""All errors the program may show: an English template with parameters, a kind for machines, an exit code for shells.

The template is also the key of the translations, so it is never composed at the call: parameters go in by name.
Errors of the rules (a refusal, a missing fact) are defined where the rules are, on the same base.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, cast


class GovledgerError(Exception):
    """The base of all errors that are shown as one paragraph and never as a traceback."""

    kind: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, /, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message.format_map(self.params)

    def __reduce__(self) -> tuple[Callable[..., GovledgerError], tuple[object, ...]]:
        # Worker processes hand errors back by pickle, which by itself would lose the parameters.
        return _rebuilt, (type(self), self.message, self.params)


def _rebuilt(kind: type[GovledgerError], message: str, params: dict[str, object]) -> GovledgerError:
    return kind(message, **params)


class BadInput(GovledgerError):
    """Something that was handed in cannot be meant, or cannot be recorded."""

    kind = "input"
    exit_code = 2


class KeyUnreadable(GovledgerError):
    """A key file is missing, is no key, or does not open with this passphrase."""

    kind = "key"
    exit_code = 2


class NotAuthorised(GovledgerError):
    """The signer may not speak for the office that is claimed."""

    kind = "authority"
    exit_code = 4


class LedgerError(GovledgerError):
    """The record, or a proof about it, does not hold."""

    kind = "ledger"
    exit_code = 6


class VerificationFailed(LedgerError):
    """A proof, a signature or a checkpoint does not hold."""

    kind = "verification"


class BrokenRecord(LedgerError):
    """The tree or a chain does not hold at one entry; params always hold index, case, step, expected and got."""

    kind = "broken"

    def __init__(
        self,
        message: str,
        /,
        *,
        index: int | None = None,
        case: str | None = None,
        step: int | None = None,
        expected: object = None,
        got: object = None,
        **params: object,
    ) -> None:
        super().__init__(message, index=index, case=case, step=step, expected=expected, got=got, **params)

    @property
    def index(self) -> int | None:
        return cast("int | None", self.params["index"])

    @property
    def case(self) -> str | None:
        return cast("str | None", self.params["case"])

    @property
    def step(self) -> int | None:
        return cast("int | None", self.params["step"])

    @property
    def expected(self) -> object:
        return self.params["expected"]

    @property
    def got(self) -> object:
        return self.params["got"]


class Conflict(GovledgerError):
    """Somebody else recorded first something that this act leaned on: read again and try again."""

    kind = "conflict"
    exit_code = 7


class ClockOff(GovledgerError):
    """The writer's clock and the store's differ by more than the record allows."""

    kind = "clock"
    exit_code = 7


class StoreUnavailable(GovledgerError):
    """The store cannot be reached, read or written."""

    kind = "store"
    exit_code = 9


class OutcomeUnknown(StoreUnavailable):
    """The answer to a commit was lost; params hold `act`, with which the same act can safely be run again."""

    kind = "unknown"


class NewerFormat(StoreUnavailable):
    """The ledger was written by a later program, in a format that this one does not know."""

    kind = "format"
