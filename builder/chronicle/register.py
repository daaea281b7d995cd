"""The register of disputes: each disputed property of each event, with both sides, their sources and their dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from builder.chronicle.values import Answer, Claim, Event, OpenDispute, Ref
from builder.digests import digest
from builder.records.dates import Edtf
from builder.records.kinds import About


def register(events: Iterable[Event]) -> tuple[OpenDispute, ...]:
    """One row for each disputed property of each event, in the order of events and, within one, of the ledger."""
    return tuple(_row(event, note.about) for event in events for note in event.entry.disputes)


def _row(event: Event, about: About) -> OpenDispute:
    against = [c for c in event.claims if c.about == about and c.stance == "disputes"]
    parties = tuple(dict.fromkeys(who for claim in against for who in claim.who))
    versions = [c for c in event.claims if c.about == about and c.stance != "disputes"]
    claimants = tuple(dict.fromkeys(who for claim in versions for who in claim.who if who not in parties))
    answers = tuple(_answer(event, party, [c for c in against if party in c.who]) for party in parties)
    named = {n for claim in versions if set(claim.who) & set(claimants) for n in claim.sources}
    told = tuple(line for line in event.sources if line.number in named)
    others = () if told else event.sources
    stand_by = claimants or _others(event.entry.asserted_by, parties)
    said = digest(event.entry, about, stand_by, told, others, answers)
    return OpenDispute(event.entry, about, stand_by, told, others, answers, said)


def _others(refs: Iterable[Ref], parties: tuple[Ref, ...]) -> tuple[Ref, ...]:
    return tuple(ref for ref in refs if ref not in parties)


def _answer(event: Event, party: Ref, claims: list[Claim]) -> Answer:
    numbers = {n for claim in claims for n in claim.sources}
    sources = tuple(line for line in event.sources if line.number in numbers)
    said = min((c.date for c in claims if c.date), key=_first, default=None)
    published = min((s.source.published for s in sources if s.source.published), key=_first, default=None)
    return Answer(party, said, None if said else published, sources)


def _first(when: Edtf) -> tuple[date, date]:
    return when.sort_key


def latest_day(events: Iterable[Event]) -> date | None:
    """The latest day that the record names: of an event, a source, a dispute or a change; what has a doubt is left out.

    Ages are counted to it, so that the same record gives the same pages on any day.
    """
    days = [when.latest for event in events for when in _dates(event) if when.precision == "day" and when.latest]
    return max(days, default=None)


def _dates(event: Event) -> Iterable[Edtf]:
    record = event.record
    yield record.date
    yield from (s.published for s in record.source if s.published)
    yield from (a.date for a in record.asserted_by if a.date)
    yield from (d.date for d in record.disputed_by if d.date)
    yield from (c.date for c in record.changes)
