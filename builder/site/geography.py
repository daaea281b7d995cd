"""The map without tiles: positions to units of a drawing, outlines to paths, events to spots no more precise than known."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import cos, radians
from typing import NamedTuple

from builder.chronicle.values import Chronicle, Entry, Event, Ref
from builder.digests import digest
from builder.records.kinds import PlaceRecord
from builder.records.outlines import Line, Outline, Outlines
from builder.site.lettering import Box

WIDE = ("province", "country")  # known no closer than this: no spot is drawn


class Frame(NamedTuple):
    """An equirectangular window, true to scale at its middle latitude; units grow to the right and down."""

    west: float
    north: float
    scale: float  # units per degree of latitude
    squeeze: float  # length of a degree of longitude in degrees of latitude
    width: int
    height: int

    def point(self, lat_deg: float, lon_deg: float) -> tuple[int, int]:
        """Where a position lies in the drawing."""
        return round((lon_deg - self.west) * self.squeeze * self.scale), round((self.north - lat_deg) * self.scale)

    def holds(self, lat_deg: float, lon_deg: float) -> bool:
        """Whether a position lies inside the drawing."""
        x, y = self.point(lat_deg, lon_deg)
        return 0 <= x <= self.width and 0 <= y <= self.height

    def part(self, box: Box, zoom: int) -> Frame:
        """A box of this drawing as a drawing of its own, so many times as large."""
        size = round((box.right - box.left) * zoom), round((box.bottom - box.top) * zoom)
        return Frame(self.west + box.left / self.squeeze / self.scale, self.north - box.top / self.scale, self.scale * zoom, self.squeeze, *size)


def frame(outlines: Outlines, width: int) -> Frame:
    """The window that holds every area, with a margin of a fiftieth of its width."""
    points = [p for area in outlines.areas for ring in area.rings for p in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = cos(radians((south + north) / 2))
    margin = (east - west) / 50
    scale = width / ((east - west + 2 * margin) * squeeze)
    height = round((north - south + 2 * margin * squeeze) * scale)
    return Frame(west - margin, north + margin * squeeze, scale, squeeze, width, height)


def path(lines: Iterable[Line], window: Frame, *, closed: bool, step: int = 1) -> str:
    """SVG path data with whole, relative units; points closer than `step` units to the one before are left out."""
    parts = []
    for line in lines:
        points = [window.point(lat, lon) for lon, lat in line]
        kept = points[:1]
        for x, y in points[1:]:
            if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= step:
                kept.append((x, y))
        if len(kept) < 2:
            continue
        moves = "".join(f"{bx - ax} {by - ay} " for (ax, ay), (bx, by) in itertools.pairwise(kept))
        parts.append(f"M{kept[0][0]} {kept[0][1]}l{moves.rstrip()}{'z' if closed else ''}")
    return "".join(parts).replace(" -", "-")


def rings_of(area: Outline, window: Frame) -> list[list[tuple[int, int]]]:
    """An area's rings in units of the drawing."""
    return [[window.point(lat, lon) for lon, lat in ring] for ring in area.rings]


