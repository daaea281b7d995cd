"""One run of a command: wall time, processor time, and the most memory that all its processes held together."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# As at an editor's desk, where Python keeps what it compiled; some images that run tests tell it not to.
DESK = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run took; a page that processes share counts once."""

    wall_s: float
    cpu_s: float
    memory_mb: float


def measure(command: list[str]) -> Sample:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed; the message ends with what it said.
    """
    with Path(os.devnull).open("wb") as nowhere:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=nowhere, stderr=subprocess.PIPE, env=DESK)
        peak = [0]
        is_done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peak, is_done), daemon=True)
        watcher.start()
        assert process.stderr
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        is_done.set()
        watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} failed: {said.decode('utf-8', 'replace')[-600:]}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, max(peak[0], usage.ru_maxrss if peak[0] == 0 else 0) / 1024)


def _watch(pid: int, peak: list[int], is_done: threading.Event) -> None:
    while not is_done.wait(0.05):
        peak[0] = max(peak[0], sum(_kilobytes(p) for p in _tree(pid)))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split():
                yield from _tree(int(child))
    except OSError:
        return


def _kilobytes(pid: int) -> int:
    """The proportional share of a process, as Linux works it out."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def busy() -> float:
    """How many cores are at work now, everybody's."""

    def spent() -> tuple[float, float]:
        numbers = [int(n) for n in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return sum(numbers) - numbers[3] - numbers[4], time.perf_counter()

    before, at = spent()
    time.sleep(0.5)
    after, now = spent()
    return (after - before) / os.sysconf("SC_CLK_TCK") / (now - at)
