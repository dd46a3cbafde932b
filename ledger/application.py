"""The ledger as an application of the eventsourcing library, and the store that the offices record through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from eventsourcing.application import Application
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    ProcessRecorder,
    Recording,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, EnvType

from ledger.acceptance import Condition, examine
from ledger.entry import Entry, Recorded, id_of
from ledger.mapper import EntryMapper
from ledger.source import Row
from ledger.sources import is_postgres, open_source

T = TypeVar("T")


class Store:
    """A ledger to record in: acknowledged means durable."""

    def __init__(self, url: str | Path, types: Collection[str]) -> None:
        self.url = str(url)
        self.types = frozenset(types)
        self.source = open_source(url)
        self._application = LedgerApplication(_recorder(self.url), self.types)

    def append(
        self,
        entries: Sequence[Entry],
        *,
        seen_size: int,
        cases: Collection[str] = (),
        types: Collection[str] = (),
    ) -> list[int]:
        """The indices of the entries of one act, all recorded or none, on disk when this returns.

        Refused with Conflict if any entry from `seen_size` on belongs to one of `cases` or `types`: what vetting leaned
        on has changed. Whether the signatures are good and the signer holds the office is for whoever vets, and reads.

        Raises: Conflict, ClockOff, NotAuthorised (a key not bound, or revoked), BadInput, BrokenRecord,
        StoreUnavailable; OutcomeUnknown if the answer to the commit was lost and the store stays away.
        """
        events = examine(entries, self.types, seen_size)
        recordings = self._application.save(*events, condition=Condition(cases, types))
        return [recording.notification.id for recording in recordings]

    def find_act(self, act: str) -> list[Row]:
        """The entries of an act, in order; empty if it is not recorded."""
        first = self.source.by_id(id_of(act, 0))
        if first is None:
            return []
        parts = Recorded.of(first).part["of"]
        return list(self.source.rows(first.index, first.index + parts))

    def load(self, case: str, projector: Callable[[Iterable[Recorded]], T]) -> T:
        """What the projector makes of the case's entries, as they stand: void ones are not left out."""
        repository: Any = self._application.repository
        folded: _Folded[T] = repository.get(case, projector_func=lambda _, entries: _Folded(projector(entries)))
        return folded.value

    def close(self) -> None:
        self.source.close()
        # Last: whoever closes an SQLite file last folds the write-ahead log into it, and a reader cannot.
        self._application.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class LedgerApplication(Application[str]):
    """Takes its configuration from its arguments and nothing from the environment, which could name code to import."""

    def __init__(self, recorder: Any, types: Collection[str]) -> None:
        self._recorder = recorder
        self._types = types
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        return LedgerFactory(env, self._recorder)

    def construct_mapper(self) -> EntryMapper:
        return EntryMapper(self._types)

    def save(self, *objs: Any, **kwargs: Any) -> list[Recording[str]]:
        """As the library's, without its look for snapshots and listeners, which costs 17 us an act and finds none."""
        return self.events.put(objs, **kwargs)


class LedgerFactory(InfrastructureFactory[Any]):
    """One recorder for everything; views keep their position themselves, beside what they show."""

    def __init__(self, env: Environment, recorder: Any) -> None:
        super().__init__(env)
        self._recorder = recorder

    def application_recorder(self) -> ApplicationRecorder:
        recorder: ApplicationRecorder = self._recorder
        return recorder

    def aggregate_recorder(self, purpose: str = "events") -> ApplicationRecorder:
        if purpose != "events":
            raise InfrastructureFactoryError("a ledger keeps no snapshots")
        return self.application_recorder()

    def tracking_recorder(self, tracking_recorder_class: type[Any] | None = None) -> TrackingRecorder:
        raise InfrastructureFactoryError("a ledger tracks no views")

    def process_recorder(self) -> ProcessRecorder:
        raise InfrastructureFactoryError("a ledger tracks no views")

    def close(self) -> None:
        self._recorder.close()


@dataclass(frozen=True, slots=True)
class _Folded(Generic[T]):
    """What the repository hands back: the library takes None for a case that is not there, a projector need not."""

    value: T


def open_store(url: str | Path, types: Collection[str]) -> Store:
    """The ledger at a path or a postgresql:// address, to record events of these types.

    Raises: BadInput if there is no ledger, StoreUnavailable if it cannot be reached, NewerFormat.
    """
    return Store(url, types)


def create_store(url: str | Path, origin: str, training: bool) -> None:
    """Makes an empty ledger, which the first act then founds; one made before and not yet founded is taken as it is.

    Raises: BadInput if there is a ledger already, StoreUnavailable.
    """
    if is_postgres(url):
        from ledger import postgres_making

        return postgres_making.create(str(url), origin, training)
    from ledger import sqlite

    return sqlite.create(Path(url), origin, training)


def _recorder(url: str) -> ApplicationRecorder:
    if is_postgres(url):
        from ledger.postgres import PostgresRecorder

        return PostgresRecorder(url)
    from ledger.sqlite import SqliteRecorder

    return SqliteRecorder(url)
