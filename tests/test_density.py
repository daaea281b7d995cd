"""The density strip: what stretches it has, how high its bars are, and what it leaves out."""

from __future__ import annotations

import pytest

from builder.chronicle.teller import month_of
from builder.chronicle.values import Grade, Mention
from builder.records.dates import parse_date
from builder.site.density import LEAST_HEIGHT, Span, Stretch, density, lane, year_marks


def entry(date: str) -> Mention:
    when = parse_date(date)
    return Mention(date, date, when, Grade("claimed", "claimed", 1), (), month_of(when), when.sort_key[0].day, b"")


def test_long_strips_have_a_stretch_a_year() -> None:
    """Over more than three months there is one stretch a year, empty years included, and a bar a month with events."""
    strip = density([entry("2021-08-15"), entry("2021-08-16"), entry("2023-01")])
    assert [(s.year, s.month, [(b.month, b.events) for b in s.bars]) for s in strip] == [
        (2021, None, [(8, 2)]),
        (2022, None, []),
        (2023, None, [(1, 1)]),
    ]


def test_ticks_name_months_and_days() -> None:
    """Every month of a year has its number in the middle of its place, of a month the first day and each fifth."""
    year, day = Stretch(2021, None, 8.33, 7, ()), Stretch(2021, 9, 3.33, 3, ())
    assert [number for number, _ in year.ticks] == list(range(1, 13))
    assert [number for number, _ in day.ticks] == [1, 5, 10, 15, 20, 25, 30]
    assert year.ticks[5][1] == pytest.approx(100 * 5.5 / 12, abs=0.1)


def test_short_strips_have_days() -> None:
    """Within three months bars are days; an event whose day is not known has none."""
    strip = density([entry("2021-09-06"), entry("2021-09-06/2021-09-08"), entry("2021-09"), entry("2021-09-07~")])
    assert [(s.year, s.month, [(b.day, b.events) for b in s.bars]) for s in strip] == [(2021, 9, [(6, 2)])]


def test_a_single_event_stays_visible() -> None:
    """The lowest bar has a height that is seen, and nothing is drawn for nothing."""
    busy = [entry("2021-08-15") for _ in range(100)]
    bars = [b for s in density([*busy, entry("2022-05-01")]) for b in s.bars]
    assert [(b.height, b.disputed_height) for b in bars] == [(100, 0), (LEAST_HEIGHT, 0)]


def test_no_month_no_strip() -> None:
    """Events that name no month make no strip."""
    assert density([entry("2021")]) == ()


def test_lanes_share_a_span() -> None:
    """A lane covers every month of the span that it is given, with marks where years begin."""
    span = Span((2021, 11), (2022, 2), 4)
    assert [(b.left, b.height) for b in lane([entry("2022-02-01")], span).bars] == [(75.0, 25)]
    assert year_marks(span) == ((2022, 50.0),)
