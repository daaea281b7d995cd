"""Work shared by processes: the same results in the same order, and no silence when one of them fails."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from builder.pool import alongside, beside, in_order
from builder.report import WorkerError

PARENT = os.getpid()


def slow_then_fast(n: int) -> tuple[int, int]:
    time.sleep(0.02 if n % 3 == 0 else 0)
    return n, os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 3, 50])
def test_results_come_in_order(jobs: int) -> None:
    """However long each takes and whoever does it, results come in the order of their items."""
    found = list(in_order(slow_then_fast, range(20), jobs))
    assert [n for n, _ in found] == list(range(20))
    assert (len({pid for _, pid in found}) > 1) == (jobs > 1)


def test_one_that_only_waits() -> None:
    """Where this process does not join in, as many others do all of the work; alone, it still has to."""
    found = list(in_order(slow_then_fast, range(20), 2, joins_in=False))
    assert PARENT not in {pid for _, pid in found}
    assert [n for n, _ in found] == list(range(20))
    assert {pid for _, pid in in_order(slow_then_fast, range(3), 1, joins_in=False)} == {PARENT}
    with pytest.raises(ValueError, match="seven"):
        list(in_order(refuse, range(20), 2, joins_in=False))


def refuse(n: int) -> int:
    time.sleep(0.01)
    if n == 7:
        raise ValueError("seven")
    return n


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_error_is_raised_here(jobs: int) -> None:
    """What the work raises, wherever it is done, ends the run here."""
    with pytest.raises(ValueError, match="seven"):
        list(in_order(refuse, range(20), jobs))


def fail_once(folder: Path, n: int) -> int:
    try:
        (folder / str(n)).touch(exist_ok=False)
    except FileExistsError:
        return n
    raise OSError(n)


def test_what_fails_once_is_done_again(tmp_path: Path) -> None:
    """A process whose work failed goes on with the rest, as nobody else may be there to do it."""
    assert list(in_order(partial(fail_once, tmp_path), range(20), 2, joins_in=False)) == list(range(20))


class StuckError(Exception):
    """An error that cannot be sent from one process to another."""

    def __init__(self, n: int, /, *, of: int) -> None:
        super().__init__(f"{n} of {of}")


def stick(n: int) -> int:
    time.sleep(0.01)
    if os.getpid() != PARENT or n == 7:
        raise StuckError(n, of=20)
    return n


def test_an_error_need_not_travel() -> None:
    """An error that only its own process could hold is raised here all the same, with the trace of the work."""
    with pytest.raises(StuckError, match="7 of 20") as raised:
        list(in_order(stick, range(20), 3))
    assert raised.traceback[-1].name == "stick"


def die(n: int) -> int:
    if os.getpid() != PARENT:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.1)
    return n


def test_a_lost_process_is_noticed() -> None:
    """A process that the system ends does not leave the others waiting for ever."""
    with pytest.raises(WorkerError, match="ended from outside"):
        list(in_order(die, range(4), 2))


@pytest.mark.parametrize("jobs", [1, 2])
def test_beside_gives_the_result_when_asked(jobs: int) -> None:
    """What goes on here goes on; the result comes from another process, where there may be one."""
    result = beside(os.getpid, jobs)
    assert (result() == PARENT) == (jobs == 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_beside_is_raised_with_its_result(jobs: int) -> None:
    """An error waits for whoever asks for the result."""
    result = beside(partial(refuse, 7), jobs)
    with pytest.raises(ValueError, match="seven"):
        result()


def test_a_process_lost_beside_is_noticed() -> None:
    """A process that the system ends does not leave this one waiting for ever."""
    result = beside(partial(die, 0), 2)
    with pytest.raises(WorkerError, match="ended from outside"):
        result()


@pytest.mark.parametrize("jobs", [1, 2])
def test_alongside_ends_with_its_body(tmp_path: Path, jobs: int) -> None:
    """After the body the work is done, also when the body fails."""
    with pytest.raises(KeyError), alongside(partial(slow_touch, tmp_path / "done"), jobs):
        raise KeyError
    assert (tmp_path / "done").exists()


def slow_touch(path: Path) -> None:
    time.sleep(0.05)
    path.touch()
