"""What the map shows: areas filled by how much is on record there, spots as vague as they are known, and a table of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from builder.chronicle.values import Place, Ref
from builder.records.outlines import Outline, Outlines
from builder.site.crowd import Disc, apart, crowd
from builder.site.geography import Frame, Spot, frame, middle, path, rings_of
from builder.site.lettering import Box, Name, beside, lettered, over
from builder.site.page import Group, View
from builder.site.words import Words

WIDTH = 1000
CLOSER_WIDTH, CLOSER_HEIGHT = 360, 480  # as wide as its column, and at most so high
LETTERS = {"names": 17, "names-few": 34, "names-closer": 14, "names-places": 12}  # sizes in units of their drawing, as in style.css
RADII = {"exact": 4, "town": 4, "near": 6, "district": 8}
DOTS = ("exact", "town")  # what is known so well is drawn where it is
GROWN = 1.7  # how much larger narrow screens draw the marks of the whole map, as in style.css
CLEAR, GAP = 2, 3  # units between a mark and any name, and its own
LEVELS = range(1, 6)
Known = tuple[Place, Outline]  # a province of the record, and its outline


def _(message: str) -> str:
    """Marks a message for the catalogue."""
    return message


class Area(NamedTuple):
    """A province as drawn: its place, its path, and how full of events it is, from 0 to 5."""

    place: Place
    path: str
    level: int
    disputed: int


class Mark(NamedTuple):
    """A spot as drawn."""

    ref: Ref
    disc: Disc
    precision: str
    events: int
    disputed: int
    name: Name | None = None  # where its name stands, in the closer view and there where it finds room


class Closer(NamedTuple):
    """The crowded part of the map, drawn again larger: only there do its marks have their full size and their links."""

    box: Box  # in units of the whole map
    zoom: int
    window: Frame
    areas: frozenset[str]  # slugs of the provinces that it may show
    marks: tuple[Mark, ...]
    names: tuple[Name, ...]


def map_page(words: Words, outlines: Outlines, places: Group, spots: Group) -> View:
    """The map with its table; places abroad, which no outline holds, are listed below it."""
    window = frame(outlines, WIDTH)
    by_iso: dict[str, Place] = {p.record.iso: p for p in places.items if p.record.iso}
    most = max((len(p.events) for p in by_iso.values()), default=0)
    known = [(by_iso[o.iso], o) for o in outlines.areas if o.iso in by_iso]
    areas = tuple(Area(p, path(o.rings, window, closed=True), level(len(p.events), most), _disputed(p)) for p, o in known)
    drawn = {p.record.id for p, _ in known}  # what lies in none of them is listed, not drawn
    held = [s for s in spots.items if s.area in drawn]
    closer = _closer(known, held, window)
    marks = _marks((s for s in held if not (closer and closer.window.holds(s.lat_deg, s.lon_deg))), window)
    abroad = tuple(p for p in places.items if p.events and not p.within and p.record.id not in drawn)
    return {
        "title": words.say(_("Map")),
        "description": words.say(_("Where it happened, drawn no more precisely than it is known.")),
        "window": window,
        "areas": areas,
        "borders": path(outlines.borders, window, closed=False),
        "marks": marks,
        "names": _names(known, window, LETTERS["names"], _taken(marks, closer)),
        "names_few": _names([k for k in known if k[0].events], window, LETTERS["names-few"], _taken(marks, closer, GROWN)),
        "closer": closer,
        "radii": RADII,
        "shades": [(n, shade(n, most)) for n in LEVELS],
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


def shade(level: int, most: int) -> tuple[int, int] | None:
    """The fewest and the most events that an area of a level can have; None where no number is drawn so dark."""
    low = most // 2 ** (6 - level) + 1 if level > 1 else 1
    high = most // 2 ** (5 - level)
    return (low, high) if low <= high else None


def _disputed(place: Place) -> int:
    return sum(bool(e.disputes) for e in place.events)


def _marks(spots: Iterable[Spot], window: Frame) -> tuple[Mark, ...]:
    """The spots as marks, large ones first, so that no small one is covered."""
    known = list(spots)
    discs = apart([Disc(*window.point(s.lat_deg, s.lon_deg), RADII[s.precision], s.precision in DOTS) for s in known])
    marks = (Mark(s.ref, d, s.precision, len(s.entries), sum(bool(e.disputes) for e in s.entries)) for s, d in zip(known, discs, strict=True))
    return tuple(sorted(marks, key=lambda m: -m.disc.radius))


def _closer(known: Sequence[Known], spots: Sequence[Spot], whole: Frame) -> Closer | None:
    """The closer view of where marks crowd, if they do anywhere: so many whole times as large as there is room for."""
    box = crowd([Disc(*whole.point(s.lat_deg, s.lon_deg), RADII[s.precision]) for s in spots])
    if not box:
        return None
    zoom = int(min(CLOSER_WIDTH // (box.right - box.left), CLOSER_HEIGHT // (box.bottom - box.top), 6))
    breadth = round(CLOSER_WIDTH / zoom)
    left = min(max(round((box.left + box.right - breadth) / 2), 0), whole.width - breadth)
    box = box._replace(left=left, right=left + breadth)
    window = whole.part(box, zoom)
    marks = _marks((s for s in spots if window.holds(s.lat_deg, s.lon_deg)), window)
    near = [(place, outline) for place, outline in known if _meets(outline, window)]
    names = _names(near, window, LETTERS["names-closer"], _taken(marks))
    taken = [*_taken(marks), *(n.box(LETTERS["names-closer"]) for n in names)]
    return Closer(box, zoom, window, frozenset(p.record.id for p, _ in near), _named(marks, window, taken), names)


def _named(marks: Sequence[Mark], window: Frame, taken: Iterable[Box]) -> tuple[Mark, ...]:
    """Marks with their names, where these find room; those with more events before others."""
    size = LETTERS["names-places"]
    ordered = sorted(range(len(marks)), key=lambda at: (-marks[at].events, at))
    discs = [(marks[at].ref.label, marks[at].disc) for at in ordered]
    found = lettered((beside(label, d.x, d.y, d.radius + GAP, size) for label, d in discs), size, _room(window), taken)
    names = dict(zip(ordered, found, strict=True))
    return tuple(m._replace(name=names[at]) for at, m in enumerate(marks))


def _names(known: Sequence[Known], window: Frame, size: int, taken: Iterable[Box]) -> tuple[Name, ...]:
    """The names of areas that find room, those with more events before others."""
    ordered = sorted(known, key=lambda k: (-len(k[0].events), k[0].record.name))
    wanted = (over(p.record.name, _within(middle(o, window), window), rings_of(o, window), size) for p, o in ordered)
    return tuple(filter(None, lettered(wanted, size, _room(window), taken)))


def _within(point: tuple[int, int], window: Frame) -> tuple[int, int]:
    """A point moved into the window, since of an area that shows in part the middle may lie outside."""
    return min(max(point[0], 0), window.width), min(max(point[1], 0), window.height)


def _taken(marks: Iterable[Mark], closer: Closer | None = None, scale: float = 1) -> list[Box]:
    """Where no name may stand: on the marks, and in the part that the closer view shows and names."""
    boxes = [_around(m.disc.x, m.disc.y, m.disc.radius * scale) for m in marks]
    if closer:
        boxes.append(closer.box)
    return boxes


def _around(x: float, y: float, radius: float) -> Box:
    return Box(x - radius - CLEAR, y - radius - CLEAR, x + radius + CLEAR, y + radius + CLEAR)


def _room(window: Frame) -> Box:
    return Box(0, 0, window.width, window.height)


def _meets(outline: Outline, window: Frame) -> bool:
    """Whether an area may show in a window: whether the box around it does."""
    points = [p for ring in rings_of(outline, window) for p in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys)).meets(_room(window))
