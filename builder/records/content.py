"""All records of a site beside its events, by kind: what events are told by."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.digests import digest, joined
from builder.records.kinds import (
    ActorRecord,
    PageRecord,
    PeriodRecord,
    PlaceRecord,
    PublisherRecord,
    Reference,
)
from builder.records.outlines import Outlines


@dataclass(frozen=True, slots=True)
class Content:
    """All records by kind, each tuple in the order of ids; drafts are not among them."""

    places: tuple[PlaceRecord, ...] = ()
    actors: tuple[ActorRecord, ...] = ()
    publishers: tuple[PublisherRecord, ...] = ()
    periods: tuple[PeriodRecord, ...] = ()
    pages: tuple[PageRecord, ...] = ()
    media: tuple[str, ...] = ()
    outlines: Outlines = field(default_factory=Outlines)
    drafts: frozenset[str] = frozenset()  # ids
    broken: frozenset[str] = frozenset()  # ids of files that have errors, so that links to them are not blamed twice
    loose: tuple[tuple[str, tuple[Reference, ...]], ...] = ()  # path and links of texts whose front matter has errors

    @property
    def digest(self) -> bytes:
        """Of all that the records say, and of what there is beside them."""
        kinds = (self.places, self.actors, self.publishers, self.periods, self.pages)
        return digest(*map(joined, kinds), self.media, self.outlines, tuple(sorted(self.drafts)), tuple(sorted(self.broken)))
