"""Which other events cite the same page, however its address is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from builder.chronicle.values import CitedElsewhere, Event, SourceLine
from builder.digests import digest
from builder.records.addresses import canonical

SHOWN = 3  # of each source; the outlet's page lists them all


def cited_elsewhere(events: Iterable[Event]) -> dict[str, tuple[CitedElsewhere, ...]]:
    """For each event and each of its sources in turn: the other events that cite it, the nearest in time first."""
    events = tuple(events)
    citing: dict[str, list[Event]] = defaultdict(list)
    position: dict[tuple[str, str], int] = {}
    for event in events:
        for address in dict.fromkeys(canonical(line.source.url) for line in event.sources):
            position[address, event.id] = len(citing[address])
            citing[address].append(event)
    return {event.id: tuple(_elsewhere(event, line, citing, position) for line in event.sources) for event in events}


def _elsewhere(
    event: Event, line: SourceLine, citing: Mapping[str, list[Event]], position: Mapping[tuple[str, str], int]
) -> CitedElsewhere:
    """Of the others that cite a source the nearest, looked for among a few on either side, however many cite it."""
    address = canonical(line.source.url)
    others, at = citing[address], position[address, event.id]
    own = event.record.date.sort_key[0]
    around = (*others[max(at - SHOWN, 0) : at], *others[at + 1 : at + 1 + SHOWN])
    near = sorted(around, key=lambda e: (abs((e.record.date.sort_key[0] - own).days), e.id))[:SHOWN]
    entries = tuple(e.entry for e in near)
    return CitedElsewhere(entries, len(others) - 1 - len(entries), digest(len(others), *entries))
