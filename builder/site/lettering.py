"""Where names stand in a drawing: beside what they name, on no mark and on no other name; a name without room is left out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import combining, east_asian_width

Ring = Sequence[tuple[int, int]]
LINE = 1.05  # height of a name's box, in sizes of its letters
NARROW, BROAD = frozenset("fijlrtI .,'-’"), frozenset("mwMW@%")
STEP, STEPS = 0.52, 6  # how finely around an area's middle a name looks for room, in sizes of its letters, and how many steps far


class Box(NamedTuple):
    """A rectangle along the axes."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def widened(self, by: float) -> Box:
        """The same with more on either side."""
        return self._replace(left=self.left - by, right=self.right + by)

    def holds(self, other: Box) -> bool:
        """Whether the other lies inside."""
        return self.left <= other.left and other.right <= self.right and self.top <= other.top and other.bottom <= self.bottom


class Name(NamedTuple):
    """A name as drawn: the point it is anchored at on its base line, and which of its ends lies there."""

    text: str
    x: int
    y: int
    anchor: str = "middle"  # start, middle or end, as in SVG

    def box(self, size: float) -> Box:
        """About what it covers, in letters of that size; rather too much than too little."""
        width = breadth(self.text) * size
        left = self.x - width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        return Box(left, self.y - 0.8 * size, left + width, self.y + (LINE - 0.8) * size)


class Wanted(NamedTuple):
    """A name that looks for a place: where it might stand, the best first, and what its box must fulfil there, the strictest first."""

    tries: Sequence[Name]
    rules: Sequence[Callable[[Box], bool]] = (lambda _: True,)


@cache
def breadth(text: str) -> float:
    """How broad a text is, in sizes of its letters: no font is at hand, so it is that of the broad ones among the bold system faces."""
    return sum(map(_advance, text))


def _advance(sign: str) -> float:
    if combining(sign):
        return 0
    if east_asian_width(sign) in "WF" or sign in BROAD:
        return 1.05
    return 0.43 if sign in NARROW else 0.79 if sign.isupper() else 0.7


def lettered(wanted: Iterable[Wanted], size: float, room: Box, taken: Iterable[Box]) -> list[Name | None]:
    """Each name where it finds a place inside the room, clear of what is taken and of the others, or None; earlier ones choose first."""
    full = list(taken)
    found: list[Name | None] = []
    for name in wanted:
        tries = [(attempt, box) for attempt in name.tries if room.holds(box := attempt.box(size))]
        around = _hull([box for _, box in tries])
        near = [box for box in full if box.meets(around)]
        free = ((attempt, box) for fits in name.rules for attempt, box in tries if not any(map(box.meets, near)) and fits(box))
        chosen = next(free, None)
        found.append(chosen and chosen[0])
        if chosen:
            full.append(chosen[1].widened(size / 3))  # two names in a row must not read as one
    return found


def _hull(boxes: Sequence[Box]) -> Box:
    """The box around boxes; of none an empty one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True) if boxes else ((0,),) * 4
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def over(text: str, middle: tuple[int, int], rings: Sequence[Ring], size: float) -> Wanted:
    """A name over an area: as near its middle as there is room, wholly inside where that can be, else with its own middle inside."""
    x, y, step = middle[0], middle[1] + round(0.3 * size), round(STEP * size)
    tries = [Name(text, x + step * dx, y + step * dy) for dx, dy in AROUND]
    return Wanted(tries, (lambda box: all(is_inside(p, rings) for p in _edge(box)), lambda box: is_inside(_middle(box), rings)))


def beside(text: str, x: int, y: int, gap: int, size: float) -> Wanted:
    """A name beside a mark: after it, before it, above or below, off its middle by the gap."""
    drop = round(0.3 * size)
    sides = [Name(text, x + way * gap, y + drop + rise, end) for rise in (0, -drop, drop) for way, end in ((1, "start"), (-1, "end"))]
    return Wanted([*sides, Name(text, x, y - gap - round((LINE - 0.8) * size)), Name(text, x, y + gap + round(0.8 * size))])


def is_inside(point: tuple[float, float], rings: Iterable[Ring]) -> bool:
    """Whether a point lies in an area, by the even-odd rule."""
    x, y = point
    crossed = 0
    for ring in rings:
        for (ax, ay), (bx, by) in itertools.pairwise(ring):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                crossed += 1
    return crossed % 2 == 1


def _edge(box: Box) -> tuple[tuple[float, float], ...]:
    """Points along a box's edge: its corners, and the middles of its long sides."""
    x = (box.left + box.right) / 2
    return tuple((across, y) for y in (box.top, box.bottom) for across in (box.left, x, box.right))


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


_LATTICE = range(-STEPS, STEPS + 1)
AROUND = sorted(itertools.product(_LATTICE, _LATTICE), key=lambda p: (p[0] ** 2 + 2 * p[1] ** 2, p))  # a name may rather go sideways than up or down
