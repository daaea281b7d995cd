"""Where the time of a run goes, stage by stage."""

from __future__ import annotations

import resource
from collections.abc import Callable
from time import perf_counter


class Stopwatch:
    """Told the name of each stage when it ends; knows how long each took, in seconds."""

    def __init__(self, show: Callable[[str], None] | None = None) -> None:
        """Start it.

        Args:
            show: told how far the run is, for somebody who waits at a terminal.
        """
        self.laps: list[tuple[str, float]] = []
        self._last = perf_counter()
        self._show = show

    def __call__(self, stage: str) -> None:
        """End a stage."""
        now = perf_counter()
        self.laps.append((stage, now - self._last))
        self._last = now
        if self._show:
            self._show(f"{stage}: {self.laps[-1][1]:.1f} s")

    def seconds(self, stage: str | None = None) -> float:
        """How long a stage took; all of them when none is named."""
        return sum(seconds for name, seconds in self.laps if stage in (None, name))

    def table(self) -> str:
        """A line a stage, the sum, and the most memory that one process held."""
        rows = [*self.laps, ("all", self.seconds())]
        most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
        return "\n".join(f"{stage:<26}{seconds:8.3f} s" for stage, seconds in rows) + f"\n{'memory of a process':<26}{most:8} MB"
