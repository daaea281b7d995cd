"""data/timeline.json: which files hold the data of timeline and map, and the names that all of them share.

A file holds a year, so that an edit of one event changes one small file; a year that would grow too large is split by
month. The index says of each file only its days and how many events it has: a new title leaves it as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from builder.chronicle.values import Event, Period
from builder.exports.timeline_data import VERSION, as_json, days
from builder.records.kinds import STATUSES
from builder.settings import Settings
from builder.site.page import View
from builder.site.words import Words

ADDRESS, FOLDER = "data/timeline.json", "data/"
LIMIT = 5000  # events of a year in one file: about a megabyte, 150 kB compressed

Listed = tuple[str, int, int, int]  # file, relative to the index; first and last day since 1970-01-01; number of events
Chapter = tuple[str, str, int, int]  # slug, title, first and last day


class Shard(NamedTuple):
    """The events of one file, in order."""

    file: str  # relative to the index
    events: tuple[Event, ...]

    @property
    def address(self) -> str:
        """Where it stands."""
        return f"{FOLDER}{self.file}"

    @property
    def listed(self) -> Listed:
        """What the index says of it."""
        spans = [days(event.entry.date) for event in self.events]
        return self.file, min(first for first, _ in spans), max(last for _, last in spans), len(self.events)


def view(words: Words, settings: Settings, shards: tuple[Listed, ...], chapters: tuple[Chapter, ...]) -> View:
    """The file's bytes."""
    data = {
        "version": VERSION,
        "types": [[t.slug, t.label] for t in settings.types],
        "statuses": [[status, words.status(status)] for status in STATUSES],
        "periods": chapters,
        "shards": [dict(zip(("file", "first", "last", "events"), listed, strict=True)) for listed in shards],
    }
    return {"bytes": as_json(data)}


def shards(events: Iterable[Event], limit: int = LIMIT) -> Iterator[Shard]:
    """Events by the year that the chronicle lists them under, or by month where a year has more than the limit."""
    by_year = _grouped((event.entry.month[0], event) for event in events)
    for year, mine in sorted(by_year.items()):
        if len(mine) <= limit:
            yield Shard(f"timeline/{year:04}.json", tuple(mine))
            continue
        by_month = _grouped((event.entry.month[1] or 0, event) for event in mine)  # 0: not known
        for month, found in sorted(by_month.items()):
            yield Shard(f"timeline/{year:04}-{month:02}.json", tuple(found))


def chapter(period: Period) -> Chapter:
    """A period as the data name it; one that goes on reaches to the last day of its events."""
    first, last = days(period.record.date)
    if not period.record.date.latest:
        last = max((days(entry.date)[1] for entry in period.events), default=last)
    return period.record.id, period.record.title, first, last


def _grouped(pairs: Iterable[tuple[int, Event]]) -> dict[int, list[Event]]:
    groups: dict[int, list[Event]] = defaultdict(list)
    for key, event in pairs:
        groups[key].append(event)
    return groups
