"""Who published a source, and whose text it really is: what makes two publishers independent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from builder.chronicle.names import Names, fold
from builder.chronicle.values import Ref, SourceLine
from builder.digests import digest
from builder.records.addresses import canonical, host_of, slugify
from builder.records.kinds import EventRecord, PublisherRecord, Source
from builder.records.snapshots import read_snapshot


class Outlets:
    """Publishers by name; an outlet without a file of its own is known by the name that the source gives."""

    def __init__(self, records: Iterable[PublisherRecord], actors: Names) -> None:
        """Index the outlets.

        Args:
            actors: whose sides they may be on.
        """
        self.records: Mapping[str, PublisherRecord] = {r.id: r for r in records}
        self.names = Names.of("publisher", self.records.values())
        self.sides = {r.id: actors.labels[slug] for r in self.records.values() if (slug := actors.find(r.side or ""))}
        self.findings = [
            *self.names.findings,
            *(actors.unknown(r.path, ("side",), r.side) for r in self.records.values() if r.side and r.id not in self.sides),
        ]
        self._named: dict[str, Ref] = {}
        self._hosts = {host_of(canonical(f"https://{host}/")): r.id for r in self.records.values() for host in r.hosts}

    def of(self, source: Source) -> Ref:
        """The outlet of a source: as named, else by the host of its address, mobile and other doubles of a host being one."""
        if not source.publisher:
            host = host_of(canonical(source.url))
            return self._ref(host, self._hosts.get(host))
        if source.publisher not in self._named:
            self._named[source.publisher] = self._ref(source.publisher, self.names.find(source.publisher))
        return self._named[source.publisher]

    def _ref(self, label: str, slug: str | None) -> Ref:
        return Ref("publisher", slug, self.records[slug].name) if slug else Ref("publisher", slugify(label), label)

    def origins(self, source: Source) -> frozenset[str]:
        """Everybody whose text or house it is: agencies and outlets that wrote it, else the outlet's owner."""
        writers = [slug for author in source.author if (slug := self.names.find(author))]
        return frozenset(self._house(slug) for slug in writers or [self.of(source).id])

    def _house(self, slug: str) -> str:
        record = self.records.get(slug)
        if not record or not record.owner:
            return slug
        return self.names.find(record.owner) or fold(record.owner)

    def lines(self, record: EventRecord) -> tuple[SourceLine, ...]:
        """An event's sources, numbered."""
        return tuple(self._line(n, source) for n, source in enumerate(record.source, 1))

    def _line(self, number: int, source: Source) -> SourceLine:
        outlet = self.of(source)
        snapshots = tuple(read_snapshot(url) for url in source.archived)
        said = (number, source.id, source.url, canonical(source.url), source.title, source.language, source.published)
        return SourceLine(*said, outlet, source.author, snapshots, digest(repr((said, outlet, source.author, snapshots))))
