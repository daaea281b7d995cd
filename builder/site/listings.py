"""Lists that stay bounded: what is too long for one page is split by year, month or day, so that addresses stay.

A page number would lead somewhere else as soon as an earlier event comes in; a date does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, Literal, NamedTuple

from builder.chronicle.values import Actor, Entry, Mention, OpenDispute, Period, Place, Publisher, Ref
from builder.digests import digest, joined
from builder.records.kinds import About
from builder.site import addresses

LIMIT = 300  # rows on a page that shows more than them

Kind = Literal["entry", "cited", "dispute"]
PART_LIMITS: dict[Kind, int] = {"entry": 800, "cited": 500, "dispute": 300}  # rows on a page of their own, of 200 to 300 kB, a tenth compressed
When = tuple[int, ...]  # year, or year and month, or year, month and day; 0 where the month is not known


class Listing(NamedTuple):
    """Rows in the order of events, and where they stand when they are too many for the page that shows them."""

    owner: str  # address of that page
    base: str  # address below which the parts stand
    items: tuple[Any, ...]
    kind: Kind = "entry"
    shown: tuple[tuple[str, Any], ...] = ()  # what a row says beside its item
    is_part: bool = False
    is_alone: bool = False  # on the page that shows it

    @property
    def digest(self) -> bytes:
        """Of everything in it."""
        return digest(self.owner, self.base, self.kind, self.shown, joined(self.items))

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its parts in order; none when it fits on a page."""
        if self.is_part or len(self.items) <= (PART_LIMITS[self.kind] if self.is_alone else LIMIT):
            return ()
        return tuple(self._split(self.items, ()))

    def _split(self, items: tuple[Any, ...], when: When) -> Iterator[Part]:
        number_of = _NUMBERS[len(when)]
        for number, group in groupby(sorted(items, key=number_of), key=number_of):  # an open or less precise date stands among days of other months
            mine, at = tuple(group), (*when, number)
            if len(mine) > PART_LIMITS[self.kind] and len(at) < 3 and number:
                yield from self._split(mine, at)
            else:
                yield Part(f"{self.base}{at[0]:04}/{''.join(f'{n:02}/' for n in at[1:])}", at, mine)


class Part(NamedTuple):
    """The rows of a year, a month or a day."""

    address: str
    when: When
    items: tuple[Any, ...]

    @property
    def digest(self) -> bytes:
        """Of everything in it."""
        return digest(self.address, self.when, joined(self.items))

    @property
    def disputed(self) -> int:
        """How many of its events somebody disputes."""
        return sum(bool(entry_of(item).disputes) for item in self.items)


def entry_of(item: Any) -> Entry | Mention:
    """The event that a row is about."""
    found: Entry | Mention = item if type(item) is Entry else item.entry
    return found


# Year, month and day of a row; 0 where the month is not known.
_NUMBERS: tuple[Callable[[Any], int], ...] = (
    lambda item: entry_of(item).month[0],
    lambda item: entry_of(item).month[1] or 0,
    lambda item: entry_of(item).day,
)


# the lists that can grow long


def of_facet(address: str, entries: tuple[Entry, ...]) -> Listing:
    """A list below whose own address its parts stand."""
    return Listing(address, address, entries)


def of_month(address: str, entries: tuple[Entry, ...]) -> Listing:
    """A month's, whose parts are days below the month's own address."""
    return Listing(address, "", entries, is_alone=True)


def of_place(p: Place) -> Listing:
    """All events of a place."""
    return of_facet(addresses.of(p.ref), p.events)


def disputed_at(p: Place) -> Listing:
    """Those that somebody disputes."""
    return of_facet(f"{addresses.of(p.ref)}disputed/", tuple(e for e in p.events if e.disputes))


def of_period(p: Period) -> Listing:
    """All events of a chapter."""
    return of_facet(addresses.period(p.record.id), p.events)


def of_actor(a: Actor) -> dict[str, Listing]:
    """By the section of its page: what it took part in, asserted, gave figures of, disputed."""
    sections = {
        "took-part": a.took_part,
        **{f"said-{status}": entries for status, entries in a.ledger.by_status},
        "said-figures": a.ledger.figures,
        "disputed": a.disputed,
    }
    home = addresses.of(a.ref)
    return {name: Listing(home, f"{home}{name}/", entries) for name, entries in sections.items()}


def of_publisher(p: Publisher, risks: object) -> Listing:
    """What of an outlet is cited."""
    home = addresses.of(p.ref)
    return Listing(home, home, p.cited, "cited", (("risks", risks),))


def of_property(rows: tuple[OpenDispute, ...], about: About, latest: object) -> Listing:
    """The disputes of one property."""
    mine = tuple(row for row in rows if row.about == about)
    return Listing("disputes/", f"disputes/about-{about}/", mine, "dispute", (("latest", latest), ("is_sorted", True)))


def of_side(who: Ref, side: str, rows: tuple[OpenDispute, ...], latest: object) -> Listing:
    """The disputes of one actor on one side."""
    home = addresses.disputes_of(who.id)
    return Listing(home, f"{home}{side}/", rows, "dispute", (("latest", latest), ("is_sorted", False)))


def single_source(entries: tuple[Entry, ...]) -> Listing:
    """What rests on one publisher."""
    return Listing("sources/", "sources/single-source/", tuple(e for e in entries if e.grade.is_single_source))


