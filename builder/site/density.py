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


@dataclass(frozen=True, slots=True)
class Span:
    """First and last month of a strip, and the number of events that fills its height."""

    first: tuple[int, int]
    last: tuple[int, int]
    tallest: int


def _by_month(entries: Iterable[Entry]) -> Counter[tuple[int, int]]:
    return Counter((year, month) for year, month in (e.month for e in entries) if month)


def span_of(entries: Iterable[Entry]) -> Span | None:
    """What a strip of these events covers; None when no event names a month."""
    total = _by_month(entries)
    return Span(min(total), max(total), max(total.values())) if total else None


def density(entries: Iterable[Entry], span: Span | None = None) -> tuple[Bar, ...]:
    """One bar for every month, empty months included, from the first event's to the last's or over a given span."""
    entries = tuple(entries)
    total = _by_month(entries)
    contested = _by_month(e for e in entries if e.disputes)
    span = span or span_of(entries)
    if not span:
        return ()
    (first_year, first), (last_year, last) = span.first, span.last
    tallest = span.tallest
    bars = []
    for x, n in enumerate(range(first_year * 12 + first - 1, last_year * 12 + last)):
        key = (n // 12, n % 12 + 1)
        height, part = (round(c[key] * 1000 / tallest) for c in (total, contested))
        bars.append(Bar(*key, total[key], contested[key], height, part, x))
    return tuple(bars)
