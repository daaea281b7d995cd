"""Every name that an event can use: of places, actors and outlets, and of what else it is checked against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from builder.chronicle.names import Names
from builder.chronicle.outlets import Outlets
from builder.chronicle.values import Ref
from builder.digests import digest
from builder.problems import Finding
from builder.records.content import Content
from builder.settings import Settings


@dataclass(frozen=True, slots=True)
class Directory:
    """The names, and a digest of all that an event looks up; with the same digest the same file means the same."""

    settings: Settings
    places: Names
    actors: Names
    outlets: Outlets
    within: Mapping[str, str | None]  # place -> the name of what holds it
    media: tuple[str, ...]
    broken: frozenset[str]  # names whose files have errors, so that events that use them are not blamed too
    digest: bytes

    @classmethod
    def of(cls, content: Content, settings: Settings) -> Directory:
        """Index what the site knows."""
        places, actors = Names.of("place", content.places), Names.of("actor", content.actors)
        named = (
            [(r.id, r.name, r.aliases, r.within) for r in content.places],
            [(r.id, r.name, r.aliases, r.short) for r in content.actors],
            [(r.id, r.name, r.aliases, r.owner, r.hosts) for r in content.publishers],
        )
        said = digest(repr(named), settings.evidence, content.media, tuple(sorted(content.broken)))
        within = {p.id: p.within for p in content.places}
        return cls(settings, places, actors, Outlets(content.publishers, actors), within, content.media, content.broken, said)

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the names themselves."""
        return [*self.places.findings, *self.actors.findings, *self.outlets.findings]

    def place(self, name: str) -> Ref | None:
        """A place by any of its names."""
        slug = self.places.find(name)
        return Ref("place", slug, self.places.labels[slug]) if slug else None