def middle(area: Outline, window: Frame) -> tuple[int, int]:
    """The centre of gravity of an area's largest ring, by the shoelace formula."""
    best = (0.0, 0.0, 0.0)
    for points in rings_of(area, window):
        crosses = [(ax * by - bx * ay, ax + bx, ay + by) for (ax, ay), (bx, by) in itertools.pairwise(points)]
        doubled = sum(c for c, _, _ in crosses)
        if abs(doubled) > abs(best[0]):
            best = (doubled, sum(c * x for c, x, _ in crosses), sum(c * y for c, _, y in crosses))
    area_doubled, x, y = best
    return (round(x / (3 * area_doubled)), round(y / (3 * area_doubled))) if area_doubled else (0, 0)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place at which, or around which, events are known to have been; never closer than they are known."""

    ref: Ref
    area: str | None  # slug of the place that holds it
    lat_deg: float
    lon_deg: float
    precision: str  # exact, town, near or district: a dot, a ring, a wide ring
    entries: tuple[Entry, ...]
    digest: bytes = field(repr=False, default=b"")


def spots(chronicle: Chronicle) -> tuple[Spot, ...]:
    """Every spot of the record, the busiest first, so that smaller ones are drawn above it."""
    records = chronicle.gazetteer.records
    found: dict[tuple[str, str], dict[str, Entry]] = defaultdict(dict)
    for event in chronicle.events:
        for key in spots_of(event, records):
            found[key][event.id] = event.entry
    made = []
    for (slug, precision), entries in found.items():
        lat, lon = records[slug].coordinates or (0.0, 0.0)
        mine = tuple(entries.values())
        ref = Ref("place", slug, records[slug].name)
        area = next((holder.id for holder in _outlined(chronicle, slug) if holder.id != slug), None)
        made.append(Spot(ref, area, lat, lon, precision, mine, digest(ref, area, lat, lon, precision, digest(*mine))))
    return tuple(sorted(made, key=lambda s: (-len(s.entries), s.ref.id, s.precision)))


def spots_of(event: Event, records: Mapping[str, PlaceRecord]) -> Iterator[tuple[str, str]]:
    """Where an event may be marked: a place's slug and a precision, once for each of its places known well enough."""
    for place in event.brief.places:
        record = records.get(place.ref.id) if place.ref else None
        if not record or not record.coordinates:
            continue
        precision = place.precision or record.precision or "exact"
        if precision not in WIDE and record.precision not in WIDE:
            yield record.id, _drawn(precision, record.precision)


def _drawn(precision: str, of_place: str | None) -> str:
    """The vaguer of what the event and the place say."""
    order = ("exact", "town", "near", "district")
    return max((p for p in (precision, of_place) if p in order), key=order.index, default="near")


@dataclass(frozen=True)
class Picture:
    """A small map of a place at one precision; events there share it."""

    place: PlaceRecord
    precision: str
    area: str | None  # ISO code of the area that holds the place

    @property
    def address(self) -> str:
        """Where it is published."""
        return f"map/{self.place.id}-{self.precision}.svg"

    @cached_property
    def digest(self) -> bytes:
        """Of what it shows."""
        return digest(self.place.id, self.place.coordinates, self.precision, self.area)


def pictures(chronicle: Chronicle) -> dict[str, Picture]:
    """Event id -> the map of its first place that the outlines hold."""
    drawn = _drawable(chronicle)
    made: dict[tuple[str, str | None], Picture] = {}
    found = {}
    for event in chronicle.events:
        for place in event.brief.places:
            if place.ref and (picture := drawn.get(place.ref.id)):
                key = (place.ref.id, place.precision)
                if key not in made:
                    made[key] = replace(picture, precision=place.precision or picture.precision)
                found[event.id] = made[key]
                break
    return found


def place_pictures(chronicle: Chronicle) -> dict[str, Picture]:
    """Place id -> its map, for the places with events that the outlines hold."""
    drawn = _drawable(chronicle)
    return {p.record.id: drawn[p.record.id] for p in chronicle.facets.places if p.events and p.record.id in drawn}


def _outlined(chronicle: Chronicle, slug: str) -> Iterator[PlaceRecord]:
    """A place and those that hold it, from the inside out, so far as the map has their outline."""
    drawn = {area.iso for area in chronicle.outlines.areas}
    return (chronicle.gazetteer.records[s] for s in chronicle.gazetteer.upwards(slug) if chronicle.gazetteer.records[s].iso in drawn)


def _drawable(chronicle: Chronicle) -> dict[str, Picture]:
    """Place id -> its map, drawn as closely as the place itself is known."""
    if not chronicle.outlines.areas:
        return {}
    window = frame(chronicle.outlines, 360)
    records = chronicle.gazetteer.records
    found = {}
    for record in records.values():
        if record.coordinates and record.kind != "country" and window.holds(*record.coordinates):
            area = next((holder.iso for holder in _outlined(chronicle, record.id)), None)
            found[record.id] = Picture(record, record.precision or "near", area)
    return found
