"""Who published a source, and whose text it really is: what makes two publishers independent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from builder.chronicle.names import Names, fold
from builder.chronicle.values import Ref
from builder.records.addresses import canonical, host_of, slugify
from builder.records.kinds import PublisherRecord


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
        self._hosts = {host_of(canonical(f"https://{host}/")): r.id for r in self.records.values() for host in r.hosts}

    def named(self, name: str) -> Ref:
        """The outlet that goes by a name."""
        return self._ref(name, self.names.find(name))

    def at(self, host: str) -> Ref:
        """The outlet that a host belongs to."""
        return self._ref(host, self._hosts.get(host))

    def _ref(self, label: str, slug: str | None) -> Ref:
        return Ref("publisher", slug, self.records[slug].name) if slug else Ref("publisher", slugify(label), label)

    def house_of(self, name: str) -> str | None:
        """Whose house an outlet or agency of this name belongs to: its owner's, else its own; None when it has no file."""
        slug = self.names.find(name)
        record = self.records.get(slug or "")
        if not record or not record.owner:
            return slug
        return self.names.find(record.owner) or fold(record.owner)
