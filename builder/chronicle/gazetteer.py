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
            if not record.within:
                continue
            holder = names.find(record.within)
            if not holder:
                findings.append(names.unknown(record.path, ("within",), record.within))
            elif record.id in made.upwards(holder):
                findings.append(_circle(record, record.within, is_itself=holder == record.id))
            else:
                made.holders[record.id] = holder
        return made

    def upwards(self, place_id: str) -> list[str]:
        """A place and everything that holds it, from the inside out."""
        chain = [place_id]
        while holder := self.holders.get(chain[-1]):
            chain.append(holder)
        return chain


def _circle(record: PlaceRecord, holder: str, *, is_itself: bool) -> Finding:
    return Finding(
        path=record.path,
        code="circular-within",
        message=f"`{holder}` is the place itself" if is_itself else f"`{holder}` lies in this place already, directly or through others",
        hint="a place lies in a larger one; mend `within` of one of them",
        keys=("within",),
    )
