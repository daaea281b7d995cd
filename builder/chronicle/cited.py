"""Which other events cite the same page, however its address is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from builder.chronicle.values import CitedElsewhere, Event
from builder.digests import digest
from builder.records.addresses import canonical

SHOWN = 3  # of each source; the outlet's page lists them all


def cited_elsewhere(events: Iterable[Event]) -> dict[str, tuple[CitedElsewhere, ...]]:
    """For each event and each of its sources in turn: the other events that cite it, the nearest in time first."""
    events = tuple(events)
    citing: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        for address in dict.fromkeys(canonical(line.source.url) for line in event.sources):
            citing[address].append(event)
    return {
        event.id: tuple(_nearest(event, citing[canonical(line.source.url)]) for line in event.sources) for event in events
    }


def _nearest(event: Event, citing: list[Event]) -> CitedElsewhere:
    own = event.record.date.sort_key[0]
    others = [e for e in citing if e.id != event.id]
    near = sorted(others, key=lambda e: (abs((e.record.date.sort_key[0] - own).days), e.id))[:SHOWN]
    entries = tuple(e.entry for e in near)
    return CitedElsewhere(entries, len(others) - len(entries), digest(len(others), *entries))
