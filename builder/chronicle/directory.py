"""Every name that an event can use: of places, actors and outlets, and of what else it is checked against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from builder.chronicle.names import Names
from builder.chronicle.outlets import Outlets
from builder.chronicle.values import Ref
from builder.digests import digest
from builder.problems import Finding
from builder.records.content import Content
from builder.settings import Settings

Kind = Literal["actor", "place", "holder", "outlet", "host", "house"]
Question = tuple[Kind, str]
Answer = Ref | str | None


@dataclass(frozen=True, slots=True)
class Directory:
    """The names, answered one by one: an event whose questions have the same answers says the same."""

    settings: Settings
    places: Names
    actors: Names
    outlets: Outlets
    within: Mapping[str, str | None]  # place -> the name of what holds it
    media: tuple[str, ...]
    broken: frozenset[str]  # names whose files have errors, so that events that use them are not blamed too
    digest: bytes  # of all names
    rules: bytes  # digest of all that is no name
    _answers: dict[Question, Answer] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, content: Content, settings: Settings) -> Directory:
        """Index what the site knows."""
        places, actors = Names.of("place", content.places), Names.of("actor", content.actors)
        named = (
            [(r.id, r.name, r.aliases, r.within) for r in content.places],
            [(r.id, r.name, r.aliases, r.short) for r in content.actors],
            [(r.id, r.name, r.aliases, r.owner, r.hosts) for r in content.publishers],
        )
        rules = digest(settings.evidence, content.media, tuple(sorted(content.broken)))
        within = {p.id: p.within for p in content.places}
        outlets = Outlets(content.publishers, actors)
        return cls(settings, places, actors, outlets, within, content.media, content.broken, digest(repr(named)), rules)

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the names themselves."""
        return [*self.places.findings, *self.actors.findings, *self.outlets.findings]

    def answer(self, question: Question) -> Answer:
        """What a name stands for: the actor or place of that name, the place that holds a place, the outlet that goes by a
        name or has a host, the house that an outlet's or agency's texts come from; None when there is none.
        """
        if question not in self._answers:
            self._answers[question] = self._find(*question)
        return self._answers[question]

    def actor(self, name: str) -> Ref | None:
        """The actor of a name."""
        slug = self.actors.find(name)
        return Ref("actor", slug, self.actors.labels[slug]) if slug else None

    def place(self, name: str) -> Ref | None:
        """The place of a name."""
        slug = self.places.find(name)
        return Ref("place", slug, self.places.labels[slug]) if slug else None

    def _find(self, kind: Kind, name: str) -> Answer:
        match kind:
            case "actor":
                return self.actor(name)
            case "place":
                return self.place(name)
            case "holder":
                return self.place(self.within.get(name) or "")
            case "outlet":
                return self.outlets.named(name)
            case "host":
                return self.outlets.at(name)
            case "house":
                return self.outlets.house_of(name)
