"""`govledger demo`: a county's day in a temporary home, told as it happens, by the commands that anybody would type.

Nothing here writes to the record: every act goes through `cli.main.run`, as typed commands do.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import demo_county as county
from cli.demo_tamper import flip_one_bit
from cli.home import check_new
from cli.options import Verb, option
from cli.output import command, paragraph
from cli.words import N_, language, t

if TYPE_CHECKING:
    from cli.run import Run

START = datetime(2022, 5, 6, 8, 30)  # a Friday; the Saturday after it is a make-up working day
REFUSED, FAILED = 3, 6


@click.command(
    "demo",
    cls=Verb,
    help=N_(
        "A county's day in a temporary home: a training ledger under the real work rules of Jiangkou, requests exactly "
        "on and one fen over each bound, refusals with article and words, one sign-off, everything verified, then one "
        "bit flipped in a copy."
    ),
    examples=("demo", "demo --lang zh", "demo --keep county"),
    zh="演示",
)
@option("--keep", metavar="DIR", help=N_("leave the home here, to play with"))
@click.pass_obj
def demo(this: Run, /, *, keep: str | None) -> None:
    this.out.training = True
    started = time.monotonic()
    with _home(keep) as (home, desk):
        data = Day(home, desk, quiet=this.out.as_json).told()
        seconds = round(time.monotonic() - started, 1)
        data |= {"seconds": seconds, "home": str(home) if keep else None}
        this.out.put(data, _ending(home if keep else None, data["refused"], data["size"], seconds))


@contextmanager
def _home(keep: str | None) -> Iterator[tuple[Path, Path]]:
    """The home of the demonstration and a folder for papers, and an environment in which commands find the home."""
    desk = Path(tempfile.mkdtemp(prefix="govledger-"))
    home = Path(keep).expanduser().absolute() if keep else desk / "county"
    before = dict(os.environ)
    try:
        check_new(home)
        state = desk / "state"
        os.environ |= {"GOVLEDGER_HOME": str(home), "GOVLEDGER_STATE": str(state), "GOVLEDGER_LANG": language()}
        os.environ.pop("GOVLEDGER_PASSPHRASE", None)
        yield home, desk
    finally:
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(desk, ignore_errors=True)


class Day:
    """The story. `clock` moves on with every command."""

    def __init__(self, home: Path, desk: Path, *, quiet: bool) -> None:
        self.home, self.desk, self.quiet = home, desk, quiet
        self.clock = START
        self.refused: list[str] = []

    def told(self) -> dict[str, Any]:
        self.say(N_("[training] A county's day under the work rules of Jiangkou County, 6 May 2022"))
        fingerprint = self.founded()
        self.enrolled()
        first = self.on_the_first_bound()
        self.over_the_first_bound()
        self.the_second_bound()
        self.one_decision_is_not_spent_twice()
        self.over_the_third_bound()
        self.split()
        self.say(N_("The sign-off of the first request: required, and as it was."))
        self.run("fund", "signoff", first)
        return self.verified(fingerprint)

    def founded(self) -> str:
        self.say(N_("1. A training ledger is founded: two root holders, a log key, the adopted text, the calendar."))
        roots = [word for root in county.ROOTS for word in ("--root", root)]
        found = self.run("init", "--training", "--origin", county.ORIGIN, *roots)
        return str(found["fingerprint"])

    def enrolled(self) -> None:
        self.say(N_("2. The county's offices are enrolled; what one root holder gives, the other confirms."))
        for words in county.roster():
            self.run(*words, hidden=True)
        self.run("office", "list")

    def on_the_first_bound(self) -> str:
        self.say(
            N_("3. Exactly 200,000.00 yuan: the deputy in charge reviews, the deputy for finance signs (第一百零四条).")
        )
        case = self.case(county.ON_THE_FIRST)
        *facts, presented = county.made_ready(case)
        for words in facts:
            self.run(*words)
        self.say(N_("Before the finance bureau has presented it, nobody signs:"))
        self.run("fund", "approve", case, "--as", "liu", expect=REFUSED)
        self.run(*presented)
        self.run("fund", "review", case, "--as", "zhao")
        self.run("fund", "approve", case, "--as", "liu")
        self.run("fund", "pay", case, "--reference", "国库2022-0506", "--as", "zhou")
        return case

    def over_the_first_bound(self) -> None:
        self.say(N_("4. One fen more, 200,000.01 yuan: now it is the county head's."))
        case = self.ready(county.OVER_THE_FIRST)
        self.run("fund", "approve", case, "--as", "liu", expect=REFUSED)
        self.run("fund", "approve", case, "--as", "wang")

    def the_second_bound(self) -> None:
        self.say(N_("5. Exactly 1,000,000.00 yuan the county head still signs; one fen more is for a meeting."))
        self.run("fund", "approve", self.ready(county.ON_THE_SECOND), "--as", "wang")
        self.over = self.ready(county.OVER_THE_SECOND)
        self.run("fund", "approve", self.over, "--as", "wang", expect=REFUSED)

    def one_decision_is_not_spent_twice(self) -> None:
        self.say(N_("6. The executive meeting decides 5,000,000.00 yuan for two requests. It pays once."))
        paper = self.paper("常务会议纪要.txt", "会议原则同意。")
        big = self.ready(county.ON_THE_THIRD)
        self.run(*county.decided("executive", "〔2022〕5号", "adopted", paper, big, self.over, covers="5,000,000.00"))
        self.run("fund", "pay", big, "--reference", "国库2022-0507", "--as", "zhou")
        self.run("fund", "pay", self.over, "--reference", "国库2022-0508", "--as", "zhou", expect=REFUSED)

    def over_the_third_bound(self) -> None:
        self.say(N_("7. 5,000,000.01 yuan: the party group submits it, the standing committee of the county approves."))
        case = self.ready(county.OVER_THE_THIRD)
        self.run("fund", "pay", case, "--reference", "国库2022-0509", "--as", "zhou", expect=REFUSED)
        self.run("fund", "note", case, "submit_to_committee", "--as", "han")
        paper = self.paper("常委会会议纪要.txt", "会议同意。")
        body = "county_committee_standing_committee"
        self.run(*county.decided(body, "〔2022〕11号", "agree", paper, case))
        self.run("fund", "pay", case, "--reference", "国库2022-0509", "--as", "zhou")

    def split(self) -> None:
        self.say(N_("8. Three requests for one purpose that together pass a tier: recorded, warned of, marked."))
        for _ in range(3):
            self.run(*county.request(county.SPLIT))

    def verified(self, fingerprint: str) -> dict[str, Any]:
        self.say(N_("9. The log signs a checkpoint, and an auditor verifies everything with it and the fingerprint."))
        note = self.desk / "checkpoint.txt"
        self.run("audit", "checkpoint", "--out", str(note))
        in_hand = ("--checkpoint", str(note), "--fingerprint", fingerprint)
        ledger, copy = self.home / "ledger.db", self.desk / "copy.db"
        report = self.run("audit", "verify", *in_hand)
        case = flip_one_bit(ledger, copy, b'"amount_fen":20000001', b'"amount_fen":30000001')
        self.say(
            N_("10. In a copy one bit is flipped: 200,000.01 yuan of {case} read 300,000.01. The copy is verified."),
            case=case,
        )
        broken = self.run("audit", "verify", str(copy), *in_hand, expect=FAILED)
        return {
            "ok": bool(report["ok"]) and not broken["ok"],
            "origin": report["origin"],
            "size": report["size"],
            "root": report["root"],
            "fingerprint": fingerprint,
            "refused": self.refused,
            "tampered": broken["first_break"],
        }

    def ready(self, asked: county.Asked) -> str:
        """A request as far as the finance bureau takes it, without telling each step."""
        case = self.case(asked, hidden=True)
        for words in county.made_ready(case):
            self.run(*words, hidden=True)
        self.print(f"    {case}  {asked.yuan}  {asked.purpose}")
        return case

    def case(self, asked: county.Asked, *, hidden: bool = False) -> str:
        """The number of a new request."""
        return str(self.run(*county.request(asked), hidden=hidden)["case"])

    def run(self, *words: str, expect: int = 0, hidden: bool = False) -> dict[str, Any]:
        """Run one command as if it were typed, a minute later than the one before; what it gives as JSON.

        Told along with its output, unless `hidden`.
        """
        from cli import main

        self.clock += timedelta(minutes=1)
        heard: list[Any] = []
        unseen = io.StringIO()
        if not hidden:
            self.print(f"\n$ {command(words)}")
        shown = unseen if hidden or self.quiet else sys.stdout
        with redirect_stdout(shown), redirect_stderr(shown):
            code = main.run([*words, "--now", self.clock.isoformat()], heard=heard)
        if code != expect:
            raise RuntimeError(f"{command(words)} ended with {code}, not {expect}: {unseen.getvalue()}")
        if code == REFUSED:
            self.refused += [violation["rule"] for violation in heard[-1]["error"]["violations"]]
        found: dict[str, Any] = heard[-1]
        return found

    def say(self, text: str, **params: object) -> None:
        """Tell what happens next."""
        self.print("")
        for line in paragraph(t(text, **params)):
            self.print(line)

    def print(self, line: str) -> None:
        if not self.quiet:
            print(line)

    def paper(self, name: str, text: str) -> str:
        """A paper to enclose."""
        path = self.desk / name
        path.write_text(text + "\n", encoding="utf-8")
        return str(path)


def _ending(kept: Path | None, refused: list[str], size: int, seconds: float) -> list[str]:
    """What there was, and what to try next."""
    told = N_(
        "That was {size} entries in {seconds} s; {refused} refusals, each with its article; one flipped bit, found."
    )
    lines = ["", *paragraph(t(told, size=size, seconds=seconds, refused=len(refused)))]
    if kept is None:
        return [*lines, f"{t(N_('Next:'))} govledger demo --keep county"]
    trying = (
        ("fund", "list"),
        ("fund", "show", "2022-1"),
        ("fund", "signoff", "2022-4"),
        ("rule", "why", "2022-4"),
        ("office", "list"),
        ("audit", "verify"),
        ("fund", "request", "--department", "edu", "--amount", "350000", "--purpose", "防汛物资", "--as", "feng"),
    )
    return [*lines, t(N_("To play with:")), *(f"  {command((*words, '--home', str(kept)))}" for words in trying)]
