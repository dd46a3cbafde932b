"""`govledger key`: keys made, bound to people, revoked. A private key never leaves the home it was made in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.acting import act, here, manner
from cli.layout import table
from cli.options import Noun, option
from cli.output import command
from cli.values import instant, read
from cli.words import N_, t
from ledger.errors import BadInput

if TYPE_CHECKING:
    from cli.run import Run
    from ledger.signing import Ed25519Signer

REQUEST_KEYS = {"origin", "person", "name", "suite", "public", "keyid", "possession"}


@click.group(
    cls=Noun,
    help=N_(
        "Signing keys: OpenSSH files under a passphrase. A key speaks for a person once a root holder has bound it and "
        "another has confirmed that."
    ),
    examples=("key create wang", "key bind wang --as zhao", "key revoke 3f8a12 --reason 遗失 --as zhao"),
)
def key() -> None:
    pass


@key.verb(
    "create",
    N_("Make a key for a person, here; and the paper that proves it theirs, to be bound from another desk."),
    zh="制作",
    examples=("key create wang", "key create sun --origin example.gov.cn/jiangkou --out sun.key-request.json"),
)
@click.argument("person")
@option("--origin", metavar="ORIGIN", help=N_("the ledger it is for, where there is no home yet"))
@option("--name", metavar="NAME", help=N_("the name on paper, for a root holder to be"))
@option("--out", metavar="FILE", help=N_("write the request to bind it here"))
@click.pass_obj
def create(this: Run, /, *, person: str, origin: str | None, name: str | None, out: str | None) -> None:
    from ledger.canonical import check_handle
    from ledger.signing import possession

    check_handle(person)
    if this.at_home:
        origin = this.record.origin if origin is None else origin
    if origin is None:
        raise BadInput("say which ledger the key is for: --origin, or a home (--home)")
    folder = this.home.keys if this.at_home else this.home_path / "keys"
    path, signer = made(this, folder, person, origin)
    request = {
        "origin": origin,
        "person": person,
        "name": name or "",
        "suite": signer.suite,
        "public": signer.public.hex(),
        "keyid": signer.keyid,
        "possession": possession(origin, person, signer),
    }
    if out:
        Path(out).write_text(json.dumps(request, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    lines = [
        t(N_("Made: {path} (key {keyid})"), path=path, keyid=signer.keyid[:16]),
        f"{t(N_('Next:'))} {command(here(this, ('key', 'bind', person, *(('--request', out) if out else ()))))}",
    ]
    this.out.put({**request, "path": str(path), "request": out}, lines)


@key.verb(
    "bind",
    N_("Bind a key to a person, who proves to hold it. A root holder does it."),
    zh="绑定",
    acts=True,
    examples=("key bind wang --as zhao", "key bind wang --request wang.key-request.json --as zhao"),
)
@click.argument("person")
@option("--request", metavar="FILE", help=N_("the request made with the key; else the key that lies here is used"))
@click.pass_obj
def bind(this: Run, /, *, person: str, request: str | None) -> None:
    from aggregates.office import enrolment
    from cli import naming

    desk = this.desk(root=True)
    who = naming.person(this, person)
    suite, public, proof = _requested(this, who, request) if request else _lying_here(this, who)
    act(this, lambda: enrolment.bind_key(desk, who, suite, public, proof, manner=manner(this)))


@key.verb(
    "revoke",
    N_("Revoke a key, at once. With --compromised-since, what it signed from then on is listed as questioned."),
    zh="吊销",
    acts=True,
    examples=("key revoke 3f8a12 --reason 遗失 --compromised-since 2022-05-06T12:00 --as zhao",),
)
@click.argument("keyid")
@option("--reason", required=True, metavar="TEXT", help=N_("why"))
@option("--compromised-since", metavar="INSTANT", help=N_("since when it may have been in other hands"))
@click.pass_obj
def revoke(this: Run, /, *, keyid: str, reason: str, compromised_since: str | None) -> None:
    from aggregates.office import enrolment

    since = instant(compromised_since) if compromised_since else None
    desk = this.desk(root=True)
    act(this, lambda: enrolment.revoke_key(desk, keyid, reason, compromised_since=since, manner=manner(this)))


@key.verb(
    "list",
    N_("List the keys that were bound, to whom, and whether they are revoked."),
    zh="列出",
    examples=("key list",),
)
@click.pass_obj
def list_(this: Run) -> None:
    roots = this.record.grants.founding.roots.values()
    rows: list[dict[str, Any]] = [
        {"keyid": root.keyid, "person": root.person, "suite": root.suite, "bound": 0, "revoked": None, "root": True}
        for root in roots
    ]
    listed = {row["keyid"] for row in rows}
    rows += [
        {
            "keyid": k.keyid,
            "person": k.person,
            "suite": k.suite,
            "bound": k.bound_index,
            "revoked": k.revoked_index,
            "root": False,
        }
        for k in this.source.bound_keys()
        if k.keyid not in listed and k.person != "log"
    ]
    heads = [t(N_("key")), t(N_("person")), t(N_("suite")), t(N_("bound")), t(N_("revoked"))]
    body = [
        [
            row["keyid"][:16],
            row["person"],
            row["suite"],
            str(row["bound"]),
            "-" if row["revoked"] is None else str(row["revoked"]),
        ]
        for row in rows
    ]
    this.out.put(rows, table(heads, body))


def made(this: Run, folder: Path, person: str, origin: str) -> tuple[Path, Ed25519Signer]:
    """A new key of a person for that ledger in that folder, its file named after its id."""
    from cli.signers import make_key

    prompt = N_("New passphrase for {person}'s key: ")
    return make_key(this, folder, person, prompt, origin=origin, person=person)


def requested(path: str) -> dict[str, str]:
    """The request to bind a key, as `key create --out` writes it. Raises: BadInput."""
    try:
        found = json.loads(read(path, 10_000))
    except ValueError as error:
        raise BadInput("{file} is no request to bind a key: {reason}", file=path, reason=str(error)) from error
    if (
        not isinstance(found, dict)
        or found.keys() != REQUEST_KEYS
        or not all(isinstance(v, str) for v in found.values())
    ):
        raise BadInput(
            "{file} is no request to bind a key: {reason}", file=path, reason=", ".join(sorted(REQUEST_KEYS))
        )
    return found


def for_another(found: dict[str, str], path: str, person: str, here: str) -> BadInput:
    """The error for a request made for another person, or another ledger."""
    return BadInput(
        "{file} is for {person} of {origin}, and this is for {other} of {here}",
        file=path,
        person=found["person"],
        origin=found["origin"],
        other=person,
        here=here,
    )


def public_bytes(found: dict[str, str], path: str) -> bytes:
    try:
        return bytes.fromhex(found["public"])
    except ValueError as error:
        raise BadInput("{file} is no request to bind a key: {reason}", file=path, reason=str(error)) from error


def _requested(this: Run, person: str, path: str) -> tuple[str, bytes, str]:
    found = requested(path)
    if (found["origin"], found["person"]) != (this.record.origin, person):
        raise for_another(found, path, person, this.record.origin)
    return found["suite"], public_bytes(found, path), found["possession"]


def _lying_here(this: Run, person: str) -> tuple[str, bytes, str]:
    from cli.signers import signer_of
    from ledger.signing import possession

    signer = signer_of(this, person, unbound=True)
    return signer.suite, signer.public, possession(this.record.origin, person, signer)
