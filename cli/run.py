"""One run of the program: what the options of every command said, and what has been opened for it so far.

Everything is opened when it is first asked for, and reading commands never import what only writing needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cli.home import Home, open_home, place
from cli.output import Out
from ledger.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    from aggregates.calendar import WorkCalendar
    from aggregates.office.desk import Desk
    from aggregates.roster import Roster
    from aggregates.rulebook.model import Book
    from cli.bookwords import BookWords
    from ledger.enclosures import Enclosures
    from ledger.record import Record
    from ledger.source import Source


class Given:
    """The options of every command, as typed."""

    home: str | None = None
    person: str | None = None
    office: str | None = None
    acting_for: str | None = None
    record_for: str | None = None
    on: str | None = None
    now: str | None = None
    act_id: str | None = None
    passphrase_file: str | None = None
    lang: str | None = None
    as_json: bool = False
    no_input: bool = False
    dry_run: bool = False
    debug: bool = False


class Run:
    """`acting`: the command records something. `recorded`: it has, and nothing that fails later takes that back.

    `kinds`: the kinds of case whose rules this command asks.
    """

    def __init__(self, out: Out | None = None) -> None:
        self.given = Given()
        self.out = out or Out()
        self.acting = self.recorded = False
        self.closing: list[Callable[[], None]] = []
        self.known: dict[str, Any] = {}
        self.kinds: tuple[str, ...] = ("fund", "office")

    def meet_kind(self, kind: str) -> None:
        """From here on the rules of that kind of case are among those that are read."""
        if kind not in self.kinds:
            self.kinds = (*self.kinds, kind)
            self.__dict__.pop("book", None)
            self.__dict__.pop("bookwords", None)

    @cached_property
    def home_path(self) -> Path:
        """Where the home is, or would be."""
        return place(self.given.home, os.environ)

    @cached_property
    def home(self) -> Home:
        """The home. Raises: BadInput if there is none."""
        return open_home(self.home_path)

    @cached_property
    def source(self) -> Source:
        """The ledger to read from; from here on what is said of a training ledger is marked.

        Raises: BadInput if the store holds another ledger than the home names.
        """
        from ledger.sources import open_source

        source = open_source(self.home.store)
        self.closing.append(source.close)
        self.met(source.head().origin, source.head().training)
        return source

    def met(self, origin: str, training: bool) -> None:
        """This is the ledger that the store holds."""
        if origin != self.home.origin:
            raise BadInput(
                "this home is of {expected}, its store holds another ledger: {got}",
                expected=self.home.origin,
                got=origin,
            )
        if training:
            self.out.of_training()

    @cached_property
    def record(self) -> Record:
        """The record as it is now, valid entries only."""
        from ledger.record import Record

        return Record(self.source)

    @cached_property
    def roster(self) -> Roster:
        from aggregates.roster import Roster

        return Roster(self.record)

    @cached_property
    def book(self) -> Book:
        """The adopted rulebook in force on the day of the act, as far as commands act by it."""
        from cli.books import book_on

        return book_on(self.record, self.enclosures, self.today(), self.kinds)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The adopted calendar; without a home the one that is shipped."""
        if not self.at_home or not self.source.case("CALENDAR"):
            from aggregates.calendar import shipped

            return shipped()
        from aggregates.office.adoption import calendar_of

        return calendar_of(self.record, self.enclosures)

    def book_named(self, text: str | None, rule: str = "") -> Book:
        """The book that was named; else the one in force here; else, without a home, the one of which that rule is.

        Raises: BadInput where nothing says which.
        """
        from cli.rule import book_in, whose

        if text is None and self.at_home:
            from cli.books import book_on

            return book_on(self.record, self.enclosures, self.today(), None)
        return book_in(text or whose(rule))

    @cached_property
    def bookwords(self) -> BookWords:
        """The words of the book, with the names of this roster's units and people."""
        from cli.bookwords import BookWords
        from cli.naming import unit_or_person

        return BookWords(self.book, lambda key: unit_or_person(self, key))

    def name_of(self, handle: str) -> str:
        """What a person is called."""
        from cli.naming import name_of

        return name_of(self, handle)

    def person(self) -> str:
        """Who acts: `--as`, else the person the home names. Raises: BadInput where neither says."""
        from cli.naming import person

        said = self.given.person or self.home.person
        if said is None:
            raise BadInput("say who acts: --as PERSON, or `person` in {file}", file=self.home.path / "govledger.toml")
        return person(self, said)

    def desk(self, *, root: bool = False) -> Desk:
        """The desk of whoever acts, with the key opened; with `root`, the root key."""
        from cli.desks import open_desk

        return open_desk(self, root=root)

    @cached_property
    def enclosures(self) -> Enclosures:
        from ledger.enclosures import Enclosures

        return Enclosures(self.home.enclosures)

    @property
    def at_home(self) -> bool:
        """Whether there is a home to look into."""
        from cli.home import FILE

        return (self.home_path / FILE).is_file()

    def now(self) -> datetime:
        """The clock of this command: `--now` in a training ledger, else the machine's. Raises: BadInput."""
        if self.given.now is None:
            return datetime.now(UTC)
        if not self.out.training and self.at_home:
            self.met(self.source.head().origin, self.source.head().training)
        if not self.out.training:
            raise BadInput("--now is for training ledgers: a ledger in earnest takes its clock from the machine")
        from cli.values import instant

        return instant(self.given.now)

    def on(self) -> date | None:
        """The day that `--on` says."""
        from cli.values import day

        return None if self.given.on is None else day(self.given.on)

    def today(self) -> date:
        """The day that `--on` says, else the clock's, in Shanghai."""
        from cli.values import SHANGHAI

        return self.on() or self.now().astimezone(SHANGHAI).date()

    def close(self) -> None:
        while self.closing:
            self.closing.pop()()
