"""What a set of events rests on: its sources by country, language, kind and side of the outlet, and how many are archived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from builder.chronicle.outlets import Outlets
from builder.chronicle.values import Balance, Event, SourceLine


def balance(events: Iterable[Event], outlets: Outlets) -> Balance:
    """The counts; a source that several events cite counts once for each of them."""
    lines = [line for event in events for line in event.brief.sources]
    return Balance(
        len(lines),
        _counted(_outlet(line, outlets, "country") for line in lines),
        _counted(line.language or _outlet(line, outlets, "language") for line in lines),
        _counted(_outlet(line, outlets, "kind") for line in lines),
        _counted(outlets.sides.get(line.publisher.id, "") for line in lines),
        sum(not line.snapshots for line in lines),
        _counted(operator for line in lines for operator in dict.fromkeys(s.operator for s in line.snapshots)),
    )


def _outlet(line: SourceLine, outlets: Outlets, key: str) -> str:
    record = outlets.records.get(line.publisher.id)
    return str((record and getattr(record, key)) or "")


def _counted(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Value and number, the most frequent first; what is not known, an empty text, last."""
    counted = Counter(values)
    return tuple(sorted(counted.items(), key=lambda pair: (not pair[0], -pair[1], pair[0])))
