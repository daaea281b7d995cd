"""data/timeline/<year>.json: what the reader's timeline and map need of a year's events, in columns, loaded on demand.

Events keep their order. Days are whole numbers since 1970-01-01; an open end repeats the known one and sets its flag.
Names and phrases stand once, in tables; events point into them. The tables are the file's own, so that no edit of
another year's event renumbers them. Each event carries its standing in words, so that no script has to put a dispute
into words of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from builder.chronicle.gazetteer import Gazetteer
from builder.chronicle.values import Entry, Event, Ref
from builder.digests import digest
from builder.records.dates import Edtf
from builder.records.kinds import STATUSES, PlaceRecord
from builder.settings import Settings
from builder.site.geography import spots_of
from builder.site.page import Group, View
from builder.site.words import Words

VERSION = 3
DOUBTFUL, OPEN_START, OPEN_END, SINGLE, PIVOTAL, DISPUTED = (1 << n for n in range(6))
_EPOCH = date(1970, 1, 1).toordinal()


class Located(NamedTuple):
    """A place as the data name it; what else is said of it does not count."""

    record: PlaceRecord
    within: str | None  # slug of the place that holds it

    @property
    def digest(self) -> bytes:
        """Of what the data show."""
        record = self.record
        return digest(record.id, record.name, record.kind, record.coordinates, record.precision, self.within)


class Drawn(NamedTuple):
    """An event as timeline and map show it; what else is said of it does not count."""

    event: Event

    @property
    def digest(self) -> bytes:
        """Of what the data show."""
        return self.event.brief.drawn


class Row(NamedTuple):
    """What the data say of one event, its names not yet numbered."""

    entry: Entry
    places: tuple[str, ...]  # slugs; every place and all that hold it
    spots: tuple[str, ...]  # as the map's page names them
    actors: tuple[Ref, ...]
    said: tuple[Ref, ...]  # who asserted a version or a figure of it without being named as an actor
    by: tuple[Ref, ...]  # who disputes any of it


def view(words: Words, settings: Settings, events: Group, places: Group) -> View:
    """A file's bytes.

    Args:
        events: those of the file, in order, each as `Drawn`.
        places: as `located` gives them, at least those that `places_of` these events.
    """
    gazetteer: dict[str, Located] = {place.record.id: place for place in places.items}
    rows = [row_of(drawn.event, gazetteer) for drawn in events.items]
    types, statuses = _Names({t.slug: t.label for t in settings.types}), _Names({s: words.status(s) for s in STATUSES})
    named = _Names({slug: place.record.name for slug, place in gazetteer.items()})
    actors, phrases, spots = _Names(), _Names(), _Names()
    columns: dict[str, list[Any]] = {
        "id": [row.entry.id for row in rows],
        "title": [row.entry.title for row in rows],
        "when": [words.date(row.entry.date) for row in rows],
        "from": [days(row.entry.date)[0] for row in rows],
        "span": [days(row.entry.date)[1] - days(row.entry.date)[0] for row in rows],
        "flags": [_flags(row.entry) for row in rows],
        "type": [types.at(row.entry.type) if row.entry.type in types.labels else -1 for row in rows],
        "status": [statuses.at(row.entry.grade.status) for row in rows],
        "standing": [[phrases.at(phrase) for phrase in words.disputes(row.entry)] for row in rows],
        "places": [[named.at(slug) for slug in row.places] for row in rows],
        "spots": [[spots.at(key) for key in row.spots] for row in rows],
        "actors": [[actors.of(ref) for ref in row.actors] for row in rows],
        "said": [[actors.of(ref) for ref in row.said] for row in rows],
        "by": [[actors.of(ref) for ref in row.by] for row in rows],
    }
    data = {
        "version": VERSION,
        "types": types.rows(),
        "statuses": statuses.rows(),
        "places": named.rows(),
        "provinces": [n for slug, n in named.slugs.items() if gazetteer[slug].record.kind == "province"],
        "actors": actors.rows(),
        "spots": list(spots.slugs),
        "phrases": list(phrases.slugs),
        "events": columns,
    }
    return {"bytes": as_json(data)}


def row_of(event: Event, gazetteer: Mapping[str, Located]) -> Row:
    """An event's row; what the data say of an event is taken from it here and in `places_of` alone."""
    brief = event.brief
    speakers = dict.fromkeys((*event.entry.asserted_by, *brief.claimants))
    records = {slug: place.record for slug, place in places_of((event,), gazetteer).items()}
    return Row(
        event.entry,
        tuple(records),
        tuple(":".join(key) for key in spots_of(event, records)),
        brief.actors,
        tuple(ref for ref in speakers if ref not in brief.actors),
        tuple(dict.fromkeys(party for note in event.entry.disputes for party in note.parties)),
    )


def located(gazetteer: Gazetteer) -> dict[str, Located]:
    """Slug -> the place as the data name it."""
    return {slug: Located(record, gazetteer.holders.get(slug)) for slug, record in gazetteer.records.items()}


def places_of(events: Iterable[Event], gazetteer: Mapping[str, Located]) -> dict[str, Located]:
    """Every place of these events and all that hold it, so that a province finds what lies in its districts."""
    found: dict[str, Located] = {}
    for event in events:
        for place in event.brief.places:
            slug = place.ref.id if place.ref else None
            while slug and slug not in found:
                found[slug] = gazetteer[slug]
                slug = found[slug].within
    return found


def as_json(data: object) -> bytes:
    """Data as one line of JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def days(when: Edtf) -> tuple[int, int]:
    """First and last day since 1970-01-01; an end that is not known is as long as the other."""
    first, last = when.earliest or when.latest, when.latest or when.earliest
    assert first and last
    return first.toordinal() - _EPOCH, last.toordinal() - _EPOCH


class _Names:
    """Names in the order of their first use, each with its number."""

    def __init__(self, labels: Mapping[str, str] | None = None) -> None:
        self.labels = dict(labels or {})
        self.slugs: dict[str, int] = {}

    def at(self, slug: str) -> int:
        """The number of a name."""
        return self.slugs.setdefault(slug, len(self.slugs))

    def of(self, ref: Ref) -> int:
        """The number of what a reference names."""
        self.labels[ref.id] = ref.label
        return self.at(ref.id)

    def rows(self) -> list[list[str]]:
        """Slug and label of each, in order."""
        return [[slug, self.labels[slug]] for slug in self.slugs]


def _flags(entry: Entry) -> int:
    when = entry.date
    said = (
        (DOUBTFUL, not when.is_known_to_the_day),
        (OPEN_START, when.earliest is None),
        (OPEN_END, when.latest is None),
        (SINGLE, entry.grade.is_single_source),
        (PIVOTAL, entry.pivotal),
        (DISPUTED, bool(entry.disputes)),
    )
    return sum(flag for flag, holds in said if holds)
