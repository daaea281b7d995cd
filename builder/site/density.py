"""The density of the whole period: how many events each month, and how many of them somebody disputes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from builder.chronicle.values import Entry


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the strip; heights in thousandths of the tallest month."""

    year: int
    month: int
    events: int
    contested: int
    height: int
    contested_height: int
    x: int  # months since the strip's first


def density(entries: Iterable[Entry]) -> tuple[Bar, ...]:
    """One bar for every month from the first event's to the last's, empty months included."""
    total: Counter[tuple[int, int]] = Counter()
    contested: Counter[tuple[int, int]] = Counter()
    for entry in entries:
        year, month = entry.month
        if month:
            total[year, month] += 1
            contested[year, month] += bool(entry.disputes)
    if not total:
        return ()
    (first_year, first), (last_year, last) = min(total), max(total)
    tallest = max(total.values())
    bars = []
    for x, n in enumerate(range(first_year * 12 + first - 1, last_year * 12 + last)):
        key = (n // 12, n % 12 + 1)
        height, part = (round(c[key] * 1000 / tallest) for c in (total, contested))
        bars.append(Bar(*key, total[key], contested[key], height, part, x))
    return tuple(bars)
