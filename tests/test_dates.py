"""Dates keep the precision and the doubt that they were written with."""

from __future__ import annotations

import warnings
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.records.dates import DateError, parse_date


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2021-09-06", "2021-09-06", "2021-09-06", "day"),
        ("2021-09", "2021-09-01", "2021-09-30", "month"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2021", "2021-01-01", "2021-12-31", "year"),
        ("202X", "2020-01-01", "2029-12-31", "decade"),
        ("2021-11-XX", "2021-11-01", "2021-11-30", "month"),
        ("2021-21", "2021-03-01", "2021-05-31", "season"),
        ("2021-24", "2021-12-01", "2022-02-28", "season"),
        ("2021-09-05/2021-09-06", "2021-09-05", "2021-09-06", "interval"),
        ("2021-09-05/2021-09", "2021-09-05", "2021-09-30", "interval"),  # until some day of that month
        ("2021-08-15/..", "2021-08-15", None, "interval"),
        ("../2021-08", None, "2021-08-31", "interval"),
        ("[2021-09-05,2021-09-07]", "2021-09-05", "2021-09-07", "one-of"),
        ("[2021-09-05..2021-09-07]", "2021-09-05", "2021-09-07", "one-of"),
    ],
)
def test_bounds(text: str, earliest: str | None, latest: str | None, precision: str) -> None:
    """Each form spans exactly the days that it can mean."""
    found = parse_date(text)
    assert (str(found.earliest), str(found.latest), found.precision) == (str(earliest), str(latest), precision)


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("2021-13-45", "bad-date", "`2021-13-45` has month 13; months run from 01 to 12"),
        ("2021-02-30", "bad-date", "`2021-02-30` does not exist: 2021-02 has 28 days"),
        ("2021-09-06/2021-09-05", "reversed-interval", "`2021-09-06/2021-09-05` ends before it starts"),
        ("2021-XX-05", "bad-date", "`2021-XX-05` knows the day but not the month"),
        ("6 September 2021", "bad-date", "`6 September 2021` is not a date"),
        ("2021-09-06T10:00", "bad-date", "`2021-09-06T10:00` has a time of day"),
        ("", "bad-date", "the date is empty"),
        ("/", "bad-date", "`/` has neither a start nor an end"),
    ],
)
def test_refusals(text: str, code: str, message: str) -> None:
    """What is no date is refused in words that quote it."""
    with pytest.raises(DateError) as caught:
        parse_date(text)
    assert (caught.value.code, str(caught.value)) == (code, message)


@pytest.mark.parametrize(("mark", "approximate", "uncertain"), [("~", True, False), ("?", False, True), ("%", True, True)])
def test_marks(mark: str, approximate: bool, uncertain: bool) -> None:
    """The three qualifiers say about, uncertain, and both; they move no day."""
    found = parse_date(f"2021-09-06{mark}")
    assert (found.approximate, found.uncertain, found.earliest) == (approximate, uncertain, date(2021, 9, 6))


@given(st.dates(), st.integers(0, 4000))
def test_interval_round_trip(start: date, length: int) -> None:
    """An interval of two days has these days as its bounds, and never the reverse."""
    stop = min(start, date.max - timedelta(length)) + timedelta(length)
    start = min(start, stop)
    found = parse_date(f"{start}/{stop}")
    assert (found.earliest, found.latest) == (start, stop)


@given(st.dates(date(1000, 1, 1)), st.sampled_from(["day", "month", "year"]), st.sampled_from(["", "~", "?"]))
def test_agrees_with_edtf(day: date, precision: str, mark: str) -> None:
    """The published EDTF package reads the same bounds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from edtf import parse_edtf
    text = {"day": f"{day}", "month": f"{day:%Y-%m}", "year": f"{day.year:04}"}[precision]
    oracle = parse_edtf(text)
    found = parse_date(text + mark)
    assert found.earliest is not None
    assert found.latest is not None
    assert tuple(oracle.lower_strict())[:3] == found.earliest.timetuple()[:3]
    assert tuple(oracle.upper_strict())[:3] == found.latest.timetuple()[:3]


@given(st.text(max_size=20))
def test_never_another_error(text: str) -> None:
    """Whatever the text, it is a date or a DateError."""
    try:
        parse_date(text)
    except DateError as error:
        assert str(error)
