"""The frame: help, options on both sides of the verb, both languages, exit codes, nothing that breaks a console."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli import words
from cli.failure import show
from cli.layout import columns
from cli.main import NOUNS, govledger
from cli.options import Noun, Verb
from cli.run import Run
from ledger.errors import (
    BadInput,
    BrokenRecord,
    ClockOff,
    Conflict,
    KeyUnreadable,
    NewerFormat,
    NotAuthorised,
    OutcomeUnknown,
    StoreUnavailable,
    VerificationFailed,
)
from tests.cli.conftest import Cli

PROGRAM = [sys.executable, "-m", "cli.main"]


def verbs() -> Iterator[tuple[str, ...]]:
    """Every command as its words."""
    context = click.Context(govledger)
    for noun in NOUNS:
        command = govledger.get_command(context, noun)
        if isinstance(command, Noun):
            yield from ((noun, verb) for verb in command.commands)
        else:
            yield (noun,)


EVERY = [(), *((noun,) for noun in NOUNS), *verbs()]


def test_without_a_word_the_program_shows_its_help(nowhere: Cli) -> None:
    assert nowhere(clock=False).out == nowhere("--help", clock=False).out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_help_has_examples_and_stands_in_eighty_columns(path: tuple[str, ...], lang: str, nowhere: Cli) -> None:
    out = nowhere(*path, "--help", "--lang", lang, clock=False).out

    lines = out.splitlines()
    examples = [line for line in lines if line.startswith("  govledger ")]
    assert examples
    assert all(columns(line) <= 80 for line in lines if line not in examples), out
    out.encode("gbk")


@pytest.mark.parametrize("path", [path for path in EVERY if len(path) == 2], ids=" ".join)
def test_every_verb_has_a_chinese_name_of_its_own(path: tuple[str, ...], nowhere: Cli) -> None:
    noun, verb = path
    command = govledger.get_command(click.Context(govledger), noun)
    assert isinstance(command, Noun)
    chinese = next(zh for zh, name in command.aliases.items() if name == verb)

    assert nowhere(NOUNS[noun][0], chinese, "--help", clock=False).out.startswith("Usage: govledger")


@pytest.mark.parametrize("path", list(verbs()), ids=" ".join)
def test_examples_in_help_name_options_that_exist(path: tuple[str, ...]) -> None:
    noun = govledger.get_command(click.Context(govledger), path[0])
    command = noun.get_command(click.Context(noun), path[1]) if isinstance(noun, Noun) else noun
    assert isinstance(command, Verb)
    known = {name for param in command.params for name in param.opts}

    for example in command.examples:
        flags = [word for word in example.split() if word.startswith("--") and word != "--"]
        assert set(flags) <= known, example


def test_help_is_in_the_language_of_the_run(nowhere: Cli) -> None:
    assert "用法" in nowhere("--help", "--lang", "zh", clock=False).out
    assert "用法" in nowhere("--help", clock=False, GOVLEDGER_LANG="zh").out
    assert "Usage" in nowhere("--help", "--lang=en", clock=False, GOVLEDGER_LANG="zh").out


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "zh_CN.GBK", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8", "GOVLEDGER_LANG": "en"}, "en"),
    ],
)
def test_the_language_comes_from_the_environment_unless_said(environ: dict[str, str], lang: str) -> None:
    assert words.chosen([], environ) == lang
    assert words.chosen(["fund", "show", "--lang", "zh"], environ) == "zh"
    assert words.chosen(["--lang=en"], environ) == "en"


def test_options_of_every_command_stand_before_the_noun_or_after_the_verb(cli: Cli) -> None:
    before = cli("--json", "--lang", "zh", "fund", "list").json
    between = cli("fund", "--json", "list").json
    after = cli("fund", "list", "--json").json

    assert before == between == after == []  # an empty list is [] and 0


def test_an_option_after_the_verb_outweighs_the_same_before_the_noun(cli: Cli) -> None:
    case = cli.json("--as", "wang", *county_request(), "--as", "feng")["case"]

    assert cli.json("fund", "show", case)["acts"][0]["by"]["person"] == "feng"


def county_request() -> tuple[str, ...]:
    return ("fund", "request", "--department", "edu", "--amount", "1000", "--purpose", "纸张")


def test_a_slip_in_a_command_is_answered_with_the_nearest_one(nowhere: Cli) -> None:
    said = nowhere("fnd", "list", code=2, clock=False)

    assert said.out == ""
    assert "did you mean fund" in said.err
    assert "did you mean" in nowhere("fund", "aprove", code=2, clock=False).err


def test_a_usage_error_is_one_json_object_on_stderr_where_json_is_asked_for(nowhere: Cli) -> None:
    said = nowhere("--json", "fund", "show", code=2, clock=False)

    assert said.out == ""
    assert said.error["kind"] == "usage"
    assert nowhere("fund", "show", "--nope", "--json", code=2, clock=False).error["kind"] == "usage"


def test_clicks_own_words_are_translated_too(nowhere: Cli) -> None:
    said = nowhere("fund", "show", "--lang", "zh", code=2, clock=False)

    assert "缺少参数" in said.err


def test_without_a_home_the_program_says_how_to_make_one(nowhere: Cli) -> None:
    said = nowhere("fund", "list", code=2, clock=False)

    assert "`govledger init`" in said.err


def test_every_error_ends_with_the_code_of_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    codes = {
        BadInput("no"): 2,
        KeyUnreadable("no"): 2,
        NotAuthorised("no"): 4,
        BrokenRecord("no"): 6,
        VerificationFailed("no"): 6,
        Conflict("no"): 7,
        ClockOff("no"): 7,
        StoreUnavailable("no"): 9,
        NewerFormat("no"): 9,
        OutcomeUnknown("no {act}", act="17"): 9,
        PermissionError(13, "Permission denied", "/etc/x"): 9,
        ZeroDivisionError(): 1,
        click.UsageError("no"): 2,
        click.Abort(): 130,
        BrokenPipeError(): 0,
    }

    assert {type(error).__name__: show(error, Run()) for error in codes} == {
        type(error).__name__: code for error, code in codes.items()
    }
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "--debug shows where it happened" in said
    assert "run again with --id 17" in said or "with --id 17" in said


def test_the_trace_of_a_fault_is_shown_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    this = Run()
    this.given.debug = True

    show(ZeroDivisionError(), this)

    assert "ZeroDivisionError" in capsys.readouterr().err


def test_an_interruption_ends_with_130_and_says_that_nothing_was_recorded(nowhere: Cli) -> None:
    """At the prompt for a passphrase, on a terminal of its own."""
    if sys.platform == "win32":
        return
    import pty

    environ = {**os.environ, "GOVLEDGER_HOME": str(nowhere.home), "GOVLEDGER_LANG": "en"}
    environ.pop("GOVLEDGER_PASSPHRASE", None)
    ours, theirs = pty.openpty()
    words_ = ["init", "--origin", "example.gov.cn/a", "--book", "jiangkou-2022", "--root", "sun:孙"]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite run in the background ignores it
    process = subprocess.Popen(
        [*PROGRAM, *words_], stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True
    )
    signal.signal(signal.SIGINT, before)
    os.close(theirs)
    said = b""
    while b"passphrase" not in said:
        said += os.read(ours, 1000)
    process.send_signal(signal.SIGINT)

    assert process.wait(20) == 130
    said += os.read(ours, 1000)
    os.close(ours)
    assert b"Interrupted; nothing was recorded." in said
    assert not nowhere.home.exists()


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m cli.main rule list --book jiangkou-2022 | head -1"

    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)

    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_gbk_console_takes_every_word_and_escapes_what_it_cannot_show(cli: Cli, lang: str) -> None:
    case = cli.request(purpose="購置𠮷田牌設備")
    environ = {**os.environ, "PYTHONIOENCODING": "gbk", "GOVLEDGER_HOME": str(cli.home), "GOVLEDGER_LANG": lang}
    environ |= {"PYTHONUTF8": "0"}

    for words_ in (["fund", "show", case], ["--json", "fund", "show", case], ["fund", "list"], ["office", "list"]):
        done = subprocess.run([*PROGRAM, *words_], capture_output=True, env=environ, check=False)
        assert done.returncode == 0, done.stderr.decode("gbk")
        done.stdout.decode("gbk")
        done.stderr.decode("gbk")


def test_nothing_recorded_can_steer_the_terminal_and_no_colour_is_sent(cli: Cli) -> None:
    said = cli("fund", "show", cli.request(), TERM="xterm-256color", FORCE_COLOR="1")

    assert "\x1b" not in said.out + said.err


def test_output_that_cannot_be_written_after_an_act_leaves_the_act_done(cli: Cli, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        return
    environ = {**os.environ, "GOVLEDGER_HOME": str(cli.home), "GOVLEDGER_STATE": str(tmp_path)}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, *county_request(), "--as", "feng"], stdout=full, stderr=subprocess.PIPE, env=environ, check=False
        )

    assert done.returncode == 0
    assert len(cli.json("fund", "list")) == 1


def test_verbs_stand_in_one_order_whatever_was_called_before(cli: Cli) -> None:
    def order(out: str) -> list[str]:
        return [line.split()[0] for line in out[out.index("Commands") :].splitlines()[1:] if line[2:3].strip()]

    cli("fund", "list")
    before = cli("fund", "--help", clock=False).out
    environ = {**os.environ, "GOVLEDGER_LANG": "en"}
    fresh = subprocess.run([*PROGRAM, "fund", "--help"], capture_output=True, text=True, check=True, env=environ)

    assert order(before) == order(fresh.stdout) == list(elsewhere())


def elsewhere() -> dict[str, str]:
    """The verbs of the fund noun, as its table has them."""
    noun = govledger.get_command(click.Context(govledger), "fund")
    assert isinstance(noun, Noun)
    return noun.elsewhere
