"""Ways from a month to what happened in one province: the common filters as plain links, for readers without script."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from builder.chronicle.values import Entry, Place, Ref

Month = tuple[int, int]


class Narrowed(NamedTuple):
    """A province's share of a month."""

    ref: Ref
    events: int
    disputed: int
    contested: int
    has_page: bool  # whether the province's disputed events have a page of their own


def has_disputed_page(place: Place) -> bool:
    """Whether a place has so many events that the disputed ones get a page of their own."""
    return len(place.events) >= 10 and any(e.disputes for e in place.events)


def provinces_by_month(places: Iterable[Place]) -> dict[Month, tuple[Narrowed, ...]]:
    """For every month with events in a province: each such province, the busiest first."""
    found: dict[Month, list[Narrowed]] = defaultdict(list)
    for place in places:
        if place.record.kind != "province":
            continue
        months: dict[Month, list[Entry]] = defaultdict(list)
        for entry in place.events:
            year, month = entry.month
            if month:
                months[year, month].append(entry)
        for when, entries in months.items():
            found[when].append(_narrowed(place, entries))
    return {when: tuple(sorted(rows, key=lambda r: (-r.events, r.ref.label))) for when, rows in found.items()}


def _narrowed(place: Place, entries: list[Entry]) -> Narrowed:
    disputed = sum(bool(e.disputes) for e in entries)
    return Narrowed(place.ref, len(entries), disputed, count_contested(entries), has_disputed_page(place) and disputed > 0)


def count_contested(entries: Iterable[Entry]) -> int:
    """How many of these events somebody says did not happen as told."""
    return sum(e.grade.status == "contested" for e in entries)
