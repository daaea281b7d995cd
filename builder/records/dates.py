"""Dates with doubt: one value from one string.

The subset is levels 0 and 1 of the Extended Date/Time Format (EDTF; ISO 8601-2:2019, annex A; Library of Congress
specification of 2019) for calendar dates, plus the level 2 form `[a,b]`, "one of". Times of day are left out: a plain
local date never becomes an instant, so no time zone can move it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from builder.records.packing import packable

Precision = Literal["day", "month", "season", "year", "decade", "century", "interval", "one-of"]

SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}
HINT = "write it as 2021-09-06, 2021-09, 2021, 2021-09~ (about), 2021-11-XX, 2021-09-05/2021-09-06 or [2021-09-05,2021-09-07]"

_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<mark>[?~%]?)"
)


class DateError(ValueError):
    """Text that is no date; `code` and `hint` say which kind of mistake and the way out."""

    def __init__(self, message: str, *, code: str = "bad-date", hint: str = HINT) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


@packable
@dataclass(frozen=True, slots=True)
class Edtf:
    """A date as precise, and as sure, as its author wrote it.

    `earliest` and `latest` are the first and last day it can mean, both inclusive, proleptic Gregorian, without time
    zone; None where the interval is open or its end unknown. An interval or a choice keeps its members in `parts`
    (for an interval two, of which one may be None).
    """

    text: str
    earliest: date | None
    latest: date | None
    precision: Precision
    approximate: bool = False  # "~" or "%": about
    uncertain: bool = False  # "?" or "%": the source is in doubt
    unspecified: bool = False  # an "X": the day or month is not known, the rest is
    parts: tuple[Edtf | None, ...] = ()
    ongoing: bool = False  # ends in "..": open, not merely unknown

    @property
    def sort_key(self) -> tuple[date, date]:
        """Earliest day, then latest: what orders a chronicle."""
        return (self.earliest or date.min, self.latest or date.max)

    @property
    def is_certain(self) -> bool:
        """Whether the day or days are given without doubt of any kind."""
        return not (self.approximate or self.uncertain or self.unspecified or self.precision == "one-of")

    @property
    def is_known_to_the_day(self) -> bool:
        """Whether its day, or the first and last day of what lasted, are given without doubt."""
        return self.is_certain and self.precision in ("day", "interval") and all(p is None or p.precision == "day" for p in self.parts)

    @property
    def iso(self) -> str:
        """The ISO 8601 calendar date nearest to it, at its own precision: what HTML's `datetime` can take."""
        if self.parts:
            known = next((p for p in self.parts if p is not None), None)
            return known.iso if known else ""
        if self.precision == "day":
            return self.text.rstrip("?~%")
        if self.precision in ("month", "season") and self.earliest:
            return f"{self.earliest:%Y-%m}"
        return f"{self.earliest:%Y}" if self.earliest else ""

    def overlaps(self, first: date, last: date) -> bool:
        """Whether it can lie within these days, both inclusive: the rule of every filter."""
        return (self.earliest or date.min) <= last and (self.latest or date.max) >= first

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        """Lets the validator of front matter read a date from its text."""
        from pydantic_core import core_schema  # only when files are validated

        return core_schema.no_info_plain_validator_function(parse_date)


def parse_date(value: object) -> Edtf:
    """Read a date at the precision it was written in.

    Args:
        value: an EDTF string such as "2021-09-06", "2021-09~", "2021-11-XX", "2021-08-15/..", "[2021-09-05,2021-09-07]";
            a whole number is taken as a year.
    Raises:
        DateError: none of these forms, an impossible day, or an interval that ends before it starts.
    Source: ISO 8601-2:2019, annex A; https://www.loc.gov/standards/datetime/
    """
    if isinstance(value, Edtf):
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise DateError(f"a date is text, found {type(value).__name__}", code="wrong-type")
    text = str(value).strip()
    return _read(text)


@lru_cache(maxsize=4096)  # the sources and disputes of an event, and its neighbours, share most of their dates
def _read(text: str) -> Edtf:
    if not text:
        raise DateError("the date is empty")
    if "T" in text and text[:4].isdigit():
        raise DateError(f"`{text}` has a time of day", hint="keep the date, and say the time in the body")
    if text.startswith("[") or text.startswith("{"):
        return _one_of(text)
    return _interval(text) if "/" in text else _single(text)


