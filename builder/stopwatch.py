"""Where the time of a run goes, stage by stage."""

from __future__ import annotations

import resource
from time import perf_counter


class Stopwatch:
    """Told the name of each stage when it ends; knows how long each took, in seconds."""

    def __init__(self, start: float | None = None) -> None:
        """Start it.

        Args:
            start: a reading of time.perf_counter to count from, where the run began before this.
        """
        self.laps: list[tuple[str, float]] = []
        self._last = start if start is not None else perf_counter()

    def __call__(self, stage: str) -> None:
        """End a stage."""
        now = perf_counter()
        self.laps.append((stage, now - self._last))
        self._last = now

    def table(self) -> str:
        """A line a stage, the sum, and the most memory that one process held."""
        total = sum(seconds for _, seconds in self.laps)
        rows = [*self.laps, ("all", total)]
        most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
        return "\n".join(f"{stage:<26}{seconds:8.3f} s" for stage, seconds in rows) + f"\n{'memory of a process':<26}{most:8} MB"
