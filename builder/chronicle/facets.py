"""The chronicle seen through its facets: places, actors, publishers, periods."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from builder.chronicle.balance import balance
from builder.chronicle.gazetteer import Gazetteer
from builder.chronicle.names import Names
from builder.chronicle.outlets import Outlets
from builder.chronicle.totals import NO_TOTALS, totals, totals_by_claimant
from builder.chronicle.values import (
    Actor,
    Cited,
    Entry,
    Event,
    Ledger,
    Links,
    OpenDispute,
    Period,
    Place,
    Publisher,
    Ref,
    SourceLine,
)
from builder.digests import digest, joined
from builder.problems import Finding
from builder.records.kinds import STATUSES, ActorRecord, PeriodRecord, Record
from builder.settings import Settings

LinkBody = Callable[[Record], Links]
Groups = dict[str, tuple[Ref, ...]]


def link_places(gazetteer: Gazetteer, names: Names, events: tuple[Event, ...], settings: Settings, links: LinkBody) -> tuple[Place, ...]:
    """Every place with what lies in it; an event counts for its place and for all that hold it."""
    inside: dict[str, list[Ref]] = defaultdict(list)
    for slug, holder in gazetteer.holders.items():
        inside[holder].append(Ref("place", slug, gazetteer.records[slug].name))
    upwards = {slug: gazetteer.upwards(slug) for slug in gazetteer.records}
    at: dict[str, dict[str, Event]] = defaultdict(dict)
    for event in events:
        for place in event.brief.places:
            for slug in upwards[place.ref.id] if place.ref else ():
                at[slug][event.id] = event
    places = []
    for slug, record in gazetteer.records.items():
        outer = gazetteer.holders.get(slug)
        within = Ref("place", outer, names.labels[outer]) if outer else None
        found = tuple(event.entry for event in at[slug].values())
        counted = totals(at[slug].values(), settings)
        body, held = links(record), tuple(inside[slug])
        parts = (record.digest, within, held, joined(found), counted, body)
        places.append(Place(record, within, held, found, counted, body, digest(*parts)))
    return tuple(places)


def find_groups(records: Iterable[ActorRecord], names: Names, findings: list[Finding]) -> Groups:
    """What each actor belongs to; what is no actor is added to the findings."""
    groups = {}
    for record in records:
        known = []
        for n, name in enumerate(record.member_of):
            if slug := names.find(name):
                known.append(Ref("actor", slug, names.labels[slug]))
            else:
                findings.append(names.unknown(record.path, ("member-of", n), name))
        groups[record.id] = tuple(known)
    return groups


def link_actors(
    records: Iterable[ActorRecord],
    groups: Groups,
    events: tuple[Event, ...],
    disputes: tuple[OpenDispute, ...],
    settings: Settings,
    links: LinkBody,
) -> tuple[Actor, ...]:
    """Every actor with what it did, asserted and disputed."""
    records = list(records)
    members: dict[str, list[Ref]] = defaultdict(list)
    for record in records:
        for group in groups[record.id]:
            members[group.id].append(Ref("actor", record.id, record.name))
    roles: dict[str, dict[str, dict[str, Entry]]] = defaultdict(lambda: defaultdict(dict))
    for event in events:
        for role, refs in _roles(event):
            for ref in refs:
                mine = roles[ref.id]
                mine[role][event.id] = mine["all"][event.id] = event.entry
    figured = totals_by_claimant(events, settings)
    answered, disputing = _sides(disputes)
    actors = []
    for record in records:
        mine = roles[record.id]
        everything, took_part, asserted, disputed = (
            tuple(mine[r].values()) for r in ("all", "took part", "asserted", "disputed")
        )
        ledger = _ledger(record.id, asserted, answered[record.id], disputing[record.id])
        counted = figured.get(record.id, NO_TOTALS)
        lists = (everything, took_part, asserted, disputed)
        parts = (record.digest, groups[record.id], tuple(members[record.id]), ledger, counted, *(joined(found) for found in lists))
        body = links(record)
        actors.append(
            Actor(
                record,
                groups[record.id],
                tuple(members[record.id]),
                everything,
                took_part,
                asserted,
                disputed,
                ledger,
                counted,
                body,
                digest(*parts, body),
            )
        )
    return tuple(actors)


def _sides(disputes: Iterable[OpenDispute]) -> tuple[dict[str, list[OpenDispute]], dict[str, list[OpenDispute]]]:
    """The register by who stands by what is disputed, and by who disputes it."""
    answered: dict[str, list[OpenDispute]] = defaultdict(list)
    disputing: dict[str, list[OpenDispute]] = defaultdict(list)
    for row in disputes:
        for ref in row.claimants:
            answered[ref.id].append(row)
        for ref in row.parties:
            disputing[ref.id].append(row)
    return answered, disputing


def _ledger(slug: str, asserted: tuple[Entry, ...], answered: list[OpenDispute], disputing: list[OpenDispute]) -> Ledger:
    """What an actor said by what became of it, who answered, and whom it answered itself."""
    versions = [e for e in asserted if any(ref.id == slug for ref in e.asserted_by)]
    by_status = tuple((status, tuple(e for e in versions if e.grade.status == status)) for status in STATUSES)
    figures = tuple(e for e in asserted if all(ref.id != slug for ref in e.asserted_by))
    events = {(party, row.entry.id) for row in answered for party in row.parties}
    disputed_by = Counter(party for party, _ in events)
    ordered = sorted(disputed_by.items(), key=lambda pair: (-pair[1], pair[0].label, pair[0].id))
    return Ledger(tuple(g for g in by_status if g[1]), figures, tuple(ordered), tuple(answered), tuple(disputing))


def _roles(event: Event) -> Iterable[tuple[str, Iterable[Ref]]]:
    yield "took part", event.brief.actors
    yield "asserted", (*event.entry.asserted_by, *event.brief.claimants)
    if event.entry.disputes:
        yield "disputed", [party for note in event.entry.disputes for party in note.parties]


def link_publishers(outlets: Outlets, events: tuple[Event, ...], links: LinkBody) -> tuple[Publisher, ...]:
    """Every outlet that is cited, with or without a file of its own, by name."""
    refs: dict[str, Ref] = {}
    cited: dict[str, list[Cited]] = defaultdict(list)
    for event in events:
        lines: dict[str, list[SourceLine]] = defaultdict(list)
        for line in event.brief.sources:
            refs[line.publisher.id] = line.publisher
            lines[line.publisher.id].append(line)
        for slug, mine in lines.items():
            cited[slug].append(Cited(event.entry.mention, tuple(mine), joined((event.entry.mention, *mine))))
    publishers = []
    for slug in sorted(refs, key=lambda s: (refs[s].label.casefold(), s)):
        record = outlets.records.get(slug)
        single = sum(found.entry.grade.is_single_source for found in cited[slug])
        body = links(record) if record else ()
        parts = (refs[slug], record.digest if record else None, body, joined(cited[slug]))
        publishers.append(Publisher(refs[slug], record, tuple(cited[slug]), single, body, digest(*parts)))
    return tuple(publishers)


def link_periods(
    records: Iterable[PeriodRecord], events: tuple[Event, ...], outlets: Outlets, settings: Settings, links: LinkBody
) -> tuple[Period, ...]:
    """The chapters in order; an event belongs to the one in which its earliest day lies."""
    periods = []
    for record in sorted(records, key=lambda r: (r.date.sort_key, r.id)):
        first, last = record.date.sort_key
        inside = tuple(e for e in events if first <= e.entry.date.sort_key[0] <= last)
        found = tuple(e.entry for e in inside)
        counted, rests_on = totals(inside, settings), balance(inside, outlets)
        body = links(record)
        said = digest(record.digest, joined(found), counted, rests_on, body)
        periods.append(Period(record, found, counted, rests_on, body, said))
    return tuple(periods)