def _single(text: str) -> Edtf:
    match = _DATE.fullmatch(text)
    if not match:
        raise DateError(f"`{text}` is not a date")
    year, month, day, mark = match["year"], match["month"], match["day"], match["mark"]
    unspecified = "X" in text
    precision, earliest, latest = _bounds(text, year, month, day)
    return Edtf(text, earliest, latest, precision, mark in ("~", "%"), mark in ("?", "%"), unspecified)


def _bounds(text: str, year: str, month: str | None, day: str | None) -> tuple[Precision, date, date]:
    """Precision, first and last day of a single date; an X spreads over all that it can stand for."""
    if "X" in year:
        if (month and month != "XX") or (day and day != "XX"):
            raise DateError(f"`{text}` knows the month but not the year", hint="an X can be followed only by X")
        first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
        return ("decade" if year.count("X") == 1 else "century"), _day(text, first, 1, 1), _day(text, last, 12, 31)
    number = int(year)
    if month is None or (month == "XX" and day in (None, "XX")):
        return "year", _day(text, number, 1, 1), _day(text, number, 12, 31)
    if month == "XX":
        raise DateError(f"`{text}` knows the day but not the month", hint="an X can be followed only by X")
    if int(month) in SEASONS and day is None:
        return _season(text, number, int(month))
    if not 1 <= int(month) <= 12:
        raise DateError(f"`{text}` has month {month}; months run from 01 to 12")
    end = monthrange(number, int(month))[1] if number else 31
    if day is None or day == "XX":
        return "month", _day(text, number, int(month), 1), _day(text, number, int(month), end)
    exact = _day(text, number, int(month), int(day))
    return "day", exact, exact


def _season(text: str, year: int, code: int) -> tuple[Precision, date, date]:
    """Meteorological seasons of the northern hemisphere; winter (24) runs into the next year."""
    first, last = SEASONS[code]
    last_year = year + 1 if last < first else year
    return "season", _day(text, year, first, 1), _day(text, last_year, last, monthrange(last_year, last)[1])


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        if year == 0:
            raise DateError(f"`{text}` is before year 1") from None
        days = monthrange(year, month)[1]
        raise DateError(f"`{text}` does not exist: {year:04}-{month:02} has {days} days") from None


def _interval(text: str) -> Edtf:
    ends = text.split("/")
    if len(ends) != 2:
        raise DateError(f"`{text}` has more than one `/`")
    start, stop = (None if end in ("", "..") else _single(end) for end in ends)
    if start is None and stop is None:
        raise DateError(f"`{text}` has neither a start nor an end")
    earliest = start.earliest if start else None
    latest = stop.latest if stop else None
    if start and stop and stop.sort_key[1] < start.sort_key[0]:
        raise DateError(
            f"`{text}` ends before it starts", code="reversed-interval", hint="swap the two, or mend the wrong one"
        )
    known = [p for p in (start, stop) if p]
    return Edtf(
        text,
        earliest,
        latest,
        "interval",
        any(p.approximate for p in known),
        any(p.uncertain for p in known),
        any(p.unspecified for p in known),
        (start, stop),
        ongoing=ends[1] == "..",
    )


def _one_of(text: str) -> Edtf:
    if not (text.startswith("[") and text.endswith("]")):
        raise DateError(f"`{text}` is not a date", hint="a choice of dates stands in square brackets: [2021-09-05,2021-09-07]")
    members = tuple(_member(m.strip()) for m in text[1:-1].split(","))
    return Edtf(
        text,
        min(m.sort_key[0] for m in members),
        max(m.sort_key[1] for m in members),
        "one-of",
        any(m.approximate for m in members),
        any(m.uncertain for m in members),
        any(m.unspecified for m in members),
        members,
    )


def _member(text: str) -> Edtf:
    """A date, or a run of days "a..b" inside a choice."""
    if ".." not in text:
        return _single(text)
    first, last = text.split("..", 1)
    if not first or not last:
        raise DateError(f"`{text}` is open; a choice needs both ends")
    return _interval(f"{first}/{last}")
