"""All records of a site, by kind: what reading hands to the chronicle."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.records.kinds import (
    ActorRecord,
    EventRecord,
    PageRecord,
    PeriodRecord,
    PlaceRecord,
    PublisherRecord,
    Reference,
    TombstoneRecord,
)
from builder.records.outlines import Outlines


@dataclass(frozen=True, slots=True)
class Content:
    """All records by kind, each tuple in the order of ids; drafts are not among them."""

    events: tuple[EventRecord, ...] = ()
    tombstones: tuple[TombstoneRecord, ...] = ()
    places: tuple[PlaceRecord, ...] = ()
    actors: tuple[ActorRecord, ...] = ()
    publishers: tuple[PublisherRecord, ...] = ()
    periods: tuple[PeriodRecord, ...] = ()
    pages: tuple[PageRecord, ...] = ()
    media: tuple[str, ...] = ()
    outlines: Outlines = field(default_factory=Outlines)
    drafts: frozenset[str] = frozenset()  # ids of drafted events
    broken: frozenset[str] = frozenset()  # ids of files that have errors, so that links to them are not blamed twice
    loose: tuple[tuple[str, tuple[Reference, ...]], ...] = ()  # path and links of texts whose front matter has errors
    event_files: tuple[str, ...] = ()  # every event file, sound or not
