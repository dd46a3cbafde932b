"""A desk opened for whoever acts: the store to write to, the book and the calendar in force, the person's own key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.errors import NotAuthorised

if TYPE_CHECKING:
    from aggregates.office.desk import Desk
    from cli.run import Run
    from ledger.application import Store


def open_desk(this: Run, *, root: bool = False) -> Desk:
    """The desk. Everything that can be wrong with the call is found before the key is asked for.

    Raises: BadInput, KeyUnreadable, StoreUnavailable; NotAuthorised for the act of a root holder by somebody else.
    """
    from aggregates.office.desk import Desk
    from cli.books import book_on
    from cli.signers import signer_of

    store = open_the_store(this)
    person = this.known["actor"] = this.person()
    roots = this.record.grants.root_holders
    if root and person not in roots:
        raise NotAuthorised(
            "this is for a root holder ({roots}); {person} is none", roots=", ".join(roots), person=person
        )
    desk = Desk(
        store,
        this.book,
        this.calendar,
        signer_of(this, person, root=root),
        person,
        this.now,
        this.enclosures,
        this.given.dry_run,
        _record=this.record,  # what was checked once is not checked again
    )
    # Asked anew for every vetting: another book may have been adopted in between.
    desk.book_of = lambda on: book_on(desk.record, this.enclosures, on, this.kinds)
    return desk


def open_the_store(this: Run) -> Store:
    """The store of this home, to record in; whatever is read from now on is read through it."""
    from aggregates.types import TYPES
    from ledger.application import open_store

    this.acting = True
    if "store" not in this.known:
        store = open_store(this.home.store, TYPES)
        this.closing.append(store.close)
        head = store.source.head()
        this.met(head.origin, head.training)
        this.known["store"] = store
        this.source = store.source
    opened: Store = this.known["store"]
    return opened
