"""Events that a reader may want beside one, each with the reason: one source, one place within days, one person."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from builder.chronicle.values import Event, Reason, Ref, Related
from builder.digests import digest

WITHIN_DAYS: dict[Reason, int] = {"source": 36500, "place": 30, "person": 365}
NEAREST = 4  # of each list looked at on either side, so that the work grows with the events, not with their pairs
SHOWN = 4


def related(events: Iterable[Event], persons: frozenset[str]) -> dict[str, tuple[Related, ...]]:
    """For each event the few nearest others, the strongest reason first; what it follows or leads to is left out.

    Args:
        events: in order.
        persons: slugs of the actors that are people; a whole army is no reason to show an event.
    """
    events = tuple(events)
    shared: dict[tuple[Reason, str], list[tuple[date, Event]]] = defaultdict(list)
    for event in events:
        for reason, key, _ in _keys(event, persons):
            shared[reason, key].append((event.record.date.sort_key[0], event))
    return {event.id: _nearest(event, persons, shared) for event in events}


def _keys(event: Event, persons: frozenset[str]) -> Iterator[tuple[Reason, str, Ref]]:
    for line in event.sources:
        yield "source", line.source.url, line.publisher
    for place in event.places:
        if place.ref and place.within:  # a place inside another: a country or a province says too little
            yield "place", place.ref.id, place.ref
    for actor in event.actors:
        if actor.id in persons:
            yield "person", actor.id, actor


def _nearest(
    event: Event, persons: frozenset[str], shared: Mapping[tuple[Reason, str], list[tuple[date, Event]]]
) -> tuple[Related, ...]:
    own = event.record.date.sort_key[0]
    told = {event.id, *(e.id for e in (*event.follows, *event.followed_by, *event.part_of, *event.parts))}
    found: dict[str, tuple[int, int, str, Related]] = {}
    for reason, key, ref in _keys(event, persons):
        others = shared[reason, key]
        at = bisect_left(others, own, key=lambda pair: pair[0])
        for day, other in others[max(at - NEAREST, 0) : at + NEAREST + 1]:
            days = abs((day - own).days)
            if other.id in told or days > WITHIN_DAYS[reason]:
                continue
            rank = (list(WITHIN_DAYS).index(reason), days, other.id)
            mark = Related(other.entry, reason, ref, digest(other.entry, reason, ref))
            if other.id not in found or rank < found[other.id][:3]:
                found[other.id] = (*rank, mark)
    return tuple(mark for *_, mark in sorted(found.values(), key=lambda f: f[:3])[:SHOWN])
