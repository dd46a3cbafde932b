"""The commands that are proposed: whatever a verb cannot do without has its place in them."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from aggregates.office.verbs import ON_PAPER, SAID, VERBS, command_for
from aggregates.rulebook.loader import load
from cli.bookwords import BookWords
from cli.main import govledger

CASE = "FND-2022-0001"


def of(noun: str, verb: str) -> click.Command:
    context = click.Context(govledger)
    group = govledger.get_command(context, noun)
    assert isinstance(group, click.Group)
    found = group.get_command(context, verb)
    assert found is not None, (noun, verb)
    return found


def must_be_said(command: click.Command) -> Iterator[str]:
    """The options and arguments without which the command fails, besides the case, which comes first."""
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    for option in command.params:
        if isinstance(option, click.Option) and option.required:
            yield option.opts[0]
    for argument in arguments[1:]:
        yield str(argument.make_metavar(click.Context(command)))


@pytest.mark.parametrize(("noun", "act"), [(noun, act) for noun, acts in VERBS.items() for act in acts])
def test_a_proposed_command_has_a_place_for_all_that_its_verb_needs(noun: str, act: str) -> None:
    command = of(noun, VERBS[noun][act])
    proposed = command_for(noun, act, CASE)

    needed = list(must_be_said(command))

    assert len(needed) == sum(word.startswith("--") or i == 0 for i, word in enumerate(SAID.get((noun, act), ())))
    assert [option for option in needed if option.startswith("--") and option not in proposed] == []


def test_an_act_without_a_verb_is_noted() -> None:
    assert command_for("document", "hand_out", CASE) == ("document", "note", CASE, "hand_out")


def test_a_decision_on_paper_has_a_place_for_all_that_recording_it_needs() -> None:
    assert set(must_be_said(of("decision", "record"))) <= {*ON_PAPER, "--body", "--about"}


def test_an_act_of_another_kind_of_case_is_called_by_its_words() -> None:
    words = BookWords(load("jiangkou-2022"))

    assert words.act("meeting", "document.issue") == words.act("document", "issue") != "document.issue"
