"""Work spread over forked processes: each starts with everything in memory already, so only results travel."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_work: tuple[Callable[..., object], Sequence[object]] | None = None  # how a forked worker is handed what need not be pickled


def in_order(work: Callable[[Item], Result], items: Sequence[Item], jobs: int) -> Iterator[Result]:
    """The result for each item, in the order of items.

    Args:
        work: called in a process of its own where there is more than one job, in this one otherwise.
        jobs: how many processes; one where the system cannot fork.
    """
    if jobs < 2 or len(items) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, items)
        return
    global _work  # noqa: PLW0603  # set before the fork, read after it
    _work = (work, items)
    gc.freeze()  # the collector would touch, and so copy, every page of memory that the processes share
    try:
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            yield from pool.imap(_done, range(len(items)))
    finally:
        _work = None
        gc.unfreeze()


def _done(n: int) -> object:
    assert _work is not None
    work, items = _work
    return work(items[n])
