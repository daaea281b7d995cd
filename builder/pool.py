"""Work done by forked processes: each starts with everything in memory already, so only results travel."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, ForkProcess
from queue import Empty
from typing import Any, TypeVar

from builder.report import WorkerError

Item = TypeVar("Item")
Result = TypeVar("Result")

_LOST = "a process that helped was ended from outside; try again with --jobs 1"


def in_order(work: Callable[[Item], Result], items: Sequence[Item], jobs: int, *, joins_in: bool = True) -> Iterator[Result]:
    """The result for each item, in the order of items.

    Args:
        work: called in any of the processes; what it raises is raised here.
        jobs: how many processes; one where the system cannot fork.
        joins_in: whether this process is one of them. If not, it only waits, and what the work leaves behind in memory
            ends with the others; that is worth it where this one holds little as yet.
    Raises:
        WorkerError: one of the others was ended from outside.
    """
    if len(items) < 2 or not _can_share(jobs):
        yield from map(work, items)
        return
    gc.freeze()  # the collector would touch, and so copy, every page of memory that the processes share
    shared = _Shared(work, items, min(jobs, len(items)) - joins_in, joins_in=joins_in)
    try:
        yield from shared.results()
    finally:
        shared.end()
        gc.unfreeze()


def beside(work: Callable[[], Result], jobs: int) -> Callable[[], Result]:
    """Have something done by another process while this one goes on.

    Args:
        work: what it raises is raised by the call for its result.
        jobs: how many processes there may be; with one, the work waits until its result is wanted.
    Returns:
        Gives the result, and waits for it; to be called once.
    """
    if not _can_share(jobs):
        return work
    context: ForkContext = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    worker = context.Process(target=_answer, args=(work, there), daemon=True)
    worker.start()
    there.close()

    def result() -> Result:
        try:
            done: Result
            done, error = here.recv()
        except EOFError:
            raise WorkerError(_LOST) from None
        worker.join()
        if error:
            raise error
        return done

    return result


@contextmanager
def alongside(work: Callable[[], object], jobs: int) -> Iterator[None]:
    """Have something done by another process while the body runs; both have ended afterwards. Else as `beside`."""
    ended = beside(work, jobs)
    try:
        yield
    finally:
        ended()


def _answer(work: Callable[[], object], there: Connection) -> None:
    with suppress(BrokenPipeError):  # nobody waits any more
        try:
            there.send((work(), None))
        except Exception as error:
            there.send((None, error))


def _can_share(jobs: int) -> bool:
    return jobs > 1 and "fork" in multiprocessing.get_all_start_methods()


class _Shared:
    """Items that several processes take one by one."""

    def __init__(self, work: Callable[[Any], Any], items: Sequence[Any], workers: int, *, joins_in: bool) -> None:
        context: ForkContext = multiprocessing.get_context("fork")
        self._work = work
        self._items = items
        self._joins_in = joins_in
        self._next = context.Value("L", 0)
        self._done = context.Queue()
        self._workers: list[ForkProcess] = [context.Process(target=self._join_in, daemon=True) for _ in range(workers)]
        for worker in self._workers:
            worker.start()

    def results(self) -> Iterator[Any]:
        found: dict[int, Any] = {}
        for n in range(len(self._items)):
            while n not in found:
                mine = self._take() if self._joins_in else None
                if mine is not None:
                    found[mine] = self._work(self._items[mine])
                found |= self._arrived(is_idle=mine is None)
            yield found.pop(n)

    def _take(self) -> int | None:
        """The position of the next item that nobody works on."""
        with self._next.get_lock():
            n = int(self._next.value)
            self._next.value = n + 1
        return n if n < len(self._items) else None

    def _arrived(self, *, is_idle: bool) -> dict[int, Any]:
        """What the others finished; waits for it where there is nothing else to do."""
        found: dict[int, Any] = {}
        while True:
            try:
                n, result, has_failed = self._done.get(timeout=1) if is_idle and not found else self._done.get_nowait()
            except Empty:
                if found or not is_idle:
                    return found
                if any(worker.exitcode for worker in self._workers):
                    raise WorkerError(_LOST) from None
                continue
            # What failed is done once more, so that it is raised here, with the trace of where it happens.
            found[n] = self._work(self._items[n]) if has_failed else result

    def _join_in(self) -> None:
        while (n := self._take()) is not None:
            try:
                self._done.put((n, self._work(self._items[n]), False))
            except Exception:
                self._done.put((n, None, True))

    def end(self) -> None:
        for worker in self._workers:
            worker.terminate()
            worker.join()
