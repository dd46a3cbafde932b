"""`govledger init`: a home made and a ledger founded in it: root holders, log key, rulebook and calendar in force."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from cli.options import Verb, option
from cli.output import command, paragraph
from cli.words import N_, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from aggregates.office.founding import Root
    from cli.run import Run
    from ledger.signing import Ed25519Signer

TRAINING_ORIGIN = "training.example/{place}"
TRAINING_ROOTS = ("sun:孙志远", "qian:钱敏")
TRAINING_BOOK = "jiangkou-2022"


@click.command(
    "init",
    cls=Verb,
    help=N_(
        "Make a home and found a ledger in it: two root holders, the log's key, the rulebook and the calendar. The "
        "last line is the fingerprint: hand it to the auditor on paper."
    ),
    examples=(
        "init --training --home desk",
        "init --training --book dawa-2017 --home dawa",
        "init --origin example.gov.cn/jiangkou --book jiangkou-2022 --root sun:孙志远 --root qian:钱敏 --home desk",
        "init --origin example.gov.cn/a --book rules/a-2027 --root sun:孙志远 --root-request qian.json --store postgresql:///a",
    ),
    acts=True,
    zh="建账",
)
@option("--training", is_flag=True, help=N_("a training ledger: invented clock, known passphrase, marked everywhere"))
@option("--origin", metavar="NAME", help=N_("the ledger's name for ever, like example.gov.cn/jiangkou"))
@option("--root", "roots", multiple=True, metavar="HANDLE:NAME", help=N_("a root holder whose key is made here; twice"))
@option(
    "--root-request", "requests", multiple=True, metavar="FILE", help=N_("a root holder whose key was made elsewhere")
)
@option("--store", metavar="FILE|URL", help=N_("an SQLite file, or postgresql://...; else ledger.db in the home"))
@option(
    "--book", metavar="KEY|DIR", help=N_("the rulebook to found it under; a training ledger can do without the word")
)
@option("--jurisdiction", metavar="NAME", help=N_("whose ledger it is; else the title of the rulebook"))
@click.pass_obj
def init(
    this: Run,
    /,
    *,
    training: bool,
    origin: str | None,
    roots: Sequence[str],
    requests: Sequence[str],
    store: str | None,
    book: str | None,
    jurisdiction: str | None,
) -> None:
    from cli.books import checked
    from ledger.application import create_store
    from ledger.checkpoint import check_key_name

    if origin or not training:
        origin = check_key_name(_asked(this, origin, "--origin", N_("Name of the ledger: ")))
    named = [_named(each) for each in roots or (TRAINING_ROOTS if training and not requests else ())]
    if not named:
        raise BadInput("a root holder signs the founding: --root HANDLE:NAME, better twice")
    files = checked(_chosen(this, book, training))
    name = origin or TRAINING_ORIGIN.format(place=_place(files))
    afar = [_from_afar(name, each) for each in requests]
    if training:
        this.out.of_training()
    this.now()
    this.given.home = str(this.home_path)
    this.acting = True
    with _made_whole(this, store, name):
        create_store(this.home.store, name, training)
        signers = {handle: _root_key(this, handle) for handle, _ in named}
        holders = [*(_holder(name, handle, called, signers[handle]) for handle, called in named), *afar]
        fingerprint = _found(this, holders, signers, files, jurisdiction)
    confirmed = _adopt(this, list(signers), files)
    _report(this, [root.person for root in holders], fingerprint, confirmed)


@contextmanager
def _made_whole(this: Run, store: str | None, origin: str) -> Iterator[None]:
    """A new home, which goes again if the ledger is not founded after all."""
    from shutil import rmtree

    from cli.home import make_home

    there = this.home_path.exists()
    this.home = make_home(this.home_path, store, origin)
    try:
        yield
    except BaseException:
        this.close()
        for each in list(this.home_path.iterdir()) if there else [this.home_path]:
            rmtree(each) if each.is_dir() else each.unlink()
        raise


def _chosen(this: Run, said: str | None, training: bool) -> str:
    """The rulebook meant. Nobody comes under the rules of another government by leaving out a word.

    Raises: BadInput.
    """
    from aggregates.rulebook.loader import shipped

    if said or training:
        return said or TRAINING_BOOK
    known = ", ".join(shipped())
    if this.given.no_input or not sys.stdin.isatty():
        raise BadInput("say under whose rules it is founded: --book DIR, or --book with one of {known}", known=known)
    return str(click.prompt(t(N_("Rulebook, a folder or one of {known}: "), known=known), err=True, prompt_suffix=""))


def _place(files: dict[str, bytes]) -> str:
    """Whose book it is: its key without the year."""
    from aggregates.rulebook.loader import load_files

    return load_files(files, cases=()).key.split("-")[0]


def _asked(this: Run, said: str | None, flag: str, prompt: str) -> str:
    if said:
        return said
    if this.given.no_input or not sys.stdin.isatty():
        raise BadInput("{flag} is needed", flag=flag)
    return str(click.prompt(t(prompt), err=True, prompt_suffix=""))


def _named(text: str) -> tuple[str, str]:
    from ledger.canonical import check_handle, clean_text

    handle, colon, name = text.partition(":")
    if not colon or not name.strip():
        raise BadInput("{text} is not a root holder: write HANDLE:NAME, like sun:孙志远", text=text)
    return check_handle(handle), clean_text(name, one_line=True)


def _root_key(this: Run, person: str) -> Ed25519Signer:
    from cli.signers import make_key

    prompt = N_("New passphrase for {person}'s root key: ")
    return make_key(this, this.home.keys, person, prompt, origin=this.home.origin, person=person)[1]


def _holder(origin: str, person: str, name: str, signer: Ed25519Signer) -> Root:
    from aggregates.office.founding import root_holder

    return root_holder(origin, person, name, signer)


def _from_afar(origin: str, path: str) -> Root:
    """A root holder by the request that `key create --out` wrote on another machine: that key stays there."""
    from aggregates.office.founding import Root
    from cli.key import for_another, public_bytes, requested

    found = requested(path)
    if found["origin"] != origin:
        raise for_another(found, path, found["person"], origin)
    person, name = _named(f"{found['person']}:{found['name'] or found['person']}")
    public = public_bytes(found, path)
    return Root(person, name, found["suite"], public, found["keyid"], found["possession"], offline=True)


def _found(
    this: Run, roots: list[Root], signers: dict[str, Ed25519Signer], files: dict[str, bytes], jurisdiction: str | None
) -> str:
    from aggregates.office.founding import found
    from aggregates.rulebook.loader import load_files
    from cli.desks import open_the_store
    from cli.signers import make_key
    from ledger.checkpoint import Vkey

    store, law = open_the_store(this), load_files(files)
    log = make_key(this, this.home.keys, "log", N_("New passphrase for the log's key: "), origin=this.home.origin)[1]
    result = found(
        store,
        jurisdiction=jurisdiction or law.title,
        book=law,
        roots=roots,
        log=log,
        log_vkey=Vkey.of(this.home.origin, log).format(),
        signer=signers[roots[0].person],
        clock=this.now,
        act=this.given.act_id,
    )
    this.recorded = True
    return result.leaf


def _adopt(this: Run, here: Sequence[str], files: dict[str, bytes]) -> bool:
    """Adopt rulebook and calendar by the first root holder, confirm by the second; whether all of it is in effect."""
    from aggregates.calendar import shipped
    from aggregates.office.adoption import adopt_calendar, adopt_rulebook
    from aggregates.office.manner import Manner
    from aggregates.office.root_confirmation import confirm
    from aggregates.rulebook.loader import load_files
    from cli.books import hold
    from cli.desks import open_desk

    hold(files, this.kinds)
    this.given.act_id, this.given.person = None, here[0]
    desk = open_desk(this, root=True)
    adopt_rulebook(desk, files, in_force_from=load_files(files).in_force_from, manner=Manner())
    adopt_calendar(desk, shipped(), manner=Manner())
    if len(here) > 1:
        this.given.person = here[1]
        confirm(open_desk(this, root=True), manner=Manner())
    return len(here) > 1 or not desk.record.grants.founding.needs_confirmation


def _report(this: Run, roots: Sequence[str], fingerprint: str, confirmed: bool) -> None:
    from aggregates.office.founding import FOUNDED

    founding = this.record.renewed().grants.founding
    head = this.source.head()
    first, second = roots[0], roots[1] if len(roots) > 1 else None
    following = [
        ("office", "enrol", "wang", "--name", "王建国", "--as", first),
        *([("office", "confirm", "--as", second)] if second else []),
        ("office", "list", "people"),
        ("audit", "checkpoint"),
        ("doctor",),
    ]
    warnings: list[str] = []
    if second is None:
        warnings.append(
            N_("ONE ROOT HOLDER: whoever holds this key alone decides who may sign. Every report will say so.")
        )
    elif not confirmed:
        warnings.append(N_("The rulebook and the calendar wait for the second root holder: office confirm."))
    else:
        warnings.append(N_("Both root keys lie in this home: move one of them to another place, off the network."))
    for warning in warnings:
        this.out.note("!! " + t(warning))
    data: dict[str, Any] = {
        "case": "ROOT",
        "version": 1,
        "index": 0,
        "type": FOUNDED,
        "leaf": fingerprint,
        "rules": [],
        "next": [
            {"act": words[1] if len(words) > 1 else words[0], "command": list(words), "people": [], "offices": []}
            for words in following
        ],
        "origin": head.origin,
        "home": str(this.home.path),
        "size": head.size,
        "fingerprint": fingerprint,
        "log_key": founding.log.format(),
        "roots": list(roots),
        "warnings": warnings,
    }
    lines = [
        t(N_("Founded: {origin} in {home}, {size} entries"), origin=head.origin, home=this.home.path, size=head.size),
        t(N_("Root holders: {roots}"), roots=", ".join(roots)),
        *paragraph(t(N_("Set GOVLEDGER_HOME to this home, or go there, or say --home with each command."))),
        *(f"{t(N_('Next:'))} {command((*words, '--home', str(this.home.path)))}" for words in following[:4]),
        t(N_("The log's key: {vkey}"), vkey=founding.log.format()),
        t(N_("Fingerprint, for the auditor, on paper: {fingerprint}"), fingerprint=fingerprint),
    ]
    this.out.put(data, lines)
