"""Errors carry a template and its parameters, and survive the way from a worker process."""

import pickle

import pytest

from ledger import errors
from ledger.errors import BadInput, BrokenRecord, GovledgerError, LedgerError, OutcomeUnknown, StoreUnavailable

EXIT_CODES = {
    errors.BadInput: (2, "input"),
    errors.KeyUnreadable: (2, "key"),
    errors.NotAuthorised: (4, "authority"),
    errors.VerificationFailed: (6, "verification"),
    errors.BrokenRecord: (6, "broken"),
    errors.Conflict: (7, "conflict"),
    errors.ClockOff: (7, "clock"),
    errors.StoreUnavailable: (9, "store"),
    errors.OutcomeUnknown: (9, "unknown"),
    errors.NewerFormat: (9, "format"),
}


def test_an_error_is_its_template_filled_in() -> None:
    error = BadInput("no {what} at {index}", what="{entry}", index=7)

    assert str(error) == "no {entry} at 7"
    assert error.message == "no {what} at {index}"
    assert error.params == {"what": "{entry}", "index": 7}


@pytest.mark.parametrize("kind", EXIT_CODES, ids=lambda kind: kind.__name__)
def test_each_error_has_its_exit_code_and_kind(kind: type[GovledgerError]) -> None:
    assert (kind.exit_code, kind.kind) == EXIT_CODES[kind]


def test_every_error_of_the_module_has_a_kind_of_its_own() -> None:
    kinds = [found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, GovledgerError)]

    assert len({found.kind for found in kinds}) == len(kinds)


def test_an_error_comes_back_whole_from_another_process() -> None:
    error = BrokenRecord("leaf {index}", index=3, case="FND-2022-0001", step=3, expected="aa", got="bb", more=1)

    back = pickle.loads(pickle.dumps(error))

    assert type(back) is BrokenRecord
    assert (back.index, back.case, back.step, back.expected, back.got) == (3, "FND-2022-0001", 3, "aa", "bb")
    assert (str(back), back.params) == (str(error), error.params)


def test_a_broken_record_is_an_error_of_the_ledger_and_an_unknown_outcome_one_of_the_store() -> None:
    assert issubclass(BrokenRecord, LedgerError)
    assert issubclass(OutcomeUnknown, StoreUnavailable)
