"""The keys in a home: which one a person signs with, and the passphrase that opens it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cli.home import TRAINING_PASSPHRASE, passphrase_in
from cli.words import N_, t
from ledger.errors import BadInput, KeyUnreadable

if TYPE_CHECKING:
    from pathlib import Path

    from cli.run import Run
    from ledger.signing import Ed25519Signer

TRAINING_ROUNDS = 1  # a key that protects nothing need not cost the reader half a second


def signer_of(this: Run, person: str, *, root: bool = False, unbound: bool = False) -> Ed25519Signer:
    """The key that a person of this home signs with: the one bound last, the root key, or one that is not bound yet.

    Raises: KeyUnreadable if there is none, or it does not open.
    """
    from ledger import keys

    path = _path_of(this, person, root=root, unbound=unbound)
    _check_ledger(path, this.record.origin)
    return keys.load(path, passphrase(this, N_("Passphrase of {person}'s key: "), person=person))


def log_signer(this: Run) -> Ed25519Signer:
    """The key that signs checkpoints. Raises: KeyUnreadable."""
    from ledger import keys

    path = this.home.key_of("log", this.record.grants.founding.log_keyid)
    if not path.exists():
        raise KeyUnreadable("the log's key is not in this home: {path}", path=path)
    return keys.load(path, passphrase(this, N_("Passphrase of the log's key: ")))


def passphrase(this: Run, prompt: str, *, twice: bool = False, **params: object) -> str:
    """The passphrase: from the file named, the environment, that of training, or asked for.

    Raises: BadInput where nobody can be asked.
    """
    if this.given.passphrase_file:
        return passphrase_in(this.given.passphrase_file)
    if os.environ.get("GOVLEDGER_PASSPHRASE"):
        return os.environ["GOVLEDGER_PASSPHRASE"]
    if this.out.training:
        return TRAINING_PASSPHRASE
    if this.given.no_input or not sys.stdin.isatty():
        raise BadInput(
            "a passphrase is needed: --passphrase-file FILE, or GOVLEDGER_PASSPHRASE, or a terminal to ask on"
        )
    import click

    again = t(N_("Once more: ")) if twice else False
    text = t(prompt, **params)
    return str(click.prompt(text, hide_input=True, confirmation_prompt=again, err=True, prompt_suffix=""))


def make_key(
    this: Run, folder: Path, name: str, prompt: str, *, origin: str, **params: object
) -> tuple[Path, Ed25519Signer]:
    """A new key for that ledger in that folder, its file named after whose it is and its id."""
    from cli.home import key_file
    from ledger import keys
    from ledger.signing import Ed25519Signer

    phrase = passphrase(this, prompt, twice=True, **params)
    signer = Ed25519Signer.generate()
    path = folder / key_file(name, signer.keyid)
    rounds = TRAINING_ROUNDS if this.out.training else keys.ROUNDS
    keys.save(path, signer, phrase, rounds=rounds, comment=f"{name} {origin}")
    return path, signer


def _check_ledger(path: Path, origin: str) -> None:
    """A key is made for one ledger, which its public line names. Raises: KeyUnreadable."""
    from ledger.keys import public_path

    try:
        words = public_path(path).read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return
    if len(words) > 3 and words[3] != origin:
        raise KeyUnreadable(
            "{path} was made for {origin}, and this is {here}: each ledger has keys of its own",
            path=path,
            origin=words[3],
            here=origin,
        )


def _path_of(this: Run, person: str, *, root: bool, unbound: bool) -> Path:
    found = this.home.keys_of(person)
    if not found:
        raise KeyUnreadable(
            "there is no key of {person} in {folder}; `govledger key create {person}` makes one",
            person=person,
            folder=this.home.keys,
        )
    holder = this.record.grants.founding.roots.get(person)
    roots = {this.home.key_of(person, holder.keyid)} & set(found) if holder else set()
    if root and roots:
        return roots.pop()
    own = [path for path in found if path not in roots] or found
    bound = {this.home.key_of(person, key.keyid): key for key in this.source.bound_keys() if key.person == person}
    if unbound:
        return next((path for path in own if path not in bound), own[-1])
    good = [(bound[path].bound_index, path) for path in own if path in bound and bound[path].revoked_index is None]
    return max(good)[1] if good else own[-1]
