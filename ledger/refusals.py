"""What a store says when it does not record an act: one wording for the checks in Python and for those in PostgreSQL.

Each refusal has a code. `acceptance` raises it; the function in PostgreSQL names it, with the parameters as JSON.
"""

from __future__ import annotations

from typing import Any

from ledger.entry import MAX_BYTES
from ledger.errors import BadInput, BrokenRecord, ClockOff, Conflict, GovledgerError, NewerFormat, NotAuthorised
from ledger.tables import FORMAT


def refusal(code: str, **of: Any) -> GovledgerError:
    """The error of a refusal's code: one wording for the checks here and for those that PostgreSQL makes."""
    match code:
        case "format":
            return NewerFormat(
                "the ledger is of format {format}; this program knows formats up to {known}: use a newer one",
                known=FORMAT,
                **of,
            )
        case "payload":
            return BadInput("not a payload: {key} is not well-formed", **of)
        case "act":
            return BadInput(
                "the entries are not the parts, in order, of one act {act} of one signer at one instant", **of
            )
        case "size":
            return BadInput(
                "the entry would have {size} bytes, at most {limit} are allowed: put long texts into an enclosure",
                limit=MAX_BYTES,
                **of,
            )
        case "ledger":
            return BadInput("this is an act of the ledger {got}; this ledger is {expected}", **of)
        case "founding":
            return BadInput("the first entry of a ledger, and no other, founds it, under its own origin and kind")
        case "facts":
            return BadInput("the facts of an event of type {type} are incomplete", **of)
        case "keyid":
            return BadInput("the key id {keyid} is not that of the public key beside it", **of)
        case "bound":
            return BadInput("the key {keyid} is bound already: one key, one person, once", **of)
        case "unbound":
            return NotAuthorised("the key {keyid} is bound to nobody in this ledger", **of)
        case "revoked":
            return NotAuthorised("the key {keyid} was revoked by entry {index}", **of)
        case "seen":
            return BadInput("the act saw {got} entries, but was vetted on {expected}", **of)
        case "lag":
            return Conflict("the act was vetted on {seen} entries, the ledger holds {size} by now", **of)
        case "leaned":
            return Conflict("entry {index}, {type} in {case}, came first, and the act leans on it", **of)
        case "place":
            return Conflict("the case {case} stands at version {version}: somebody else recorded first", **of)
        case "twice":
            return Conflict("the act {act} is recorded already, as entry {index}", **of)
        case "skew":
            return ClockOff("this clock says {at}, the store's {now}: they may differ by two minutes", **of)
        case "back":
            return ClockOff("this clock says {at}, more than five minutes before an entry already made, {before}", **of)
        case "order":
            return ClockOff("this clock says {at}, before the latest entry of {case}, {before}", **of)
        case "ahead":
            return BrokenRecord(
                "the act saw {seen} entries, the ledger holds only {size}: its end was cut off",
                index=of["size"], step=3, expected=of["seen"], got=of["size"], **of,
            )  # fmt: skip
        case "root":
            return BrokenRecord(
                "the act saw another tree of {size} entries than the ledger's: expected the root {expected}, got {got}",
                step=3, **of,
            )  # fmt: skip
        case "head":
            return BrokenRecord(
                "the head says {size} entries, but the store holds more",
                index=of["size"], step=3, expected=of["size"], got="more", **of,
            )  # fmt: skip
        case "columns":
            return BrokenRecord(
                "the columns of an entry in {case} are not those of its payload: expected {expected}, got {got}",
                step=2, **of,
            )  # fmt: skip
        case _:
            raise AssertionError(f"no such refusal: {code}")
