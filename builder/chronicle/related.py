"""Events that a reader may want beside one, each with the reason: one source, one place within days, one person."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from builder.chronicle.values import Brief, Mark, Reason

WITHIN_DAYS: dict[Reason, int] = {"source": 36500, "place": 30, "person": 365}
_RANKS: dict[Reason, int] = {reason: n for n, reason in enumerate(WITHIN_DAYS)}
NEAREST = 4  # of each list looked at on either side, so that the work grows with the events, not with their pairs
SHOWN = 4

_Key = str | bytes
_Shared = Mapping[tuple[Reason, _Key], tuple[list[date], list[int]]]


def related(briefs: Sequence[Brief], told: Sequence[frozenset[int]], persons: frozenset[str]) -> list[tuple[Mark, ...]]:
    """For each event the few nearest others, the strongest reason first.

    Args:
        briefs: in the order of events.
        told: of each event the positions of those that its page names anyway.
        persons: slugs of the actors that are people; a whole army is no reason to show an event.
    """
    shared: dict[tuple[Reason, _Key], tuple[list[date], list[int]]] = defaultdict(lambda: ([], []))
    for n, brief in enumerate(briefs):
        day = brief.entry.date.sort_key[0]
        for reason, key, _at in _keys(brief, persons):
            days, positions = shared[reason, key]
            days.append(day)
            positions.append(n)
    return [_nearest(n, briefs, told[n], persons, shared) for n in range(len(briefs))]


def _keys(brief: Brief, persons: frozenset[str]) -> Iterator[tuple[Reason, _Key, int]]:
    for at, line in enumerate(brief.sources):
        yield "source", line.page, at
    for at, place in enumerate(brief.places):
        if place.ref and place.within:  # a place inside another: a country or a province says too little
            yield "place", place.ref.id, at
    for at, actor in enumerate(brief.actors):
        if actor.id in persons:
            yield "person", actor.id, at


def _nearest(n: int, briefs: Sequence[Brief], told: frozenset[int], persons: frozenset[str], shared: _Shared) -> tuple[Mark, ...]:
    own = briefs[n].entry.date.sort_key[0]
    found: dict[int, tuple[tuple[int, int, str], Mark]] = {}
    for reason, key, at in _keys(briefs[n], persons):
        days_of, others = shared[reason, key]
        if len(others) == 1:
            continue
        here = bisect_left(days_of, own)
        for m in others[max(here - NEAREST, 0) : here + NEAREST + 1]:
            if m == n or m in told:
                continue
            days = abs((briefs[m].entry.date.sort_key[0] - own).days)
            rank = (_RANKS[reason], days, briefs[m].entry.id)
            if days <= WITHIN_DAYS[reason] and (m not in found or rank < found[m][0]):
                found[m] = (rank, (m, reason, at))
    return tuple(mark for _, mark in sorted(found.values(), key=lambda f: f[0])[:SHOWN])
