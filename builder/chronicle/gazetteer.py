"""How places lie in each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from builder.chronicle.names import Names
from builder.problems import Finding
from builder.records.kinds import PlaceRecord


class Gazetteer(NamedTuple):
    """The places by id, and which of them holds which."""

    records: dict[str, PlaceRecord]
    holders: dict[str, str]  # id of a place -> id of the place that it lies in

    @classmethod
    def of(cls, records: Iterable[PlaceRecord], names: Names, findings: list[Finding]) -> Gazetteer:
        """Resolve what places say that they lie in; what leads nowhere is added to the findings."""
        made = cls({record.id: record for record in records}, {})
        for record in made.records.values():
            holder = names.find(record.within or "")
            if record.within and not holder:
                findings.append(names.unknown(record.path, ("within",), record.within))
            elif holder and holder != record.id:
                made.holders[record.id] = holder
        return made

    def upwards(self, place_id: str) -> list[str]:
        """A place and everything that holds it, from the inside out; a circle ends where it closes."""
        chain = [place_id]
        while (holder := self.holders.get(chain[-1])) and holder not in chain:
            chain.append(holder)
        return chain
