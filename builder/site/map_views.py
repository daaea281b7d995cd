"""What the map shows: areas filled by how much is on record there, spots as vague as they are known, and a table of both."""

from __future__ import annotations

from typing import NamedTuple

from builder.chronicle.values import Place, Ref
from builder.records.outlines import Outlines
from builder.site.geography import Frame, Spot, frame, middle, path
from builder.site.page import Group, View
from builder.site.words import Words

WIDTH = 1000
RADII = {"exact": 5, "town": 5, "near": 8, "district": 11}


def _(message: str) -> str:
    """Marks a message for the catalogue."""
    return message


class Area(NamedTuple):
    """A province as drawn: its place, its path, and how full of events it is, from 0 to 5."""

    place: Place
    path: str
    level: int
    disputed: int
    x: int  # the middle of the area, for its name
    y: int


class Mark(NamedTuple):
    """A spot as drawn."""

    ref: Ref
    x: int
    y: int
    radius: int
    precision: str
    events: int
    disputed: int


def map_page(words: Words, outlines: Outlines, places: Group, spots: Group) -> View:
    """The map with its table; places abroad, which no outline holds, are listed beside it."""
    window = frame(outlines, WIDTH)
    by_iso: dict[str, Place] = {p.record.iso: p for p in places.items if p.record.iso}
    most = max((len(p.events) for p in by_iso.values()), default=0)
    areas = tuple(
        Area(
            by_iso[o.iso],
            path(o.rings, window, closed=True),
            level(len(by_iso[o.iso].events), most),
            _disputed(by_iso[o.iso]),
            *middle(o, window),
        )
        for o in outlines.areas
        if o.iso in by_iso
    )
    drawn = {a.place.record.id for a in areas}  # what lies in none of them is listed, not drawn
    abroad = tuple(p for p in places.items if p.events and not p.within and p.record.id not in drawn)
    return {
        "title": words.say(_("Map")),
        "description": words.say(_("Where it happened, drawn no more precisely than it is known.")),
        "window": window,
        "areas": areas,
        "borders": path(outlines.borders, window, closed=False),
        "marks": tuple(_mark(s, window) for s in spots.items if s.area in drawn),
        "table": tuple(sorted(areas, key=lambda a: (-len(a.place.events), a.place.record.name))),
        "abroad": tuple((p, _disputed(p)) for p in sorted(abroad, key=lambda p: (-len(p.events), p.record.name))),
        "credits": outlines.credits,
    }


def level(events: int, most: int) -> int:
    """How dark an area is drawn: 0 for none, 5 for the most; each step is half of the one above."""
    steps = 0
    while events and events * 2**steps <= most and steps < 5:
        steps += 1
    return max(6 - steps, 1) if events else 0


def _disputed(place: Place) -> int:
    return sum(bool(e.disputes) for e in place.events)


def _mark(spot: Spot, window: Frame) -> Mark:
    x, y = window.point(spot.lat_deg, spot.lon_deg)
    disputed = sum(bool(e.disputes) for e in spot.entries)
    return Mark(spot.ref, x, y, RADII[spot.precision], spot.precision, len(spot.entries), disputed)
