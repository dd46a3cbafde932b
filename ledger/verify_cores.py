"""Spreads the heavy stages of a verification over all cores, in spans of entries, and hands the results back in order.

Small hashes hold the interpreter's lock and signatures do not, so that threads serve only one of the two: both go to
worker processes, which open the ledger for themselves. A source says that it can be opened again by being picklable;
one that is not, and a ledger too small to be worth it, is read here, with threads for the signatures.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, NamedTuple, TypeVar

from ledger.source import Source

WORTH_IT = 4_096  # entries from which on starting worker processes pays

A = TypeVar("A")
R = TypeVar("R")


class Bench(NamedTuple):
    """What a stage works with: the ledger, the public keys by key id, and how many threads it may use."""

    source: Source
    publics: Mapping[str, tuple[str, bytes]]
    threads: int


Task = Callable[[Bench, A], R]


class Cores:
    """`workers`: how many processes to start; 0 for none."""

    def __init__(self, source: Source, publics: Mapping[str, tuple[str, bytes]], workers: int) -> None:
        self._here = Bench(source, publics, _cores())
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Cores:
        if self._workers > 0 and (again := _pickled(self._here.source)) is not None:
            try:
                self._pool = ProcessPoolExecutor(
                    self._workers,
                    mp_context=get_context("spawn"),
                    initializer=_prepare,
                    initargs=(again, dict(self._here.publics)),
                )
            except (OSError, ImportError):  # a system without semaphores
                self._pool = None
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, task: Task[A, R], arguments: Iterable[A]) -> Iterator[R]:
        """The results of the task in the order of the arguments, a few of them computed ahead."""
        waiting: deque[tuple[A, Future[R]]] = deque()
        rest = iter(arguments)
        while True:
            while self._pool is not None and len(waiting) < 2 * self._workers:
                argument = next(rest, None)
                if argument is None:
                    break
                waiting.append((argument, self._submit(task, argument)))
            if waiting:
                argument, future = waiting.popleft()
                yield self._result(task, argument, future)
            elif (argument := next(rest, None)) is not None:
                yield task(self._here, argument)
            else:
                return

    def _submit(self, task: Task[A, R], argument: A) -> Future[R]:
        assert self._pool is not None
        try:
            return self._pool.submit(_run, task, argument)
        except (BrokenProcessPool, OSError) as error:
            failed: Future[R] = Future()
            failed.set_exception(BrokenProcessPool(str(error)))
            return failed

    def _result(self, task: Task[A, R], argument: A, future: Future[R]) -> R:
        try:
            return future.result()
        except BrokenProcessPool:
            # Workers cannot be started here, or one was killed: the verdict must not depend on it.
            self._pool = None
            return task(self._here, argument)


def workers_for(size: int) -> int:
    """How many worker processes a ledger of that size is worth."""
    return _cores() if size >= WORTH_IT else 0


def _cores() -> int:
    return os.cpu_count() or 1


def _pickled(source: Source) -> bytes | None:
    try:
        return pickle.dumps(source)
    except (TypeError, AttributeError, pickle.PicklingError):
        return None


_bench: Bench | None = None


def _prepare(source: bytes, publics: Mapping[str, tuple[str, bytes]]) -> None:
    global _bench  # noqa: PLW0603  # one worker process, one ledger
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops its workers by itself
    _bench = Bench(pickle.loads(source), publics, 1)  # noqa: S301  # our own parent's bytes


def _run(task: Task[A, R], argument: A) -> Any:
    assert _bench is not None, "the worker was prepared"
    return task(_bench, argument)
