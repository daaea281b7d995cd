"""data/timeline.json: what the reader's timeline and map need of every event, in columns, loaded on demand.

Events keep their order. Days are whole numbers since 1970-01-01; an open end repeats the known one and sets its flag.
Names and phrases stand once, in lists; events point into them. Each event carries its standing in words, so that no
script has to put a dispute into words of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from builder.chronicle.values import Event, Period, Ref
from builder.records.dates import Edtf
from builder.records.kinds import STATUSES
from builder.settings import Settings
from builder.site.geography import spots_of
from builder.site.page import Group, View
from builder.site.words import Words

DOUBTFUL, OPEN_START, OPEN_END, SINGLE, PIVOTAL, DISPUTED = (1 << n for n in range(6))
_EPOCH = date(1970, 1, 1).toordinal()


def view(words: Words, settings: Settings, events: Group, places: Group, periods: Group) -> View:
    """The file's bytes."""
    items: tuple[Event, ...] = events.items
    outer = {p.record.id: p.within.id for p in places.items if p.within}
    named = _Names({p.record.id: p.record.name for p in places.items})
    records = {p.record.id: p.record for p in places.items}
    actors, phrases, spots = _Names({}), _Names({}), _Names({})
    types = [t.slug for t in settings.types]
    columns: dict[str, list[Any]] = {
        "id": [e.id for e in items],
        "title": [e.entry.title for e in items],
        "when": [words.date(e.entry.date) for e in items],
        "from": [_days(e.entry.date)[0] for e in items],
        "span": [_days(e.entry.date)[1] - _days(e.entry.date)[0] for e in items],
        "flags": [_flags(e) for e in items],
        "type": [types.index(e.entry.type) if e.entry.type in types else -1 for e in items],
        "status": [STATUSES.index(e.entry.grade.status) for e in items],
        "standing": [[phrases.at(phrase) for phrase in words.disputes(e.entry)] for e in items],
        "places": [[named.at(slug) for slug in _places(e, outer)] for e in items],
        "spots": [[spots.at(":".join(key)) for key in spots_of(e, records)] for e in items],
        "actors": [[actors.of(ref) for ref in e.brief.actors] for e in items],
        "said": [[actors.of(ref) for ref in _speakers(e)] for e in items],
        "by": [[actors.of(ref) for ref in _parties(e)] for e in items],
    }
    data = {
        "version": 2,
        "types": [[t.slug, t.label] for t in settings.types],
        "statuses": [[s, words.status(s)] for s in STATUSES],
        "places": named.rows(),
        "provinces": sorted(named.slugs[p.record.id] for p in places.items if p.record.id in named.slugs and p.record.kind == "province"),
        "actors": actors.rows(),
        "spots": list(spots.slugs),
        "phrases": list(phrases.slugs),
        "periods": [_period(p) for p in periods.items],
        "events": columns,
    }
    return {"bytes": json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"}


class _Names:
    """Names in the order of their first use, each with its number."""

    def __init__(self, labels: dict[str, str]) -> None:
        self.labels = labels
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


def _places(event: Event, outer: dict[str, str]) -> Iterable[str]:
    """Every place of an event and all that hold it, so that a province finds what lies in its districts."""
    found: dict[str, None] = {}
    for place in event.brief.places:
        slug = place.ref.id if place.ref else ""
        while slug and slug not in found:
            found[slug] = None
            slug = outer.get(slug, "")
    return found


def _speakers(event: Event) -> Iterable[Ref]:
    """Who asserted a version or a figure of it without being named as an actor."""
    return (ref for ref in dict.fromkeys((*event.entry.asserted_by, *event.brief.claimants)) if ref not in event.brief.actors)


def _parties(event: Event) -> Iterable[Ref]:
    return dict.fromkeys(party for note in event.entry.disputes for party in note.parties)


def _days(when: Edtf) -> tuple[int, int]:
    """First and last day; an end that is not known is as long as the other."""
    first, last = when.earliest or when.latest, when.latest or when.earliest
    assert first and last
    return first.toordinal() - _EPOCH, last.toordinal() - _EPOCH


def _flags(event: Event) -> int:
    when = event.entry.date
    said = (
        (DOUBTFUL, not when.is_known_to_the_day),
        (OPEN_START, when.earliest is None),
        (OPEN_END, when.latest is None),
        (SINGLE, event.entry.grade.is_single_source),
        (PIVOTAL, event.entry.pivotal),
        (DISPUTED, bool(event.entry.disputes)),
    )
    return sum(flag for flag, holds in said if holds)


def _period(period: Period) -> list[Any]:
    first, last = _days(period.record.date)
    return [period.record.id, period.record.title, first, last]
