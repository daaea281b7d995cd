"""The density of a span: how many events each month or each day, and about how many of them something is disputed.

A strip is a row of stretches, one a year (its bars are months) or, where it covers little time, one a month (its bars
are days). On a wide screen the stretches stand side by side, on a phone below each other; each is a drawing of its own
in percent of its place, so that it fits both.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from builder.chronicle.values import Entry, Mention

SHORT_MONTHS = 3  # a strip of so few months has days for bars
LEAST_HEIGHT = 4  # percent; a single event stays visible beside the busiest month
GAP = 0.16  # of a bar's place

Shown = Entry | Mention
Key = tuple[int, int, int | None]  # year, month and, where bars are days, day


class Bar(NamedTuple):
    """A month or a day; positions and heights in percent of the drawing, heights from below."""

    year: int
    month: int
    day: int | None
    events: int
    disputed: int
    left: float
    start: float  # where the bar itself begins, after half the gap
    height: int
    disputed_height: int


class Stretch(NamedTuple):
    """Bars in a row, empty ones left out."""

    year: int
    month: int | None  # None: its bars are months
    step: float  # width of a bar's place, in percent
    thick: float  # width of a bar, in percent
    bars: tuple[Bar, ...]

    @property
    def tallest(self) -> int:
        """The events of its tallest bar."""
        return max((bar.events for bar in self.bars), default=0)

    @property
    def ticks(self) -> tuple[tuple[int, float], ...]:
        """The months of a year, or some days of a month: the number, and the middle of its place in percent."""
        places = range(1, round(100 / self.step) + 1)
        return tuple((n, round((n - 0.5) * self.step, 2)) for n in places if not self.month or n == 1 or n % 5 == 0)


class Span(NamedTuple):
    """First and last month of a drawing, and the number of events that fills its height."""

    first: tuple[int, int]
    last: tuple[int, int]
    tallest: int


def span_of(entries: Iterable[Shown]) -> Span | None:
    """What a drawing of these events covers; None when no event names a month."""
    total = _by_month(entries)
    return Span(min(total)[:2], max(total)[:2], max(total.values())) if total else None


def density(entries: Iterable[Shown]) -> tuple[Stretch, ...]:
    """The strip of these events, from the first one's year or month to the last one's; none when none names a month."""
    entries = tuple(entries)
    span = span_of(entries)
    if not span:
        return ()
    covered = _number(span.last) - _number(span.first) + 1
    return tuple(_days(entries, span) if covered <= SHORT_MONTHS else _years(entries, span))


def lane(entries: Iterable[Shown], span: Span) -> Stretch:
    """Every month of a span in one row."""
    entries = tuple(entries)
    months = _months(span)
    return _stretch(span.first[0], None, [(y, m, None) for y, m in months], _by_month(entries), _disputed(entries), span.tallest)


def year_marks(span: Span) -> tuple[tuple[int, float], ...]:
    """Where in a lane each year begins: the year and percent from the start."""
    months = _months(span)
    return tuple((year, round(n * 100 / len(months), 2)) for n, (year, month) in enumerate(months) if month == 1)


def busy_months(entries: Iterable[Shown]) -> tuple[tuple[int, int, int, int], ...]:
    """Year, month, events and disputed ones of every month that has any, in order."""
    entries = tuple(entries)
    disputed = _disputed(entries)
    return tuple((key[0], key[1], n, disputed[key]) for key, n in sorted(_by_month(entries).items(), key=lambda i: i[0][:2]))


def _years(entries: tuple[Shown, ...], span: Span) -> Iterator[Stretch]:
    total, disputed = _by_month(entries), _disputed(entries)
    for year in range(span.first[0], span.last[0] + 1):
        yield _stretch(year, None, [(year, month, None) for month in range(1, 13)], total, disputed, span.tallest)


def _days(entries: tuple[Shown, ...], span: Span) -> Iterator[Stretch]:
    """By first day; an event whose day is not known has no bar."""
    known = [e for e in entries if e.date.is_known_to_the_day]
    total = _by_day(known)
    disputed = _by_day(e for e in known if e.disputes)
    tallest = max(total.values(), default=1)
    for year, month in _months(span):
        days: list[Key] = [(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
        yield _stretch(year, month, days, total, disputed, tallest)


def _stretch(
    year: int, month: int | None, keys: list[Key], total: Counter[Key], disputed: Counter[Key], tallest: int
) -> Stretch:
    step = 100 / len(keys)
    bars = tuple(
        Bar(
            *key,
            total[key],
            disputed[key],
            round(n * step, 2),
            round((n + GAP / 2) * step, 2),
            _height(total[key], tallest),
            _height(disputed[key], tallest),
        )
        for n, key in enumerate(keys)
        if total[key]
    )
    return Stretch(year, month, round(step, 2), round(step * (1 - GAP), 2), bars)


def _height(events: int, tallest: int) -> int:
    return max(round(events * 100 / tallest), LEAST_HEIGHT) if events else 0


def _by_month(entries: Iterable[Shown]) -> Counter[Key]:
    return Counter((year, month, None) for year, month in (e.month for e in entries) if month)


def _disputed(entries: Iterable[Shown]) -> Counter[Key]:
    return _by_month(e for e in entries if e.disputes)


def _by_day(entries: Iterable[Shown]) -> Counter[Key]:
    days: Iterator[date] = (day for e in entries if (day := e.date.earliest))
    return Counter((day.year, day.month, day.day) for day in days)


def _number(month: tuple[int, int]) -> int:
    """Months since the year 0."""
    return month[0] * 12 + month[1] - 1


def _months(span: Span) -> list[tuple[int, int]]:
    return [(n // 12, n % 12 + 1) for n in range(_number(span.first), _number(span.last) + 1)]
